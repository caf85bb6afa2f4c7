//! `/exams/{code}/results/{attempt}`: what happened in one attempt, for trainers.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::attempt_id;
use crate::accounts::{self, Trainer};
use crate::attempts::model::AttemptState;
use crate::attempts::pages::{Happened, MarkRow, ScoreRow, mark_rows, score_rows, timeline};
use crate::attempts::queries;
use crate::db;
use crate::exams;
use crate::exams::pages::{Head, View};
use crate::web::Error;

/// Most refused saves on the page.
const MOST_REFUSED: i64 = 500;

/// What `attempts/timeline.hbs` shows.
#[derive(Serialize)]
struct TimelinePage {
    head: Head,
    name: String,
    number: i32,
    answered: usize,
    count: i16,
    /// How often the page was left, where that was noted.
    away: Option<usize>,
    /// Days notes are kept, where things are noted.
    keep_days: Option<u16>,
    happened: Vec<Happened>,
    /// Address of the attempt here.
    href: String,
    /// Whether it is handed in and counts, so that it can be voided or opened again.
    may_change: bool,
    being_graded: bool,
    voided: bool,
    on_paper: bool,
    /// Every score it had, the one that counts last.
    scores: Vec<ScoreRow>,
    /// Every mark that people gave.
    marks: Vec<MarkRow>,
    /// The other attempts of the person.
    others: Vec<Other>,
}

/// Another attempt of the same person.
#[derive(Serialize)]
struct Other {
    href: String,
    number: i32,
}

/// `GET /exams/{code}/results/{attempt}`.
pub(super) async fn show(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let id = attempt_id(&id)?;
    let mut conn = trainer.conn().await?;
    let standing = exams::queries::standing(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let exam = standing.exam.id;
    let attempt = queries::attempt_in(&mut conn, id, exam).await?.ok_or(Error::NotFound)?;
    let now = db::now(&mut conn).await?;
    let (name, _) = accounts::queries::current_name(&mut conn, attempt.person_id).await?;
    let policy = exams::queries::delivery_of(&mut conn, attempt.version_id).await?.notes;
    let notes = queries::notes_of(&mut conn, id).await?;
    let events = queries::events_of(&mut conn, id).await?;
    let refused = queries::refused_saves(&mut conn, id, MOST_REFUSED).await?;
    let responses = queries::responses_of(&mut conn, id).await?;
    let others = queries::attempts_at(&mut conn, exam, attempt.person_id).await?;
    let away = queries::times_away(&mut conn, id).await?;
    let past = queries::past_scores(&mut conn, id).await?;
    let marks = queries::manual_marks_of(&mut conn, id).await?;
    let tasks = queries::grading_tasks_of(&mut conn, id).await?;
    let data = TimelinePage {
        href: format!("/exams/{code}/results/{id}"),
        may_change: matches!(attempt.state, AttemptState::Submitted | AttemptState::Graded),
        being_graded: attempt.state == AttemptState::Submitted,
        voided: attempt.state == AttemptState::Voided,
        on_paper: attempt.is_on_paper(),
        scores: score_rows(&trainer, &past, &events, attempt.state),
        marks: mark_rows(&marks, &tasks, attempt.state),
        head: Head::new(&trainer, &standing, View::Results, Some(name.clone()), now),
        name,
        number: attempt.number,
        answered: crate::attempts::pages::answered(&responses),
        count: attempt.question_count,
        away: (policy.is_some() || away > 0).then_some(away),
        keep_days: policy.map(|policy| policy.keep_days),
        happened: timeline(&trainer, &events, &refused, &notes),
        others: others
            .into_iter()
            .filter(|other| other.id != id)
            .map(|other| Other { href: format!("/exams/{code}/results/{}", other.id), number: other.number })
            .collect(),
    };
    trainer.page("attempts/timeline", trainer.text("timeline-title"), data).respond()
}
