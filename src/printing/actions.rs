//! Drawing a paper to be printed, showing its key. The only transactions of this room.

mod print;

pub use print::{prepare, reveal_key};
