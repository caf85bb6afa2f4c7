//! `/admin`: how the server is doing and who did what. Looks into every room, changes nothing.

pub mod forms;
pub mod http;
pub mod pages;
pub mod queries;
