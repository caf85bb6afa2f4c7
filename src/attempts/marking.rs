//! The score of a paper: a pure function of the paper, the keys and the responses.

use std::collections::HashMap;

use crate::banks::model::Content;
use crate::base::percent;
use crate::db::QuestionVersionId;
use crate::exams::scoring::{self, Asked, Key, KeyProblem, Mark, Response};

use super::model::{Paper, PaperItem, StoredMark, StoredResponse};

/// A marked paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100.
    pub maximum: i32,
    /// Whether the pass mark was reached, compared exactly.
    pub passed: bool,
    /// How many questions have an answer.
    pub answered: usize,
    /// What each question was given, in the order of the paper.
    pub marks: Vec<StoredMark>,
    /// Positions, from 1, of answers that people have to grade before the score is one; nothing is counted for them.
    pub waiting: Vec<i16>,
}

/// Points in 1/100 that people gave, by position from 1.
pub type ByPeople = HashMap<i16, i32>;

/// Why a paper cannot be marked. None of these can come from what a trainee does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarkingProblem {
    /// A question has no key.
    #[error("question {position} has no key")]
    NoKey {
        /// Where it stands in the paper, from 1.
        position: usize,
    },
    /// The points of the questions are not those of the paper.
    #[error("the questions have {found} points in all, the paper says {maximum}")]
    WrongMaximum {
        /// Points of the questions in 1/100.
        found: i32,
        /// Points of the paper in 1/100.
        maximum: i32,
    },
}

/// Marks a paper. A position without a response, or with one that is no response to its question, gets nothing.
///
/// # Errors
/// [`MarkingProblem`] when paper and keys do not fit each other.
pub fn mark_paper(
    paper: &Paper,
    keys: &HashMap<QuestionVersionId, Key>,
    responses: &[StoredResponse],
    pass_mark: i16,
) -> Result<Marked, MarkingProblem> {
    mark_with(paper, keys, responses, &ByPeople::new(), pass_mark)
}

/// Marks a paper of which people graded some answers. Answers they have not graded are named in [`Marked::waiting`]; a
/// question that was left empty needs nobody.
///
/// # Errors
/// As [`mark_paper`].
pub fn mark_with(
    paper: &Paper,
    keys: &HashMap<QuestionVersionId, Key>,
    responses: &[StoredResponse],
    by_people: &ByPeople,
    pass_mark: i16,
) -> Result<Marked, MarkingProblem> {
    let by_position: HashMap<usize, &StoredResponse> = responses
        .iter()
        .filter_map(|response| Some((usize::try_from(response.position).ok()?, response)))
        .collect();
    let mut marks = Vec::with_capacity(paper.items.len());
    let mut waiting = Vec::new();
    for ((position, place), item) in (1..).zip(1i16..).zip(&paper.items) {
        if item.kind.is_graded_by_people() {
            let given = by_position.get(&position).map_or("", |stored| stored.response.as_str());
            let is_blank = !is_given(item, given);
            let points = by_people.get(&place).copied().filter(|_| !is_blank);
            if points.is_none() && !is_blank {
                waiting.push(place);
            }
            marks.push(mark_of_people(item, given, points));
            continue;
        }
        let key = keys.get(&item.version_id).ok_or(MarkingProblem::NoKey { position })?;
        let given = by_position.get(&position).map_or("", |stored| stored.response.as_str());
        let mark = mark_item(item, key, given);
        marks.push(StoredMark { response: given.to_owned(), points: mark.points, right: mark.right });
    }
    let found = paper.items.iter().fold(0i32, |sum, item| sum.saturating_add(item.points));
    if found != paper.maximum {
        return Err(MarkingProblem::WrongMaximum { found, maximum: paper.maximum });
    }
    let given = paper.items.iter().zip(&marks).map(|(item, mark)| (item.section, item.scoring, mark.points));
    let score = scoring::total(given);
    Ok(Marked {
        score,
        maximum: paper.maximum,
        passed: percent::passes(score, paper.maximum, pass_mark),
        answered: marks.iter().filter(|mark| !mark.response.is_empty()).count(),
        marks,
        waiting,
    })
}

/// A paper of which only the points are known, in 1/100; never more than its maximum.
pub fn score_only(paper: &Paper, score: i32, pass_mark: i16) -> Marked {
    let score = score.clamp(0, paper.maximum);
    Marked {
        score,
        maximum: paper.maximum,
        passed: percent::passes(score, paper.maximum, pass_mark),
        answered: 0,
        marks: Vec::new(),
        waiting: Vec::new(),
    }
}

/// Whether there is something in an answer that people could grade.
fn is_given(item: &PaperItem, given: &str) -> bool {
    Response::parse(item.kind, item.option_count, given).is_ok_and(|response| !response.is_blank())
}

fn mark_of_people(item: &PaperItem, given: &str, points: Option<i32>) -> StoredMark {
    let points = points.unwrap_or(0).clamp(0, item.points.max(0));
    StoredMark { response: given.to_owned(), points, right: points > 0 && points == item.points }
}

fn mark_item(item: &PaperItem, key: &Key, given: &str) -> Mark {
    let shown = Response::parse(item.kind, item.option_count, given).unwrap_or(Response::Blank);
    let asked = Asked { kind: item.kind, option_count: item.option_count, points: item.points };
    scoring::mark(item.scoring, key, &shown.in_question_order(&item.option_order), asked)
}

