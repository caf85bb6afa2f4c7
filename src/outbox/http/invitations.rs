//! `/people/{id}/mail-link`: a one-time link by mail.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::accounts::HrOrAdmin;
use crate::accounts::http::{origin_of_links, person};
use crate::accounts::queries::has_no_password;
use crate::outbox::actions;
use crate::web::{Error, Fields, Flash};

/// `POST /people/{id}/mail-link`.
pub(super) async fn mail_link(
    reader: HrOrAdmin,
    request: HttpRequest,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = reader.conn().await?;
    let person = person::find(&mut conn, &path).await?;
    person::may_change_sign_in(&reader, &mut conn, person.id).await?;
    let back = format!("/people/{}", person.id);
    let warn = |message: &str| Ok(reader.redirect_saying(&back, &Flash::warn(reader.text(message))));
    if person.blocked_at.is_some() {
        return warn("people-link-blocked");
    }
    if has_no_password(&mut conn, Some(person.id)).await? {
        return warn("people-link-elsewhere");
    }
    if person.email.is_none() {
        return warn("people-link-no-email");
    }
    let notices = &reader.app.config.notices;
    if !notices.mail_is_on() {
        return warn("people-link-mail-off");
    }
    let origin = origin_of_links(&request, reader.site().config());
    actions::mail_invitation(&mut conn, &reader.actor(), person.id, origin).await?;
    let message = if notices.mail.is_some() { "people-link-mailed" } else { "people-link-mailed-folder" };
    Ok(reader.redirect_saying(&back, &Flash::ok(reader.text(message))))
}
