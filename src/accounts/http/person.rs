//! `/people/{id}`: one person, with all that was. HR and administrators change what belongs to the company: name, group,
//! employment; administrators also roles and blocked accounts.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::confirm::{Confirmation, before_change};
use crate::accounts::actions::{self, Moved};
use crate::accounts::extract::{Admin, HrOrAdmin, SignedIn};
use crate::accounts::model::{LinkedAccount, NameSpell, PersonDetail, Role, SignInName};
use crate::accounts::pages::import::file_words;
use crate::accounts::pages::{below_people, group_choices, groups_with_codes, role_choices, role_name};
use crate::accounts::rules::DayProblem;
use crate::accounts::{forms, queries, rules};
use crate::base::clock::day_in;
use crate::db::{self, Conn, PersonId};
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Visit};

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people/{id}").get(show))
        .service(web::resource("/people/{id}/name").post(rename))
        .service(web::resource("/people/{id}/roles").post(change_roles))
        .service(web::resource("/people/{id}/groups").post(change_groups))
        .service(web::resource("/people/{id}/leave").post(leave))
        .service(web::resource("/people/{id}/return").post(come_back))
        .service(web::resource("/people/{id}/transfer").post(transfer))
        .service(web::resource("/people/{id}/block").post(block))
        .service(web::resource("/people/{id}/unblock").post(unblock));
}

/// What `accounts/person.hbs` shows.
#[derive(Serialize)]
struct PersonPage {
    crumbs: [Crumb; 2],
    id: PersonId,
    name: String,
    latin_name: Option<String>,
    employee_number: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    reports_to: Option<Named>,
    created_at: DateTime<Utc>,
    password_changed_at: Option<DateTime<Utc>>,
    blocked_at: Option<DateTime<Utc>>,
    logins: Vec<SignInName>,
    accounts: Vec<LinkedAccount>,
    has_no_password: bool,
    names: Vec<NameSpell>,
    employments: Vec<Spell>,
    is_employed: bool,
    today: NaiveDate,
    transfer_to: Vec<Choice>,
    return_to: Vec<Choice>,
    groups: Vec<Spell>,
    roles: Vec<Spell>,
    imports: Vec<Named>,
    is_admin: bool,
    may_change_sign_in: bool,
    form: RenameEcho,
    had_roles: Vec<String>,
    role_choices: Vec<Choice>,
    had_groups: Vec<String>,
    group_choices: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// Something with a page of its own.
#[derive(Serialize)]
struct Named {
    href: String,
    text: String,
}

/// The fields of the form for a new name.
#[derive(Serialize)]
struct RenameEcho {
    name: String,
    latin_name: String,
}

/// A role, a membership or an employment from when to when.
#[derive(Serialize)]
struct Spell {
    what: String,
    from: DateTime<Utc>,
    to: Option<DateTime<Utc>>,
}

/// `GET /people/{id}`.
async fn show(reader: HrOrAdmin, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let person = match find(&mut conn, &path).await {
        Err(Error::NotFound) => {
            let id: PersonId = path.parse().map_err(|_| Error::NotFound)?;
            let kept = queries::merged_into(&mut conn, id).await?.ok_or(Error::NotFound)?;
            return Ok(reader.redirect(&format!("/people/{kept}")));
        }
        other => other?,
    };
    let form =
        RenameEcho { name: person.name.clone(), latin_name: person.latin_name.clone().unwrap_or_default() };
    person_page(&reader, &mut conn, person, form, FormErrors::none()).await
}

/// The person of an address.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(conn: &mut Conn, path: &str) -> Result<PersonDetail, Error> {
    let id: PersonId = path.parse().map_err(|_| Error::NotFound)?;
    queries::person(conn, id).await?.ok_or(Error::NotFound)
}

/// Refuses who may not change how this person signs in.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn may_change_sign_in(reader: &SignedIn, conn: &mut Conn, person: PersonId) -> Result<(), Error> {
    let roles = queries::roles_of(conn, &[person]).await?.remove(&person).unwrap_or_default();
    if rules::may_change_sign_in(&reader.person.roles, &roles) { Ok(()) } else { Err(Error::Forbidden) }
}

