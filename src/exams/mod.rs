//! Exams: definitions, published versions, blueprints, the draw, assignments.

pub mod blueprint;
pub mod draw;
pub mod review;
pub mod scoring;
