//! Who is certified: people × certifications, including what is missing, as a page and as files.

pub mod actions;
pub mod export;
pub mod filter;
pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
