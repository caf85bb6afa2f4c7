//! What a row of the file says, in the words of one language.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::records::model::{Cell, Listed, Status};
use crate::records::pages::status_word;
use crate::web::{Language, Site};

/// How many columns a row has.
pub(super) const COLUMNS: usize = 11;

/// The words of a file, looked up once for all its rows.
#[derive(Debug, Clone)]
pub struct Table {
    language: Language,
    listed: Listed,
    header: [String; COLUMNS],
    statuses: Vec<(Status, String)>,
    yes: String,
    no: String,
}

/// What stands in one cell of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<'a> {
    /// A text; empty where there is nothing.
    Text(&'a str),
    /// A day in the company's zone.
    Day(NaiveDate),
}

impl<'a> Field<'a> {
    /// As a file writes it that knows no days: `2026-11-20`.
    pub fn to_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Day(day) => Cow::Owned(day.to_string()),
        }
    }
}

impl From<Option<NaiveDate>> for Field<'_> {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Text(""), Self::Day)
    }
}

impl Table {
    /// The table in this language, of rows that are listed so.
    pub fn new(language: Language, listed: Listed, site: &Site) -> Self {
        let header = [
            "records-name",
            "records-number",
            "records-groups",
            "records-certification-code",
            "records-certification",
            "records-status",
            "records-required",
            "records-valid-from",
            "records-valid-to",
            "records-certificate-number",
            "records-status-now",
        ];
        Self {
            language,
            listed,
            header: header.map(|id| site.text(language, id)),
            statuses: Status::ALL.iter().map(|one| (*one, status_word(*one, language, site))).collect(),
            yes: site.text(language, "records-yes"),
            no: site.text(language, "records-no"),
        }
    }

    /// How its rows are listed.
    pub fn listed(&self) -> Listed {
        self.listed
    }

    /// The first line.
    pub fn header(&self) -> &[String; COLUMNS] {
        &self.header
    }

    /// A pair as a row.
    pub fn row<'a>(&'a self, cell: &'a Cell) -> [Field<'a>; COLUMNS] {
        let word = |state: Option<Status>| {
            let found = self.statuses.iter().find(|(status, _)| Some(*status) == state);
            Field::Text(found.map_or("", |(_, word)| word))
        };
        [
            Field::Text(&cell.name),
            Field::Text(cell.employee_number.as_deref().unwrap_or_default()),
            Field::Text(self.language.pick(&cell.groups_zh, &cell.groups_en)),
            Field::Text(&cell.code),
            Field::Text(self.language.pick(&cell.title_zh, &cell.title_en)),
            word(cell.state),
            Field::Text(if cell.required { &self.yes } else { &self.no }),
            cell.valid_from.into(),
            cell.valid_to.into(),
            Field::Text(cell.number.as_deref().unwrap_or_default()),
            word(cell.known_now(self.listed)),
        ]
    }
}
