//! What printed papers have in common, and how they are laid out.

mod typed;

pub use typed::{SittingProblem, TypedProblem, sitting_problem, typed_response, typed_score};

use crate::exams::model::PublishedExam;

/// How the papers A, B, C and D of a version differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variety {
    /// Each has its own questions.
    OtherQuestions,
    /// The same questions in another order, or with their options in another order.
    OtherOrder,
    /// Not at all.
    Same,
}

/// How the papers of an exam differ: where a section needs its whole pool, every paper has the same questions.
pub fn variety(exam: &PublishedExam) -> Variety {
    let needs_all = exam
        .sections
        .iter()
        .all(|section| section.drawn_from.cells.iter().all(|cell| cell.count >= cell.pool.len()));
    match (needs_all, exam.definition.shuffle_questions || exam.definition.shuffle_options) {
        (false, _) => Variety::OtherQuestions,
        (true, true) => Variety::OtherOrder,
        (true, false) => Variety::Same,
    }
}

/// Width of a text on paper, in Latin letters: a Chinese character is as wide as two.
fn width(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// In how many columns options are printed: 4 or 2 where all are short, else 1. An image needs a line of its own.
pub fn option_columns<'a>(options: impl IntoIterator<Item = &'a str>) -> u8 {
    let widest = options
        .into_iter()
        .map(|option| if option.contains("](media:") { usize::MAX } else { width(option) })
        .max()
        .unwrap_or(0);
    match widest {
        0..=15 => 4,
        16..=36 => 2,
        _ => 1,
    }
}

/// Where a text that several questions share is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sharing {
    /// The question has none.
    None,
    /// Above this question, for all up to and with the one at this position (its own where it stands alone).
    From {
        /// The last question of the row that shares it.
        last: i16,
    },
    /// Printed already, directly above the row this question stands in.
    Above,
    /// Printed already, above another question.
    Before {
        /// That question.
        position: i16,
    },
}

/// Where each shared text is printed, so that each stands on the paper once. `materials` holds the text of each question
/// in the order of the paper.
pub fn sharing(materials: &[Option<&str>]) -> Vec<Sharing> {
    let mut out: Vec<Sharing> = Vec::with_capacity(materials.len());
    for (position, (index, material)) in (1i16..).zip(materials.iter().enumerate()) {
        let Some(text) = material else {
            out.push(Sharing::None);
            continue;
        };
        let first = materials.iter().position(|other| *other == Some(text)).unwrap_or(index);
        let run = materials.iter().skip(first).take_while(|other| **other == Some(text)).count();
        out.push(if first == index {
            let further = i16::try_from(run.saturating_sub(1)).unwrap_or(0);
            Sharing::From { last: position.saturating_add(further) }
        } else if index < first.saturating_add(run) {
            Sharing::Above
        } else {
            Sharing::Before { position: i16::try_from(first.saturating_add(1)).unwrap_or(i16::MAX) }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_options_stand_side_by_side() {
        for (options, columns) in [
            (vec!["红色", "蓝色", "绿色", "黄色"], 4),
            (vec!["one", "two"], 4),
            (vec!["一句不太长的话在这里", "短"], 2),
            (vec!["an option that is rather long, too long for half a line", "b"], 1),
            (vec!["![](media:0123456789abcdef0123456789abcdef.png)", "b"], 1),
            (vec![], 4),
        ] {
            assert_eq!(option_columns(options.iter().copied()), columns, "{options:?}");
        }
    }

    #[test]
    fn a_shared_text_stands_on_the_paper_once() {
        use Sharing::{Above, Before, From, None};
        let materials = [Some("a"), Some("a"), Option::None, Some("b"), Some("a"), Some("c"), Some("c")];
        assert_eq!(
            sharing(&materials),
            [
                From { last: 2 },
                Above,
                None,
                From { last: 4 },
                Before { position: 1 },
                From { last: 7 },
                Above
            ]
        );
        assert_eq!(sharing(&[]), []);
    }
}
