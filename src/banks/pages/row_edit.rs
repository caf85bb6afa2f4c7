//! The page on which a question of an import is changed, its lines beside it.

use question_formats::{Format, Place, Severity};
use serde::Serialize;
use serde_json::Value;

use super::question::{QuestionView, kind_word};
use super::reader_language;
use super::review_row::{Fact, SourceLine, fact, lines, source};
use crate::banks::content;
use crate::banks::forms::{OptionField, ROW_FIELDS, option_fields, row_fields};
use crate::banks::model::{Import, ImportQuestion};
use crate::banks::rules::{draft_mark, key_text};
use crate::base::QuestionKind;
use crate::web::components::{Choice, Crumb};
use crate::web::{Fields, FormErrorItem, FormErrors, Visit};

/// What `banks/import-row.hbs` shows.
#[derive(Debug, Serialize)]
pub struct RowPage {
    crumbs: Vec<Crumb>,
    address: String,
    back: String,
    verdict: String,
    page: String,
    heading: String,
    lines: String,
    source: Vec<SourceLine>,
    /// What keeps it from being written.
    facts: Vec<Fact>,
    /// What should be looked at besides.
    warnings: Vec<String>,
    question: QuestionView,
    seen: String,
    form: Value,
    options: Vec<OptionField>,
    kinds: Vec<Choice>,
    truths: Vec<Choice>,
    difficulties: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    is_stale: bool,
    is_edited: bool,
    split_at: Vec<Choice>,
    text: Option<String>,
    can_merge: bool,
}

/// What the page is about besides the question.
pub struct RowContext<'a> {
    /// The import.
    pub import: &'a Import,
    /// Whether a question stands before this one.
    pub has_previous: bool,
    /// What was sent, when the form is shown again.
    pub sent: Option<(&'a Fields, FormErrors)>,
    /// Whether someone else changed the question while the form was open.
    pub is_stale: bool,
    /// The filter of the list to go back to, as its word.
    pub verdict: &'a str,
    /// The page of the list to go back to.
    pub page: &'a str,
}

/// The format in which the lines of one question of this file can be read by themselves; `None` for tables and markup.
pub fn line_format(import: &Import) -> Option<Format> {
    match import.format.as_deref().and_then(Format::by_name)? {
        Format::PaperText | Format::Docx => Some(Format::PaperText),
        Format::Gift => Some(Format::Gift),
        Format::Aiken => Some(Format::Aiken),
        _ => None,
    }
}

/// The page of a question.
pub fn row_page(visit: &Visit, row: &ImportQuestion, context: RowContext<'_>) -> RowPage {
    let draft = &row.draft;
    let address = format!("/banks/import/{}/rows/{}", context.import.id, row.position);
    let list = format!("/banks/import/{}", context.import.id);
    let number = draft.number.clone().unwrap_or_else(|| row.position.to_string());
    let heading = visit.text_with("banks-row-heading", [("number", number)]);
    let stored = row_fields(draft, key_text(draft));
    let (fields, errors) = match context.sent {
        Some((fields, errors)) => (fields, errors),
        None => (&stored, FormErrors::none()),
    };
    let is_text = line_format(context.import).is_some() && matches!(draft.place, Place::Line { .. });
    let labels: Vec<String> = draft.options.iter().map(|option| option.label.clone()).collect();
    let said = |severity: Severity| row.diagnostics.iter().filter(move |one| one.severity == severity);
    RowPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&list, context.import.file_name.clone()),
            Crumb::here(&heading),
        ],
        back: format!("{list}?verdict={}&page={}#q{}", context.verdict, context.page, row.position),
        verdict: context.verdict.to_owned(),
        page: context.page.to_owned(),
        lines: lines(visit, row),
        source: source(row),
        facts: said(Severity::Error).map(|one| fact(visit, one)).collect(),
        warnings: said(Severity::Warning).map(|one| one.message(reader_language(visit))).collect(),
        question: QuestionView::of(visit, &content::from_draft(draft), &draft.lang, Some(&labels)),
        seen: draft_mark(draft),
        form: fields.echo(ROW_FIELDS),
        options: option_fields(fields),
        kinds: kinds(visit, fields.get("kind")),
        truths: truths(visit, fields.get("truth")),
        difficulties: difficulties(visit, fields.get("difficulty")),
        error_list: errors.list(),
        errors,
        is_stale: context.is_stale,
        is_edited: !row.original.is_empty(),
        split_at: if is_text { split_at(visit, row) } else { Vec::new() },
        text: is_text.then(|| row.source_text.clone()),
        can_merge: context.has_previous,
        heading,
        address,
    }
}

fn kinds(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let choice =
        |kind: &QuestionKind| Choice::new(kind.as_str(), kind_word(visit, *kind), kind.as_str() == chosen);
    QuestionKind::ALL.iter().map(choice).collect()
}

fn truths(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, word: &str| Choice::new(value, visit.text(word), value == chosen);
    vec![choice("", "import-truth-none"), choice("true", "banks-true"), choice("false", "banks-false")]
}

fn difficulties(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let none = Choice::new("", visit.text("import-not-said"), chosen.is_empty());
    let choice = |level: i32| Choice::new(level.to_string(), level.to_string(), level.to_string() == chosen);
    std::iter::once(none).chain((1..=5).map(choice)).collect()
}

/// The lines at which a second question could begin.
fn split_at(visit: &Visit, row: &ImportQuestion) -> Vec<Choice> {
    const SHOWN: usize = 40;
    let first = row.source_from.unwrap_or(1);
    let lines = (first..).zip(row.source_text.lines()).skip(1).filter(|(_, text)| !text.trim().is_empty());
    lines
        .map(|(number, text)| {
            let words = [
                ("line", fluent_bundle::FluentValue::from(number)),
                ("text", crate::base::text::cut(text.trim(), SHOWN).into()),
            ];
            Choice::new(number.to_string(), visit.text_with("import-split-line", words), false)
        })
        .collect()
}
