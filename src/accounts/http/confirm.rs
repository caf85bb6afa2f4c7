//! Asked once more who one is, before something that matters: `/account/confirm` before a download; before a form goes
//! through, a page that carries everything that was typed and sends it on.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::origin;
use super::sign_on::{ServiceLink, links};
use crate::accounts::actions::{self, Origin, OwnProof};
use crate::accounts::extract::SignedIn;
use crate::accounts::queries;
use crate::web::visit::local_path;
use crate::web::{Error, Fields, csrf};

/// The field with the password or the code, which any form may carry.
const FIELD: &str = "confirm_with";

/// Whether a request may go on.
pub enum Confirmation {
    /// The person proved just now, or a short while ago, who they are.
    Given,
    /// They have to: this is the answer.
    Needed(HttpResponse),
}

/// Before a download: whoever has to confirm is asked on a page of its own, which leads back.
pub fn before_download(signed_in: &SignedIn, request: &HttpRequest) -> Confirmation {
    if signed_in.standing.is_fresh {
        return Confirmation::Given;
    }
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    Confirmation::Needed(signed_in.redirect(&format!("/account/confirm?next={next}")))
}

/// Before a form goes through: takes the proof out of it, and asks for one where it is missing or wrong. What was typed
/// stays in the page that asks.
///
/// # Errors
/// [`Error`] when the proof cannot be checked.
pub async fn before_change(
    signed_in: &SignedIn,
    request: &HttpRequest,
    fields: &mut Fields,
) -> Result<Confirmation, Error> {
    let given = fields.take(FIELD);
    if signed_in.standing.is_fresh {
        return Ok(Confirmation::Given);
    }
    let error = match given.filter(|given| !given.trim().is_empty()) {
        Some(given) => match prove(signed_in, &given, &origin(request, &signed_in.app)).await? {
            None => return Ok(Confirmation::Given),
            Some(problem) => Some(problem),
        },
        None => None,
    };
    let action = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let carried = fields
        .pairs()
        .iter()
        .filter(|(name, _)| name != csrf::FIELD)
        .map(|(name, value)| Carried { name: name.clone(), value: value.clone() })
        .collect();
    page(signed_in, action, carried, None, error).await.map(Confirmation::Needed)
}

/// Checks password or code and notes it in the session; what is wrong, and with which status.
async fn prove(
    signed_in: &SignedIn,
    given: &str,
    origin: &Origin,
) -> Result<Option<(StatusCode, String)>, Error> {
    let (app, person) = (&signed_in.app, signed_in.person.id);
    let has_factor = queries::has_second_factor(&mut *signed_in.conn().await?, person).await?;
    let proof = if has_factor {
        let mut conn = signed_in.conn().await?;
        actions::check_code(&mut conn, &app.keys.factor, person, given, origin).await?
    } else {
        actions::check_own_password(&app.db, &app.passwords, person, given, origin).await?
    };
    match proof {
        OwnProof::Right => {
            let mut conn = signed_in.conn().await?;
            actions::note_proof(&mut conn, &signed_in.actor(), person, &signed_in.session).await?;
            Ok(None)
        }
        OwnProof::Wrong => {
            let message = if has_factor { "factor-code-wrong" } else { "account-password-wrong" };
            Ok(Some((StatusCode::UNPROCESSABLE_ENTITY, signed_in.text(message))))
        }
        OwnProof::Wait(seconds) => {
            let said = signed_in.text_with("accounts-login-wait", [("seconds", seconds)]);
            Ok(Some((StatusCode::TOO_MANY_REQUESTS, said)))
        }
    }
}

/// A field that is sent on.
#[derive(Serialize)]
struct Carried {
    name: String,
    value: String,
}

/// What `accounts/confirm.hbs` shows.
#[derive(Serialize)]
struct ConfirmPage {
    action: String,
    carried: Vec<Carried>,
    next: Option<String>,
    has_factor: bool,
    error: Option<String>,
    services: Vec<ServiceLink>,
}

async fn page(
    signed_in: &SignedIn,
    action: String,
    carried: Vec<Carried>,
    next: Option<String>,
    error: Option<(StatusCode, String)>,
) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let has_factor = queries::has_second_factor(&mut conn, signed_in.person.id).await?;
    let asked = if next.is_some() { StatusCode::OK } else { StatusCode::FORBIDDEN };
    let (status, error) = error.map_or((asked, None), |(status, said)| (status, Some(said)));
    let services = match has_factor {
        true => Vec::new(),
        // Whoever signs in with a service may have no password to prove it with.
        false => links(signed_in, &signed_in.app, next.as_deref().unwrap_or("/")),
    };
    let data = ConfirmPage { action, carried, next, has_factor, error, services };
    signed_in.page("accounts/confirm", signed_in.text("confirm-title"), data).with_status(status).respond()
}

/// Query of the page before a download.
#[derive(Deserialize)]
pub(super) struct ConfirmQuery {
    next: Option<String>,
}

/// `GET /account/confirm`.
pub(super) async fn show(
    signed_in: SignedIn,
    query: web::Query<ConfirmQuery>,
) -> Result<HttpResponse, Error> {
    let next = local_path(query.next.as_deref().unwrap_or("/")).to_owned();
    page(&signed_in, "/account/confirm".to_owned(), Vec::new(), Some(next), None).await
}

/// `POST /account/confirm`.
pub(super) async fn confirm(
    signed_in: SignedIn,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[FIELD, "next"])?;
    let next = local_path(fields.get("next")).to_owned();
    match prove(&signed_in, fields.raw(FIELD), &origin(&request, &signed_in.app)).await? {
        None => Ok(signed_in.redirect(&next)),
        Some(problem) => {
            page(&signed_in, "/account/confirm".to_owned(), Vec::new(), Some(next), Some(problem)).await
        }
    }
}
