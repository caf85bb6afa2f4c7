//! Reminders: people, their managers, chats and programs are told when certificates come near their last day; and a
//! calendar of one's own days. Knows certificates; messages go through the outbox.

pub mod actions;
pub mod http;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
