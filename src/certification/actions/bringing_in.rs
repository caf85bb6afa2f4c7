//! Bringing in certificates from before: keeping a spreadsheet, saying what it means, bringing it in, undoing that.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::issuing::lock_holders;
use crate::audit::{self, Actor, Event};
use crate::base::clock::{day_in, start_of_day};
use crate::certification::model::{
    BROUGHT_IN, Certificate, CertificateEvent, CertificateImport, CertificateImportState, EventKind,
    ImportCounts, NewCertificateImport, Programme,
};
use crate::certification::queries;
use crate::certification::rules::bringing_in::{Cells, ColumnUses, RowCertificate, Verdict, verdicts};
use crate::certification::rules::verification_code;
use crate::config::SiteConfig;
use crate::db::schema::{
    certificate_events, certificate_imports, certificates, current_certificates, person_names,
};
use crate::db::{self, CertificateId, Conn, PersonId, Prepare, ProgrammeId};

/// Keeps a spreadsheet with what its columns seem to hold. Nothing of it counts yet.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_spreadsheet(
    conn: &mut Conn,
    actor: &Actor,
    file_name: &str,
    rows: &[Cells],
) -> QueryResult<Uuid> {
    conn.transaction(async |conn| {
        let id = Uuid::now_v7();
        diesel::insert_into(certificate_imports::table)
            .values(NewCertificateImport {
                id,
                file_name,
                cells: json!(rows),
                column_uses: json!(ColumnUses::guessed(rows)),
                created_by: actor.person_id,
            })
            .prepared()
            .execute(conn)
            .await?;
        record(conn, actor, "certificates.read", id, json!({ "file": file_name, "rows": rows.len() }))
            .await?;
        Ok(id)
    })
    .await
}

/// Says what the columns of an open spreadsheet hold and which certifications its words mean. `false` when it is not
/// open any more; nothing is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn explain_spreadsheet(
    conn: &mut Conn,
    actor: &Actor,
    id: Uuid,
    uses: &ColumnUses,
    titles: &BTreeMap<String, String>,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let import = locked(conn, id).await?;
        if import.state != CertificateImportState::Open {
            return Ok(false);
        }
        diesel::update(certificate_imports::table.find(id))
            .set((
                certificate_imports::column_uses.eq(json!(uses)),
                certificate_imports::titles.eq(json!(titles)),
            ))
            .prepared()
            .execute(conn)
            .await?;
        record(conn, actor, "certificates.explained", id, json!({ "columns": uses, "titles": titles }))
            .await?;
        Ok(true)
    })
    .await
}

/// Throws an open spreadsheet away. `false` when it is not open any more.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn discard_spreadsheet(conn: &mut Conn, actor: &Actor, id: Uuid) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let import = locked(conn, id).await?;
        if import.state != CertificateImportState::Open {
            return Ok(false);
        }
        diesel::update(certificate_imports::table.find(id))
            .set(certificate_imports::state.eq(CertificateImportState::Discarded))
            .prepared()
            .execute(conn)
            .await?;
        record(conn, actor, "certificates.discarded", id, json!({ "file": import.file_name })).await?;
        Ok(true)
    })
    .await
}

/// Brings in every new row of an open spreadsheet, compared anew with what is known now. `None` when it is not open any
/// more; nothing is written then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such spreadsheet; otherwise whatever the database says.
pub async fn bring_in(
    conn: &mut Conn,
    site: &SiteConfig,
    actor: &Actor,
    id: Uuid,
) -> QueryResult<Option<ImportCounts>> {
    conn.transaction(async |conn| {
        // One spreadsheet at a time, so that no number comes in twice.
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('certificates brought in', 0))")
            .prepared()
            .execute(conn)
            .await?;
        let import = locked(conn, id).await?;
        if import.state != CertificateImportState::Open {
            return Ok(None);
        }
        let now = db::now(conn).await?;
        let today = day_in(now, site.zone);
        let known = queries::import_known(conn, import.meant(), today).await?;
        let mut counts = ImportCounts::default();
        let mut by_holder: BTreeMap<(PersonId, ProgrammeId), Vec<(usize, RowCertificate)>> = BTreeMap::new();
        for (place, verdict) in verdicts(&import.rows(), &import.uses(), &known, today) {
            match verdict {
                Verdict::New(row) => {
                    counts.new += 1;
                    by_holder.entry((row.person, row.programme)).or_default().push((place, row));
                }
                Verdict::Same(_) => counts.same += 1,
                _ => counts.left_out += 1,
            }
        }
        let programmes = queries::programmes(conn, today).await?;
        lock_holders(conn, by_holder.keys().copied().collect()).await?;
        for ((person, programme), rows) in by_holder {
            let programme =
                programmes.iter().find(|one| one.id == programme).ok_or(diesel::result::Error::NotFound)?;
            chain(conn, site, &import, (person, programme), rows, now).await?;
        }
        diesel::update(certificate_imports::table.find(id))
            .set((
                certificate_imports::state.eq(CertificateImportState::Committed),
                certificate_imports::counts.eq(Some(json!(counts))),
                certificate_imports::committed_at.eq(Some(now)),
                certificate_imports::committed_by.eq(actor.person_id),
            ))
            .prepared()
            .execute(conn)
            .await?;
        record(
            conn,
            actor,
            "certificates.brought_in",
            id,
            json!({ "file": import.file_name, "counts": counts }),
        )
        .await?;
        Ok(Some(counts))
    })
    .await
}

