//! Certamen: a sales-training quiz, timed-exam and certification server.
//!
//! The rooms, lowest first; a room may know those above it in this list, never those below.
//! `docs/ARCHITECTURE.md` is the map.

pub mod base;
pub mod config;
pub mod db;
pub mod web;

pub mod audit;
pub mod formats;

pub mod accounts;
pub mod admin;
pub mod attempts;
pub mod banks;
pub mod certification;
pub mod exams;

pub mod demo;

pub mod app;
pub mod routes;
pub mod server;

pub mod cli;
