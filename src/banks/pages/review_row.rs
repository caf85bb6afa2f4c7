//! One question of an import on the review page.

use fluent_bundle::FluentValue;
use question_formats::{Diagnostic, Place, QuestionDraft, Severity};
use serde::Serialize;

use super::difference::{DiffLine, Stretch, diff_lines, difference};
use super::question::QuestionView;
use super::reader_language;
use crate::banks::content;
use crate::banks::model::{Decision, ImportQuestion, ImportState, Outcome, QuestionVersion, Verdict};
use crate::banks::queries::Review;
use crate::banks::rules::{self, Planned, Repeats};
use crate::base::QuestionKind;
use crate::web::Visit;
use crate::web::components::Crumb;

/// One question of an import as the page shows it.
#[derive(Debug, Serialize)]
pub struct RowView {
    position: i32,
    heading: String,
    lines: String,
    verdict: VerdictView,
    note: String,
    link: Option<Crumb>,
    source: Vec<SourceLine>,
    question: QuestionView,
    warnings: Vec<String>,
    errors: Vec<Fact>,
    diff: Vec<DiffLine>,
    key_input: Option<&'static str>,
    key_choices: Vec<KeyChoice>,
    offers_take: bool,
    offers_leave: bool,
    take_word: String,
    edit_href: Option<String>,
    is_edited: bool,
    similar: Vec<SimilarView>,
}

/// A question that says nearly the same, with what differs.
#[derive(Debug, Serialize)]
struct SimilarView {
    words: String,
    link: Crumb,
    stretches: Vec<Stretch>,
}

/// A verdict as the page shows it.
#[derive(Debug, Serialize)]
pub struct VerdictView {
    kind: &'static str,
    pub(super) shape: &'static str,
    pub(super) word: String,
    edge: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceLine {
    number: String,
    text: String,
    is_bad: bool,
}

/// What the reader says about a question or the file.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    message: String,
    suggestion: Option<String>,
    expected: Option<String>,
}

#[derive(Debug, Serialize)]
struct KeyChoice {
    value: String,
    label: String,
}

/// Shape and words of a verdict.
pub(super) fn verdict_view(visit: &Visit, verdict: Verdict) -> VerdictView {
    let (kind, shape, word, edge) = match verdict {
        Verdict::New => ("ok", "new", "banks-verdict-new", ""),
        Verdict::Same => ("none", "same", "banks-verdict-same", ""),
        Verdict::Changed => ("run", "pen", "banks-verdict-changed", ""),
        Verdict::Duplicate => ("warn", "pair", "banks-verdict-duplicate", " edge edge--warn"),
        Verdict::KeyConflict => ("bad", "pair", "import-verdict-key-conflict", " edge edge--bad"),
        Verdict::Error => ("bad", "bad", "banks-verdict-error", " edge edge--bad"),
    };
    VerdictView { kind, shape, word: visit.text(word), edge }
}

/// A remark of the reader in the language of the page.
pub(super) fn fact(visit: &Visit, diagnostic: &Diagnostic) -> Fact {
    let language = reader_language(visit);
    Fact {
        message: diagnostic.message(language),
        suggestion: diagnostic.suggestion(language),
        expected: diagnostic.expected.clone(),
    }
}

