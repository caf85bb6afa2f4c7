//! What browsers send: the JSON of the saves and the form of the paper, read into values. Nothing is believed that was
//! not read here.

mod disputes;
mod extra_time;
mod fate;
mod notes;

pub use disputes::{DisputeForm, LONGEST_DISPUTE};
pub use extra_time::{EXTRA_TIME_FIELDS, extra_time};
pub use fate::fate;

use chrono::{DateTime, Utc};
use serde::Deserialize;

pub use notes::{MOST_NOTES, NoteBody, NotesBody, device_time};

use crate::base::QuestionKind;
use crate::base::text::has_forbidden_controls;
use crate::exams::scoring::{LONGEST_TEXT, Response};
use crate::web::Fields;

/// Most saves in one request.
pub const MOST_SAVES: usize = 300;

/// Body of `POST /attempts/{id}/saves`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavesBody {
    /// Epoch of the page.
    pub epoch: i32,
    /// The saves.
    pub saves: Vec<SaveBody>,
}

/// One save in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveBody {
    /// The question, from 1.
    pub position: i16,
    /// Counts the saves of this question.
    pub sequence: i32,
    /// The response as in [`Response::parse`].
    pub response: String,
    /// When the device says it was answered.
    #[serde(default)]
    pub at: Option<String>,
}

impl SaveBody {
    /// The client's time, as far as it can be stored. It is evidence only, so anything else is dropped.
    pub fn client_at(&self) -> Option<DateTime<Utc>> {
        self.at.as_deref().and_then(device_time)
    }
}

/// Body of `POST /attempts/{id}/heartbeat`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeartbeatBody {
    /// Epoch of the page.
    pub epoch: i32,
    /// Answers it holds that are not acknowledged.
    #[serde(default)]
    pub unsaved: u16,
    /// The question it shows, from 1.
    #[serde(default)]
    pub position: Option<i16>,
}

/// The one way a response to this question is stored; `None` when it is no response to it. Where the paper has no such
/// question (`question` is `None`), the text as it is, if it can be stored at all: the writer refuses and journals it.
pub fn canonical(question: Option<(QuestionKind, u8)>, text: &str) -> Option<String> {
    match question {
        Some((kind, option_count)) => {
            Response::parse(kind, option_count, text).ok().map(|response| response.to_canonical())
        }
        None => {
            let fits = !has_forbidden_controls(text) && text.chars().count() <= LONGEST_TEXT;
            fits.then(|| text.to_owned())
        }
    }
}

/// What a button of the paper asks for, after the answers were saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Show this question.
    Go(i16),
    /// Show the page that checks before handing in.
    Check,
    /// Mark a question to look at again.
    Flag(i16),
    /// Take the mark away.
    Unflag(i16),
    /// Take the answer back.
    Clear(i16),
    /// Only save.
    Save,
}

/// The form of the paper: one question, or all of them.
#[derive(Debug)]
pub struct PaperForm {
    /// Epoch it was shown with; 0, which no attempt has, when it is missing or unreadable: such a form is stale.
    pub epoch: i32,
    /// The answers on the page, at least one.
    pub answers: Vec<FormAnswer>,
    /// What the button asks for.
    pub wish: Wish,
}

/// The answer to one question in the form.
#[derive(Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// The question.
    pub position: i16,
    /// Sequence the answer had when it was shown; -1 when it is missing or unreadable, which never passes.
    pub sequence: i32,
    /// The response as it was sent; several boxes are put together.
    pub response: String,
}

/// The fields of the form: `position` for each question on the page, with `sequence-7` and `response-7` for question 7.
/// A page that was opened before the questions had numbers sends `sequence` and `response`.
pub const PAPER_FIELDS: &[&str] =
    &["epoch", "sequence", "position", "response", "sequence-*", "response-*", "go", "do"];

impl PaperForm {
    /// Reads the form; `None` when it does not say which questions it is about.
    pub fn parse(fields: &Fields, kind: impl Fn(i16) -> Option<QuestionKind>) -> Option<Self> {
        let positions: Vec<i16> =
            fields.all("position").into_iter().map(str::parse).collect::<Result<_, _>>().ok()?;
        let first = *positions.first()?;
        if positions.len() > MOST_SAVES {
            return None;
        }
        let wish = wish(fields, first);
        let answers = positions
            .iter()
            .map(|position| FormAnswer::parse(fields, *position, wish, kind(*position)))
            .collect();
        Some(Self { epoch: fields.get("epoch").parse().unwrap_or(0), answers, wish })
    }
}

impl FormAnswer {
    fn parse(fields: &Fields, position: i16, wish: Wish, kind: Option<QuestionKind>) -> Self {
        let numbered = format!("sequence-{position}");
        let (sequence, response) = if fields.has(&numbered) {
            (numbered, format!("response-{position}"))
        } else {
            ("sequence".to_owned(), "response".to_owned())
        };
        let response =
            if wish == Wish::Clear(position) { String::new() } else { response_of(fields, &response, kind) };
        let sequence = fields.get(&sequence).parse().ok().filter(|sequence| *sequence >= 0).unwrap_or(-1);
        Self { position, sequence, response }
    }
}

