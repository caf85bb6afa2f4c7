//! `/people`: who there is, what they are called, what they may do. HR and admins look, admins change.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::confirm::{Confirmation, before_change};
use super::one_time_link;
use crate::accounts::extract::{Admin, HrOrAdmin, SignedIn};
use crate::accounts::forms::{self, NewPersonForm};
use crate::accounts::model::{NameSpell, PeopleFilter, PersonDetail, Role, SignInName};
use crate::accounts::pages::{
    PersonRow, below_people, group_choices, groups_with_codes, role_choices, role_name,
};
use crate::accounts::{actions, queries, rules};
use crate::db::{Conn, PersonId, violated_constraint};
use crate::web::components::{Choice, Crumb};
use crate::web::paging::{Pager, Paging, page_number};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Visit};

/// People on one page of the list.
const PAGE_SIZE: i64 = 50;

/// The addresses of these pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people").get(list))
        .service(web::resource("/people/new").get(new).post(add))
        .service(web::resource("/people/{id}").get(show))
        .service(web::resource("/people/{id}/name").post(rename))
        .service(web::resource("/people/{id}/roles").post(change_roles))
        .service(web::resource("/people/{id}/groups").post(change_groups))
        .service(web::resource("/people/{id}/block").post(block))
        .service(web::resource("/people/{id}/unblock").post(unblock))
        .service(web::resource("/people/{id}/link").post(make_link));
}

/// Query of the list.
#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    role: String,
    page: Option<String>,
}

impl ListQuery {
    /// The address of another page of the same list.
    fn address(&self, page: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("q", &self.q), ("group", &self.group), ("role", &self.role)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &page.to_string());
        format!("/people?{}", query.finish())
    }

    fn is_filtered(&self) -> bool {
        !(self.q.trim().is_empty() && self.group.is_empty() && self.role.is_empty())
    }
}

/// What `accounts/people.hbs` shows.
#[derive(Serialize)]
struct PeoplePage {
    q: String,
    groups: Vec<Choice>,
    roles: Vec<Choice>,
    rows: Vec<PersonRow>,
    is_filtered: bool,
    is_admin: bool,
    pager: Pager,
}

/// `GET /people`.
async fn list(reader: HrOrAdmin, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let tree = queries::group_tree(&mut conn).await?;
    let group = match query.group.as_str() {
        "" => None,
        code => Some(queries::group_by_code(&mut conn, code).await?.ok_or(Error::NotFound)?.id),
    };
    let role = match query.role.as_str() {
        "" => None,
        word => Some(Role::parse(word).ok_or(Error::NotFound)?),
    };
    let filter = PeopleFilter { search: query.q.trim().to_owned(), group, role };
    let number = page_number(query.page.as_deref());
    let (people, total) =
        queries::list_people(&mut conn, &filter, reader.language, (number - 1) * PAGE_SIZE, PAGE_SIZE)
            .await?;
    let page = PeoplePage {
        q: query.q.clone(),
        groups: with_all(
            &reader,
            "people-all-groups",
            group_choices(reader.language, &tree, group.as_slice()),
        ),
        roles: with_all(&reader, "people-all-roles", role_choices(&reader, role.as_slice())),
        rows: people.iter().map(|person| PersonRow::new(&reader, person)).collect(),
        is_filtered: query.is_filtered(),
        is_admin: reader.person.is(Role::Admin),
        pager: pager(&reader, &query, Paging::new(number, PAGE_SIZE, total)),
    };
    reader.page("accounts/people", reader.text("people-title"), page).respond()
}

fn pager(visit: &Visit, query: &ListQuery, paging: Paging) -> Pager {
    let shown = [("from", paging.first_row()), ("to", paging.last_row()), ("total", paging.total())];
    Pager::new(paging, visit.text_with("people-pages", shown), |page| query.address(page))
}

/// The choices after an empty one that stands for all.
fn with_all(visit: &Visit, message: &str, mut choices: Vec<Choice>) -> Vec<Choice> {
    let none_chosen = choices.iter().all(|choice| !choice.selected);
    choices.insert(0, Choice::new("", visit.text(message), none_chosen));
    choices
}