/// A question of the import: as it would be written while the import is open, else as it was.
pub(super) fn row_view(visit: &Visit, review: &Review, row: &ImportQuestion, planned: &Planned) -> RowView {
    let is_open = review.import.state == ImportState::Draft;
    let verdict = if is_open { planned.verdict } else { row.verdict };
    let outcome = if is_open { Some(planned.outcome) } else { row.outcome };
    let draft = &row.draft;
    let number = draft.number.clone().unwrap_or_else(|| row.position.to_string());
    let heading = match &draft.code {
        Some(code) => code.clone(),
        None => visit.text_with("banks-row-heading", [("number", number)]),
    };
    let existing = planned.matched.and_then(|place| review.existing.questions.get(place));
    let read = content::from_draft(draft);
    let shown = if has_texts_in(draft, visit.language.tag()) { visit.language.tag() } else { &draft.lang };
    let labels: Vec<String> = draft.options.iter().map(|option| option.label.clone()).collect();
    let with = |severity: Severity| row.diagnostics.iter().filter(move |one| one.severity == severity);
    let lacks_key = with(Severity::Error).any(|one| rules::is_about_key(one.code));
    let can_mend = is_open && verdict == Verdict::Error && planned.can_take && lacks_key;
    let (key_input, key_choices) = if can_mend { key_choices(visit, row) } else { (None, Vec::new()) };
    let (note, link) = note(visit, planned, outcome, existing, is_open);
    let takes = row.decision == Decision::Take;
    let may_take = match verdict {
        Verdict::Error => planned.can_take,
        Verdict::Same => false,
        Verdict::New | Verdict::Changed | Verdict::Duplicate | Verdict::KeyConflict => true,
    };
    RowView {
        position: row.position,
        heading,
        lines: lines(visit, row),
        verdict: verdict_view(visit, verdict),
        note,
        link,
        source: source(row),
        question: QuestionView::of(visit, &read, shown, Some(&labels)),
        warnings: with(Severity::Warning).map(|one| one.message(reader_language(visit))).collect(),
        errors: with(Severity::Error).map(|one| fact(visit, one)).collect(),
        diff: match existing {
            Some(old) if is_open && matches!(verdict, Verdict::Changed | Verdict::KeyConflict) => {
                diff_lines(visit, &old.content, &planned.content, shown)
            }
            _ => Vec::new(),
        },
        key_input,
        key_choices,
        offers_take: is_open && may_take && !takes,
        offers_leave: is_open && may_take && takes,
        take_word: visit.text(match verdict {
            Verdict::Error if lacks_key => "banks-take-without-key",
            Verdict::Error => "banks-take-as-it-is",
            Verdict::KeyConflict if planned.matched.is_some() => "import-take-other-key",
            Verdict::Duplicate | Verdict::KeyConflict => "banks-take-duplicate",
            _ => "banks-take",
        }),
        edit_href: is_open.then(|| format!("/banks/import/{}/rows/{}", review.import.id, row.position)),
        is_edited: !row.original.is_empty(),
        similar: if is_open { similar(visit, review, row, planned) } else { Vec::new() },
    }
}

/// The questions that say nearly the same, each with what differs in the stem.
fn similar(visit: &Visit, review: &Review, row: &ImportQuestion, planned: &Planned) -> Vec<SimilarView> {
    rules::foreign(row, planned, &review.existing)
        .map(|one| {
            let percent = FluentValue::from(i64::from(one.percent));
            let (words, link) = match &one.to {
                Repeats::Row(position) => (
                    visit.text_with("import-similar-row", [("percent", percent)]),
                    Crumb::here(visit.text_with("banks-row-heading", [("number", *position)])),
                ),
                Repeats::Question(bank, code) => (
                    visit.text_with(
                        "import-similar-question",
                        [("percent", percent), ("bank", bank.clone().into())],
                    ),
                    Crumb::up(format!("/banks/{bank}/questions/{code}"), code),
                ),
            };
            SimilarView { words, link, stretches: difference(&one.stem, &row.draft.stem) }
        })
        .collect()
}

/// Whether the draft has texts in the language with this tag.
fn has_texts_in(draft: &QuestionDraft, language: &str) -> bool {
    draft.lang == language || draft.translations.contains_key(language)
}

/// Where in the file the question stands.
pub(super) fn lines(visit: &Visit, row: &ImportQuestion) -> String {
    match (&row.draft.place, row.source_from, row.source_to) {
        (Place::Row { sheet, row, .. }, ..) => visit.text_with(
            "banks-sheet-row",
            [("sheet", FluentValue::from(sheet.clone())), ("row", FluentValue::from(*row))],
        ),
        (Place::Item { item }, ..) => visit.text_with("banks-item", [("item", *item)]),
        (_, Some(from), Some(to)) if from != to => {
            visit.text_with("banks-lines", [("from", from), ("to", to)])
        }
        (_, Some(from), _) => visit.text_with("banks-line", [("line", from)]),
        _ => String::new(),
    }
}

