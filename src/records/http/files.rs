//! The rows of the page as a file, with the same filter, all pages of it.

use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::Query;
use crate::accounts::HrOrAdmin;
use crate::accounts::http::confirm::{Confirmation, before_download};
use crate::audit::{self, Event};
use crate::base::clock::day_in;
use crate::db::{self, PooledConn};
use crate::operation::quiet;
use crate::records::actions::{self, Rows};
use crate::records::export::{Format, Lines, Table, xlsx};
use crate::records::filter::Filter;
use crate::records::model::Cell;
use crate::records::queries::{self, Scope};
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
    let wanted = Wanted::of(&viewer, &query, &site, Format::Xlsx).await?;
    let title = viewer.text("records-sheet");
    let (name, table) = (wanted.name.clone(), Table::new(viewer.language, wanted.scope.listing(), &site));
    let rows = wanted.compute(&viewer, |cells| cells);
    let (_still_here, gone) = oneshot::channel::<()>();
    let made = quiet::begin(move || async move {
        tokio::select! {
            made = xlsx::write(&table, &title, rows) => made,
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
    let wanted = Wanted::of(&viewer, &query, &site, format).await?;
    let (name, table) = (wanted.name.clone(), Table::new(viewer.language, wanted.scope.listing(), &site));
    let head = lines.head(&table)?;
    let rows = wanted.compute(&viewer, move |cells| lines.rows(&table, &cells));
    let body = stream::unfold((rows, line), move |(mut rows, line)| async move {
        let next = tokio::select! {
            next = rows.next() => next,
            () = line.hung_up() => return None,
        };
        let bytes = next.map_err(Error::from).transpose()?.flatten();
        Some((bytes, (rows, line)))
    });
    Ok(download::stream(&name, format.media_type(), stream::once(async { Ok(head) }).chain(body)))
}

/// What is wanted as a file.
struct Wanted {
    /// Of the file.
    name: String,
    scope: Scope,
    conn: PooledConn,
}

impl Wanted {
    /// What the address asks for, which is noted.
    async fn of(viewer: &HrOrAdmin, query: &Query, site: &Site, format: Format) -> Result<Self, Error> {
        let filter = Filter::from_query(query)?;
        let detail = json!({ "format": format.as_str(), "filter": query.0 });
        audit::record(&mut *viewer.conn().await?, &viewer.actor(), exported("records", detail)).await?;
        let mut conn = viewer.report_conn().await?;
        let zone = site.config().zone;
        let today = day_in(db::now(&mut conn).await?, zone);
        let scope = queries::scope(&mut conn, &filter, today, zone).await?;
        Ok(Self { name: format!("certamen-records-{}.{}", scope.day(), format.as_str()), scope, conn })
    }

    /// Its rows, and what is made of them.
    fn compute<T, M>(self, viewer: &HrOrAdmin, make: M) -> Rows<T>
    where
        T: Send + 'static,
        M: Fn(Vec<Cell>) -> T + Send + Sync + 'static,
    {
        actions::every_in_background(self.conn, viewer.app.reports.tls(), self.scope, make)
    }
}
