//! `/team`: how the people of the groups one manages stand, with the groups below them.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::accounts::model::GroupInTree;
use crate::accounts::pages::{group_choices, indented};
use crate::accounts::{self, SignedIn};
use crate::base::clock::day_in;
use crate::db;
use crate::records::filter::Filter;
use crate::records::model::{Sort, Status};
use crate::records::pages::figure_list;
use crate::records::queries;
use crate::web::Error;
use crate::web::components::{Choice, Figure};
use crate::web::paging::{Pager, Paging, page_number};

/// Query of the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TeamQuery {
    #[serde(default)]
    group: String,
    #[serde(default)]
    status: String,
    page: Option<String>,
}

/// `records/team.hbs`.
#[derive(Serialize)]
struct TeamPage {
    groups: Vec<Choice>,
    figures: Vec<Figure>,
    rows: Vec<TeamRow>,
    pager: Pager,
}

/// A person and a certification.
#[derive(Serialize)]
struct TeamRow {
    name: String,
    sub: String,
    title: String,
    state: Option<Status>,
    number: Option<String>,
    valid_to: Option<NaiveDate>,
}

/// `GET /team`: only who manages a group finds it, and only with their groups and those below them.
pub(super) async fn show(reader: SignedIn, query: web::Query<TeamQuery>) -> Result<HttpResponse, Error> {
    let mut conn = reader.conn().await?;
    let own = accounts::queries::managed_groups(&mut conn, reader.person.id).await?;
    let tree = accounts::queries::group_tree(&mut conn).await?;
    let mut seen = Vec::new();
    for group in own {
        seen.extend(accounts::queries::with_subgroups(&mut conn, group).await?);
    }
    let seen: Vec<GroupInTree> = tree.into_iter().filter(|one| seen.contains(&one.group.id)).collect();
    let chosen = match query.group.as_str() {
        "" => seen.first(),
        code => seen.iter().find(|one| one.group.code == code),
    };
    let chosen = chosen.ok_or(Error::NotFound)?;
    let status = match query.status.as_str() {
        "" => None,
        word => Some(Status::parse(word).ok_or(Error::NotFound)?),
    };
    let zone = reader.site().config().zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let filter = Filter { group: Some(chosen.group.code.clone()), status, ..Filter::default() };
    let scope = queries::scope(&mut conn, &filter, today, zone).await?;
    let figures = queries::figures(&mut conn, &scope).await?;
    let paging = Paging::new(page_number(query.page.as_deref()), queries::PAGE, figures.pairs);
    let cells = queries::list(&mut conn, &scope, Sort::default(), paging.number() - 1).await?;
    let said = [("from", paging.first_row()), ("to", paging.last_row()), ("total", paging.total())];
    let mut groups = group_choices(reader.language, &seen, &[chosen.group.id]);
    for (choice, one) in groups.iter_mut().zip(&seen) {
        choice.label = indented(one, reader.language);
    }
    let language = reader.language;
    let row = |cell: crate::records::model::Cell| TeamRow {
        sub: [
            cell.employee_number.as_deref().unwrap_or_default(),
            language.pick(&cell.groups_zh, &cell.groups_en),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · "),
        name: cell.name,
        title: language.pick(&cell.title_zh, &cell.title_en).to_owned(),
        state: cell.state,
        number: cell.number,
        valid_to: cell.valid_to,
    };
    let page = TeamPage {
        groups,
        figures: figure_list(&figures, &filter, "/team", &reader),
        rows: cells.into_iter().map(row).collect(),
        pager: Pager::new(paging, reader.text_with("people-import-pages", said), |number| {
            format!("/team?group={}&status={}&page={number}", chosen.group.code, query.status)
        }),
    };
    reader.page("records/team", reader.text("team-title"), page).respond()
}
