//! `/admin`.

mod probes;
mod trail;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use serde::Serialize;

use super::queries::{self, Counts, DatabaseFacts};
use crate::accounts::Admin;
use crate::accounts::queries::second_factor_setting;
use crate::admin::pages::{ChainPart, EventRow};
use crate::audit::queries::{TrailFilter, chain_state, trail as newest};
use crate::audit::rules::key_id;
use crate::web::components::Choice;
use crate::web::components::Figure;
use crate::web::{Error, Visit};

/// Newest rows of the audit trail.
const NEWEST: i64 = 10;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/admin").get(show)).configure(trail::routes).configure(probes::routes);
}

/// What `admin/admin.hbs` shows.
#[derive(Serialize)]
struct AdminPage {
    /// Plain http: passwords can be read on the way.
    is_plain_http: bool,
    quarantined: i64,
    figs: Vec<Figure>,
    facts: Vec<Fact>,
    chain: ChainPart,
    events: Vec<EventRow>,
    second_factor: Vec<Choice>,
}

#[derive(Serialize)]
struct Fact {
    term: String,
    text: String,
}

/// `GET /admin`.
async fn show(admin: Admin) -> Result<HttpResponse, Error> {
    let mut conn = admin.conn().await?;
    let counts = queries::counts(&mut conn).await?;
    let database = queries::database_facts(&mut conn).await?;
    let events = newest(&mut conn, &TrailFilter::default(), None, NEWEST).await?;
    let state = chain_state(&mut conn).await?;
    let config = admin.site().config();
    let is_required = second_factor_setting(&mut conn).await?.unwrap_or(config.asks_second_factor);
    let page = AdminPage {
        is_plain_http: !config.is_https(),
        quarantined: counts.quarantined,
        figs: figures(&admin, counts),
        facts: facts(&admin, &database),
        chain: ChainPart::new(&admin, &state, &key_id(&admin.app.keys.audit)),
        events: trail::event_rows(&mut conn, &admin, &events).await?,
        second_factor: [
            ("required", "factor-required", is_required),
            ("offered", "factor-offered", !is_required),
        ]
        .map(|(value, label, chosen)| Choice::new(value, admin.text(label), chosen))
        .into(),
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
