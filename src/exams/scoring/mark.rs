//! How many points a response gives. Exact integers, rounded half up once, at the end.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::key::Key;
use super::labels::Labels;
use super::method::{Floor, Penalty, Scoring};
use super::number::readings;
use super::response::Response;
use crate::base::QuestionKind;

/// What a response was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Points in 1/100; less than nothing only by a method that takes points away.
    pub points: i32,
    /// Whether it is exactly the key.
    pub right: bool,
}

/// What is asked: as much of a question as the marking needs besides its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Its type.
    pub kind: QuestionKind,
    /// How many options it has.
    pub option_count: u8,
    /// What it is worth, in 1/100.
    pub points: i32,
}

/// The parts of a question, by what became of each. What is neither right nor wrong is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tally {
    all: u32,
    right: u32,
    wrong: u32,
}

impl Tally {
    fn is_right(self) -> bool {
        self.right == self.all && self.wrong == 0
    }
}

/// A share of the points: numerator and denominator, which is not 0.
type Share = (i64, i64);

const NOTHING: Share = (0, 1);
const WHOLE: Share = (1, 1);

/// The mark of a response (labels of the question, not as shown) under a key. A share is rounded half up to 1/100. No
/// response, or one of another type than the key, gets nothing.
pub fn mark(scoring: Scoring, key: &Key, response: &Response, asked: Asked) -> Mark {
    let Some(tally) = tally(key, response) else { return Mark { points: 0, right: false } };
    let share = match (scoring, key, response) {
        _ if tally.is_right() => WHOLE,
        (Scoring::Weights, Key::Weighted { weights, .. }, Response::Labels(given)) => {
            weighed(weights, *given)
        }
        _ => share(scoring, tally, asked),
    };
    Mark { points: rounded(share, asked.points.max(0)), right: tally.is_right() }
}

/// The score of a paper in 1/100 point, of its marks by section with the method of each: the sum, in which what the
/// floor of a method says is never less than nothing. The whole is never either.
pub fn total(marks: impl IntoIterator<Item = (i16, Scoring, i32)>) -> i32 {
    let mut sections: Vec<(i16, bool, i32)> = Vec::new();
    for (section, scoring, points) in marks {
        let floored = scoring.penalty().is_some_and(|penalty| penalty.floor == Floor::Section);
        match sections.iter_mut().find(|(known, ..)| *known == section) {
            Some((_, is_floored, sum)) => {
                *is_floored |= floored;
                *sum = sum.saturating_add(points);
            }
            None => sections.push((section, floored, points)),
        }
    }
    let sum = sections
        .into_iter()
        .map(|(_, floored, sum)| if floored { sum.max(0) } else { sum })
        .fold(0i32, i32::saturating_add);
    sum.max(0)
}

/// `None` where there is nothing to count.
fn tally(key: &Key, response: &Response) -> Option<Tally> {
    let one = |right: bool| Some(Tally { all: 1, right: u32::from(right), wrong: u32::from(!right) });
    match (key, response) {
        (Key::Truth(truth), Response::Truth(given)) => one(truth == given),
        (Key::Labels(key) | Key::Weighted { right: key, .. }, Response::Labels(given))
            if !given.is_empty() =>
        {
            let right = key.in_both(*given).count();
            Some(Tally { all: key.count(), right, wrong: given.count() - right })
        }
        (Key::Number { value, tolerance }, Response::Text(text)) => {
            one(readings(text).into_iter().any(|given| given.is_within(*tolerance, *value)))
        }
        (Key::Gaps(gaps), Response::Gaps(given)) => Some(by_part(gaps, given, |accepted, given| {
            let given = folded(given);
            (!given.is_empty()).then(|| accepted.iter().any(|text| folded(text) == given))
        })),
        (Key::Pairs(pairs), Response::Places(given)) => {
            Some(by_part(pairs, given, |right, given| given.map(|index| right.contains(index))))
        }
        (Key::Order(order), Response::Places(given)) => Some(neighbours(order, given)),
        _ => None,
    }
}