/// Writes the certificates of one holder so that of all, with the one that counted until now, each is followed by the one
/// issued next and the last counts.
async fn chain(
    conn: &mut Conn,
    site: &SiteConfig,
    import: &CertificateImport,
    (person, programme): (PersonId, &Programme),
    rows: Vec<(usize, RowCertificate)>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let (name, latin_name) = person_names::table
        .filter(person_names::person_id.eq(person))
        .filter(person_names::valid_to.is_null())
        .select((person_names::name, person_names::latin_name))
        .first::<(String, Option<String>)>(conn)
        .await?;
    let mut links: Vec<(DateTime<Utc>, CertificateId)> = Vec::new();
    for (place, row) in rows {
        let issued_at = start_of_day(row.issued_on, site.zone);
        let is_other_name = row.name.as_ref().is_some_and(|written| *written != name);
        let certificate = Certificate {
            id: CertificateId::new(),
            number: row.number,
            verification_code: verification_code(rand::random()),
            person_id: person,
            programme_id: programme.id,
            programme_version_id: programme.version_id,
            holder_name: row.name.unwrap_or_else(|| name.clone()),
            holder_latin_name: latin_name.clone().filter(|_| !is_other_name),
            title_zh: programme.title_zh.clone(),
            title_en: programme.title_en.clone(),
            issuer: site.organisation.clone(),
            score: 0,
            maximum: 1,
            evidence: json!([]),
            issued_at,
            valid_from: row.issued_on,
            valid_to: row.valid_to,
            anchored_on: None,
            import_id: Some(import.id),
            import_row: i32::try_from(place).ok(),
        };
        diesel::insert_into(certificates::table).values(&certificate).prepared().execute(conn).await?;
        links.push((issued_at, certificate.id));
    }
    let current = queries::current_certificates(conn, &[person]).await?;
    let current = current.iter().find(|one| one.programme_id == programme.id);
    links.extend(current.map(|one| (one.held.issued_at, one.id)));
    links.sort();
    for pair in links.windows(2) {
        if let [(_, earlier), (_, later)] = pair {
            follow(conn, *earlier, *later, now).await?;
        }
    }
    let Some((_, last)) = links.last() else { return Ok(()) };
    point(conn, (person, programme.id), *last).await
}

async fn follow(
    conn: &mut Conn,
    earlier: CertificateId,
    later: CertificateId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    let event = CertificateEvent {
        id: Uuid::now_v7(),
        certificate_id: earlier,
        kind: EventKind::Superseded,
        at,
        actor_id: None,
        reason: BROUGHT_IN.to_owned(),
        note: None,
        successor_id: Some(later),
    };
    diesel::insert_into(certificate_events::table).values(event).prepared().execute(conn).await?;
    Ok(())
}

pub(super) async fn point(
    conn: &mut Conn,
    (person, programme): (PersonId, ProgrammeId),
    certificate: CertificateId,
) -> QueryResult<()> {
    diesel::insert_into(current_certificates::table)
        .values((
            current_certificates::person_id.eq(person),
            current_certificates::programme_id.eq(programme),
            current_certificates::certificate_id.eq(certificate),
        ))
        .on_conflict((current_certificates::person_id, current_certificates::programme_id))
        .do_update()
        .set(current_certificates::certificate_id.eq(certificate))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn locked(conn: &mut Conn, id: Uuid) -> QueryResult<CertificateImport> {
    CertificateImport::query().filter(certificate_imports::id.eq(id)).for_update().first(conn).await
}

pub(super) async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "certificate_import", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
