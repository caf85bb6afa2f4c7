//! The review page of an import: its sums, its rows by urgency, what committing would do.

use chrono::{DateTime, Utc};
use fluent_bundle::FluentValue;
use question_formats::{Diagnostic, Format};
use serde::Serialize;

use super::review_chips::{Chip, chips, filter_word};
use super::review_row::{Fact, RowView, fact, row_view};
use super::{pager, reader_language};
use crate::banks::failed_rows::failed_note;
use crate::banks::model::{Import, ImportQuestion, ImportState, Outcome, SkippedLines};
use crate::banks::queries::{Review, Undo};
use crate::banks::rules::{Planned, RowFacts, RowFilter, Sums};
use crate::web::Visit;
use crate::web::components::{Choice, Crumb};
use crate::web::paging::{Pager, Paging};

/// Encodings a file can be read in on request, by WHATWG label.
pub const ENCODINGS: &[&str] = &["utf-8", "gb18030", "big5", "utf-16le", "utf-16be", "windows-1252"];

/// Rows a page of a review shows.
pub const ROWS_A_PAGE: usize = 25;

/// What `banks/import-review.hbs` shows.
#[derive(Debug, Serialize)]
pub struct ReviewPage {
    crumbs: Vec<Crumb>,
    id: String,
    state: &'static str,
    file_name: String,
    read_as: String,
    sum: String,
    encodings: Vec<Choice>,
    formats: Vec<Choice>,
    file_notes: Vec<Fact>,
    skipped: Vec<SkippedView>,
    skipped_label: String,
    chips: Vec<Chip>,
    rows: Vec<RowView>,
    pager: Option<Pager>,
    back_verdict: &'static str,
    back_page: usize,
    mark: String,
    written: usize,
    total: usize,
    shown_count: usize,
    shown_word: String,
    commit_heading: String,
    commit_note: String,
    commit_button: String,
    done: String,
    bank_href: Option<String>,
    closed_at: Option<DateTime<Utc>>,
    undo: &'static str,
    undo_note: String,
    failed: usize,
    /// In which other format those with errors come back.
    failed_note: Option<String>,
    has_columns: bool,
    is_mapped: bool,
}

/// Lines of the file that gave no question.
#[derive(Debug, Serialize)]
pub struct SkippedView {
    lines: String,
    reason: String,
    text: String,
}

/// The page of an import.
pub fn review_page(
    visit: &Visit,
    review: &Review,
    undo: &Undo,
    wanted: RowFilter,
    page: usize,
) -> ReviewPage {
    let import = &review.import;
    let is_open = import.state == ImportState::Draft;
    let sums = if is_open { review.sums } else { stored_sums(review) };
    let facts = review.facts();
    let mut rows: Vec<(&RowFacts, (&ImportQuestion, &Planned))> = facts
        .iter()
        .zip(review.questions.iter().zip(&review.planned))
        .filter(|(facts, _)| wanted.takes(facts))
        .collect();
    rows.sort_by_key(|(facts, (row, _))| (facts.urgency(), row.position));
    let last = rows.len().div_ceil(ROWS_A_PAGE).max(1);
    let page = page.clamp(1, last);
    let base = format!("/banks/import/{}", import.id);
    let address = |filter: RowFilter, page: i64| match filter.as_str() {
        "" => format!("{base}?page={page}"),
        word => format!("{base}?verdict={word}&page={page}"),
    };
    let shown = rows.iter().skip((page - 1) * ROWS_A_PAGE).take(ROWS_A_PAGE);
    let skipped: Vec<SkippedLines> = serde_json::from_value(import.skipped.clone()).unwrap_or_default();
    let notes: Vec<Diagnostic> = serde_json::from_value(import.diagnostics.clone()).unwrap_or_default();
    let skipped_count: usize = skipped.iter().map(|one| one.range.units()).sum();
    let bank_code =
        review.bank.as_ref().map(|bank| bank.code.clone()).or_else(|| import.new_bank_code.clone());
    let bank_code = bank_code.unwrap_or_default();
    let bank_href = review.bank.as_ref().map(|bank| format!("/banks/{}", bank.code));
    ReviewPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb { label: bank_code, href: bank_href.clone() },
            Crumb::here(visit.text("banks-import")),
        ],
        id: import.id.to_string(),
        state: import.state.as_str(),
        file_name: import.file_name.clone(),
        read_as: read_as(visit, import),
        sum: sum_words(visit, &sums, skipped_count),
        encodings: encodings(visit),
        formats: formats(visit),
        file_notes: notes.iter().map(|one| fact(visit, one)).collect(),
        skipped_label: visit.text_with("banks-skipped-label", [("n", skipped_count)]),
        skipped: skipped.iter().map(|range| skipped_view(visit, range)).collect(),
        chips: chips(visit, &facts, wanted, |filter| address(filter, 1)),
        rows: shown.map(|(_, (row, planned))| row_view(visit, review, row, planned)).collect(),
        pager: pager(visit, Paging::in_memory(page, ROWS_A_PAGE, rows.len()), |page| address(wanted, page)),
        back_verdict: wanted.as_str(),
        shown_count: rows.len(),
        shown_word: filter_word(visit, wanted),
        back_page: page,
        mark: review.mark.clone(),
        written: sums.written(),
        total: sums.total,
        commit_heading: commit_heading(visit, &sums),
        commit_note: outcome_words(visit, "banks-commit-note", &sums),
        commit_button: commit_button(visit, &sums),
        done: outcome_words(visit, "banks-committed", &sums),
        bank_href,
        closed_at: import.closed_at,
        failed: sums.failed,
        failed_note: failed_note(import.format.as_deref()).map(|id| visit.text(id)),
        has_columns: is_open && is_table(import),
        is_mapped: import
            .column_uses
            .get("columns")
            .and_then(|uses| uses.as_object())
            .is_some_and(|uses| !uses.is_empty()),
        undo: match undo {
            Undo::Possible(..) => "possible",
            Undo::Done => "done",
            Undo::Nothing => "",
            Undo::Changed(_) | Undo::Used(_) => "refused",
        },
        undo_note: match (undo, import.undone_revision) {
            (Undo::Done, Some(revision)) => visit.text_with("import-undone", [("revision", revision)]),
            _ => why_not(visit, undo),
        },
    }
}

