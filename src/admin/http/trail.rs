//! `/admin/audit`: the audit trail with filters, and what is shown as a file.

use std::collections::BTreeMap;

use actix_web::web::{self, Bytes, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::http::confirm::{Confirmation, before_download};
use crate::accounts::{Admin, SignedIn};
use crate::admin::forms::Asked;
use crate::admin::pages::{ChainPart, EventRow, action_name, actor_name, facts, kind_name};
use crate::audit::queries::{self, Cursor, TrailFilter, TrailRow};
use crate::audit::rules::key_id;
use crate::audit::{self, Event};
use crate::db::{Conn, PooledConn};
use crate::web::components::Choice;
use crate::web::paging::Pager;
use crate::web::{Error, FormErrorItem, FormErrors, Visit, csv, download};

/// The page.
const PATH: &str = "/admin/audit";

/// Rows on one page.
const PAGE_SIZE: usize = 50;

/// Rows read at a time for a file.
const AT_ONCE: i64 = 1000;

type Query = web::Query<BTreeMap<String, String>>;

/// The addresses of this page.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/admin/audit").get(show))
        .service(web::resource("/admin/audit.csv").get(as_csv))
        .service(web::resource("/admin/audit.jsonl").get(as_json_lines));
}

/// What `admin/trail.hbs` shows.
#[derive(Serialize)]
struct TrailPage {
    chain: ChainPart,
    typed: BTreeMap<&'static str, String>,
    by: Vec<Choice>,
    what: Vec<Choice>,
    kinds: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    is_filtered: bool,
    events: Vec<EventRow>,
    csv_href: String,
    json_href: String,
    pager: Pager,
}

/// `GET /admin/audit`.
async fn show(admin: Admin, query: Query) -> Result<HttpResponse, Error> {
    let mut conn = admin.report_conn().await?;
    let asked = Asked::read(&query, admin.site().config().zone);
    let filter = with_people(&mut conn, &asked).await?;
    let limit = i64::try_from(PAGE_SIZE).map_err(Error::internal)? + 1;
    let mut rows = queries::trail(&mut conn, &filter, asked.cursor, limit).await?;
    // One row more than shown tells whether there is a next page.
    let has_next = rows.len() > PAGE_SIZE;
    rows.truncate(PAGE_SIZE);
    let next = rows.last().map(TrailRow::cursor).filter(|_| has_next);
    let state = queries::chain_state(&mut conn).await?;
    let mut errors = FormErrors::none();
    for field in &asked.wrong {
        errors.add(*field, admin.text("audit-day-wrong"));
    }
    let page = TrailPage {
        chain: ChainPart::new(&admin, &state, &key_id(&admin.app.keys.audit)),
        by: by_choices(&admin, filter.by_server),
        what: room_choices(&admin, asked.typed.get("what")),
        kinds: kind_choices(&admin, asked.typed.get("kind")),
        error_list: errors.list(),
        errors,
        is_filtered: !asked.typed.is_empty(),
        events: event_rows(&mut conn, &admin, &rows).await?,
        csv_href: asked.address("/admin/audit.csv", None),
        json_href: asked.address("/admin/audit.jsonl", None),
        pager: Pager::uncounted(
            admin.text_with("audit-shown", [("count", rows.len())]),
            asked.cursor.map(|_| asked.address(PATH, None)),
            next.map(|cursor| asked.address(PATH, Some(cursor))),
        ),
        typed: asked.typed,
    };
    admin.page("admin/trail", admin.text("audit-title"), page).respond()
}

/// Rows as a page shows them, with the names of the people they are about.
pub(super) async fn event_rows(
    conn: &mut Conn,
    visit: &Visit,
    rows: &[TrailRow],
) -> Result<Vec<EventRow>, Error> {
    let about = |row: &TrailRow| {
        (row.subject_kind == "person").then(|| Uuid::parse_str(&row.subject_id).ok()).flatten()
    };
    let people: Vec<Uuid> = rows.iter().filter_map(about).collect();
    let names = queries::names(conn, &people).await?;
    Ok(rows.iter().map(|row| EventRow::new(visit, row, about(row).and_then(|id| names.get(&id)))).collect())
}

async fn with_people(conn: &mut Conn, asked: &Asked) -> Result<TrailFilter, Error> {
    let mut filter = asked.filter.clone();
    if let Some(who) = &asked.who {
        filter.actors = Some(queries::people_called(conn, who).await?);
    }
    Ok(filter)
}

fn by_choices(visit: &Visit, is_server: bool) -> Vec<Choice> {
    vec![
        Choice::new("", visit.text("audit-by-anybody"), !is_server),
        Choice::new("server", visit.text("audit-by-server"), is_server),
    ]
}

/// The rooms whose actions can be asked for together.
const ROOMS: [&str; 17] = [
    "session",
    "access",
    "person",
    "group",
    "bank",
    "question",
    "import",
    "topic",
    "exam",
    "attempt",
    "paper",
    "certificate",
    "programme",
    "records",
    "audit",
    "api_token",
    "database",
];

fn room_choices(visit: &Visit, chosen: Option<&String>) -> Vec<Choice> {
    let name = |room: &str| visit.text(&format!("audit-room-{}", room.replace('_', "-")));
    let mut choices = vec![Choice::new("", visit.text("audit-what-any"), chosen.is_none())];
    choices.extend(ROOMS.map(|room| Choice::new(room, name(room), chosen.is_some_and(|one| one == room))));
    // A single action comes from a link.
    if let Some(action) = chosen.filter(|action| !ROOMS.contains(&action.as_str())) {
        choices.push(Choice::new(action.as_str(), action_name(visit, action), true));
    }
    choices
}

