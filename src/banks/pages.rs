//! What the templates of this room are given.

use fluent_bundle::FluentValue;
use question_formats::{Diagnostic, QuestionDraft, Severity};
use serde::Serialize;
use serde_json::Value;

use super::content;
use super::model::{
    Content, Decision, ImportQuestion, ImportState, Outcome, QuestionVersion, SkippedLines, Verdict,
};
use super::queries::Review;
use super::rules::{Planned, Repeats, Sums};
use crate::base::QuestionKind;
use crate::web::markup::points_value;
use crate::web::{Language, Visit};

/// Encodings a file can be read in on request, by WHATWG label.
pub const ENCODINGS: &[&str] = &["utf-8", "gb18030", "big5", "utf-16le", "utf-16be", "windows-1252"];

/// Rows a page of a review shows.
pub const ROWS_A_PAGE: usize = 10;

/// An entry of a select.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub selected: bool,
}

/// A step of the way to a page.
#[derive(Debug, Serialize)]
pub struct Crumb {
    /// Its words.
    pub label: String,
    /// Its address; `None` for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    /// A crumb with or without an address.
    pub fn new(label: impl Into<String>, href: Option<&str>) -> Self {
        Self { label: label.into(), href: href.map(str::to_owned) }
    }
}

/// A list over several pages.
#[derive(Debug, Serialize)]
pub struct Pager {
    sum: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PagerEntry>,
}

#[derive(Debug, Serialize)]
struct PagerEntry {
    label: String,
    href: Option<String>,
    current: bool,
}

/// The pager of a list of `total` at page `page`; `address` gives the address of a page.
pub fn pager(
    visit: &Visit,
    page: usize,
    size: usize,
    total: usize,
    address: impl Fn(usize) -> String,
) -> Option<Pager> {
    if total == 0 {
        return None;
    }
    let last = total.div_ceil(size).max(1);
    let page = page.clamp(1, last);
    let sum = visit.text_with(
        "banks-pager-sum",
        [("from", (page - 1) * size + 1), ("to", (page * size).min(total)), ("total", total)],
    );
    let mut pages = Vec::new();
    let mut before = 0;
    for number in (1..=last).filter(|number| *number == 1 || *number == last || number.abs_diff(page) <= 2) {
        if number > before + 1 {
            pages.push(PagerEntry { label: "…".to_owned(), href: None, current: false });
        }
        before = number;
        let current = number == page;
        let href = (!current).then(|| address(number));
        pages.push(PagerEntry { label: number.to_string(), href, current });
    }
    Some(Pager {
        sum,
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < last).then(|| address(page + 1)),
        pages,
    })
}

/// A question with its key, in one language. For trainers only.
#[derive(Debug, Serialize)]
pub struct QuestionView {
    lang: String,
    kind_word: String,
    settings: Vec<String>,
    material: Option<String>,
    stem: String,
    options: Vec<OptionView>,
    key_word: Option<String>,
    reference: Vec<String>,
    explanation: Option<String>,
    fact: Option<String>,
}

#[derive(Debug, Serialize)]
struct OptionView {
    label: String,
    text: String,
    is_key: bool,
}

impl QuestionView {
    /// The question in the language with this tag. `printed` are labels to show instead of A, B, C…
    pub fn of(visit: &Visit, content: &Content, language: &str, printed: Option<&[String]>) -> Self {
        let fallback = content.texts.in_language(visit.language);
        let text = content.texts.0.get(language).unwrap_or(fallback);
        let has_labels = content.kind.has_options();
        let is_key = |index: usize| {
            has_labels
                && content::label(index).is_some_and(|label| {
                    content
                        .answer
                        .as_ref()
                        .and_then(Value::as_array)
                        .is_some_and(|key| key.iter().any(|one| one.as_str() == Some(&label)))
                })
        };
        let options = text
            .options
            .iter()
            .enumerate()
            .map(|(index, text)| OptionView {
                label: printed
                    .and_then(|labels| labels.get(index).cloned())
                    .or_else(|| content::label(index))
                    .unwrap_or_default(),
                text: text.clone(),
                is_key: is_key(index),
            })
            .collect();
        Self {
            lang: language.to_owned(),
            kind_word: kind_word(visit, content.kind),
            settings: settings(visit, content),
            material: content.material.as_ref().and_then(|texts| texts.get(language)).cloned(),
            stem: text.stem.clone(),
            options,
            key_word: if has_labels { None } else { key_words(visit, content.answer.as_ref()) },
            reference: text.reference.clone(),
            explanation: text.explanation.clone(),
            fact: text.fact.clone(),
        }
    }
}

