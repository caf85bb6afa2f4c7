//! How many papers of an exam version hold each question, for exams that want no question on too many of them. Counted
//! in the database at most every 15 seconds and carried on here in between, so that another server's last papers may be
//! missing: it is a wish, not a promise.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::queries;
use crate::db::{Conn, ExamVersionId};
use crate::exams::model::PublishedExam;

/// How long a count is carried on before it is asked for again.
const KEPT_FOR: Duration = Duration::from_secs(15);

/// Versions counted at the same time; beyond that the oldest go.
const MOST: usize = 200;

/// Papers of a version, and how many of them hold each question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposure {
    /// How many papers there are.
    pub papers: i64,
    /// How many hold each question version.
    pub holding: HashMap<Uuid, i64>,
}

impl Exposure {
    /// The questions of which one more paper would put more than `cap` percent of the papers.
    pub fn over(&self, cap: i16) -> Vec<Uuid> {
        let most = (self.papers + 1) * i64::from(cap);
        let is_over = |count: &i64| (count + 1) * 100 > most;
        let mut over: Vec<Uuid> =
            self.holding.iter().filter(|(_, count)| is_over(count)).map(|(id, _)| *id).collect();
        over.sort_unstable();
        over
    }

    fn add(&mut self, paper: &[Uuid]) {
        self.papers += 1;
        for id in paper {
            *self.holding.entry(*id).or_default() += 1;
        }
    }
}

struct Kept {
    counted_at: Instant,
    exposure: Exposure,
}

static KEPT: LazyLock<Mutex<HashMap<ExamVersionId, Kept>>> = LazyLock::new(Mutex::default);

/// The questions that a new paper of this version should not have while others are left; empty when the exam sets no
/// limit.
///
/// # Errors
/// Whatever the database says.
pub async fn over_exposed(conn: &mut Conn, exam: &PublishedExam) -> diesel::QueryResult<Vec<Uuid>> {
    let Some(cap) = exam.definition.exposure_cap else { return Ok(Vec::new()) };
    if let Some(over) = fresh(exam.version_id, cap) {
        return Ok(over);
    }
    let exposure = queries::exposure(conn, exam.exam_id, exam.version_id).await?;
    let over = exposure.over(cap);
    keep(exam.version_id, exposure);
    Ok(over)
}

/// `None` when it is to be counted anew. One start counts; those that come meanwhile take what is there.
fn fresh(version: ExamVersionId, cap: i16) -> Option<Vec<Uuid>> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept.get_mut(&version)?;
    if found.counted_at.elapsed() > KEPT_FOR {
        found.counted_at = Instant::now();
        return None;
    }
    Some(found.exposure.over(cap))
}

fn keep(version: ExamVersionId, exposure: Exposure) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST {
        let oldest = kept.iter().min_by_key(|(_, one)| one.counted_at).map(|(version, _)| *version);
        oldest.and_then(|oldest| kept.remove(&oldest));
    }
    kept.insert(version, Kept { counted_at: Instant::now(), exposure });
}

/// Notes a paper that this server drew.
pub fn note(version: ExamVersionId, paper: &[Uuid]) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = kept.get_mut(&version) {
        found.exposure.add(paper);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_over_exposed_when_one_more_paper_would_break_the_limit() {
        let (often, seldom) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut exposure = Exposure::default();
        assert!(exposure.over(1).is_empty(), "nothing was drawn yet");
        for paper in 0..9 {
            let drawn = [often, seldom];
            exposure.add(drawn.get(..if paper < 4 { 2 } else { 1 }).unwrap_or_default());
        }
        // The tenth paper would be the tenth with the one and the fifth with the other.
        assert!(exposure.over(100).is_empty());
        assert_eq!(exposure.over(99), [often]);
        assert_eq!(exposure.over(50), [often]);
        assert_eq!(exposure.over(49), [often, seldom]);
    }
}
