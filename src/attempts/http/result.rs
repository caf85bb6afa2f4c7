//! `/attempts/{id}/result`: as much of the result as the exam opens to the trainee now; and where a question can be
//! disputed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Sitting;
use crate::accounts::Trainee;
use crate::attempts::actions;
use crate::attempts::forms::DisputeForm;
use crate::attempts::marking::key_as_shown;
use crate::attempts::model::{AttemptState, Dispute, GradingTask, PaperItem, Score, StoredMark};
use crate::attempts::overview::Outcome;
use crate::attempts::pages::{Question, paper_language};
use crate::attempts::queries;
use crate::banks;
use crate::banks::model::QuestionVersion;
use crate::banks::pages::AnswerFields;
use crate::db::{Conn, QuestionVersionId};
use crate::exams::review::{Opening, ReviewLevel};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrorItem, Language};

/// What `attempts/result.hbs` shows. What is not open is `None` or empty here already.
#[derive(Serialize)]
struct ResultPage {
    href: String,
    /// Where the images of its questions are.
    images: String,
    crumbs: Vec<Crumb>,
    code: String,
    title: String,
    number: i32,
    /// Whether it was sat on paper, and whether only its score was entered.
    on_paper: bool,
    score_only: bool,
    submitted_at: Option<DateTime<Utc>>,
    pass_mark: i16,
    outcome: Option<Outcome>,
    /// Whether people are grading it.
    being_graded: bool,
    /// Whether it counts no more.
    voided: bool,
    answers: Vec<Answer>,
    error_list: Vec<FormErrorItem>,
    keys_open: bool,
    /// The next thing that opens: `score`, `responses` or `key`; `None` when all is open or nothing more will be.
    next: Option<&'static str>,
    next_at: Option<DateTime<Utc>>,
    /// Whether the key waits for the trainee to have no attempts left.
    waits_for_attempts: bool,
}

/// One question with the trainee's answer.
#[derive(Serialize)]
struct Answer {
    question: Question,
    right: bool,
    points: i32,
    /// Whether people graded it: then there is no right and wrong, only points.
    by_people: bool,
    /// What whoever graded it says.
    comment: Option<String>,
    /// Model answers; empty while the key is closed.
    reference: Vec<String>,
    /// What was objected to, with the answers.
    disputes: Vec<DisputeView>,
    /// Whether it can be disputed now.
    may_dispute: bool,
    /// What was typed into the form and cannot be taken.
    typed: String,
    error: Option<String>,
    /// Labels as shown, `T` or `F`, a number; `None` while the key is closed.
    key: Option<String>,
    /// The same gap by gap, or place by place, where a question has those; empty while the key is closed.
    key_parts: Option<AnswerFields>,
    explanation: Option<String>,
}

/// A dispute as its trainee sees it.
#[derive(Serialize)]
struct DisputeView {
    text: String,
    raised_at: DateTime<Utc>,
    answer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
}

/// A dispute that was typed and cannot be taken.
struct Refused {
    position: i16,
    text: String,
    error: String,
}

/// `GET /attempts/{id}/result`.
pub(super) async fn show(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    if sitting.attempt.is_open() {
        return Ok(trainee.redirect(&sitting.href()));
    }
    page(&mut conn, &trainee, &sitting, None, StatusCode::OK).await
}

/// The score as far as it counts: neither before people graded all, nor of an attempt that is void.
async fn counting_score(conn: &mut Conn, sitting: &Sitting) -> Result<Option<Score>, Error> {
    let score = queries::score_of(conn, sitting.attempt.id).await?;
    Ok(score.filter(|_| sitting.attempt.state == AttemptState::Graded))
}

