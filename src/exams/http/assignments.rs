//! `/exams/{code}/assignments`: who takes the exam, and by when.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::load;
use super::room::RoomStart;
use crate::accounts::Trainer;
use crate::accounts::pages::indented;
use crate::accounts::queries::group_tree;
use crate::db::{AssignmentId, Conn, PersonId};
use crate::exams::forms::AssignForm;
use crate::exams::model::{Assignee, Assignment, ExamListItem};
use crate::exams::pages::{FormView, Head, View};
use crate::exams::{actions, queries};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, FormErrors};

/// Most people a search shows.
const MOST_FOUND: u8 = 30;

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct AssignmentsPage {
    head: Head,
    form: FormView,
    rows: Vec<AssignmentRow>,
    people_count: usize,
    groups: Vec<Choice>,
    q: String,
    searched: bool,
    found: Vec<Choice>,
    /// How many are shown when there are more; `None` when all are.
    shown_of_more: Option<u8>,
    is_published: bool,
    room: Option<RoomStart>,
}

#[derive(Serialize)]
struct AssignmentRow {
    id: AssignmentId,
    name: String,
    sub: Option<String>,
    is_group: bool,
    due_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct WithdrawalPage {
    head: Head,
    heading: String,
    action: String,
}

/// `GET /exams/{code}/assignments`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    search: web::Query<Search>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let fields = Fields::from_pairs(vec![("q".to_owned(), search.into_inner().q)]);
    page(&trainer, &mut conn, &standing, now, &fields, FormErrors::none(), StatusCode::OK).await
}

/// `POST /exams/{code}/assignments`.
pub(super) async fn add(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&AssignForm::FIELDS)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let form = match AssignForm::parse(&fields, &trainer, now) {
        Ok(form) => form,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&trainer, &mut conn, &standing, now, &fields, errors, status).await;
        }
    };
    refuse_unknown(&mut conn, &form.assignees).await?;
    let exam = standing.exam.id;
    actions::assign_all(&mut conn, &trainer.actor(), exam, &form.assignees, form.due_at).await?;
    let said = trainer.text_with("exams-assigned", [("count", form.assignees.len())]);
    Ok(trainer.redirect_saying(&format!("/exams/{code}/assignments"), &Flash::ok(said)))
}

/// Only what the page offers can be assigned: open groups and trainees.
async fn refuse_unknown(conn: &mut Conn, assignees: &[Assignee]) -> Result<(), Error> {
    let groups = group_tree(conn).await?;
    let people: Vec<PersonId> = assignees
        .iter()
        .filter_map(|assignee| match assignee {
            Assignee::Person(person) => Some(*person),
            Assignee::Group(_) => None,
        })
        .collect();
    let trainees = queries::trainees_among(conn, &people).await?;
    let known = |assignee: &Assignee| match assignee {
        Assignee::Person(person) => trainees.contains(person),
        Assignee::Group(group) => groups.iter().any(|entry| entry.group.id == *group),
    };
    if assignees.iter().all(known) { Ok(()) } else { Err(Error::NotFound) }
}

/// `GET /exams/{code}/assignments/{id}/withdraw`.
pub(super) async fn confirm_withdrawal(
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (code, id) = path.into_inner();
    let id: AssignmentId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let held = queries::assignments_of(&mut conn, standing.exam.id).await?;
    let assignment = held.into_iter().find(|held| held.id == id).ok_or(Error::NotFound)?;
    let row = row(&trainer, assignment);
    let data = WithdrawalPage {
        heading: trainer.text_with("exams-withdraw-heading", [("name", row.name.clone())]),
        head: Head::new(&trainer, &standing, View::Assignments, Some(row.name), now),
        action: format!("/exams/{code}/assignments/{id}/withdraw"),
    };
    trainer.page("exams/withdraw", trainer.text("exams-withdraw"), data).respond()
}

/// `POST /exams/{code}/assignments/{id}/withdraw`.
pub(super) async fn withdraw(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let (code, id) = path.into_inner();
    let id: AssignmentId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = trainer.conn().await?;
    let (standing, _) = load(&mut conn, &code).await?;
    if !actions::withdraw(&mut conn, &trainer.actor(), standing.exam.id, id).await? {
        return Err(Error::NotFound);
    }
    let said = Flash::ok(trainer.text("exams-withdrawn"));
    Ok(trainer.redirect_saying(&format!("/exams/{code}/assignments"), &said))
}

async fn page(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    now: DateTime<Utc>,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let q = fields.get("q");
    // One more than is shown tells whether there are more.
    let mut found = match q {
        "" => Vec::new(),
        _ => queries::find_trainees(conn, q, i64::from(MOST_FOUND) + 1).await?,
    };
    let shown_of_more = (found.len() > usize::from(MOST_FOUND)).then_some(MOST_FOUND);
    found.truncate(usize::from(MOST_FOUND));
    let (chosen_people, chosen_groups) = (fields.all("people"), fields.all("groups"));
    let groups = group_tree(conn)
        .await?
        .into_iter()
        .map(|entry| {
            let label = indented(&entry, trainer.language);
            Choice::among(entry.group.id.to_string(), label, &chosen_groups)
        })
        .collect();
    let held = queries::assignments_of(conn, standing.exam.id).await?;
    let data = AssignmentsPage {
        room: RoomStart::of(conn, trainer, standing.exam.id, &held, now).await?,
        head: Head::new(trainer, standing, View::Assignments, None, now),
        form: FormView::new(fields, &["due"], standing.exam.draft_number).with_errors(errors),
        rows: held.into_iter().map(|assignment| row(trainer, assignment)).collect(),
        people_count: queries::assignees(conn, standing.exam.id).await?.len(),
        groups,
        q: q.to_owned(),
        searched: !q.is_empty(),
        shown_of_more,
        found: found
            .into_iter()
            .map(|person| {
                let label = match &person.employee_number {
                    Some(number) => format!("{} · {number}", person.name),
                    None => person.name,
                };
                Choice::among(person.id.to_string(), label, &chosen_people)
            })
            .collect(),
        is_published: standing.current.is_some(),
    };
    trainer
        .page("exams/assignments", trainer.text("exams-tab-assignments"), data)
        .with_status(status)
        .respond()
}

fn row(trainer: &Trainer, assignment: Assignment) -> AssignmentRow {
    let is_group = assignment.group_id.is_some();
    let name = if is_group {
        let (zh, en) = (assignment.group_zh.unwrap_or_default(), assignment.group_en.unwrap_or_default());
        trainer.language.pick(&zh, &en).to_owned()
    } else {
        assignment.person_name.unwrap_or_default()
    };
    AssignmentRow {
        id: assignment.id,
        name,
        sub: assignment.employee_number,
        is_group,
        due_at: assignment.due_at,
        created_at: assignment.created_at,
    }
}
