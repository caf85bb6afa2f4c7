//! `/groups/{code}/managers`: who is told when certificates of a group's people expire.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use serde::Serialize;
use serde_json::Value;

use crate::accounts::extract::HrOrAdmin;
use crate::accounts::model::{Group, Manager};
use crate::accounts::pages::group_name;
use crate::accounts::{actions, queries};
use crate::db::{Conn, PersonId};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors};

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/groups/{code}/managers").get(list).post(add))
        .service(web::resource("/groups/{code}/managers/{id}/remove").post(remove));
}

/// What `accounts/managers.hbs` shows.
#[derive(Serialize)]
struct ManagersPage {
    crumbs: [Crumb; 3],
    heading: String,
    code: String,
    managers: Vec<Manager>,
    form: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /groups/{code}/managers`.
async fn list(reader: HrOrAdmin, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    page(&reader, &mut conn, group, &Fields::default(), FormErrors::none()).await
}

/// `POST /groups/{code}/managers`.
async fn add(reader: HrOrAdmin, code: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["login"])?;
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    let Some(person) = queries::person_by_login(&mut conn, fields.get("login")).await? else {
        let mut errors = FormErrors::none();
        errors.add("login", reader.text("managers-unknown"));
        return page(&reader, &mut conn, group, &fields, errors).await;
    };
    actions::add_manager(&mut conn, &reader.actor(), group.id, person).await?;
    Ok(reader.redirect_saying(&address(&group.code), &Flash::ok(reader.text("managers-added"))))
}

/// `POST /groups/{code}/managers/{id}/remove`.
async fn remove(
    reader: HrOrAdmin,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let (code, id) = path.into_inner();
    let person: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    if !actions::remove_manager(&mut conn, &reader.actor(), group.id, person).await? {
        return Err(Error::NotFound);
    }
    Ok(reader.redirect_saying(&address(&group.code), &Flash::ok(reader.text("managers-removed"))))
}

async fn find(conn: &mut Conn, code: &str) -> Result<Group, Error> {
    queries::group_by_code(conn, code).await?.ok_or(Error::NotFound)
}

fn address(code: &str) -> String {
    format!("/groups/{code}/managers")
}

async fn page(
    reader: &HrOrAdmin,
    conn: &mut Conn,
    group: Group,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let name = group_name(reader.language, &group).to_owned();
    let page = ManagersPage {
        crumbs: [
            Crumb::up("/people", reader.text("people-title")),
            Crumb::up("/groups", reader.text("groups-title")),
            Crumb::here(&name),
        ],
        heading: reader.text_with("managers-title", [("group", name)]),
        managers: queries::managers(conn).await?.remove(&group.id).unwrap_or_default(),
        code: group.code,
        form: fields.echo(&["login"]),
        error_list: errors.list(),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = page.heading.clone();
    reader.page("accounts/managers", title, page).with_status(status).respond()
}
