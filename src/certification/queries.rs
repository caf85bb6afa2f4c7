//! Reading programmes and certificates.

mod facts;
mod imports;
mod papers;
mod standing;
mod versions;

pub(super) use facts::event_facts;
pub use imports::{brought_in_from, certificate_import, certificate_imports, import_known};
pub use papers::{design_at, draft_design, stored_paper};
pub use standing::{Known, known, known_as};
pub(super) use versions::exempt_from;
pub use versions::{exemptions_of, latest, lines, people_with, role_holders, versions_of};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::model::{
    Certificate, CertificateEvent, CurrentCertificate, EventKind, Holder, IssuedCertificate, Programme,
    ProgrammeListItem, RequirementChoice, StoredAchievement,
};
use super::rules::policy::Policy;
use super::rules::renewal::Held;
use crate::db::schema::{
    achievement_withdrawals, achievements, certificate_events, certificates, holding_requirements,
    programme_versions, programmes,
};
use crate::db::{CertificateId, Conn, PersonId, Prepare, ProgrammeId, ProgrammeVersionId};

/// Every certification with the rules that count on the day `today` of the company's zone, by code.
///
/// # Errors
/// Whatever the database says, and when stored rules cannot be read.
pub async fn programmes(conn: &mut Conn, today: NaiveDate) -> QueryResult<Vec<Programme>> {
    type Row = (
        ProgrammeId,
        String,
        ProgrammeVersionId,
        i32,
        String,
        String,
        Option<i32>,
        Vec<String>,
        Option<Value>,
    );
    let rows: Vec<Row> = programmes::table
        .inner_join(programme_versions::table)
        .filter(programme_versions::applies_from.is_null().or(programme_versions::applies_from.le(today)))
        .distinct_on(programmes::code)
        .order((programmes::code, programme_versions::number.desc()))
        .select((
            programmes::id,
            programmes::code,
            programme_versions::id,
            programme_versions::number,
            programme_versions::title_zh,
            programme_versions::title_en,
            programme_versions::validity_months,
            programme_versions::requirement_codes,
            programme_versions::rules,
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(id, code, version_id, number, title_zh, title_en, validity_months, codes, rules)| {
            let policy = policy(rules, &codes)?;
            Ok(Programme { id, code, version_id, number, title_zh, title_en, validity_months, policy })
        })
        .collect()
}

/// The rules of a version: those stored, or what its codes mean by themselves.
pub(super) fn policy(stored: Option<Value>, codes: &[String]) -> QueryResult<Policy> {
    match stored {
        Some(value) => serde_json::from_value(value)
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error))),
        None => Ok(Policy::plain(codes)),
    }
}

/// A certification with the rules that count on the day `today` of the company's zone.
///
/// # Errors
/// Whatever the database says.
pub async fn programme(conn: &mut Conn, code: &str, today: NaiveDate) -> QueryResult<Option<Programme>> {
    Ok(programmes(conn, today).await?.into_iter().find(|programme| programme.code == code))
}

/// The number of the rules with this id.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there are none.
pub async fn version_number(conn: &mut Conn, id: ProgrammeVersionId) -> QueryResult<i32> {
    programme_versions::table.find(id).select(programme_versions::number).first(conn).await
}

/// Every certification with how many hold it on the day `today` of the company's zone, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn programme_list(conn: &mut Conn, today: NaiveDate) -> QueryResult<Vec<ProgrammeListItem>> {
    diesel::sql_query(include_str!("programme_list.sql")).bind::<Date, _>(today).prepared().load(conn).await
}

/// Who must hold a certification, today or later.
///
/// # Errors
/// Whatever the database says.
pub async fn holders(conn: &mut Conn, programme: ProgrammeId) -> QueryResult<Vec<Holder>> {
    let rows: Vec<_> = holding_requirements::table
        .filter(holding_requirements::programme_id.eq(programme))
        .filter(holding_requirements::valid_to.is_null())
        .order(holding_requirements::valid_from)
        .select((holding_requirements::group_id, holding_requirements::valid_from))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(group_id, from)| Holder { group_id, from }).collect())
}

