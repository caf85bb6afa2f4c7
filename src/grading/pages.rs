//! What the templates of this room get, and the lines of its CSV.

mod queue;

pub use queue::{
    AnswerPage, Bar, ChangePage, DisputePage, DisputeRow, ExamPage, ExamRow, LastLink, QueueRow, QueuesPage,
    ScoreNow, Sheet, alias, short_stem,
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::model::{ExamResultRow, PersonStanding, Standing};
use crate::base::percent::tenths;
use crate::exams::pages::Head;
use crate::web::Visit;
use crate::web::components::Figure;
use crate::web::markup::{percent_text, points_text};
use crate::web::paging::Pager;

/// `/exams/{code}/results`.
#[derive(Serialize)]
pub struct ResultsPage {
    /// The head of the exam.
    pub head: Head,
    /// How many stand how; each figure filters.
    pub figures: Vec<Figure>,
    /// The people of this page of the list.
    pub rows: Vec<ResultRow>,
    /// Pages of the list.
    pub pager: Option<Pager>,
    /// Address of the CSV of exactly what is shown.
    pub csv: String,
    /// Words of the filter, if one is set.
    pub filter: Option<String>,
    /// Address without a filter.
    pub all: String,
    /// Which attempt counts, in words.
    pub counting: String,
}

/// One person in the list.
#[derive(Serialize)]
pub struct ResultRow {
    /// The attempt that counts.
    attempt: Option<String>,
    name: String,
    employee_number: Option<String>,
    assigned: bool,
    kind: &'static str,
    shape: &'static str,
    word: String,
    score: Option<i32>,
    maximum: Option<i32>,
    percent: Option<i32>,
    late: bool,
    attempt_count: usize,
    on_paper: bool,
    submitted_at: Option<DateTime<Utc>>,
}

fn look(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Passed => ("ok", "ok"),
        Standing::Failed => ("bad", "bad"),
        Standing::InProgress => ("run", "run"),
        Standing::Waiting => ("run", "clock"),
        Standing::NotStarted | Standing::Absent => ("none", "none"),
    }
}

/// How a person stands, in words.
pub fn standing_word(visit: &Visit, standing: Standing) -> String {
    visit.text(match standing {
        Standing::Passed => "grading-passed",
        Standing::Failed => "grading-failed",
        Standing::InProgress => "grading-in-progress",
        Standing::Waiting => "grading-waiting",
        Standing::NotStarted => "grading-not-started",
        Standing::Absent => "grading-absent",
    })
}

/// The figures of an exam. Those that nobody has are left out, but passed and failed stay.
pub fn figures(visit: &Visit, code: &str, standings: &[PersonStanding]) -> Vec<Figure> {
    let all = standings.len();
    Standing::ALL
        .iter()
        .map(|standing| (*standing, standings.iter().filter(|person| person.standing == *standing).count()))
        .filter(|(standing, number)| *number > 0 || matches!(standing, Standing::Passed | Standing::Failed))
        .map(|(standing, number)| {
            let (kind, shape) = look(standing);
            Figure {
                of: (standing == Standing::Passed).then(|| all.to_string()),
                shape: Some(shape),
                kind: Some(kind).filter(|kind| matches!(*kind, "ok" | "bad")),
                href: Some(format!("/exams/{code}/results?show={}", standing.as_str())),
                ..Figure::new(i64::try_from(number).unwrap_or(i64::MAX), standing_word(visit, standing))
            }
        })
        .collect()
}

impl ResultRow {
    /// The row of a person.
    pub fn new(visit: &Visit, row: ExamResultRow) -> Self {
        let (kind, shape) = look(row.standing);
        Self {
            kind,
            shape,
            word: standing_word(visit, row.standing),
            percent: row.score.zip(row.maximum).map(|(score, maximum)| tenths(score, maximum)),
            attempt: row.attempt_id.map(|id| id.to_string()),
            name: row.name,
            employee_number: row.employee_number,
            assigned: row.assigned,
            score: row.score,
            maximum: row.maximum,
            late: row.late,
            on_paper: row.on_paper,
            attempt_count: row.attempt_count,
            submitted_at: row.submitted_at,
        }
    }
}

/// The head of the CSV.
pub fn csv_header(visit: &Visit) -> Vec<String> {
    [
        "grading-col-name",
        "grading-col-employee-number",
        "grading-col-standing",
        "grading-col-score",
        "grading-col-maximum",
        "grading-col-percent",
        "grading-col-attempts",
        "grading-col-submitted",
        "grading-col-late",
        "grading-col-assigned",
        "grading-col-on-paper",
    ]
    .map(|id| visit.text(id))
    .to_vec()
}

/// The line of a person in the CSV. Times are in `zone`.
pub fn csv_cells(visit: &Visit, row: &ExamResultRow, zone: Tz) -> Vec<String> {
    let points = |points: Option<i32>| points.map(|points| points_text(points.into())).unwrap_or_default();
    let yes_or_no = |yes: bool| visit.text(if yes { "grading-yes" } else { "grading-no" });
    let percent = row.score.zip(row.maximum).map(|(score, maximum)| tenths(score, maximum));
    let submitted =
        row.submitted_at.map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string());
    vec![
        row.name.clone(),
        row.employee_number.clone().unwrap_or_default(),
        standing_word(visit, row.standing),
        points(row.score),
        points(row.maximum),
        percent.map(|percent| percent_text(percent.into())).unwrap_or_default(),
        row.attempt_count.to_string(),
        submitted.unwrap_or_default(),
        if row.attempt_id.is_some() { yes_or_no(row.late) } else { String::new() },
        yes_or_no(row.assigned),
        if row.attempt_id.is_some() { yes_or_no(row.on_paper) } else { String::new() },
    ]
}
