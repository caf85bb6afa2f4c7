//! `/exams/{code}/make-up`: a make-up exam for those who failed and those who were absent.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::accounts::Trainer;
use crate::db::{self, Conn, GrantId, PersonId};
use crate::exams;
use crate::exams::model::{ExamListItem, GrantRow};
use crate::exams::pages::{FormView, Head, TimeField, View};
use crate::grading::forms::{MAKE_UP_FIELDS, MakeUpForm};
use crate::grading::model::{Asked, ExamResultRow, Standing};
use crate::grading::pages::standing_word;
use crate::grading::queries;
use crate::web::components::Choice;
use crate::web::markup::percent_text;
use crate::web::{Error, Fields, Flash, FormErrors};

/// What `grading/make-up.hbs` shows.
#[derive(Serialize)]
struct MakeUpPage {
    head: Head,
    form: FormView,
    people: Vec<Choice>,
    window: Vec<TimeField>,
    granted: Vec<Granted>,
}

/// A make-up exam that was given.
#[derive(Serialize)]
struct Granted {
    id: GrantId,
    name: String,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    attempts: i32,
    reason: String,
    is_over: bool,
}

/// The exam of the address with those who may be given a make-up exam.
struct Loaded {
    standing: ExamListItem,
    now: DateTime<Utc>,
    candidates: Vec<ExamResultRow>,
    granted: Vec<GrantRow>,
}

impl Loaded {
    async fn of(conn: &mut Conn, trainer: &Trainer, code: &str) -> Result<Self, Error> {
        let standing = exams::queries::standing(conn, code).await?.ok_or(Error::NotFound)?;
        if standing.current.is_none() {
            return Err(Error::NotFound);
        }
        let now = db::now(conn).await?;
        let asked = Asked::of(&standing, now);
        let may_need = [Standing::Failed, Standing::Absent, Standing::NotStarted];
        let people: Vec<PersonId> = queries::standings(conn, &asked, trainer.language)
            .await?
            .into_iter()
            .filter(|person| may_need.contains(&person.standing))
            .map(|person| person.person_id)
            .collect();
        Ok(Self {
            candidates: queries::results_of(conn, &asked, &people).await?,
            granted: exams::queries::grants_of(conn, standing.exam.id).await?,
            standing,
            now,
        })
    }

    /// Whether somebody still has a make-up exam before them.
    fn has_one(&self, person: PersonId) -> bool {
        self.granted.iter().any(|grant| grant.person_id == person && self.now < grant.closes_at)
    }

    /// Those for whom it is offered: who failed, and who was absent.
    fn offered(&self) -> Vec<PersonId> {
        self.candidates
            .iter()
            .filter(|row| matches!(row.standing, Standing::Failed | Standing::Absent))
            .map(|row| row.person_id)
            .filter(|person| !self.has_one(*person))
            .collect()
    }
}

/// `GET /exams/{code}/make-up`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let loaded = Loaded::of(&mut conn, &trainer, &code).await?;
    let zone = trainer.site().config().zone;
    let reason = trainer.text("terms-make-up-reason");
    let fields = MakeUpForm::offered(&loaded.offered(), reason, zone, loaded.now);
    page(&trainer, loaded, &fields, FormErrors::none())
}

/// `POST /exams/{code}/make-up`.
pub(super) async fn grant(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&MAKE_UP_FIELDS)?;
    let mut conn = trainer.conn().await?;
    let loaded = Loaded::of(&mut conn, &trainer, &code).await?;
    let form = match MakeUpForm::parse(&fields, &trainer, loaded.now) {
        Ok(form) => form,
        Err(errors) => return page(&trainer, loaded, &fields, errors),
    };
    let is_candidate = |person: &PersonId| loaded.candidates.iter().any(|row| row.person_id == *person);
    if !form.people.iter().all(is_candidate) {
        // Somebody passed or was taken off the list meanwhile.
        let mut errors = FormErrors::none();
        errors.add("people", trainer.text("terms-make-up-changed"));
        return page(&trainer, loaded, &fields, errors);
    }
    let exam = loaded.standing.exam.id;
    let MakeUpForm { people, window, attempts, reason } = form;
    exams::actions::grant_make_up(&mut conn, &trainer.actor(), exam, &people, window, attempts, &reason)
        .await?;
    let said = trainer.text_with("terms-make-up-given", [("count", people.len())]);
    Ok(trainer.redirect_saying(&address(&code), &Flash::ok(said)))
}

/// `POST /exams/{code}/make-up/{id}/withdraw`.
pub(super) async fn withdraw(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let (code, id) = path.into_inner();
    let id: GrantId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = trainer.conn().await?;
    let standing = exams::queries::standing(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    if !exams::actions::withdraw_grant(&mut conn, &trainer.actor(), standing.exam.id, id).await? {
        return Err(Error::NotFound);
    }
    Ok(trainer.redirect_saying(&address(&code), &Flash::ok(trainer.text("terms-make-up-withdrawn"))))
}

fn address(code: &str) -> String {
    format!("/exams/{code}/make-up")
}

fn page(
    trainer: &Trainer,
    loaded: Loaded,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let ticked = fields.all("people");
    let people = loaded
        .candidates
        .iter()
        .map(|row| Choice::among(row.person_id.to_string(), label(trainer, &loaded, row), &ticked))
        .collect();
    let now = loaded.now;
    let title = trainer.text("terms-make-up");
    let data = MakeUpPage {
        head: Head::new(trainer, &loaded.standing, View::Results, Some(title.clone()), now),
        form: FormView::new(fields, &["opens_at", "closes_at", "attempts", "reason"], 0).with_errors(errors),
        people,
        window: vec![
            TimeField::new(trainer, fields, "opens_at", "exams-opens-at", None),
            TimeField::new(trainer, fields, "closes_at", "exams-closes-at", None),
        ],
        granted: loaded
            .granted
            .into_iter()
            .map(|grant| Granted {
                id: grant.id,
                name: grant.name,
                opens_at: grant.opens_at,
                closes_at: grant.closes_at,
                attempts: grant.extra_attempts,
                reason: grant.reason,
                is_over: grant.closes_at <= now,
            })
            .collect(),
    };
    trainer.page("grading/make-up", title, data).with_status(status).respond()
}

/// Name, number, how they stand, and whether they have a make-up exam before them already.
fn label(trainer: &Trainer, loaded: &Loaded, row: &ExamResultRow) -> String {
    let mut parts = vec![row.name.clone()];
    parts.extend(row.employee_number.clone());
    let mut standing = standing_word(trainer, row.standing);
    if let (Some(score), Some(maximum)) = (row.score, row.maximum) {
        let percent = percent_text(crate::base::percent::tenths(score, maximum).into());
        standing = format!("{standing} {percent}");
    }
    parts.push(standing);
    if loaded.has_one(row.person_id) {
        parts.push(trainer.text("terms-make-up-has-one"));
    }
    parts.join(" · ")
}
