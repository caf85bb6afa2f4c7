//! `/groups/{code}`: one group: its names, where it belongs, closing it. HR and administrators; how its people sign in,
//! administrators only.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::confirm::{Confirmation, before_change};
use super::sign_on;
use crate::accounts::actions::{self, GroupChange};
use crate::accounts::extract::{Admin, HrOrAdmin};
use crate::accounts::model::{Group, GroupMove, Role};
use crate::accounts::pages::{group_choices, group_name, groups_with_codes};
use crate::accounts::rules::DayProblem;
use crate::accounts::{forms, queries};
use crate::base::clock::day_in;
use crate::db::{self, Conn};
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors};

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/groups/{code}").get(show).post(rename))
        .service(web::resource("/groups/{code}/move").post(relocate))
        .service(web::resource("/groups/{code}/passwords").post(switch_passwords))
        .service(web::resource("/groups/{code}/close").post(close));
}

/// `accounts/group.hbs`.
#[derive(Serialize)]
struct GroupPage {
    crumbs: [Crumb; 3],
    name: String,
    code: String,
    is_open: bool,
    above: Option<String>,
    members: i64,
    below: Vec<String>,
    moves: Vec<MoveRow>,
    parents: Vec<Choice>,
    today: NaiveDate,
    signing_in: SigningIn,
    form: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// How people of the group sign in.
#[derive(Serialize)]
struct SigningIn {
    /// Whether passwords are off for the group itself.
    is_off: bool,
    /// The nearest group above for which they are.
    above: Option<String>,
    /// The services there are, as a sentence lists them; `None` when there is none.
    services: Option<String>,
    is_admin: bool,
}

/// Where the group belonged until a day.
#[derive(Serialize)]
struct MoveRow {
    moved_on: NaiveDate,
    from: String,
    to: String,
}

/// `GET /groups/{code}`.
async fn show(reader: HrOrAdmin, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    let fields = Fields::from_pairs(vec![
        ("name_zh".to_owned(), group.name_zh.clone()),
        ("name_en".to_owned(), group.name_en.clone()),
    ]);
    page(&reader, &mut conn, group, &fields, FormErrors::none()).await
}

async fn find(conn: &mut Conn, code: &str) -> Result<Group, Error> {
    queries::group_by_code(conn, code).await?.ok_or(Error::NotFound)
}

async fn page(
    reader: &HrOrAdmin,
    conn: &mut Conn,
    group: Group,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let tree = queries::group_tree(conn).await?;
    let under = queries::with_subgroups(conn, group.id).await?;
    let others: Vec<_> = tree.iter().filter(|one| !under.contains(&one.group.id)).cloned().collect();
    let own: Vec<_> = group.parent_id.into_iter().collect();
    let mut parents = group_choices(reader.language, &others, &own);
    parents.insert(0, Choice::new("", reader.text("groups-top"), own.is_empty()));
    let name = group_name(reader.language, &group).to_owned();
    let above = tree.iter().find(|one| Some(one.group.id) == group.parent_id);
    let top = || reader.text("groups-top");
    let named = |one: Option<(String, String)>| {
        one.map_or_else(top, |(zh, en)| reader.language.pick(&zh, &en).to_owned())
    };
    let moves = queries::group_moves(conn, group.id).await?;
    let now = db::now(conn).await?;
    let page = GroupPage {
        crumbs: [
            Crumb::up("/people", reader.text("people-title")),
            Crumb::up("/groups", reader.text("groups-title")),
            Crumb::here(&name),
        ],
        is_open: tree.iter().any(|one| one.group.id == group.id),
        above: above.map(|one| group_name(reader.language, &one.group).to_owned()),
        members: queries::member_counts(conn).await?.get(&group.id).copied().unwrap_or(0),
        below: tree
            .iter()
            .filter(|one| one.group.parent_id == Some(group.id))
            .map(|one| group_name(reader.language, &one.group).to_owned())
            .collect(),
        moves: moves
            .into_iter()
            .map(|GroupMove { moved_on, from, to }| MoveRow { moved_on, from: named(from), to: named(to) })
            .collect(),
        parents,
        today: day_in(now, reader.site().config().zone),
        signing_in: SigningIn {
            is_off: queries::has_passwords_off(conn, group.id).await?,
            above: queries::passwords_off_above(conn, group.id)
                .await?
                .map(|(zh, en)| reader.language.pick(&zh, &en).to_owned()),
            services: (!reader.app.sign_on.is_empty()).then(|| sign_on::names(reader, &reader.app)),
            is_admin: reader.person.is(Role::Admin),
        },
        form: fields.echo(&["name_zh", "name_en"]),
        error_list: errors.list(),
        errors,
        code: group.code,
        name,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    reader.page("accounts/group", page.name.clone(), page).with_status(status).respond()
}

fn address(group: &Group) -> String {
    format!("/groups/{}", group.code)
}

/// `POST /groups/{code}`: other names.
async fn rename(reader: HrOrAdmin, code: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["name_zh", "name_en"])?;
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    let (name_zh, name_en) = match forms::group_names(&fields, &reader) {
        Ok(names) => names,
        Err(errors) => return page(&reader, &mut conn, group, &fields, errors).await,
    };
    let done = actions::rename_group(&mut conn, &reader.actor(), group.id, &name_zh, &name_en).await?;
    let text = reader.text(if done { "groups-renamed" } else { "people-nothing-to-do" });
    Ok(reader.redirect_saying(&address(&group), &Flash::ok(text)))
}

/// `POST /groups/{code}/move`: where it belongs from a day on.
async fn relocate(reader: HrOrAdmin, code: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["parent", "day"])?;
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    let tree = queries::group_tree(&mut conn).await?;
    let codes: Vec<&str> = fields.optional("parent").into_iter().collect();
    let parent = groups_with_codes(&tree, &codes).ok_or(Error::BadRequest("error-unknown-field"))?;
    let Some(day) = forms::day(&fields) else {
        let said = Flash::warn(reader.text("people-day-missing"));
        return Ok(reader.redirect_saying(&address(&group), &said));
    };
    let zone = reader.site().config().zone;
    let parent = parent.first().copied();
    let done = actions::move_group(&mut conn, &reader.actor(), zone, group.id, parent, day).await?;
    Ok(answer(&reader, &group, done, "groups-moved"))
}

