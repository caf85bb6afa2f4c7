//! Sitting an exam: start, paper, saves, hand-in, sweep, result.
#![expect(clippy::panic, reason = "tests may panic")]

mod blueprint;
mod images;
mod paper;
mod results;
mod saves;
mod secrecy;
mod start;
mod submit;
mod sweep;
mod world;