/// The word for a type of question.
pub fn kind_word(visit: &Visit, kind: QuestionKind) -> String {
    visit.text(match kind {
        QuestionKind::SingleChoice => "banks-kind-single-choice",
        QuestionKind::MultipleChoice => "banks-kind-multiple-choice",
        QuestionKind::TrueFalse => "banks-kind-true-false",
        QuestionKind::ShortAnswer => "banks-kind-short-answer",
        QuestionKind::FillBlank => "banks-kind-fill-blank",
        QuestionKind::Numeric => "banks-kind-numeric",
        QuestionKind::Matching => "banks-kind-matching",
        QuestionKind::Ordering => "banks-kind-ordering",
    })
}

fn settings(visit: &Visit, content: &Content) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(difficulty) = content.difficulty {
        found.push(visit.text_with("banks-difficulty-is", [("n", i64::from(difficulty))]));
    }
    if let Some(points) = content.points {
        found.push(visit.text_with("banks-points-are", [("points", points_value(points.into()))]));
    }
    if let Some(topic) = &content.topic {
        found.push(visit.text_with("banks-topic-is", [("topic", topic.clone())]));
    }
    found.extend(content.tags.iter().map(|tag| format!("#{tag}")));
    found
}

/// A key that is not a set of option labels, in words.
fn key_words(visit: &Visit, answer: Option<&Value>) -> Option<String> {
    match answer? {
        Value::Bool(truth) => Some(visit.text(if *truth { "banks-true" } else { "banks-false" })),
        Value::Array(blanks) => {
            let texts = |blank: &Value| match blank {
                Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" / "),
                other => other.as_str().unwrap_or_default().to_owned(),
            };
            Some(blanks.iter().map(texts).collect::<Vec<_>>().join("； "))
        }
        _ => None,
    }
}

/// The key of a question in few characters, for tables.
pub fn short_key(visit: &Visit, question: &QuestionVersion) -> Option<String> {
    if question.kind.has_options() {
        let labels = question.answer.as_ref()?.as_array()?;
        Some(labels.iter().filter_map(Value::as_str).collect())
    } else if question.kind == QuestionKind::ShortAnswer {
        Some(visit.text("banks-key-by-hand"))
    } else {
        key_words(visit, question.answer.as_ref())
    }
}

/// A stretch of a text that is in both versions, only in the old or only in the new one.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// same, del or ins.
    pub op: &'static str,
    /// The text.
    pub text: String,
}

/// What differs between two texts: the middle between what they begin and end with alike.
pub fn difference(old: &str, new: &str) -> Vec<Stretch> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let room = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let part = |text: &[char], from: usize, to: usize| -> String {
        text.get(from..to).unwrap_or_default().iter().collect()
    };
    let stretches = [
        ("same", part(&old, 0, before)),
        ("del", part(&old, before, old.len() - after)),
        ("ins", part(&new, before, new.len() - after)),
        ("same", part(&old, old.len() - after, old.len())),
    ];
    stretches
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(op, text)| Stretch { op, text })
        .collect()
}

#[derive(Debug, Serialize)]
struct DiffLine {
    label: String,
    stretches: Vec<Stretch>,
}

fn diff_lines(visit: &Visit, old: &Content, new: &Content, language: &str) -> Vec<DiffLine> {
    let empty = super::model::QuestionText::default();
    let before = old.texts.0.get(language).unwrap_or(&empty);
    let after = new.texts.0.get(language).unwrap_or(&empty);
    let mut pairs: Vec<(String, String, String)> =
        vec![(visit.text("banks-stem"), before.stem.clone(), after.stem.clone())];
    for index in 0..before.options.len().max(after.options.len()) {
        let label = visit.text_with("banks-option-n", [("label", content::label(index).unwrap_or_default())]);
        let at = |options: &[String]| options.get(index).cloned().unwrap_or_default();
        pairs.push((label, at(&before.options), at(&after.options)));
    }
    let key = |content: &Content| {
        if content.kind.has_options() {
            let labels = content.answer.as_ref().and_then(Value::as_array);
            labels.map(|key| key.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
        } else {
            key_words(visit, content.answer.as_ref()).unwrap_or_default()
        }
    };
    pairs.push((visit.text("banks-key"), key(old), key(new)));
    pairs.push((visit.text("banks-type"), kind_word(visit, old.kind), kind_word(visit, new.kind)));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    pairs.push((visit.text("banks-explanation"), text(&before.explanation), text(&after.explanation)));
    pairs.push((visit.text("banks-reference"), before.reference.join("\n"), after.reference.join("\n")));
    let words = |content: &Content| settings(visit, content).join(", ");
    pairs.push((visit.text("banks-settings"), words(old), words(new)));
    let languages = |content: &Content| content.texts.languages().join(", ");
    pairs.push((visit.text("banks-languages"), languages(old), languages(new)));
    pairs
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| DiffLine { label, stretches: difference(&old, &new) })
        .collect()
}

