//! What other programs are told of a certificate.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value, json};

use crate::db::schema::{certificates, people, programmes};
use crate::db::{CertificateId, Conn, PersonId};

/// The facts of these certificates: the certificate as it was issued, and its holder.
pub(in crate::certification) async fn event_facts(
    conn: &mut Conn,
    ids: &[CertificateId],
) -> QueryResult<HashMap<CertificateId, Map<String, Value>>> {
    type Titles = (String, String, String);
    type Days = (DateTime<Utc>, NaiveDate, Option<NaiveDate>);
    type Holder = (PersonId, Option<String>, String);
    let rows: Vec<(CertificateId, String, Titles, Days, Holder)> = certificates::table
        .inner_join(people::table)
        .inner_join(programmes::table)
        .filter(certificates::id.eq_any(ids))
        .select((
            certificates::id,
            certificates::number,
            (programmes::code, certificates::title_zh, certificates::title_en),
            (certificates::issued_at, certificates::valid_from, certificates::valid_to),
            (people::id, people::employee_number, certificates::holder_name),
        ))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, number, (code, title_zh, title_en), (issued_at, valid_from, valid_to), holder)| {
            let (person, employee_number, name) = holder;
            let facts = Map::from_iter([
                (
                    "certificate".to_owned(),
                    json!({ "id": id, "number": number, "certification": code, "title_zh": title_zh,
                            "title_en": title_en, "issued_at": issued_at, "valid_from": valid_from,
                            "valid_to": valid_to }),
                ),
                (
                    "holder".to_owned(),
                    json!({ "id": person, "employee_number": employee_number, "name": name }),
                ),
            ]);
            (id, facts)
        })
        .collect())
}