/// Counts parts that are right, wrong, or (`None`) missing.
fn by_part<Part, Given>(
    key: &[Part],
    given: &[Given],
    is_right: impl Fn(&Part, &Given) -> Option<bool>,
) -> Tally {
    let mut tally = Tally { all: u32::try_from(key.len()).unwrap_or(u32::MAX), right: 0, wrong: 0 };
    for (part, given) in key.iter().zip(given) {
        match is_right(part, given) {
            Some(true) => tally.right += 1,
            Some(false) => tally.wrong += 1,
            None => {}
        }
    }
    tally
}

/// The parts of an order are its pairs of neighbours: right are those that stand side by side in the response too.
fn neighbours(order: &[u8], given: &[Option<u8>]) -> Tally {
    let pairs = |places: &[Option<u8>]| -> Vec<(u8, u8)> {
        places.iter().zip(places.iter().skip(1)).filter_map(|(one, next)| Some(((*one)?, (*next)?))).collect()
    };
    let wanted: Vec<Option<u8>> = order.iter().copied().map(Some).collect();
    let (wanted, found) = (pairs(&wanted), pairs(given));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let right = wanted.iter().filter(|pair| found.contains(pair)).count();
    Tally { all: count(wanted.len()), right: count(right), wrong: count(found.len().saturating_sub(right)) }
}

/// The share of a response that is not exactly the key.
fn share(scoring: Scoring, tally: Tally, asked: Asked) -> Share {
    let Tally { all, right, wrong } = tally;
    let (all, right, wrong) = (i64::from(all), i64::from(right), i64::from(wrong));
    let is_several = asked.kind == QuestionKind::MultipleChoice;
    let options = i64::from(asked.option_count);
    match scoring {
        Scoring::AllOrNothing => NOTHING,
        Scoring::SubsetProportional | Scoring::SubsetHalf if wrong > 0 => NOTHING,
        Scoring::SubsetProportional => (right, all),
        Scoring::SubsetHalf if right > 0 => (1, 2),
        Scoring::SubsetHalf => NOTHING,
        Scoring::RightMinusWrong | Scoring::Weights => ((right - wrong).max(0), all),
        // Whoever ticks nothing right has judged nothing: leaving options alone earns no points by itself.
        Scoring::PerOption if is_several && right == 0 => NOTHING,
        Scoring::PerOption if is_several => (options - (all - right) - wrong, options.max(1)),
        Scoring::PerOption => (right, all),
        Scoring::Kprim if is_several && all - right + wrong == 1 => (1, 2),
        Scoring::Kprim => NOTHING,
        Scoring::Negative(penalty) | Scoring::Claim(penalty) => {
            penalised(penalty, (all, right, wrong), asked.kind)
        }
    }
}

/// What the chosen options give together, not below nothing and not above the whole.
fn weighed(weights: &[i32], given: Labels) -> Share {
    let chosen = given.indexes().filter_map(|index| weights.get(usize::from(index)).copied());
    let sum: i64 = chosen.map(i64::from).sum();
    let whole = i64::from(question_formats::WHOLE_WEIGHT);
    (sum.clamp(0, whole), whole)
}

fn penalised(penalty: Penalty, (all, right, wrong): (i64, i64, i64), kind: QuestionKind) -> Share {
    let percent = i64::from(penalty.percent);
    let has_parts = matches!(kind, QuestionKind::FillBlank | QuestionKind::Matching);
    let share = match (has_parts, wrong) {
        (true, _) => (100 * right - percent * wrong, 100 * all),
        (false, 0) => NOTHING,
        (false, _) => (-percent, 100),
    };
    if penalty.floor == Floor::Question { (share.0.max(0), share.1) } else { share }
}

/// A share of the points, rounded half up (towards more points) to 1/100.
fn rounded((numerator, denominator): Share, points: i32) -> i32 {
    let (numerator, denominator) = (i128::from(numerator), i128::from(denominator.max(1)));
    let rounded = (2 * i128::from(points) * numerator + denominator).div_euclid(2 * denominator);
    i32::try_from(rounded).unwrap_or(points)
}

/// The form in which typed texts are compared: width and case folded, spaces dropped but for one between two words of
/// Latin letters or digits, no full stop at the end.
fn folded(text: &str) -> String {
    let lower: String = text.nfkc().collect::<String>().to_lowercase().nfkc().collect();
    let mut folded = String::new();
    for word in lower.split_whitespace() {
        let is_latin = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        if is_latin(folded.chars().next_back()) && is_latin(word.chars().next()) {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded.trim_end_matches(['.', '。']).to_owned()
}
