//! Exams on paper: a paper of a published exam to be printed with its answer sheet and its key, and the results that
//! staff enter by hand.

pub mod actions;
pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
