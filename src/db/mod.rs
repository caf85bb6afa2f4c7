//! The database: pool, migrations, tables, ids. Knows no room.

pub mod address;
pub mod backup;
pub mod check;
pub mod failure;
pub mod ids;
pub mod json;
pub mod migrations;
pub mod pool;
pub mod prepared;
pub mod private_postgres;
pub mod roles;
#[rustfmt::skip]
pub mod schema;
pub mod stepping_back;
pub mod text_enum;
pub mod tls;

pub use address::Address;
pub use ids::*;
pub use json::JsonText;
pub use pool::{Conn, Pool, PoolOptions, PoolStatus, PooledConn, connect_alone, connect_stepping_back};
pub use prepared::Prepare;

use chrono::{DateTime, Utc};
use diesel::define_sql_function;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

define_sql_function! {
    /// The one clock that decides: the time of the database.
    fn app_now() -> diesel::sql_types::Timestamptz;
}

/// The time of the database. Rules get this value; they never ask a clock of their own.
///
/// # Errors
/// Whatever the database says.
pub async fn now(conn: &mut Conn) -> QueryResult<DateTime<Utc>> {
    diesel::select(app_now()).get_result(conn).await
}

/// The name of the constraint a write ran into, if that is what went wrong: lets a room turn
/// `groups_code_taken` into a sentence beside the field.
pub fn violated_constraint(error: &diesel::result::Error) -> Option<&str> {
    match error {
        diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
        _ => None,
    }
}
