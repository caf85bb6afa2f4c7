//! People: who they are, what they may do, how they sign in. Other rooms use the extractors
//! ([`Trainee`], [`Trainer`], [`Hr`], [`Admin`], [`HrOrAdmin`], [`SignedIn`]), so that a handler's
//! signature says who may call it.

pub mod actions;
pub mod codes;
pub mod extract;
pub mod forms;
pub mod http;
pub mod known_device;
pub mod model;
pub mod pages;
pub mod passwords;
pub mod queries;
pub mod rules;
pub mod sign_on;
pub mod tables;

pub use extract::{Admin, Anyone, Hr, HrOrAdmin, SignedIn, Trainee, Trainer};
pub use model::{Person, Role};
