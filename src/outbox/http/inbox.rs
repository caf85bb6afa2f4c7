//! `/inbox`: what one was told.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::accounts::SignedIn;
use crate::db::MessageId;
use crate::outbox::pages::{InboxPage, InboxRow, pager};
use crate::outbox::{actions, queries};
use crate::web::paging::{Paging, page_number};
use crate::web::{Error, Fields};

/// Messages on a page.
const PAGE: i64 = 20;

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct InboxQuery {
    page: Option<String>,
}

/// `GET /inbox`.
pub(super) async fn show(signed_in: SignedIn, query: web::Query<InboxQuery>) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let person = signed_in.person.id;
    let (all, unread) = queries::inbox_counts(&mut conn, person).await?;
    let paging = Paging::new(page_number(query.page.as_deref()), PAGE, all);
    let items = queries::inbox(&mut conn, person, (paging.number() - 1) * PAGE, PAGE).await?;
    let page = InboxPage {
        unread,
        messages: items.iter().map(|item| InboxRow::new(item, &signed_in)).collect(),
        pager: pager(&signed_in, paging, "/inbox"),
        number: paging.number(),
    };
    signed_in.page("outbox/inbox", signed_in.text("inbox-title"), page).respond()
}

/// `POST /inbox/{id}`: one message is read.
pub(super) async fn read(
    signed_in: SignedIn,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["page"])?;
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let mut conn = signed_in.conn().await?;
    if !queries::is_in_inbox(&mut conn, signed_in.person.id, id).await? {
        return Err(Error::NotFound);
    }
    actions::mark_read(&mut conn, signed_in.person.id, Some(id)).await?;
    Ok(signed_in.redirect(&back(&fields)))
}

/// `POST /inbox`: all messages are read.
pub(super) async fn read_all(signed_in: SignedIn, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = signed_in.conn().await?;
    actions::mark_read(&mut conn, signed_in.person.id, None).await?;
    Ok(signed_in.redirect("/inbox"))
}

fn back(fields: &Fields) -> String {
    match page_number(fields.optional("page")) {
        1 => "/inbox".to_owned(),
        number => format!("/inbox?page={number}"),
    }
}