async fn person_page(
    reader: &SignedIn,
    conn: &mut Conn,
    person: PersonDetail,
    form: RenameEcho,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let tree = queries::group_tree(conn).await?;
    let memberships = queries::memberships(conn, person.id).await?;
    let roles = queries::role_history(conn, person.id).await?;
    let employments = queries::employments(conn, person.id).await?;
    let current: Vec<_> =
        memberships.iter().filter(|one| one.valid_to.is_none()).map(|one| one.group_id).collect();
    let held: Vec<Role> = roles.iter().filter(|one| one.revoked_at.is_none()).map(|one| one.role).collect();
    let last_group = memberships.first().map(|one| one.group_id);
    let own_groups = group_choices(reader.language, &tree, &current);
    let mut return_to = group_choices(reader.language, &tree, last_group.as_slice());
    return_to.insert(0, Choice::new("", reader.text("people-return-no-group"), false));
    let now = db::now(conn).await?;
    let page = PersonPage {
        crumbs: below_people(reader, &person.name),
        id: person.id,
        logins: queries::sign_in_names(conn, person.id).await?,
        accounts: queries::linked_accounts(conn, person.id).await?,
        has_no_password: queries::has_no_password(conn, Some(person.id)).await?,
        names: queries::names(conn, person.id).await?,
        reports_to: queries::reports_to(conn, person.id)
            .await?
            .map(|(id, name)| Named { href: format!("/people/{id}"), text: name }),
        is_employed: employments.iter().any(|one| one.valid_to.is_none()),
        employments: employments
            .iter()
            .map(|one| Spell { what: String::new(), from: one.valid_from, to: one.valid_to })
            .collect(),
        today: day_in(now, reader.site().config().zone),
        transfer_to: own_groups.iter().filter(|one| !one.checked).map(plain).collect(),
        return_to,
        groups: memberships
            .iter()
            .map(|one| Spell {
                what: reader.language.pick(&one.name_zh, &one.name_en).to_owned(),
                from: one.valid_from,
                to: one.valid_to,
            })
            .collect(),
        roles: roles
            .iter()
            .map(|one| Spell { what: role_name(reader, one.role), from: one.granted_at, to: one.revoked_at })
            .collect(),
        imports: imports(reader, conn, person.id).await?,
        is_admin: reader.person.is(Role::Admin),
        may_change_sign_in: rules::may_change_sign_in(&reader.person.roles, &held),
        form,
        had_roles: held.iter().map(|role| role.as_str().to_owned()).collect(),
        role_choices: role_choices(reader, &held),
        had_groups: own_groups.iter().filter(|one| one.checked).map(|one| one.value.clone()).collect(),
        group_choices: own_groups,
        error_list: errors.list(),
        errors,
        name: person.name,
        latin_name: person.latin_name,
        employee_number: person.employee_number,
        email: person.email,
        phone: person.phone,
        created_at: person.created_at,
        password_changed_at: person.password_changed_at,
        blocked_at: person.blocked_at,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    reader.page("accounts/person", page.name.clone(), page).with_status(status).respond()
}

fn plain(choice: &Choice) -> Choice {
    Choice::new(choice.value.clone(), choice.label.clone(), false)
}

/// The lists of people that brought in or changed this one.
async fn imports(visit: &Visit, conn: &mut Conn, person: PersonId) -> Result<Vec<Named>, Error> {
    let rows = queries::rows_of_person(conn, person).await?;
    Ok(rows
        .into_iter()
        .map(|(import, file, row, _)| {
            let file = file_words(&file, visit);
            let text = match row {
                Some(row) => {
                    visit.text_with("people-import-from-row", [("file", file), ("row", row.to_string())])
                }
                None => file,
            };
            Named { href: format!("/people/import/{import}"), text }
        })
        .collect())
}

/// Back to the page of a person, saying what happened or that nothing had to.
fn back(reader: &SignedIn, person: PersonId, done: bool, message: &str) -> HttpResponse {
    let text = reader.text(if done { message } else { "people-nothing-to-do" });
    reader.redirect_saying(&format!("/people/{person}"), &Flash::ok(text))
}

/// A change that cannot be made is said on the page of the person, where everything still is as it was.
fn warned(reader: &SignedIn, person: PersonId, text: String) -> HttpResponse {
    reader.redirect_saying(&format!("/people/{person}"), &Flash::warn(text))
}

/// The same of what the rules refuse.
pub(super) fn refused(reader: &SignedIn, person: PersonId, error: Error) -> Result<HttpResponse, Error> {
    match error {
        Error::Conflict(message) => Ok(warned(reader, person, reader.text(message))),
        other => Err(other),
    }
}

/// `POST /people/{id}/name`.
async fn rename(reader: HrOrAdmin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["name", "latin_name"])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    let (name, latin_name) = match forms::rename_form(&fields, &reader) {
        Ok(form) => form,
        Err(errors) => {
            let form = RenameEcho {
                name: fields.raw("name").to_owned(),
                latin_name: fields.raw("latin_name").to_owned(),
            };
            return person_page(&reader, &mut conn, person, form, errors).await;
        }
    };
    let done = actions::rename(&mut conn, &reader.actor(), person.id, &name, latin_name.as_deref()).await?;
    Ok(back(&reader, person.id, done, "people-renamed"))
}

