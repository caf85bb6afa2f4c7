//! Reading messages, and who gets them.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{
    Channel, Counts, DeliveryTry, EventName, Kind, MessageFilter, MessageItem, Robot, RobotRow, State,
    StoredWebhook,
};
use crate::db::schema::{delivery_tries, groups, outbox_messages, robots, webhooks};
use crate::db::{Conn, MessageId, PersonId, Prepare, RobotId, WebhookId};

/// The columns of a [`MessageItem`].
const ITEM: &str = "message.id, message.kind, message.channel, message.payload, message.state, message.tries,
    message.next_try_at, message.last_error, message.created_at, message.finished_at, message.read_at,
    coalesce(names.name, robots.name, webhooks.url, '') AS recipient";

const FROM: &str = "FROM outbox_messages message
    LEFT JOIN person_names names ON names.person_id = message.person_id AND names.valid_to IS NULL
    LEFT JOIN robots ON robots.id = message.robot_id
    LEFT JOIN webhooks ON webhooks.id = message.webhook_id
    WHERE ($1::text IS NULL OR message.state = $1) AND ($2::text IS NULL OR message.channel = $2)
      AND ($3::text IS NULL OR message.kind = $3) AND ($4::uuid IS NULL OR message.webhook_id = $4)
      AND ($5::text IS NULL OR strpos(lower(names.name), $5) > 0 OR strpos(lower(robots.name), $5) > 0
           OR strpos(lower(webhooks.url), $5) > 0)";

fn filtered(
    filter: &MessageFilter,
    columns: &'static str,
    rest: &'static str,
) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    diesel::sql_query(format!("SELECT {columns} {FROM} {rest}"))
        .into_boxed::<Pg>()
        .bind::<Nullable<Text>, _>(filter.state.map(State::as_str))
        .bind::<Nullable<Text>, _>(filter.channel.map(Channel::as_str))
        .bind::<Nullable<Text>, _>(filter.kind.map(Kind::as_str))
        .bind::<Nullable<SqlUuid>, _>(filter.webhook)
        .bind::<Nullable<Text>, _>(filter.name.as_deref().map(str::to_lowercase))
}

/// A page of the messages that a filter lets through, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn messages(
    conn: &mut Conn,
    filter: &MessageFilter,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<MessageItem>> {
    filtered(filter, ITEM, "ORDER BY message.created_at DESC, message.id DESC LIMIT $6 OFFSET $7")
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(offset)
        .load(conn)
        .await
}

/// How many messages a filter lets through.
///
/// # Errors
/// Whatever the database says.
pub async fn count(conn: &mut Conn, filter: &MessageFilter) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Row = filtered(filter, "count(*) AS count", "").get_result(conn).await?;
    Ok(row.count)
}

/// How many messages are how far.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(conn: &mut Conn) -> QueryResult<Counts> {
    diesel::sql_query(
        "SELECT (SELECT count(*) FROM outbox_messages WHERE state = 'waiting') AS waiting,
                (SELECT count(*) FROM outbox_messages WHERE state = 'waiting' AND last_error IS NOT NULL) AS failing,
                (SELECT count(*) FROM outbox_messages WHERE state = 'given_up') AS given_up,
                (SELECT count(*) FROM outbox_messages
                 WHERE state = 'sent' AND created_at > (SELECT app_now()) - interval '7 days') AS sent",
    )
    .prepared()
    .get_result(conn)
    .await
}

/// One message.
///
/// # Errors
/// Whatever the database says.
pub async fn message(conn: &mut Conn, id: MessageId) -> QueryResult<Option<MessageItem>> {
    filtered(&MessageFilter::default(), ITEM, "AND message.id = $6")
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// Every try to deliver a message, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn tries(conn: &mut Conn, id: MessageId) -> QueryResult<Vec<DeliveryTry>> {
    DeliveryTry::query()
        .filter(delivery_tries::message_id.eq(id))
        .order((delivery_tries::at.desc(), delivery_tries::id.desc()))
        .limit(200)
        .load(conn)
        .await
}

