//! Integration tests: through HTTP against a real Postgres. One binary, so that it links once.
#![allow(unreachable_pub, missing_docs, dead_code, reason = "shared helpers of one test binary")]
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "tests may panic and say what they measured"
)]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

mod harness;

mod admin;
mod api;
mod architecture;
mod audit;
mod attempts;
mod bank_editing;
mod bank_formats;
mod banks;
mod bringing_in;
mod certificates;
mod certification_pages;
mod check;
mod exams;
mod faults;
mod finding;
mod floor;
mod guide;
mod grading;
mod home;
mod imports;
mod login;
mod matrix;
mod notices;
mod operation;
mod papers;
mod past_states;
mod employment;
mod invitations;
mod people;
mod people_import;
mod printing;
mod programmes;
mod private_postgres;
mod record_files;
mod records;
mod records_views;
mod schema;
mod scripts;
mod second_factor;
mod security;
mod serve;
mod sign_on;
mod story;
mod supervision;
mod tls;
mod topics;
mod unsent;
mod words;
mod writer;
