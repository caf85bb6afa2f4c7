//! The rows of a spreadsheet of certificates, each with what can be done with it and why.

use serde::Serialize;

use super::Review;
use crate::certification::rules::bringing_in::{Column, Contradiction, Expected, Verdict};
use crate::web::Visit;
use crate::web::components::Pill;

/// A row of the spreadsheet.
#[derive(Debug, Serialize)]
pub(super) struct ImportRow {
    number: usize,
    cells: Vec<NamedCell>,
    verdict: Pill,
    why: Option<String>,
    href: Option<String>,
}

/// A cell with what it holds.
#[derive(Debug, Serialize)]
struct NamedCell {
    name: String,
    text: String,
}

/// What a column holds, in words.
pub(super) fn column_words(column: Column, visit: &Visit) -> String {
    visit.text(match column {
        Column::EmployeeNumber => "bringing-column-employee",
        Column::Name => "bringing-column-name",
        Column::Programme => "bringing-column-programme",
        Column::Number => "bringing-column-number",
        Column::IssuedOn => "bringing-column-issued",
        Column::ValidTo => "bringing-column-valid-to",
    })
}

/// The row with what can be done with it.
pub(super) fn import_row(
    number: usize,
    cells: &[String],
    verdict: &Verdict,
    review: &Review<'_>,
    visit: &Visit,
) -> ImportRow {
    let (kind, shape, word) = match verdict {
        Verdict::New(_) => ("ok", "ok", "bringing-verdict-new"),
        Verdict::Same(_) => ("none", "pair", "bringing-verdict-same"),
        Verdict::Conflict(_) => ("warn", "warn", "bringing-verdict-conflict"),
        Verdict::UnknownPerson => ("warn", "warn", "bringing-verdict-person"),
        Verdict::UnknownProgramme(_) => ("warn", "warn", "bringing-verdict-programme"),
        Verdict::Error(..) => ("bad", "bad", "bringing-verdict-error"),
    };
    let named = review.uses.columns.iter().filter_map(|(place, column)| {
        let text = cells.get(*place).filter(|text| !text.is_empty())?.clone();
        Some(NamedCell { name: column_words(*column, visit), text })
    });
    let href = match verdict {
        Verdict::Same(id)
        | Verdict::Conflict(Contradiction::NumberTaken(id) | Contradiction::SameDay(id)) => {
            Some(format!("/certificates/{id}"))
        }
        Verdict::Conflict(Contradiction::OtherName(id)) => Some(format!("/people/{id}")),
        _ => None,
    };
    ImportRow {
        number,
        cells: named.collect(),
        verdict: Pill { kind, shape, word: visit.text(word) },
        why: why(cells, verdict, review, visit),
        href,
    }
}

fn why(cells: &[String], verdict: &Verdict, review: &Review<'_>, visit: &Visit) -> Option<String> {
    match verdict {
        Verdict::New(row) => {
            let line = review.people.get(&row.person)?;
            let to =
                row.valid_to.map_or_else(|| visit.text("certification-without-end"), |day| day.to_string());
            let said = [("name", line.name.clone()), ("from", row.issued_on.to_string()), ("to", to)];
            Some(visit.text_with("bringing-why-new", said))
        }
        Verdict::Same(_) => None,
        Verdict::UnknownPerson => Some(visit.text("bringing-why-person")),
        Verdict::UnknownProgramme(words) => {
            Some(visit.text_with("bringing-why-programme", [("words", words.as_str())]))
        }
        Verdict::Conflict(contradiction) => Some(conflict(contradiction, review, visit)),
        Verdict::Error(column, expected) => {
            let place = review.uses.columns.iter().find(|(_, one)| *one == column).map(|(place, _)| *place);
            let found = place.and_then(|place| cells.get(place)).map(String::as_str).unwrap_or_default();
            let found = if found.is_empty() { visit.text("bringing-empty-cell") } else { found.to_owned() };
            let cell = review.uses.letter(*column).unwrap_or_else(|| column_words(*column, visit));
            let said = [("cell", cell), ("found", found), ("expected", expected_words(*expected, visit))];
            Some(visit.text_with("bringing-why-error", said))
        }
    }
}

fn conflict(contradiction: &Contradiction, review: &Review<'_>, visit: &Visit) -> String {
    match contradiction {
        Contradiction::NumberTaken(_) => visit.text("bringing-why-number-taken"),
        Contradiction::NumberTwice(row) => {
            let row = i64::try_from(*row).unwrap_or_default();
            visit.text_with("bringing-why-number-twice", [("row", row)])
        }
        Contradiction::NumberOfOurs => visit.text("bringing-why-number-ours"),
        Contradiction::OtherName(id) => {
            let name = review.people.get(id).map(|line| line.name.as_str()).unwrap_or_default();
            visit.text_with("bringing-why-other-name", [("name", name)])
        }
        Contradiction::SeveralPeople => visit.text("bringing-why-several"),
        Contradiction::SameDay(_) => visit.text("bringing-why-same-day"),
    }
}

fn expected_words(expected: Expected, visit: &Visit) -> String {
    visit.text(match expected {
        Expected::Day => "bringing-expected-day",
        Expected::DayOrNone => "bringing-expected-day-or-none",
        Expected::PastDay => "bringing-expected-past-day",
        Expected::LaterDay => "bringing-expected-later-day",
        Expected::Number => "bringing-expected-number",
        Expected::Person => "bringing-expected-person",
        Expected::Name => "bringing-expected-name",
        Expected::Programme => "bringing-expected-programme",
    })
}
