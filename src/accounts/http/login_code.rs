//! `/login/code`: the second step of signing in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{let_in, origin};
use crate::accounts::actions::{self, SecondStep};
use crate::accounts::extract::Anyone;
use crate::audit::refusals::Source;
use crate::web::cookies::{Secret, secret};
use crate::web::visit::local_path;
use crate::web::{Error, Fields, Flash, Visit};

/// What `accounts/login_code.hbs` shows.
#[derive(Serialize)]
struct CodePage {
    next: String,
    error: Option<String>,
}

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct CodeQuery {
    next: Option<String>,
}

/// To the page, after the password.
pub(super) fn owed(visit: &Visit, step: &Secret, next: &str) -> HttpResponse {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let style = visit.site().cookies();
    let mut response = visit.redirect(&format!("/login/code?next={next}"));
    let _ = response.add_cookie(&style.make(style.second_step(), step.encode()));
    response
}

/// `GET /login/code`.
pub(super) async fn show(
    anyone: Anyone,
    request: HttpRequest,
    query: web::Query<CodeQuery>,
) -> Result<HttpResponse, Error> {
    let next = local_path(query.next.as_deref().unwrap_or("/")).to_owned();
    if secret(&request, anyone.visit.site().cookies().second_step()).is_none() {
        return Ok(nothing_owed(&anyone, &next));
    }
    page(&anyone.visit, next, None, StatusCode::OK)
}

/// Where whoever owes no code goes on.
fn nothing_owed(anyone: &Anyone, next: &str) -> HttpResponse {
    anyone.visit.redirect(if anyone.session.is_some() { next } else { "/login" })
}

fn page(
    visit: &Visit,
    next: String,
    error: Option<String>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let data = CodePage { next, error };
    visit.page("accounts/login_code", visit.text("factor-login-title"), data).with_status(status).respond()
}

/// `POST /login/code`.
pub(super) async fn check(
    anyone: Anyone,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["code", "next"])?;
    let (visit, app) = (&anyone.visit, &anyone.app);
    let style = visit.site().cookies();
    let next = local_path(fields.get("next")).to_owned();
    let Some(step) = secret(&request, style.second_step()) else { return Ok(nothing_owed(&anyone, &next)) };
    let origin = origin(&request, app);
    match actions::finish_sign_in(&app.db, &app.keys.factor, &step, fields.get("code"), &origin).await? {
        SecondStep::Done(opened) => {
            let mut response = visit.redirect(&next);
            let_in(&mut response, visit, app, &opened);
            let _ = response.add_cookie(&style.remove(style.second_step()));
            Ok(response)
        }
        SecondStep::Wrong => {
            let source =
                Source { action: "session.code_refused", person: None, address: Some(origin.address) };
            app.refusals.note(source, "/login/code", origin.request_id);
            page(visit, next, Some(visit.text("factor-code-wrong")), StatusCode::UNPROCESSABLE_ENTITY)
        }
        SecondStep::Wait(seconds) => {
            let said = visit.text_with("accounts-login-wait", [("seconds", seconds)]);
            page(visit, next, Some(said), StatusCode::TOO_MANY_REQUESTS)
        }
        SecondStep::Over => {
            let mut response = visit.redirect_saying("/login", &Flash::warn(visit.text("factor-step-over")));
            let _ = response.add_cookie(&style.remove(style.second_step()));
            Ok(response)
        }
    }
}
