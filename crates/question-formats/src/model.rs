//! What a reader hands back: drafts of questions, diagnostics and what it left out.
//!
//! Every type crosses a pipe and rests in a database as JSON, so each one can be written and read back by serde.

mod answer;
mod diagnostic;
mod draft;
mod format;
mod media;
mod reading;
mod table_head;

pub use answer::{Answer, Number};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use draft::{ChoiceOption, Material, QuestionDraft, QuestionType, Translation};
pub use format::Format;
pub use media::{Media, Piece, pieces};
pub use reading::{BankHeader, Counts, Reading, SkipReason, Skipped, Unit};
pub use table_head::{RowCells, TableHead};
