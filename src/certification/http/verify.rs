//! `/verify`: anyone checks a certificate, without signing in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::accounts::Anyone;
use crate::base::clock::day_in;
use crate::certification::pages::{Proof, VerifyPage};
use crate::certification::{queries, rules};
use crate::db;
use crate::web::Error;

/// Query of the form.
#[derive(Deserialize)]
pub struct VerifyQuery {
    code: Option<String>,
}

/// `GET /verify`: the form; with a code that can be one, on to its page.
pub async fn form(anyone: Anyone, query: web::Query<VerifyQuery>) -> Result<HttpResponse, Error> {
    let typed = query.into_inner().code.unwrap_or_default();
    if let Some(code) = rules::parse_verification_code(&typed) {
        return Ok(anyone.visit.redirect(&format!("/verify/{code}")));
    }
    let is_wrong = !typed.trim().is_empty();
    let page = VerifyPage {
        proof: None,
        unknown: false,
        problem: is_wrong.then(|| anyone.visit.text("certification-verify-not-a-code")),
        typed: crate::base::text::cut(&typed, 100),
        asked_at: db::now(&mut *anyone.app.conn().await?).await?,
    };
    respond(&anyone, page, if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// `GET /verify/{code}`: the answer, or 404 with the form; 429 to those who ask for one code again and again.
pub async fn show(anyone: Anyone, code: web::Path<String>) -> Result<HttpResponse, Error> {
    anyone.app.operation.lookups.ask(&code).map_err(Error::Throttled)?;
    let mut conn = anyone.app.conn().await?;
    let found = match rules::parse_verification_code(&code) {
        Some(code) => queries::certificate_by_code(&mut conn, &code).await?,
        None => None,
    };
    let asked_at = db::now(&mut conn).await?;
    let today = day_in(asked_at, anyone.visit.site().config().zone);
    let page = VerifyPage {
        unknown: found.is_none(),
        typed: if found.is_none() { crate::base::text::cut(&code, 100) } else { String::new() },
        proof: found.map(|issued| Proof::new(&issued, today, &anyone.visit)),
        problem: None,
        asked_at,
    };
    let status = if page.unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    respond(&anyone, page, status)
}

fn respond(anyone: &Anyone, page: VerifyPage, status: StatusCode) -> Result<HttpResponse, Error> {
    let title = anyone.visit.text("certification-verify-title");
    anyone.visit.page("certification/verify", title, page).with_status(status).respond()
}
