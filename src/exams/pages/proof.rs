//! The proof that a draft can be filled for everyone, as rows.

use serde::Serialize;

use crate::base::QuestionKind;
use crate::exams::model::{Definition, SectionDefinition};
use crate::exams::rules::{CellPlace, CellStock, Check, Part, Problem, Stock};
use crate::exams::scoring::Scoring;
use crate::web::{Language, Visit};

/// Titles by code, for the words of a section.
pub struct BankTitles {
    /// Of every bank.
    pub banks: Vec<(String, String)>,
    /// Of every topic.
    pub topics: Vec<(String, String)>,
}

impl BankTitles {
    /// The title of a bank; its code when there is no such bank.
    pub fn of<'a>(&'a self, code: &'a str) -> &'a str {
        title_of(&self.banks, code)
    }

    /// The title of a topic; its code when there is no such topic.
    pub fn of_topic<'a>(&'a self, code: &'a str) -> &'a str {
        title_of(&self.topics, code)
    }
}

fn title_of<'a>(titles: &'a [(String, String)], code: &'a str) -> &'a str {
    titles.iter().find(|(known, _)| known == code).map_or(code, |(_, title)| title)
}

/// A row of the proof.
#[derive(Serialize)]
pub struct ProofRow {
    position: usize,
    title: String,
    source: String,
    by_hand: bool,
    kinds: String,
    difficulty: String,
    count: i32,
    points: i32,
    scoring: String,
    has: usize,
    fill: Fill,
    left_out: Vec<String>,
    cells: Vec<ProofCell>,
    /// The quotas and what they leave; empty for a section without quotas.
    parts: Vec<PartRow>,
    is_first: bool,
    is_last: bool,
}

/// Whether something can be filled.
#[derive(Debug, Clone, Serialize)]
pub struct Fill {
    /// `ok`, `tight` or `short`.
    word: &'static str,
    /// How many are missing by itself.
    short_by: usize,
    /// Whether it is short only together with others.
    shared: bool,
    /// How many more it could ask for; `None` where that is said of its parts or the paper is not possible.
    slack: Option<usize>,
}

/// A quota of a section, or what the quotas leave.
#[derive(Serialize)]
pub struct PartRow {
    label: String,
    count: usize,
    has: usize,
    fill: Fill,
    /// The languages in which alone it would be short, with how many there are.
    languages: Option<String>,
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
    let sections = definition.sections.iter().zip(stocks).enumerate();
    sections
        .map(|(index, (section, stock))| ProofRow {
            is_first: index == 0,
            is_last: index == last,
            ..proof_row(visit, definition, index, (section, stock), check, banks)
        })
        .collect()
}

fn proof_row(
    visit: &Visit,
    definition: &Definition,
    index: usize,
    (section, stock): (&SectionDefinition, &Stock),
    check: &Check,
    banks: &BankTitles,
) -> ProofRow {
    let by_hand = section.is_fixed();
    let fills: Vec<Fill> =
        (0..).zip(&stock.cells).map(|(place, cell)| fill(index, place, cell, check)).collect();
    let parts = if stock.cells.iter().any(|cell| matches!(cell.part, Part::Quota(_))) {
        let part = |(cell, fill): (&CellStock, &Fill)| PartRow {
            label: part_words(visit, section, cell.part, banks),
            count: cell.count,
            has: cell.pool.len(),
            fill: fill.clone(),
            languages: short_languages(visit, definition, cell),
        };
        stock.cells.iter().zip(&fills).map(part).collect()
    } else {
        Vec::new()
    };
    ProofRow {
        position: index + 1,
        title: visit.language.pick(&section.title_zh, &section.title_en).to_owned(),
        source: if by_hand { banks.of(&section.bank_code).to_owned() } else { source_words(section, banks) },
        by_hand,
        kinds: kinds_words(visit, &section.kinds),
        difficulty: range(section.difficulty_min, section.difficulty_max),
        count: section.count,
        points: section.points,
        scoring: scoring_name(visit, section.scoring),
        has: stock.pool.len(),
        fill: fill_of_all(&fills, stock.unusable.len()),
        left_out: left_out(visit, stock),
        cells: (1i16..)
            .zip(stock.by_difficulty)
            .map(|(difficulty, have)| ProofCell {
                asked: by_hand || (section.difficulty_min..=section.difficulty_max).contains(&difficulty),
                have,
                difficulty,
            })
            .collect(),
        parts,
        is_first: false,
        is_last: false,
    }
}

fn fill(section: usize, place: usize, cell: &CellStock, check: &Check) -> Fill {
    let own = CellPlace { section, part: cell.part };
    let in_shortage =
        |problem: &Problem| matches!(problem, Problem::Short { cells, .. } if cells.contains(&own));
    let (needs, has) = (cell.count, cell.pool.len());
    let short_by = needs.saturating_sub(has);
    let shared = short_by == 0 && check.problems.iter().any(in_shortage);
    let word = if short_by > 0 || shared {
        "short"
    } else if has < needs.saturating_mul(2) && cell.part != Part::ByHand {
        "tight"
    } else {
        "ok"
    };
    let slack = check.slack.get(section).and_then(|slack| slack.get(place)).copied();
    Fill { word, short_by, shared, slack: slack.filter(|_| cell.part != Part::ByHand) }
}

