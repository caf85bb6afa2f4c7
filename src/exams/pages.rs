//! What the templates of this room get.

mod form;
mod problems;
mod proof;
mod rule;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use form::{FormView, Stale, TimeField};
pub use problems::{ProblemView, over_exposed_titles, problem_views, why_words};
pub(super) use proof::kinds_words;
pub use proof::{
    BankTitles, Fill, PaperFigures, PartRow, ProofCell, ProofRow, kind_word, proof_rows, scoring_name,
};
pub(super) use rule::example_text;
pub use rule::{Rule, rules_text};

use super::counting::Counting;
use super::model::{Definition, ExamListItem};
use super::rules::{ExamState, state};
use crate::web::Visit;
use crate::web::components::{Crumb, Pill, Tab};

/// The pages of an exam that have a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Titles, instructions, languages.
    Basics,
    /// The sections.
    Sections,
    /// Times and rules.
    Times,
    /// Questions on a page, notes about a sitting.
    Delivery,
    /// Who takes it.
    Assignments,
    /// Publishing.
    Publish,
    /// Who sits it now.
    Room,
    /// Results.
    Results,
}

impl View {
    const ALL: [Self; 8] = [
        Self::Basics,
        Self::Sections,
        Self::Times,
        Self::Delivery,
        Self::Assignments,
        Self::Publish,
        Self::Room,
        Self::Results,
    ];

    /// The address of the page of the exam with this code.
    pub fn path(self, code: &str) -> String {
        let below = match self {
            Self::Basics => "",
            Self::Sections => "/sections",
            Self::Times => "/times",
            Self::Delivery => "/delivery",
            Self::Assignments => "/assignments",
            Self::Publish => "/publish",
            Self::Room => "/room",
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
            Self::Delivery => "exams-tab-delivery",
            Self::Assignments => "exams-tab-assignments",
            Self::Publish => "exams-tab-publish",
            Self::Room => "exams-tab-room",
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

/// Which attempt counts, in words.
pub fn counting_words(visit: &Visit, rule: Counting) -> String {
    visit.text(match rule {
        Counting::Best => "exams-counting-best",
        Counting::Last => "exams-counting-last",
        Counting::First => "exams-counting-first",
    })
}

/// Extra time in words: +25 %, +10 min.
pub fn extra_words(visit: &Visit, percent: i32, minutes: i32) -> String {
    let mut words = Vec::new();
    if percent > 0 {
        words.push(visit.text_with("terms-plus-percent", [("percent", percent)]));
    }
    if minutes > 0 {
        words.push(visit.text_with("terms-plus-minutes", [("minutes", minutes)]));
    }
    words.join(visit.language.pick("，", ", "))
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
