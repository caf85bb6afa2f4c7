//! Answers that people grade, what changes a score that is there, and disputes.

mod changes;
mod disputes;
mod queue;
mod races;
mod waiting;
pub mod world;
