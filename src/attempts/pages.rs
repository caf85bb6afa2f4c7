//! What the pages of this room show. A page of an attempt that is open never holds a key, an explanation or anything
//! computed from one.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::model::{Attempt, Paper, PaperItem, StoredResponse};
use crate::banks::model::QuestionVersion;
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::exams::model::PublishedExam;
use crate::web::images::without_images;
use crate::web::{FormErrorItem, Language};

/// The bar of the exam pages.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// Title of the exam.
    pub title: String,
    /// Questions with an answer.
    pub answered: usize,
    /// Questions in all.
    pub count: usize,
    /// The time left when the page was made; `None` without limit.
    pub clock: Option<Clock>,
    /// Time of day of the last save, in the viewer's zone; `None` before the first.
    pub saved: Option<String>,
}

/// The time left.
#[derive(Debug, Serialize)]
pub struct Clock {
    /// As people read it: `38:24`, `1:02:05`.
    pub left: String,
    /// When it ends.
    pub deadline: DateTime<Utc>,
    /// Time of day when it ends, in the viewer's zone.
    pub ends: String,
    /// Less than five minutes.
    pub low: bool,
}

impl Bar {
    /// The bar as it is now.
    pub fn new(
        exam: &PublishedExam,
        attempt: &Attempt,
        responses: &[StoredResponse],
        language: Language,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Self {
        let clock = attempt.deadline_at.map(|deadline| {
            let left = (deadline - now).max(TimeDelta::zero());
            Clock {
                left: clock_text(left),
                deadline,
                ends: deadline.with_timezone(&zone).format("%H:%M").to_string(),
                low: left < TimeDelta::minutes(5),
            }
        });
        let saved = responses.iter().map(|response| response.saved_at).max();
        Self {
            title: language.pick(&exam.title_zh, &exam.title_en).to_owned(),
            answered: answered(responses),
            count: usize::try_from(attempt.question_count).unwrap_or(0),
            clock,
            saved: saved.map(|at| at.with_timezone(&zone).format("%H:%M:%S").to_string()),
        }
    }
}

/// Questions with an answer: cleared ones do not count.
pub fn answered(responses: &[StoredResponse]) -> usize {
    responses.iter().filter(|response| !response.response.is_empty()).count()
}

/// A duration as a clock shows it: `0:07`, `38:24`, `1:02:05`. Rounded up, so that 0:00 means the time is over.
pub fn clock_text(left: TimeDelta) -> String {
    let seconds = (left.num_milliseconds() + 999) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The language an exam is shown in: the visitor's if the exam has it, else its first.
pub fn paper_language(wanted: Language, exam: &PublishedExam) -> Language {
    let has = |language: &Language| exam.languages.iter().any(|tag| tag == language.tag());
    [wanted, wanted.other()].into_iter().find(has).unwrap_or(wanted)
}

/// One entry of the question list.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The question, from 1.
    pub position: i16,
    /// Whether it has an answer.
    pub done: bool,
    /// Whether it is marked to look at again.
    pub flagged: bool,
    /// Whether it is the one shown.
    pub current: bool,
}

/// The question list of a paper.
pub fn entries(count: i16, responses: &[StoredResponse], flags: &[i16], current: i16) -> Vec<Entry> {
    (1..=count)
        .map(|position| Entry {
            position,
            done: responses.iter().any(|stored| stored.position == position && !stored.response.is_empty()),
            flagged: flags.contains(&position),
            current: position == current,
        })
        .collect()
}

/// One option as it is shown.
#[derive(Debug, Serialize)]
pub struct OptionRow {
    /// What the browser sends: the label as shown, `T` or `F`.
    pub value: String,
    /// The letter before it; `None` for right and wrong.
    pub letter: Option<String>,
    /// The text; `None` for right and wrong, whose words the template knows.
    pub text: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One question as it is shown.
#[derive(Debug, Serialize)]
pub struct Question {
    /// Where it stands, from 1.
    pub position: i16,
    /// Type, as the word in the database.
    pub kind: &'static str,
    /// Points in 1/100.
    pub points: i32,
    /// How points are given, as the word in the database.
    pub scoring: &'static str,
    /// Language tag of the texts.
    pub lang: &'static str,
    /// Text shared by several questions.
    pub material: Option<String>,
    /// The question.
    pub stem: String,
    /// `radio` or `checkbox`; `None` for typed answers.
    pub input: Option<&'static str>,
    /// The options in the drawn order.
    pub options: Vec<OptionRow>,
    /// The typed text.
    pub typed: String,
}

impl Question {
    /// The question at a position with a response filled in.
    pub fn new(
        position: i16,
        item: &PaperItem,
        version: &QuestionVersion,
        language: Language,
        response: &str,
    ) -> Self {
        let text = version.content.texts.in_language(language);
        let input = match item.kind {
            QuestionKind::SingleChoice | QuestionKind::TrueFalse => Some("radio"),
            QuestionKind::MultipleChoice => Some("checkbox"),
            _ => None,
        };
        let material =
            version.content.material.as_ref().and_then(|material| {
                material.get(language.tag()).or_else(|| material.values().next()).cloned()
            });
        Self {
            position,
            kind: item.kind.as_str(),
            points: item.points,
            scoring: item.scoring.as_str(),
            lang: language.tag(),
            material,
            stem: text.stem.clone(),
            input,
            options: option_rows(item, &text.options, response),
            typed: response.to_owned(),
        }
    }
}

/// The options of a question in the order of the paper, those in `response` chosen.
pub fn option_rows(item: &PaperItem, options: &[String], response: &str) -> Vec<OptionRow> {
    if item.kind == QuestionKind::TrueFalse {
        let row = |value: &str| OptionRow {
            value: value.to_owned(),
            letter: None,
            text: None,
            chosen: response == value,
        };
        return vec![row("T"), row("F")];
    }
    if !item.kind.has_options() {
        return Vec::new();
    }
    ('A'..='Z')
        .zip(&item.option_order)
        .map(|(letter, index)| OptionRow {
            value: letter.to_string(),
            letter: Some(letter.to_string()),
            text: Some(options.get(usize::from(*index)).cloned().unwrap_or_default()),
            chosen: response.contains(letter),
        })
        .collect()
}

/// What is to be said above the question.
#[derive(Debug, Serialize, Default)]
pub struct Notice {
    /// `elsewhere` (another session holds the attempt), `conflict` (another answer is stored), `unavailable` (not
    /// known to be saved), or none.
    pub kind: Option<&'static str>,
    /// In a conflict: the answer that was sent.
    pub sent: Option<String>,
    /// In a conflict: the answer that is stored.
    pub stored: Option<String>,
}

/// The paper.
#[derive(Debug, Serialize)]
pub struct PaperPage {
    /// Address of the attempt.
    pub href: String,
    /// Where the images of its questions are.
    pub images: String,
    /// Its id, for the browser's own storage.
    pub id: String,
    /// Epoch the page writes with.
    pub epoch: i32,
    /// Whether this session may only look.
    pub read_only: bool,
    /// The server's time when the page was made.
    pub now: DateTime<Utc>,
    /// The bar.
    pub bar: Bar,
    /// The question.
    pub question: Question,
    /// Sequence of its stored answer; 0 when there is none.
    pub sequence: i32,
    /// Whether it is marked to look at again.
    pub flagged: bool,
    /// The question before.
    pub previous: Option<i16>,
    /// The question after.
    pub next: Option<i16>,
    /// The question list.
    pub entries: Vec<Entry>,
    /// Questions without an answer.
    pub open: usize,
    /// Questions marked to look at again.
    pub flags: usize,
    /// What is to be said above the question.
    pub notice: Notice,
}

/// One question on the page that checks before handing in.
#[derive(Debug, Serialize)]
pub struct CheckRow {
    /// Where it stands, from 1.
    pub position: i16,
    /// Beginning of the question.
    pub stem: String,
    /// Language tag of it.
    pub lang: &'static str,
    /// Type, as the word in the database.
    pub kind: &'static str,
    /// Points in 1/100.
    pub points: i32,
    /// Whether it is marked to look at again.
    pub flagged: bool,
    /// The answer: letters, `T`, `F` or text.
    pub response: String,
}

/// The page that checks before handing in.
#[derive(Debug, Serialize)]
pub struct CheckPage {
    /// Address of the attempt.
    pub href: String,
    /// Its id, for the browser's own storage.
    pub id: String,
    /// Epoch the page acts with.
    pub epoch: i32,
    /// Whether this session may only look.
    pub read_only: bool,
    /// Whether the time with its grace is over.
    pub over: bool,
    /// The server's time when the page was made.
    pub now: DateTime<Utc>,
    /// The bar.
    pub bar: Bar,
    /// Whole minutes left; `None` without limit.
    pub minutes: Option<i64>,
    /// Questions marked to look at again.
    pub flags: usize,
    /// Questions without an answer.
    pub open: Vec<CheckRow>,
    /// Questions with an answer that are marked.
    pub flagged: Vec<CheckRow>,
    /// What has to be changed: the box that says one knows about the open ones.
    pub errors: Vec<FormErrorItem>,
    /// The sentence beside that box.
    pub sure_error: Option<String>,
}

/// The rows of the check page for the positions that `wanted` picks.
pub fn check_rows(
    paper: &Paper,
    versions: &[QuestionVersion],
    responses: &[StoredResponse],
    flags: &[i16],
    language: Language,
    wanted: impl Fn(&CheckRow) -> bool,
) -> Vec<CheckRow> {
    // Latin letters are half as wide as Chinese characters and say less each.
    let longest = match language {
        Language::Chinese => 60,
        Language::English => 120,
    };
    (1i16..)
        .zip(&paper.items)
        .filter_map(|(position, item)| {
            let version = versions.iter().find(|version| version.id == item.version_id)?;
            let stored = responses.iter().find(|stored| stored.position == position);
            Some(CheckRow {
                position,
                stem: cut(&without_images(&version.content.texts.in_language(language).stem), longest),
                lang: language.tag(),
                kind: item.kind.as_str(),
                points: item.points,
                flagged: flags.contains(&position),
                response: cut(stored.map_or("", |stored| stored.response.as_str()), 30),
            })
        })
        .filter(wanted)
        .collect()
}

/// The receipt.
#[derive(Debug, Serialize)]
pub struct ReceiptPage {
    /// Address of the attempt.
    pub href: String,
    /// Title of the exam.
    pub title: String,
    /// First, second, … attempt.
    pub number: i32,
    /// Number of the receipt.
    pub receipt: String,
    /// When it counts as handed in.
    pub submitted_at: DateTime<Utc>,
    /// Who closed it, as the word in the database.
    pub by: &'static str,
    /// Whether it came in the grace.
    pub late: bool,
    /// Questions with an answer.
    pub answered: usize,
    /// Questions in all.
    pub count: i16,
    /// When the result opens.
    pub opening: ScoreOpening,
}

/// When a trainee sees the score.
#[derive(Debug, Serialize)]
pub struct ScoreOpening {
    /// Whether it is open now.
    pub open: bool,
    /// From when, where that is known and still to come.
    pub at: Option<DateTime<Utc>>,
    /// Whether it never opens.
    pub never: bool,
}

/// How the points of a section are given, told on the start page.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct SectionRow {
    /// Title of the section.
    pub title: String,
    /// Questions in it.
    pub count: i32,
    /// Points of each in 1/100.
    pub points: i32,
    /// How points are given, as the word in the database.
    pub scoring: &'static str,
}

/// The sections of an exam in a language.
pub fn section_rows(exam: &PublishedExam, language: Language) -> Vec<SectionRow> {
    exam.sections
        .iter()
        .map(|section| SectionRow {
            title: language.pick(&section.title_zh, &section.title_en).to_owned(),
            count: section.draw_count,
            points: section.points,
            scoring: section.scoring.as_str(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_zero_only_when_nothing_is_left() {
        for (milliseconds, text) in
            [(0, "0:00"), (1, "0:01"), (6_500, "0:07"), (2_304_000, "38:24"), (3_725_000, "1:02:05")]
        {
            assert_eq!(clock_text(TimeDelta::milliseconds(milliseconds)), text);
        }
    }
}