/// The response in the fields of this name: a text, texts of gaps one a line, or letters put together.
fn response_of(fields: &Fields, name: &str, kind: Option<QuestionKind>) -> String {
    match kind {
        Some(QuestionKind::ShortAnswer | QuestionKind::Numeric) => fields.raw(name).to_owned(),
        Some(QuestionKind::FillBlank) => {
            // An empty field keeps the others in their places.
            let sent = fields.pairs().iter().filter(|(key, _)| key == name);
            sent.map(|(_, gap)| gap.as_str()).collect::<Vec<_>>().join("\n")
        }
        _ => fields.all(name).concat(),
    }
}

/// The button that was pressed. Without a number it is about the first question of the page.
fn wish(fields: &Fields, first: i16) -> Wish {
    let (what, position) = match fields.get("do").split_once('-') {
        Some((what, position)) => (what, position.parse().unwrap_or(first)),
        None => (fields.get("do"), first),
    };
    match (what, fields.get("go")) {
        ("flag", _) => Wish::Flag(position),
        ("unflag", _) => Wish::Unflag(position),
        ("clear", _) => Wish::Clear(position),
        (_, "check") => Wish::Check,
        (_, go) => go.parse().map_or(Wish::Save, Wish::Go),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from_pairs(
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        )
    }

    #[test]
    fn a_form_without_its_epoch_or_sequence_is_stale() {
        for (epoch, sequence) in [("", ""), ("x", "x"), ("1e9", "-4"), ("99999999999", "99999999999")] {
            for name in ["sequence", "sequence-3"] {
                let form = fields(&[("position", "3"), ("epoch", epoch), (name, sequence)]);
                let form = PaperForm::parse(&form, |_| None).unwrap();
                assert_eq!((form.epoch, form.answers.first().unwrap().sequence), (0, -1));
            }
        }
        assert!(PaperForm::parse(&fields(&[("epoch", "1")]), |_| None).is_none());
        assert!(PaperForm::parse(&fields(&[("position", "1"), ("position", "x")]), |_| None).is_none());
    }

    #[test]
    fn boxes_are_put_together_and_clearing_sends_none() {
        let boxes = [("position", "3"), ("response", "A"), ("response", "C"), ("go", "4")];
        let form = PaperForm::parse(&fields(&boxes), |_| None).unwrap();
        assert_eq!((form.answers.first().unwrap().response.as_str(), form.wish), ("AC", Wish::Go(4)));
        for clear in ["clear", "clear-3"] {
            let clear = [("position", "3"), ("response", "A"), ("do", clear)];
            let form = PaperForm::parse(&fields(&clear), |_| None).unwrap();
            assert_eq!((form.answers.first().unwrap().response.as_str(), form.wish), ("", Wish::Clear(3)));
        }
    }

    #[test]
    fn gaps_keep_their_places_and_selects_are_put_together() {
        let sent = [
            ("position", "3"),
            ("response-3", "甲"),
            ("response-3", ""),
            ("response-3", "丙"),
            ("sequence-3", "0"),
        ];
        for (kind, response) in [
            (QuestionKind::FillBlank, "甲\n\n丙"),
            (QuestionKind::ShortAnswer, "甲"),
            (QuestionKind::Numeric, "甲"),
            (QuestionKind::Ordering, "甲丙"),
        ] {
            let form = PaperForm::parse(&fields(&sent), |_| Some(kind)).unwrap();
            assert_eq!(form.answers.first().unwrap().response, response, "{kind:?}");
        }
        let places = [("position", "3"), ("response", "B"), ("response", "-"), ("response", "A")];
        let form = PaperForm::parse(&fields(&places), |_| Some(QuestionKind::Matching)).unwrap();
        assert_eq!(form.answers.first().unwrap().response, "B-A");
    }

    #[test]
    fn a_form_with_many_questions_keeps_them_apart() {
        let pairs = [
            ("epoch", "2"),
            ("position", "1"),
            ("sequence-1", "4"),
            ("response-1", "A"),
            ("position", "2"),
            ("sequence-2", "0"),
            ("position", "3"),
            ("sequence-3", "1"),
            ("response-3", "B"),
            ("response-3", "D"),
            ("do", "clear-1"),
        ];
        let form = PaperForm::parse(&fields(&pairs), |_| None).unwrap();
        let answer = |position, sequence, response: &str| FormAnswer {
            position,
            sequence,
            response: response.to_owned(),
        };
        assert_eq!(form.answers, [answer(1, 4, ""), answer(2, 0, ""), answer(3, 1, "BD")]);
        assert_eq!((form.epoch, form.wish), (2, Wish::Clear(1)));
    }

    #[test]
    fn only_responses_to_the_question_are_stored_and_in_one_way() {
        let choice = Some((QuestionKind::MultipleChoice, 4));
        assert_eq!(canonical(choice, "CA").as_deref(), Some("AC"));
        assert_eq!(canonical(choice, "").as_deref(), Some(""));
        for wrong in ["E", "a", "T", "A\0"] {
            assert_eq!(canonical(choice, wrong), None, "{wrong:?}");
        }
        assert_eq!(canonical(None, "E").as_deref(), Some("E"));
        assert_eq!(canonical(None, "E\0"), None);
    }

    #[test]
    fn a_client_time_nobody_can_store_is_dropped() {
        let save =
            |at: &str| SaveBody { position: 1, sequence: 1, response: String::new(), at: Some(at.into()) };
        assert!(save("2026-11-22T10:00:00Z").client_at().is_some());
        for at in ["", "yesterday", "+262000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(save(at).client_at(), None, "{at}");
        }
    }
}