/// Exams that can be required: the published ones, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn requirement_choices(conn: &mut Conn) -> QueryResult<Vec<RequirementChoice>> {
    diesel::sql_query(
        "SELECT DISTINCT ON (exams.code) exams.code, version.title_zh, version.title_en
         FROM exams JOIN exam_versions version ON version.exam_id = exams.id
         ORDER BY exams.code, version.number DESC",
    )
    .prepared()
    .load(conn)
    .await
}

/// The titles (Chinese, English) of these exams as they are now, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn requirement_titles(
    conn: &mut Conn,
    codes: &[String],
) -> QueryResult<HashMap<String, RequirementChoice>> {
    let choices: Vec<RequirementChoice> = diesel::sql_query(
        "SELECT DISTINCT ON (exams.code) exams.code, version.title_zh, version.title_en
         FROM exams JOIN exam_versions version ON version.exam_id = exams.id
         WHERE exams.code = ANY ($1)
         ORDER BY exams.code, version.number DESC",
    )
    .bind::<Array<Text>, _>(codes)
    .prepared()
    .load(conn)
    .await?;
    Ok(choices.into_iter().map(|choice| (choice.code.clone(), choice)).collect())
}

/// All that these people passed and that still counts, oldest first.
pub(super) async fn achievements_of(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<Vec<StoredAchievement>> {
    StoredAchievement::query()
        .filter(achievements::person_id.eq_any(people))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            achievement_withdrawals::table
                .filter(achievement_withdrawals::achievement_id.eq(achievements::id)),
        )))
        .order((achievements::achieved_at, achievements::id))
        .load(conn)
        .await
}

/// Whether something with this proof was told before.
///
/// # Errors
/// Whatever the database says.
pub async fn is_told(conn: &mut Conn, kind: &str, id: Uuid) -> QueryResult<bool> {
    let told = achievements::table
        .filter(achievements::evidence_kind.eq(kind))
        .filter(achievements::evidence_id.eq(id));
    diesel::select(diesel::dsl::exists(told)).get_result(conn).await
}

/// The certificates of a person that rest on one of these proofs and are neither revoked nor superseded, newest first.
///
/// # Errors
/// Whatever the database says; `DeserializationError` when stored evidence cannot be read.
pub async fn resting_on(
    conn: &mut Conn,
    person: PersonId,
    proofs: &[Uuid],
) -> QueryResult<Vec<IssuedCertificate>> {
    let mut found = certificates_of(conn, person).await?;
    found.retain(|issued| {
        let evidence = issued.certificate.evidence.as_array().into_iter().flatten();
        let mut ids = evidence.filter_map(|one| one.get("id")?.as_str()?.parse::<Uuid>().ok());
        let is_superseded = issued.events.iter().any(|event| event.kind == EventKind::Superseded);
        !issued.is_revoked() && !is_superseded && ids.any(|id| proofs.contains(&id))
    });
    Ok(found)
}

/// The certificates of these people that count, one for each person and certification at most.
pub(super) async fn current_certificates(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<Vec<CurrentCertificate>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person_id: PersonId,
        #[diesel(sql_type = SqlUuid)]
        programme_id: ProgrammeId,
        #[diesel(sql_type = SqlUuid)]
        id: CertificateId,
        #[diesel(sql_type = Timestamptz)]
        issued_at: DateTime<Utc>,
        #[diesel(sql_type = Date)]
        valid_from: NaiveDate,
        #[diesel(sql_type = Nullable<Date>)]
        valid_to: Option<NaiveDate>,
        #[diesel(sql_type = Nullable<Date>)]
        anchored_on: Option<NaiveDate>,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        revoked_at: Option<DateTime<Utc>>,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT counting.person_id, counting.programme_id, certificates.id, issued_at, valid_from, valid_to, anchored_on,
                (SELECT CASE WHEN event.kind = 'revoked' THEN event.at END FROM certificate_events event
                 WHERE event.certificate_id = certificates.id AND event.kind IN ('revoked', 'reinstated')
                 ORDER BY event.at DESC, event.id DESC LIMIT 1) AS revoked_at
         FROM current_certificates counting JOIN certificates ON certificates.id = counting.certificate_id
         WHERE counting.person_id = ANY ($1)",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .prepared()
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CurrentCertificate {
            person_id: row.person_id,
            programme_id: row.programme_id,
            id: row.id,
            held: Held {
                issued_at: row.issued_at,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                anchored_on: row.anchored_on,
                revoked_at: row.revoked_at,
            },
        })
        .collect())
}

