//! Integration tests: through HTTP against a real Postgres. One binary, so that it links once.
#![allow(unreachable_pub, missing_docs, dead_code, reason = "shared helpers of one test binary")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

mod harness;

mod admin;
mod architecture;
mod attempts;
mod certificates;
mod faults;
mod login;
mod people;
mod private_postgres;
mod schema;
mod serve;
mod words;
mod writer;
