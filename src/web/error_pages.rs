//! Turns every error response into a page a person can act on, in their language, or into JSON for a script.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use super::{Error, Viewer, Visit, request_id, unsent};

/// Put into a request's extensions by extractors of addresses that only programs read: errors are JSON, whatever is accepted.
pub struct WantsJson;

/// When to try again after the server was busy.
const BUSY_SECONDS: u64 = 2;

/// What `errors/error.hbs` shows.
#[derive(Serialize)]
struct ErrorPage {
    status: u16,
    heading: String,
    text: String,
    action: Option<Action>,
    request_id: Option<String>,
}

#[derive(Serialize)]
struct Action {
    href: String,
    label: String,
}

/// Middleware: replaces the empty body of an error by a page.
///
/// # Errors
/// None of its own: errors of handlers and of the guards inside come as responses that carry their error.
pub async fn show<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let response = next.call(request).await?;
    let http = response.response();
    let Some(error) = http.error() else { return Ok(response.map_into_left_body()) };
    let page = answer(response.request(), error.as_error::<Error>(), http.status());
    Ok(response.into_response(page).map_into_right_body())
}

fn answer(request: &HttpRequest, error: Option<&Error>, status: StatusCode) -> HttpResponse {
    if !wants_json(request)
        && let Some(kept) = unsent::page(request, error)
    {
        return kept;
    }
    if let Some(Error::SignIn) = error {
        return sign_in(request);
    }
    if let Some(Error::SecondFactor) = error {
        return second_factor(request);
    }
    if let Some(Error::Internal(cause)) = error {
        tracing::error!(request_id = request_id::of(request), path = request_id::loggable_path(request.path()), %cause, "unexpected error");
    }
    let mut response = if wants_json(request) {
        json_answer(request, error, status)
    } else {
        page_answer(request, error, status)
    };
    if let Some(seconds) = retry_after(error, status) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn retry_after(error: Option<&Error>, status: StatusCode) -> Option<u64> {
    match error {
        Some(Error::Throttled(seconds)) => Some(*seconds),
        _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(BUSY_SECONDS),
        _ => None,
    }
}

/// To the login page; after a GET, back to where the person wanted to go.
fn sign_in(request: &HttpRequest) -> HttpResponse {
    if wants_json(request) {
        return HttpResponse::Unauthorized().json(json!({ "error": "sign_in" }));
    }
    let wanted =
        request.uri().path_and_query().map(ToString::to_string).filter(|_| request.method() == "GET");
    let to = match wanted.as_deref() {
        None | Some("/") => "/login".to_owned(),
        Some(path) => format!(
            "/login?next={}",
            url::form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>()
        ),
    };
    HttpResponse::SeeOther().insert_header((LOCATION, to)).finish()
}

/// To the page where a second factor is set up.
fn second_factor(request: &HttpRequest) -> HttpResponse {
    if wants_json(request) {
        return HttpResponse::Forbidden().json(json!({ "error": "second_factor" }));
    }
    HttpResponse::SeeOther().insert_header((LOCATION, "/account/second-factor")).finish()
}

fn wants_json(request: &HttpRequest) -> bool {
    let accepts_json = request
        .headers()
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.starts_with("application/json"));
    accepts_json || request.extensions().get::<WantsJson>().is_some()
}

fn json_answer(request: &HttpRequest, error: Option<&Error>, status: StatusCode) -> HttpResponse {
    let code = match error {
        Some(Error::Csrf) => "csrf",
        Some(Error::Busy | Error::Contended) => "busy",
        Some(Error::BadRequest(id) | Error::Conflict(id)) => id,
        _ => status.canonical_reason().unwrap_or("error"),
    };
    HttpResponse::build(status).json(json!({ "error": code, "request_id": request_id::of(request) }))
}

fn page_answer(request: &HttpRequest, error: Option<&Error>, status: StatusCode) -> HttpResponse {
    let viewer = request.extensions().get::<Viewer>().cloned();
    Visit::new(request, viewer)
        .and_then(|visit| page(&visit, request_id::of(request), error, status))
        .unwrap_or_else(|problem| {
            tracing::error!(%problem, "the error page itself failed");
            HttpResponse::new(status)
        })
}

fn page(
    visit: &Visit,
    request_id: Option<String>,
    error: Option<&Error>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let key = match status.as_u16() {
        known @ (400 | 403 | 404 | 405 | 408 | 409 | 413 | 422 | 429 | 503) => known,
        400..=499 => 400,
        _ => 500,
    };
    let heading = match error {
        Some(Error::Csrf) => visit.text("error-csrf-heading"),
        _ => visit.text(&format!("error-{key}-heading")),
    };
    let text = error
        .and_then(Error::message_id)
        .map_or_else(|| visit.text(&format!("error-{key}-text")), |id| visit.text(id));
    let page = ErrorPage {
        status: status.as_u16(),
        text,
        action: Some(Action { href: "/".to_owned(), label: visit.text("error-home") }),
        request_id,
        heading: heading.clone(),
    };
    visit.page("errors/error", heading, page).with_status(status).respond()
}

/// What it takes to answer a request that is no longer there: made before it is handed on.
pub struct Fallback {
    request_id: Option<String>,
    /// None where a script asks.
    visit: Option<Visit>,
}

impl Fallback {
    /// For this request; `is_script` when a script asks whatever it says it accepts.
    pub fn of(request: &HttpRequest, is_script: bool) -> Self {
        let visit = if is_script || wants_json(request) { None } else { Visit::new(request, None).ok() };
        Self { request_id: request_id::of(request), visit }
    }

    /// A whole answer with this status, with the word when to try again.
    pub fn answer(&self, status: StatusCode) -> HttpResponse {
        let shown =
            self.visit.as_ref().and_then(|visit| page(visit, self.request_id.clone(), None, status).ok());
        let mut response = shown.unwrap_or_else(|| {
            HttpResponse::build(status).json(json!({ "error": "busy", "request_id": self.request_id }))
        });
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(BUSY_SECONDS));
        if let Some(id) = self.request_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
            response.headers_mut().insert(HeaderName::from_static(request_id::HEADER), id);
        }
        response
    }
}
