//! What the company's other programs read: people, records and certificates as JSON, page by page, with tokens that may
//! read some of it for some time. Described by an OpenAPI document made from this code.

pub mod actions;
pub mod extract;
pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
