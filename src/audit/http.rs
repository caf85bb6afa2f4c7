//! Middleware: refusals go to the trail.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};

use super::refusals::Source;
use crate::app::App;
use crate::db::PersonId;
use crate::web::{Error, client_address, request_id};

/// Put into a request's extensions by the extractors: who is signed in.
#[derive(Clone, Copy)]
pub struct Requester(pub PersonId);

/// What stands for addresses that do not exist.
const NO_ROUTE: &str = "none";

/// Notes what was refused: rights, tokens of forms, fields a page does not have, too many tries.
///
/// # Errors
/// Those of the handlers.
pub async fn note_refusals<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let response = next.call(request).await?;
    if let Some(action) = refusal(response.status(), response.response().error()) {
        note(response.request(), action);
    }
    Ok(response)
}

fn refusal(status: StatusCode, error: Option<&actix_web::Error>) -> Option<&'static str> {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Some("access.throttled");
    }
    match error?.as_error::<Error>()? {
        Error::Forbidden => Some("access.forbidden"),
        Error::Csrf => Some("access.form_refused"),
        Error::BadRequest("error-unknown-field") => Some("access.field_refused"),
        _ => None,
    }
}

fn note(request: &HttpRequest, action: &'static str) {
    let Some(app) = request.app_data::<Data<App>>() else { return };
    let person = request.extensions().get::<Requester>().map(|requester| requester.0);
    let address = client_address::of(request, &app.config.trusted_proxies);
    let route = request.match_pattern().unwrap_or_else(|| NO_ROUTE.to_owned());
    let subject = format!("{} {route}", request.method());
    let source = Source { action, person, address: Some(address) };
    app.refusals.note(source, &subject, request_id::of(request));
}
