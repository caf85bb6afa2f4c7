//! What a person sent: filters of the list, a new robot, a new webhook.

use std::collections::BTreeMap;

use super::model::{Channel, EventName, Kind, MessageFilter, NewRobot, Provider, State};
use crate::accounts::model::GroupInTree;
use crate::calls::addresses::{UrlProblem, target};
use crate::web::{Error, Fields, FormErrors, Language, Visit};

/// Reads the query of `/notices`. Unknown names are left alone.
///
/// # Errors
/// [`Error::BadRequest`] when a word is none of those that can be chosen.
pub fn message_filter(query: &BTreeMap<String, String>) -> Result<MessageFilter, Error> {
    let get = |name: &str| query.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let wrong = || Error::BadRequest("outbox-filter-wrong");
    Ok(MessageFilter {
        state: get("state").map(|word| State::parse(word).ok_or_else(wrong)).transpose()?,
        channel: get("channel").map(|word| Channel::parse(word).ok_or_else(wrong)).transpose()?,
        kind: get("kind").map(|word| Kind::parse(word).ok_or_else(wrong)).transpose()?,
        webhook: get("webhook").map(|id| id.parse().map_err(|_| wrong())).transpose()?,
        name: get("name").map(|name| name.chars().filter(|sign| *sign != '\0').take(100).collect()),
    })
}

impl MessageFilter {
    /// The same as an address, in a fixed order.
    pub fn address(&self) -> String {
        let webhook = self.webhook.map(|id| id.to_string());
        let pairs = [
            ("state", self.state.map(State::as_str)),
            ("channel", self.channel.map(Channel::as_str)),
            ("kind", self.kind.map(Kind::as_str)),
            ("webhook", webhook.as_deref()),
            ("name", self.name.as_deref()),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() { "/notices".to_owned() } else { format!("/notices?{query}") }
    }
}

/// The fields of a new robot.
pub const ROBOT_FIELDS: &[&str] = &["name", "provider", "url", "secret", "group", "language"];

/// A robot as it was filled in.
///
/// # Errors
/// What is wrong, by field.
pub fn new_robot(
    fields: &Fields,
    visit: &Visit,
    groups: &[GroupInTree],
    may_reach_private: bool,
) -> Result<NewRobot, FormErrors> {
    let mut errors = FormErrors::none();
    let name: String = fields.get("name").chars().filter(|sign| !sign.is_control()).collect();
    if name.is_empty() || name.chars().count() > 100 {
        errors.add("name", visit.text("robots-name-needed"));
    }
    let provider = Provider::parse(fields.get("provider"));
    if provider.is_none() {
        errors.add("provider", visit.text("robots-provider-needed"));
    }
    let url = address(fields, visit, may_reach_private, &mut errors);
    let secret = fields.optional("secret").map(str::to_owned);
    if secret.as_ref().is_some_and(|secret| secret.chars().count() > 200) {
        errors.add("secret", visit.text("robots-secret-long"));
    }
    let group = fields.optional("group");
    let found =
        group.map(|code| groups.iter().find(|entry| entry.group.code == code).map(|entry| entry.group.id));
    if found == Some(None) {
        errors.add("group", visit.text("robots-group-unknown"));
    }
    let language = Language::parse(fields.get("language")).unwrap_or(visit.language).tag();
    match (provider, errors.is_empty()) {
        (Some(provider), true) => {
            Ok(NewRobot { name, provider, url, secret, group_id: found.flatten(), language })
        }
        _ => Err(errors),
    }
}

/// Address and events of a new webhook.
///
/// # Errors
/// What is wrong, by field.
pub fn new_webhook(
    fields: &Fields,
    visit: &Visit,
    may_reach_private: bool,
) -> Result<(String, Vec<EventName>), FormErrors> {
    let mut errors = FormErrors::none();
    let url = address(fields, visit, may_reach_private, &mut errors);
    let events: Option<Vec<EventName>> = fields.all("events").into_iter().map(EventName::parse).collect();
    match events.filter(|events| !events.is_empty()) {
        Some(mut events) if errors.is_empty() => {
            events.sort();
            events.dedup();
            Ok((url, events))
        }
        Some(_) => Err(errors),
        None => {
            errors.add("events", visit.text("webhooks-events-needed"));
            Err(errors)
        }
    }
}

fn address(fields: &Fields, visit: &Visit, may_reach_private: bool, errors: &mut FormErrors) -> String {
    match target(fields.get("url"), may_reach_private) {
        Ok(url) => return url.to_string(),
        Err(UrlProblem::Unusable) => errors.add("url", visit.text("webhooks-url-unusable")),
        Err(UrlProblem::Forbidden) => errors.add("url", visit.text("webhooks-url-forbidden")),
    }
    String::new()
}
