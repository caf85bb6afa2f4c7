//! `/attempts/{id}`: the paper, complete without JavaScript, with one question or all of them.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Sitting, attempt_id, choices, paused};
use crate::accounts::Trainee;
use crate::attempts::pages::{
    Bar, Choices, PaperPage, PaperQuestion, Problem, Question, SectionHead, answered, entries, paper_language,
};
use crate::attempts::rules::{Arrival, arrival};
use crate::attempts::{actions, queries};
use crate::banks;
use crate::db::{Conn, QuestionVersionId};
use crate::web::{Error, Fields};

/// Query of the paper.
#[derive(Deserialize)]
pub(super) struct PaperQuery {
    question: Option<String>,
}

/// `GET /attempts/{id}`. Changes nothing: another session than the one that holds the attempt sees the paper and a
/// button that goes on here.
pub(super) async fn show(
    trainee: Trainee,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<PaperQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    if !sitting.attempt.is_open() {
        return Ok(trainee.redirect(&format!("{}/receipt", sitting.href())));
    }
    if arrival(sitting.attempt.clock(sitting.now), sitting.attempt.deadline_at) == Arrival::TooLate {
        return Ok(trainee.redirect(&format!("{}/submit", sitting.href())));
    }
    if sitting.attempt.paused_at.is_some() {
        return paused::page(&trainee, &sitting);
    }
    let position = match &query.question {
        Some(text) => text.parse().map_err(|_| Error::NotFound)?,
        None => sitting.first_open(),
    };
    let shown = Shown::new(position, choices::of(&request));
    page(&mut conn, &trainee, &sitting, shown, StatusCode::OK).await
}

/// What `attempts/questions.hbs` shows.
#[derive(Serialize)]
struct QuestionsPage {
    images: String,
    read_only: bool,
    all: bool,
    count: i16,
    questions: Vec<PaperQuestion>,
}

/// `GET /attempts/{id}/questions`: every question of the paper without a page around it, for a page that shows one and
/// keeps the others, so that going on needs no connection.
pub(super) async fn questions(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let is_over = arrival(sitting.now, sitting.attempt.deadline_at) == Arrival::TooLate;
    if !sitting.attempt.is_open() || is_over || sitting.attempt.paused_at.is_some() {
        return Err(Error::NotFound);
    }
    let positions: Vec<i16> = (1..=sitting.attempt.question_count).collect();
    let data = QuestionsPage {
        images: sitting.images(),
        read_only: !sitting.attempt.is_held_by(&trainee.session.hash()),
        all: false,
        count: sitting.attempt.question_count,
        questions: paper_questions(&mut conn, &trainee, &sitting, &positions, &HashMap::new(), false).await?,
    };
    trainee.page("attempts/questions", String::new(), data).respond()
}

/// `GET` on an address that only takes `POST`: to the attempt.
pub(super) async fn back(trainee: Trainee, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    queries::attempt_of(&mut conn, id, trainee.person.id).await?.ok_or(Error::NotFound)?;
    Ok(trainee.redirect(&format!("/attempts/{id}")))
}

/// `POST /attempts/{id}/take-over`: goes on in this session; the one before writes no more. With `epoch` it is the page
/// that was there before its session ended.
pub(super) async fn take_over(
    trainee: Trainee,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["question", "epoch"])?;
    let id = attempt_id(&id)?;
    let mut conn = trainee.conn().await?;
    let (actor, person, session) = (trainee.actor(), trainee.person.id, trainee.session.hash());
    if fields.has("epoch") {
        let epoch = fields.get("epoch").parse().unwrap_or(0);
        actions::hold_again(&mut conn, &actor, id, person, &session, epoch).await?;
    } else {
        actions::take_over(&mut conn, &actor, id, person, &session).await?;
    }
    let to = match fields.get("question").parse::<i16>() {
        Ok(position) => format!("/attempts/{id}?question={position}"),
        Err(_) => format!("/attempts/{id}"),
    };
    Ok(trainee.redirect(&to))
}

/// What a page of the paper shows besides what is stored.
pub(super) struct Shown {
    /// The question the page is about.
    position: i16,
    choices: Choices,
    /// What is to be said about answers that were sent.
    pub(super) problems: Vec<Problem>,
    /// What was typed, in place of what is stored, where that could not be saved.
    pub(super) typed: HashMap<i16, String>,
}

