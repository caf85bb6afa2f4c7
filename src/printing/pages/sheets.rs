//! The paper and the answer sheet. Nothing on them is computed from a key.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::{SheetLink, crumbs, in_each_language};
use crate::attempts::model::PaperItem;
use crate::attempts::pages::Question;
use crate::banks::model::QuestionVersion;
use crate::base::QuestionKind;
use crate::db::QuestionVersionId;
use crate::exams::model::{PublishedExam, PublishedSection};
use crate::exams::pages::rules_text;
use crate::printing::model::PrintedPaper;
use crate::printing::rules::{Sharing, option_columns, sharing};
use crate::web::components::Crumb;
use crate::web::{Language, Visit};

/// The questions of a paper by their id.
pub type Versions = HashMap<QuestionVersionId, Arc<QuestionVersion>>;

/// What stands at the top of every sheet.
#[derive(Serialize)]
pub struct SheetHead {
    /// Language tag of the sheet.
    lang: &'static str,
    code: String,
    title: String,
    letter: &'static str,
    version: i32,
    minutes: Option<i32>,
    maximum: i32,
    pass_mark: i16,
    count: usize,
    crumbs: Vec<Crumb>,
    languages: Vec<SheetLink>,
    /// Address of the list of printed papers.
    back: String,
}

impl SheetHead {
    /// The head of the sheet at `below` (empty, `/sheet` or `/key`), which is called `name`.
    pub fn new(
        visit: &Visit,
        exam: &PublishedExam,
        printed: &PrintedPaper,
        language: Language,
        below: &str,
        name: String,
    ) -> Self {
        Self {
            lang: language.tag(),
            code: exam.code.clone(),
            title: language.pick(&exam.title_zh, &exam.title_en).to_owned(),
            letter: printed.letter.as_str(),
            version: printed.version,
            minutes: exam.limit_seconds.map(|seconds| seconds / 60),
            maximum: printed.paper.maximum,
            pass_mark: exam.pass_mark,
            count: printed.paper.items.len(),
            crumbs: crumbs(visit, exam, name),
            languages: in_each_language(visit, exam, printed, below, language),
            back: format!("/exams/{}/print", exam.code),
        }
    }
}

/// What `printing/paper.hbs` shows.
#[derive(Serialize)]
pub struct PaperPage {
    head: SheetHead,
    /// What trainees read before they begin; may be empty.
    instructions: String,
    sections: Vec<Part<PrintedQuestion>>,
    /// Where trainers get images of questions.
    images: &'static str,
}

/// A section of a sheet.
#[derive(Serialize)]
pub(super) struct Part<Row> {
    title: String,
    /// What is to be read before its questions; may be empty.
    instructions: String,
    count: usize,
    /// Points of each question in 1/100.
    each: i32,
    /// Points of all in 1/100.
    total: i32,
    /// How points are given.
    scoring: Option<String>,
    rows: Vec<Row>,
}

/// A question on the paper.
#[derive(Serialize)]
struct PrintedQuestion {
    question: Question,
    kind: String,
    /// 1, 2 or 4.
    columns: u8,
    /// The shared text, above the first question it belongs to.
    material: Option<String>,
    /// The last question the shared text belongs to, where that is another one.
    material_to: Option<i16>,
    /// The question above which the shared text stands, where that is not close by.
    material_before: Option<i16>,
    /// Empty lines to write on.
    lines: Vec<()>,
}

impl PaperPage {
    /// The paper in a language. `None` when a question of it is missing among `versions`.
    pub fn new(
        visit: &Visit,
        exam: &PublishedExam,
        printed: &PrintedPaper,
        versions: &Versions,
        language: Language,
        head: SheetHead,
    ) -> Option<Self> {
        let questions = questions(printed, versions, language)?;
        let materials: Vec<Option<&str>> =
            questions.iter().map(|(_, question)| question.material.as_deref()).collect();
        let sharing = sharing(&materials);
        let rows = questions
            .into_iter()
            .zip(sharing)
            .map(|((item, question), sharing)| {
                let kind = visit.site().text(language, &format!("exams-kind-{}", item.kind.as_str()));
                (item, printed_question(item.kind, kind, question, &sharing))
            })
            .collect();
        let definition = &exam.definition;
        Some(Self {
            head,
            instructions: language.pick(&definition.instructions_zh, &definition.instructions_en).to_owned(),
            sections: parts(visit, exam, language, rows),
            images: "/banks/images",
        })
    }
}

