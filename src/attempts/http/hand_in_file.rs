//! `/exams/{code}/hand-in-files`: work sealed on a device comes in as a file, is looked at and accepted, for trainers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::accounts::{self, Trainer};
use crate::attempts::actions::{Accepting, FileAccepted};
use crate::attempts::forms::{canonical, fate};
use crate::attempts::model::{Attempt, HandInFile};
use crate::attempts::pages::Resting;
use crate::attempts::sealing::{self, Difference, LARGEST_FILE, SealProblem, SealedFile, Work};
use crate::attempts::{actions, queries};
use crate::base::text::has_forbidden_controls;
use crate::db::{self, Conn, ExamId};
use crate::exams;
use crate::exams::model::ExamListItem;
use crate::exams::pages::{Head, View};
use crate::web::upload::Upload;
use crate::web::{Error, Fields, Flash, FormErrors};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 2000;

/// What `attempts/hand-in-files.hbs` shows.
#[derive(Serialize)]
struct UploadPage {
    head: Head,
    errors: FormErrors,
    error_list: Vec<crate::web::FormErrorItem>,
}

/// What `attempts/hand-in-file.hbs` shows.
#[derive(Serialize)]
struct FilePage {
    head: Head,
    id: Uuid,
    name: String,
    timeline: String,
    number: i32,
    submitted_at: Option<DateTime<Utc>>,
    deadline_at: Option<DateTime<Utc>>,
    sealed_at: Option<DateTime<Utc>>,
    /// Whether another device went on with the attempt after this one.
    superseded: bool,
    /// Whether the attempt is not handed in yet, so that nothing can be accepted.
    open: bool,
    accepted_at: Option<DateTime<Utc>>,
    accepted_reason: Option<String>,
    differences: Vec<Difference>,
    /// The certificates that rest on the attempt, and what becomes of them should it pass no more.
    resting: Option<Resting>,
    reason: String,
    errors: FormErrors,
    error_list: Vec<crate::web::FormErrorItem>,
}

/// A file that was opened.
struct Opened {
    attempt: Attempt,
    file: SealedFile,
    work: Work,
}

async fn standing_of(conn: &mut Conn, code: &str) -> Result<ExamListItem, Error> {
    exams::queries::standing(conn, code).await?.ok_or(Error::NotFound)
}

/// Opens a file for an attempt at this exam.
async fn open(conn: &mut Conn, exam: ExamId, content: &[u8]) -> Result<Result<Opened, SealProblem>, Error> {
    let file = match sealing::read(content) {
        Ok(file) => file,
        Err(problem) => return Ok(Err(problem)),
    };
    let Some(attempt) = queries::attempt_in(conn, file.attempt, exam).await? else {
        return Ok(Err(SealProblem::DoesNotOpen));
    };
    let seed = queries::seed_of(conn, attempt.id).await?;
    Ok(sealing::open(&file, &seed, attempt.person_id).map(|work| Opened { attempt, file, work }))
}

/// `GET /exams/{code}/hand-in-files`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let standing = standing_of(&mut conn, &code).await?;
    upload_page(&mut conn, &trainer, &standing, FormErrors::none(), StatusCode::OK).await
}

async fn upload_page(
    conn: &mut Conn,
    trainer: &Trainer,
    standing: &ExamListItem,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let title = trainer.text("file-title");
    let now = db::now(conn).await?;
    let head = Head::new(trainer, standing, View::Results, Some(title.clone()), now);
    let data = UploadPage { head, error_list: errors.list(), errors };
    trainer.page("attempts/hand-in-files", title, data).with_status(status).respond()
}