/// Whether the file is a table, whose columns a person can name.
fn is_table(import: &Import) -> bool {
    let format = import.format.as_deref().and_then(Format::by_name);
    matches!(
        format,
        Some(Format::Xlsx | Format::Xls | Format::Ods | Format::Csv | Format::Tsv | Format::OtherXml)
    )
}

/// Why an import cannot be taken back, in words; empty when it can.
pub fn why_not(visit: &Visit, undo: &Undo) -> String {
    let list = |codes: &[String]| codes.join(visit.language.pick("、", ", "));
    match undo {
        Undo::Possible(..) => String::new(),
        Undo::Nothing => visit.text("import-undo-nothing"),
        Undo::Done => visit.text("import-undo-done"),
        Undo::Changed(codes) => visit.text_with("import-undo-changed", [("codes", list(codes))]),
        Undo::Used(codes) => visit.text_with("import-undo-used", [("codes", list(codes))]),
    }
}

/// Counts of an import that is closed, as they were when it was.
fn stored_sums(review: &Review) -> Sums {
    Sums::of(review.questions.iter().map(|row| (row.verdict, row.outcome.unwrap_or(Outcome::Skipped))))
}

fn commit_heading(visit: &Visit, sums: &Sums) -> String {
    match (sums.failed, sums.written()) {
        (0, 0) => visit.text("banks-commit-nothing"),
        (0, n) => visit.text_with("banks-commit-ready", [("n", n)]),
        (n, _) => visit.text_with("banks-commit-errors", [("n", n)]),
    }
}

fn commit_button(visit: &Visit, sums: &Sums) -> String {
    match (sums.written(), sums.failed) {
        (0, _) => visit.text("banks-commit-do-nothing"),
        (n, 0) => visit.text_with("banks-commit-do", [("n", n)]),
        (n, errors) => visit.text_with("banks-commit-do-errors", [("n", n), ("errors", errors)]),
    }
}

/// How the file was understood. Documents have no encoding, tables no lines.
fn read_as(visit: &Visit, import: &Import) -> String {
    let format = format_words(visit, import.format.as_deref());
    let mut parts = vec![format];
    if !import.encoding.is_empty() {
        parts.push(visit.text_with("banks-read-encoding", [("encoding", import.encoding.clone())]));
    }
    if import.line_count > 0 {
        parts.push(visit.text_with("banks-read-lines", [("lines", import.line_count)]));
    }
    parts.join(visit.language.pick("，", ", "))
}

fn sum_words(visit: &Visit, sums: &Sums, skipped: usize) -> String {
    visit.text_with(
        "banks-sum",
        [
            ("total", sums.total),
            ("new", sums.new),
            ("changed", sums.changed),
            ("same", sums.same),
            ("duplicate", sums.duplicate),
            ("conflict", sums.key_conflict),
            ("error", sums.error),
            ("skipped", skipped),
        ],
    )
}

/// A sentence with what becomes of the rows: `total` = created + updated + unchanged + skipped + failed.
pub fn outcome_words(visit: &Visit, id: &str, sums: &Sums) -> String {
    visit.text_with(
        id,
        [
            ("total", sums.total),
            ("created", sums.created),
            ("updated", sums.updated),
            ("unchanged", sums.unchanged),
            ("skipped", sums.skipped),
            ("failed", sums.failed),
        ],
    )
}

fn skipped_view(visit: &Visit, skipped: &SkippedLines) -> SkippedView {
    let range = &skipped.range;
    let ends = [("from", FluentValue::from(range.from)), ("to", FluentValue::from(range.to))];
    let lines = match &range.sheet {
        Some(sheet) => {
            let [from, to] = ends;
            visit.text_with("banks-sheet-rows", [("sheet", FluentValue::from(sheet.clone())), from, to])
        }
        None if range.from == range.to => visit.text_with("banks-line", [("line", range.from)]),
        None => visit.text_with("banks-lines", ends),
    };
    let reason = range.reason.words(reader_language(visit));
    let reason = range.what.as_ref().map_or_else(|| reason.to_owned(), |what| format!("{reason} · {what}"));
    SkippedView { lines, reason, text: skipped.text.clone() }
}

fn format_words(visit: &Visit, format: Option<&str>) -> String {
    let known = format.and_then(Format::by_name);
    known.map_or_else(
        || visit.text("banks-format-other"),
        |format| format.name(reader_language(visit)).to_owned(),
    )
}

fn encodings(visit: &Visit) -> Vec<Choice> {
    let automatic = Choice::new("", visit.text("banks-automatic"), true);
    let known = ENCODINGS.iter().map(|label| Choice::new(*label, label.to_uppercase(), false));
    std::iter::once(automatic).chain(known).collect()
}

fn formats(visit: &Visit) -> Vec<Choice> {
    let automatic = Choice::new("", visit.text("banks-automatic"), true);
    let known = Format::ALL
        .iter()
        .filter(|format| format.is_read())
        .map(|format| Choice::new(format.as_str(), format.name(reader_language(visit)), false));
    std::iter::once(automatic).chain(known).collect()
}
