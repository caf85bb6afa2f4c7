//! `/login` and `/logout`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sign_on::ServiceLink;
use super::{let_in, login_code, origin, sign_on};
use crate::accounts::actions::{self, SignIn};
use crate::accounts::extract::{Anyone, SignedIn};
use crate::accounts::forms::SignInForm;
use crate::accounts::known_device;
use crate::audit::refusals::Source;
use crate::web::visit::local_path;
use crate::web::{Error, Fields, FormErrorItem, FormErrors};

/// What `accounts/login.hbs` shows.
#[derive(Serialize)]
struct LoginPage {
    next: String,
    form: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    problem: Option<String>,
    services: Vec<ServiceLink>,
}

/// The address of the login page from which one goes on to `next`.
pub(super) fn address(next: &str) -> String {
    let in_query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    if next == "/" { "/login".to_owned() } else { format!("/login?next={in_query}") }
}

/// Query of the login page.
#[derive(Deserialize)]
pub struct LoginQuery {
    next: Option<String>,
}

/// `GET /login`.
pub async fn show(anyone: Anyone, query: web::Query<LoginQuery>) -> Result<HttpResponse, Error> {
    let next = local_path(query.next.as_deref().unwrap_or("/")).to_owned();
    if anyone.session.is_some() {
        return Ok(anyone.visit.redirect(&next));
    }
    page(&anyone, next, &Fields::default(), FormErrors::none(), None, StatusCode::OK)
}

/// `POST /login`.
pub async fn sign_in(anyone: Anyone, request: HttpRequest, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["login", "password", "next"])?;
    let next = local_path(fields.get("next")).to_owned();
    let form = match SignInForm::parse(&fields, &anyone.visit) {
        Ok(form) => form,
        Err(errors) => return page(&anyone, next, &fields, errors, None, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let origin = origin(&request, &anyone.app);
    let app = &anyone.app;
    let mark = request.cookie(anyone.visit.site().cookies().known_device());
    let known_device = |person| {
        known_device::subject(&app.keys.factor, person, mark.as_ref().map_or("", |mark| mark.value()))
    };
    match actions::sign_in(&app.db, &app.passwords, &form.login, &form.password, &origin, known_device)
        .await?
    {
        SignIn::Done(opened) => {
            let mut response = anyone.visit.redirect(&next);
            let_in(&mut response, &anyone.visit, app, &opened);
            Ok(response)
        }
        SignIn::Code(step) => Ok(login_code::owed(&anyone.visit, &step, &next)),
        SignIn::Refused { subject } => {
            let source =
                Source { action: "session.refused", person: None, address: Some(origin.address.clone()) };
            anyone.app.refusals.note(source, &subject, origin.request_id.clone());
            let problem = anyone.visit.text("accounts-login-refused");
            page(&anyone, next, &fields, FormErrors::none(), Some(problem), StatusCode::UNPROCESSABLE_ENTITY)
        }
        SignIn::Wait(seconds) => {
            let problem = anyone.visit.text_with("accounts-login-wait", [("seconds", seconds)]);
            page(&anyone, next, &fields, FormErrors::none(), Some(problem), StatusCode::TOO_MANY_REQUESTS)
        }
    }
}

/// `POST /logout`.
pub async fn sign_out(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    actions::sign_out(&mut conn, &signed_in.actor(), signed_in.person.id, &signed_in.session).await?;
    let style = signed_in.site().cookies();
    let mut response = signed_in.redirect("/login");
    let _ = response.add_cookie(&style.remove(style.session()));
    Ok(response)
}

fn page(
    anyone: &Anyone,
    next: String,
    fields: &Fields,
    errors: FormErrors,
    problem: Option<String>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let data = LoginPage {
        services: sign_on::links(&anyone.visit, &anyone.app, &next),
        next,
        form: fields.echo(&["login"]),
        error_list: errors.list(),
        errors,
        problem,
    };
    anyone
        .visit
        .page("accounts/login", anyone.visit.text("accounts-login-title"), data)
        .with_status(status)
        .respond()
}
