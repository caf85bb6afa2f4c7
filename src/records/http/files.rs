//! The rows of the page as a file, with the same filter, all pages of it.

use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::Query;
use crate::accounts::HrOrAdmin;
use crate::accounts::http::confirm::{Confirmation, before_download};
use crate::audit::{self, Event};
use crate::base::clock::day_in;
use crate::db;
use crate::operation::quiet;
use crate::records::actions::{self, Chunk};
use crate::records::export::{Format, Lines, Table, xlsx};
use crate::records::filter::Filter;
use crate::records::model::Listed;
use crate::records::queries;
use crate::web::{Error, Line, Site, download};

/// `GET /records.csv`.
pub(super) async fn csv(
    viewer: HrOrAdmin,
    request: HttpRequest,
    query: Query,
    site: web::Data<Site>,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_download(&viewer, &request) {
        return Ok(response);
    }
    line_by_line(viewer, query, site, Line::of(&request), Lines::Csv).await
}

/// `GET /records.jsonl`.
pub(super) async fn json_lines(
    viewer: HrOrAdmin,
    request: HttpRequest,
    query: Query,
    site: web::Data<Site>,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_download(&viewer, &request) {
        return Ok(response);
    }
    line_by_line(viewer, query, site, Line::of(&request), Lines::Json).await
}

/// `GET /records.xlsx`: made on a quiet thread and sent when it is whole. Who goes away ends the work.
pub(super) async fn xlsx(
    viewer: HrOrAdmin,
    request: HttpRequest,
    query: Query,
    site: web::Data<Site>,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_download(&viewer, &request) {
        return Ok(response);
    }
    let line = Line::of(&request);
    let _turn = viewer.app.operation.workbooks.wait().await;
    let (name, listed, chunks) = rows(&viewer, &query, &site, Format::Xlsx).await?;
    let title = viewer.text("records-sheet");
    let table = Table::new(viewer.language, listed, &site);
    let (_still_here, gone) = oneshot::channel::<()>();
    let made = quiet::begin(move || async move {
        tokio::select! {
            made = xlsx::write(&table, &title, chunks) => made,
            _ = gone => Err(Error::internal("nobody waits for the workbook any more")),
        }
    });
    let file = tokio::select! {
        made = made => made.map_err(|_| Error::internal("quiet work has stopped"))??,
        () = line.hung_up() => return Err(Error::internal("nobody waits for the workbook any more")),
    };
    download::file(&name, Format::Xlsx.media_type(), file)
}

/// The event of a file of the records.
pub(super) fn exported(what: &str, detail: Value) -> Event<'static> {
    Event { action: "records.exported", subject_kind: "records", subject_id: what.to_owned(), detail }
}

async fn line_by_line(
    viewer: HrOrAdmin,
    query: Query,
    site: web::Data<Site>,
    line: Line,
    lines: Lines,
) -> Result<HttpResponse, Error> {
    let format = lines.format();
    let (name, listed, chunks) = rows(&viewer, &query, &site, format).await?;
    let table = Table::new(viewer.language, listed, &site);
    let head = lines.head(&table)?;
    let body = stream::unfold((chunks, table, line), move |(mut chunks, table, line)| async move {
        let chunk = tokio::select! {
            chunk = chunks.recv() => chunk?,
            () = line.hung_up() => return None,
        };
        let bytes = match chunk {
            Ok(cells) => lines.rows(&table, &cells),
            Err(error) => Err(error.into()),
        };
        Some((bytes, (chunks, table, line)))
    });
    Ok(download::stream(&name, format.media_type(), stream::once(async { Ok(head) }).chain(body)))
}

/// The name of the file, by what is known its rows are listed, and the rows as the database computes them.
async fn rows(
    viewer: &HrOrAdmin,
    query: &Query,
    site: &Site,
    format: Format,
) -> Result<(String, Listed, mpsc::Receiver<Chunk>), Error> {
    let filter = Filter::from_query(query)?;
    let mut conn = viewer.report_conn().await?;
    let detail = json!({ "format": format.as_str(), "filter": query.0 });
    audit::record(&mut conn, &viewer.actor(), exported("records", detail)).await?;
    let zone = site.config().zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let scope = queries::scope(&mut conn, &filter, today, zone).await?;
    let name = format!("certamen-records-{}.{}", scope.day(), format.as_str());
    Ok((name, scope.listing(), actions::every_in_background(conn, viewer.app.reports.tls(), scope)))
}
