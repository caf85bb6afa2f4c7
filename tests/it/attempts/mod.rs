//! Sitting an exam: start, paper, saves, hand-in, sweep, result.

mod paper;
mod results;
mod saves;
mod secrecy;
mod start;
mod submit;
mod sweep;
mod world;
