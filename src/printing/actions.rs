//! Drawing a paper to be printed, showing its key, entering what was sat on paper. The only transactions of this room.

mod entry;
mod print;

pub use entry::{Entered, Entry, enter, refusal};
pub use print::{prepare, reveal_key};
