//! What is told to people and to other programs: messages are written in the transaction of their cause and delivered
//! afterwards, so that a mail server that is away delays nothing but mail. Knows no certificate; who knows one tells it.

pub mod actions;
pub mod forms;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod model;
pub mod pages;
pub mod post;
pub mod queries;
pub mod rules;
pub mod wording;
