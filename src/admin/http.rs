//! `/admin`.

mod probes;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::queries::{self, Counts, DatabaseFacts};
use crate::accounts::Admin;
use crate::audit::queries::{AuditListItem, latest};
use crate::web::components::Figure;
use crate::web::paging::{Pager, page_number};
use crate::web::{Error, Visit};

/// Rows of the audit trail on one page.
const PAGE_SIZE: i64 = 50;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/admin").get(show)).configure(probes::routes);
}

/// Query of the page.
#[derive(Deserialize)]
struct AdminQuery {
    page: Option<String>,
}

/// What `admin/admin.hbs` shows.
#[derive(Serialize)]
struct AdminPage {
    /// Plain http: passwords can be read on the way.
    is_plain_http: bool,
    quarantined: i64,
    figs: Vec<Figure>,
    facts: Vec<Fact>,
    events: Vec<EventRow>,
    pager: Pager,
}

#[derive(Serialize)]
struct Fact {
    term: String,
    text: String,
}

/// One row of the audit trail.
#[derive(Serialize)]
struct EventRow {
    at: DateTime<Utc>,
    actor: String,
    what: String,
    subject: String,
    href: Option<String>,
    detail: String,
}

/// `GET /admin`.
async fn show(admin: Admin, query: web::Query<AdminQuery>) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let counts = queries::counts(&mut conn).await?;
    let database = queries::database_facts(&mut conn).await?;
    let number = page_number(query.page.as_deref());
    // One row more than shown tells whether there is a next page.
    let mut events = latest(&mut conn, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1).await?;
    let page_size = usize::try_from(PAGE_SIZE).map_err(Error::internal)?;
    let has_next = events.len() > page_size;
    events.truncate(page_size);
    let page = AdminPage {
        is_plain_http: !admin.site().config().is_https(),
        quarantined: counts.quarantined,
        figs: figures(&admin, counts),
        facts: facts(&admin, &database),
        events: events.iter().map(|event| row(&admin, event)).collect(),
        pager: Pager::uncounted(
            admin.text_with("admin-audit-page", [("number", number)]),
            (number > 1).then(|| format!("/admin?page={}", number - 1)),
            has_next.then(|| format!("/admin?page={}", number + 1)),
        ),
    };
    admin.page("admin/admin", admin.text("admin-title"), page).respond()
}

fn figures(visit: &Visit, counts: Counts) -> Vec<Figure> {
    let plain = |number, message, href: Option<&str>| Figure {
        href: href.map(str::to_owned),
        ..Figure::new(number, visit.text(message))
    };
    let quarantine_kind = if counts.quarantined > 0 { "bad" } else { "ok" };
    vec![
        plain(counts.people, "admin-people", Some("/people")),
        plain(counts.groups, "admin-groups", Some("/groups")),
        plain(counts.banks, "admin-banks", None),
        plain(counts.exams, "admin-exams", None),
        plain(counts.certificates, "admin-certificates", Some("/records")),
        plain(counts.running, "admin-running", None),
        Figure {
            shape: Some(quarantine_kind),
            kind: Some(quarantine_kind),
            ..plain(counts.quarantined, "admin-quarantined", None)
        },
    ]
}

fn facts(admin: &Admin, database: &DatabaseFacts) -> Vec<Fact> {
    let config = &admin.app.config;
    let origin = config.site.public_origin.clone().unwrap_or_else(|| admin.text("admin-origin-missing"));
    let given = if config.database_url.is_some() { "admin-database-given" } else { "admin-database-private" };
    let megabytes = database.bytes / (1024 * 1024);
    [
        ("admin-version", env!("CARGO_PKG_VERSION").to_owned()),
        ("admin-database", format!("PostgreSQL {} · {} · {megabytes} MiB", database.version, database.name)),
        ("admin-database-kind", admin.text(given)),
        ("admin-origin", origin),
        ("admin-organisation", config.site.organisation.clone()),
        ("admin-zone", config.site.zone.name().to_owned()),
    ]
    .map(|(term, text)| Fact { term: admin.text(term), text })
    .into()
}

fn row(visit: &Visit, event: &AuditListItem) -> EventRow {
    let is_person = event.subject_kind == "person";
    EventRow {
        at: event.at,
        actor: event.actor.clone().unwrap_or_else(|| visit.text("admin-audit-server")),
        what: action_name(visit, &event.action),
        subject: format!("{} {}", kind_name(visit, &event.subject_kind), event.subject_id),
        href: is_person.then(|| format!("/people/{}", event.subject_id)),
        detail: in_words(&event.detail),
    }
}

/// What was done, in words.
fn action_name(visit: &Visit, action: &str) -> String {
    known_word(visit, &format!("audit-{}", action.replace(['.', '_'], "-")), action)
}

/// What it was done to, in words.
fn kind_name(visit: &Visit, kind: &str) -> String {
    known_word(visit, &format!("audit-kind-{kind}"), kind)
}

/// The message, or what is stored where a later version of the server wrote something this one has no words for.
fn known_word(visit: &Visit, id: &str, stored: &str) -> String {
    if visit.site().messages().has(visit.language, id) { visit.text(id) } else { stored.to_owned() }
}

/// The facts of an event in one line: `given: trainer, hr; taken: trainee`.
fn in_words(detail: &Value) -> String {
    let Value::Object(facts) = detail else { return String::new() };
    let one = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let facts: Vec<String> = facts
        .iter()
        .filter_map(|(name, value)| {
            let text = match value {
                Value::Null => return None,
                Value::Array(items) if items.is_empty() => return None,
                Value::Array(items) => items.iter().map(one).collect::<Vec<_>>().join(", "),
                other => one(other),
            };
            Some(format!("{name}: {text}"))
        })
        .collect();
    facts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_are_shown_without_brackets_and_empty_ones_not_at_all() {
        let detail = json!({ "given": ["trainer", "hr"], "taken": [], "note": null, "number": 3 });
        assert_eq!(in_words(&detail), "given: trainer, hr; number: 3");
    }
}
