//! Reading the trail: filtered, newest first, piece by piece.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::base::text::{fold_login, pattern_holding};
use crate::db::schema::{audit_events, identities, people, person_names};
use crate::db::{Conn, PersonId};

/// Which events are asked for; what is `None` lets everything through.
#[derive(Debug, Clone, Default)]
pub struct TrailFilter {
    /// Done by one of these people.
    pub actors: Option<Vec<PersonId>>,
    /// Only what no person did: the server itself and the command line.
    pub by_server: bool,
    /// What was done: a whole action, or a room for all of its actions.
    pub action: Option<String>,
    /// What kind of thing it was done to.
    pub kind: Option<String>,
    /// Which one: a whole id or code.
    pub subject: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// From this address.
    pub address: Option<String>,
}

/// Where a page of the trail begins: after this event, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When the event before happened.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

/// An event as pages and files show it.
#[derive(Debug, QueryableByName)]
pub struct TrailRow {
    /// Id of the event.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// When it happened.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Who did it.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub actor_id: Option<Uuid>,
    /// Their name now.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// What kind of thing it was done to.
    #[diesel(sql_type = Text)]
    pub subject_kind: String,
    /// Which one.
    #[diesel(sql_type = Text)]
    pub subject_id: String,
    /// Facts about the change.
    #[diesel(sql_type = Jsonb)]
    pub detail: Value,
    /// Digests of the personal facts.
    #[diesel(sql_type = Jsonb)]
    pub commitments: Value,
    /// The personal facts that are still there, by field.
    #[diesel(sql_type = Jsonb)]
    pub personal: Value,
    /// The request.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// Its place in the chain.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub position: Option<i64>,
}

impl TrailRow {
    /// Where the next page begins.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.at, id: self.id }
    }

    /// Where it came from, when that is known and was not erased.
    pub fn address(&self) -> Option<&str> {
        // Rows from before addresses stood beside them have theirs in the detail.
        self.personal.get("address").or_else(|| self.detail.get("address")).and_then(Value::as_str)
    }

    /// Whether personal facts were erased.
    pub fn is_erased(&self) -> bool {
        let count = |value: &Value| value.as_object().map_or(0, serde_json::Map::len);
        count(&self.personal) < count(&self.commitments)
    }
}

/// At most `limit` events that the filter lets through, newest first, after `cursor`.
///
/// # Errors
/// Whatever the database says.
pub async fn trail(
    conn: &mut Conn,
    filter: &TrailFilter,
    cursor: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<TrailRow>> {
    let actors: Option<Vec<Uuid>> =
        filter.actors.as_ref().map(|people| people.iter().map(|person| person.0).collect());
    let address = filter.address.as_ref().map(|address| Value::from(address.as_str()).to_string());
    diesel::sql_query(
        "SELECT e.id, e.at, e.actor_id, n.name AS actor, e.action, e.subject_kind, e.subject_id, e.detail,
                e.commitments, e.request_id, c.position,
                coalesce((SELECT jsonb_object_agg(p.field, p.value::jsonb) FROM audit_personal p
                           WHERE p.event_id = e.id), '{}') AS personal
           FROM (SELECT * FROM audit_events e
                  WHERE ($1::uuid[] IS NULL OR actor_id = ANY($1))
                    AND (NOT $2 OR actor_id IS NULL)
                    AND ($3::text IS NULL OR action = $3 OR split_part(action, '.', 1) = $3)
                    AND ($4::text IS NULL OR subject_kind = $4)
                    AND ($5::text IS NULL OR subject_id = $5)
                    AND ($6::timestamptz IS NULL OR at >= $6)
                    AND ($7::timestamptz IS NULL OR at < $7)
                    AND ($8::text IS NULL OR EXISTS (
                        SELECT FROM audit_personal p
                         WHERE p.event_id = e.id AND p.field = 'address' AND p.value = $8))
                    AND ($9::timestamptz IS NULL OR (at, id) < ($9, $10))
                  ORDER BY at DESC, id DESC LIMIT $11) AS e
           LEFT JOIN person_names n ON n.person_id = e.actor_id AND n.valid_to IS NULL
           LEFT JOIN audit_chain c ON c.event_id = e.id
          ORDER BY e.at DESC, e.id DESC",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(actors)
    .bind::<Bool, _>(filter.by_server)
    .bind::<Nullable<Text>, _>(filter.action.as_deref())
    .bind::<Nullable<Text>, _>(filter.kind.as_deref())
    .bind::<Nullable<Text>, _>(filter.subject.as_deref())
    .bind::<Nullable<Timestamptz>, _>(filter.from)
    .bind::<Nullable<Timestamptz>, _>(filter.until)
    .bind::<Nullable<Text>, _>(address)
    .bind::<Nullable<Timestamptz>, _>(cursor.map(|cursor| cursor.at))
    .bind::<Nullable<SqlUuid>, _>(cursor.map(|cursor| cursor.id))
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}

/// The people whose name holds this text or who sign in with it: at most 200.
///
/// # Errors
/// Whatever the database says.
pub async fn people_called(conn: &mut Conn, text: &str) -> QueryResult<Vec<PersonId>> {
    let named = person_names::table
        .filter(person_names::name.ilike(pattern_holding(text)))
        .select(person_names::person_id);
    let signing_in =
        identities::table.filter(identities::subject.eq(fold_login(text))).select(identities::person_id);
    people::table
        .filter(people::id.eq_any(named).or(people::id.eq_any(signing_in)))
        .select(people::id)
        .limit(200)
        .load(conn)
        .await
}

/// The current names of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn names(conn: &mut Conn, people: &[Uuid]) -> QueryResult<HashMap<Uuid, String>> {
    let people: Vec<PersonId> = people.iter().copied().map(PersonId).collect();
    let rows: Vec<(PersonId, String)> = person_names::table
        .filter(person_names::person_id.eq_any(&people))
        .filter(person_names::valid_to.is_null())
        .select((person_names::person_id, person_names::name))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(person, name)| (person.0, name)).collect())
}

/// How many rows there are about one thing. Tests use it to prove that a change left its row.
///
/// # Errors
/// Whatever the database says.
pub async fn count_about(conn: &mut Conn, kind: &str, id: &str, action: &str) -> QueryResult<i64> {
    audit_events::table
        .filter(audit_events::subject_kind.eq(kind))
        .filter(audit_events::subject_id.eq(id))
        .filter(audit_events::action.eq(action))
        .count()
        .get_result(conn)
        .await
}