/// What `accounts/person_new.hbs` shows.
#[derive(Serialize)]
struct NewPersonPage {
    form: Value,
    roles: Vec<Choice>,
    groups: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /people/new`.
async fn new(admin: Admin) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let fields = Fields::from_pairs(vec![("roles".to_owned(), Role::Trainee.as_str().to_owned())]);
    new_person_page(&admin, &mut conn, &fields, FormErrors::none()).await
}

/// `POST /people/new`.
async fn add(admin: Admin, request: HttpRequest, mut fields: Fields) -> Result<HttpResponse, Error> {
    let is_staff = fields.all("roles").iter().any(|role| *role != Role::Trainee.as_str());
    if is_staff && let Confirmation::Needed(response) = before_change(&admin, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(NewPersonForm::FIELDS)?;
    let mut conn = admin.conn().await?;
    let tree = queries::group_tree(&mut conn).await?;
    let form = match NewPersonForm::parse(&fields, &admin, &tree) {
        Ok(form) => form,
        Err(errors) => return new_person_page(&admin, &mut conn, &fields, errors).await,
    };
    let mut person = form.person;
    if let Some(password) = &form.password {
        drop(conn);
        person.password_hash = Some(admin.app.passwords.hash(password).await?);
        conn = admin.conn().await?;
    }
    let id = match actions::add_person(&mut conn, &admin.actor(), &person).await {
        Err(error) if is_login_taken(&error) => {
            let mut errors = FormErrors::none();
            errors.add(taken_field(&mut conn, &person).await?, admin.text("accounts-login-taken"));
            return new_person_page(&admin, &mut conn, &fields, errors).await;
        }
        other => other?,
    };
    if form.password.is_some() {
        let said = admin.text_with("people-added", [("name", person.name.as_str())]);
        return Ok(admin.redirect_saying(&format!("/people/{id}"), &Flash::ok(said)));
    }
    link_page(&admin, &request, &mut conn, id, &person.name).await
}

fn is_login_taken(error: &diesel::result::Error) -> bool {
    matches!(violated_constraint(error), Some("identities_subject_taken" | "people_employee_number_key"))
}

/// Which of the sign-in names somebody else has.
async fn taken_field(
    conn: &mut Conn,
    person: &crate::accounts::model::NewPerson,
) -> Result<&'static str, Error> {
    for (field, login) in [("email", &person.email), ("phone", &person.phone)] {
        if let Some(login) = login
            && queries::person_by_login(conn, login).await?.is_some()
        {
            return Ok(field);
        }
    }
    Ok("employee_number")
}

async fn new_person_page(
    admin: &Admin,
    conn: &mut Conn,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let tree = queries::group_tree(conn).await?;
    let roles = forms::roles(&fields.all("roles")).unwrap_or_default();
    let groups = groups_with_codes(&tree, &fields.all("groups")).unwrap_or_default();
    let page = NewPersonPage {
        form: fields.echo(&["name", "latin_name", "employee_number", "email", "phone"]),
        roles: role_choices(admin, &roles),
        groups: group_choices(admin.language, &tree, &groups),
        error_list: errors.list(),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    admin.page("accounts/person_new", admin.text("people-new-title"), page).with_status(status).respond()
}

/// What `accounts/person_link.hbs` shows.
#[derive(Serialize)]
struct LinkPage {
    name: String,
    href: String,
    link: String,
    days: u64,
}

/// The page that shows a new one-time link. It is the answer to the form itself, because the link is kept nowhere.
async fn link_page(
    admin: &Admin,
    request: &HttpRequest,
    conn: &mut Conn,
    person: PersonId,
    name: &str,
) -> Result<HttpResponse, Error> {
    let secret = actions::invite_to_set_password(conn, &admin.actor(), person).await?;
    let page = LinkPage {
        name: name.to_owned(),
        href: format!("/people/{person}"),
        link: one_time_link(request, admin.site().config(), &secret),
        days: rules::INVITATION_LIFETIME.as_secs() / 86_400,
    };
    admin.page("accounts/person_link", admin.text("people-link-title"), page).respond()
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
    created_at: DateTime<Utc>,
    password_changed_at: Option<DateTime<Utc>>,
    blocked_at: Option<DateTime<Utc>>,
    logins: Vec<SignInName>,
    names: Vec<NameSpell>,
    groups: Vec<Spell>,
    roles: Vec<Spell>,
    is_admin: bool,
    form: RenameEcho,
    had_roles: Vec<String>,
    role_choices: Vec<Choice>,
    had_groups: Vec<String>,
    group_choices: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// The fields of the form for a new name.
#[derive(Serialize)]
struct RenameEcho {
    name: String,
    latin_name: String,
}

/// A role or a membership from when to when.
#[derive(Serialize)]
struct Spell {
    what: String,
    from: DateTime<Utc>,
    to: Option<DateTime<Utc>>,
}

/// `GET /people/{id}`.
async fn show(reader: HrOrAdmin, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    let form =
        RenameEcho { name: person.name.clone(), latin_name: person.latin_name.clone().unwrap_or_default() };
    person_page(&reader, &mut conn, person, form, FormErrors::none()).await
}

async fn find(conn: &mut Conn, path: &str) -> Result<PersonDetail, Error> {
    let id: PersonId = path.parse().map_err(|_| Error::NotFound)?;
    queries::person(conn, id).await?.ok_or(Error::NotFound)
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
    let current: Vec<_> =
        memberships.iter().filter(|one| one.valid_to.is_none()).map(|one| one.group_id).collect();
    let held: Vec<Role> = roles.iter().filter(|one| one.revoked_at.is_none()).map(|one| one.role).collect();
    let group_choices = group_choices(reader.language, &tree, &current);
    let page = PersonPage {
        crumbs: below_people(reader, &person.name),
        id: person.id,
        logins: queries::sign_in_names(conn, person.id).await?,
        names: queries::names(conn, person.id).await?,
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
        is_admin: reader.person.is(Role::Admin),
        form,
        had_roles: held.iter().map(|role| role.as_str().to_owned()).collect(),
        role_choices: role_choices(reader, &held),
        had_groups: group_choices.iter().filter(|one| one.checked).map(|one| one.value.clone()).collect(),
        group_choices,
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

/// Back to the page of a person, saying what happened or that nothing had to.
fn back(admin: &Admin, person: PersonId, done: bool, message: &str) -> HttpResponse {
    let text = admin.text(if done { message } else { "people-nothing-to-do" });
    admin.redirect_saying(&format!("/people/{person}"), &Flash::ok(text))
}

/// A change that the rules refuse is said on the page of the person, where everything still is as it was.
fn refused(admin: &Admin, person: PersonId, error: Error) -> Result<HttpResponse, Error> {
    match error {
        Error::Conflict(message) => {
            Ok(admin.redirect_saying(&format!("/people/{person}"), &Flash::warn(admin.text(message))))
        }
        other => Err(other),
    }
}

/// `POST /people/{id}/name`.
async fn rename(admin: Admin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["name", "latin_name"])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    let (name, latin_name) = match forms::rename_form(&fields, &admin) {
        Ok(form) => form,
        Err(errors) => {
            let form = RenameEcho {
                name: fields.raw("name").to_owned(),
                latin_name: fields.raw("latin_name").to_owned(),
            };
            return person_page(&admin, &mut conn, person, form, errors).await;
        }
    };
    let done = actions::rename(&mut conn, &admin.actor(), person.id, &name, latin_name.as_deref()).await?;
    Ok(back(&admin, person.id, done, "people-renamed"))
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
async fn change_groups(admin: Admin, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["groups", "had"])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    let tree = queries::group_tree(&mut conn).await?;
    let (had, ticked) = forms::ticked_groups(&fields, &tree)?;
    let (add, remove) = rules::difference(&had, &ticked);
    let done = actions::change_groups(&mut conn, &admin.actor(), person.id, &add, &remove).await?;
    Ok(back(&admin, person.id, done, "people-groups-changed"))
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

/// `POST /people/{id}/link`.
async fn make_link(
    admin: Admin,
    request: HttpRequest,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    if person.blocked_at.is_some() {
        return refused(&admin, person.id, Error::Conflict("people-link-blocked"));
    }
    link_page(&admin, &request, &mut conn, person.id, &person.name).await
}
