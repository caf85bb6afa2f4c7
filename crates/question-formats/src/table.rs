//! Tables of questions: what the readers and writers of spreadsheets and of text tables share.
//!
//! A reader of a format fills [`Table`]s. [`layout`] finds the heading and says what each column holds; [`rows`],
//! [`option_rows`] and [`keyword_rows`] turn rows into [`entry::Entry`]s, one a question; [`kinds`] settles what the
//! file's own words for kinds of questions mean; [`draft`] makes the drafts. [`template`] is the way back. Every row
//! that is not blank ends up in a question, among what was skipped, or among what failed.

mod account;
mod draft;
mod entry;
mod head;
mod headings;
mod keys;
mod keyword_rows;
mod kinds;
mod layout;
mod model;
mod option_cell;
mod option_rows;
mod paper_rows;
mod read;
mod rows;
pub(crate) mod template;
#[cfg(test)]
pub(crate) mod tests;

pub use headings::column_named;
pub(crate) use headings::is_heading_row;
pub(crate) use model::{Cell, Doubt, Row, Table, column_index};
pub(crate) use read::{count_failed, read};
