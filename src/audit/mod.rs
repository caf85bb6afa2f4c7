//! The audit trail: who did what to what. Rows are written in the transaction of the change itself,
//! so a change without its row cannot exist. Rows are never changed or deleted (a trigger sees to it), and each is soon
//! a link of a chain that shows when somebody did so all the same.

pub mod actions;
pub mod http;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod refusals;
pub mod rules;
pub mod verification;

pub use actions::{record, record_all};
pub use model::{Actor, Event, Whence};
