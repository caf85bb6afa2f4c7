//! Results of exams for trainers: who passed, who did not, who is absent.

pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