/// `POST /groups/{code}/passwords`: switches passwords off or on for the group and those below it.
async fn switch_passwords(
    admin: Admin,
    request: HttpRequest,
    code: web::Path<String>,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&admin, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&["passwords"])?;
    let off = match fields.get("passwords") {
        "off" => true,
        "on" => false,
        _ => return Err(Error::BadRequest("error-unknown-field")),
    };
    let mut conn = admin.conn().await?;
    let group = find(&mut conn, &code).await?;
    let done = if off && admin.app.sign_on.is_empty() {
        Err(Error::Conflict("groups-passwords-no-service"))
    } else {
        actions::switch_passwords(&mut conn, &admin.actor(), group.id, off).await
    };
    let said = match done {
        Err(Error::Conflict(message)) => Flash::warn(admin.text(message)),
        Err(other) => return Err(other),
        Ok(false) => Flash::ok(admin.text("people-nothing-to-do")),
        Ok(true) if off => Flash::ok(admin.text("groups-passwords-are-off")),
        Ok(true) => Flash::ok(admin.text("groups-passwords-are-on")),
    };
    Ok(admin.redirect_saying(&address(&group), &said))
}

/// `POST /groups/{code}/close`.
async fn close(reader: HrOrAdmin, code: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = reader.conn().await?;
    let group = find(&mut conn, &code).await?;
    let done = actions::close_group(&mut conn, &reader.actor(), group.id).await?;
    Ok(answer(&reader, &group, done, "groups-closed"))
}

fn answer(reader: &HrOrAdmin, group: &Group, done: GroupChange, message: &str) -> HttpResponse {
    let said = match done {
        GroupChange::Done => Flash::ok(reader.text(message)),
        GroupChange::Nothing => Flash::ok(reader.text("people-nothing-to-do")),
        GroupChange::Circle => Flash::warn(reader.text("groups-circle")),
        GroupChange::NotEmpty => Flash::warn(reader.text("groups-not-empty")),
        GroupChange::Day(DayProblem::Ahead) => Flash::warn(reader.text("people-day-ahead")),
        GroupChange::Day(DayProblem::TooEarly(day)) => {
            Flash::warn(reader.text_with("people-day-early", [("day", day.to_string())]))
        }
    };
    reader.redirect_saying(&address(group), &said)
}
