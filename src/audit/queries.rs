//! Reading the audit trail and its chain.

mod chain;
mod trail;

pub use chain::{chain_state, head, is_waiting, takes_rows, waiting};
pub(crate) use chain::{changed_personal_fact, links, outside_the_chain};
pub use trail::{Cursor, TrailFilter, TrailRow, count_about, names, people_called, trail};
