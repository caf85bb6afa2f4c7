//! `/attempts/{id}/result`: as much of the result as the exam opens to the trainee now.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Sitting;
use crate::accounts::Trainee;
use crate::attempts::marking::key_as_shown;
use crate::attempts::model::{PaperItem, StoredMark};
use crate::attempts::overview::Outcome;
use crate::attempts::pages::{Question, paper_language};
use crate::attempts::queries;
use crate::banks;
use crate::banks::model::QuestionVersion;
use crate::banks::pages::AnswerFields;
use crate::db::{Conn, QuestionVersionId};
use crate::exams::review::{Opening, ReviewLevel};
use crate::web::components::Crumb;
use crate::web::{Error, Language};

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
    answers: Vec<Answer>,
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
    /// Labels as shown, `T` or `F`, a number; `None` while the key is closed.
    key: Option<String>,
    /// The same gap by gap, or place by place, where a question has those; empty while the key is closed.
    key_parts: Option<AnswerFields>,
    explanation: Option<String>,
}

/// `GET /attempts/{id}/result`.
pub(super) async fn show(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    if sitting.attempt.is_open() {
        return Ok(trainee.redirect(&sitting.href()));
    }
    let exam = &sitting.exam;
    let openness = sitting.openness(&mut conn).await?;
    let level = sitting.review_level(&openness);
    let score = queries::score_of(&mut conn, sitting.attempt.id).await?;
    let answers = match &score {
        Some(score) if level >= ReviewLevel::OwnResponses => {
            let marks = queries::marks_of(score)?;
            let language = paper_language(trainee.language, exam);
            answers(&mut conn, &sitting, &marks, language, level).await?
        }
        _ => Vec::new(),
    };
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
        answers,
        keys_open: level == ReviewLevel::KeyAndExplanation,
        next: opening.filter(|(opening, _)| *opening != Opening::Never).map(|(_, word)| word),
        next_at: opening.and_then(|(opening, _)| match opening {
            Opening::At(at) => Some(at),
            _ => None,
        }),
        waits_for_attempts: opening.is_some_and(|(opening, _)| opening == Opening::WithoutAttemptsLeft),
    };
    trainee.page("attempts/result", trainee.text("attempts-result-title"), data).respond()
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
    let mut answers = Vec::new();
    for ((position, item), mark) in (1i16..).zip(&sitting.paper.items).zip(marks) {
        let version = versions
            .iter()
            .find(|version| version.id == item.version_id)
            .ok_or_else(|| Error::internal("a question of the paper is gone"))?;
        let question = Question::new(position, item, version, language, &mark.response);
        let key = if keys_open { Some(shown_key(item, version)?) } else { None };
        answers.push(Answer {
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

/// The key as if it had been given, where a question is answered in parts.
fn key_parts(question: &Question, version: &QuestionVersion, key: &str) -> Option<AnswerFields> {
    let options: Vec<String> = question.options.iter().filter_map(|option| option.text.clone()).collect();
    let fields = AnswerFields::new(&version.content, &options, key);
    (!fields.gaps.is_empty() || !fields.places.is_empty()).then_some(fields)
}

fn shown_key(item: &PaperItem, version: &QuestionVersion) -> Result<String, Error> {
    key_as_shown(item, &version.content).map_err(Error::internal)
}
