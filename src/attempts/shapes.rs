//! What a save needs to know of a paper before it goes to the writer: the type and the number of options of each
//! question. A paper never changes, so it is read once and kept for a while. Every server may keep its own copy.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::queries;
use crate::base::QuestionKind;
use crate::db::{AttemptId, Pool};
use crate::web::Error;

/// Papers kept in each of the two generations: an exam of a whole company fits.
const MOST: usize = 20_000;

/// Type and number of options of each question, in the order of the paper.
pub type Shape = Arc<[(QuestionKind, u8)]>;

/// Papers in two generations: when the young one is full it becomes the old one, and the old one goes. What is used is
/// carried over.
struct Generations {
    young: HashMap<AttemptId, Shape>,
    old: HashMap<AttemptId, Shape>,
    most: usize,
}

impl Generations {
    fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), most }
    }

    fn get(&mut self, id: AttemptId) -> Option<Shape> {
        if let Some(shape) = self.young.get(&id) {
            return Some(Arc::clone(shape));
        }
        let shape = self.old.remove(&id)?;
        self.put(id, Arc::clone(&shape));
        Some(shape)
    }

    fn put(&mut self, id: AttemptId, shape: Shape) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, shape);
    }
}

static KEPT: LazyLock<Mutex<Generations>> = LazyLock::new(|| Mutex::new(Generations::new(MOST)));

/// The shape of an attempt's paper; `None` when there is no such attempt. Says nothing about whose it is.
///
/// # Errors
/// [`Error::Busy`] when the database cannot be reached; [`Error::Internal`] when the paper cannot be read.
pub async fn of(pool: &Pool, id: AttemptId) -> Result<Option<Shape>, Error> {
    if let Some(shape) = KEPT.lock().unwrap_or_else(PoisonError::into_inner).get(id) {
        return Ok(Some(shape));
    }
    let mut conn = pool.get().await?;
    let Some(items) = queries::paper_items(&mut conn, id).await? else { return Ok(None) };
    let shape: Shape = items.iter().map(|item| (item.kind, item.option_count)).collect();
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).put(id, Arc::clone(&shape));
    Ok(Some(shape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let mut kept = Generations::new(2);
        let ids: Vec<AttemptId> = (0..6).map(|_| AttemptId::new()).collect();
        let shape: Shape = [(QuestionKind::TrueFalse, 0)].into();
        for id in &ids {
            kept.put(*id, Arc::clone(&shape));
            assert!(ids.first().is_some_and(|first| kept.get(*first).is_some()));
            assert!(kept.young.len() + kept.old.len() <= 4);
        }
        assert!(ids.get(1).is_some_and(|second| kept.get(*second).is_none()));
    }
}
