//! `/records/gaps` and `/records/expiring`.

use actix_web::HttpResponse;

use super::Query;
use super::asked::{asked, unreadable};
use crate::accounts::HrOrAdmin;
use crate::records::model::{EndingStep, GapReason};
use crate::records::pages::{ExpiringPage, Gaps, GapsPage, View, last_day};
use crate::records::queries;
use crate::web::Error;
use crate::web::paging::{Paging, page_number};

/// `GET /records/gaps`.
pub(super) async fn show(viewer: HrOrAdmin, query: Query) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let (asked, scope) = asked(&mut conn, &viewer, View::Gaps, &query).await?;
    let Some(scope) = scope else { return unreadable(&viewer, View::Gaps, &asked) };
    let reason = query.get("reason").and_then(|word| GapReason::parse(word));
    let programmes = queries::gaps_by_programme(&mut conn, &scope).await?;
    let groups = queries::by_group(&mut conn, &scope).await?;
    let number = page_number(query.get("page").map(String::as_str));
    let paging = Paging::new(number, queries::PAGE, Gaps::listed(&programmes, reason));
    let cells = queries::gaps(&mut conn, &scope, reason, paging.number() - 1).await?;
    let found = Gaps { asked, reason, programmes, groups, cells, paging };
    viewer.page("records/gaps", viewer.text("records-gaps-title"), GapsPage::new(&found, &viewer)).respond()
}

/// `GET /records/expiring`.
pub(super) async fn expiring(viewer: HrOrAdmin, query: Query) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let (asked, scope) = asked(&mut conn, &viewer, View::Expiring, &query).await?;
    let Some(scope) = scope else { return unreadable(&viewer, View::Expiring, &asked) };
    let step = query.get("by").and_then(|word| EndingStep::parse(word)).unwrap_or(EndingStep::Month);
    let endings = queries::endings(&mut conn, &scope, step, last_day(scope.day())).await?;
    let page = ExpiringPage::new(&asked, step, &endings, &viewer);
    viewer.page("records/expiring", viewer.text("records-expiring-title"), page).respond()
}
