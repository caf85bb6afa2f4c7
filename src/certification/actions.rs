//! Issuing and revoking certificates, changing programmes. The only transactions of this room.

mod bringing_in;
mod exemptions;
mod programmes;
mod reinstatement;
mod undoing;
mod withdrawing;

pub use bringing_in::{bring_in, discard_spreadsheet, explain_spreadsheet, keep_spreadsheet};
pub use exemptions::{end_exemption, exempt};
pub use programmes::{change_programme, create_programme};
pub use reinstatement::reinstate;
pub use undoing::{Undone, undo_bringing_in};
pub use withdrawing::withdraw;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::model::{
    Achievement, Certificate, CertificateEvent, CurrentCertificate, DEMO_EVIDENCE, EventKind, Evidence,
    PastCertificate, Programme, RENEWED, RevocationReason, StoredAchievement,
};
use super::rules::deciding::{Candidate, due_now};
use super::rules::renewal::validity;
use super::{queries, rules};
use crate::accounts;
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::config::SiteConfig;
use crate::db::schema::{achievements, certificate_events, certificates, current_certificates};
use crate::db::{self, CertificateId, Conn, PersonId, Prepare, ProgrammeId};

/// Notes what a person passed and issues every certificate whose requirements are met by it. Runs inside the
/// **caller's** transaction and opens none; call it last, because it holds the counter of the numbers from
/// then on. The same evidence told again changes nothing.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn record_achievement(
    conn: &mut Conn,
    site: &SiteConfig,
    achievement: &Achievement,
) -> QueryResult<Vec<CertificateId>> {
    if !insert_achievement(conn, &StoredAchievement::new(achievement)).await? {
        return Ok(Vec::new());
    }
    let person = achievement.person_id;
    let exam = achievement.requirement_code.as_str();
    let today = day_in(db::now(conn).await?, site.zone);
    let programmes = queries::programmes(conn, today).await?;
    let candidates = touched(&programmes, exam);
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    // Every lock before anything is read, in the order of the ids: whoever comes second sees all that the
    // first one wrote, and two who wait for each other cannot happen.
    for programme in &candidates {
        lock_holder(conn, person, programme.id).await?;
    }
    let now = db::now(conn).await?;
    let all = queries::achievements_of(conn, person).await?;
    let current = queries::current_certificates(conn, person).await?;
    let satisfied = satisfied(conn, person, &programmes, &current, today).await?;
    let offered: Vec<Candidate<'_>> = candidates
        .iter()
        .map(|programme| Candidate {
            code: &programme.code,
            policy: &programme.policy,
            held: current.iter().find(|one| one.programme_id == programme.id).map(|one| &one.held),
        })
        .collect();
    let mut due = Vec::new();
    for (place, met) in due_now(&offered, satisfied, &all, exam, (day_in(now, site.zone), site.zone)) {
        let Some(programme) = candidates.get(place).cloned() else { continue };
        let evidence = met.into_iter().map(Evidence::from).collect();
        due.push(prepare(conn, site, person, programme, &current, evidence, now).await?);
    }
    let mut issued = Vec::new();
    for draft in due {
        issued.push(issue(conn, site, draft).await?);
    }
    Ok(issued)
}

/// The certifications that a pass of this exam may bring, by id.
fn touched(programmes: &[Programme], exam: &str) -> Vec<Programme> {
    let all: Vec<_> =
        programmes.iter().map(|programme| (programme.code.as_str(), &programme.policy)).collect();
    let places = rules::deciding::touched(&all, exam);
    let mut found: Vec<Programme> = programmes
        .iter()
        .enumerate()
        .filter(|(place, _)| places.contains(place))
        .map(|(_, one)| one.clone())
        .collect();
    found.sort_by_key(|programme| programme.id);
    found
}

/// The codes of what a person holds or is exempt from, as far as any certification asks for one first.
async fn satisfied(
    conn: &mut Conn,
    person: PersonId,
    programmes: &[Programme],
    current: &[CurrentCertificate],
    today: NaiveDate,
) -> QueryResult<BTreeSet<String>> {
    if programmes.iter().all(|programme| programme.policy.prerequisites.is_empty()) {
        return Ok(BTreeSet::new());
    }
    let exempt = queries::exempt_from(conn, person, today).await?;
    let holds = |id: ProgrammeId| current.iter().any(|one| one.programme_id == id && one.held.holds(today));
    Ok(programmes
        .iter()
        .filter(|programme| holds(programme.id) || exempt.contains(&programme.id))
        .map(|programme| programme.code.clone())
        .collect())
}

/// `false` when the same evidence was told before.
async fn insert_achievement(conn: &mut Conn, achievement: &StoredAchievement) -> QueryResult<bool> {
    let inserted = diesel::insert_into(achievements::table)
        .values(achievement)
        .on_conflict_do_nothing()
        .prepared()
        .execute(conn)
        .await?;
    Ok(inserted == 1)
}

/// One at a time for a person and a certification, until the end of the transaction.
async fn lock_holder(conn: &mut Conn, person: PersonId, programme: ProgrammeId) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('certificate ' || $1 || ' ' || $2, 0))")
        .bind::<Text, _>(person.to_string())
        .bind::<Text, _>(programme.to_string())
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// A certificate that lacks only its number.
struct Draft {
    programme: Programme,
    certificate: Certificate,
    /// The one that counted until now.
    predecessor: Option<CertificateId>,
}

