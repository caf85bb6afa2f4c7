//! Messages, those who get them, and every try to deliver one.

mod endpoint;

pub use endpoint::{NewRobot, Robot, RobotRow, StoredWebhook};
pub(super) use endpoint::{NewRobotRow, NewWebhookRow};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::{delivery_tries, outbox_messages};
use crate::db::{MessageId, PersonId, RobotId, WebhookId};
use crate::text_enum;

text_enum! {
    /// What a message is.
    Kind {
        /// Tells a holder that a certificate expires; holds an [`Expiry`].
        Reminder = "reminder",
        /// Tells a manager or a chat what expires; holds a [`Digest`].
        Digest = "digest",
        /// Tells another program what happened; holds what is sent.
        Event = "event",
        /// Shows that the way works; holds nothing.
        Test = "test",
        /// Invites a person to set their password, by mail; holds an [`Invitation`]. Its link is made when it is sent.
        Invitation = "invitation",
        /// Tells a person what happened to their account; holds an [`AccountNotice`](crate::accounts::model::AccountNotice).
        /// Written by the room `accounts`.
        Account = "account",
    }
}

text_enum! {
    /// Which way a message goes.
    Channel {
        /// To the address of a person.
        Mail = "mail",
        /// To the page `/inbox`.
        Inbox = "inbox",
        /// To a group chat.
        Robot = "robot",
        /// To another program.
        Webhook = "webhook",
    }
}

text_enum! {
    /// How far a message is.
    State {
        /// It will be tried, or tried again.
        Waiting = "waiting",
        /// It was taken.
        Sent = "sent",
        /// It is not tried any more, unless a person has it sent again.
        GivenUp = "given_up",
    }
}

text_enum! {
    /// Whose robots are spoken to, each in its own way.
    Provider {
        /// WeCom.
        WeCom = "wecom",
        /// DingTalk.
        DingTalk = "dingtalk",
        /// Feishu, Lark.
        Feishu = "feishu",
    }
}

text_enum! {
    /// What other programs can be told.
    EventName {
        /// Somebody got a certificate who held none of the certification.
        Issued = "certificate.issued",
        /// A certificate took the place of the one before.
        Renewed = "certificate.renewed",
        /// The last day comes near: once at each step of the ladder before it.
        Expiring = "certificate.expiring",
        /// The last day is over.
        Expired = "certificate.expired",
        /// It was taken back.
        Revoked = "certificate.revoked",
        /// Taking it back was undone.
        Reinstated = "certificate.reinstated",
    }
}

/// Who gets a message, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// A person, by mail.
    Mail(PersonId),
    /// A person, on the page `/inbox`.
    Inbox(PersonId),
    /// A chat.
    Robot(RobotId),
    /// Another program.
    Webhook(WebhookId),
}

impl Recipient {
    /// Which way it goes.
    pub fn channel(self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Mail,
            Self::Inbox(_) => Channel::Inbox,
            Self::Robot(_) => Channel::Robot,
            Self::Webhook(_) => Channel::Webhook,
        }
    }
}

/// A message to be written.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// What it is.
    pub kind: Kind,
    /// Who gets it.
    pub recipient: Recipient,
    /// Its facts, as its kind says.
    pub payload: Value,
    /// What it is about; with recipient and way it is told once. Up to 200 characters.
    pub about: String,
}

impl NewMessage {
    /// What makes it one of a kind: what it is about, which way, and to whom.
    pub fn key(&self) -> String {
        let channel = self.recipient.channel().as_str();
        match self.recipient {
            Recipient::Mail(id) | Recipient::Inbox(id) => format!("{}/{channel}/{id}", self.about),
            Recipient::Robot(id) => format!("{}/{channel}/{id}", self.about),
            Recipient::Webhook(id) => format!("{}/{channel}/{id}", self.about),
        }
    }
}

/// A message as it is written.
#[derive(Insertable)]
#[diesel(table_name = outbox_messages)]
pub(super) struct NewMessageRow<'a> {
    pub(super) id: MessageId,
    pub(super) kind: Kind,
    pub(super) channel: Channel,
    pub(super) person_id: Option<PersonId>,
    pub(super) robot_id: Option<RobotId>,
    pub(super) webhook_id: Option<WebhookId>,
    pub(super) payload: &'a Value,
    pub(super) dedup_key: String,
    pub(super) state: State,
    pub(super) created_at: DateTime<Utc>,
    pub(super) next_try_at: DateTime<Utc>,
    pub(super) finished_at: Option<DateTime<Utc>>,
}

