//! Spreadsheets of people, as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::accounts::rules::bringing_in::{Cells, Choices, ColumnUses, Counts};
use crate::db::schema::{people_import_changes, people_imports, reporting_lines};
use crate::db::{GroupId, PersonId};
use crate::text_enum;

text_enum! {
    /// How far a spreadsheet of people is.
    PeopleImportState {
        /// It is looked at; nothing of it counts.
        Open = "open",
        /// It was brought in.
        Committed = "committed",
        /// Bringing it in was undone.
        Undone = "undone",
        /// It was thrown away.
        Discarded = "discarded",
    }
}

text_enum! {
    /// What bringing in a spreadsheet did to a person.
    ChangeKind {
        /// Added.
        New = "new",
        /// Changed.
        Changed = "changed",
        /// There again.
        Returned = "returned",
        /// Left, because they are not in the list.
        Left = "left",
    }
}

/// A spreadsheet as it is stored.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = people_imports)]
pub struct PeopleImport {
    /// Time-ordered id.
    pub id: Uuid,
    /// Name of the file; empty for pasted rows.
    pub file_name: String,
    /// [`Cells`] of every row.
    pub cells: Value,
    /// [`ColumnUses`].
    pub column_uses: Value,
    /// [`Choices`].
    pub choices: Value,
    /// How far it is.
    pub state: PeopleImportState,
    /// [`ImportOutcome`], once it was brought in.
    pub counts: Option<Value>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// Who sent it.
    pub created_by: Option<PersonId>,
    /// When it was brought in.
    pub committed_at: Option<DateTime<Utc>>,
    /// When that was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

impl PeopleImport {
    /// The rows of the file.
    pub fn rows(&self) -> Vec<Cells> {
        Vec::deserialize(&self.cells).unwrap_or_default()
    }

    /// What its columns hold.
    pub fn uses(&self) -> ColumnUses {
        ColumnUses::deserialize(&self.column_uses).unwrap_or_default()
    }

    /// What the reviewer decided.
    pub fn choices(&self) -> Choices {
        Choices::deserialize(&self.choices).unwrap_or_default()
    }

    /// What became of it.
    pub fn outcome(&self) -> Option<ImportOutcome> {
        ImportOutcome::deserialize(self.counts.as_ref()?).ok()
    }
}

/// What became of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// Its rows.
    pub counts: Counts,
    /// Groups that were added with it.
    pub groups: Vec<GroupId>,
}

/// A spreadsheet in a list.
#[derive(Debug, Clone, Queryable)]
pub struct PeopleImportItem {
    /// Which one.
    pub id: Uuid,
    /// Name of the file.
    pub file_name: String,
    /// How far it is.
    pub state: PeopleImportState,
    /// [`ImportOutcome`].
    pub counts: Option<Value>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

/// What bringing in a spreadsheet did to one person.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = people_import_changes)]
pub struct PeopleImportChange {
    /// Time-ordered id.
    pub id: Uuid,
    /// The spreadsheet.
    pub import_id: Uuid,
    /// Its row.
    pub row_number: Option<i32>,
    /// The person.
    pub person_id: PersonId,
    /// What happened.
    pub kind: ChangeKind,
    /// The person as they were.
    pub before: Value,
    /// The person as they were afterwards.
    pub after: Value,
}

/// Row of `people_imports` to be written.
#[derive(Insertable)]
#[diesel(table_name = people_imports)]
pub(crate) struct NewPeopleImport<'a> {
    pub(crate) id: Uuid,
    pub(crate) file_name: &'a str,
    pub(crate) cells: Value,
    pub(crate) column_uses: Value,
    pub(crate) created_by: Option<PersonId>,
}

/// Row of `reporting_lines` to be written.
#[derive(Insertable)]
#[diesel(table_name = reporting_lines)]
pub(crate) struct NewReportingLine {
    pub(crate) id: Uuid,
    pub(crate) person_id: PersonId,
    pub(crate) manager_id: PersonId,
    pub(crate) valid_from: DateTime<Utc>,
}
