//! From a published exam to a paper: a pure function of the exam, the seed and the unwanted questions.

use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Paper, PaperItem};
use crate::db::QuestionVersionId;
use crate::exams::draw::{self, DrawError, LayoutRules, NoSuchQuestion, Outline, SectionCells, Unwanted};
use crate::exams::model::PublishedExam;

/// The question versions of a paper, section by section, in the order in which it asks them, but for those that share a
/// material.
///
/// # Errors
/// [`DrawError`] when the pools are too small. Publishing proves that this does not happen.
pub fn choose(
    exam: &PublishedExam,
    seed: &[u8; 32],
    unwanted: &Unwanted<'_>,
) -> Result<Vec<Vec<Uuid>>, DrawError> {
    let sections: Vec<SectionCells> =
        exam.sections.iter().map(|section| section.drawn_from.clone()).collect();
    draw::choose(&sections, seed, unwanted, exam.definition.shuffle_questions)
}

/// The paper of the chosen questions, with the order of the options of each.
///
/// # Errors
/// [`NoSuchQuestion`] when there is no outline of a question.
pub fn lay_out(
    exam: &PublishedExam,
    chosen: Vec<Vec<Uuid>>,
    outlines: &HashMap<Uuid, Outline>,
    seed: &[u8; 32],
) -> Result<Paper, NoSuchQuestion> {
    let rules =
        LayoutRules { shuffle_options: exam.definition.shuffle_options, arrangement: exam.arrangement };
    let placed = draw::lay_out(chosen, outlines, seed, rules)?;
    let items: Vec<PaperItem> = placed
        .into_iter()
        .filter_map(|placed| {
            let section = exam.sections.get(placed.section)?;
            Some(PaperItem {
                section: section.position,
                version_id: QuestionVersionId(placed.id),
                kind: placed.kind,
                option_count: u8::try_from(placed.option_order.len()).unwrap_or(u8::MAX),
                option_order: placed.option_order,
                points: section.points,
                scoring: section.scoring,
            })
        })
        .collect();
    let maximum = items.iter().fold(0i32, |sum, item| sum.saturating_add(item.points));
    Ok(Paper { items, maximum })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::base::QuestionKind;
    use crate::db::{ExamId, ExamVersionId};
    use crate::exams::model::{Definition, PublishedSection};
    use crate::exams::scoring::{Labels, Scoring};

    fn section(position: i16, ids: std::ops::Range<u128>, count: i32) -> PublishedSection {
        let pool = ids.map(Uuid::from_u128).collect();
        PublishedSection {
            position,
            title_zh: String::new(),
            title_en: String::new(),
            instructions_zh: String::new(),
            instructions_en: String::new(),
            draw_count: count,
            points: 200,
            scoring: Scoring::AllOrNothing,
            drawn_from: SectionCells::whole(pool, usize::try_from(count).unwrap()),
        }
    }

    fn exam(sections: Vec<PublishedSection>) -> PublishedExam {
        PublishedExam {
            exam_id: ExamId::new(),
            code: "pilot".to_owned(),
            version_id: ExamVersionId::new(),
            number: 1,
            title_zh: String::new(),
            title_en: String::new(),
            languages: Vec::new(),
            opens_at: None,
            closes_at: None,
            limit_seconds: None,
            attempts_allowed: None,
            pass_mark: 60,
            question_count: 0,
            maximum: 0,
            arrangement: 2,
            published_at: chrono::DateTime::UNIX_EPOCH,
            definition: Definition::new("考", "E"),
            sections,
        }
    }

    fn outlines(ids: std::ops::Range<u128>) -> HashMap<Uuid, Outline> {
        ids.map(|id| {
            let (kind, option_count) =
                if id % 2 == 0 { (QuestionKind::SingleChoice, 4) } else { (QuestionKind::TrueFalse, 0) };
            (Uuid::from_u128(id), Outline { kind, option_count, material: None, kept: Labels::NONE })
        })
        .collect()
    }

    #[test]
    fn a_paper_keeps_the_sections_in_order_and_adds_up_their_points() {
        let exam = exam(vec![section(1, 0..10, 3), section(2, 10..20, 2)]);
        let chosen = choose(&exam, &[5; 32], &Unwanted::default()).unwrap();
        let paper = lay_out(&exam, chosen.clone(), &outlines(0..20), &[5; 32]).unwrap();
        assert_eq!(paper.items.iter().map(|item| item.section).collect::<Vec<_>>(), [1, 1, 1, 2, 2]);
        assert_eq!(paper.maximum, 1000);
        assert_eq!(paper, lay_out(&exam, chosen, &outlines(0..20), &[5; 32]).unwrap());
        assert!(paper.items.iter().all(|item| item.option_order.len() == usize::from(item.option_count)));
        assert!(paper.items.iter().all(|item| item.kind.has_options() == (item.option_count == 4)));
    }
}