/// A page of a person's inbox, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn inbox(
    conn: &mut Conn,
    person: PersonId,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<MessageItem>> {
    diesel::sql_query(format!(
        "SELECT {ITEM} FROM outbox_messages message
         LEFT JOIN person_names names ON names.person_id = message.person_id AND names.valid_to IS NULL
         LEFT JOIN robots ON robots.id = message.robot_id
         LEFT JOIN webhooks ON webhooks.id = message.webhook_id
         WHERE message.channel = 'inbox' AND message.person_id = $1
         ORDER BY message.created_at DESC, message.id DESC LIMIT $2 OFFSET $3"
    ))
    .bind::<SqlUuid, _>(person)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(offset)
    .prepared()
    .load(conn)
    .await
}

/// How many messages are in a person's inbox, and how many of them are not read.
///
/// # Errors
/// Whatever the database says.
pub async fn inbox_counts(conn: &mut Conn, person: PersonId) -> QueryResult<(i64, i64)> {
    let own = || {
        outbox_messages::table
            .filter(outbox_messages::channel.eq(Channel::Inbox))
            .filter(outbox_messages::person_id.eq(person))
    };
    let all = own().count().get_result(conn).await?;
    let unread = own().filter(outbox_messages::read_at.is_null()).count().get_result(conn).await?;
    Ok((all, unread))
}

/// Whether a message is in a person's inbox.
///
/// # Errors
/// Whatever the database says.
pub async fn is_in_inbox(conn: &mut Conn, person: PersonId, id: MessageId) -> QueryResult<bool> {
    let own = outbox_messages::table
        .filter(outbox_messages::id.eq(id))
        .filter(outbox_messages::channel.eq(Channel::Inbox))
        .filter(outbox_messages::person_id.eq(person));
    diesel::select(diesel::dsl::exists(own)).get_result(conn).await
}

/// The webhooks that want to hear of something.
///
/// # Errors
/// Whatever the database says.
pub async fn listening(conn: &mut Conn, event: EventName) -> QueryResult<Vec<WebhookId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: WebhookId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id FROM webhooks WHERE removed_at IS NULL AND $1 = ANY (events) ORDER BY id",
    )
    .bind::<Text, _>(event)
    .prepared()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Every webhook that is not removed, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn all_webhooks(conn: &mut Conn) -> QueryResult<Vec<StoredWebhook>> {
    StoredWebhook::query().filter(webhooks::removed_at.is_null()).order(webhooks::id).load(conn).await
}

/// A webhook, removed or not.
///
/// # Errors
/// Whatever the database says.
pub async fn webhook(conn: &mut Conn, id: WebhookId) -> QueryResult<Option<StoredWebhook>> {
    StoredWebhook::query().filter(webhooks::id.eq(id)).first(conn).await.optional()
}

/// Every chat robot that is not removed, with the Chinese and English name of its group, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn all_robots(conn: &mut Conn) -> QueryResult<Vec<RobotRow>> {
    robots::table
        .left_join(groups::table)
        .filter(robots::removed_at.is_null())
        .order(robots::id)
        .select((Robot::as_select(), (groups::name_zh, groups::name_en).nullable()))
        .load(conn)
        .await
}

/// Which of these messages were written before; they are named by what they are about, channel and recipient.
///
/// # Errors
/// Whatever the database says.
pub async fn told(conn: &mut Conn, keys: &[String]) -> QueryResult<std::collections::HashSet<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        dedup_key: String,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT dedup_key FROM outbox_messages WHERE dedup_key = ANY ($1)")
            .bind::<Array<Text>, _>(keys)
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.dedup_key).collect())
}

/// A robot that is not removed.
///
/// # Errors
/// Whatever the database says.
pub async fn robot(conn: &mut Conn, id: RobotId) -> QueryResult<Option<Robot>> {
    Robot::query().filter(robots::id.eq(id)).filter(robots::removed_at.is_null()).first(conn).await.optional()
}
