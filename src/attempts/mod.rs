//! Attempts: start, paper, save, submit, sweep, result.

pub mod actions;
pub mod drawing;
pub mod exposure;
pub mod forms;
pub mod http;
pub mod jobs;
pub mod marking;
pub mod model;
pub mod overview;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod sealing;
pub mod shapes;
pub mod standing;
pub mod starter;
pub mod writer;
