//! Exams: composing, the proof, publishing, assigning, and the results trainers see.

mod access;
mod assigning;
mod blueprint;
mod composing;
mod publishing;
mod results;
mod scoring;
pub mod world;
