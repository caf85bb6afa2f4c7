//! Adding, trying and removing chat robots and webhooks.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::enqueue;
use crate::audit::{self, Actor, Event};
use crate::calls::addresses::host_of;
use crate::db::schema::{robots, webhooks};
use crate::db::{Conn, RobotId, WebhookId, app_now};
use crate::outbox::model::{EventName, Kind, NewMessage, NewRobot, NewRobotRow, NewWebhookRow, Recipient};
use crate::web::cookies::Secret;

async fn note(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    (kind, id): (&str, Uuid),
    detail: Value,
) -> QueryResult<()> {
    audit::record(conn, actor, Event { action, subject_kind: kind, subject_id: id.to_string(), detail }).await
}

/// Adds a chat robot.
///
/// # Errors
/// Whatever the database says.
pub async fn add_robot(conn: &mut Conn, actor: &Actor, robot: &NewRobot) -> QueryResult<RobotId> {
    conn.transaction(async |conn| {
        let id = RobotId::new();
        let row = NewRobotRow {
            id,
            name: &robot.name,
            provider: robot.provider,
            url: &robot.url,
            secret: robot.secret.as_deref(),
            group_id: robot.group_id,
            language: robot.language,
            created_by: actor.person_id,
        };
        diesel::insert_into(robots::table).values(row).execute(conn).await?;
        let detail = json!({ "name": robot.name, "provider": robot.provider, "group": robot.group_id });
        note(conn, actor, "robot.added", ("robot", id.0), detail).await?;
        Ok(id)
    })
    .await
}

/// Removes a chat robot; what waits for it is given up. `false` when it is gone already.
///
/// # Errors
/// Whatever the database says.
pub async fn remove_robot(conn: &mut Conn, actor: &Actor, id: RobotId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let changed = diesel::update(robots::table.find(id).filter(robots::removed_at.is_null()))
            .set((robots::removed_at.eq(app_now().nullable()), robots::removed_by.eq(actor.person_id)))
            .execute(conn)
            .await?;
        if changed == 1 {
            note(conn, actor, "robot.removed", ("robot", id.0), json!({})).await?;
        }
        Ok(changed == 1)
    })
    .await
}

/// Sends a chat robot a message that shows that the way works.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such robot; otherwise whatever the database says.
pub async fn test_robot(conn: &mut Conn, actor: &Actor, id: RobotId) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let robot = robots::table.find(id).filter(robots::removed_at.is_null());
        let _: RobotId = robot.select(robots::id).first(conn).await?;
        let message = NewMessage {
            kind: Kind::Test,
            recipient: Recipient::Robot(id),
            payload: json!({}),
            about: format!("test/{}", Uuid::now_v7()),
        };
        enqueue(conn, &[message]).await?;
        note(conn, actor, "robot.tested", ("robot", id.0), json!({})).await
    })
    .await
}

/// Adds a webhook. Its secret is given back once and shown nowhere else.
///
/// # Errors
/// Whatever the database says.
pub async fn add_webhook(
    conn: &mut Conn,
    actor: &Actor,
    url: &str,
    events: &[EventName],
) -> QueryResult<(WebhookId, String)> {
    conn.transaction(async |conn| {
        let id = WebhookId::new();
        let secret = format!("whsec_{}", Secret::new().encode());
        let events: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
        let detail = json!({ "host": host_of(url), "events": events });
        let row = NewWebhookRow { id, url, events, secret: &secret, created_by: actor.person_id };
        diesel::insert_into(webhooks::table).values(row).execute(conn).await?;
        note(conn, actor, "webhook.added", ("webhook", id.0), detail).await?;
        Ok((id, secret))
    })
    .await
}

/// Removes a webhook; what waits for it is given up. `false` when it is gone already.
///
/// # Errors
/// Whatever the database says.
pub async fn remove_webhook(conn: &mut Conn, actor: &Actor, id: WebhookId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let changed = diesel::update(webhooks::table.find(id).filter(webhooks::removed_at.is_null()))
            .set((webhooks::removed_at.eq(app_now().nullable()), webhooks::removed_by.eq(actor.person_id)))
            .execute(conn)
            .await?;
        if changed == 1 {
            note(conn, actor, "webhook.removed", ("webhook", id.0), json!({})).await?;
        }
        Ok(changed == 1)
    })
    .await
}

/// Sends a webhook a delivery that shows that the way works: like any other, with the event `test`.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such webhook; otherwise whatever the database says.
pub async fn test_webhook(conn: &mut Conn, actor: &Actor, id: WebhookId) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let webhook = webhooks::table.find(id).filter(webhooks::removed_at.is_null());
        let _: WebhookId = webhook.select(webhooks::id).first(conn).await?;
        let message = NewMessage {
            kind: Kind::Test,
            recipient: Recipient::Webhook(id),
            payload: json!({ "event": "test", "at": crate::db::now(conn).await? }),
            about: format!("test/{}", Uuid::now_v7()),
        };
        enqueue(conn, &[message]).await?;
        note(conn, actor, "webhook.tested", ("webhook", id.0), json!({})).await
    })
    .await
}
