//! `/exams/{code}/room/extend`, `/pause`, `/resume`: one form each, for everyone, a group, or chosen people.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{group_choices, load};
use crate::accounts::Trainer;
use crate::accounts::queries::group_tree;
use crate::attempts::actions::{self, Told, Whom};
use crate::attempts::rules::live::{Extension, Pausing};
use crate::db::{Conn, ExamId, GroupId, PersonId};
use crate::exams::model::ExamListItem;
use crate::exams::pages::{Head, View};
use crate::supervision::forms::{Act, ActForm};
use crate::supervision::model::Seat;
use crate::supervision::queries::{self, Within};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors};

/// Most names a line says.
const MOST_NAMES: usize = 5;

/// Query of the pages.
#[derive(Deserialize)]
pub(super) struct ActQuery {
    /// Who is chosen already.
    person: Option<String>,
    /// Which group is chosen already.
    group: Option<String>,
    /// How many minutes stand in the field already.
    minutes: Option<String>,
}

#[derive(Serialize)]
struct ActPage {
    head: Head,
    act: &'static str,
    whom: Vec<Choice>,
    groups: Vec<Choice>,
    people: Vec<Choice>,
    values: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /exams/{code}/room/extend`.
pub(super) async fn show_extend(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ActQuery>,
) -> Result<HttpResponse, Error> {
    show(&trainer, &code, &query, Act::Extend).await
}

/// `GET /exams/{code}/room/pause`.
pub(super) async fn show_pause(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ActQuery>,
) -> Result<HttpResponse, Error> {
    show(&trainer, &code, &query, Act::Pause).await
}

/// `GET /exams/{code}/room/resume`.
pub(super) async fn show_resume(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ActQuery>,
) -> Result<HttpResponse, Error> {
    show(&trainer, &code, &query, Act::Resume).await
}

/// `POST /exams/{code}/room/extend`.
pub(super) async fn extend(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    change(&trainer, &code, &fields, Act::Extend).await
}

/// `POST /exams/{code}/room/pause`.
pub(super) async fn pause(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    change(&trainer, &code, &fields, Act::Pause).await
}

/// `POST /exams/{code}/room/resume`.
pub(super) async fn resume(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    change(&trainer, &code, &fields, Act::Resume).await
}

async fn show(trainer: &Trainer, code: &str, query: &ActQuery, act: Act) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, code).await?;
    let minutes = query.minutes.clone().unwrap_or_else(|| "10".to_owned());
    let mut pairs = vec![("minutes".to_owned(), minutes)];
    let mut push = |name: &str, value: String| pairs.push((name.to_owned(), value));
    if let Some(person) = &query.person {
        let person: PersonId = person.parse().map_err(|_| Error::NotFound)?;
        push("whom", "people".to_owned());
        push("people", person.to_string());
    } else if let Some(group) = &query.group {
        let group: GroupId = group.parse().map_err(|_| Error::NotFound)?;
        push("whom", "group".to_owned());
        push("group", group.to_string());
    } else {
        push("whom", "everyone".to_owned());
    }
    let fields = Fields::from_pairs(pairs);
    page(&mut conn, trainer, &standing, now, act, &fields, FormErrors::none(), StatusCode::OK).await
}

async fn change(trainer: &Trainer, code: &str, fields: &Fields, act: Act) -> Result<HttpResponse, Error> {
    fields.only(ActForm::FIELDS)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, code).await?;
    let form = match ActForm::parse(fields, trainer, act) {
        Ok(form) => form,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&mut conn, trainer, &standing, now, act, fields, errors, status).await;
        }
    };
    if let Whom::Group(group) = &form.whom
        && !group_tree(&mut conn).await?.iter().any(|entry| entry.group.id == *group)
    {
        return Err(Error::NotFound);
    }
    let said = match act {
        Act::Extend => extended(&mut conn, trainer, standing.exam.id, &form).await?,
        Act::Pause => paused(&mut conn, trainer, standing.exam.id, &form).await?,
        Act::Resume => resumed(&mut conn, trainer, standing.exam.id, &form).await?,
    };
    let to = match form.whom {
        Whom::People(people) if people.len() == 1 => people.first().map_or_else(
            || format!("/exams/{code}/room"),
            |person| format!("/exams/{code}/room/people/{person}"),
        ),
        _ => format!("/exams/{code}/room"),
    };
    Ok(trainer.redirect_saying(&to, &said))
}

async fn extended(conn: &mut Conn, trainer: &Trainer, exam: ExamId, form: &ActForm) -> Result<Flash, Error> {
    let told = actions::extend(conn, &trainer.actor(), exam, &form.whom, form.minutes, &form.reason).await?;
    let given = told.iter().filter(|one| matches!(one.outcome, Extension::Until(_))).count();
    let mut parts = vec![trainer.text_with("room-extended", [("count", given)])];
    push_names(conn, trainer, &mut parts, "room-extend-too-late", &told, |one| one == Extension::TooLate)
        .await?;
    push_names(conn, trainer, &mut parts, "room-extend-no-limit", &told, |one| one == Extension::NoLimit)
        .await?;
    push_missing(conn, trainer, &mut parts, &form.whom, &told).await?;
    Ok(flash(trainer, &parts, given > 0))
}

async fn paused(conn: &mut Conn, trainer: &Trainer, exam: ExamId, form: &ActForm) -> Result<Flash, Error> {
    let told = actions::pause(conn, &trainer.actor(), exam, &form.whom, &form.reason).await?;
    let stopped = told.iter().filter(|one| one.outcome == Pausing::Paused).count();
    let mut parts = vec![trainer.text_with("room-paused-now", [("count", stopped)])];
    push_names(conn, trainer, &mut parts, "room-pause-already", &told, |one| one == Pausing::AlreadyPaused)
        .await?;
    push_names(conn, trainer, &mut parts, "room-pause-too-late", &told, |one| one == Pausing::TooLate)
        .await?;
    push_missing(conn, trainer, &mut parts, &form.whom, &told).await?;
    Ok(flash(trainer, &parts, stopped > 0))
}

async fn resumed(conn: &mut Conn, trainer: &Trainer, exam: ExamId, form: &ActForm) -> Result<Flash, Error> {
    let told = actions::resume(conn, &trainer.actor(), exam, &form.whom, &form.reason).await?;
    let mut parts = vec![trainer.text_with("room-resumed-now", [("count", told.len())])];
    push_missing(conn, trainer, &mut parts, &form.whom, &told).await?;
    Ok(flash(trainer, &parts, !told.is_empty()))
}

fn flash(trainer: &Trainer, parts: &[String], worked: bool) -> Flash {
    let text = parts.join(&trainer.text("room-said-separator"));
    if worked { Flash::ok(text) } else { Flash::warn(text) }
}

/// Names those whom it came to something else for.
async fn push_names<Outcome: Copy>(
    conn: &mut Conn,
    trainer: &Trainer,
    parts: &mut Vec<String>,
    message: &str,
    told: &[Told<Outcome>],
    wanted: impl Fn(Outcome) -> bool,
) -> Result<(), Error> {
    let people: Vec<PersonId> =
        told.iter().filter(|one| wanted(one.outcome)).map(|one| one.person_id).collect();
    push(conn, trainer, parts, message, &people).await
}

/// Names those who were chosen and sit no exam now, or are not paused.
async fn push_missing<Outcome>(
    conn: &mut Conn,
    trainer: &Trainer,
    parts: &mut Vec<String>,
    whom: &Whom,
    told: &[Told<Outcome>],
) -> Result<(), Error> {
    let Whom::People(chosen) = whom else { return Ok(()) };
    let missing: Vec<PersonId> =
        chosen.iter().copied().filter(|person| told.iter().all(|one| one.person_id != *person)).collect();
    push(conn, trainer, parts, "room-not-meant", &missing).await
}

async fn push(
    conn: &mut Conn,
    trainer: &Trainer,
    parts: &mut Vec<String>,
    message: &str,
    people: &[PersonId],
) -> Result<(), Error> {
    if people.is_empty() {
        return Ok(());
    }
    let shown: Vec<PersonId> = people.iter().copied().take(MOST_NAMES).collect();
    let said = queries::names_of(conn, &shown).await?.join(&trainer.text("room-name-separator"));
    parts.push(trainer.text_with(
        message,
        [
            ("count", fluent_bundle::FluentValue::from(people.len())),
            ("names", fluent_bundle::FluentValue::from(said)),
        ],
    ));
    Ok(())
}

/// Who may be chosen: whoever sits the exam, and for going on only who is paused.
fn may_be_chosen(act: Act, seat: &Seat) -> bool {
    let open = seat.sitting().is_some_and(|sitting| sitting.open);
    match act {
        Act::Extend => open,
        Act::Pause => open && seat.paused_at.is_none(),
        Act::Resume => open && seat.paused_at.is_some(),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything the page of a form needs")]
async fn page(
    conn: &mut Conn,
    trainer: &Trainer,
    standing: &ExamListItem,
    now: DateTime<Utc>,
    act: Act,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let chosen = fields.all("people");
    let people: Vec<Choice> = queries::seats(conn, standing.exam.id, Within::Everyone, trainer.language)
        .await?
        .into_iter()
        .filter(|seat| may_be_chosen(act, seat) || chosen.contains(&seat.person_id.to_string().as_str()))
        .map(|seat| {
            let label = match &seat.employee_number {
                Some(number) => format!("{} · {number}", seat.name),
                None => seat.name,
            };
            Choice::among(seat.person_id.to_string(), label, &chosen)
        })
        .collect();
    let groups = group_choices(conn, trainer, fields.get("group")).await?;
    let whom =
        [("everyone", "room-whom-everyone"), ("group", "room-whom-group"), ("people", "room-whom-people")]
            .map(|(word, label)| Choice::new(word, trainer.text(label), fields.get("whom") == word))
            .into();
    let title = trainer.text(match act {
        Act::Extend => "room-extend",
        Act::Pause => "room-pause",
        Act::Resume => "room-resume",
    });
    let data = ActPage {
        head: Head::new(trainer, standing, View::Room, Some(title.clone()), now),
        act: act.word(),
        whom,
        groups,
        people,
        values: fields.echo(&["minutes", "reason"]),
        error_list: errors.list(),
        errors,
    };
    trainer.page("supervision/act", title, data).with_status(status).respond()
}
