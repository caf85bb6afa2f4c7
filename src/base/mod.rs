//! What every room may use: words, times, numbers. No web, no database, no rules of a room.

pub mod clock;
pub mod crockford;
pub mod folding;
pub mod kept;
pub mod percent;
pub mod question_kind;
pub mod spreadsheet;
pub mod text;

pub use question_kind::QuestionKind;
