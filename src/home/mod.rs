//! The first page after signing in: what comes next for this person, by role. In debug builds also the style guide.

pub mod http;
pub mod pages;
pub mod queries;
pub mod rules;