/// `POST /exams/{code}/hand-in-files`.
pub(super) async fn bring(
    trainer: Trainer,
    code: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse, Error> {
    upload.fields.only(&[])?;
    let mut conn = trainer.conn().await?;
    let standing = standing_of(&mut conn, &code).await?;
    let problem = match &upload.file {
        None => "file-missing",
        Some(file) if file.bytes.is_empty() || file.bytes.len() > LARGEST_FILE => "file-not-ours",
        Some(file) => match open(&mut conn, standing.exam.id, &file.bytes).await? {
            Ok(opened) => {
                let (actor, by) = (trainer.actor(), trainer.person.id);
                let id = actions::keep_file(&mut conn, &actor, opened.attempt.id, by, &file.bytes).await?;
                return Ok(trainer.redirect(&format!("/exams/{code}/hand-in-files/{id}")));
            }
            Err(SealProblem::NotSealedWork) => "file-not-ours",
            Err(SealProblem::DoesNotOpen | SealProblem::NoKey) => "file-other-attempt",
        },
    };
    let mut errors = FormErrors::none();
    errors.add("file", trainer.text(problem));
    upload_page(&mut conn, &trainer, &standing, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// `GET /exams/{code}/hand-in-files/{id}`.
pub(super) async fn review(
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let standing = standing_of(&mut conn, &code).await?;
    let file = file_of(&mut conn, &id, standing.exam.id).await?;
    let nothing = Fields::default();
    file_page(&mut conn, &trainer, &standing, file, &nothing, FormErrors::none(), StatusCode::OK).await
}

async fn file_of(conn: &mut Conn, id: &str, exam: ExamId) -> Result<HandInFile, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    queries::hand_in_file(conn, id, exam).await?.ok_or(Error::NotFound)
}

/// `POST /exams/{code}/hand-in-files/{id}`: accepts it.
pub(super) async fn accept(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["reason", "fate"])?;
    let (code, id) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let standing = standing_of(&mut conn, &code).await?;
    let file = file_of(&mut conn, &id, standing.exam.id).await?;
    let reason = fields.get("reason");
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON || has_forbidden_controls(reason) {
        let mut errors = FormErrors::none();
        errors.add("reason", trainer.text("file-reason-missing"));
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return file_page(&mut conn, &trainer, &standing, file, &fields, errors, status).await;
    }
    let Ok(opened) = open(&mut conn, standing.exam.id, &file.content).await? else {
        return Err(Error::internal("a stored file opens no more"));
    };
    let differences = differences(&mut conn, &opened).await?;
    let (actor, site, by) = (trainer.actor(), &trainer.app.config.site, trainer.person.id);
    let fate = fate(&fields, &trainer, false, &mut FormErrors::none());
    let accepting = Accepting { file: file.id, by, accepted: &differences, reason, fate };
    let done = if differences.is_empty() {
        FileAccepted::NotNow
    } else {
        actions::accept_file(&mut conn, &actor, site, accepting).await?
    };
    let said = match done {
        FileAccepted::Done => Flash::ok(trainer.text("file-accepted")),
        FileAccepted::NotNow => Flash::warn(trainer.text("file-not-accepted")),
        FileAccepted::Undecided => {
            let mut errors = FormErrors::none();
            errors.add("fate", trainer.text("hand-fate-missing"));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return file_page(&mut conn, &trainer, &standing, file, &fields, errors, status).await;
        }
    };
    Ok(trainer.redirect_saying(&format!("/exams/{code}/hand-in-files/{id}"), &said))
}

/// What the file would change now.
async fn differences(conn: &mut Conn, opened: &Opened) -> Result<Vec<Difference>, Error> {
    let id = opened.attempt.id;
    let paper = queries::paper(conn, id).await?;
    let stored = queries::responses_of(conn, id).await?;
    let counted: Vec<String> = match queries::score_of(conn, id).await? {
        Some(score) => queries::marks_of(&score)?.into_iter().map(|mark| mark.response).collect(),
        None => (1..=opened.attempt.question_count)
            .map(|position| {
                stored
                    .iter()
                    .find(|one| one.position == position)
                    .map_or_else(String::new, |one| one.response.clone())
            })
            .collect(),
    };
    Ok(sealing::differences(&opened.work, &stored, &counted, |position, response| {
        let item = paper.item(position)?;
        canonical(Some((item.kind, item.option_count)), response)
    }))
}

async fn file_page(
    conn: &mut Conn,
    trainer: &Trainer,
    standing: &ExamListItem,
    file: HandInFile,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let Ok(opened) = open(conn, standing.exam.id, &file.content).await? else {
        return Err(Error::internal("a stored file opens no more"));
    };
    let attempt = &opened.attempt;
    let differences =
        if file.accepted_at.is_some() { Vec::new() } else { differences(conn, &opened).await? };
    let resting =
        if differences.is_empty() { Vec::new() } else { queries::resting_on(conn, attempt).await? };
    let (name, _) = accounts::queries::current_name(conn, attempt.person_id).await?;
    let now = db::now(conn).await?;
    let title = trainer.text("file-title");
    let data = FilePage {
        head: Head::new(trainer, standing, View::Results, Some(title.clone()), now),
        id: file.id,
        timeline: format!("/exams/{}/results/{}", standing.exam.code, attempt.id),
        name,
        number: attempt.number,
        submitted_at: attempt.submitted_at,
        deadline_at: attempt.deadline_at,
        sealed_at: opened.work.sealed_at,
        superseded: opened.file.epoch != attempt.writer_epoch,
        open: attempt.is_open(),
        accepted_at: file.accepted_at,
        accepted_reason: file.reason,
        differences,
        resting: Resting::new(&resting, fields.get("fate"), trainer),
        reason: fields.raw("reason").to_owned(),
        error_list: errors.list(),
        errors,
    };
    trainer.page("attempts/hand-in-file", title, data).with_status(status).respond()
}
