//! What is being done to an import in the background.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use crate::banks::model::Work;
use crate::db::schema::import_work;
use crate::db::{Conn, ImportId};

/// How long a worker may be silent before another takes over: its server has stopped.
pub(in crate::banks) const IS_SILENT: &str = "import_work.beat_at < app_now() - interval '20 seconds'";

/// What is being done to an import, and whether the worker is silent for too long; `None` when nothing is.
///
/// # Errors
/// Whatever the database says.
pub async fn work(conn: &mut Conn, id: ImportId) -> QueryResult<Option<(Work, bool)>> {
    import_work::table
        .find(id)
        .select((Work::as_select(), diesel::dsl::sql::<Bool>(IS_SILENT)))
        .first(conn)
        .await
        .optional()
}