/// A try as it is written.
#[derive(Insertable)]
#[diesel(table_name = delivery_tries)]
pub(super) struct NewTry<'a> {
    pub(super) id: Uuid,
    pub(super) message_id: MessageId,
    pub(super) milliseconds: i32,
    pub(super) status: Option<i32>,
    pub(super) error: Option<&'a str>,
}

/// A certificate that expires, as messages say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// The certificate.
    pub certificate: Uuid,
    /// Its number.
    pub number: String,
    /// Its holder.
    pub name: String,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Its last day, in the company zone.
    pub last_day: NaiveDate,
    /// Days from the day of the message to the last one; negative when it is over.
    pub days_left: i64,
}

/// Several of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The first ones.
    pub expiries: Vec<Expiry>,
    /// How many more there are.
    pub more: usize,
}

/// An invitation to set a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Scheme, host and port under which whoever invited reached the server: where the link leads.
    pub origin: String,
}

/// A message that this server delivers now, with all that it takes.
#[derive(Debug, Clone, QueryableByName)]
pub struct Claimed {
    /// The message.
    #[diesel(sql_type = SqlUuid)]
    pub id: MessageId,
    /// What it is.
    #[diesel(sql_type = Text)]
    pub kind: Kind,
    /// Which way it goes.
    #[diesel(sql_type = Text)]
    pub channel: Channel,
    /// The person it goes to.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person_id: Option<PersonId>,
    /// Its facts.
    #[diesel(sql_type = Jsonb)]
    pub payload: Value,
    /// Tries, this one included.
    #[diesel(sql_type = Integer)]
    pub tries: i32,
    /// This try.
    #[diesel(sql_type = SqlUuid)]
    pub claim: Uuid,
    /// The time of the database.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
    /// Address of the person, or of robot or webhook. `None` when there is none any more.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    /// Language of person or robot.
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    /// What is signed with.
    #[diesel(sql_type = Nullable<Text>)]
    pub secret: Option<String>,
    /// How the robot is spoken to.
    #[diesel(sql_type = Nullable<Text>)]
    pub provider: Option<Provider>,
}

/// A message in a list.
#[derive(Debug, Clone, QueryableByName)]
pub struct MessageItem {
    /// The message.
    #[diesel(sql_type = SqlUuid)]
    pub id: MessageId,
    /// What it is.
    #[diesel(sql_type = Text)]
    pub kind: Kind,
    /// Which way it goes.
    #[diesel(sql_type = Text)]
    pub channel: Channel,
    /// Its facts.
    #[diesel(sql_type = Jsonb)]
    pub payload: Value,
    /// How far it is.
    #[diesel(sql_type = Text)]
    pub state: State,
    /// Tries since it was written or sent again.
    #[diesel(sql_type = Integer)]
    pub tries: i32,
    /// When it is tried next.
    #[diesel(sql_type = Timestamptz)]
    pub next_try_at: DateTime<Utc>,
    /// What went wrong at the last try, see [`super::rules::Trouble`].
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    /// When it was written.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// When it was sent or given up.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<DateTime<Utc>>,
    /// When the person marked it as read.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub read_at: Option<DateTime<Utc>>,
    /// Name of the person or robot, address of the webhook.
    #[diesel(sql_type = Text)]
    pub recipient: String,
}

/// How many messages are how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Counts {
    /// Waiting.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Of these, how many failed at least once.
    #[diesel(sql_type = BigInt)]
    pub failing: i64,
    /// Given up.
    #[diesel(sql_type = BigInt)]
    pub given_up: i64,
    /// Sent within the last seven days.
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
}

/// One try to deliver a message.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = delivery_tries)]
pub struct DeliveryTry {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// How long it took.
    pub milliseconds: i32,
    /// Status of the answer, if there was one.
    pub status: Option<i32>,
    /// What went wrong; `None` when it was delivered.
    pub error: Option<String>,
}

/// Which messages a list shows. Empty: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Only those that are so far.
    pub state: Option<State>,
    /// Only those that go this way.
    pub channel: Option<Channel>,
    /// Only those of this kind.
    pub kind: Option<Kind>,
    /// Only those to this webhook.
    pub webhook: Option<WebhookId>,
    /// Part of the name of a recipient.
    pub name: Option<String>,
}
