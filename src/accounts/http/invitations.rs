//! One-time links: for one person on a page, for the people of a group or of a list as slips to print.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::one_time_link;
use super::person::{find, may_change_sign_in, refused};
use crate::accounts::extract::{HrOrAdmin, SignedIn};
use crate::accounts::model::{PersonListItem, SlipsOf};
use crate::accounts::pages::{below_people, group_choices, group_name, joined};
use crate::accounts::{actions, queries, rules};
use crate::db::{Conn, PersonId};
use crate::web::components::{Choice, Crumb};
use crate::web::qr::{self, Qr};
use crate::web::{Error, Fields};

/// Slips of one print.
const SLIPS: usize = 200;

/// The addresses of these pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people/slips").get(choose).post(print))
        .service(web::resource("/people/{id}/link").post(make_link));
}

/// What `accounts/person_link.hbs` shows.
#[derive(Serialize)]
struct LinkPage {
    name: String,
    href: String,
    link: String,
    qr: Option<Qr>,
    days: u64,
    is_admin: bool,
}

fn days() -> u64 {
    rules::INVITATION_LIFETIME.as_secs() / 86_400
}

/// The page that shows a new one-time link. It is the answer to the form itself, because the link is kept nowhere.
pub(super) async fn link_page(
    reader: &SignedIn,
    request: &HttpRequest,
    conn: &mut Conn,
    person: PersonId,
    name: &str,
) -> Result<HttpResponse, Error> {
    let secret = actions::invite_to_set_password(conn, &reader.actor(), person).await?;
    let link = one_time_link(request, reader.site().config(), &secret);
    let page = LinkPage {
        name: name.to_owned(),
        href: format!("/people/{person}"),
        qr: qr::draw(&link),
        link,
        days: days(),
        is_admin: reader.person.is(crate::accounts::Role::Admin),
    };
    reader.page("accounts/person_link", reader.text("people-link-title"), page).respond()
}

/// `POST /people/{id}/link`.
async fn make_link(
    reader: HrOrAdmin,
    request: HttpRequest,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = reader.conn().await?;
    let person = find(&mut conn, &path).await?;
    may_change_sign_in(&reader, &mut conn, person.id).await?;
    if person.blocked_at.is_some() {
        return refused(&reader, person.id, Error::Conflict("people-link-blocked"));
    }
    if queries::has_no_password(&mut conn, Some(person.id)).await? {
        return refused(&reader, person.id, Error::Conflict("people-link-elsewhere"));
    }
    link_page(&reader, &request, &mut conn, person.id, &person.name).await
}

/// Whose slips: of a group with those below it, or of those whom a list brought in.
#[derive(Debug, Default, Deserialize)]
struct SlipsQuery {
    #[serde(default)]
    group: String,
    #[serde(default)]
    import: String,
}

/// `accounts/slips_choose.hbs`.
#[derive(Serialize)]
struct ChoosePage {
    crumbs: [Crumb; 2],
    groups: Vec<Choice>,
    group: String,
    import: String,
    is_chosen: bool,
    /// How many slips would be printed now.
    count: usize,
    /// How many people would be left for the next print.
    more: usize,
    days: u64,
}

/// `GET /people/slips`.
async fn choose(reader: HrOrAdmin, query: web::Query<SlipsQuery>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let query = query.into_inner();
    let tree = queries::group_tree(&mut conn).await?;
    let chosen = queries::group_by_code(&mut conn, &query.group).await?.map(|group| group.id);
    let found = match whose(&mut conn, &query.group, &query.import).await? {
        Some(whose) => waiting(&reader, &mut conn, &whose).await?,
        None => Vec::new(),
    };
    let mut groups = group_choices(reader.language, &tree, chosen.as_slice());
    groups.insert(0, Choice::new("", reader.text("people-slips-choose"), chosen.is_none()));
    let page = ChoosePage {
        crumbs: below_people(&reader, &reader.text("people-slips-title")),
        groups,
        is_chosen: !(query.group.is_empty() && query.import.is_empty()),
        group: query.group,
        import: query.import,
        count: found.len().min(SLIPS),
        more: found.len().saturating_sub(SLIPS),
        days: days(),
    };
    reader.page("accounts/slips_choose", reader.text("people-slips-title"), page).respond()
}

async fn whose(conn: &mut Conn, group: &str, import: &str) -> Result<Option<SlipsOf>, Error> {
    if !import.is_empty() {
        let id: Uuid = import.parse().map_err(|_| Error::NotFound)?;
        queries::people_import(conn, id).await?.ok_or(Error::NotFound)?;
        return Ok(Some(SlipsOf::Import(id)));
    }
    if group.is_empty() {
        return Ok(None);
    }
    let group = queries::group_by_code(conn, group).await?.ok_or(Error::NotFound)?;
    Ok(Some(SlipsOf::Group(group.id)))
}

/// Those who have no password yet, may have one, and whose sign-in the reader may change; those without a link that works come first.
async fn waiting(reader: &SignedIn, conn: &mut Conn, whose: &SlipsOf) -> Result<Vec<PersonListItem>, Error> {
    let mut found = queries::without_password(conn, whose).await?;
    found.retain(|person| rules::may_change_sign_in(&reader.person.roles, &person.roles));
    let ids: Vec<PersonId> = found.iter().map(|person| person.id).collect();
    let elsewhere = queries::without_passwords(conn, &ids).await?;
    found.retain(|person| !elsewhere.contains(&person.id));
    Ok(found)
}

/// `accounts/slips.hbs`: several on a page, to be cut apart.
#[derive(Serialize)]
struct SlipsPage {
    crumbs: [Crumb; 2],
    slips: Vec<Slip>,
    days: u64,
}

/// What one person gets.
#[derive(Serialize)]
struct Slip {
    name: String,
    login: String,
    groups: String,
    link: String,
    qr: Option<Qr>,
}

/// `POST /people/slips`: makes a link for each and shows them once; earlier links of these people stop working.
async fn print(reader: HrOrAdmin, request: HttpRequest, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["group", "import"])?;
    let mut conn = reader.conn().await?;
    let whose = whose(&mut conn, fields.get("group"), fields.get("import")).await?;
    let whose = whose.ok_or(Error::BadRequest("error-unknown-field"))?;
    let mut people = waiting(&reader, &mut conn, &whose).await?;
    people.truncate(SLIPS);
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let secrets = actions::invite_many(&mut conn, &reader.actor(), &ids).await?;
    let config = reader.site().config();
    let slips = people.into_iter().zip(secrets).map(|(person, secret)| {
        let link = one_time_link(&request, config, &secret);
        let groups: Vec<String> =
            person.groups.iter().map(|group| group_name(reader.language, group).to_owned()).collect();
        Slip {
            qr: qr::draw(&link),
            link,
            name: person.name,
            login: person.employee_number.unwrap_or_default(),
            groups: joined(reader.language, &groups),
        }
    });
    let page = SlipsPage {
        crumbs: below_people(&reader, &reader.text("people-slips-title")),
        slips: slips.collect(),
        days: days(),
    };
    let status = StatusCode::OK;
    reader.page("accounts/slips", reader.text("people-slips-title"), page).with_status(status).respond()
}
