//! Question banks: what they hold, revision by revision, and how files get into them. An import is a change set a
//! trainer reviews; nothing of a file is in a bank before it is committed.

pub mod actions;
pub mod content;
pub mod export;
pub mod failed_rows;
pub mod forms;
pub mod http;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
