//! Exempting people from certifications, and ending that.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::issuing::lock_holders;
use crate::audit::{self, Actor, Event};
use crate::certification::model::{NewExemption, StoredExemption};
use crate::certification::rules::standing::Spell;
use crate::db::schema::exemptions;
use crate::db::{self, Conn, PersonId, Prepare, ProgrammeId};

/// Exempts a person from a certification on these days. `false` when the person is exempt on one of them already;
/// nothing is written then.
///
/// # Errors
/// Whatever the database says.
pub async fn exempt(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    programme: ProgrammeId,
    days: Spell,
    reason: &str,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        lock_holders(conn, vec![(person, programme)]).await?;
        let known: Vec<StoredExemption> = StoredExemption::query()
            .filter(exemptions::person_id.eq(person))
            .filter(exemptions::programme_id.eq(programme))
            .filter(exemptions::ended_at.is_null())
            .load(conn)
            .await?;
        let meets = |one: &StoredExemption| {
            one.valid_to.is_none_or(|last| last >= days.from)
                && days.to.is_none_or(|last| last >= one.valid_from)
        };
        if known.iter().any(meets) {
            return Ok(false);
        }
        let id = Uuid::now_v7();
        diesel::insert_into(exemptions::table)
            .values(NewExemption {
                id,
                person_id: person,
                programme_id: programme,
                reason,
                valid_from: days.from,
                valid_to: days.to,
                created_by: actor.person_id,
            })
            .prepared()
            .execute(conn)
            .await?;
        let detail = json!({ "programme": programme, "from": days.from, "to": days.to, "reason": reason });
        record(conn, actor, "exemption.granted", person, detail).await?;
        Ok(true)
    })
    .await
}

/// Ends an exemption of a person before its time: from today on it does not count. `false` when it was ended before;
/// nothing is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when the person has no such exemption; otherwise whatever the database says.
pub async fn end_exemption(
    conn: &mut Conn,
    actor: &Actor,
    person: PersonId,
    id: Uuid,
    reason: &str,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let found: StoredExemption = StoredExemption::query()
            .filter(exemptions::id.eq(id))
            .filter(exemptions::person_id.eq(person))
            .for_update()
            .first(conn)
            .await?;
        if found.ended_at.is_some() {
            return Ok(false);
        }
        let now = db::now(conn).await?;
        diesel::update(exemptions::table.find(id))
            .set((
                exemptions::ended_at.eq(Some(now)),
                exemptions::ended_by.eq(actor.person_id),
                exemptions::end_reason.eq(Some(reason)),
            ))
            .prepared()
            .execute(conn)
            .await?;
        let detail = json!({ "programme": found.programme_id, "reason": reason });
        record(conn, actor, "exemption.ended", person, detail).await?;
        Ok(true)
    })
    .await
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    person: PersonId,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "person", subject_id: person.to_string(), detail };
    audit::record(conn, actor, event).await
}
