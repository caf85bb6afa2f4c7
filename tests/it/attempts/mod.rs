//! Sitting an exam: start, paper, saves, hand-in, sweep, result.
#![expect(clippy::panic, reason = "tests may panic")]

mod files;
mod images;
mod notes;
mod one_or_all;
mod paper;
mod results;
mod saves;
mod secrecy;
mod start;
mod submit;
mod sweep;
mod world;
