//! `/my/exams/{code}`: the rules, the minutes this person really gets, and the button that starts.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::waiting::Waiting;
use crate::accounts::Trainee;
use crate::attempts::actions::{Given, Missing, StartRequest, Started};
use crate::attempts::model::Attempt;
use crate::attempts::overview::minutes_up;
use crate::attempts::pages::{SectionRow, paper_language, section_rows};
use crate::attempts::rules::{self, StartDecision};
use crate::attempts::{overview, queries, standing};
use crate::banks;
use crate::base::QuestionKind;
use crate::db::{self, Conn, QuestionVersionId};
use crate::exams;
use crate::exams::delivery::NotesPolicy;
use crate::exams::model::PublishedExam;
use crate::exams::terms::Terms;
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Language};

/// What `attempts/start.hbs` shows.
#[derive(Serialize)]
struct StartPage {
    crumbs: Vec<Crumb>,
    code: String,
    title: String,
    lang: &'static str,
    instructions: String,
    /// The word of the [`StartDecision`].
    decision: &'static str,
    /// The instant the decision speaks of.
    at: Option<DateTime<Utc>>,
    questions: i32,
    maximum: i32,
    pass_mark: i16,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    time: Time,
    attempts_allowed: Option<i32>,
    attempts_left: Option<i32>,
    is_make_up: bool,
    rules: RuleFacts,
    form: StartForm,
    waiting: Option<Waiting>,
    sections: Vec<SectionRow>,
    earlier: Vec<overview::Sat>,
    /// What is noted about the sitting; `None` is nothing.
    notes: Option<NotesPolicy>,
    /// Whether a browser can seal work into a file here.
    secure: bool,
}

/// The time somebody gets who starts now.
#[derive(Serialize)]
struct Time {
    limited: bool,
    /// Whole minutes, when there is at least one.
    minutes: i64,
    /// Seconds beyond them.
    seconds: i64,
    /// Whether the window ends before the limit of the exam.
    cut_by_window: bool,
    /// Minutes of it that are the person's extra time, rounded up.
    extra_minutes: i64,
}

impl Time {
    fn new(given: Option<TimeDelta>, whole: Option<TimeDelta>, extra: TimeDelta) -> Self {
        let left = given.unwrap_or_default().num_seconds();
        Self {
            limited: given.is_some(),
            minutes: left / 60,
            seconds: left % 60,
            cut_by_window: given.is_some_and(|given| whole.is_some_and(|whole| given < whole)),
            extra_minutes: given.map_or(0, |_| minutes_up(extra)),
        }
    }

    /// What is left of an open attempt.
    fn left(attempt: &Attempt, now: DateTime<Utc>) -> Self {
        let left = attempt.deadline_at.map(|deadline| (deadline - attempt.clock(now)).max(TimeDelta::zero()));
        Self::new(left, None, TimeDelta::seconds(i64::from(attempt.extra_seconds)))
    }

    /// What somebody gets who starts now or, before the window opens, at its start.
    fn promised(terms: &Terms, now: DateTime<Utc>) -> Self {
        let from = terms.opens_at.map_or(now, |opens_at| opens_at.max(now));
        let whole = terms.limit.map(|limit| limit + terms.extra);
        Self::new(terms.time_you_get(from), whole, terms.extra)
    }
}

/// The rules of starting that this exam has, beyond window and number of attempts.
#[derive(Serialize)]
struct RuleFacts {
    by_staff: bool,
    enter_until: Option<DateTime<Utc>>,
    cooldown_hours: Option<i32>,
    stop_after_pass: bool,
    asks_passcode: bool,
    /// Which attempt counts, as the word in the definition; `None` where there is only one.
    counting: Option<&'static str>,
}

impl RuleFacts {
    fn new(exam: &PublishedExam, terms: &Terms) -> Self {
        let start = &exam.definition.start;
        Self {
            by_staff: exam.frame().by_staff,
            enter_until: terms.enter_until,
            cooldown_hours: start.cooldown_hours.filter(|_| terms.cooldown.is_some()),
            stop_after_pass: start.stop_after_pass,
            asks_passcode: start.passcode.is_some(),
            counting: (exam.attempts_allowed != Some(1)).then(|| exam.definition.counting.as_str()),
        }
    }
}

