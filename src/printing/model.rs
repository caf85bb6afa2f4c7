//! Printed papers as rows and read models.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

use crate::attempts::model::Paper;
use crate::db::schema::printed_papers;
use crate::db::{ExamVersionId, PersonId, PrintedPaperId};
use crate::text_enum;

text_enum! {
    /// Names the papers of one version apart.
    PaperLetter {
        /// The first.
        A = "A",
        /// The second.
        B = "B",
        /// The third.
        C = "C",
        /// The fourth.
        D = "D",
    }
}

/// A paper of a published exam as it is printed, always the same.
#[derive(Debug, Clone)]
pub struct PrintedPaper {
    /// Which one.
    pub id: PrintedPaperId,
    /// The version of the exam.
    pub version_id: ExamVersionId,
    /// Number of that version.
    pub version: i32,
    /// Its letter.
    pub letter: PaperLetter,
    /// What the draw was seeded with.
    pub seed: Vec<u8>,
    /// The questions in order.
    pub paper: Paper,
    /// When it was drawn.
    pub created_at: DateTime<Utc>,
    /// Name of who had it drawn; `None` for the server itself.
    pub created_by: Option<String>,
}

/// Row of `printed_papers` with the number of its version and the name of who had it drawn.
#[derive(Queryable)]
pub(super) struct PrintedPaperRow {
    id: PrintedPaperId,
    version_id: ExamVersionId,
    version: i32,
    letter: PaperLetter,
    seed: Vec<u8>,
    items: Value,
    maximum: i32,
    created_at: DateTime<Utc>,
    created_by: Option<String>,
}

impl TryFrom<PrintedPaperRow> for PrintedPaper {
    type Error = diesel::result::Error;

    fn try_from(row: PrintedPaperRow) -> Result<Self, Self::Error> {
        let items = serde_json::from_value(row.items)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
        Ok(Self {
            id: row.id,
            version_id: row.version_id,
            version: row.version,
            letter: row.letter,
            seed: row.seed,
            paper: Paper { items, maximum: row.maximum },
            created_at: row.created_at,
            created_by: row.created_by,
        })
    }
}

/// Row of `printed_papers` to be written.
#[derive(Insertable)]
#[diesel(table_name = printed_papers)]
pub(super) struct NewPrintedPaper<'a> {
    pub(super) id: PrintedPaperId,
    pub(super) version_id: ExamVersionId,
    pub(super) letter: PaperLetter,
    pub(super) seed: &'a [u8],
    pub(super) items: &'a Value,
    pub(super) maximum: i32,
    pub(super) created_by: Option<PersonId>,
}

/// Why a sitting on paper cannot be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryRefusal {
    /// The person has an attempt open on screen.
    OpenAttempt,
    /// The same person's sitting of the same paper at the same time was entered before.
    EnteredBefore,
}
