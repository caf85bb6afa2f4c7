//! `/records/compare`.

use actix_web::HttpResponse;

use super::Query;
use super::asked::{asked, unreadable};
use crate::accounts::HrOrAdmin;
use crate::exams;
use crate::grading;
use crate::records::pages::{ComparePage, Comparison, View, first_month};
use crate::records::queries;
use crate::web::Error;

/// `GET /records/compare`.
pub(super) async fn show(viewer: HrOrAdmin, query: Query) -> Result<HttpResponse, Error> {
    let mut conn = viewer.report_conn().await?;
    let (asked, scope) = asked(&mut conn, &viewer, View::Compare, &query).await?;
    let Some(scope) = scope else { return unreadable(&viewer, View::Compare, &asked) };
    let exams = exams::queries::list(&mut conn).await?;
    let wanted = query.get("exam").filter(|code| exams.iter().any(|one| one.exam.code == **code));
    let exam = wanted.cloned();
    let groups = queries::by_group(&mut conn, &scope).await?;
    let span = (scope.start_of(first_month(scope.day())), scope.end());
    let zone = viewer.site().config().zone;
    let months =
        grading::queries::results_by_month(&mut conn, span, zone, exam.as_deref(), scope.groups()).await?;
    let found = Comparison { asked, groups, months, exams, exam };
    let title = viewer.text("records-compare-title");
    viewer.page("records/compare", title, ComparePage::new(&found, &viewer)).respond()
}