async fn prepare(
    conn: &mut Conn,
    site: &SiteConfig,
    person: PersonId,
    programme: Programme,
    current: &[CurrentCertificate],
    evidence: Vec<Evidence>,
    issued_at: DateTime<Utc>,
) -> QueryResult<Draft> {
    let (holder_name, holder_latin_name) = accounts::queries::current_name(conn, person).await?;
    let predecessor = current.iter().find(|one| one.programme_id == programme.id);
    let months = programme.validity_months.and_then(|months| u32::try_from(months).ok());
    let held = predecessor.map(|one| &one.held);
    let validity = validity(&programme.policy, months, held, day_in(issued_at, site.zone));
    let certificate = Certificate {
        id: CertificateId::new(),
        number: String::new(),
        verification_code: rules::verification_code(rand::random()),
        person_id: person,
        programme_id: programme.id,
        programme_version_id: programme.version_id,
        holder_name,
        holder_latin_name,
        title_zh: programme.title_zh.clone(),
        title_en: programme.title_en.clone(),
        issuer: site.organisation.clone(),
        score: evidence.iter().map(|one| one.score).sum(),
        maximum: evidence.iter().map(|one| one.maximum).sum(),
        evidence: json!(evidence),
        issued_at,
        valid_from: validity.from,
        valid_to: validity.to,
        anchored_on: validity.anchored_on,
        import_id: None,
        import_row: None,
    };
    Ok(Draft { predecessor: predecessor.map(|one| one.id), programme, certificate })
}

/// Gives the certificate its number and writes it. From here on the counter is held until the commit, so nothing
/// that could wait comes after it.
async fn issue(conn: &mut Conn, site: &SiteConfig, draft: Draft) -> QueryResult<CertificateId> {
    let Draft { programme, mut certificate, predecessor } = draft;
    let year = day_in(certificate.issued_at, site.zone).year();
    let running = next_number(conn, programme.id, year).await?;
    certificate.number = rules::certificate_number(&programme.code, year, running);
    diesel::insert_into(certificates::table).values(&certificate).prepared().execute(conn).await?;
    diesel::insert_into(current_certificates::table)
        .values((
            current_certificates::person_id.eq(certificate.person_id),
            current_certificates::programme_id.eq(programme.id),
            current_certificates::certificate_id.eq(certificate.id),
        ))
        .on_conflict((current_certificates::person_id, current_certificates::programme_id))
        .do_update()
        .set(current_certificates::certificate_id.eq(certificate.id))
        .prepared()
        .execute(conn)
        .await?;
    if let Some(predecessor) = predecessor {
        let event = CertificateEvent {
            id: Uuid::now_v7(),
            certificate_id: predecessor,
            kind: EventKind::Superseded,
            at: certificate.issued_at,
            actor_id: None,
            reason: RENEWED.to_owned(),
            note: None,
            successor_id: Some(certificate.id),
        };
        diesel::insert_into(certificate_events::table).values(event).prepared().execute(conn).await?;
    }
    let event = Event {
        action: "certificate.issued",
        subject_kind: "certificate",
        subject_id: certificate.id.to_string(),
        detail: json!({ "number": certificate.number, "programme": programme.code,
                        "person": certificate.person_id, "supersedes": predecessor }),
    };
    audit::record(conn, &Actor::server(), event).await?;
    Ok(certificate.id)
}

#[derive(QueryableByName)]
struct Counter {
    #[diesel(sql_type = Integer)]
    last: i32,
}

async fn next_number(conn: &mut Conn, programme: ProgrammeId, year: i32) -> QueryResult<i32> {
    let counter: Counter = diesel::sql_query(
        "INSERT INTO certificate_counters AS counter (programme_id, year, last) VALUES ($1, $2, 1)
         ON CONFLICT (programme_id, year) DO UPDATE SET last = counter.last + 1
         RETURNING last",
    )
    .bind::<SqlUuid, _>(programme)
    .bind::<Integer, _>(year)
    .prepared()
    .get_result(conn)
    .await?;
    Ok(counter.last)
}

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
        lock_holder(conn, past.person_id, programme.id).await?;
        let mut evidence = Vec::new();
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
            let stored = StoredAchievement { told_at: Some(past.issued_at), ..told };
            insert_achievement(conn, &stored).await?;
            evidence.push(Evidence::from(&stored));
        }
        let current = queries::current_certificates(conn, past.person_id).await?;
        let draft =
            prepare(conn, site, past.person_id, programme, &current, evidence, past.issued_at).await?;
        issue(conn, site, draft).await
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
    lock_holder(conn, found.certificate.person_id, found.certificate.programme_id).await?;
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
    diesel::insert_into(certificate_events::table).values(event).prepared().execute(conn).await?;
    let event = Event {
        action: "certificate.revoked",
        subject_kind: "certificate",
        subject_id: id.to_string(),
        detail: json!({ "number": found.certificate.number, "reason": reason.as_str() }),
    };
    audit::record(conn, actor, event).await?;
    Ok(true)
}
