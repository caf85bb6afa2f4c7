//! What a save needs to know of a paper before it goes to the writer: the type and the number of options of each
//! question. A paper never changes, so it is read once and kept for a while. Every server may keep its own copy.

use std::sync::{Arc, LazyLock};

use super::queries;
use crate::base::QuestionKind;
use crate::base::kept::Kept;
use crate::db::{AttemptId, Pool};
use crate::web::Error;

/// Type and number of options of each question, in the order of the paper.
pub type Shape = Arc<Questions>;

type Questions = Box<[(QuestionKind, u8)]>;

/// An exam of a whole company fits.
static KEPT: LazyLock<Kept<AttemptId, Questions>> = LazyLock::new(|| Kept::new(20_000));

/// The shape of an attempt's paper; `None` when there is no such attempt. Says nothing about whose it is.
///
/// # Errors
/// [`Error::Busy`] when the database cannot be reached; [`Error::Internal`] when the paper cannot be read.
pub async fn of(pool: &Pool, id: AttemptId) -> Result<Option<Shape>, Error> {
    if let Some(shape) = KEPT.get(id) {
        return Ok(Some(shape));
    }
    let mut conn = pool.get().await?;
    let Some(items) = queries::paper_items(&mut conn, id).await? else { return Ok(None) };
    Ok(Some(KEPT.put(id, items.iter().map(|item| (item.kind, item.option_count)).collect())))
}
