//! Sitting an exam: start, paper, saves, hand-in, sweep, result.
#![expect(clippy::panic, reason = "tests may panic")]

mod blueprint;
mod counting;
mod extra_time;
pub mod files;
mod images;
mod make_up;
mod notes;
mod one_or_all;
mod paper;
mod results;
mod saves;
mod secrecy;
mod start;
mod start_rules;
mod start_together;
mod submit;
mod sweep;
mod types;
pub mod world;
