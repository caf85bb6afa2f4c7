//! `/exams/{code}/results/{attempt}/void`, `/reopen` and `/marks/{position}`: what changes a score that is there. Each says
//! what becomes of certificates before it is done.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::loaded::{LoadedAnswer, LoadedExam, place, who};
use crate::accounts::Trainer;
use crate::accounts::http::confirm::{Confirmation, before_change};
use crate::attempts::actions::{self, GivenMark, MarkGiven, Reopened};
use crate::attempts::forms::fate;
use crate::attempts::model::{Attempt, AttemptState};
use crate::attempts::pages::Resting;
use crate::attempts::queries as attempt_queries;
use crate::base::percent;
use crate::certification::model::IssuedCertificate;
use crate::db::Conn;
use crate::exams::forms::is_ambiguous;
use crate::grading::forms::{CHANGE_FIELDS, MarkForm, needed, until};
use crate::grading::pages::{ChangePage, ScoreNow};
use crate::web::components::{Choice, Crumb};
use crate::web::markup::points_text;
use crate::web::{Error, Fields, Flash, FormErrors};

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Void,
    Reopen,
    Mark(i16),
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Reopen => "reopen",
            Self::Mark(_) => "mark",
        }
    }

    fn address(self, back: &str) -> String {
        match self {
            Self::Mark(position) => format!("{back}/marks/{position}"),
            other => format!("{back}/{}", other.word()),
        }
    }
}

/// An attempt with what a change of it touches.
struct Loaded {
    exam: LoadedExam,
    attempt: Attempt,
    back: String,
    score: Option<ScoreNow>,
    certificates: Vec<IssuedCertificate>,
    answer: Option<LoadedAnswer>,
}

impl Loaded {
    async fn of(
        conn: &mut Conn,
        trainer: &Trainer,
        code: &str,
        attempt: &str,
        what: What,
    ) -> Result<Self, Error> {
        let exam = LoadedExam::of(conn, trainer, code).await?;
        let (id, _) = place(attempt, "1")?;
        let attempt = attempt_queries::attempt_in(conn, id, exam.id).await?.ok_or(Error::NotFound)?;
        let score = attempt_queries::score_of(conn, id).await?;
        let score = score.filter(|_| attempt.state == AttemptState::Graded).map(|score| ScoreNow {
            score: score.score,
            maximum: score.maximum,
            percent: percent::tenths(score.score, score.maximum),
            passed: score.passed,
        });
        let certificates = attempt_queries::resting_on(conn, &attempt).await?;
        let answer = match what {
            What::Mark(position) => {
                let answer = LoadedAnswer::of(conn, trainer, exam.id, (id, position)).await?;
                if answer.task.is_none() {
                    return Err(Error::NotFound);
                }
                Some(answer)
            }
            What::Void | What::Reopen => None,
        };
        let back = format!("/exams/{code}/results/{id}");
        Ok(Self { exam, attempt, back, score, certificates, answer })
    }

    /// Why nothing can be changed; the id of a message.
    fn closed(&self, what: What) -> Option<&'static str> {
        let is_handed_in = matches!(self.attempt.state, AttemptState::Submitted | AttemptState::Graded);
        let is_marked = self
            .answer
            .as_ref()
            .and_then(|answer| answer.task.as_ref())
            .is_some_and(|task| task.points.is_some());
        match what {
            _ if !is_handed_in => Some("hand-closed-not-handed-in"),
            What::Reopen if self.attempt.is_on_paper() => Some("hand-closed-on-paper"),
            What::Mark(_) if !is_marked || self.score.is_none() => Some("hand-closed-waits"),
            _ => None,
        }
    }

    fn seen(&self) -> i32 {
        self.answer.as_ref().and_then(|answer| answer.task.as_ref()).map_or(0, |task| task.mark_number)
    }
}

type Address = web::Path<(String, String)>;
type MarkAddress = web::Path<(String, String, String)>;

/// `GET …/void`.
pub(super) async fn void_page(trainer: Trainer, path: Address) -> Result<HttpResponse, Error> {
    let (code, attempt) = path.into_inner();
    show(&trainer, &code, &attempt, What::Void).await
}

/// `GET …/reopen`.
pub(super) async fn reopen_page(trainer: Trainer, path: Address) -> Result<HttpResponse, Error> {
    let (code, attempt) = path.into_inner();
    show(&trainer, &code, &attempt, What::Reopen).await
}

/// `GET …/marks/{position}`.
pub(super) async fn mark_page(trainer: Trainer, path: MarkAddress) -> Result<HttpResponse, Error> {
    let (code, attempt, position) = path.into_inner();
    show(&trainer, &code, &attempt, What::Mark(position.parse().map_err(|_| Error::NotFound)?)).await
}

/// `POST …/void`.
pub(super) async fn void(
    trainer: Trainer,
    path: Address,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (code, attempt) = path.into_inner();
    change(&trainer, &code, &attempt, What::Void, &request, fields).await
}

/// `POST …/reopen`.
pub(super) async fn reopen(
    trainer: Trainer,
    path: Address,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (code, attempt) = path.into_inner();
    change(&trainer, &code, &attempt, What::Reopen, &request, fields).await
}

/// `POST …/marks/{position}`.
pub(super) async fn mark(
    trainer: Trainer,
    path: MarkAddress,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (code, attempt, position) = path.into_inner();
    let what = What::Mark(position.parse().map_err(|_| Error::NotFound)?);
    change(&trainer, &code, &attempt, what, &request, fields).await
}

