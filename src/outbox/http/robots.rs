//! `/robots`: group chats that are told what expires.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts::HrOrAdmin;
use crate::accounts::pages::group_choices;
use crate::accounts::queries::group_tree;
use crate::db::{Conn, GroupId, RobotId};
use crate::outbox::forms::{ROBOT_FIELDS, new_robot};
use crate::outbox::pages::{RobotLine, RobotsPage, provider_choices, tabs};
use crate::outbox::{actions, queries};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, FormErrors, Language};

/// `GET /robots`.
pub(super) async fn list(reader: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    page(&reader, &mut conn, &Fields::default(), FormErrors::none()).await
}

/// `POST /robots`.
pub(super) async fn add(reader: HrOrAdmin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(ROBOT_FIELDS)?;
    let mut conn = reader.conn().await?;
    let groups = group_tree(&mut conn).await?;
    let may_reach_private = reader.app.config.notices.may_reach_private;
    let robot = match new_robot(&fields, &reader, &groups, may_reach_private) {
        Ok(robot) => robot,
        Err(errors) => return page(&reader, &mut conn, &fields, errors).await,
    };
    actions::add_robot(&mut conn, &reader.actor(), &robot).await?;
    let said = reader.text_with("robots-added", [("name", robot.name.clone())]);
    Ok(reader.redirect_saying("/robots", &Flash::ok(said)))
}

/// `POST /robots/{id}/test`.
pub(super) async fn test(
    reader: HrOrAdmin,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let id: RobotId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = reader.conn().await?;
    actions::test_robot(&mut conn, &reader.actor(), id).await?;
    Ok(reader.redirect_saying("/notices?channel=robot", &Flash::ok(reader.text("outbox-test-waits"))))
}

/// What `outbox/remove.hbs` shows.
#[derive(Serialize)]
pub(super) struct RemovePage {
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) action: String,
    pub(super) button: String,
    pub(super) back: String,
    pub(super) stay: String,
}

/// `GET /robots/{id}/remove`.
pub(super) async fn ask(reader: HrOrAdmin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id: RobotId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = reader.conn().await?;
    let robot = queries::robot(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let page = RemovePage {
        heading: reader.text_with("robots-remove-heading", [("name", robot.name)]),
        text: reader.text("robots-remove-text"),
        action: format!("/robots/{id}/remove"),
        button: reader.text("robots-do-remove"),
        back: "/robots".to_owned(),
        stay: reader.text("robots-do-not-remove"),
    };
    reader.page("outbox/remove", reader.text("robots-do-remove"), page).respond()
}

/// `POST /robots/{id}/remove`.
pub(super) async fn remove(
    reader: HrOrAdmin,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let id: RobotId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = reader.conn().await?;
    if !actions::remove_robot(&mut conn, &reader.actor(), id).await? {
        return Err(Error::NotFound);
    }
    Ok(reader.redirect_saying("/robots", &Flash::ok(reader.text("robots-removed"))))
}

async fn page(
    reader: &HrOrAdmin,
    conn: &mut Conn,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let tree = group_tree(conn).await?;
    let chosen: Vec<GroupId> = tree
        .iter()
        .filter(|entry| entry.group.code == fields.get("group"))
        .map(|entry| entry.group.id)
        .collect();
    let mut groups = group_choices(reader.language, &tree, &chosen);
    groups.insert(0, Choice::new("", reader.text("robots-everyone"), chosen.is_empty()));
    let language = Language::parse(fields.get("language")).unwrap_or(reader.language);
    let languages = Language::ALL.map(|one| {
        let word = match one {
            Language::Chinese => "robots-chinese",
            Language::English => "robots-english",
        };
        Choice::new(one.tag(), reader.text(word), one == language)
    });
    let rows = queries::all_robots(conn).await?;
    let page = RobotsPage {
        tabs: tabs(reader, "/robots"),
        rows: rows.iter().map(|row| RobotLine::new(row, reader)).collect(),
        form: fields.echo(&["name", "url"]),
        providers: provider_choices(reader, fields.get("provider")),
        groups,
        languages: languages.into(),
        error_list: errors.list(),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    reader.page("outbox/robots", reader.text("robots-title"), page).with_status(status).respond()
}