/// A certificate with all that happened to it.
///
/// # Errors
/// Whatever the database says.
pub async fn certificate(conn: &mut Conn, id: CertificateId) -> QueryResult<Option<IssuedCertificate>> {
    let found = Certificate::query().filter(certificates::id.eq(id)).load(conn).await?;
    Ok(with_events(conn, found).await?.pop())
}

/// These certificates, by number.
///
/// # Errors
/// Whatever the database says.
pub async fn certificates(conn: &mut Conn, ids: &[CertificateId]) -> QueryResult<Vec<IssuedCertificate>> {
    let found = Certificate::query()
        .filter(certificates::id.eq_any(ids))
        .order(certificates::number)
        .load(conn)
        .await?;
    with_events(conn, found).await
}

/// A certificate by its code as it is stored.
///
/// # Errors
/// Whatever the database says.
pub async fn certificate_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<IssuedCertificate>> {
    let found = Certificate::query().filter(certificates::verification_code.eq(code)).load(conn).await?;
    Ok(with_events(conn, found).await?.pop())
}

/// Every certificate of a person, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn certificates_of(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<IssuedCertificate>> {
    let found = Certificate::query()
        .filter(certificates::person_id.eq(person))
        .order((certificates::issued_at.desc(), certificates::id.desc()))
        .load(conn)
        .await?;
    with_events(conn, found).await
}

async fn with_events(conn: &mut Conn, found: Vec<Certificate>) -> QueryResult<Vec<IssuedCertificate>> {
    let ids: Vec<CertificateId> = found.iter().map(|certificate| certificate.id).collect();
    let events = CertificateEvent::query()
        .filter(certificate_events::certificate_id.eq_any(ids))
        .order((certificate_events::at, certificate_events::id))
        .load(conn)
        .await?;
    let mut by_certificate: HashMap<CertificateId, Vec<CertificateEvent>> = HashMap::new();
    for event in events {
        by_certificate.entry(event.certificate_id).or_default().push(event);
    }
    let programmes: Vec<ProgrammeId> = found.iter().map(|certificate| certificate.programme_id).collect();
    let expiring = expiring(conn, &programmes).await?;
    Ok(found
        .into_iter()
        .map(|certificate| {
            let events = by_certificate.remove(&certificate.id).unwrap_or_default();
            let expiring = expiring.get(&certificate.programme_id).cloned().unwrap_or_default();
            IssuedCertificate { certificate, events, expiring }
        })
        .collect())
}

/// From which day each of these certifications says how many days before its end a certificate is expiring.
async fn expiring(
    conn: &mut Conn,
    programmes: &[ProgrammeId],
) -> QueryResult<HashMap<ProgrammeId, Vec<(Option<NaiveDate>, u32)>>> {
    type Row = (ProgrammeId, Option<Value>, Vec<String>, Option<NaiveDate>);
    let rows: Vec<Row> = programme_versions::table
        .filter(programme_versions::programme_id.eq_any(programmes))
        .order((programme_versions::programme_id, programme_versions::number))
        .select((
            programme_versions::programme_id,
            programme_versions::rules,
            programme_versions::requirement_codes,
            programme_versions::applies_from,
        ))
        .load(conn)
        .await?;
    let mut found: HashMap<ProgrammeId, Vec<(Option<NaiveDate>, u32)>> = HashMap::new();
    for (programme, rules, codes, from) in rows {
        let days = policy(rules, &codes)?.expiring_days();
        found.entry(programme).or_default().push((from, days));
    }
    Ok(found)
}
