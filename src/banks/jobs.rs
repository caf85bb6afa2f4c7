//! What runs beside the requests of this room.

mod beside;
mod catching_up;
mod imports;

pub use beside::beside;
pub use catching_up::run_catching_up;
pub use imports::{MANY_QUESTIONS, go_on, is_large, read, read_again, write};