/// What is typed and ticked at the start.
#[derive(Serialize)]
struct StartForm {
    honour: Option<String>,
    honour_ticked: bool,
    /// What the person typed, never what is right.
    passcode: String,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /my/exams/{code}`. Whoever waits for staff is noted as waiting.
pub(super) async fn show(trainee: Trainee, code: web::Path<String>) -> Result<HttpResponse, Error> {
    page(&trainee, &code, &Fields::default(), FormErrors::none()).await
}

async fn page(
    trainee: &Trainee,
    code: &str,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let At { exam, own, terms, decision, now } = At::load(&mut conn, trainee, code).await?;
    if decision == StartDecision::WaitForStaff {
        exams::actions::note_waiting(&mut conn, exam.exam_id, trainee.person.id).await?;
    }
    let open = own.iter().find(|attempt| attempt.is_open());
    let time = open.map_or_else(|| Time::promised(&terms, now), |open| Time::left(open, now));
    let language = paper_language(trainee.language, &exam);
    let definition = &exam.definition;
    let honour = definition.start.honour(trainee.language == Language::Chinese).map(str::to_owned);
    let title = trainee.language.pick(&exam.title_zh, &exam.title_en).to_owned();
    let list = trainee.text("attempts-list-title");
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let data = StartPage {
        crumbs: vec![Crumb::up("/my/exams", list), Crumb::here(&title)],
        code: exam.code.clone(),
        title: title.clone(),
        lang: language.tag(),
        instructions: language.pick(&definition.instructions_zh, &definition.instructions_en).to_owned(),
        decision: decision.word(),
        at: decision.at(),
        questions: exam.question_count,
        maximum: exam.maximum,
        pass_mark: exam.pass_mark,
        opens_at: terms.opens_at,
        closes_at: terms.closes_at,
        time,
        attempts_allowed: terms.attempts_allowed,
        attempts_left: terms.attempts_left(),
        is_make_up: terms.is_make_up,
        rules: RuleFacts::new(&exam, &terms),
        waiting: Waiting::of(decision, now, honour.is_none() && definition.start.passcode.is_none()),
        form: StartForm {
            honour,
            honour_ticked: fields.has("honour"),
            passcode: fields.raw("passcode").to_owned(),
            error_list: errors.list(),
            errors,
        },
        sections: section_rows(&exam, trainee.language, &kinds_of(&mut conn, &exam).await?),
        notes: definition.delivery.notes,
        secure: trainee.is_secure_context(),
        earlier: overview::sat(&mut conn, &own, now).await?,
    };
    trainee.page("attempts/start", title, data).with_status(status).respond()
}

/// The types of question of each section: what it draws, or what was chosen by hand.
async fn kinds_of(conn: &mut Conn, exam: &PublishedExam) -> Result<Vec<Vec<QuestionKind>>, Error> {
    let mut kinds = Vec::with_capacity(exam.sections.len());
    for (section, defined) in exam.sections.iter().zip(&exam.definition.sections) {
        kinds.push(if section.drawn_from.by_hand {
            let pools = section.drawn_from.cells.iter().flat_map(|cell| &cell.pool);
            let ids: Vec<QuestionVersionId> = pools.copied().map(QuestionVersionId).collect();
            banks::queries::versions(conn, &ids).await?.iter().map(|version| version.content.kind).collect()
        } else {
            defined.kinds.clone()
        });
    }
    Ok(kinds)
}

/// How the trainee stands at the exam of the address.
pub(super) struct At {
    pub(super) exam: Arc<PublishedExam>,
    own: Vec<Attempt>,
    terms: Terms,
    pub(super) decision: StartDecision,
    pub(super) now: DateTime<Utc>,
}

impl At {
    pub(super) async fn load(conn: &mut Conn, trainee: &Trainee, code: &str) -> Result<Self, Error> {
        let exam = exams::queries::published(conn, code).await?.ok_or(Error::NotFound)?;
        let person = trainee.person.id;
        let own = queries::attempts_at(conn, exam.exam_id, person).await?;
        if own.is_empty() && !exams::queries::is_assigned(conn, person, exam.exam_id).await? {
            return Err(Error::NotFound);
        }
        let now = db::now(conn).await?;
        let terms = exams::queries::terms(conn, &exam, person, &standing::starts(&own), now).await?;
        let knows_passed = standing::knows_passed(conn, &exam.frame(), &own, now).await?;
        let decision = rules::may_start(now, &terms, &standing::own_facts(&own, knows_passed));
        Ok(Self { exam, own, terms, decision, now })
    }
}

/// `POST /my/exams/{code}/start`.
pub(super) async fn start(
    trainee: Trainee,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["passcode", "honour"])?;
    let honour = match fields.has("honour") {
        true => honour_statement(&trainee, &code).await?,
        false => None,
    };
    let request = StartRequest {
        actor: trainee.actor(),
        person: trainee.person.id,
        exam_code: code.to_string(),
        session_hash: trainee.session.hash(),
        given: Given { passcode: fields.get("passcode").to_owned(), honour },
    };
    match trainee.app.starter.start(request).await? {
        Started::Attempt(id) => Ok(trainee.redirect(&format!("/attempts/{id}"))),
        Started::Refused(_) => {
            // The page itself says why, with the times.
            let said = Flash::warn(trainee.text("attempts-start-refused"));
            Ok(trainee.redirect_saying(&format!("/my/exams/{code}"), &said))
        }
        Started::Missing(missing) => {
            let mut errors = FormErrors::none();
            let (field, sentence) = match missing {
                Missing::Honour => ("honour", "terms-honour-missing"),
                Missing::Passcode => ("passcode", "terms-passcode-missing"),
                Missing::WrongPasscode => ("passcode", "terms-passcode-wrong"),
                Missing::TooManyTries => ("passcode", "terms-passcode-wait"),
            };
            errors.add(field, trainee.text(sentence));
            page(&trainee, &code, &fields, errors).await
        }
    }
}

/// The honour statement as this person was shown it.
async fn honour_statement(trainee: &Trainee, code: &str) -> Result<Option<String>, Error> {
    let exam = exams::queries::published(&mut *trainee.conn().await?, code).await?;
    let statement = |exam: Arc<PublishedExam>| {
        exam.definition.start.honour(trainee.language == Language::Chinese).map(str::to_owned)
    };
    Ok(exam.and_then(statement))
}

/// `GET /my/exams/{code}/start`, for example from a bookmark: to the page with the button.
pub(super) async fn back(trainee: Trainee, code: web::Path<String>) -> Result<HttpResponse, Error> {
    Ok(trainee.redirect(&format!("/my/exams/{code}")))
}