/// The key of a question by the letters that this paper shows, as [`Key::shown`] says it; empty when none is known.
///
/// # Errors
/// When what is stored is no key.
pub fn key_as_shown(item: &PaperItem, content: &Content) -> Result<String, KeyProblem> {
    Ok(Key::of(content)?.map_or_else(String::new, |key| key.shown(&item.option_order)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use chrono::Utc;

    use super::*;
    use crate::base::QuestionKind;
    use crate::exams::scoring::{Labels, Scoring};

    fn item(kind: QuestionKind, order: &[u8], scoring: Scoring) -> PaperItem {
        PaperItem {
            section: 1,
            version_id: QuestionVersionId::new(),
            kind,
            option_order: order.to_vec(),
            option_count: u8::try_from(order.len()).unwrap(),
            points: 300,
            scoring,
        }
    }

    fn response(position: i16, response: &str) -> StoredResponse {
        StoredResponse { position, sequence: 1, response: response.to_owned(), saved_at: Utc::now() }
    }

    fn labels(text: &str) -> Key {
        Key::Labels(Labels::parse(text).unwrap())
    }

    #[test]
    fn answers_are_marked_by_the_options_as_they_were_shown() {
        let single = item(QuestionKind::SingleChoice, &[2, 0, 1], Scoring::AllOrNothing);
        let several = item(QuestionKind::MultipleChoice, &[3, 1, 0, 2], Scoring::SubsetProportional);
        let truth = item(QuestionKind::TrueFalse, &[], Scoring::AllOrNothing);
        let keys = [
            (single.version_id, labels("C")),
            (several.version_id, labels("ABD")),
            (truth.version_id, Key::Truth(false)),
        ]
        .into();
        let paper = Paper { items: vec![single, several, truth], maximum: 900 };
        let responses = [response(1, "A"), response(2, "BC"), response(3, "T")];
        let marked = mark_paper(&paper, &keys, &responses, 55).unwrap();
        let points: Vec<i32> = marked.marks.iter().map(|mark| mark.points).collect();
        assert_eq!(points, [300, 200, 0]);
        assert_eq!((marked.score, marked.passed, marked.answered), (500, true, 3));
        assert!(!mark_paper(&paper, &keys, &responses, 56).unwrap().passed);
    }

    #[test]
    fn what_is_no_answer_to_its_question_gets_nothing_and_stops_nothing() {
        let one = item(QuestionKind::SingleChoice, &[0, 1], Scoring::AllOrNothing);
        let keys = [(one.version_id, labels("A"))].into();
        let paper = Paper { items: vec![one], maximum: 300 };
        for given in ["", "Z", "AB", "T"] {
            assert_eq!(mark_paper(&paper, &keys, &[response(1, given)], 0).unwrap().score, 0, "{given}");
        }
    }

    #[test]
    fn what_people_grade_waits_until_they_did_and_an_empty_answer_needs_nobody() {
        let single = item(QuestionKind::SingleChoice, &[0, 1], Scoring::AllOrNothing);
        let essay = || item(QuestionKind::ShortAnswer, &[], Scoring::AllOrNothing);
        let keys = [(single.version_id, labels("A"))].into();
        let paper = Paper { items: vec![single, essay(), essay(), essay()], maximum: 1200 };
        let responses = [response(1, "A"), response(2, "FAB"), response(3, "  "), response(4, "先问需求")];
        let marked = mark_paper(&paper, &keys, &responses, 60).unwrap();
        assert_eq!((marked.score, &marked.waiting[..]), (300, &[2, 4][..]));
        // Marks for an empty answer, or beyond the points of the question, count for nothing more than that.
        let by_people = ByPeople::from([(2, 300), (3, 300)]);
        let marked = mark_with(&paper, &keys, &responses, &by_people, 50).unwrap();
        assert_eq!((marked.score, marked.passed, &marked.waiting[..]), (600, true, &[4][..]));
        assert!(marked.marks[1].right && !marked.marks[2].right);
        let all = ByPeople::from([(2, 250), (4, 9_999)]);
        let marked = mark_with(&paper, &keys, &responses, &all, 71).unwrap();
        assert_eq!((marked.score, marked.passed, marked.waiting.len()), (850, false, 0));
        assert!(!marked.marks[1].right && marked.marks[3].right);
    }

    #[test]
    fn points_without_answers_pass_by_the_same_rule() {
        let one = item(QuestionKind::SingleChoice, &[0, 1], Scoring::AllOrNothing);
        let paper = Paper { items: vec![one], maximum: 333 };
        for (score, pass_mark, given, passed) in
            [(199, 60, 199, false), (200, 60, 200, true), (400, 100, 333, true), (0, 1, 0, false)]
        {
            let marked = score_only(&paper, score, pass_mark);
            assert_eq!((marked.score, marked.passed, marked.marks.len()), (given, passed, 0));
        }
    }

    #[test]
    fn a_paper_that_does_not_fit_its_keys_or_points_is_refused() {
        let one = item(QuestionKind::SingleChoice, &[0, 1], Scoring::AllOrNothing);
        let keys: HashMap<_, _> = [(one.version_id, labels("A"))].into();
        let paper = Paper { items: vec![one], maximum: 400 };
        let problem = mark_paper(&paper, &keys, &[], 60).unwrap_err();
        assert_eq!(problem, MarkingProblem::WrongMaximum { found: 300, maximum: 400 });
        let problem = mark_paper(&paper, &HashMap::new(), &[], 60).unwrap_err();
        assert_eq!(problem, MarkingProblem::NoKey { position: 1 });
    }
}
