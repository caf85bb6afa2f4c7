//! `/people`: who there is. HR and admins look, admins add.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::confirm::{Confirmation, before_change};
use super::invitations::link_page;
use crate::accounts::extract::{Admin, HrOrAdmin};
use crate::accounts::forms::{self, NewPersonForm};
use crate::accounts::model::{PeopleFilter, Role};
use crate::accounts::pages::{PersonRow, group_choices, groups_with_codes, role_choices};
use crate::accounts::{actions, queries};
use crate::db::{Conn, violated_constraint};
use crate::web::components::Choice;
use crate::web::paging::{Pager, Paging, page_number};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Visit};

/// People on one page of the list.
const PAGE_SIZE: i64 = 50;

/// The addresses of these pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people").get(list))
        .service(web::resource("/people/new").get(new).post(add));
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
    if form.password.is_some() || queries::has_no_password(&mut conn, Some(id)).await? {
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
