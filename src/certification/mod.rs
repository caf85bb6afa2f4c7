//! Certification: programmes, certificates, their verification. Knows nothing of attempts: what a person
//! passed is told to it as plain facts ([`model::Achievement`]).

pub mod actions;
pub mod forms;
pub mod http;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