/// The kinds of things events are about.
const KINDS: [&str; 16] = [
    "person",
    "group",
    "login",
    "route",
    "bank",
    "question",
    "import",
    "exam",
    "attempt",
    "paper",
    "programme",
    "certificate",
    "records",
    "audit",
    "api_token",
    "database",
];

fn kind_choices(visit: &Visit, chosen: Option<&String>) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", visit.text("audit-kind-any"), chosen.is_none())];
    choices.extend(
        KINDS.map(|kind| Choice::new(kind, kind_name(visit, kind), chosen.is_some_and(|one| one == kind))),
    );
    if let Some(kind) = chosen.filter(|kind| !KINDS.contains(&kind.as_str())) {
        choices.push(Choice::new(kind.as_str(), kind_name(visit, kind), true));
    }
    choices
}

/// How a row is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

/// `GET /admin/audit.csv`.
async fn as_csv(admin: Admin, request: HttpRequest, query: Query) -> Result<HttpResponse, Error> {
    file(admin, &request, &query, Format::Csv).await
}

/// `GET /admin/audit.jsonl`.
async fn as_json_lines(admin: Admin, request: HttpRequest, query: Query) -> Result<HttpResponse, Error> {
    file(admin, &request, &query, Format::JsonLines).await
}

async fn file(
    admin: Admin,
    request: &HttpRequest,
    query: &Query,
    format: Format,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_download(&admin, request) {
        return Ok(response);
    }
    let asked = Asked::read(query, admin.site().config().zone);
    if !asked.wrong.is_empty() {
        return Err(Error::BadRequest("audit-day-wrong"));
    }
    let name = if format == Format::Csv { "csv" } else { "jsonl" };
    let detail = json!({ "format": name, "filter": asked.typed });
    let event =
        Event { action: "audit.exported", subject_kind: "audit", subject_id: "trail".to_owned(), detail };
    audit::record(&mut *admin.conn().await?, &admin.actor(), event).await?;
    let mut conn = admin.report_conn().await?;
    let filter = with_people(&mut conn, &asked).await?;
    let head = match format {
        Format::Csv => head(&admin)?,
        Format::JsonLines => Bytes::new(),
    };
    let SignedIn { visit, .. } = admin.0;
    let pieces = stream::once(async { Ok(head) }).chain(pieces(conn, filter, visit, format));
    let media_type = if format == Format::Csv { "text/csv; charset=utf-8" } else { "application/x-ndjson" };
    Ok(download::stream(&format!("certamen-audit.{name}"), media_type, pieces))
}

/// The file a thousand rows at a time, in constant memory.
fn pieces(
    conn: PooledConn,
    filter: TrailFilter,
    visit: Visit,
    format: Format,
) -> impl futures_util::Stream<Item = Result<Bytes, Error>> {
    let begin = Some((conn, None::<Cursor>));
    stream::unfold((begin, filter, visit), move |(state, filter, visit)| async move {
        let (mut conn, cursor) = state?;
        let rows = match queries::trail(&mut conn, &filter, cursor, AT_ONCE).await {
            Ok(rows) => rows,
            Err(error) => return Some((Err(error.into()), (None, filter, visit))),
        };
        let last = rows.last().map(TrailRow::cursor)?;
        let bytes = match format {
            Format::Csv => csv::lines(rows.iter().map(|row| cells(&visit, row))),
            Format::JsonLines => json_lines(&rows),
        };
        Some((bytes, (Some((conn, Some(last))), filter, visit)))
    })
}

const COLUMNS: [&str; 11] = [
    "audit-column-position",
    "audit-column-at",
    "audit-column-actor",
    "audit-column-actor-id",
    "audit-column-what",
    "audit-column-action",
    "audit-column-kind",
    "audit-column-subject",
    "audit-column-facts",
    "audit-column-address",
    "audit-column-request",
];

fn head(visit: &Visit) -> Result<Bytes, Error> {
    let line = csv::line(COLUMNS.map(|column| visit.text(column)))?;
    Ok([csv::BYTE_ORDER_MARK, &line].concat().into())
}

fn cells(visit: &Visit, row: &TrailRow) -> [String; 11] {
    let facts = facts(visit, row).into_iter().map(|fact| match fact.after {
        Some(after) => format!("{}: {} → {after}", fact.term, fact.text),
        None => format!("{}: {}", fact.term, fact.text),
    });
    [
        row.position.map(|position| position.to_string()).unwrap_or_default(),
        row.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        actor_name(visit, row),
        row.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        action_name(visit, &row.action),
        row.action.clone(),
        row.subject_kind.clone(),
        row.subject_id.clone(),
        facts.collect::<Vec<_>>().join("; "),
        row.address().unwrap_or_default().to_owned(),
        row.request_id.clone().unwrap_or_default(),
    ]
}

fn json_lines(rows: &[TrailRow]) -> Result<Bytes, Error> {
    let mut lines = Vec::with_capacity(rows.len() * 256);
    for row in rows {
        let line: Value = json!({
            "position": row.position, "id": row.id, "at": row.at, "actor_id": row.actor_id, "actor": row.actor,
            "action": row.action, "subject_kind": row.subject_kind, "subject_id": row.subject_id,
            "detail": row.detail, "personal": row.personal, "commitments": row.commitments,
            "request_id": row.request_id,
        });
        serde_json::to_writer(&mut lines, &line).map_err(Error::internal)?;
        lines.push(b'\n');
    }
    Ok(lines.into())
}
