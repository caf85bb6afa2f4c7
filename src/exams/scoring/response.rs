//! What a trainee gave, as saves carry it and as the marking takes it.

use super::labels::Labels;
use crate::base::QuestionKind;
use crate::base::text::{has_forbidden_controls, unix_line_ends};

/// Most characters a typed response may have.
pub const LONGEST_TEXT: usize = 20_000;

/// Most gaps, texts on the left or places of a question.
pub const MOST_PARTS: usize = 26;

/// What a response says that gives no answer on purpose.
pub const SKIP: &str = "-";

/// What a trainee gave to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// Nothing, or taken back.
    Blank,
    /// "I do not answer this", where wrong answers take points away.
    Skip,
    /// Chosen options.
    Labels(Labels),
    /// Right or wrong.
    Truth(bool),
    /// Typed text.
    Text(String),
    /// Typed texts, gap by gap; empty ones are not filled. The last is not empty.
    Gaps(Vec<String>),
    /// For each text on the left, or each place of an order, the index of the chosen option. The last is there.
    Places(Vec<Option<u8>>),
}

/// Why a text is no response to a question of this paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResponseProblem {
    /// It has a character that is no label.
    #[error("a response to a choice question is made of labels A to Z")]
    NotLabels,
    /// It has a label that no option of this question has.
    #[error("the question has no option {0}")]
    NoSuchOption(char),
    /// It has several labels where one is to be chosen.
    #[error("only one option can be chosen")]
    MoreThanOne,
    /// It is neither T nor F.
    #[error("a response to a true-false question is T or F")]
    NotTrueOrFalse,
    /// It is longer than [`LONGEST_TEXT`], or has more than [`MOST_PARTS`] parts.
    #[error("the text is longer than {LONGEST_TEXT} characters")]
    TooLong,
    /// It has a control character, for example NUL.
    #[error("the text has a control character")]
    ControlCharacter,
}

impl Response {
    /// Reads what a save carries, by the type of the question: labels as shown (`AC`); `T` or `F`; text; texts of gaps,
    /// one a line; the label chosen for each text on the left or each place, `-` where none is (`B-A`). Empty is blank,
    /// and so is a text of spaces. Where one answer is chosen, [`SKIP`] is none on purpose. `option_count` is the
    /// number of options shown.
    pub fn parse(kind: QuestionKind, option_count: u8, text: &str) -> Result<Self, ResponseProblem> {
        if text.is_empty() {
            return Ok(Self::Blank);
        }
        match kind {
            QuestionKind::SingleChoice | QuestionKind::TrueFalse if text == SKIP => Ok(Self::Skip),
            QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
                parse_choice(kind, option_count, text)
            }
            QuestionKind::TrueFalse => match text {
                "T" => Ok(Self::Truth(true)),
                "F" => Ok(Self::Truth(false)),
                _ => Err(ResponseProblem::NotTrueOrFalse),
            },
            QuestionKind::ShortAnswer | QuestionKind::Numeric => parse_text(text),
            QuestionKind::FillBlank => parse_gaps(text),
            QuestionKind::Matching | QuestionKind::Ordering => parse_places(option_count, text),
        }
    }

    /// The one way this response is stored; [`Response::parse`] reads it back.
    pub fn to_canonical(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Skip => SKIP.to_owned(),
            Self::Labels(labels) => labels.to_string(),
            Self::Truth(true) => "T".to_owned(),
            Self::Truth(false) => "F".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Gaps(gaps) => gaps.join("\n"),
            Self::Places(places) => {
                places.iter().map(|place| place.map_or('-', |index| char::from(b'A' + index))).collect()
            }
        }
    }

    /// Whether there is nothing to mark.
    pub fn is_blank(&self) -> bool {
        *self == Self::Blank
    }

    /// The response with the labels of the question in place of those shown; see
    /// [`Labels::in_question_order`].
    #[must_use]
    pub fn in_question_order(&self, order: &[u8]) -> Self {
        match self {
            Self::Labels(labels) => Self::Labels(labels.in_question_order(order)),
            Self::Places(places) => {
                let index = |place: &Option<u8>| order.get(usize::from((*place)?)).copied();
                Self::Places(places.iter().map(index).collect())
            }
            other => other.clone(),
        }
    }
}

fn parse_choice(kind: QuestionKind, option_count: u8, text: &str) -> Result<Response, ResponseProblem> {
    let labels = Labels::parse(text).ok_or(ResponseProblem::NotLabels)?;
    if let Some(beyond) = labels.indexes().zip(labels.letters()).find(|(index, _)| *index >= option_count) {
        return Err(ResponseProblem::NoSuchOption(beyond.1));
    }
    if kind == QuestionKind::SingleChoice && labels.count() > 1 {
        return Err(ResponseProblem::MoreThanOne);
    }
    Ok(Response::Labels(labels))
}

fn parse_text(text: &str) -> Result<Response, ResponseProblem> {
    let text = storable(text)?;
    Ok(if text.trim().is_empty() { Response::Blank } else { Response::Text(text) })
}

fn parse_gaps(text: &str) -> Result<Response, ResponseProblem> {
    let text = storable(text)?;
    let mut gaps: Vec<String> = text.split('\n').map(|gap| gap.trim().to_owned()).collect();
    while gaps.last().is_some_and(String::is_empty) {
        gaps.pop();
    }
    match gaps.len() {
        0 => Ok(Response::Blank),
        1..=MOST_PARTS => Ok(Response::Gaps(gaps)),
        _ => Err(ResponseProblem::TooLong),
    }
}

fn storable(text: &str) -> Result<String, ResponseProblem> {
    let text = unix_line_ends(text);
    if has_forbidden_controls(&text) {
        return Err(ResponseProblem::ControlCharacter);
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(ResponseProblem::TooLong);
    }
    Ok(text)
}

fn parse_places(option_count: u8, text: &str) -> Result<Response, ResponseProblem> {
    let place = |sign: char| match sign {
        '-' => Ok(None),
        letter => {
            let index = super::labels::index_of(letter).ok_or(ResponseProblem::NotLabels)?;
            if index < option_count { Ok(Some(index)) } else { Err(ResponseProblem::NoSuchOption(letter)) }
        }
    };
    let mut places: Vec<Option<u8>> = text.chars().map(place).collect::<Result<_, _>>()?;
    while places.last() == Some(&None) {
        places.pop();
    }
    match places.len() {
        0 => Ok(Response::Blank),
        1..=MOST_PARTS => Ok(Response::Places(places)),
        _ => Err(ResponseProblem::TooLong),
    }
}