/// `POST /people/{id}/roles`.
async fn change_roles(
    admin: Admin,
    request: HttpRequest,
    path: web::Path<String>,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&admin, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&["roles", "had"])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    let (had, ticked) = forms::ticked_roles(&fields)?;
    let (add, remove) = rules::difference(&had, &ticked);
    match actions::change_roles(&mut conn, &admin.actor(), person.id, &add, &remove).await {
        Ok(done) => Ok(back(&admin, person.id, done, "people-roles-changed")),
        Err(error) => refused(&admin, person.id, error),
    }
}

/// `POST /people/{id}/groups`.
async fn change_groups(
    reader: HrOrAdmin,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["groups", "had"])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    let tree = queries::group_tree(&mut conn).await?;
    let (had, ticked) = forms::ticked_groups(&fields, &tree)?;
    let (add, remove) = rules::difference(&had, &ticked);
    let done = actions::change_groups(&mut conn, &reader.actor(), person.id, &add, &remove).await?;
    Ok(back(&reader, person.id, done, "people-groups-changed"))
}

/// What came of a leave, a return or a move, in words.
fn moved(reader: &SignedIn, person: PersonId, done: Moved, message: &str) -> HttpResponse {
    match done {
        Moved::Done => back(reader, person, true, message),
        Moved::Nothing => back(reader, person, false, message),
        Moved::Day(DayProblem::Ahead) => warned(reader, person, reader.text("people-day-ahead")),
        Moved::Day(DayProblem::TooEarly(day)) => {
            let text = reader.text_with("people-day-early", [("day", day.to_string())]);
            warned(reader, person, text)
        }
    }
}

/// `POST /people/{id}/leave`.
async fn leave(reader: HrOrAdmin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["day"])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    may_change_sign_in(&reader, &mut conn, person.id).await?;
    let Some(day) = forms::day(&fields) else {
        return Ok(warned(&reader, person.id, reader.text("people-day-missing")));
    };
    let zone = reader.site().config().zone;
    match actions::leave(&mut conn, &reader.actor(), zone, person.id, day).await {
        Ok(done) => Ok(moved(&reader, person.id, done, "people-left")),
        Err(error) => refused(&reader, person.id, error),
    }
}

/// `POST /people/{id}/return`.
async fn come_back(
    reader: HrOrAdmin,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["day", "group"])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    may_change_sign_in(&reader, &mut conn, person.id).await?;
    let Some(day) = forms::day(&fields) else {
        return Ok(warned(&reader, person.id, reader.text("people-day-missing")));
    };
    let tree = queries::group_tree(&mut conn).await?;
    let codes: Vec<&str> = fields.optional("group").into_iter().collect();
    let group = groups_with_codes(&tree, &codes).ok_or(Error::BadRequest("error-unknown-field"))?;
    let zone = reader.site().config().zone;
    let group = group.first().copied();
    let done = actions::return_to_work(&mut conn, &reader.actor(), zone, person.id, day, group).await?;
    Ok(moved(&reader, person.id, done, "people-returned"))
}

/// `POST /people/{id}/transfer`.
async fn transfer(reader: HrOrAdmin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["day", "group"])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    let Some(day) = forms::day(&fields) else {
        return Ok(warned(&reader, person.id, reader.text("people-day-missing")));
    };
    let tree = queries::group_tree(&mut conn).await?;
    let group = groups_with_codes(&tree, &[fields.get("group")]).and_then(|found| found.first().copied());
    let group = group.ok_or(Error::BadRequest("error-unknown-field"))?;
    let zone = reader.site().config().zone;
    let done = actions::transfer(&mut conn, &reader.actor(), zone, person.id, group, day).await?;
    Ok(moved(&reader, person.id, done, "people-transferred"))
}

/// `POST /people/{id}/block`.
async fn block(admin: Admin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    match actions::block(&mut conn, &admin.actor(), person.id).await {
        Ok(done) => Ok(back(&admin, person.id, done, "people-blocked")),
        Err(error) => refused(&admin, person.id, error),
    }
}

/// `POST /people/{id}/unblock`.
async fn unblock(admin: Admin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    let done = actions::unblock(&mut conn, &admin.actor(), person.id).await?;
    Ok(back(&admin, person.id, done, "people-unblocked"))
}