/// A section is as well filled as the worst of its cells.
fn fill_of_all(fills: &[Fill], unusable: usize) -> Fill {
    let has = |word: &str| fills.iter().any(|fill| fill.word == word);
    let short_by = fills.iter().map(|fill| fill.short_by).sum::<usize>() + unusable;
    let word = match (has("short") || short_by > 0, has("tight")) {
        (true, _) => "short",
        (_, true) => "tight",
        _ => "ok",
    };
    let slack = match fills {
        [only] => only.slack,
        _ => None,
    };
    Fill { word, short_by, shared: fills.iter().any(|fill| fill.shared), slack }
}

/// The languages in which alone a cell would be short, unless it is equally short in all.
pub(super) fn short_languages(visit: &Visit, definition: &Definition, cell: &CellStock) -> Option<String> {
    let short = cell.short_languages();
    let all_alike =
        short.len() == definition.languages.len() && short.iter().all(|(_, has)| *has == cell.pool.len());
    if short.is_empty() || all_alike {
        return None;
    }
    Some(language_words(visit, short.into_iter()))
}

/// Languages with how many questions there are in each.
pub(super) fn language_words<'a>(visit: &Visit, languages: impl Iterator<Item = (&'a str, usize)>) -> String {
    let words: Vec<String> = languages
        .map(|(tag, has)| {
            let language = visit.text(&format!("exams-language-{tag}"));
            visit.text_with("exams-has-in-language", [("language", language), ("has", has.to_string())])
        })
        .collect();
    words.join(separator(visit))
}

fn left_out(visit: &Visit, stock: &Stock) -> Vec<String> {
    [
        ("exams-left-out-people", stock.graded_by_people),
        ("exams-left-out-key", stock.without_key),
        ("bank-review-left-out", stock.waiting),
        ("exams-left-out-language", stock.not_in_all_languages),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(id, count)| visit.text_with(id, [("count", count)]))
    .collect()
}

/// `1–3`, or `4` where the range is one difficulty.
pub(super) fn range(easiest: i16, hardest: i16) -> String {
    if easiest == hardest { easiest.to_string() } else { format!("{easiest}–{hardest}") }
}

/// What stands between two things in a list.
pub(super) fn separator(visit: &Visit) -> &'static str {
    match visit.language {
        Language::Chinese => "、",
        Language::English => ", ",
    }
}

/// What a cell is in its section: FAB × single choice × difficulty 4, or the rest.
pub(super) fn part_words(
    visit: &Visit,
    section: &SectionDefinition,
    part: Part,
    titles: &BankTitles,
) -> String {
    let quota = match part {
        Part::Quota(index) => section.quotas.get(index),
        Part::ByHand => return visit.text("exams-part-by-hand"),
        Part::Rest | Part::Whole => None,
    };
    let Some(quota) = quota else { return visit.text("exams-part-rest") };
    let mut words: Vec<String> = quota.topic.iter().map(|topic| titles.of_topic(topic).to_owned()).collect();
    words.extend(quota.kind.map(|kind| kind_word(visit, kind)));
    if (quota.difficulty_min, quota.difficulty_max) != (1, 5) || words.is_empty() {
        let range = range(quota.difficulty_min, quota.difficulty_max);
        words.push(visit.text_with("exams-cell-difficulty", [("range", range)]));
    }
    words.join(" × ")
}

/// The bank's title, and the topic if the section names one.
pub(super) fn source_words(section: &SectionDefinition, banks: &BankTitles) -> String {
    let bank = banks.of(&section.bank_code);
    let topic = section.topic.as_ref().map(|topic| banks.of_topic(topic));
    topic.map_or_else(|| bank.to_owned(), |topic| format!("{bank} · {topic}"))
}

/// The types as words in a row.
pub(in crate::exams) fn kinds_words(visit: &Visit, kinds: &[QuestionKind]) -> String {
    let words: Vec<String> = kinds.iter().map(|kind| kind_word(visit, *kind)).collect();
    words.join(separator(visit))
}

/// The name of a method, with what a wrong answer takes away.
pub fn scoring_name(visit: &Visit, scoring: Scoring) -> String {
    let name = visit.text(&format!("exams-scoring-{}", scoring.method()));
    match scoring.penalty() {
        Some(penalty) => format!("{name} (−{}%)", penalty.percent),
        None => name,
    }
}

/// A type of question as a word.
pub fn kind_word(visit: &Visit, kind: QuestionKind) -> String {
    visit.text(&format!("exams-kind-{}", kind.as_str()))
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
