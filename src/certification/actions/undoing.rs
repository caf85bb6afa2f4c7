//! Undoing what a spreadsheet brought in, while nothing follows from it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::bringing_in::{locked, point, record};
use super::issuing::lock_holders;
use crate::audit::Actor;
use crate::certification::model::{
    Certificate, CertificateEvent, CertificateImportState, EventKind, IMPORT_UNDONE, IssuedCertificate,
};
use crate::certification::queries;
use crate::db::schema::{certificate_events, certificate_imports, certificates, current_certificates};
use crate::db::{self, CertificateId, Conn, PersonId, Prepare, ProgrammeId};

/// What became of an undo.
#[derive(Debug, PartialEq, Eq)]
pub enum Undone {
    /// It is undone; so many certificates count no more.
    Done(usize),
    /// It was not brought in, or undone before.
    NotNow,
    /// Something follows from these certificates: they were renewed, revoked or given back.
    Followed(Vec<String>),
}

/// Undoes what a spreadsheet brought in: its certificates count no more, and those that counted before count again.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn undo_bringing_in(conn: &mut Conn, actor: &Actor, id: Uuid) -> QueryResult<Undone> {
    conn.transaction(async |conn| {
        let import = locked(conn, id).await?;
        if import.state != CertificateImportState::Committed {
            return Ok(Undone::NotNow);
        }
        let mut by_holder: BTreeMap<(PersonId, ProgrammeId), Vec<CertificateId>> = BTreeMap::new();
        for (person, programme, certificate) in brought_in(conn, id).await? {
            by_holder.entry((person, programme)).or_default().push(certificate);
        }
        lock_holders(conn, by_holder.keys().copied().collect()).await?;
        let all: Vec<CertificateId> = by_holder.values().flatten().copied().collect();
        let followed = followed(conn, &all).await?;
        if !followed.is_empty() {
            return Ok(Undone::Followed(followed));
        }
        let now = db::now(conn).await?;
        for (holder, gone) in &by_holder {
            let withdrawn = gone.iter().map(|one| (*one, EventKind::Revoked));
            let events = withdrawn.chain(restored(conn, *holder, gone).await?);
            let events: Vec<CertificateEvent> = events
                .map(|(certificate_id, kind)| CertificateEvent {
                    id: Uuid::now_v7(),
                    certificate_id,
                    kind,
                    at: now,
                    actor_id: actor.person_id,
                    reason: IMPORT_UNDONE.to_owned(),
                    note: None,
                    successor_id: None,
                })
                .collect();
            diesel::insert_into(certificate_events::table).values(events).prepared().execute(conn).await?;
        }
        diesel::update(certificate_imports::table.find(id))
            .set((
                certificate_imports::state.eq(CertificateImportState::Undone),
                certificate_imports::undone_at.eq(Some(now)),
                certificate_imports::undone_by.eq(actor.person_id),
            ))
            .prepared()
            .execute(conn)
            .await?;
        let detail = json!({ "file": import.file_name, "certificates": all.len() });
        record(conn, actor, "certificates.undone", id, detail).await?;
        Ok(Undone::Done(all.len()))
    })
    .await
}

async fn brought_in(conn: &mut Conn, id: Uuid) -> QueryResult<Vec<(PersonId, ProgrammeId, CertificateId)>> {
    certificates::table
        .filter(certificates::import_id.eq(id))
        .order((certificates::person_id, certificates::programme_id))
        .select((certificates::person_id, certificates::programme_id, certificates::id))
        .load(conn)
        .await
}

/// The numbers of those to which something happened since, besides what bringing them in did.
async fn followed(conn: &mut Conn, all: &[CertificateId]) -> QueryResult<Vec<String>> {
    certificates::table
        .inner_join(certificate_events::table.on(certificate_events::certificate_id.eq(certificates::id)))
        .filter(certificates::id.eq_any(all))
        .filter(certificate_events::reason.ne(crate::certification::model::BROUGHT_IN))
        .order(certificates::number)
        .select(certificates::number)
        .distinct()
        .load(conn)
        .await
}

/// Lets the certificate count that counted before, and says which one was superseded by one of those that are gone and
/// is not any more.
async fn restored(
    conn: &mut Conn,
    (person, programme): (PersonId, ProgrammeId),
    gone: &[CertificateId],
) -> QueryResult<Vec<(CertificateId, EventKind)>> {
    let counting: Option<CertificateId> = current_certificates::table
        .find((person, programme))
        .select(current_certificates::certificate_id)
        .first(conn)
        .await
        .optional()?;
    if counting.is_none_or(|counting| !gone.contains(&counting)) {
        return Ok(Vec::new());
    }
    let before = remaining(conn, (person, programme), gone).await?;
    let Some(before) = before else {
        diesel::delete(current_certificates::table.find((person, programme))).execute(conn).await?;
        return Ok(Vec::new());
    };
    point(conn, (person, programme), before.certificate.id).await?;
    // One that was taken back stays so: only its place is its own again.
    let is_free = !before.is_revoked();
    Ok(is_free.then_some((before.certificate.id, EventKind::Reinstated)).into_iter().collect())
}

/// The certificate issued last of those that stay.
async fn remaining(
    conn: &mut Conn,
    (person, programme): (PersonId, ProgrammeId),
    gone: &[CertificateId],
) -> QueryResult<Option<IssuedCertificate>> {
    let own = queries::certificates_of(conn, person).await?;
    let stays = |one: &Certificate| one.programme_id == programme && !gone.contains(&one.id);
    Ok(own.into_iter().find(|one| stays(&one.certificate) && !one.is_withdrawn()))
}