async fn show(trainer: &Trainer, code: &str, attempt: &str, what: What) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let loaded = Loaded::of(&mut conn, trainer, code, attempt, what).await?;
    let task = loaded.answer.as_ref().and_then(|answer| answer.task.as_ref());
    let points = task.and_then(|task| task.points).map(|points| points_text(points.into()));
    let comment = task.and_then(|task| task.comment.clone());
    let pairs = [("points", points), ("comment", comment)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.unwrap_or_default()))
        .collect();
    page(&mut conn, trainer, loaded, what, &Fields::from_pairs(pairs), FormErrors::none(), StatusCode::OK)
        .await
}

async fn change(
    trainer: &Trainer,
    code: &str,
    attempt: &str,
    what: What,
    request: &HttpRequest,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(trainer, request, &mut fields).await? {
        return Ok(response);
    }
    let fields = &fields;
    fields.only(&CHANGE_FIELDS)?;
    let mut conn = trainer.conn().await?;
    let loaded = Loaded::of(&mut conn, trainer, code, attempt, what).await?;
    if loaded.closed(what).is_some() {
        return page(&mut conn, trainer, loaded, what, fields, FormErrors::none(), StatusCode::CONFLICT)
            .await;
    }
    let mut errors = FormErrors::none();
    let reason = needed(fields, trainer, "reason", &mut errors);
    let fate = fate(fields, trainer, !loaded.certificates.is_empty(), &mut errors);
    let maximum = loaded.answer.as_ref().map_or(0, |answer| answer.item.points);
    let (mut form, mut end) = (None, None);
    match what {
        What::Void => {}
        What::Reopen => end = until(fields, trainer, loaded.exam.now, &mut errors),
        What::Mark(_) => match MarkForm::parse(fields, trainer, maximum) {
            Ok(read) => form = Some(read),
            Err(wrong) => {
                wrong.list().into_iter().for_each(|item| errors.add(item.field, item.text));
            }
        },
    }
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&mut conn, trainer, loaded, what, fields, errors, status).await;
    }
    let (actor, site, exam) = (trainer.actor(), &trainer.app.config.site, loaded.exam.id);
    let id = loaded.attempt.id;
    let refused = match (what, form, end) {
        (What::Void, ..) => {
            let done =
                actions::void(&mut conn, &actor, site, exam, id, &reason, fate.unwrap_or_default()).await?;
            (!done).then_some("hand-closed-not-handed-in")
        }
        (What::Reopen, _, Some(end)) => {
            match actions::reopen(&mut conn, &actor, exam, id, end, &reason, fate.unwrap_or_default()).await?
            {
                Reopened::Done => None,
                Reopened::NotHandedIn => Some("hand-closed-not-handed-in"),
                Reopened::OtherOpen => Some("hand-closed-other-open"),
                Reopened::Past => Some("hand-until-form"),
            }
        }
        (What::Mark(position), Some(form), _) => {
            let given = GivenMark {
                place: (id, position),
                exam,
                points: form.points,
                comment: form.comment.as_deref(),
                seen: form.seen,
                by: trainer.person.id,
                reason: Some(&reason),
                fate,
            };
            match actions::mark_by_hand(&mut conn, &actor, site, given).await? {
                MarkGiven::Saved { .. } => None,
                // The certificate came after the page did: it is asked for with the page that is shown now.
                MarkGiven::Undecided => Some("hand-fate-missing"),
                MarkGiven::Elsewhere(_) | MarkGiven::Released => Some("hand-closed-meanwhile"),
            }
        }
        _ => return Err(Error::NotFound),
    };
    if let Some(id) = refused {
        let mut errors = FormErrors::none();
        errors.add("reason", trainer.text(id));
        let loaded = Loaded::of(&mut conn, trainer, code, attempt, what).await?;
        return page(&mut conn, trainer, loaded, what, fields, errors, StatusCode::CONFLICT).await;
    }
    let said = Flash::ok(trainer.text(match what {
        What::Void => "hand-void-done",
        What::Reopen => "hand-reopen-done",
        What::Mark(_) => "hand-mark-done",
    }));
    Ok(trainer.redirect_saying(&loaded.back, &said))
}

async fn page(
    conn: &mut Conn,
    trainer: &Trainer,
    loaded: Loaded,
    what: What,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let name = who(conn, trainer, &loaded.attempt, true).await?;
    let title = trainer.text(match what {
        What::Void => "hand-void",
        What::Reopen => "hand-reopen",
        What::Mark(_) => "hand-mark",
    });
    let zone = trainer.site().config().zone;
    let (closed, seen) = (loaded.closed(what).map(|id| trainer.text(id)), loaded.seen());
    let code = loaded.back.split('/').nth(2).unwrap_or_default().to_owned();
    let data = ChangePage {
        crumbs: vec![
            Crumb::up("/exams", trainer.text("exams-title")),
            Crumb::up(format!("/exams/{code}/results"), &loaded.exam.title),
            Crumb::up(loaded.back.clone(), &name),
            Crumb::here(&title),
        ],
        what: what.word(),
        action: what.address(&loaded.back),
        back: loaded.back,
        number: loaded.attempt.number,
        on_paper: loaded.attempt.is_on_paper(),
        score: loaded.score,
        sheet: loaded.answer.map(|answer| answer.sheet(name.clone())),
        name,
        seen,
        resting: Resting::new(&loaded.certificates, fields.get("fate"), trainer),
        values: fields.echo(&["points", "comment", "reason", "until"]),
        which: is_ambiguous(fields, "until", zone).then(|| {
            [("earlier", "exams-time-which-earlier"), ("later", "exams-time-which-later")]
                .into_iter()
                .map(|(word, id)| Choice::new(word, trainer.text(id), fields.get("until_which") == word))
                .collect()
        }),
        closed,
        error_list: errors.list(),
        errors,
    };
    trainer.page("grading/change", title, data).with_status(status).respond()
}
