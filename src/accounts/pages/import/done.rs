//! A spreadsheet of people that is not open any more: what was done.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{ROWS_A_PAGE, crumbs, file_words, state_pill};
use crate::accounts::model::{ChangeKind, PeopleImport, PeopleImportChange, PeopleImportState};
use crate::accounts::rules::bringing_in::{Counts, KnownPerson};
use crate::web::Visit;
use crate::web::components::{Crumb, Pill};
use crate::web::paging::{Pager, Paging};

/// `accounts/people_import_done.hbs`: a spreadsheet that is not open any more.
#[derive(Debug, Serialize)]
pub struct ImportDonePage {
    id: uuid::Uuid,
    address: String,
    file_name: String,
    state: Pill,
    is_committed: bool,
    counts: Option<Counts>,
    committed_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    rows: Vec<DoneRow>,
    pager: Pager,
    crumbs: Vec<Crumb>,
}

/// What was done to one person.
#[derive(Debug, Serialize)]
struct DoneRow {
    number: Option<i32>,
    name: String,
    href: Option<String>,
    what: Pill,
}

impl ImportDonePage {
    /// The page, with what was done on this page of its rows.
    pub fn new(import: &PeopleImport, changes: &[PeopleImportChange], page: i64, visit: &Visit) -> Self {
        let address = format!("/people/import/{}", import.id);
        let size = i64::try_from(ROWS_A_PAGE).unwrap_or(1);
        let paging = Paging::new(page, size, i64::try_from(changes.len()).unwrap_or_default());
        let skipped = usize::try_from((paging.number() - 1) * size).unwrap_or_default();
        let is_undone = import.state == PeopleImportState::Undone;
        let said = [("from", paging.first_row()), ("to", paging.last_row()), ("total", paging.total())];
        let rows = changes.iter().skip(skipped).take(ROWS_A_PAGE);
        Self {
            file_name: file_words(&import.file_name, visit),
            state: state_pill(import.state, visit),
            id: import.id,
            is_committed: import.state == PeopleImportState::Committed,
            counts: import.outcome().map(|one| one.counts),
            committed_at: import.committed_at,
            undone_at: import.undone_at,
            rows: rows.map(|change| done_row(change, is_undone, visit)).collect(),
            pager: Pager::new(paging, visit.text_with("people-import-pages", said), |page| {
                format!("{address}?page={page}")
            }),
            crumbs: crumbs(&file_words(&import.file_name, visit), visit),
            address,
        }
    }
}

fn done_row(change: &PeopleImportChange, is_undone: bool, visit: &Visit) -> DoneRow {
    let after: Option<KnownPerson> = serde_json::from_value(change.after.clone()).ok();
    let (kind, shape, word) = match change.kind {
        ChangeKind::New => ("ok", "plus", "people-import-verdict-new"),
        ChangeKind::Changed => ("run", "run", "people-import-verdict-changed"),
        ChangeKind::Returned => ("ok", "ok", "people-import-verdict-returned"),
        ChangeKind::Left => ("warn", "warn", "people-import-verdict-left"),
    };
    let is_gone = is_undone && change.kind == ChangeKind::New;
    DoneRow {
        number: change.row_number,
        name: after.map_or_else(|| change.person_id.to_string(), |one| one.name),
        href: (!is_gone).then(|| format!("/people/{}", change.person_id)),
        what: Pill { kind, shape, word: visit.text(word) },
    }
}
