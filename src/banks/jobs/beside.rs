//! Work on all questions of an import that a page waits for.

use actix_web::web::Data;

use super::imports::MANY_QUESTIONS;
use crate::app::App;
use crate::banks::queries;
use crate::db::{Conn, ImportId, connect_stepping_back};
use crate::operation::quiet;
use crate::web::Error;

/// Does work that reads or compares every question of an import. Where these are many it is done on a quiet thread with a
/// connection of its own: the server's threads answer others meanwhile.
///
/// # Errors
/// Those of the work; [`Error::Internal`] when there is no thread or no connection for it.
pub async fn beside<T, W>(app: &Data<App>, id: ImportId, work: W) -> Result<T, Error>
where
    T: Send + 'static,
    W: AsyncFnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
{
    let mut conn = app.conn().await?;
    if queries::question_count(&mut conn, id).await? < MANY_QUESTIONS {
        return work(&mut conn).await;
    }
    drop(conn);
    let app = app.clone();
    let quietly = quiet::begin(move || async move {
        let _turn = app.operation.page_work.wait().await;
        let conn = connect_stepping_back(&app.database_url).await;
        work(&mut conn.map_err(|error| Error::internal(error.to_string()))?).await
    });
    quietly.await.map_err(|_| Error::internal("quiet work has stopped"))?
}
