//! The proof that a draft can be filled for everyone, and what stands against publishing it.

use serde::Serialize;

use super::View;
use crate::base::QuestionKind;
use crate::exams::model::{Definition, SectionDefinition};
use crate::exams::rules::{Check, MOST_QUESTIONS, Problem, Stock};
use crate::web::{Language, Visit};

/// Titles of the banks by code, for the words of a section.
pub struct BankTitles(pub Vec<(String, String)>);

impl BankTitles {
    /// The title of a bank; its code when there is no such bank.
    pub fn of<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.iter().find(|(known, _)| known == code).map_or(code, |(_, title)| title)
    }
}

/// A row of the proof.
#[derive(Serialize)]
pub struct ProofRow {
    position: usize,
    title: String,
    source: String,
    kinds: String,
    difficulty: String,
    count: i32,
    points: i32,
    scoring: String,
    has: usize,
    short_by: usize,
    fill: &'static str,
    slack: Option<usize>,
    shared: bool,
    left_out: Vec<String>,
    cells: Vec<ProofCell>,
    is_first: bool,
    is_last: bool,
}

/// How many questions of one difficulty a section may draw.
#[derive(Serialize)]
pub struct ProofCell {
    asked: bool,
    have: usize,
    difficulty: i16,
}

/// The rows of the proof, one a section.
pub fn proof_rows(
    visit: &Visit,
    definition: &Definition,
    stocks: &[Stock],
    check: &Check,
    banks: &BankTitles,
) -> Vec<ProofRow> {
    let last = definition.sections.len().saturating_sub(1);
    definition
        .sections
        .iter()
        .zip(stocks)
        .enumerate()
        .map(|(index, (section, stock))| {
            let needs = usize::try_from(section.count).unwrap_or(0);
            let has = stock.pool.len();
            let in_shortage = |problem: &Problem| matches!(problem, Problem::Short { sections, .. } if sections.contains(&index));
            let short_by = needs.saturating_sub(has);
            let shared = short_by == 0 && check.problems.iter().any(in_shortage);
            let fill = if short_by > 0 || shared {
                "short"
            } else if has < needs.saturating_mul(2) {
                "tight"
            } else {
                "ok"
            };
            let by_difficulty = (1i16..).zip(stock.by_difficulty);
            ProofRow {
                position: index + 1,
                title: visit.language.pick(&section.title_zh, &section.title_en).to_owned(),
                source: source_words(section, banks),
                kinds: kinds_words(visit, &section.kinds),
                difficulty: range(section),
                count: section.count,
                points: section.points,
                scoring: visit.text(&format!("exams-scoring-{}", section.scoring.as_str())),
                has,
                short_by,
                fill,
                slack: check.slack.get(index).copied(),
                shared,
                left_out: left_out(visit, stock),
                cells: by_difficulty
                    .map(|(difficulty, have)| ProofCell {
                        asked: (section.difficulty_min..=section.difficulty_max).contains(&difficulty),
                        have,
                        difficulty,
                    })
                    .collect(),
                is_first: index == 0,
                is_last: index == last,
            }
        })
        .collect()
}

fn left_out(visit: &Visit, stock: &Stock) -> Vec<String> {
    [
        ("exams-left-out-people", stock.graded_by_people),
        ("exams-left-out-key", stock.without_key),
        ("exams-left-out-language", stock.not_in_all_languages),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(id, count)| visit.text_with(id, [("count", count)]))
    .collect()
}

/// `1–3`, or `4` where the range is one difficulty.
fn range(section: &SectionDefinition) -> String {
    if section.difficulty_min == section.difficulty_max {
        section.difficulty_min.to_string()
    } else {
        format!("{}–{}", section.difficulty_min, section.difficulty_max)
    }
}

/// The bank's title, and the topic if the section names one.
fn source_words(section: &SectionDefinition, banks: &BankTitles) -> String {
    let bank = banks.of(&section.bank_code);
    section.topic.as_ref().map_or_else(|| bank.to_owned(), |topic| format!("{bank} · {topic}"))
}