/// A verdict as the page shows it.
#[derive(Debug, Serialize)]
pub struct VerdictView {
    kind: &'static str,
    shape: &'static str,
    word: String,
    edge: &'static str,
}

fn verdict_view(visit: &Visit, verdict: Verdict) -> VerdictView {
    let (kind, shape, word, edge) = match verdict {
        Verdict::New => ("ok", "new", "banks-verdict-new", ""),
        Verdict::Same => ("none", "same", "banks-verdict-same", ""),
        Verdict::Changed => ("run", "pen", "banks-verdict-changed", ""),
        Verdict::Duplicate => ("warn", "pair", "banks-verdict-duplicate", " edge edge--warn"),
        Verdict::Error => ("bad", "bad", "banks-verdict-error", " edge edge--bad"),
    };
    VerdictView { kind, shape, word: visit.text(word), edge }
}

#[derive(Debug, Serialize)]
struct SourceLine {
    number: i32,
    text: String,
    is_bad: bool,
}

#[derive(Debug, Serialize)]
struct Fact {
    message: String,
    suggestion: Option<String>,
    excerpt: Option<String>,
}

#[derive(Debug, Serialize)]
struct KeyChoice {
    value: String,
    label: String,
}

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
}

/// Sentences of a reader in the language of the page.
pub fn reader_language(visit: &Visit) -> question_formats::Language {
    match visit.language {
        Language::Chinese => question_formats::Language::Zh,
        Language::English => question_formats::Language::En,
    }
}

fn fact(visit: &Visit, diagnostic: &Diagnostic) -> Fact {
    let language = reader_language(visit);
    Fact {
        message: diagnostic.message(language),
        suggestion: diagnostic.suggestion(language),
        excerpt: diagnostic.excerpt.clone(),
    }
}

fn row_view(visit: &Visit, review: &Review, row: &ImportQuestion, planned: &Planned) -> RowView {
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
    let shown = if draft.texts_in(visit.language.tag()) { visit.language.tag() } else { &draft.lang };
    let labels: Vec<String> = draft.options.iter().map(|option| option.label.clone()).collect();
    let with = |severity: Severity| row.diagnostics.iter().filter(move |one| one.severity == severity);
    let can_mend = is_open && verdict == Verdict::Error && planned.can_take;
    let (key_input, key_choices) = if can_mend { key_choices(visit, row) } else { (None, Vec::new()) };
    let (note, link) = note(visit, planned, outcome, existing, is_open);
    let takes = row.decision == Decision::Take;
    let may_take = match verdict {
        Verdict::Error => planned.can_take,
        Verdict::Same => false,
        Verdict::New | Verdict::Changed | Verdict::Duplicate => true,
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
            Some(old) if is_open && verdict == Verdict::Changed => {
                diff_lines(visit, &old.content(), &planned.content, shown)
            }
            _ => Vec::new(),
        },
        key_input,
        key_choices,
        offers_take: is_open && may_take && !takes,
        offers_leave: is_open && may_take && takes,
        take_word: visit.text(match verdict {
            Verdict::Error => "banks-take-without-key",
            Verdict::Duplicate => "banks-take-duplicate",
            _ => "banks-take",
        }),
    }
}

/// What can be asked of a draft that pages need.
trait DraftLanguages {
    fn texts_in(&self, language: &str) -> bool;
}

impl DraftLanguages for QuestionDraft {
    fn texts_in(&self, language: &str) -> bool {
        self.lang == language || self.translations.contains_key(language)
    }
}

fn lines(visit: &Visit, row: &ImportQuestion) -> String {
    match (row.source_from, row.source_to) {
        (Some(from), Some(to)) if from != to => visit.text_with("banks-lines", [("from", from), ("to", to)]),
        (Some(from), _) => visit.text_with("banks-line", [("line", from)]),
        _ => String::new(),
    }
}

