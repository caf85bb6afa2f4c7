//! Issuing and revoking certificates, changing programmes. The only transactions of this room.

mod bringing_in;
mod exemptions;
mod issuing;
mod papers;
mod programmes;
mod reinstatement;
mod telling;
mod undoing;
mod withdrawing;

pub use bringing_in::{bring_in, discard_spreadsheet, explain_spreadsheet, keep_spreadsheet};
pub use exemptions::{end_exemption, exempt};
pub use issuing::record_achievements;
pub use papers::{DraftChange, change_draft, discard_draft, keep_paper, use_draft};
pub use programmes::{change_programme, create_programme};
pub use reinstatement::reinstate;
pub use telling::{Happened, tell};
pub use undoing::{Undone, undo_bringing_in};
pub use withdrawing::withdraw;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Map, json};
use uuid::Uuid;

use self::issuing::{draft, insert_achievements, issue, lock_holders};
use super::model::{
    Achievement, CertificateEvent, DEMO_EVIDENCE, EventKind, Evidence, PastCertificate, RevocationReason,
    StoredAchievement,
};
use super::queries;
use crate::accounts;
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::config::SiteConfig;
use crate::db::schema::certificate_events;
use crate::db::{self, CertificateId, Conn, Prepare};
use crate::outbox::model::EventName;

/// Enters a certificate of the past with its evidence, for the history of the demonstration. It supersedes what the
/// person holds of this certification.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such certification; otherwise whatever the database says.
pub async fn issue_past(
    conn: &mut Conn,
    site: &SiteConfig,
    past: &PastCertificate,
) -> QueryResult<CertificateId> {
    conn.transaction(async |conn| {
        let today = day_in(db::now(conn).await?, site.zone);
        let programme = queries::programme(conn, &past.programme_code, today)
            .await?
            .ok_or(diesel::result::Error::NotFound)?;
        lock_holders(conn, vec![(past.person_id, programme.id)]).await?;
        let mut stored = Vec::new();
        for passed in &past.evidence {
            let told = StoredAchievement::new(&Achievement {
                person_id: past.person_id,
                requirement_code: passed.code.clone(),
                evidence_kind: DEMO_EVIDENCE,
                evidence_id: Uuid::now_v7(),
                title_zh: passed.title_zh.clone(),
                title_en: passed.title_en.clone(),
                score: passed.score,
                maximum: passed.maximum,
                achieved_at: past.issued_at,
            });
            stored.push(StoredAchievement { told_at: Some(past.issued_at), ..told });
        }
        insert_achievements(conn, &stored).await?;
        let evidence: Vec<Evidence> = stored.iter().map(Evidence::from).collect();
        let current = queries::current_certificates(conn, &[past.person_id]).await?;
        let predecessor = current.iter().find(|one| one.programme_id == programme.id);
        let name = accounts::queries::current_name(conn, past.person_id).await?;
        let draft = draft(site, (past.person_id, name), &programme, predecessor, &evidence, past.issued_at);
        issue(conn, site, vec![draft]).await?.pop().ok_or(diesel::result::Error::NotFound)
    })
    .await
}

/// Takes a certificate back. `false` when it was revoked already; nothing is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such certificate; otherwise whatever the database says.
pub async fn revoke(
    conn: &mut Conn,
    actor: &Actor,
    id: CertificateId,
    reason: RevocationReason,
    note: Option<&str>,
) -> QueryResult<bool> {
    conn.transaction(async |conn| revoke_within(conn, actor, id, reason, note).await).await
}

/// As [`revoke`], inside the **caller's** transaction.
///
/// # Errors
/// As [`revoke`].
pub async fn revoke_within(
    conn: &mut Conn,
    actor: &Actor,
    id: CertificateId,
    reason: RevocationReason,
    note: Option<&str>,
) -> QueryResult<bool> {
    let found = queries::certificate(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
    lock_holders(conn, vec![(found.certificate.person_id, found.certificate.programme_id)]).await?;
    let found = queries::certificate(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
    if found.is_revoked() {
        return Ok(false);
    }
    let event = CertificateEvent {
        id: Uuid::now_v7(),
        certificate_id: id,
        kind: EventKind::Revoked,
        at: db::now(conn).await?,
        actor_id: actor.person_id,
        reason: reason.as_str().to_owned(),
        note: note.map(str::to_owned),
        successor_id: None,
    };
    let happened = Happened {
        certificate: id,
        when: event.id.to_string(),
        besides: Map::from_iter([("reason".to_owned(), reason.as_str().into())]),
    };
    diesel::insert_into(certificate_events::table).values(event).prepared().execute(conn).await?;
    tell(conn, EventName::Revoked, vec![happened]).await?;
    let event = Event {
        action: "certificate.revoked",
        subject_kind: "certificate",
        subject_id: id.to_string(),
        detail: json!({ "number": found.certificate.number, "reason": reason.as_str() }),
    };
    audit::record(conn, actor, event).await?;
    Ok(true)
}
