//! `/webhooks`: other programs that are told what happens to certificates.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::robots::RemovePage;
use crate::accounts::Admin;
use crate::calls::addresses::host_of;
use crate::db::{Conn, WebhookId};
use crate::outbox::forms::new_webhook;
use crate::outbox::model::{MessageFilter, StoredWebhook};
use crate::outbox::pages::{MessageRow, WebhookPage, WebhookRow, WebhooksPage, crumbs, event_choices, tabs};
use crate::outbox::{actions, queries};
use crate::web::{Error, Fields, Flash, FormErrors};

/// Deliveries on the page of a webhook.
const LAST: i64 = 20;

/// `GET /webhooks`.
pub(super) async fn list(admin: Admin) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    page(&admin, &mut conn, None, FormErrors::none()).await
}

/// What `outbox/secret.hbs` shows.
#[derive(Serialize)]
struct SecretPage {
    href: String,
    secret: String,
}

/// `POST /webhooks`: the answer shows the secret, which no other page does.
pub(super) async fn add(admin: Admin, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["url", "events"])?;
    let mut conn = admin.conn().await?;
    let (url, events) = match new_webhook(&fields, &admin, admin.app.config.notices.may_reach_private) {
        Ok(read) => read,
        Err(errors) => return page(&admin, &mut conn, Some(&fields), errors).await,
    };
    let (id, secret) = actions::add_webhook(&mut conn, &admin.actor(), &url, &events).await?;
    let page = SecretPage { href: format!("/webhooks/{id}"), secret };
    admin.page("outbox/secret", admin.text("webhooks-secret-title"), page).respond()
}

/// `GET /webhooks/{id}`.
pub(super) async fn show(admin: Admin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let webhook = find(&mut conn, &id).await?;
    let filter = MessageFilter { webhook: Some(webhook.id), ..MessageFilter::default() };
    let items = queries::messages(&mut conn, &filter, 0, LAST).await?;
    let page = WebhookPage {
        crumbs: crumbs(&admin, ("/webhooks", "webhooks-title"), &host_of(&webhook.url)),
        row: WebhookRow::new(&webhook, &admin),
        is_removed: webhook.removed_at.is_some(),
        rows: items.iter().map(|item| MessageRow::new(item, &admin)).collect(),
        all: filter.address(),
    };
    admin.page("outbox/webhook", admin.text("webhooks-one"), page).respond()
}

/// `POST /webhooks/{id}/test`.
pub(super) async fn test(admin: Admin, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = admin.conn().await?;
    let webhook = find(&mut conn, &id).await?;
    actions::test_webhook(&mut conn, &admin.actor(), webhook.id).await?;
    let said = Flash::ok(admin.text("outbox-test-waits"));
    Ok(admin.redirect_saying(&format!("/webhooks/{}", webhook.id), &said))
}

/// `GET /webhooks/{id}/remove`.
pub(super) async fn ask(admin: Admin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let webhook = find(&mut conn, &id).await?;
    let page = RemovePage {
        heading: admin.text_with("webhooks-remove-heading", [("host", host_of(&webhook.url))]),
        text: admin.text("webhooks-remove-text"),
        action: format!("/webhooks/{}/remove", webhook.id),
        button: admin.text("webhooks-do-remove"),
        back: format!("/webhooks/{}", webhook.id),
        stay: admin.text("webhooks-do-not-remove"),
    };
    admin.page("outbox/remove", admin.text("webhooks-do-remove"), page).respond()
}

/// `POST /webhooks/{id}/remove`.
pub(super) async fn remove(
    admin: Admin,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = admin.conn().await?;
    let webhook = find(&mut conn, &id).await?;
    actions::remove_webhook(&mut conn, &admin.actor(), webhook.id).await?;
    Ok(admin.redirect_saying("/webhooks", &Flash::ok(admin.text("webhooks-removed"))))
}

async fn find(conn: &mut Conn, id: &str) -> Result<StoredWebhook, Error> {
    let id: WebhookId = id.parse().map_err(|_| Error::NotFound)?;
    queries::webhook(conn, id).await?.ok_or(Error::NotFound)
}

async fn page(
    admin: &Admin,
    conn: &mut Conn,
    sent: Option<&Fields>,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let all = queries::all_webhooks(conn).await?;
    let nothing = Fields::default();
    let chosen = sent.map(|fields| fields.all("events"));
    let page = WebhooksPage {
        tabs: tabs(admin, "/webhooks"),
        rows: all.iter().map(|webhook| WebhookRow::new(webhook, admin)).collect(),
        form: sent.unwrap_or(&nothing).echo(&["url"]),
        events: event_choices(admin, chosen.as_deref()),
        may_reach_private: admin.app.config.notices.may_reach_private,
        error_list: errors.list(),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    admin.page("outbox/webhooks", admin.text("webhooks-title"), page).with_status(status).respond()
}
