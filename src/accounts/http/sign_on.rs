//! `/login/with/{service}`: away to a sign-on service, and back from it. Both are plain links: the policy of the pages lets no form
//! lead to another site. Nobody can sign a stranger's browser in: what comes back must belong to the cookie of the browser
//! that was sent away.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{login, login_code, origin};
use crate::accounts::actions::{self, Back, Begun, Met, Origin, Sent, SignedOn};
use crate::accounts::extract::Anyone;
use crate::accounts::sign_on::{Attempt, Named, Trouble};
use crate::app::App;
use crate::audit::refusals::Source;
use crate::base::text::has_forbidden_controls;
use crate::web::cookies::{Secret, secret};
use crate::web::visit::local_path;
use crate::web::{Error, Flash, Visit};

/// Bytes of the longest address one is led to afterwards.
const LONGEST_NEXT: usize = 2000;

/// Query of the way there.
#[derive(Deserialize)]
pub(super) struct AwayQuery {
    next: Option<String>,
}

/// Query of the way back: what the service adds to the address.
#[derive(Deserialize)]
pub(super) struct BackQuery {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

/// What people call a service.
fn name(visit: &Visit, named: &Named) -> String {
    match (&named.name, named.slug) {
        (Some(name), _) => name.clone(),
        (None, "wecom") => visit.text("sign-on-wecom"),
        (None, _) => visit.text("sign-on-company"),
    }
}

/// A service people may sign in with, as a button.
#[derive(Serialize)]
pub(super) struct ServiceLink {
    href: String,
    text: String,
}

/// The buttons of all services, after which one sees `next`.
pub(super) fn links(visit: &Visit, app: &App, next: &str) -> Vec<ServiceLink> {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let link = |named: &Named| ServiceLink {
        href: format!("/login/with/{}?next={next}", named.slug),
        text: visit.text_with("sign-on-do", [("service", name(visit, named))]),
    };
    app.sign_on.named().map(link).collect()
}

/// The names of all services, as a sentence lists them.
pub(super) fn names(visit: &Visit, app: &App) -> String {
    let all: Vec<String> = app.sign_on.named().map(|named| name(visit, named)).collect();
    let gap = visit.language.pick("", " ");
    all.join(&format!("{gap}{}{gap}", visit.text("sign-on-or")))
}

/// The origin under which this server is known to the services: from the settings, never from the request.
fn known_origin(app: &App) -> Result<&str, Error> {
    app.config.site.public_origin.as_deref().ok_or_else(|| Error::internal("no public origin"))
}

/// Back to the login page, which says this once.
fn back_to_login(visit: &Visit, next: &str, said: &str) -> HttpResponse {
    visit.redirect_saying(&login::address(next), &Flash::warn(said))
}

/// `GET /login/with/{service}`.
pub(super) async fn away(
    anyone: Anyone,
    request: HttpRequest,
    service: web::Path<String>,
    query: web::Query<AwayQuery>,
) -> Result<HttpResponse, Error> {
    let (visit, app) = (&anyone.visit, &anyone.app);
    let named = app.sign_on.find(&service).ok_or(Error::NotFound)?;
    // It is kept for whoever comes, so it may be no longer than a page's address ever is.
    let next = local_path(query.next.as_deref().unwrap_or("/"));
    let next = if next.len() > LONGEST_NEXT || has_forbidden_controls(next) { "/" } else { next }.to_owned();
    let style = visit.site().cookies();
    // Two tabs of one browser share the cookie, each with a state of its own.
    let browser = secret(&request, style.sign_on()).unwrap_or_default();
    let origin = origin(&request, app);
    let sent = actions::send_away(&mut *app.conn().await?, named.slug, &next, &browser, &origin).await?;
    let (state, now) = match sent {
        Sent::Away(state, now) => (state, now),
        Sent::Wait(seconds) => {
            let said = visit.text_with("accounts-login-wait", [("seconds", seconds)]);
            return Ok(back_to_login(visit, &next, &said));
        }
    };
    let attempt = attempt(app, &browser, &state, named)?;
    let program = origin.user_agent.as_deref().unwrap_or_default();
    match app.sign_on.address(named, &attempt, program, now).await {
        Ok(url) => {
            let mut response = HttpResponse::SeeOther();
            response.insert_header((LOCATION, url.as_str()));
            Ok(response.cookie(style.make_brief(style.sign_on(), browser.encode())).finish())
        }
        Err(trouble) => Ok(back_to_login(visit, &next, &told(visit, named, &trouble))),
    }
}

fn attempt(app: &App, browser: &Secret, state: &Secret, named: &Named) -> Result<Attempt, Error> {
    Attempt::new(browser, state, known_origin(app)?, named.slug)
        .ok_or_else(|| Error::internal("the public origin is no address"))
}

/// What the person hears of a trouble, which the log tells in full.
fn told(visit: &Visit, named: &Named, trouble: &Trouble) -> String {
    tracing::warn!(service = named.slug, %trouble, "nobody was signed in by the service");
    let message = match trouble {
        Trouble::Away(_) => "sign-on-away",
        Trouble::Unproven(_) => "sign-on-unproven",
        Trouble::Stranger => "sign-on-stranger",
    };
    visit.text_with(message, [("service", name(visit, named))])
}

/// `GET /login/with/{service}/callback`.
pub(super) async fn back(
    anyone: Anyone,
    request: HttpRequest,
    service: web::Path<String>,
    query: web::Query<BackQuery>,
) -> Result<HttpResponse, Error> {
    let (visit, app) = (&anyone.visit, &anyone.app);
    let named = app.sign_on.find(&service).ok_or(Error::NotFound)?;
    let origin = origin(&request, app);
    let browser = secret(&request, visit.site().cookies().sign_on());
    let state = query.state.as_deref().and_then(Attempt::read_state);
    let met = {
        let mut conn = app.conn().await?;
        actions::take_back(&mut conn, named.slug, state.as_ref(), browser.as_ref(), &origin).await?
        // The connection goes back before the service is asked.
    };
    let back = match met {
        Met::Back(back) => back,
        Met::Wait(seconds) => {
            let said = visit.text_with("accounts-login-wait", [("seconds", seconds)]);
            return Ok(back_to_login(visit, "/", &said));
        }
    };
    let (Some(next), Some(browser), Some(state)) = (back.next.as_deref(), browser, state) else {
        back.was_wrong(&mut *app.conn().await?, &origin).await?;
        note(app, &origin, &request);
        return Ok(back_to_login(visit, "/", &visit.text("sign-on-over")));
    };
    let Some(code) = query.code.as_deref().filter(|code| query.error.is_none() && !code.is_empty()) else {
        back.was_nobodys_fault(&mut *app.conn().await?).await?;
        return Ok(back_to_login(visit, next, &refused_there(visit, named, query.error.as_deref())));
    };
    let attempt = attempt(app, &browser, &state, named)?;
    match app.sign_on.subject(named, &attempt, code, back.now).await {
        Ok(subject) => {
            let signed_on = actions::let_in(&mut *app.conn().await?, &back, &subject, &origin).await?;
            match signed_on {
                SignedOn::In(begun) => Ok(begin(visit, app, &begun, next)),
                SignedOn::Refused(why, account) => {
                    app.refusals.note(source(&origin), &account, origin.request_id.clone());
                    let said = visit.text_with(why.message_id(), [("service", name(visit, named))]);
                    Ok(back_to_login(visit, next, &said))
                }
            }
        }
        Err(trouble) => {
            settle(app, &back, &trouble, &origin, &request).await?;
            Ok(back_to_login(visit, next, &told(visit, named, &trouble)))
        }
    }
}

/// What the person hears when the service sent them back without a code: they thought better of it, or it would not have them.
fn refused_there(visit: &Visit, named: &Named, error: Option<&str>) -> String {
    match error {
        None | Some("access_denied") => {
            visit.text_with("sign-on-cancelled", [("service", name(visit, named))])
        }
        Some(error) => {
            let error: String = error.chars().filter(|sign| !sign.is_control()).take(100).collect();
            told(visit, named, &Trouble::Away(error))
        }
    }
}

fn source(origin: &Origin) -> Source {
    Source { action: "session.sign_on_refused", person: None, address: Some(origin.address.clone()) }
}

fn note(app: &App, origin: &Origin, request: &HttpRequest) {
    let pattern = request.match_pattern().unwrap_or_default();
    app.refusals.note(source(origin), &pattern, origin.request_id.clone());
}

async fn settle(
    app: &App,
    back: &Back,
    trouble: &Trouble,
    origin: &Origin,
    request: &HttpRequest,
) -> Result<(), Error> {
    let mut conn = app.conn().await?;
    match trouble {
        Trouble::Away(_) => back.was_nobodys_fault(&mut conn).await?,
        Trouble::Unproven(_) | Trouble::Stranger => {
            back.was_wrong(&mut conn, origin).await?;
            note(app, origin, request);
        }
    }
    Ok(())
}

/// The session, or the page that asks for the code that is still owed.
fn begin(visit: &Visit, app: &App, begun: &Begun, next: &str) -> HttpResponse {
    let style = visit.site().cookies();
    let mut response = match begun {
        Begun::Session(opened) => {
            let mut response = visit.redirect(next);
            super::let_in(&mut response, visit, app, opened);
            response
        }
        Begun::Step(step) => login_code::owed(visit, step, next),
    };
    let _ = response.add_cookie(&style.remove(style.sign_on()));
    response
}