/// The types as words in a row.
fn kinds_words(visit: &Visit, kinds: &[QuestionKind]) -> String {
    let words: Vec<String> = kinds.iter().map(|kind| kind_word(visit, *kind)).collect();
    words.join(match visit.language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}

/// A type of question as a word.
pub fn kind_word(visit: &Visit, kind: QuestionKind) -> String {
    visit.text(&format!("exams-kind-{}", kind.as_str()))
}

/// One thing that stands against publishing, in words, with the page where it is mended.
#[derive(Serialize)]
pub struct ProblemView {
    text: String,
    href: String,
}

/// Everything that stands against publishing, in words.
pub fn problem_views(
    visit: &Visit,
    code: &str,
    definition: &Definition,
    check: &Check,
    banks: &BankTitles,
) -> Vec<ProblemView> {
    check
        .problems
        .iter()
        .map(|problem| ProblemView {
            text: problem_words(visit, definition, problem, banks),
            href: problem_href(code, problem),
        })
        .collect()
}

fn problem_href(code: &str, problem: &Problem) -> String {
    match problem {
        Problem::Short { sections, .. } => {
            let first = sections.first().map_or(1, |index| index + 1);
            format!("/exams/{code}/sections/{first}#count")
        }
        Problem::NoSections => format!("/exams/{code}/sections/new"),
        Problem::TooManyQuestions => View::Sections.path(code),
        Problem::NoLanguage => format!("/exams/{code}#languages"),
        Problem::WindowOver => format!("/exams/{code}/times#closes_at"),
    }
}

fn problem_words(visit: &Visit, definition: &Definition, problem: &Problem, banks: &BankTitles) -> String {
    match problem {
        Problem::NoSections => visit.text("exams-problem-no-sections"),
        Problem::TooManyQuestions => visit.text_with("exams-problem-too-many", [("most", MOST_QUESTIONS)]),
        Problem::NoLanguage => visit.text("exams-problem-no-language"),
        Problem::WindowOver => visit.text("exams-problem-window-over"),
        Problem::Short { sections, needs, has } => {
            let cells: Vec<String> = sections
                .iter()
                .filter_map(|index| definition.sections.get(*index))
                .map(|section| cell_words(visit, section, banks))
                .collect();
            let id = if cells.len() > 1 { "exams-problem-short-together" } else { "exams-problem-short" };
            let separator = match visit.language {
                Language::Chinese => "；",
                Language::English => "; ",
            };
            let values =
                [("cell", cells.join(separator)), ("needs", needs.to_string()), ("has", has.to_string())];
            visit.text_with(id, values)
        }
    }
}

/// What a section draws from, exactly: bank, topic, types where not all are taken, difficulty.
fn cell_words(visit: &Visit, section: &SectionDefinition, banks: &BankTitles) -> String {
    let mut words = vec![source_words(section, banks)];
    let all_kinds = QuestionKind::ALL.iter().filter(|kind| kind.is_marked_by_server());
    if !all_kinds.into_iter().all(|kind| section.kinds.contains(kind)) {
        words.push(kinds_words(visit, &section.kinds));
    }
    words.push(visit.text_with("exams-cell-difficulty", [("range", range(section))]));
    words.join(match visit.language {
        Language::Chinese => "，",
        Language::English => ", ",
    })
}

/// The figures of a paper, beside the sections.
#[derive(Serialize)]
pub struct PaperFigures {
    question_count: i32,
    maximum: i32,
    pass_mark: i16,
    limit_minutes: Option<i32>,
    seconds_each: Option<i32>,
}

impl PaperFigures {
    /// The figures of a definition.
    pub fn of(definition: &Definition) -> Self {
        let count = definition.question_count();
        let seconds_each =
            definition.limit_minutes.and_then(|minutes| minutes.saturating_mul(60).checked_div(count));
        Self {
            question_count: count,
            maximum: definition.maximum(),
            pass_mark: definition.pass_mark,
            limit_minutes: definition.limit_minutes,
            seconds_each,
        }
    }
}