/// The lines of the file, or the cells of its row, with the one where an error stands marked.
pub(super) fn source(row: &ImportQuestion) -> Vec<SourceLine> {
    let errors = || row.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    if let Place::Row { .. } = &row.draft.place {
        let cells = row.source_text.lines().filter_map(|line| line.split_once('\t'));
        let is_bad = |name: &str| {
            errors()
                .any(|one| matches!(&one.place, Some(Place::Row { cell: Some(cell), .. }) if cell == name))
        };
        return cells
            .map(|(name, text)| SourceLine {
                number: name.to_owned(),
                text: text.to_owned(),
                is_bad: is_bad(name),
            })
            .collect();
    }
    let bad: Vec<i32> =
        errors().filter_map(|one| i32::try_from(one.place.as_ref()?.line_number()?).ok()).collect();
    let first = row.source_from.unwrap_or(1);
    (first..)
        .zip(row.source_text.lines())
        .map(|(number, text)| SourceLine {
            number: number.to_string(),
            text: text.to_owned(),
            is_bad: bad.contains(&number),
        })
        .collect()
}

fn key_choices(visit: &Visit, row: &ImportQuestion) -> (Option<&'static str>, Vec<KeyChoice>) {
    match content::kind_of(row.draft.question_type) {
        QuestionKind::TrueFalse => {
            let choice = |value: &str, id| KeyChoice { value: value.to_owned(), label: visit.text(id) };
            (Some("radio"), vec![choice("true", "banks-true"), choice("false", "banks-false")])
        }
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            let choice = |option: &question_formats::ChoiceOption| KeyChoice {
                value: option.label.clone(),
                label: option.label.clone(),
            };
            (Some("checkbox"), row.draft.options.iter().map(choice).collect())
        }
        _ => (None, Vec::new()),
    }
}

/// What would be (or was) done, and the question it is about.
fn note(
    visit: &Visit,
    planned: &Planned,
    outcome: Option<Outcome>,
    existing: Option<&QuestionVersion>,
    is_open: bool,
) -> (String, Option<Crumb>) {
    let said = match (outcome, is_open) {
        (Some(Outcome::Created), true) => "banks-will-be-created",
        (Some(Outcome::Updated), true) => "banks-will-be-updated",
        (Some(Outcome::Unchanged), true) => "banks-will-be-unchanged",
        (Some(Outcome::Skipped), true) => "banks-will-be-skipped",
        (Some(Outcome::Failed), true) => "banks-will-be-failed",
        (Some(Outcome::Created), false) => "banks-was-created",
        (Some(Outcome::Updated), false) => "banks-was-updated",
        (Some(Outcome::Unchanged), false) => "banks-was-unchanged",
        (Some(Outcome::Skipped | Outcome::Failed), false) | (None, _) => "banks-was-left",
    };
    let question =
        |bank: &str, code: &str, label: String| Crumb::up(format!("/banks/{bank}/questions/{code}"), label);
    let is_conflict = planned.verdict == Verdict::KeyConflict;
    let link = match (&planned.repeats, existing) {
        (Some(Repeats::Row(position)), _) if is_open => {
            let word = if is_conflict { "import-contradicts-row" } else { "banks-repeats-row" };
            Some(Crumb::here(visit.text_with(word, [("position", *position)])))
        }
        (Some(Repeats::Question(bank, code)), _) if is_open => {
            let word = if is_conflict { "import-contradicts-question" } else { "banks-repeats-question" };
            let words = visit.text_with(word, [("bank", bank.clone()), ("code", code.clone())]);
            Some(question(bank, code, words))
        }
        (_, Some(old)) if is_open && planned.outcome == Outcome::Updated => Some(question(
            &old.bank_code,
            &old.question_code,
            visit.text_with(
                "banks-next-version",
                [
                    ("code", FluentValue::from(old.question_code.clone())),
                    ("from", old.number.into()),
                    ("to", (old.number + 1).into()),
                ],
            ),
        )),
        (_, Some(old)) => Some(question(&old.bank_code, &old.question_code, old.question_code.clone())),
        _ => None,
    };
    (visit.text(said), link)
}
