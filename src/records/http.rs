//! `/records` and its files: `/records.csv`, `/records.xlsx`, `/records.jsonl` and `/records.zip`.

mod asked;
mod compare;
mod files;
mod gaps;
mod merge;
mod papers;
mod person;
mod team;
mod views;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};

use super::model::{Sort, SortBy};
use super::pages::{Found, ListPage, RecordsPage, View};
use super::queries;
use crate::accounts::HrOrAdmin;
use crate::web::Error;
use crate::web::paging::{self, Paging};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/people/{id}/merge").get(merge::show).post(merge::merge))
        .service(web::resource("/team").get(team::show))
        .service(web::resource("/records").get(show))
        .service(web::resource("/records/gaps").get(gaps::show))
        .service(web::resource("/records/compare").get(compare::show))
        .service(web::resource("/records/people/{id}").get(person::show))
        .service(web::resource("/records/views").post(views::save))
        .service(web::resource("/records/views/new").get(views::new))
        .service(web::resource("/records/views/{id}").get(views::show).post(views::change))
        .service(web::resource("/records/views/{id}/delete").post(views::delete))
        .service(web::resource("/records/expiring").get(gaps::expiring))
        .service(web::resource("/records.csv").get(files::csv))
        .service(web::resource("/records.xlsx").get(files::xlsx))
        .service(web::resource("/records.jsonl").get(files::json_lines))
        .service(web::resource("/records.zip").get(papers::certificates));
}

type Query = web::Query<BTreeMap<String, String>>;

/// `GET /records`: people × certifications, or with `view=list` one row a pair.
async fn show(viewer: HrOrAdmin, query: Query) -> Result<HttpResponse, Error> {
    let view = match query.get("view").map(String::as_str) {
        Some("list") => View::List,
        _ => View::Matrix,
    };
    let mut conn = viewer.conn().await?;
    let (asked, scope) = asked::asked(&mut conn, &viewer, view, &query).await?;
    let Some(scope) = scope else { return asked::unreadable(&viewer, view, &asked) };
    let figures = queries::figures(&mut conn, &scope).await?;
    let number = paging::page_number(query.get("page").map(String::as_str));
    let title = viewer.text("records-title");
    if view == View::List {
        let sort = sort(&query);
        let paging = Paging::new(number, queries::PAGE, figures.pairs);
        let cells = queries::list(&mut conn, &scope, sort, paging.number() - 1).await?;
        let found = Found { asked, figures, cells, paging };
        return viewer.page("records/list", title, ListPage::new(&found, sort, &viewer)).respond();
    }
    let paging = Paging::new(number, queries::PAGE, figures.people);
    let cells = queries::page(&mut conn, &scope, paging.number() - 1).await?;
    let found = Found { asked, figures, cells, paging };
    viewer.page("records/records", title, RecordsPage::new(&found, &viewer)).respond()
}

/// The order that is asked for; by name where it is none.
fn sort(query: &BTreeMap<String, String>) -> Sort {
    let by = query.get("sort").and_then(|word| SortBy::parse(word));
    let is_descending = query.get("order").is_some_and(|order| order == "desc");
    by.map(|by| Sort { by, is_descending }).unwrap_or_default()
}
