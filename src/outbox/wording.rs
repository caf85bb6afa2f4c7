//! Puts words around the facts of a message, in the language of whoever reads it.

use fluent_bundle::FluentArgs;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::model::{Digest, Expiry, Kind};
use crate::accounts::model::{AccountChange, AccountNotice};
use crate::web::{Language, Site};

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it is about, one line.
    pub subject: String,
    /// What it says.
    pub lines: Vec<String>,
    /// Path of the page that shows more.
    pub href: Option<String>,
}

impl Words {
    /// All of it as text, without the subject.
    pub fn plain(&self) -> String {
        self.lines.join("\n")
    }

    /// All of it as text for a chat.
    pub fn chat(&self) -> String {
        format!("{}\n{}", self.subject, self.plain())
    }

    /// The same as a mail: with the address of the page, where it is known, and who sends it.
    pub fn into_mail(mut self, site: &Site, language: Language) -> Self {
        let config = site.config();
        if let (Some(origin), Some(href)) = (&config.public_origin, &self.href) {
            self.lines.push(String::new());
            self.lines.push(format!("{origin}{href}"));
        }
        let mut arguments = FluentArgs::new();
        arguments.set("organisation", config.organisation.as_str());
        self.lines.push(String::new());
        self.lines.push(site.text_with(language, "outbox-mail-foot", &arguments));
        self
    }
}

/// A message in words; `None` when its facts cannot be read. Events are for programs and have no words of their own but
/// their name.
pub fn words(site: &Site, language: Language, kind: Kind, payload: &Value) -> Option<Words> {
    match kind {
        Kind::Reminder => read(payload).map(|expiry| reminder(site, language, &expiry)),
        Kind::Digest => read(payload).map(|facts| digest(site, language, &facts)),
        Kind::Event => {
            let name = payload.get("event")?.as_str()?.to_owned();
            let number = payload.pointer("/certificate/number").and_then(Value::as_str).unwrap_or_default();
            let href = payload.pointer("/certificate/id").and_then(Value::as_str);
            let href = href.map(|id| format!("/certificates/{id}"));
            Some(Words { subject: format!("{name} {number}").trim().to_owned(), lines: Vec::new(), href })
        }
        Kind::Account => read(payload).map(|notice| account(site, language, &notice)),
        // The link is known only while it is sent: see [`invitation`].
        Kind::Invitation => Some(Words {
            subject: site.text(language, "outbox-invitation-subject"),
            lines: Vec::new(),
            href: None,
        }),
        Kind::Test => Some(Words {
            subject: site.text(language, "outbox-test-subject"),
            lines: vec![site.text(language, "outbox-test-text")],
            href: None,
        }),
    }
}

/// An invitation with its link, which works for so many days.
pub fn invitation(site: &Site, language: Language, link: &str, days: u64) -> Words {
    let mut arguments = FluentArgs::new();
    arguments.set("days", days);
    Words {
        subject: site.text(language, "outbox-invitation-subject"),
        lines: vec![
            site.text_with(language, "outbox-invitation-text", &arguments),
            String::new(),
            link.to_owned(),
            String::new(),
            site.text(language, "outbox-invitation-note"),
        ],
        href: None,
    }
}

fn read<T: DeserializeOwned>(payload: &Value) -> Option<T> {
    T::deserialize(payload).ok()
}

fn reminder(site: &Site, language: Language, expiry: &Expiry) -> Words {
    let arguments = arguments(language, expiry);
    let (subject, text) = match expiry.days_left {
        1.. => ("outbox-reminder-soon", "outbox-reminder-soon-text"),
        0 => ("outbox-reminder-today", "outbox-reminder-today-text"),
        _ => ("outbox-reminder-over", "outbox-reminder-over-text"),
    };
    Words {
        subject: site.text_with(language, subject, &arguments),
        lines: vec![site.text_with(language, text, &arguments)],
        href: Some(format!("/certificates/{}", expiry.certificate)),
    }
}

fn account(site: &Site, language: Language, notice: &AccountNotice) -> Words {
    let (subject, text) = match notice.change {
        AccountChange::PasswordChanged => ("outbox-password-changed", "outbox-password-changed-text"),
        AccountChange::PasswordByLink => ("outbox-password-by-link", "outbox-password-by-link-text"),
        AccountChange::PasswordReset => ("outbox-password-reset", "outbox-password-reset-text"),
        AccountChange::FactorAdded => ("outbox-factor-added", "outbox-factor-added-text"),
        AccountChange::FactorRemoved => ("outbox-factor-removed", "outbox-factor-removed-text"),
        AccountChange::FactorTakenAway => ("outbox-factor-taken-away", "outbox-factor-taken-away-text"),
    };
    Words {
        subject: site.text(language, subject),
        lines: vec![site.text(language, text), site.text(language, "outbox-account-note")],
        href: Some("/account".to_owned()),
    }
}

fn digest(site: &Site, language: Language, digest: &Digest) -> Words {
    let counted = |id: &str, count: usize| {
        let mut arguments = FluentArgs::new();
        arguments.set("count", count);
        site.text_with(language, id, &arguments)
    };
    let mut lines: Vec<String> = digest
        .expiries
        .iter()
        .map(|expiry| {
            let id = if expiry.days_left < 0 { "outbox-digest-line-over" } else { "outbox-digest-line" };
            site.text_with(language, id, &arguments(language, expiry))
        })
        .collect();
    if digest.more > 0 {
        lines.push(counted("outbox-digest-more", digest.more));
    }
    let count = digest.expiries.len() + digest.more;
    Words { subject: counted("outbox-digest", count), lines, href: None }
}

fn arguments(language: Language, expiry: &Expiry) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    arguments.set("name", expiry.name.clone());
    arguments.set("title", language.pick(&expiry.title_zh, &expiry.title_en).to_owned());
    arguments.set("number", expiry.number.clone());
    arguments.set("day", expiry.last_day.to_string());
    arguments.set("days", expiry.days_left.abs());
    arguments
}