fn source(row: &ImportQuestion) -> Vec<SourceLine> {
    let bad: Vec<i32> = row
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .filter_map(|one| i32::try_from(one.place.as_ref()?.line_number()?).ok())
        .collect();
    let first = row.source_from.unwrap_or(1);
    (first..)
        .zip(row.source_text.lines())
        .map(|(number, text)| SourceLine { number, text: text.to_owned(), is_bad: bad.contains(&number) })
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
    let question = |bank: &str, code: &str, label: String| Crumb {
        label,
        href: Some(format!("/banks/{bank}/questions/{code}")),
    };
    let link = match (&planned.repeats, existing) {
        (Some(Repeats::Row(position)), _) if is_open => {
            Some(Crumb { label: visit.text_with("banks-repeats-row", [("position", *position)]), href: None })
        }
        (Some(Repeats::Question(bank, code)), _) if is_open => Some(question(
            bank,
            code,
            visit.text_with("banks-repeats-question", [("bank", bank.clone()), ("code", code.clone())]),
        )),
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

/// A filter of the review.
#[derive(Debug, Serialize)]
pub struct Chip {
    label: String,
    shape: Option<&'static str>,
    count: usize,
    href: String,
    current: bool,
}

/// Lines of the file that gave no question.
#[derive(Debug, Serialize)]
pub struct SkippedView {
    lines: String,
    reason: String,
    text: String,
}

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
    back_verdict: String,
    back_page: usize,
    mark: String,
    written: usize,
    total: usize,
    commit_heading: String,
    commit_note: String,
    commit_button: String,
    done: String,
    bank_href: Option<String>,
    closed_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The order in which a person goes through the rows: what needs them first.
fn urgency(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Error => 0,
        Verdict::Duplicate => 1,
        Verdict::Changed => 2,
        Verdict::New => 3,
        Verdict::Same => 4,
    }
}

/// The page of an import.
pub fn review_page(visit: &Visit, review: &Review, wanted: Option<Verdict>, page: usize) -> ReviewPage {
    let import = &review.import;
    let is_open = import.state == ImportState::Draft;
    let verdict_of =
        |row: &ImportQuestion, planned: &Planned| if is_open { planned.verdict } else { row.verdict };
    let sums = if is_open { review.sums } else { stored_sums(review) };
    let mut rows: Vec<(&ImportQuestion, &Planned)> = review
        .questions
        .iter()
        .zip(&review.planned)
        .filter(|(row, planned)| wanted.is_none_or(|wanted| verdict_of(row, planned) == wanted))
        .collect();
    rows.sort_by_key(|(row, planned)| (urgency(verdict_of(row, planned)), row.position));
    let last = rows.len().div_ceil(ROWS_A_PAGE).max(1);
    let page = page.clamp(1, last);
    let base = format!("/banks/import/{}", import.id);
    let address = |verdict: Option<Verdict>, page: usize| {
        let verdict = verdict.map(|verdict| format!("verdict={}&", verdict.as_str())).unwrap_or_default();
        format!("{base}?{verdict}page={page}")
    };
    let shown = rows.iter().skip((page - 1) * ROWS_A_PAGE).take(ROWS_A_PAGE);
    let skipped: Vec<SkippedLines> = serde_json::from_value(import.skipped.clone()).unwrap_or_default();
    let notes: Vec<Diagnostic> = serde_json::from_value(import.diagnostics.clone()).unwrap_or_default();
    let skipped_count: usize = skipped.iter().map(|range| range.to + 1 - range.from.min(range.to)).sum();
    let bank_code =
        review.bank.as_ref().map(|bank| bank.code.clone()).or_else(|| import.new_bank_code.clone());
    let bank_code = bank_code.unwrap_or_default();
    let bank_href = review.bank.as_ref().map(|bank| format!("/banks/{}", bank.code));
    ReviewPage {
        crumbs: vec![
            Crumb::new(visit.text("banks-title"), Some("/banks")),
            Crumb { label: bank_code.clone(), href: bank_href.clone() },
            Crumb::new(visit.text("banks-import"), None),
        ],
        id: import.id.to_string(),
        state: import.state.as_str(),
        file_name: import.file_name.clone(),
        read_as: visit.text_with(
            "banks-read-as",
            [
                ("format", FluentValue::from(format_words(visit, import.format.as_deref()))),
                ("encoding", import.encoding.clone().into()),
                ("lines", import.line_count.into()),
            ],
        ),
        sum: sum_words(visit, &sums, skipped_count),
        encodings: encodings(visit),
        formats: formats(visit),
        file_notes: notes.iter().map(|one| fact(visit, one)).collect(),
        skipped_label: visit.text_with("banks-skipped-label", [("n", skipped_count)]),
        skipped: skipped.iter().map(|range| skipped_view(visit, range)).collect(),
        chips: chips(visit, &sums, wanted, |verdict| address(verdict, 1)),
        rows: shown.map(|(row, planned)| row_view(visit, review, row, planned)).collect(),
        pager: pager(visit, page, ROWS_A_PAGE, rows.len(), |page| address(wanted, page)),
        back_verdict: wanted.map(|verdict| verdict.as_str().to_owned()).unwrap_or_default(),
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

fn sum_words(visit: &Visit, sums: &Sums, skipped: usize) -> String {
    visit.text_with(
        "banks-sum",
        [
            ("total", sums.total),
            ("new", sums.new),
            ("changed", sums.changed),
            ("same", sums.same),
            ("duplicate", sums.duplicate),
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

fn chips(
    visit: &Visit,
    sums: &Sums,
    wanted: Option<Verdict>,
    address: impl Fn(Option<Verdict>) -> String,
) -> Vec<Chip> {
    let mut chips = vec![Chip {
        label: visit.text("banks-verdict-all"),
        shape: None,
        count: sums.total,
        href: address(None),
        current: wanted.is_none(),
    }];
    for (verdict, count) in [
        (Verdict::Error, sums.error),
        (Verdict::Duplicate, sums.duplicate),
        (Verdict::Changed, sums.changed),
        (Verdict::New, sums.new),
        (Verdict::Same, sums.same),
    ] {
        let view = verdict_view(visit, verdict);
        chips.push(Chip {
            label: view.word,
            shape: Some(view.shape),
            count,
            href: address(Some(verdict)),
            current: wanted == Some(verdict),
        });
    }
    chips
}

fn skipped_view(visit: &Visit, range: &SkippedLines) -> SkippedView {
    use question_formats::SkipReason;
    let reason = match range.reason {
        SkipReason::NotPartOfThePaper => "banks-skip-not-part",
        SkipReason::PageFurniture => "banks-skip-furniture",
        SkipReason::Heading => "banks-skip-heading",
        SkipReason::TooLong => "banks-skip-too-long",
        _ => "banks-skip-no-question",
    };
    SkippedView {
        lines: visit.text_with("banks-lines", [("from", range.from), ("to", range.to)]),
        reason: visit.text(reason),
        text: range.text.clone(),
    }
}

fn format_words(visit: &Visit, format: Option<&str>) -> String {
    visit.text(match format {
        Some("paper-text") => "banks-format-paper-text",
        Some("native-toml") => "banks-format-native-toml",
        _ => "banks-format-other",
    })
}

fn encodings(visit: &Visit) -> Vec<Choice> {
    let automatic = Choice { value: String::new(), label: visit.text("banks-automatic"), selected: true };
    let known = ENCODINGS.iter().map(|label| Choice {
        value: (*label).to_owned(),
        label: label.to_uppercase(),
        selected: false,
    });
    std::iter::once(automatic).chain(known).collect()
}

fn formats(visit: &Visit) -> Vec<Choice> {
    [
        ("", "banks-automatic"),
        ("paper-text", "banks-format-paper-text"),
        ("native-toml", "banks-format-native-toml"),
    ]
    .into_iter()
    .map(|(value, label)| Choice {
        value: value.to_owned(),
        label: visit.text(label),
        selected: value.is_empty(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        difference(old, new)
            .into_iter()
            .map(|one| match one.op {
                "del" => format!("[-{}]", one.text),
                "ins" => format!("[+{}]", one.text),
                _ => one.text,
            })
            .collect()
    }

    #[test]
    fn only_the_middle_that_differs_is_marked() {
        assert_eq!(shown("时间、地点和主题", "时间、地点、参加人"), "时间、地点[-和主题][+、参加人]");
        assert_eq!(shown("aaa", "aa"), "aa[-a]");
        assert_eq!(shown("", "B"), "[+B]");
        assert_eq!(shown("same", "same"), "same");
    }
}
