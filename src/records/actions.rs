//! Handing out every row as a file; saved views; what follows two records of a person into one.

mod every;
mod merging;
mod views;

pub use every::{Rows, every_in_background};
pub use merging::{Merged, merge_people};
pub use views::{NewView, change_view, delete_view, save_view};