/// Every question in the order of the paper.
fn questions<'a>(
    printed: &'a PrintedPaper,
    versions: &Versions,
    language: Language,
) -> Option<Vec<(&'a PaperItem, Question)>> {
    (1i16..)
        .zip(&printed.paper.items)
        .map(|(position, item)| {
            let version = versions.get(&item.version_id)?;
            Some((item, Question::new(position, item, version, language, "")))
        })
        .collect()
}

fn printed_question(
    kind: QuestionKind,
    words: String,
    question: Question,
    sharing: &Sharing,
) -> PrintedQuestion {
    let lines = match kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice | QuestionKind::TrueFalse => 0,
        QuestionKind::FillBlank => question.fields.gaps.len().max(1),
        QuestionKind::Numeric | QuestionKind::Ordering => 1,
        // Beside each text on the left there is room.
        QuestionKind::Matching => 0,
        QuestionKind::ShortAnswer => 7,
    };
    let material = question.material.clone().filter(|_| matches!(sharing, Sharing::From { .. }));
    PrintedQuestion {
        kind: words,
        columns: option_columns(question.options.iter().filter_map(|option| option.text.as_deref())),
        material,
        material_to: match sharing {
            Sharing::From { last } if *last > question.position => Some(*last),
            _ => None,
        },
        material_before: match sharing {
            Sharing::Before { position } => Some(*position),
            _ => None,
        },
        lines: vec![(); lines],
        question,
    }
}

/// Rows in the sections they belong to.
pub(super) fn parts<Row>(
    visit: &Visit,
    exam: &PublishedExam,
    language: Language,
    rows: Vec<(&PaperItem, Row)>,
) -> Vec<Part<Row>> {
    let mut rows = rows.into_iter().peekable();
    let mut parts = Vec::new();
    for section in &exam.sections {
        let (mut own, mut kinds) = (Vec::new(), Vec::new());
        while let Some((item, row)) = rows.next_if(|(item, _)| item.section == section.position) {
            kinds.push(item.kind);
            own.push(row);
        }
        let scoring = rules_text(visit.site(), language, section.scoring, &kinds);
        let scoring = Some(scoring).filter(|words| !words.is_empty());
        parts.push(part(section, language, scoring, own));
    }
    parts
}

fn part<Row>(
    section: &PublishedSection,
    language: Language,
    scoring: Option<String>,
    rows: Vec<Row>,
) -> Part<Row> {
    let count = rows.len();
    Part {
        instructions: language.pick(&section.instructions_zh, &section.instructions_en).to_owned(),
        title: language.pick(&section.title_zh, &section.title_en).to_owned(),
        count,
        each: section.points,
        total: section.points.saturating_mul(i32::try_from(count).unwrap_or(i32::MAX)),
        scoring,
        rows,
    }
}

/// What `printing/answer-sheet.hbs` shows.
#[derive(Serialize)]
pub struct AnswerSheetPage {
    head: SheetHead,
    sections: Vec<Part<AnswerRow>>,
}

/// Where the answer to one question goes.
#[derive(Serialize)]
struct AnswerRow {
    position: i16,
    /// The letters to fill in; empty where there are none.
    letters: Vec<char>,
    /// Right or wrong is to be chosen.
    truth: bool,
    /// The answer is long and stands on the paper.
    on_paper: bool,
}

impl AnswerSheetPage {
    /// The answer sheet in a language.
    pub fn new(
        visit: &Visit,
        exam: &PublishedExam,
        printed: &PrintedPaper,
        language: Language,
        head: SheetHead,
    ) -> Self {
        let rows = (1i16..)
            .zip(&printed.paper.items)
            .map(|(position, item)| {
                let letters = if item.kind.has_options() { item.option_count } else { 0 };
                let row = AnswerRow {
                    position,
                    letters: ('A'..='Z').take(usize::from(letters)).collect(),
                    truth: item.kind == QuestionKind::TrueFalse,
                    on_paper: item.kind == QuestionKind::ShortAnswer,
                };
                (item, row)
            })
            .collect();
        Self { head, sections: parts(visit, exam, language, rows) }
    }
}
