//! Integration tests: through HTTP against a real Postgres. One binary, so that it links once.
#![allow(unreachable_pub, missing_docs, dead_code, reason = "shared helpers of one test binary")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

mod harness;

mod admin;
mod architecture;
mod attempts;
mod banks;
mod certificates;
mod certification_pages;
mod exams;
mod faults;
mod home;
mod login;
mod matrix;
mod people;
mod private_postgres;
mod records;
mod schema;
mod serve;
mod story;
mod words;
mod writer;
