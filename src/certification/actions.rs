//! Issuing and revoking certificates, changing programmes. The only transactions of this room.

mod withdrawing;

use chrono::{DateTime, Datelike, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

pub use withdrawing::withdraw;

use super::model::{
    Achievement, Certificate, CertificateEvent, DEMO_EVIDENCE, EventKind, Evidence, NewHoldingRequirement,
    NewProgramme, NewProgrammeVersion, PastCertificate, Programme, ProgrammeRules, RENEWED, RevocationReason,
    StoredAchievement,
};
use super::{queries, rules};
use crate::accounts;
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::config::SiteConfig;
use crate::db::schema::{
    achievements, certificate_events, certificates, current_certificates, holding_requirements,
    programme_versions, programmes,
};
use crate::db::{self, CertificateId, Conn, PersonId, Prepare, ProgrammeId, ProgrammeVersionId};

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
    let candidates = queries::programmes_requiring(conn, &achievement.requirement_code).await?;
    // Every lock before anything is read, in the order of the ids: whoever comes second sees all that the
    // first one wrote, and two who wait for each other cannot happen.
    for programme in &candidates {
        lock_holder(conn, person, programme.id).await?;
    }
    let now = db::now(conn).await?;
    let all = queries::achievements_of(conn, person).await?;
    let mut due = Vec::new();
    for programme in candidates {
        if let Some(met) = rules::requirements_met(&programme.requirement_codes, &all) {
            let evidence = met.into_iter().map(Evidence::from).collect();
            due.push(prepare(conn, site, person, programme, evidence, now).await?);
        }
    }
    let mut issued = Vec::new();
    for draft in due {
        issued.push(issue(conn, site, draft).await?);
    }
    Ok(issued)
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
    evidence: Vec<Evidence>,
    issued_at: DateTime<Utc>,
) -> QueryResult<Draft> {
    let (holder_name, holder_latin_name) = accounts::queries::current_name(conn, person).await?;
    let predecessor = queries::current_certificate(conn, person, programme.id).await?;
    let valid_from = day_in(issued_at, site.zone);
    let months = programme.validity_months.and_then(|months| u32::try_from(months).ok());
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
        valid_from,
        valid_to: months.map(|months| rules::last_day(valid_from, months)),
    };
    Ok(Draft { programme, certificate, predecessor })
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
        let programme =
            queries::programme(conn, &past.programme_code).await?.ok_or(diesel::result::Error::NotFound)?;
        lock_holder(conn, past.person_id, programme.id).await?;
        let mut evidence = Vec::new();
        for passed in &past.evidence {
            let stored = StoredAchievement::new(&Achievement {
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
            insert_achievement(conn, &stored).await?;
            evidence.push(Evidence::from(&stored));
        }
        let draft = prepare(conn, site, past.person_id, programme, evidence, past.issued_at).await?;
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

/// Makes a certification.
///
/// # Errors
/// `programmes_code_taken` when the code is in use; otherwise whatever the database says.
pub async fn create_programme(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    new: &ProgrammeRules,
) -> QueryResult<ProgrammeId> {
    conn.transaction(async |conn| {
        let id = ProgrammeId::new();
        diesel::insert_into(programmes::table)
            .values(NewProgramme { id, code, created_by: actor.person_id })
            .prepared()
            .execute(conn)
            .await?;
        insert_version(conn, actor, id, 1, new).await?;
        move_holders(conn, actor, id, new).await?;
        record_programme(conn, actor, "programme.created", code, new).await?;
        Ok(id)
    })
    .await
}

/// Changes the rules of a certification: a new version where title, exams or months differ, and the groups from/to.
/// `seen` is the number of the version the person looked at; `false` when there is a newer one, nothing is
/// written then. Certificates that exist stay as they are.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such certification; otherwise whatever the database says.
pub async fn change_programme(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    seen: i32,
    new: &ProgrammeRules,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let id: ProgrammeId = programmes::table
            .filter(programmes::code.eq(code))
            .select(programmes::id)
            .for_update()
            .first(conn)
            .await?;
        let current = queries::programme(conn, code).await?.ok_or(diesel::result::Error::NotFound)?;
        if current.number != seen {
            return Ok(false);
        }
        if !has_rules(&current, new) {
            insert_version(conn, actor, id, seen + 1, new).await?;
        }
        move_holders(conn, actor, id, new).await?;
        record_programme(conn, actor, "programme.changed", code, new).await?;
        Ok(true)
    })
    .await
}

fn has_rules(current: &Programme, new: &ProgrammeRules) -> bool {
    current.title_zh == new.title_zh
        && current.title_en == new.title_en
        && current.validity_months == new.validity_months
        && current.requirement_codes == new.requirement_codes
}

async fn insert_version(
    conn: &mut Conn,
    actor: &Actor,
    programme_id: ProgrammeId,
    number: i32,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    diesel::insert_into(programme_versions::table)
        .values(NewProgrammeVersion {
            id: ProgrammeVersionId::new(),
            programme_id,
            number,
            title_zh: &new.title_zh,
            title_en: &new.title_en,
            validity_months: new.validity_months,
            requirement_codes: &new.requirement_codes,
            created_by: actor.person_id,
        })
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the requirements that are gone or begin on another day, and adds the new ones.
async fn move_holders(
    conn: &mut Conn,
    actor: &Actor,
    programme_id: ProgrammeId,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    let current = queries::holders(conn, programme_id).await?;
    for gone in current.iter().filter(|holder| !new.holders.contains(holder)) {
        // One that has not begun ends when it would have begun.
        diesel::sql_query(
            "UPDATE holding_requirements SET valid_to = greatest(valid_from, app_now())
             WHERE programme_id = $1 AND group_id = $2 AND valid_to IS NULL",
        )
        .bind::<SqlUuid, _>(programme_id)
        .bind::<SqlUuid, _>(gone.group_id)
        .prepared()
        .execute(conn)
        .await?;
    }
    let added: Vec<NewHoldingRequirement> = new
        .holders
        .iter()
        .filter(|holder| !current.contains(holder))
        .map(|holder| NewHoldingRequirement {
            id: Uuid::now_v7(),
            programme_id,
            group_id: holder.group_id,
            valid_from: holder.from,
            created_by: actor.person_id,
        })
        .collect();
    diesel::insert_into(holding_requirements::table).values(added).prepared().execute(conn).await?;
    Ok(())
}

async fn record_programme(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    code: &str,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    let groups: Vec<_> = new.holders.iter().map(|holder| json!([holder.group_id, holder.from])).collect();
    let event = Event {
        action,
        subject_kind: "programme",
        subject_id: code.to_owned(),
        detail: json!({ "title_zh": new.title_zh, "title_en": new.title_en, "months": new.validity_months,
                        "exams": new.requirement_codes, "groups": groups }),
    };
    audit::record(conn, actor, event).await
}