/// `POST /attempts/{id}/disputes`: objects to the marking of a question whose marking is open.
pub(super) async fn dispute(
    trainee: Trainee,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["position", "text"])?;
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let href = format!("{}/result", sitting.href());
    let openness = sitting.openness(&mut conn).await?;
    let marks =
        counting_score(&mut conn, &sitting).await?.map(|score| queries::marks_of(&score)).transpose()?;
    let is_open = sitting.review_level(&openness) >= ReviewLevel::OwnResponses
        && marks.is_some_and(|marks| !marks.is_empty());
    let form =
        DisputeForm::parse(&fields, &trainee, sitting.attempt.question_count).ok_or(Error::NotFound)?;
    if !is_open {
        return Err(Error::NotFound);
    }
    match form {
        DisputeForm::Wrong { position, text, error } => {
            let refused = Refused { position, text, error };
            page(&mut conn, &trainee, &sitting, Some(refused), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        DisputeForm::Fine { position, text } => {
            let actor = trainee.actor();
            let raised = actions::dispute(&mut conn, &actor, sitting.attempt.id, position, &text).await?;
            let said = if raised {
                Flash::ok(trainee.text("hand-dispute-raised"))
            } else {
                Flash::warn(trainee.text("hand-dispute-open-already"))
            };
            Ok(trainee.redirect_saying(&format!("{href}#question-{position}"), &said))
        }
    }
}

async fn page(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    refused: Option<Refused>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let exam = &sitting.exam;
    let openness = sitting.openness(conn).await?;
    let level = sitting.review_level(&openness);
    let score = counting_score(conn, sitting).await?;
    let mut answers = match &score {
        Some(score) if level >= ReviewLevel::OwnResponses => {
            let marks = queries::marks_of(score)?;
            let language = paper_language(trainee.language, exam);
            answers(conn, sitting, &marks, language, level).await?
        }
        _ => Vec::new(),
    };
    let mut error_list = Vec::new();
    if let Some(refused) = refused {
        let field = format!("text-{}", refused.position);
        error_list.push(FormErrorItem { field, text: refused.error.clone() });
        for answer in answers.iter_mut().filter(|answer| answer.question.position == refused.position) {
            answer.typed.clone_from(&refused.text);
            answer.error = Some(refused.error.clone());
        }
    }
    // Where only the score was entered, there are no answers to open later.
    let score_only = sitting.attempt.is_on_paper()
        && score.as_ref().map(queries::marks_of).transpose()?.is_some_and(|marks| marks.is_empty());
    let following = match level {
        _ if score_only && level >= ReviewLevel::Score => None,
        ReviewLevel::Nothing => Some((ReviewLevel::Score, "score")),
        ReviewLevel::Score => Some((ReviewLevel::OwnResponses, "responses")),
        ReviewLevel::OwnResponses => Some((ReviewLevel::KeyAndExplanation, "key")),
        ReviewLevel::KeyAndExplanation => None,
    };
    let opening = following.map(|(level, word)| (openness.opening(&exam.definition.review, level), word));
    let title = trainee.language.pick(&exam.title_zh, &exam.title_en).to_owned();
    let data = ResultPage {
        href: sitting.href(),
        images: sitting.images(),
        crumbs: vec![
            Crumb::up("/my/exams", trainee.text("attempts-list-title")),
            Crumb::up(format!("/my/exams/{}", exam.code), &title),
            Crumb::here(trainee.text("attempts-result-title")),
        ],
        code: exam.code.clone(),
        title,
        number: sitting.attempt.number,
        on_paper: sitting.attempt.is_on_paper(),
        score_only,
        submitted_at: sitting.attempt.submitted_at,
        pass_mark: exam.pass_mark,
        outcome: score.as_ref().filter(|_| level >= ReviewLevel::Score).map(Outcome::of),
        being_graded: sitting.attempt.state == AttemptState::Submitted,
        voided: sitting.attempt.state == AttemptState::Voided,
        answers,
        error_list,
        keys_open: level == ReviewLevel::KeyAndExplanation,
        next: opening.filter(|(opening, _)| *opening != Opening::Never).map(|(_, word)| word),
        next_at: opening.and_then(|(opening, _)| match opening {
            Opening::At(at) => Some(at),
            _ => None,
        }),
        waits_for_attempts: opening.is_some_and(|(opening, _)| opening == Opening::WithoutAttemptsLeft),
    };
    trainee.page("attempts/result", trainee.text("attempts-result-title"), data).with_status(status).respond()
}

async fn answers(
    conn: &mut Conn,
    sitting: &Sitting,
    marks: &[StoredMark],
    language: Language,
    level: ReviewLevel,
) -> Result<Vec<Answer>, Error> {
    let ids: Vec<QuestionVersionId> = sitting.paper.items.iter().map(|item| item.version_id).collect();
    let versions = banks::queries::versions(conn, &ids).await?;
    let keys_open = level == ReviewLevel::KeyAndExplanation;
    let tasks = queries::grading_tasks_of(conn, sitting.attempt.id).await?;
    let disputes = queries::disputes_of(conn, sitting.attempt.id).await?;
    let mut answers = Vec::new();
    for ((position, item), mark) in (1i16..).zip(&sitting.paper.items).zip(marks) {
        let version = versions
            .iter()
            .find(|version| version.id == item.version_id)
            .ok_or_else(|| Error::internal("a question of the paper is gone"))?;
        let own: Vec<&Dispute> = disputes.iter().filter(|one| one.position == position).collect();
        let by_people = item.kind.is_graded_by_people();
        let question = Question::new(position, item, version, language, &mark.response);
        let key = if keys_open && !by_people { Some(shown_key(item, version)?) } else { None };
        answers.push(Answer {
            by_people,
            comment: tasks.iter().find(|task| task.position == position).and_then(comment_of),
            reference: if keys_open && by_people {
                version.content.texts.in_language(language).reference.clone()
            } else {
                Vec::new()
            },
            may_dispute: own.iter().all(|one| one.answered_at.is_some()),
            disputes: own.into_iter().map(DisputeView::of).collect(),
            typed: String::new(),
            error: None,
            right: mark.right,
            points: mark.points,
            key_parts: key.as_ref().and_then(|key| key_parts(&question, version, key)),
            key,
            question,
            explanation: keys_open
                .then(|| version.content.texts.in_language(language).explanation.clone())
                .flatten(),
        });
    }
    Ok(answers)
}

fn comment_of(task: &GradingTask) -> Option<String> {
    task.comment.clone().filter(|_| task.points.is_some())
}

impl DisputeView {
    fn of(dispute: &Dispute) -> Self {
        Self {
            text: dispute.text.clone(),
            raised_at: dispute.raised_at,
            answer: dispute.answer.clone(),
            answered_at: dispute.answered_at,
        }
    }
}

/// The key as if it had been given, where a question is answered in parts.
fn key_parts(question: &Question, version: &QuestionVersion, key: &str) -> Option<AnswerFields> {
    let options: Vec<String> = question.options.iter().filter_map(|option| option.text.clone()).collect();
    let fields = AnswerFields::new(&version.content, &options, key);
    (!fields.gaps.is_empty() || !fields.places.is_empty()).then_some(fields)
}

fn shown_key(item: &PaperItem, version: &QuestionVersion) -> Result<String, Error> {
    key_as_shown(item, &version.content).map_err(Error::internal)
}
