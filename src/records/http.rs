//! `/records`, `/records.csv` and `/records.zip`.

mod papers;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes, ServiceConfig};
use futures_util::stream;

use super::filter::Filter;
use super::model::Cell;
use super::pages::{Found, RecordsPage, csv_cells, csv_header};
use super::{actions, queries};
use crate::accounts::HrOrAdmin;
use crate::base::clock::day_in;
use crate::certification;
use crate::db::{self, PersonId};
use crate::web::paging::Paging;
use crate::web::{Error, Language, Site, csv};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/records").get(show))
        .service(web::resource("/records.csv").get(download))
        .service(web::resource("/records.zip").get(papers::download));
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

/// `GET /records.csv`: the rows of the page with the same filter, one line a pair, all pages.
async fn download(viewer: HrOrAdmin, query: Query, site: web::Data<Site>) -> Result<HttpResponse, Error> {
    let filter = Filter::from_query(&query)?;
    let mut conn = viewer.report_conn().await?;
    let zone = site.config().zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let scope = queries::scope(&mut conn, &filter, today, zone).await?;
    let day = filter.on.unwrap_or(today);
    let language = viewer.language;
    let header = csv_header(language, &site);
    let chunks = actions::every_in_background(conn, scope);
    let body = stream::unfold(chunks, move |mut chunks| {
        let site = site.clone();
        async move {
            let bytes = match chunks.recv().await? {
                Ok(cells) => lines(&cells, language, &site),
                Err(error) => Err(error.into()),
            };
            Some((bytes, chunks))
        }
    });
    csv::respond(&format!("certamen-records-{day}.csv"), &header, body)
}

/// The people of these pairs, each once.
fn people(cells: &[Cell]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = cells.iter().map(|cell| cell.person_id).collect();
    people.dedup();
    people
}

/// Pairs as lines of the file.
///
/// # Errors
/// See [`csv::line`].
pub fn lines(cells: &[Cell], language: Language, site: &Site) -> Result<Bytes, Error> {
    let mut bytes = Vec::new();
    for cell in cells {
        bytes.extend_from_slice(&csv::line(csv_cells(cell, language, site))?);
    }
    Ok(bytes.into())
}
