//! Pages of chat robots and webhooks.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::MessageRow;
use crate::calls::addresses::host_of;
use crate::outbox::model::{EventName, Provider, RobotRow, StoredWebhook};
use crate::web::components::{Choice, Crumb, Tab};
use crate::web::{FormErrorItem, FormErrors, Visit};

fn provider_word(provider: Provider, visit: &Visit) -> String {
    visit.text(match provider {
        Provider::WeCom => "robots-wecom",
        Provider::DingTalk => "robots-dingtalk",
        Provider::Feishu => "robots-feishu",
    })
}

fn event_word(event: EventName, visit: &Visit) -> String {
    visit.text(match event {
        EventName::Issued => "webhooks-issued",
        EventName::Renewed => "webhooks-renewed",
        EventName::Expiring => "webhooks-expiring",
        EventName::Expired => "webhooks-expired",
        EventName::Revoked => "webhooks-revoked",
        EventName::Reinstated => "webhooks-reinstated",
    })
}

/// `outbox/robots.hbs`.
#[derive(Debug, Serialize)]
pub struct RobotsPage {
    /// Messages, robots, webhooks.
    pub tabs: Vec<Tab>,
    /// Those that there are.
    pub rows: Vec<RobotLine>,
    /// What was typed.
    pub form: Value,
    /// To choose from.
    pub providers: Vec<Choice>,
    /// To choose from.
    pub groups: Vec<Choice>,
    /// To choose from.
    pub languages: Vec<Choice>,
    /// What is wrong, by field.
    pub errors: FormErrors,
    /// What is wrong, in a list.
    pub error_list: Vec<FormErrorItem>,
}

/// A robot in the list.
#[derive(Debug, Serialize)]
pub struct RobotLine {
    id: String,
    name: String,
    provider: String,
    host: String,
    group: Option<String>,
}

impl RobotLine {
    /// A robot as this visitor reads it.
    pub fn new((robot, group): &RobotRow, visit: &Visit) -> Self {
        Self {
            id: robot.id.to_string(),
            name: robot.name.clone(),
            provider: provider_word(robot.provider, visit),
            host: host_of(&robot.url),
            group: group.as_ref().map(|(zh, en)| visit.language.pick(zh, en).to_owned()),
        }
    }
}

/// The kinds of robots to choose from.
pub fn provider_choices(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let each = |one: &Provider| Choice::among(one.as_str(), provider_word(*one, visit), &[chosen]);
    Provider::ALL.iter().map(each).collect()
}

/// `outbox/webhooks.hbs`.
#[derive(Debug, Serialize)]
pub struct WebhooksPage {
    /// Messages, robots, webhooks.
    pub tabs: Vec<Tab>,
    /// Those that there are.
    pub rows: Vec<WebhookRow>,
    /// What was typed.
    pub form: Value,
    /// To tick.
    pub events: Vec<Choice>,
    /// Whether addresses of the own network are allowed.
    pub may_reach_private: bool,
    /// What is wrong, by field.
    pub errors: FormErrors,
    /// What is wrong, in a list.
    pub error_list: Vec<FormErrorItem>,
}

/// A webhook in the list.
#[derive(Debug, Serialize)]
pub struct WebhookRow {
    /// Its page.
    pub href: String,
    /// Its address.
    pub url: String,
    /// What it is told of, in words.
    pub events: Vec<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

impl WebhookRow {
    /// A webhook as this visitor reads it.
    pub fn new(webhook: &StoredWebhook, visit: &Visit) -> Self {
        let words = webhook.events.iter().filter_map(|event| EventName::parse(event));
        Self {
            href: format!("/webhooks/{}", webhook.id),
            url: webhook.url.clone(),
            events: words.map(|event| event_word(event, visit)).collect(),
            created_at: webhook.created_at,
        }
    }
}

/// The events to tick; all of them in a new form.
pub fn event_choices(visit: &Visit, chosen: Option<&[&str]>) -> Vec<Choice> {
    let is_chosen = |event: &EventName| chosen.is_none_or(|chosen| chosen.contains(&event.as_str()));
    let each = |event: &EventName| {
        let label = format!("{} ({})", event_word(*event, visit), event.as_str());
        Choice::new(event.as_str(), label, is_chosen(event))
    };
    EventName::ALL.iter().map(each).collect()
}

/// `outbox/webhook.hbs`.
#[derive(Debug, Serialize)]
pub struct WebhookPage {
    /// Where it stands.
    pub crumbs: [Crumb; 2],
    /// Its facts.
    pub row: WebhookRow,
    /// Whether it was removed.
    pub is_removed: bool,
    /// What it was sent last.
    pub rows: Vec<MessageRow>,
    /// The list with all of it.
    pub all: String,
}
