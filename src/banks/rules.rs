//! What an import would do to a bank: pure rules over drafts, decisions and the questions the bank holds now.

mod bulk;
mod codes;
mod columns;
mod editing;
mod facets;
mod filter;
mod keys;
mod matching;
mod moving;
mod parts;
mod search;
mod similarity;
mod topics;

use std::collections::HashMap;

use question_formats::{Code, Diagnostic, QuestionDraft};
use sha2::{Digest, Sha256};

pub use bulk::{BulkChange, changed_in_bulk};
pub use codes::{Codes, code_from_name, is_address, is_code, title_from_name};
pub use columns::{ColumnUses, column_letter, guessed, headings, headings_digest};
pub use editing::{EditedOption, KeyUnclear, RowEdit, checked, edited, joined, key_text};
pub use facets::{Counts, Found, NO_TOPIC, found, missing_languages};
pub use filter::{RowFacts, RowFilter};
pub use keys::key_print;
pub use matching::plan;
pub use moving::{draft_mark, moved_diagnostic, moved_draft, split_lines};
pub use parts::changed_parts;
pub use search::{LONGEST as LONGEST_SEARCH, METHOD as SEARCH_METHOD, Marked, Search, Searchable};
pub use similarity::{NEAR_PERCENT, Resembling, Said, Wordings, foreign};
pub use topics::{MOST_LEVELS, Misplaced, Placed, TopicTree};

pub use super::model::Repeats;
use super::model::{Content, Decision, Outcome, QuestionVersion, Verdict};

/// A question of the file with what was decided about it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Counts from 1 in the order of the file.
    pub position: i32,
    /// What was read.
    pub draft: QuestionDraft,
    /// What the reader says about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the trainer takes it.
    pub decision: Decision,
    /// Whether the file says all there is about its questions, as native files do. What other files do not say stays as
    /// it is in the bank.
    pub says_everything: bool,
}

/// What there is already.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// The current questions of the bank.
    pub questions: Vec<QuestionVersion>,
    /// Current questions of other banks by their stored fingerprint, in the order of bank and code.
    pub elsewhere: HashMap<Vec<u8>, Vec<Elsewhere>>,
}

/// A question of another bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Code of its bank.
    pub bank: String,
    /// Its code.
    pub question: String,
    /// What its key says: see [`key_print`].
    pub key: Option<String>,
}

/// What would happen to a row.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The row's position.
    pub position: i32,
    /// Compared with the bank.
    pub verdict: Verdict,
    /// What would be done with it now.
    pub outcome: Outcome,
    /// The question of the bank it is or changes: index in [`Existing::questions`].
    pub matched: Option<usize>,
    /// What it repeats, or contradicts.
    pub repeats: Option<Repeats>,
    /// What the new version would say.
    pub content: Content,
    /// Whether an error row could still be taken: only its key is missing or unclear, or something beside it is missing.
    pub can_take: bool,
}

/// How many rows there are of each verdict and each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Sums {
    /// All rows.
    pub total: usize,
    /// Verdict new.
    pub new: usize,
    /// Verdict same.
    pub same: usize,
    /// Verdict changed.
    pub changed: usize,
    /// Verdict duplicate.
    pub duplicate: usize,
    /// Verdict key conflict.
    pub key_conflict: usize,
    /// Verdict error.
    pub error: usize,
    /// Rows that become new questions.
    pub created: usize,
    /// Rows that become new versions.
    pub updated: usize,
    /// Rows the bank has already.
    pub unchanged: usize,
    /// Rows left out on purpose.
    pub skipped: usize,
    /// Rows with an error, left out.
    pub failed: usize,
}

impl Sums {
    /// Counts rows by verdict and outcome.
    pub fn of(rows: impl IntoIterator<Item = (Verdict, Outcome)>) -> Self {
        let mut sums = Self::default();
        for (verdict, outcome) in rows {
            sums.total += 1;
            *match verdict {
                Verdict::New => &mut sums.new,
                Verdict::Same => &mut sums.same,
                Verdict::Changed => &mut sums.changed,
                Verdict::Duplicate => &mut sums.duplicate,
                Verdict::KeyConflict => &mut sums.key_conflict,
                Verdict::Error => &mut sums.error,
            } += 1;
            *match outcome {
                Outcome::Created => &mut sums.created,
                Outcome::Updated => &mut sums.updated,
                Outcome::Unchanged => &mut sums.unchanged,
                Outcome::Skipped => &mut sums.skipped,
                Outcome::Failed => &mut sums.failed,
            } += 1;
        }
        sums
    }

    /// Rows that would be written.
    pub fn written(&self) -> usize {
        self.created + self.updated
    }
}

/// Whether an error is only about the key: the question itself is whole.
pub fn is_about_key(code: Code) -> bool {
    matches!(
        code,
        Code::EAnswerMissing
            | Code::EAnswerUnclear
            | Code::EAnswerRange
            | Code::EAnswerCount
            | Code::EKeyListLength
            | Code::EBlankCount
    )
}

/// Whether an error is about something beside the question: a picture or a shared text that the file does not hold. The
/// question is whole without it if the trainer says so.
pub fn is_beside(code: Code) -> bool {
    matches!(code, Code::EMediaMissing | Code::EMaterialMissing)
}

/// The decision a row starts with: what is clear is taken, what needs a look is left.
pub fn first_decision(verdict: Verdict) -> Decision {
    match verdict {
        Verdict::New | Verdict::Changed | Verdict::Same => Decision::Take,
        Verdict::Duplicate | Verdict::KeyConflict | Verdict::Error => Decision::Leave,
    }
}

/// Decides about a row that was just compared as if it were taken: what needs a look is left out.
pub fn decide_first(row: &mut Row, planned: &mut Planned) {
    row.decision = first_decision(planned.verdict);
    if row.decision == Decision::Leave {
        planned.outcome = if planned.verdict == Verdict::Error { Outcome::Failed } else { Outcome::Skipped };
    }
}

/// What a plan would do, in a few characters: equal marks mean that the same would be written over the same.
pub fn mark(planned: &[Planned], existing: &Existing) -> String {
    let mut digest = Sha256::new();
    for one in planned {
        let base = one.matched.and_then(|place| existing.questions.get(place));
        digest.update(one.position.to_be_bytes());
        digest.update(one.verdict.as_str());
        digest.update(one.outcome.as_str());
        digest.update(base.map(|question| *question.id.0.as_bytes()).unwrap_or_default());
        digest.update(one.content.digest());
    }
    hex::encode(digest.finalize().get(..12).unwrap_or_default())
}
