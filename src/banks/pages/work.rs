//! The page of an import at which something is being done in the background.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::banks::model::{Import, Work, WorkStep};
use crate::web::Visit;
use crate::web::components::Crumb;

/// What `banks/import-work.hbs` shows.
#[derive(Debug, Serialize)]
pub struct WorkPage {
    crumbs: Vec<Crumb>,
    address: String,
    file_name: String,
    is_reading: bool,
    /// Whether stopping gives the whole import up, for nothing of it can be reviewed yet.
    ends_it: bool,
    is_stopping: bool,
    said: String,
    percent: Option<i32>,
    started_at: DateTime<Utc>,
    problem: Option<String>,
}

/// The page of a piece of work.
pub fn work_page(visit: &Visit, import: &Import, work: &Work) -> WorkPage {
    let is_reading = work.step == WorkStep::Reading;
    let said = match (work.total, work.step) {
        (0, WorkStep::Reading) => visit.text("import-work-reading"),
        (total, WorkStep::Reading) => {
            visit.text_with("import-work-comparing", [("done", work.done), ("total", total)])
        }
        (0, WorkStep::Writing) => visit.text("import-work-writing"),
        (total, WorkStep::Writing) => {
            visit.text_with("import-work-written", [("done", work.done), ("total", total)])
        }
    };
    WorkPage {
        crumbs: vec![Crumb::up("/banks", visit.text("banks-title")), Crumb::here(&import.file_name)],
        address: format!("/banks/import/{}", import.id),
        file_name: import.file_name.clone(),
        is_reading,
        ends_it: is_reading && work.reread.is_none(),
        is_stopping: work.is_cancelled,
        said,
        percent: (work.total > 0).then(|| (work.done * 100 / work.total).clamp(0, 100)),
        started_at: work.started_at,
        problem: work.problem.as_ref().map(|id| match (id.as_str(), &work.reread) {
            ("import-work-unread", Some(_)) => visit.text("import-work-unread-again"),
            (id, _) => visit.text(id),
        }),
    }
}
