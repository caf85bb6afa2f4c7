//! Rows for programs: one JSON object a line.

use actix_web::web::Bytes;
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::records::model::{Cell, Listed, Status};
use crate::web::Error;

/// A row. The names of its fields are relied on by others (docs/guides/hr.md).
#[derive(Serialize)]
struct Line<'a> {
    person_id: Uuid,
    name: &'a str,
    employee_number: Option<&'a str>,
    groups_zh: &'a str,
    groups_en: &'a str,
    certification: &'a str,
    title_zh: &'a str,
    title_en: &'a str,
    status: Option<&'static str>,
    /// The same by what is known now, for a past day.
    status_now: Option<&'static str>,
    required: bool,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    certificate_id: Option<Uuid>,
    certificate_number: Option<&'a str>,
}

/// Some rows, each ended by a line feed.
pub(super) fn rows(listed: Listed, cells: &[Cell]) -> Result<Bytes, Error> {
    let mut bytes = Vec::with_capacity(cells.len() * 400);
    for cell in cells {
        serde_json::to_writer(&mut bytes, &line(listed, cell)).map_err(Error::internal)?;
        bytes.push(b'\n');
    }
    Ok(bytes.into())
}

fn line(listed: Listed, cell: &Cell) -> Line<'_> {
    Line {
        person_id: cell.person_id.0,
        name: &cell.name,
        employee_number: cell.employee_number.as_deref(),
        groups_zh: &cell.groups_zh,
        groups_en: &cell.groups_en,
        certification: &cell.code,
        title_zh: &cell.title_zh,
        title_en: &cell.title_en,
        status: cell.state.map(Status::as_str),
        status_now: cell.known_now(listed).map(Status::as_str),
        required: cell.required,
        valid_from: cell.valid_from,
        valid_to: cell.valid_to,
        certificate_id: cell.certificate_id.map(|id| id.0),
        certificate_number: cell.number.as_deref(),
    }
}
