//! `/admin/tokens`: who lets which program read what, and for how long.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::Serialize;

use crate::accounts::Admin;
use crate::api::forms::TokenForm;
use crate::api::model::ApiToken;
use crate::api::pages::{TokenRow, TokensPage, scope_choices};
use crate::api::rules::written;
use crate::api::{actions, queries};
use crate::db::{self, ApiTokenId, Conn};
use crate::web::cookies::Secret;
use crate::web::{Error, Fields, Flash, FormErrors};

/// Days a token lasts unless something else is typed.
const DAYS: &str = "365";

/// `GET /admin/tokens`.
pub(super) async fn list(admin: Admin) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let fields = Fields::from_pairs(vec![("days".to_owned(), DAYS.to_owned())]);
    page(&mut conn, &admin, &fields, FormErrors::none(), None).await
}

/// `POST /admin/tokens`: answers with the page that shows the token, this once.
pub(super) async fn create(admin: Admin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["name", "scope", "days"])?;
    let mut conn = admin.conn().await?;
    let form = match TokenForm::parse(&fields, &admin) {
        Ok(form) => form,
        Err(errors) => return page(&mut conn, &admin, &fields, errors, None).await,
    };
    let expires_at = db::now(&mut conn).await? + TimeDelta::days(form.days);
    let secret = actions::create(&mut conn, &admin.actor(), admin.person.id, &form, expires_at).await?;
    let fields = Fields::from_pairs(vec![("days".to_owned(), DAYS.to_owned())]);
    page(&mut conn, &admin, &fields, FormErrors::none(), Some(secret)).await
}

async fn page(
    conn: &mut Conn,
    admin: &Admin,
    fields: &Fields,
    errors: FormErrors,
    made: Option<Secret>,
) -> Result<HttpResponse, Error> {
    let now = db::now(conn).await?;
    let (working, over) = TokenRow::lists(queries::tokens(conn).await?, now, admin);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = TokensPage {
        made: made.as_ref().map(written),
        working,
        over,
        name: fields.raw("name").to_owned(),
        days: fields.raw("days").to_owned(),
        scopes: scope_choices(&fields.all("scope"), admin),
        error_list: errors.list(),
        errors,
    };
    admin.page("api/tokens", admin.text("api-tokens-title"), page).with_status(status).respond()
}

/// What `api/revoke.hbs` shows.
#[derive(Serialize)]
struct RevokePage {
    action: String,
    name: String,
}

async fn token(conn: &mut Conn, id: &str) -> Result<ApiToken, Error> {
    let id: ApiTokenId = id.parse().map_err(|_| Error::NotFound)?;
    queries::token_by_id(conn, id).await?.ok_or(Error::NotFound)
}

/// `GET /admin/tokens/{id}/revoke`.
pub(super) async fn ask_revoke(admin: Admin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let token = token(&mut conn, &id).await?;
    let page = RevokePage { action: format!("/admin/tokens/{}/revoke", token.id), name: token.name };
    admin.page("api/revoke", admin.text("api-revoke-title"), page).respond()
}

/// `POST /admin/tokens/{id}/revoke`.
pub(super) async fn revoke(
    admin: Admin,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = admin.conn().await?;
    let token = token(&mut conn, &id).await?;
    let is_new = actions::revoke(&mut conn, &admin.actor(), admin.person.id, token.id).await?;
    let said = if is_new {
        Flash::ok(admin.text_with("api-revoked", [("name", token.name)]))
    } else {
        Flash::warn(admin.text("api-revoked-already"))
    };
    Ok(admin.redirect_saying("/admin/tokens", &said))
}
