//! Reading designs and papers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::certification::model::StoredDesign;
use crate::db::schema::{certificate_designs, certificate_papers};
use crate::db::{CertificateId, Conn};

/// The design that counts for what was issued then; `None` is the one the program comes with.
///
/// # Errors
/// Whatever the database says.
pub async fn design_at(conn: &mut Conn, at: DateTime<Utc>) -> QueryResult<Option<StoredDesign>> {
    StoredDesign::query()
        .filter(certificate_designs::used_from.le(at))
        .order((certificate_designs::used_from.desc(), certificate_designs::id.desc()))
        .first(conn)
        .await
        .optional()
}

/// The draft, if there is one.
///
/// # Errors
/// Whatever the database says.
pub async fn draft_design(conn: &mut Conn) -> QueryResult<Option<StoredDesign>> {
    StoredDesign::query().filter(certificate_designs::used_from.is_null()).first(conn).await.optional()
}

/// The PDF of a certificate, if it was made before.
///
/// # Errors
/// Whatever the database says.
pub async fn stored_paper(conn: &mut Conn, id: CertificateId) -> QueryResult<Option<Vec<u8>>> {
    certificate_papers::table.find(id).select(certificate_papers::pdf).first(conn).await.optional()
}