impl Shown {
    /// A page about this question with nothing to say.
    pub(super) fn new(position: i16, choices: Choices) -> Self {
        Self { position, choices, problems: Vec::new(), typed: HashMap::new() }
    }
}

/// The paper at a position.
pub(super) async fn page(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    shown: Shown,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let Shown { position, choices, problems, typed } = shown;
    sitting.paper.item(position).ok_or(Error::NotFound)?;
    let attempt = &sitting.attempt;
    let paging = sitting.exam.definition.delivery.paging;
    let all = paging.shows_all(choices.all);
    let positions: Vec<i16> = if all { (1..=attempt.question_count).collect() } else { vec![position] };
    let language = paper_language(trainee.language, &sitting.exam);
    let data = PaperPage {
        href: sitting.href(),
        images: sitting.images(),
        id: attempt.id.to_string(),
        epoch: attempt.writer_epoch,
        read_only: !attempt.is_held_by(&trainee.session.hash()),
        now: sitting.now,
        bar: Bar::new(&sitting.exam, attempt, &sitting.responses, language, sitting.now, trainee.zone()),
        all,
        may_choose: paging.shows_all(true) != paging.shows_all(false),
        choices,
        noted: sitting.exam.definition.delivery.notes.is_some(),
        position,
        questions: paper_questions(conn, trainee, sitting, &positions, &typed, all).await?,
        previous: (!all && position > 1).then(|| position - 1),
        next: (!all && position < attempt.question_count).then(|| position + 1),
        entries: entries(
            attempt.question_count,
            &sitting.responses,
            &sitting.flags,
            if all { 0 } else { position },
        ),
        open: sitting.paper.items.len().saturating_sub(answered(&sitting.responses)),
        flags: sitting.flags.len(),
        problems,
    };
    let title = if all {
        data.bar.title.clone()
    } else {
        trainee.text_with(
            "attempts-paper-title",
            [
                ("position", i64::from(position).into()),
                ("count", i64::from(attempt.question_count).into()),
                ("title", fluent_bundle::FluentValue::from(data.bar.title.clone())),
            ],
        )
    };
    trainee.page("attempts/paper", title, data).with_status(status).respond()
}

/// The questions at these positions, each with what is stored or, in its place, what was typed. Where they stand below
/// each other (`all`), the head of a part and a shared material come once, above the first question that has them.
async fn paper_questions(
    conn: &mut Conn,
    trainee: &Trainee,
    sitting: &Sitting,
    positions: &[i16],
    typed: &HashMap<i16, String>,
    all: bool,
) -> Result<Vec<PaperQuestion>, Error> {
    let language = paper_language(trainee.language, &sitting.exam);
    let items: Vec<_> =
        positions.iter().filter_map(|at| sitting.paper.item(*at).map(|item| (*at, item))).collect();
    let ids: Vec<QuestionVersionId> = items.iter().map(|(_, item)| item.version_id).collect();
    let versions: HashMap<QuestionVersionId, _> = banks::queries::versions(conn, &ids)
        .await?
        .into_iter()
        .map(|version| (version.id, version))
        .collect();
    let mut questions = Vec::with_capacity(items.len());
    let (mut section, mut material) = (None, None);
    for (position, item) in items {
        let version = versions
            .get(&item.version_id)
            .ok_or_else(|| Error::internal("a question of the paper is gone"))?;
        let stored = sitting.response(position);
        let response =
            typed.get(&position).or_else(|| stored.map(|stored| &stored.response)).map_or("", String::as_str);
        let mut question = Question::new(position, item, version, language, response);
        let is_first_of_section = section.replace(item.section) != Some(item.section);
        let own_material = version.content.material.as_ref();
        if material.replace(own_material) == Some(own_material) && !is_first_of_section && all {
            question.material = None;
        }
        let head = || SectionHead::new(&sitting.exam, item.section, language);
        questions.push(PaperQuestion {
            question,
            section: (is_first_of_section || !all).then(head),
            sequence: stored.map_or(0, |stored| stored.sequence),
            flagged: sitting.flags.contains(&position),
        });
    }
    Ok(questions)
}
