//! The template with one row a question: the way back from drafts to a table.

use std::collections::BTreeSet;

use crate::model::{Answer, BankHeader, QuestionDraft, QuestionType, Translation};
use crate::paper_text::shared;
use crate::toml_bank::label_at;
use crate::write::Written;

/// Rows to write, the heading first, and what did not fit.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Vec<String>>,
    /// The position in the list of each question that has a row.
    pub(crate) positions: Vec<usize>,
    pub(crate) losses: Vec<crate::Diagnostic>,
}

/// Options of the template when no question has more.
const USUAL_OPTIONS: usize = 4;

/// The columns of the template, besides those for options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Code,
    Type,
    Stem,
    Option(usize),
    Answer,
    Explanation,
    Points,
    Difficulty,
    Tags,
    Topic,
    Fact,
    MaterialCode,
    Material,
}

impl Part {
    fn heading(self) -> String {
        match self {
            Self::Code => "编号".to_owned(),
            Self::Type => "题型".to_owned(),
            Self::Stem => "题干".to_owned(),
            Self::Option(index) => format!("选项{}", label_at(index).unwrap_or_default()),
            Self::Answer => "答案".to_owned(),
            Self::Explanation => "解析".to_owned(),
            Self::Points => "分值".to_owned(),
            Self::Difficulty => "难度".to_owned(),
            Self::Tags => "知识点".to_owned(),
            Self::Topic => "分类".to_owned(),
            Self::Fact => "依据".to_owned(),
            Self::MaterialCode => "材料编号".to_owned(),
            Self::Material => "材料".to_owned(),
        }
    }
}

/// The rows of a bank, with their losses. Printed numbers, sections, places and the list of inferred fields have no
/// column.
pub(crate) fn rows(bank: &BankHeader, questions: &[QuestionDraft]) -> Rows {
    let mut written = Written::default();
    let kept: Vec<(usize, &QuestionDraft)> = questions
        .iter()
        .enumerate()
        .filter(|(index, question)| match why_not(question) {
            Some(why) => {
                written.leave_out(*index, &why);
                false
            }
            None => true,
        })
        .collect();
    let parts = parts(&kept);
    let languages = languages(bank, &kept);
    let mut rows = vec![heading(&parts, &languages)];
    let positions = kept.iter().map(|(index, _)| *index).collect();
    for (index, question) in kept {
        let mut row: Vec<String> =
            parts.iter().map(|part| own_cell(question, *part, index, &mut written)).collect();
        for language in &languages {
            let none = Translation::default();
            let translation = question.translations.get(language).unwrap_or(&none);
            if translation.reference.len() > 1 {
                written.lose(index, "translations.reference");
            }
            row.extend(translated(&parts).map(|part| translated_cell(question, translation, part)));
        }
        if !question.media.is_empty() {
            written.lose(index, "media");
        }
        rows.push(row);
    }
    Rows { rows, positions, losses: written.losses }
}

/// Why a question has no place in the template.
fn why_not(question: &QuestionDraft) -> Option<String> {
    let odd_label = question.options.iter().any(|option| position(&option.label).is_none());
    match question.question_type {
        QuestionType::Matching => Some(QuestionType::Matching.as_str().to_owned()),
        _ if odd_label => Some("options".to_owned()),
        _ if question.stem.trim().is_empty() => Some("stem".to_owned()),
        _ => None,
    }
}

fn position(label: &str) -> Option<usize> {
    (0..26).find(|index| label_at(*index).as_deref() == Some(label))
}

/// The columns that are needed: those of the template, and others only where a question has something for them.
fn parts(questions: &[(usize, &QuestionDraft)]) -> Vec<Part> {
    let any = |has: fn(&QuestionDraft) -> bool| questions.iter().any(|(_, question)| has(question));
    let options = questions
        .iter()
        .flat_map(|(_, question)| question.options.iter().filter_map(|option| position(&option.label)))
        .max()
        .map_or(USUAL_OPTIONS, |last| (last + 1).max(USUAL_OPTIONS));
    let mut parts = vec![Part::Code, Part::Type, Part::Stem];
    parts.extend((0..options).map(Part::Option));
    parts.extend([Part::Answer, Part::Explanation, Part::Points, Part::Difficulty, Part::Tags, Part::Topic]);
    if any(|question| question.fact.is_some()) {
        parts.push(Part::Fact);
    }
    if any(|question| question.material.is_some()) {
        parts.extend([Part::MaterialCode, Part::Material]);
    }
    parts
}

/// Parts that have texts in every language.
fn translated(parts: &[Part]) -> impl Iterator<Item = Part> {
    parts.iter().copied().filter(|part| {
        matches!(
            part,
            Part::Stem | Part::Option(_) | Part::Answer | Part::Explanation | Part::Fact | Part::Material
        )
    })
}

/// The languages besides each question's own: those the bank names, then others.
fn languages(bank: &BankHeader, questions: &[(usize, &QuestionDraft)]) -> Vec<String> {
    let used: BTreeSet<&String> =
        questions.iter().flat_map(|(_, question)| question.translations.keys()).collect();
    let mut languages: Vec<String> =
        bank.languages.iter().filter(|one| used.contains(one)).cloned().collect();
    for language in used {
        if !languages.contains(language) {
            languages.push(language.clone());
        }
    }
    languages
}

