//! `/records` and its files: `/records.csv`, `/records.xlsx`, `/records.jsonl` and `/records.zip`.

mod files;
mod papers;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};

use super::filter::Filter;
use super::model::Cell;
use super::pages::{Found, RecordsPage};
use super::queries;
use crate::accounts::HrOrAdmin;
use crate::base::clock::day_in;
use crate::certification;
use crate::db::{self, PersonId};
use crate::web::Error;
use crate::web::paging::Paging;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/records").get(show))
        .service(web::resource("/records.csv").get(files::csv))
        .service(web::resource("/records.xlsx").get(files::xlsx))
        .service(web::resource("/records.jsonl").get(files::json_lines))
        .service(web::resource("/records.zip").get(papers::certificates));
}

type Query = web::Query<BTreeMap<String, String>>;

/// `GET /records`.
async fn show(viewer: HrOrAdmin, query: Query) -> Result<HttpResponse, Error> {
    let filter = Filter::from_query(&query)?;
    let mut conn = viewer.conn().await?;
    let zone = viewer.site().config().zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let scope = queries::scope(&mut conn, &filter, today, zone).await?;
    let figures = queries::figures(&mut conn, &scope).await?;
    let asked = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let paging = Paging::new(asked, queries::PAGE, figures.people);
    let cells = queries::page(&mut conn, &scope, paging.number() - 1).await?;
    let day = filter.on.unwrap_or(today);
    let is_past = day < today;
    let found = Found {
        since: if is_past { Some(queries::today_of(&mut conn, &people(&cells), today).await?) } else { None },
        cells,
        groups: crate::accounts::queries::group_tree(&mut conn).await?,
        programmes: certification::queries::programmes(&mut conn, day).await?,
        filter,
        day,
        today,
        figures,
        paging,
    };
    viewer.page("records/records", viewer.text("records-title"), RecordsPage::new(found, &viewer)).respond()
}

/// The people of these pairs, each once.
fn people(cells: &[Cell]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = cells.iter().map(|cell| cell.person_id).collect();
    people.dedup();
    people
}
