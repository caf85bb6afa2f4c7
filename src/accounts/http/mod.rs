//! The pages of this room.

pub mod account;
pub mod group;
pub mod groups;
pub mod import;
pub mod invitations;
pub mod language;
pub mod login;
pub mod managers;
pub mod people;
pub mod person;
pub mod welcome;

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, USER_AGENT};
use actix_web::web::{self, ServiceConfig};

use super::actions::Origin;
use crate::app::App;
use crate::config::SiteConfig;
use crate::web::cookies::Secret;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/login").get(login::show).post(login::sign_in))
        .service(web::resource("/logout").post(login::sign_out))
        .service(web::resource("/language").post(language::switch))
        .service(web::resource("/welcome/{token}").get(welcome::show).post(welcome::accept));
    account::routes(config);
    import::routes(config);
    people::routes(config);
    invitations::routes(config);
    person::routes(config);
    groups::routes(config);
    group::routes(config);
    managers::routes(config);
}

/// Where a request comes from: the peer, or what a trusted proxy says of its client.
pub fn origin(request: &HttpRequest, app: &App) -> Origin {
    let peer = request.peer_addr().map(|address| address.ip());
    let trusted = |address: &std::net::IpAddr| app.config.trusted_proxies.contains(address);
    let forwarded = peer.filter(trusted).and_then(|_| {
        let chain = request.headers().get("x-forwarded-for")?.to_str().ok()?;
        chain.split(',').rev().filter_map(|one| one.trim().parse().ok()).find(|address| !trusted(address))
    });
    Origin {
        address: forwarded.or(peer).map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
        user_agent: request
            .headers()
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .map(str::to_owned),
    }
}

/// Scheme, host and port under which links lead here. Where no public origin is configured, people reach the server under the
/// name that whoever makes the link typed.
pub fn origin_of_links(request: &HttpRequest, config: &SiteConfig) -> String {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    config.public_origin.clone().unwrap_or_else(|| format!("http://{host}"))
}

/// The address of a one-time link.
pub(super) fn one_time_link(request: &HttpRequest, config: &SiteConfig, token: &Secret) -> String {
    format!("{}/welcome/{}", origin_of_links(request, config), token.encode())
}
