//! Certamen: a sales-training quiz, timed-exam and certification server.
//!
//! The rooms, lowest first; a room may know those above it in this list, never those below.
//! `docs/ARCHITECTURE.md` is the map.

pub mod base;
pub mod calls;
pub mod config;
pub mod db;
pub mod formats;
pub mod web;

pub mod operation;

pub mod audit;

pub mod accounts;
pub mod outbox;
pub mod banks;
pub mod exams;
pub mod certification;
pub mod reminders;
pub mod attempts;
pub mod supervision;
pub mod printing;
pub mod grading;
pub mod records;
pub mod home;
pub mod admin;
pub mod api;

pub mod demo;

pub mod app;
pub mod routes;
pub mod server;

pub mod cli;
