//! `/api` and `/api/openapi.json`: what programs can ask, made from the handlers themselves.

use actix_web::HttpResponse;
use utoipa::openapi::OpenApi as Openapi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::data;
use crate::accounts::{Anyone, Role};
use crate::api::pages::{ApiPageData, operations, schemas};
use crate::web::Error;

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Certamen",
        version = "1",
        description = "People, records and certificates for the company's other programs. Read only. Days are those of the company's zone, times are UTC, points are 1/100. An entry may get new fields; those it has keep their names and meaning."
    ),
    paths(data::people, data::records, data::certificates),
    modifiers(&Token)
)]
struct Document;

/// How callers say who they are.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Openapi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description =
            Some("A token that an administrator made; its scopes say what it may read.".to_owned());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// `GET /api/openapi.json`.
pub(super) async fn json() -> HttpResponse {
    HttpResponse::Ok().json(Document::openapi())
}

/// `GET /api`: the same for people.
pub(super) async fn show(anyone: Anyone) -> Result<HttpResponse, Error> {
    let document = serde_json::to_value(Document::openapi()).map_err(Error::internal)?;
    let configured = anyone.visit.site().config().public_origin.clone();
    let page = ApiPageData {
        origin: configured.unwrap_or_else(|| "https://certamen.example".to_owned()),
        operations: operations(&document),
        schemas: schemas(&document),
        may_make_tokens: anyone.session.as_ref().is_some_and(|(person, _)| person.is(Role::Admin)),
    };
    anyone.visit.page("api/document", anyone.visit.text("api-title"), page).respond()
}
