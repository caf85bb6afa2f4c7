//! Attempts: start, paper, save, submit, sweep.

pub mod rules;
pub mod writer;
