//! Exams: definitions, published versions, blueprints, the draw, assignments.
//!
//! Other rooms read published versions and assignments through [`queries`] and use the rules [`draw`],
//! [`scoring`] and [`review`].

pub mod actions;
pub mod blueprint;
pub mod counting;
pub mod delivery;
pub mod draw;
pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
pub mod review;
pub mod rules;
pub mod scoring;
pub mod terms;
