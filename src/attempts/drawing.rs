//! From a published exam to the paper of one attempt: a pure function of pools, seed and excluded questions.

use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Paper, PaperItem};
use crate::base::QuestionKind;
use crate::db::QuestionVersionId;
use crate::exams::draw::{self, DrawError, SectionPool};
use crate::exams::scoring::Scoring;

/// A section to draw from.
#[derive(Debug, Clone)]
pub struct Section {
    /// Order in the paper, from 1.
    pub position: i16,
    /// Question versions that may be drawn, rising.
    pub pool: Vec<Uuid>,
    /// How many are drawn.
    pub count: usize,
    /// Points of each in 1/100.
    pub points: i32,
    /// How points are given.
    pub scoring: Scoring,
}

/// What the paper needs to know of a question: its type and how many options it has.
pub type Outline = (QuestionKind, u8);

/// Why a paper cannot be drawn. Publishing proves that this does not happen.
#[derive(Debug, thiserror::Error)]
pub enum DrawingProblem {
    /// The pools are too small.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// A question of a pool does not exist.
    #[error("question version {0} of a pool does not exist")]
    NoSuchQuestion(Uuid),
}

/// The question versions of a paper, section by section, in the order in which it asks them.
///
/// # Errors
/// [`DrawingProblem::Draw`] when the pools are too small.
pub fn choose(
    sections: &[Section],
    seed: &[u8; 32],
    excluded: &[Uuid],
    shuffle_questions: bool,
) -> Result<Vec<Vec<Uuid>>, DrawingProblem> {
    let pools: Vec<SectionPool> = sections
        .iter()
        .map(|section| SectionPool { pool: section.pool.clone(), count: section.count })
        .collect();
    let drawn = draw::draw(&pools, seed, excluded)?;
    if !shuffle_questions {
        return Ok(drawn);
    }
    Ok((0u16..).zip(drawn).map(|(section, drawn)| draw::shuffle(seed, section, drawn)).collect())
}

/// The paper of the chosen questions, with the order of the options of each.
///
/// # Errors
/// [`DrawingProblem::NoSuchQuestion`] when there is no outline of a question.
pub fn lay_out(
    sections: &[Section],
    chosen: &[Vec<Uuid>],
    outlines: &HashMap<Uuid, Outline>,
    seed: &[u8; 32],
    shuffle_options: bool,
) -> Result<Paper, DrawingProblem> {
    let mut items = Vec::new();
    let places =
        sections.iter().zip(chosen).flat_map(|(section, ids)| ids.iter().map(move |id| (section, *id)));
    for (position, (section, id)) in (1u16..).zip(places) {
        let (kind, option_count) = *outlines.get(&id).ok_or(DrawingProblem::NoSuchQuestion(id))?;
        let option_order = if shuffle_options && kind.has_options() {
            draw::option_order(seed, position, option_count)
        } else {
            (0..option_count).collect()
        };
        items.push(PaperItem {
            section: section.position,
            version_id: QuestionVersionId(id),
            kind,
            option_order,
            option_count,
            points: section.points,
            scoring: section.scoring,
        });
    }
    let maximum = items.iter().fold(0i32, |sum, item| sum.saturating_add(item.points));
    Ok(Paper { items, maximum })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn section(position: i16, ids: std::ops::Range<u128>, count: usize) -> Section {
        let pool = ids.map(Uuid::from_u128).collect();
        Section { position, pool, count, points: 200, scoring: Scoring::AllOrNothing }
    }

    fn outlines(ids: std::ops::Range<u128>) -> HashMap<Uuid, Outline> {
        ids.map(|id| {
            let outline =
                if id % 2 == 0 { (QuestionKind::SingleChoice, 4) } else { (QuestionKind::TrueFalse, 0) };
            (Uuid::from_u128(id), outline)
        })
        .collect()
    }

    #[test]
    fn a_paper_keeps_the_sections_in_order_and_adds_up_their_points() {
        let sections = [section(1, 0..10, 3), section(2, 10..20, 2)];
        let chosen = choose(&sections, &[5; 32], &[], true).unwrap();
        let paper = lay_out(&sections, &chosen, &outlines(0..20), &[5; 32], true).unwrap();
        assert_eq!(paper.items.iter().map(|item| item.section).collect::<Vec<_>>(), [1, 1, 1, 2, 2]);
        assert_eq!(paper.maximum, 1000);
        assert_eq!(paper, lay_out(&sections, &chosen, &outlines(0..20), &[5; 32], true).unwrap());
    }

    #[test]
    fn options_stand_as_written_unless_the_exam_shuffles_them() {
        let sections = [section(1, 0..40, 40)];
        let chosen = choose(&sections, &[9; 32], &[], false).unwrap();
        assert!(chosen[0].is_sorted());
        let plain = lay_out(&sections, &chosen, &outlines(0..40), &[9; 32], false).unwrap();
        assert!(plain.items.iter().all(|item| item.option_order.is_sorted()));
        let shuffled = lay_out(&sections, &chosen, &outlines(0..40), &[9; 32], true).unwrap();
        assert!(shuffled.items.iter().any(|item| !item.option_order.is_sorted()));
        assert!(shuffled.items.iter().all(|item| item.option_order.len() == usize::from(item.option_count)));
    }

    #[test]
    fn a_question_that_does_not_exist_is_named() {
        let sections = [section(1, 0..2, 2)];
        let chosen = choose(&sections, &[9; 32], &[], false).unwrap();
        let problem = lay_out(&sections, &chosen, &outlines(0..1), &[9; 32], false).unwrap_err();
        assert_eq!(
            problem.to_string(),
            format!("question version {} of a pool does not exist", Uuid::from_u128(1))
        );
    }
}
