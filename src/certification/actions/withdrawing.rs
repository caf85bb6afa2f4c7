//! Taking back what was told of somebody: an achievement whose proof counts no more proves nothing from then on.

use diesel::QueryResult;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::audit::Actor;
use crate::db::Conn;

/// Withdraws every achievement with one of these proofs. Certificates that were issued stay as they are: whether they are
/// revoked is a decision of its own. Runs inside the **caller's** transaction and opens none; the change that led to it
/// writes the audit row.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn withdraw(conn: &mut Conn, actor: &Actor, proofs: &[Uuid], reason: &str) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO achievement_withdrawals (achievement_id, withdrawn_by, reason)
         SELECT id, $2, $3 FROM achievements
          WHERE evidence_kind IN ('attempt', 'result') AND evidence_id = ANY ($1)
         ON CONFLICT DO NOTHING",
    )
    .bind::<Array<SqlUuid>, _>(proofs)
    .bind::<Nullable<SqlUuid>, _>(actor.person_id)
    .bind::<Text, _>(reason)
    .execute(conn)
    .await
}
