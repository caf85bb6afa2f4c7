//! Spreadsheets of certificates from before, as rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::certification::rules::bringing_in::{Cells, ColumnUses};
use crate::db::PersonId;
use crate::db::schema::certificate_imports;
use crate::text_enum;

text_enum! {
    /// How far a spreadsheet of certificates is.
    CertificateImportState {
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

/// A spreadsheet as it is stored.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = certificate_imports)]
pub struct CertificateImport {
    /// Time-ordered id.
    pub id: Uuid,
    /// Name of the file.
    pub file_name: String,
    /// [`Cells`] of every row.
    pub cells: Value,
    /// [`ColumnUses`].
    pub column_uses: Value,
    /// Code of a certification by the folded words of the file.
    pub titles: Value,
    /// How far it is.
    pub state: CertificateImportState,
    /// [`ImportCounts`], once it was brought in.
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

impl CertificateImport {
    /// The rows of the file.
    pub fn rows(&self) -> Vec<Cells> {
        serde_json::from_value(self.cells.clone()).unwrap_or_default()
    }

    /// What its columns hold.
    pub fn uses(&self) -> ColumnUses {
        serde_json::from_value(self.column_uses.clone()).unwrap_or_default()
    }

    /// Which certification is meant by which words.
    pub fn meant(&self) -> BTreeMap<String, String> {
        serde_json::from_value(self.titles.clone()).unwrap_or_default()
    }

    /// What became of its rows.
    pub fn counts(&self) -> Option<ImportCounts> {
        serde_json::from_value(self.counts.clone()?).ok()
    }
}

/// What became of the rows of a spreadsheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Brought in.
    pub new: usize,
    /// There already.
    pub same: usize,
    /// Left out, because they contradict something or cannot be understood.
    pub left_out: usize,
}

/// Row of `certificate_imports` to be written.
#[derive(Insertable)]
#[diesel(table_name = certificate_imports)]
pub(crate) struct NewCertificateImport<'a> {
    pub(crate) id: Uuid,
    pub(crate) file_name: &'a str,
    pub(crate) cells: Value,
    pub(crate) column_uses: Value,
    pub(crate) created_by: Option<PersonId>,
}
