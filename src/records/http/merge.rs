//! `/people/{id}/merge`: two records of one person become one, after both were looked at side by side.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::accounts::http::person::{find, may_change_sign_in};
use crate::accounts::model::PersonDetail;
use crate::accounts::pages::{group_name, joined};
use crate::accounts::{self, HrOrAdmin};
use crate::db::Conn;
use crate::records::actions::{Merged, merge_people};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash};
use crate::{attempts, certification};

/// Query of the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct MergeQuery {
    #[serde(default)]
    with: String,
}

/// `records/merge.hbs`.
#[derive(Serialize)]
struct MergePage {
    crumbs: [Crumb; 3],
    with: String,
    unknown: bool,
    kept: Side,
    merged: Option<Side>,
}

/// One of the two.
#[derive(Serialize)]
struct Side {
    id: String,
    name: String,
    employee_number: Option<String>,
    logins: Vec<String>,
    groups: String,
    attempts: usize,
    certificates: usize,
}

/// `GET /people/{id}/merge`: this record stays; `with` names the other one.
pub(super) async fn show(
    reader: HrOrAdmin,
    path: web::Path<String>,
    query: web::Query<MergeQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let kept = find(&mut conn, &path).await?;
    may_change_sign_in(&reader, &mut conn, kept.id).await?;
    let with = query.with.trim();
    let found = match with {
        "" => None,
        login => accounts::queries::person_by_login(&mut conn, login).await?.filter(|id| *id != kept.id),
    };
    let merged = match found {
        Some(id) => {
            may_change_sign_in(&reader, &mut conn, id).await?;
            let other = find(&mut conn, &id.to_string()).await?;
            Some(side(&reader, &mut conn, &other).await?)
        }
        None => None,
    };
    let page = MergePage {
        crumbs: [
            Crumb::up("/people", reader.text("people-title")),
            Crumb::up(format!("/people/{}", kept.id), &kept.name),
            Crumb::here(reader.text("merge-title")),
        ],
        unknown: merged.is_none() && !with.is_empty(),
        with: with.to_owned(),
        kept: side(&reader, &mut conn, &kept).await?,
        merged,
    };
    reader.page("records/merge", reader.text("merge-title"), page).respond()
}

async fn side(reader: &HrOrAdmin, conn: &mut Conn, person: &PersonDetail) -> Result<Side, Error> {
    let id = person.id;
    let groups = accounts::queries::groups_of(conn, &[id]).await?.remove(&id).unwrap_or_default();
    let groups: Vec<String> =
        groups.iter().map(|group| group_name(reader.language, group).to_owned()).collect();
    let logins = accounts::queries::sign_in_names(conn, id).await?;
    Ok(Side {
        id: id.to_string(),
        name: person.name.clone(),
        employee_number: person.employee_number.clone(),
        logins: logins.into_iter().map(|login| login.subject).collect(),
        groups: joined(reader.language, &groups),
        attempts: attempts::queries::attempts_of(conn, id).await?.len(),
        certificates: certification::queries::certificates_of(conn, id).await?.len(),
    })
}

/// `POST /people/{id}/merge`.
pub(super) async fn merge(
    reader: HrOrAdmin,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["other", "number"])?;
    let mut conn = reader.conn().await?;
    let kept = find(&mut conn, &path).await?;
    let other = find(&mut conn, fields.get("other")).await?;
    for person in [kept.id, other.id] {
        may_change_sign_in(&reader, &mut conn, person).await?;
    }
    if kept.id == other.id {
        return Err(Error::BadRequest("error-unknown-field"));
    }
    let takes_number = fields.get("number") == "other";
    let done = merge_people(&mut conn, &reader.actor(), kept.id, other.id, takes_number).await?;
    let said = match done {
        Merged::Done => Flash::ok(reader.text_with("merge-done", [("name", other.name)])),
        Merged::SitsExam => Flash::warn(reader.text("merge-sits-exam")),
        Merged::Gone => Flash::warn(reader.text("merge-gone")),
    };
    Ok(reader.redirect_saying(&format!("/people/{}", kept.id), &said))
}
