//! The room board: who sits an exam now, how they are doing, and what a trainer does about it.

pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
