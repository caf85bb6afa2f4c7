//! `/notices`: what was sent, what waits, what failed and why.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};

use crate::accounts::HrOrAdmin;
use crate::db::MessageId;
use crate::outbox::pages::{NoticePage, NoticesPage};
use crate::outbox::{actions, forms, queries};
use crate::web::paging::{Paging, page_number};
use crate::web::{Error, Fields, Flash};

/// Messages on a page.
const PAGE: i64 = 50;

/// `GET /notices`.
pub(super) async fn list(
    reader: HrOrAdmin,
    query: web::Query<BTreeMap<String, String>>,
) -> Result<HttpResponse, Error> {
    let filter = forms::message_filter(&query)?;
    let mut conn = reader.conn().await?;
    let counts = queries::counts(&mut conn).await?;
    let total = queries::count(&mut conn, &filter).await?;
    let paging = Paging::new(page_number(query.get("page").map(String::as_str)), PAGE, total);
    let items = queries::messages(&mut conn, &filter, (paging.number() - 1) * PAGE, PAGE).await?;
    let mail_is_on = reader.app.config.notices.mail_is_on();
    let page = NoticesPage::new(&reader, &filter, counts, (&items, paging), mail_is_on);
    reader.page("outbox/notices", reader.text("outbox-title"), page).respond()
}

/// `GET /notices/{id}`.
pub(super) async fn show(reader: HrOrAdmin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = reader.conn().await?;
    let item = queries::message(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let tries = queries::tries(&mut conn, id).await?;
    let page = NoticePage::new(&item, &tries, &reader);
    reader.page("outbox/notice", reader.text("outbox-message"), page).respond()
}

/// `POST /notices/{id}`: it is sent again.
pub(super) async fn again(
    reader: HrOrAdmin,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = reader.conn().await?;
    queries::message(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let said = if actions::send_again(&mut conn, &reader.actor(), id).await? {
        Flash::ok(reader.text("outbox-sent-again"))
    } else {
        Flash::warn(reader.text("outbox-not-again"))
    };
    Ok(reader.redirect_saying(&format!("/notices/{id}"), &said))
}
