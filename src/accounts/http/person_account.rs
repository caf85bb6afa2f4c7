//! `/people/{id}/account`: an administrator forgets an account at a sign-on service, so that a person may come with another one.

use actix_web::{HttpRequest, HttpResponse, web};
use uuid::Uuid;

use super::confirm::{Confirmation, before_change};
use super::person::find;
use crate::accounts::actions;
use crate::accounts::extract::Admin;
use crate::web::{Error, Fields, Flash};

/// `POST /people/{id}/account`.
pub(super) async fn forget(
    admin: Admin,
    request: HttpRequest,
    path: web::Path<String>,
    mut fields: Fields,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_change(&admin, &request, &mut fields).await? {
        return Ok(response);
    }
    fields.only(&["account"])?;
    let mut conn = admin.conn().await?;
    let person = find(&mut conn, &path).await?;
    let account: Uuid = fields.get("account").parse().map_err(|_| Error::NotFound)?;
    let done = actions::forget_account(&mut conn, &admin.actor(), person.id, account).await?;
    let text = admin.text(if done { "people-account-forgotten" } else { "people-nothing-to-do" });
    Ok(admin.redirect_saying(&format!("/people/{}", person.id), &Flash::ok(text)))
}
