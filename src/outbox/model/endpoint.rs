//! Chat robots and webhooks.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::Provider;
use crate::db::schema::{robots, webhooks};
use crate::db::{GroupId, PersonId, RobotId, WebhookId};

/// A robot to be added.
#[derive(Debug, Clone)]
pub struct NewRobot {
    /// What people call it.
    pub name: String,
    /// How it is spoken to.
    pub provider: Provider,
    /// Where.
    pub url: String,
    /// What its messages are signed with.
    pub secret: Option<String>,
    /// Whose certificates it is told of; `None` is everyone's.
    pub group_id: Option<GroupId>,
    /// zh-CN or en.
    pub language: &'static str,
}

/// A robot as it is written.
#[derive(Insertable)]
#[diesel(table_name = robots)]
pub(in crate::outbox) struct NewRobotRow<'a> {
    pub(in crate::outbox) id: RobotId,
    pub(in crate::outbox) name: &'a str,
    pub(in crate::outbox) provider: Provider,
    pub(in crate::outbox) url: &'a str,
    pub(in crate::outbox) secret: Option<&'a str>,
    pub(in crate::outbox) group_id: Option<GroupId>,
    pub(in crate::outbox) language: &'a str,
    pub(in crate::outbox) created_by: Option<PersonId>,
}

/// A robot that is told what expires.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = robots)]
pub struct Robot {
    /// Which one.
    pub id: RobotId,
    /// What people call it.
    pub name: String,
    /// How it is spoken to.
    pub provider: Provider,
    /// Where; whoever knows it can write to the chat.
    pub url: String,
    /// Whose certificates it is told of; `None` is everyone's.
    pub group_id: Option<GroupId>,
}

/// A robot with the names of its group.
pub type RobotRow = (Robot, Option<(String, String)>);

/// A webhook as it is written.
#[derive(Insertable)]
#[diesel(table_name = webhooks)]
pub(in crate::outbox) struct NewWebhookRow<'a> {
    pub(in crate::outbox) id: WebhookId,
    pub(in crate::outbox) url: &'a str,
    pub(in crate::outbox) events: Vec<&'a str>,
    pub(in crate::outbox) secret: &'a str,
    pub(in crate::outbox) created_by: Option<PersonId>,
}

/// A program that is told what happens.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = webhooks)]
pub struct StoredWebhook {
    /// Which one.
    pub id: WebhookId,
    /// Where.
    pub url: String,
    /// Of what: words of [`super::EventName`].
    pub events: Vec<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Since when it is told nothing.
    pub removed_at: Option<DateTime<Utc>>,
}
