//! `/banks/search`: questions of all banks.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts::Trainer;
use crate::banks::forms::ListQuery;
use crate::banks::pages::{FindingView, QUESTIONS_A_PAGE, finding_view};
use crate::banks::queries;
use crate::web::components::Crumb;
use crate::web::{Error, Visit};

#[derive(Serialize)]
struct SearchPage {
    crumbs: Vec<Crumb>,
    finding: FindingView,
}

/// `GET /banks/search`.
pub(super) async fn show(trainer: Trainer, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let filter = query.filter();
    let found = queries::find(&mut conn, None, &filter, query.page(), QUESTIONS_A_PAGE).await?;
    let banks = queries::list(&mut conn).await?;
    let visit: &Visit = &trainer;
    let page = SearchPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::here(visit.text("finding-title")),
        ],
        finding: finding_view(visit, "/banks/search", &filter, &found, Some(&banks)),
    };
    visit.page("banks/search", visit.text("finding-title"), page).respond()
}