fn heading(parts: &[Part], languages: &[String]) -> Vec<String> {
    let mut row: Vec<String> = parts.iter().map(|part| part.heading()).collect();
    for language in languages {
        row.extend(translated(parts).map(|part| format!("{}_{language}", part.heading())));
    }
    row
}

fn own_cell(question: &QuestionDraft, part: Part, index: usize, written: &mut Written) -> String {
    match part {
        Part::Code => question.code.clone().unwrap_or_default(),
        Part::Type => type_name(question.question_type).to_owned(),
        Part::Stem => question.stem.clone(),
        Part::Option(position) => option(question, position),
        Part::Answer => answer(question).unwrap_or_else(|| {
            written.lose(index, "answer");
            String::new()
        }),
        Part::Explanation => question.explanation.clone().unwrap_or_default(),
        Part::Points => question.points.map(points).unwrap_or_default(),
        Part::Difficulty => question.difficulty.map(|difficulty| difficulty.to_string()).unwrap_or_default(),
        Part::Tags => {
            let separated = |tag: &String| tag.contains([';', '；', ',', '，', '、', '|', '\n']);
            if question.tags.iter().any(separated) {
                written.lose(index, "tags");
            }
            question.tags.join(";")
        }
        Part::Topic => question.topic.clone().unwrap_or_default(),
        Part::Fact => question.fact.clone().unwrap_or_default(),
        Part::MaterialCode => question.material.as_ref().map(|one| one.id.clone()).unwrap_or_default(),
        Part::Material => question.material.as_ref().map(|one| one.text.clone()).unwrap_or_default(),
    }
}

fn option(question: &QuestionDraft, position: usize) -> String {
    let label = label_at(position).unwrap_or_default();
    let found = question.options.iter().find(|option| option.label == label);
    found.map(|option| option.text.clone()).unwrap_or_default()
}

fn translated_cell(question: &QuestionDraft, translation: &Translation, part: Part) -> String {
    match part {
        Part::Stem => translation.stem.clone(),
        Part::Option(position) => {
            let label = label_at(position).unwrap_or_default();
            let at = question.options.iter().position(|option| option.label == label);
            at.and_then(|at| translation.options.get(at)).cloned().unwrap_or_default()
        }
        Part::Answer => translation.reference.first().cloned().unwrap_or_default(),
        Part::Explanation => translation.explanation.clone().unwrap_or_default(),
        Part::Fact => translation.fact.clone().unwrap_or_default(),
        Part::Material => translation.material.clone().unwrap_or_default(),
        Part::Code
        | Part::Type
        | Part::Points
        | Part::Difficulty
        | Part::Tags
        | Part::Topic
        | Part::MaterialCode => String::new(),
    }
}

fn type_name(question_type: QuestionType) -> &'static str {
    match question_type {
        QuestionType::SingleChoice => "单选题",
        QuestionType::MultipleChoice => "多选题",
        QuestionType::TrueFalse => "判断题",
        QuestionType::ShortAnswer => "简答题",
        QuestionType::FillBlank => "填空题",
        QuestionType::Numeric => "数值题",
        QuestionType::Matching => "匹配题",
        QuestionType::Ordering => "排序题",
    }
}

fn points(hundredths: u32) -> String {
    let decimals = format!("{:02}", hundredths % 100);
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() {
        (hundredths / 100).to_string()
    } else {
        format!("{}.{decimals}", hundredths / 100)
    }
}

/// The key as a cell; none when a cell cannot say it so that it is read back the same.
fn answer(question: &QuestionDraft) -> Option<String> {
    Some(match &question.answer {
        None => String::new(),
        Some(Answer::Labels(labels)) => labels.concat(),
        Some(Answer::Truth(true)) => "对".to_owned(),
        Some(Answer::Truth(false)) => "错".to_owned(),
        Some(Answer::Reference(texts)) => match texts.as_slice() {
            [text] => text.clone(),
            _ => return None,
        },
        Some(Answer::Blanks(blanks)) => {
            let cell = blanks.iter().map(|texts| texts.join(";")).collect::<Vec<_>>().join("|");
            let count = shared::count_blanks(&question.stem).max(1);
            return (shared::split_blanks(&cell, count) == *blanks).then_some(cell);
        }
        Some(Answer::Numeric { value, tolerance }) if tolerance.get() == 0.0 => value.to_string(),
        Some(Answer::Numeric { value, tolerance }) => format!("{value}±{tolerance}"),
        Some(Answer::Order(labels)) => labels.join(","),
        Some(Answer::Pairs(_)) => return None,
    })
}

/// Signs at the beginning of a cell by which a spreadsheet takes a text for a formula.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn begins_a_formula(cell: &str) -> bool {
    cell.starts_with(FORMULA_SIGNS)
}

/// A cell that no spreadsheet takes for a formula: an apostrophe before what looks like one.
pub(crate) fn guarded(cell: &str) -> String {
    if begins_a_formula(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell without the apostrophe of [`guarded`].
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_a_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}
