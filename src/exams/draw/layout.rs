//! From the chosen questions to the paper: in which order they stand, and their options. A pure function of questions,
//! rules and seed; exams of an older arrangement are laid out as they were.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::cells::side_by_side;
use super::kept::kept;
use super::option_order_keeping;
use crate::banks::model::QuestionVersion;
use crate::base::QuestionKind;
use crate::exams::scoring::Labels;

/// The arrangement of exams that are published now: shared material side by side, options that keep their place.
pub const ARRANGEMENT: i16 = 2;

/// What the paper needs to know of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// Type of the question.
    pub kind: QuestionKind,
    /// How many options it has.
    pub option_count: u8,
    /// Equal for questions that share a material.
    pub material: Option<usize>,
    /// The options that keep their place.
    pub kept: Labels,
}

/// The outlines of these questions.
pub fn outlines(versions: &[Arc<QuestionVersion>]) -> HashMap<Uuid, Outline> {
    let mut materials: BTreeMap<&BTreeMap<String, String>, usize> = BTreeMap::new();
    versions
        .iter()
        .map(|version| {
            let content = &version.content;
            let next = materials.len();
            let options = content.texts.0.values().map(|text| text.options.as_slice());
            let outline = Outline {
                kind: content.kind,
                option_count: u8::try_from(version.option_count).unwrap_or(0),
                material: content.material.as_ref().map(|texts| *materials.entry(texts).or_insert(next)),
                kept: kept(options, content.kept_options.as_deref()),
            };
            (version.id.0, outline)
        })
        .collect()
}

/// How a paper is laid out.
#[derive(Debug, Clone, Copy)]
pub struct LayoutRules {
    /// Whether options are shuffled.
    pub shuffle_options: bool,
    /// 1 as drawn; from 2 on with shared material side by side and options that keep their place.
    pub arrangement: i16,
}

/// A question on a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Index of the section.
    pub section: usize,
    /// The question version.
    pub id: Uuid,
    /// Type of the question.
    pub kind: QuestionKind,
    /// For each option shown, its index in the question.
    pub option_order: Vec<u8>,
}

/// A question of a pool does not exist. Publishing proves that this does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("question version {0} of a pool does not exist")]
pub struct NoSuchQuestion(pub Uuid);

/// The questions of a paper, position by position. `chosen` are those of each section as [`choose`](super::choose)
/// gave them.
///
/// # Errors
/// [`NoSuchQuestion`] when there is no outline of one.
pub fn lay_out(
    chosen: Vec<Vec<Uuid>>,
    outlines: &HashMap<Uuid, Outline>,
    seed: &[u8; 32],
    rules: LayoutRules,
) -> Result<Vec<Placed>, NoSuchQuestion> {
    let arranged = rules.arrangement >= ARRANGEMENT;
    let in_order = chosen.into_iter().enumerate().flat_map(|(section, questions)| {
        let material = |id: &Uuid| outlines.get(id).and_then(|outline| outline.material);
        let questions = if arranged { side_by_side(&questions, material) } else { questions };
        questions.into_iter().map(move |id| (section, id))
    });
    (1u16..)
        .zip(in_order)
        .map(|(position, (section, id))| {
            let outline = outlines.get(&id).ok_or(NoSuchQuestion(id))?;
            let hides_order = outline.kind.hides_order();
            let shuffles = hides_order || rules.shuffle_options && outline.kind.has_options();
            let option_order = if shuffles {
                let kept = if arranged && !hides_order { outline.kept } else { Labels::NONE };
                option_order_keeping(seed, position, outline.option_count, kept)
            } else {
                (0..outline.option_count).collect()
            };
            Ok(Placed { section, id, kind: outline.kind, option_order })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::exams::draw::option_order;

    const PLAIN: LayoutRules = LayoutRules { shuffle_options: true, arrangement: 1 };
    const ARRANGED: LayoutRules = LayoutRules { shuffle_options: true, arrangement: 2 };

    fn outlines(count: u128) -> HashMap<Uuid, Outline> {
        (0..count)
            .map(|id| {
                let outline = Outline {
                    kind: QuestionKind::SingleChoice,
                    option_count: 4,
                    material: (id % 2 == 0).then_some(0),
                    kept: Labels::NONE.with(3),
                };
                (Uuid::from_u128(id), outline)
            })
            .collect()
    }

    fn chosen(count: u128) -> Vec<Vec<Uuid>> {
        vec![(0..count).map(Uuid::from_u128).collect()]
    }

    #[test]
    fn an_exam_of_the_first_arrangement_is_laid_out_as_it_always_was() {
        let placed = lay_out(chosen(5), &outlines(5), &[9; 32], PLAIN).unwrap();
        for ((position, id), placed) in (1u16..).zip(0u128..).zip(placed) {
            assert_eq!(placed.id, Uuid::from_u128(id));
            assert_eq!(placed.option_order, option_order(&[9; 32], position, 4));
        }
    }

    #[test]
    fn now_material_stands_together_and_marked_options_stay() {
        let placed = lay_out(chosen(5), &outlines(5), &[9; 32], ARRANGED).unwrap();
        let order: Vec<u128> = placed.iter().map(|placed| placed.id.as_u128()).collect();
        assert_eq!(order, [0, 2, 4, 1, 3]);
        assert!(placed.iter().all(|placed| placed.option_order.last() == Some(&3)));
        assert!(placed.iter().any(|placed| !placed.option_order.is_sorted()));
    }

    #[test]
    fn options_stand_as_written_unless_the_exam_shuffles_them() {
        let rules = LayoutRules { shuffle_options: false, arrangement: 2 };
        let placed = lay_out(chosen(9), &outlines(9), &[9; 32], rules).unwrap();
        assert!(placed.iter().all(|placed| placed.option_order.is_sorted()));
    }

    #[test]
    fn options_whose_order_is_the_answer_are_shuffled_in_every_exam_and_none_keeps_its_place() {
        for kind in [QuestionKind::Matching, QuestionKind::Ordering] {
            let hidden =
                Outline { kind, option_count: 6, material: None, kept: Labels::NONE.with(0).with(5) };
            let outlines: HashMap<Uuid, Outline> = (0..20).map(|id| (Uuid::from_u128(id), hidden)).collect();
            let rules = LayoutRules { shuffle_options: false, arrangement: 2 };
            let placed = lay_out(chosen(20), &outlines, &[9; 32], rules).unwrap();
            assert!(placed.iter().filter(|placed| !placed.option_order.is_sorted()).count() > 15);
            assert!(placed.iter().any(|placed| placed.option_order.first() != Some(&0)));
            assert!(placed.iter().any(|placed| placed.option_order.last() != Some(&5)));
        }
    }

    #[test]
    fn a_question_that_does_not_exist_is_named() {
        let problem = lay_out(chosen(2), &outlines(1), &[9; 32], PLAIN).unwrap_err();
        assert_eq!(problem, NoSuchQuestion(Uuid::from_u128(1)));
    }
}
