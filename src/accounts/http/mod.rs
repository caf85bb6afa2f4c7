//! The pages of this room.

pub mod account;
pub mod group;
pub mod confirm;
pub mod groups;
pub mod import;
pub mod invitations;
pub mod language;
pub mod login;
mod login_code;
pub mod managers;
pub mod people;
pub mod person;
mod person_account;
mod second_factor;
mod sign_on;
pub mod welcome;

use actix_web::http::header::USER_AGENT;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::actions::{Opened, Origin};
use super::known_device;
use crate::app::App;
use crate::config::SiteConfig;
use crate::web::cookies::Secret;
use crate::web::{Visit, client_address, host, request_id};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/login").get(login::show).post(login::sign_in))
        .service(web::resource("/login/code").get(login_code::show).post(login_code::check))
        .service(web::resource("/login/with/{service}").get(sign_on::away))
        .service(web::resource("/login/with/{service}/callback").get(sign_on::back))
        .service(web::resource("/account/confirm").get(confirm::show).post(confirm::confirm))
        .service(web::resource("/logout").post(login::sign_out))
        .service(web::resource("/language").post(language::switch))
        .service(web::resource("/people/{id}/account").post(person_account::forget))
        .service(web::resource("/welcome/{token}").get(welcome::show).post(welcome::accept));
    account::routes(config);
    import::routes(config);
    second_factor::routes(config);
    people::routes(config);
    invitations::routes(config);
    person::routes(config);
    groups::routes(config);
    group::routes(config);
    managers::routes(config);
}

/// Where a request comes from: the peer, or what a trusted proxy says of its client.
pub fn origin(request: &HttpRequest, app: &App) -> Origin {
    Origin {
        address: client_address::of(request, &app.config.trusted_proxies),
        request_id: request_id::of(request),
        user_agent: request
            .headers()
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .map(str::to_owned),
    }
}

/// Lets a browser in: with its session, and known from now on as one that this person signed in with.
pub(super) fn let_in(response: &mut HttpResponse, visit: &Visit, app: &App, opened: &Opened) {
    let style = visit.site().cookies();
    let mark = known_device::mark(&app.keys.factor, opened.person);
    for cookie in [
        style.make(style.session(), opened.session.encode()),
        style.make_lasting(style.known_device(), mark),
        style.remove(style.pre_session()),
    ] {
        let _ = response.add_cookie(&cookie);
    }
}

/// Scheme, host and port under which links lead here. Where no public origin is configured, people reach the server under the
/// name that whoever makes the link typed.
pub fn origin_of_links(request: &HttpRequest, config: &SiteConfig) -> String {
    config.public_origin.clone().unwrap_or_else(|| {
        let scheme = if config.is_https() { "https" } else { "http" };
        format!("{scheme}://{}", host(request))
    })
}

/// The address of a one-time link.
pub(super) fn one_time_link(request: &HttpRequest, config: &SiteConfig, token: &Secret) -> String {
    format!("{}/welcome/{}", origin_of_links(request, config), token.encode())
}
