//! Reading spreadsheets of certificates, and what their rows are compared with.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::base::text::fold_login;
use crate::certification::model::{CertificateImport, IMPORT_UNDONE};
use crate::certification::rules::bringing_in::{Known, KnownCertificate, KnownPerson, KnownProgramme};
use crate::db::schema::{
    certificate_events, certificate_imports, certificates, identities, people, person_merges, person_names,
    programme_versions,
};
use crate::db::{CertificateId, Conn, PersonId, ProgrammeId};

/// Every spreadsheet, newest first, at most so many.
///
/// # Errors
/// Whatever the database says.
pub async fn certificate_imports(conn: &mut Conn, most: i64) -> QueryResult<Vec<CertificateImport>> {
    CertificateImport::query().order(certificate_imports::created_at.desc()).limit(most).load(conn).await
}

/// A spreadsheet.
///
/// # Errors
/// Whatever the database says.
pub async fn certificate_import(conn: &mut Conn, id: Uuid) -> QueryResult<Option<CertificateImport>> {
    CertificateImport::query().filter(certificate_imports::id.eq(id)).first(conn).await.optional()
}

/// Name of the spreadsheet and the row from which a certificate was brought in.
///
/// # Errors
/// Whatever the database says.
pub async fn brought_in_from(conn: &mut Conn, id: CertificateId) -> QueryResult<Option<(String, i32)>> {
    certificates::table
        .inner_join(certificate_imports::table)
        .filter(certificates::id.eq(id))
        .select((certificate_imports::file_name, certificates::import_row.assume_not_null()))
        .first(conn)
        .await
        .optional()
}

/// Everything that rows are compared with, on the day `today` of the company's zone.
///
/// # Errors
/// Whatever the database says.
pub async fn import_known(
    conn: &mut Conn,
    titles: BTreeMap<String, String>,
    today: NaiveDate,
) -> QueryResult<Known> {
    Ok(Known {
        people: known_people(conn).await?,
        programmes: known_programmes(conn, today).await?,
        certificates: known_certificates(conn).await?,
        titles,
    })
}

async fn known_people(conn: &mut Conn) -> QueryResult<Vec<KnownPerson>> {
    let rows: Vec<(PersonId, Option<String>, String, Option<String>)> = people::table
        .inner_join(person_names::table.on(person_names::person_id.eq(people::id)))
        .filter(people::id.ne_all(person_merges::table.select(person_merges::merged_id)))
        .order(people::id)
        .select((people::id, people::employee_number, person_names::name, person_names::latin_name))
        .load(conn)
        .await?;
    let mut found: Vec<KnownPerson> = Vec::new();
    for (id, employee_number, name, latin_name) in rows {
        let names = std::iter::once(name).chain(latin_name);
        match found.last_mut().filter(|last| last.id == id) {
            Some(last) => last.names.extend(names),
            None => found.push(KnownPerson { id, employee_number, names: names.collect() }),
        }
    }
    let others = other_numbers(conn, &found).await?;
    found.extend(others);
    Ok(found)
}

/// People once more under each further employee number they sign in with: that of a record that was merged into theirs.
async fn other_numbers(conn: &mut Conn, known: &[KnownPerson]) -> QueryResult<Vec<KnownPerson>> {
    let numbers: Vec<(PersonId, String)> = identities::table
        .filter(identities::provider.eq("local"))
        .filter(identities::kind.eq("employee_number"))
        .filter(identities::person_id.eq_any(person_merges::table.select(person_merges::kept_id)))
        .select((identities::person_id, identities::subject))
        .load(conn)
        .await?;
    let under = |(id, number): (PersonId, String)| {
        let person = known.iter().find(|one| one.id == id)?;
        let is_own = person.employee_number.as_deref().is_some_and(|own| fold_login(own) == number);
        (!is_own).then(|| KnownPerson { employee_number: Some(number), ..person.clone() })
    };
    Ok(numbers.into_iter().filter_map(under).collect())
}

async fn known_programmes(conn: &mut Conn, today: NaiveDate) -> QueryResult<Vec<KnownProgramme>> {
    let rows: Vec<(ProgrammeId, String, String)> = programme_versions::table
        .select((
            programme_versions::programme_id,
            programme_versions::title_zh,
            programme_versions::title_en,
        ))
        .load(conn)
        .await?;
    let mut titles: HashMap<ProgrammeId, Vec<String>> = HashMap::new();
    for (id, zh, en) in rows {
        titles.entry(id).or_default().extend([zh, en]);
    }
    let programmes = super::programmes(conn, today).await?;
    Ok(programmes
        .into_iter()
        .map(|one| KnownProgramme {
            titles: titles.remove(&one.id).unwrap_or_default(),
            id: one.id,
            code: one.code,
            months: one.validity_months.and_then(|months| u32::try_from(months).ok()),
        })
        .collect())
}

async fn known_certificates(conn: &mut Conn) -> QueryResult<Vec<KnownCertificate>> {
    type Row = (CertificateId, String, PersonId, ProgrammeId, NaiveDate, Option<NaiveDate>);
    let undone = certificate_events::table
        .filter(certificate_events::reason.eq(IMPORT_UNDONE))
        .filter(certificate_events::kind.eq(crate::certification::model::EventKind::Revoked))
        .select(certificate_events::certificate_id);
    let rows: Vec<Row> = certificates::table
        .filter(certificates::id.ne_all(undone))
        .select((
            certificates::id,
            certificates::number,
            certificates::person_id,
            certificates::programme_id,
            certificates::valid_from,
            certificates::valid_to,
        ))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, number, person, programme, valid_from, valid_to)| KnownCertificate {
            id,
            number,
            person,
            programme,
            valid_from,
            valid_to,
        })
        .collect())
}
