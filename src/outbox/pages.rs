//! What the templates of this room get.

mod endpoints;

pub use endpoints::{
    RobotLine, RobotsPage, WebhookPage, WebhookRow, WebhooksPage, event_choices, provider_choices,
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::model::{Channel, Counts, DeliveryTry, Kind, MessageFilter, MessageItem, State};
use super::wording::words;
use crate::calls::addresses::host_of;
use crate::web::Visit;
use crate::web::components::{Choice, Crumb, Figure, Pill, Tab};
use crate::web::paging::{Pager, Paging};

/// `outbox/notices.hbs`.
#[derive(Debug, Serialize)]
pub struct NoticesPage {
    /// Messages, robots, webhooks.
    pub tabs: Vec<Tab>,
    /// Whether there is a mail server.
    pub mail_is_on: bool,
    /// How many are how far, each a filter.
    pub figures: Vec<Figure>,
    /// To choose from.
    pub states: Vec<Choice>,
    /// To choose from.
    pub channels: Vec<Choice>,
    /// To choose from.
    pub kinds: Vec<Choice>,
    /// Part of a name.
    pub name: String,
    /// The webhook whose messages are shown, if only its.
    pub webhook: Option<String>,
    /// Messages.
    pub rows: Vec<MessageRow>,
    /// Whether anything is filtered.
    pub filtered: bool,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// A message in the list.
#[derive(Debug, Serialize)]
pub struct MessageRow {
    id: String,
    href: String,
    subject: String,
    channel: String,
    recipient: String,
    state: Pill,
    tries: i32,
    trouble: Option<String>,
    detail: Option<String>,
    next_try_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    again: Option<String>,
}

impl MessageRow {
    /// A message as this visitor reads it.
    pub fn new(item: &MessageItem, visit: &Visit) -> Self {
        let words = words(visit.site(), visit.language, item.kind, &item.payload);
        let (trouble, detail) = item.last_error.as_deref().map(|stored| trouble(stored, visit)).unzip();
        let recipient = match item.channel {
            Channel::Webhook => host_of(&item.recipient),
            _ => item.recipient.clone(),
        };
        Self {
            id: item.id.to_string(),
            href: format!("/notices/{}", item.id),
            subject: words.map_or_else(|| kind_word(item.kind, visit), |words| words.subject),
            channel: channel_word(item.channel, visit),
            recipient,
            state: state_pill(item, visit),
            tries: item.tries,
            trouble,
            detail: detail.flatten(),
            next_try_at: (item.state == State::Waiting && item.tries > 0).then_some(item.next_try_at),
            finished_at: item.finished_at,
            created_at: item.created_at,
            again: again(item, visit),
        }
    }
}

/// The words of the button that has a message sent again, where that is possible.
fn again(item: &MessageItem, visit: &Visit) -> Option<String> {
    match (item.channel, item.state) {
        (Channel::Inbox, _) => None,
        (_, State::Waiting) => (item.tries > 0).then(|| visit.text("outbox-send-now")),
        (_, State::GivenUp) | (Channel::Webhook, State::Sent) => Some(visit.text("outbox-send-again")),
        (_, State::Sent) => None,
    }
}

/// What went wrong, in words, and what is known besides.
fn trouble(stored: &str, visit: &Visit) -> (String, Option<String>) {
    let (word, detail) = stored.split_once(": ").unwrap_or((stored, ""));
    let id = match word {
        "no_recipient" => "outbox-trouble-no-recipient",
        "mail_off" => "outbox-trouble-mail-off",
        "unknown_host" => "outbox-trouble-unknown-host",
        "forbidden_address" => "outbox-trouble-forbidden-address",
        "no_connection" => "outbox-trouble-no-connection",
        "too_slow" => "outbox-trouble-too-slow",
        "status" => "outbox-trouble-status",
        "refused" => "outbox-trouble-refused",
        "mail" => "outbox-trouble-mail",
        _ => "outbox-trouble-unreadable",
    };
    (visit.text(id), Some(detail.to_owned()).filter(|detail| !detail.is_empty()))
}

fn state_pill(item: &MessageItem, visit: &Visit) -> Pill {
    let (kind, shape, id) = match (item.state, &item.last_error) {
        (State::Waiting, None) => ("none", "clock", "outbox-state-waiting"),
        (State::Waiting, Some(_)) => ("warn", "retry", "outbox-state-failing"),
        (State::Sent, _) => ("ok", "ok", "outbox-state-sent"),
        (State::GivenUp, _) => ("bad", "bad", "outbox-state-given-up"),
    };
    Pill { kind, shape, word: visit.text(id) }
}

fn state_word(state: State, visit: &Visit) -> String {
    visit.text(match state {
        State::Waiting => "outbox-state-waiting",
        State::Sent => "outbox-state-sent",
        State::GivenUp => "outbox-state-given-up",
    })
}

fn channel_word(channel: Channel, visit: &Visit) -> String {
    visit.text(match channel {
        Channel::Mail => "outbox-channel-mail",
        Channel::Inbox => "outbox-channel-inbox",
        Channel::Robot => "outbox-channel-robot",
        Channel::Webhook => "outbox-channel-webhook",
    })
}

fn kind_word(kind: Kind, visit: &Visit) -> String {
    visit.text(match kind {
        Kind::Reminder => "outbox-kind-reminder",
        Kind::Digest => "outbox-kind-digest",
        Kind::Event => "outbox-kind-event",
        Kind::Test => "outbox-kind-test",
        Kind::Invitation => "outbox-kind-invitation",
        Kind::Account => "outbox-kind-account",
    })
}

/// The views of this room; webhooks are for admins.
pub fn tabs(visit: &Visit, current: &str) -> Vec<Tab> {
    let is_admin = visit.viewer.as_ref().is_some_and(|viewer| viewer.is_admin);
    let all = [
        ("/notices", visit.text("outbox-tab-messages"), true),
        ("/robots", visit.text("outbox-tab-robots"), true),
        ("/webhooks", visit.text("outbox-tab-webhooks"), is_admin),
    ];
    all.into_iter()
        .filter(|(_, _, is_shown)| *is_shown)
        .map(|(href, label, _)| Tab { href: href.to_owned(), label, count: None, current: href == current })
        .collect()
}

/// Where a page below one of these views stands.
pub fn crumbs(visit: &Visit, (href, label): (&str, &str), here: &str) -> [Crumb; 2] {
    [Crumb::up(href, visit.text(label)), Crumb::here(here)]
}

impl NoticesPage {
    /// The messages of a page of the list.
    pub fn new(
        visit: &Visit,
        filter: &MessageFilter,
        counts: Counts,
        (items, paging): (&[MessageItem], Paging),
        mail_is_on: bool,
    ) -> Self {
        Self {
            tabs: tabs(visit, "/notices"),
            mail_is_on,
            figures: figures(visit, filter, counts),
            states: choices(visit, State::ALL, filter.state, State::as_str, state_word),
            channels: choices(visit, Channel::ALL, filter.channel, Channel::as_str, channel_word),
            kinds: choices(visit, Kind::ALL, filter.kind, Kind::as_str, kind_word),
            name: filter.name.clone().unwrap_or_default(),
            webhook: filter.webhook.map(|id| id.to_string()),
            rows: items.iter().map(|item| MessageRow::new(item, visit)).collect(),
            filtered: *filter != MessageFilter::default(),
            pager: pager(visit, paging, &filter.address()),
        }
    }
}

fn choices<T: Copy + PartialEq>(
    visit: &Visit,
    all: &[T],
    chosen: Option<T>,
    value: fn(T) -> &'static str,
    word: fn(T, &Visit) -> String,
) -> Vec<Choice> {
    let any = Choice::new("", visit.text("outbox-any"), chosen.is_none());
    let each = all.iter().map(|one| Choice::new(value(*one), word(*one, visit), chosen == Some(*one)));
    std::iter::once(any).chain(each).collect()
}

fn figures(visit: &Visit, filter: &MessageFilter, counts: Counts) -> Vec<Figure> {
    let of_state = |state: State, number: i64, shape, kind, id: &str| {
        let is_chosen = filter.state == Some(state);
        let target = MessageFilter { state: (!is_chosen).then_some(state), ..filter.clone() };
        Figure {
            shape: Some(shape),
            kind,
            href: Some(target.address()),
            ..Figure::new(number, visit.text(id))
        }
    };
    let bad = if counts.given_up > 0 { Some("bad") } else { None };
    let warn = if counts.failing > 0 { Some("warn") } else { None };
    vec![
        of_state(State::Waiting, counts.waiting, "clock", None, "outbox-figure-waiting"),
        Figure {
            shape: Some("retry"),
            kind: warn,
            ..Figure::new(counts.failing, visit.text("outbox-figure-failing"))
        },
        of_state(State::GivenUp, counts.given_up, "bad", bad, "outbox-figure-given-up"),
        of_state(State::Sent, counts.sent, "ok", Some("ok"), "outbox-figure-sent"),
    ]
}

/// Pages of a list whose address has no page in it yet.
pub fn pager(visit: &Visit, paging: Paging, address: &str) -> Option<Pager> {
    if paging.total() == 0 {
        return None;
    }
    let shown = [("first", paging.first_row()), ("last", paging.last_row()), ("total", paging.total())];
    let glue = if address.contains('?') { '&' } else { '?' };
    let of_page =
        |number: i64| if number == 1 { address.to_owned() } else { format!("{address}{glue}page={number}") };
    Some(Pager::new(paging, visit.text_with("outbox-sum", shown), of_page))
}

/// `outbox/notice.hbs`.
#[derive(Debug, Serialize)]
pub struct NoticePage {
    crumbs: [Crumb; 2],
    row: MessageRow,
    lines: Vec<String>,
    /// What a program is sent, as it is sent.
    body: Option<String>,
    about: Option<String>,
    tries: Vec<TryRow>,
}

/// A try in its row.
#[derive(Debug, Serialize)]
pub struct TryRow {
    at: DateTime<Utc>,
    milliseconds: i32,
    status: Option<i32>,
    trouble: Option<String>,
    detail: Option<String>,
}

impl NoticePage {
    /// A message and every try to deliver it.
    pub fn new(item: &MessageItem, tries: &[DeliveryTry], visit: &Visit) -> Self {
        let row = MessageRow::new(item, visit);
        let words = words(visit.site(), visit.language, item.kind, &item.payload);
        let (lines, about) = words.map_or_else(Default::default, |words| (words.lines, words.href));
        // The account it speaks of is its reader's own.
        let about = about.filter(|_| item.kind != Kind::Account);
        let is_event = item.channel == Channel::Webhook;
        Self {
            crumbs: crumbs(visit, ("/notices", "outbox-title"), &row.subject),
            lines: if is_event { Vec::new() } else { lines },
            about,
            body: is_event.then(|| pretty(&item.payload)),
            tries: tries
                .iter()
                .map(|one| {
                    let (trouble, detail) = one.error.as_deref().map(|stored| trouble(stored, visit)).unzip();
                    let (at, milliseconds, status) = (one.at, one.milliseconds, one.status);
                    TryRow { at, milliseconds, status, trouble, detail: detail.flatten() }
                })
                .collect(),
            row,
        }
    }
}

fn pretty(payload: &Value) -> String {
    serde_json::to_string_pretty(payload).unwrap_or_default()
}

/// `outbox/inbox.hbs`.
#[derive(Debug, Serialize)]
pub struct InboxPage {
    /// How many are not read.
    pub unread: i64,
    /// Newest first.
    pub messages: Vec<InboxRow>,
    /// Other pages.
    pub pager: Option<Pager>,
    /// The number of the page, to come back to it.
    pub number: i64,
}

/// A message in an inbox.
#[derive(Debug, Serialize)]
pub struct InboxRow {
    id: String,
    subject: String,
    lines: Vec<String>,
    href: Option<String>,
    is_about_account: bool,
    at: DateTime<Utc>,
    is_read: bool,
}

impl InboxRow {
    /// A message as its reader sees it.
    pub fn new(item: &MessageItem, visit: &Visit) -> Self {
        let words = words(visit.site(), visit.language, item.kind, &item.payload);
        let (subject, lines, href) = words.map_or_else(
            || (kind_word(item.kind, visit), Vec::new(), None),
            |words| (words.subject, words.lines, words.href),
        );
        Self {
            id: item.id.to_string(),
            subject,
            lines,
            href,
            is_about_account: item.kind == Kind::Account,
            at: item.created_at,
            is_read: item.read_at.is_some(),
        }
    }
}
