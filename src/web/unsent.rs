//! A form that could not go through because its page is from an earlier sign-in: a page keeps what was typed, and sends it on
//! when the person has signed in again and says so.

use actix_web::http::header::{CONTENT_TYPE, ORIGIN};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde::Serialize;

use super::cookies::secret;
use super::{Error, Fields, Site, Visit, csrf};

/// Parts of names whose fields are typed again: what opens an account is in no page.
const SECRETS: [&str; 2] = ["password", "confirm_with"];

/// The form of a request, kept beside it by the guard of forms.
struct Sent(Fields);

/// Keeps the form of a request whose own headers say that it comes from one of our pages. Old browsers say nothing: then it
/// cannot be told from another site's form, and nothing of it is shown.
pub(super) fn keep(request: &HttpRequest, fields: Fields) {
    let names_its_page = |name: &str| request.headers().contains_key(name);
    if names_its_page("sec-fetch-site") || names_its_page(ORIGIN.as_str()) {
        request.extensions_mut().insert(Sent(fields));
    }
}

/// What `errors/unsent.hbs` shows.
#[derive(Serialize)]
struct UnsentPage {
    /// Where the form goes.
    action: String,
    /// What it holds; empty where a file was sent, which stays in the browser.
    carried: Vec<Carried>,
    /// Whether something has to be typed again.
    left_out: bool,
    /// Whether nobody is signed in any more.
    signed_out: bool,
}

/// A field that is sent on.
#[derive(Serialize)]
struct Carried {
    name: String,
    value: String,
}

/// The page that keeps a form which `error` did not let through; `None` when it is not for that, or there is nothing to keep.
pub(super) fn page(request: &HttpRequest, error: Option<&Error>) -> Option<HttpResponse> {
    let site = request.app_data::<Data<Site>>()?;
    let session = secret(request, site.cookies().session());
    let signed_out = match error? {
        Error::SignIn if session.is_some() => true,
        Error::Csrf => session.is_none(),
        _ => return None,
    };
    if *request.method() != Method::POST || csrf::is_sign_in(request.path()) {
        return None;
    }
    let (carried, left_out) = carried(request);
    let is_kept_by_browser = matches!(error, Some(Error::SignIn)) && is_upload(request);
    if carried.is_empty() && !is_kept_by_browser {
        return None;
    }
    let action = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let visit = Visit::new(request, None).ok()?;
    let visit = match &session {
        Some(session) => visit.with_forms_of(session),
        None => visit,
    };
    let data = UnsentPage { action, carried, left_out, signed_out };
    visit
        .page("errors/unsent", visit.text("error-unsent-heading"), data)
        .with_status(StatusCode::FORBIDDEN)
        .respond()
        .ok()
}

/// What of the form is sent on, and whether something is not.
fn carried(request: &HttpRequest) -> (Vec<Carried>, bool) {
    let extensions = request.extensions();
    let pairs = extensions.get::<Sent>().map_or(&[] as &[_], |sent| sent.0.pairs());
    let is_secret = |name: &str| SECRETS.iter().any(|part| name.contains(part));
    let own = || pairs.iter().filter(|(name, _)| name != csrf::FIELD);
    let carried = own()
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, value)| Carried { name: name.clone(), value: value.clone() })
        .collect();
    (carried, own().any(|(name, _)| is_secret(name)))
}

/// Whether the form came with a file: it is not read before its sender is known.
fn is_upload(request: &HttpRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}
