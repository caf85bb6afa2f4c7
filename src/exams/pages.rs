//! What the templates of this room get.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::model::{Definition, Exam, ExamListItem, SectionDefinition};
use super::rules::{Check, ExamState, Problem, Stock, state};
use crate::base::QuestionKind;
use crate::web::components::{Crumb, Pill, Tab};
use crate::web::{Fields, FormErrorItem, FormErrors, Language, Visit};

/// The pages of an exam that have a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Titles, instructions, languages.
    Basics,
    /// The sections.
    Sections,
    /// Times and rules.
    Times,
    /// Who takes it.
    Assignments,
    /// Publishing.
    Publish,
    /// Results.
    Results,
}

impl View {
    const ALL: [Self; 6] =
        [Self::Basics, Self::Sections, Self::Times, Self::Assignments, Self::Publish, Self::Results];

    /// The address of the page of the exam with this code.
    pub fn path(self, code: &str) -> String {
        let below = match self {
            Self::Basics => "",
            Self::Sections => "/sections",
            Self::Times => "/times",
            Self::Assignments => "/assignments",
            Self::Publish => "/publish",
            Self::Results => "/results",
        };
        format!("/exams/{code}{below}")
    }

    /// Id of the tab's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Basics => "exams-tab-basics",
            Self::Sections => "exams-tab-sections",
            Self::Times => "exams-tab-times",
            Self::Assignments => "exams-tab-assignments",
            Self::Publish => "exams-tab-publish",
            Self::Results => "exams-tab-results",
        }
    }
}

/// What stands at the top of every page of an exam.
#[derive(Serialize)]
pub struct Head {
    code: String,
    title: String,
    status: Pill,
    has_unpublished_changes: bool,
    version: Option<i32>,
    changed_at: DateTime<Utc>,
    changed_by: Option<String>,
    crumbs: Vec<Crumb>,
    tabs: Vec<Tab>,
}

impl Head {
    /// The head of an exam with this tab open; `below` names a page inside the tab.
    pub fn new(
        visit: &Visit,
        standing: &ExamListItem,
        view: View,
        below: Option<String>,
        now: DateTime<Utc>,
    ) -> Self {
        let exam = &standing.exam;
        let title = title_of(visit, &exam.draft);
        let mut crumbs = vec![
            Crumb::up("/exams", visit.text("exams-title")),
            Crumb::up(View::Basics.path(&exam.code), &title),
        ];
        let tab =
            Crumb { label: visit.text(view.label()), href: below.is_some().then(|| view.path(&exam.code)) };
        crumbs.push(tab);
        crumbs.extend(below.map(Crumb::here));
        let tabs = View::ALL
            .into_iter()
            .map(|other| Tab {
                href: other.path(&exam.code),
                label: visit.text(other.label()),
                count: (other == View::Assignments).then_some(standing.assignment_count),
                current: other == view,
            })
            .collect();
        Self {
            code: exam.code.clone(),
            title,
            status: status(visit, standing, now),
            has_unpublished_changes: standing.has_unpublished_changes,
            version: standing.current.map(|version| version.number),
            changed_at: exam.changed_at,
            changed_by: exam.changed_by.clone(),
            crumbs,
            tabs,
        }
    }
}

/// The title of a definition in the language of the page.
pub fn title_of(visit: &Visit, definition: &Definition) -> String {
    visit.language.pick(&definition.title_zh, &definition.title_en).to_owned()
}

/// The state of an exam as shape and word.
pub fn status(visit: &Visit, standing: &ExamListItem, now: DateTime<Utc>) -> Pill {
    let (kind, shape, word) = match state(standing.current.as_ref(), now) {
        ExamState::Draft => ("none", "pen", "exams-state-draft"),
        ExamState::Waiting => ("run", "clock", "exams-state-waiting"),
        ExamState::Open => ("ok", "ok", "exams-state-open"),
        ExamState::Closed => ("none", "none", "exams-state-closed"),
    };
    Pill { kind, shape, word: visit.text(word) }
}

/// A row of the list of exams.
#[derive(Serialize)]
pub struct ListRow {
    code: String,
    title: String,
    status: Pill,
    has_unpublished_changes: bool,
    question_count: i32,
    assignment_count: i64,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    changed_at: DateTime<Utc>,
    changed_by: Option<String>,
    next_href: String,
    next_label: String,
}

impl ListRow {
    /// The row of an exam, with what is to be done next.
    pub fn new(visit: &Visit, standing: &ExamListItem, now: DateTime<Utc>) -> Self {
        let exam = &standing.exam;
        let window = standing.current.map_or((exam.draft.opens_at, exam.draft.closes_at), |version| {
            (version.opens_at, version.closes_at)
        });
        let (view, next) = next_step(standing);
        Self {
            code: exam.code.clone(),
            title: title_of(visit, &exam.draft),
            status: status(visit, standing, now),
            has_unpublished_changes: standing.has_unpublished_changes,
            question_count: exam.draft.question_count(),
            assignment_count: standing.assignment_count,
            opens_at: window.0,
            closes_at: window.1,
            changed_at: exam.changed_at,
            changed_by: exam.changed_by.clone(),
            next_href: view.path(&exam.code),
            next_label: visit.text(next),
        }
    }
}

/// What a trainer has to do next with an exam.
fn next_step(standing: &ExamListItem) -> (View, &'static str) {
    if standing.exam.draft.sections.is_empty() {
        (View::Sections, "exams-next-sections")
    } else if standing.current.is_none() {
        (View::Publish, "exams-next-publish")
    } else if standing.assignment_count == 0 {
        (View::Assignments, "exams-next-assign")
    } else if standing.has_unpublished_changes {
        (View::Publish, "exams-next-publish-changes")
    } else {
        (View::Results, "exams-next-results")
    }
}

/// A form as a page shows it: what was typed or stored, and what is wrong with it.
#[derive(Serialize)]
pub struct FormView {
    values: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    draft_number: i32,
    stale: Option<Stale>,
}

/// Somebody else saved the draft while the form was open.
#[derive(Serialize)]
pub struct Stale {
    who: String,
    at: DateTime<Utc>,
}

impl FormView {
    /// A form with these fields, made from this draft.
    pub fn new(fields: &Fields, names: &[&str], draft_number: i32) -> Self {
        Self {
            values: fields.echo(names),
            errors: FormErrors::none(),
            error_list: Vec::new(),
            draft_number,
            stale: None,
        }
    }

    /// The same with what is wrong.
    pub fn with_errors(mut self, errors: FormErrors) -> Self {
        self.error_list = errors.list();
        self.errors = errors;
        self
    }

    /// The same after somebody else saved the draft: the next save builds on theirs.
    pub fn on_top_of(mut self, visit: &Visit, exam: &Exam) -> Self {
        let who = exam.changed_by.clone().unwrap_or_else(|| visit.text("exams-somebody"));
        self.stale = Some(Stale { who, at: exam.changed_at });
        self.draft_number = exam.draft_number;
        self
    }
}

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
        Problem::TooManyQuestions => {
            visit.text_with("exams-problem-too-many", [("most", super::rules::MOST_QUESTIONS)])
        }
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
