//! `/account`: what a person sees and changes of their own.

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use serde_json::json;

use crate::accounts::extract::SignedIn;
use crate::web::Error;

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/account").get(show));
}

/// `GET /account`.
async fn show(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    signed_in.page("accounts/account", signed_in.text("accounts-login-title"), json!({})).respond()
}
