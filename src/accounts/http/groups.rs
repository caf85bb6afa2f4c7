//! `/groups`: the units of the company as a tree. HR and administrators look and add.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use serde::Serialize;
use serde_json::Value;

use crate::accounts::extract::{HrOrAdmin, SignedIn};
use crate::accounts::model::{GroupInTree, Manager};
use crate::accounts::pages::{below_people, group_choices, group_name, groups_with_codes, joined};
use crate::accounts::{actions, forms, queries};
use crate::db::{Conn, GroupId, violated_constraint};
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Language};

/// The address of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/groups").get(list).post(add));
}

/// What `accounts/groups.hbs` shows.
#[derive(Serialize)]
struct GroupsPage {
    crumbs: [Crumb; 2],
    rows: Vec<GroupRow>,
    form: Value,
    parents: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// A group in its place.
#[derive(Serialize)]
struct GroupRow {
    /// Marks that show how deep it lies; nothing at the top.
    branch: String,
    name: String,
    other_name: String,
    code: String,
    above: Option<String>,
    members: i64,
    members_below: i64,
    managers: String,
}

/// `GET /groups`.
async fn list(reader: HrOrAdmin) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    groups_page(&reader, &mut conn, &Fields::default(), FormErrors::none()).await
}

/// `POST /groups`.
async fn add(reader: HrOrAdmin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["code", "name_zh", "name_en", "parent"])?;
    let mut conn = reader.conn().await?;
    let tree = queries::group_tree(&mut conn).await?;
    let group = match forms::new_group(&fields, &reader, &tree) {
        Ok(group) => group,
        Err(errors) => return groups_page(&reader, &mut conn, &fields, errors).await,
    };
    let said = reader.text_with("groups-added", [("name", group_name(reader.language, &group).to_owned())]);
    match actions::add_group(&mut conn, &reader.actor(), group).await {
        Err(error) if violated_constraint(&error) == Some("groups_code_taken") => {
            let mut errors = FormErrors::none();
            errors.add("code", reader.text("groups-code-taken"));
            groups_page(&reader, &mut conn, &fields, errors).await
        }
        other => {
            other?;
            Ok(reader.redirect_saying("/groups", &Flash::ok(said)))
        }
    }
}

async fn groups_page(
    reader: &SignedIn,
    conn: &mut Conn,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let tree = queries::group_tree(conn).await?;
    let members = queries::member_counts(conn).await?;
    let managers = queries::managers(conn).await?;
    let chosen = groups_with_codes(&tree, &fields.all("parent")).unwrap_or_default();
    let mut parents = group_choices(reader.language, &tree, &chosen);
    parents.insert(0, Choice::new("", reader.text("groups-top"), chosen.is_empty()));
    let page = GroupsPage {
        crumbs: below_people(reader, &reader.text("groups-title")),
        rows: tree.iter().map(|entry| row(reader.language, &tree, entry, (&members, &managers))).collect(),
        form: fields.echo(&["code", "name_zh", "name_en"]),
        parents,
        error_list: errors.list(),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    reader.page("accounts/groups", reader.text("groups-title"), page).with_status(status).respond()
}

fn row(
    language: Language,
    tree: &[GroupInTree],
    entry: &GroupInTree,
    (members, managers): (&HashMap<GroupId, i64>, &HashMap<GroupId, Vec<Manager>>),
) -> GroupRow {
    let names: Vec<String> =
        managers.get(&entry.group.id).into_iter().flatten().map(|manager| manager.name.clone()).collect();
    let group = &entry.group;
    let above = tree.iter().find(|other| Some(other.group.id) == group.parent_id);
    // Below a group in tree order stand all that lie deeper, up to the next one that does not.
    let below = tree
        .iter()
        .skip_while(|other| other.group.id != group.id)
        .skip(1)
        .take_while(|other| other.depth > entry.depth);
    let count = |group: GroupId| members.get(&group).copied().unwrap_or(0);
    GroupRow {
        branch: match entry.depth {
            0 => String::new(),
            depth => format!("{}└ ", "\u{3000}".repeat(depth - 1)),
        },
        name: group_name(language, group).to_owned(),
        other_name: group_name(language.other(), group).to_owned(),
        code: group.code.clone(),
        above: above.map(|above| group_name(language, &above.group).to_owned()),
        members: count(group.id),
        members_below: below.map(|other| count(other.group.id)).sum(),
        managers: joined(language, &names),
    }
}
