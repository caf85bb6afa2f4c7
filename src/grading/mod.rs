//! Results of exams for trainers: who passed, who did not, who is absent; answers that people grade, disputes, and what
//! changes a score that is there.

pub mod actions;
pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
