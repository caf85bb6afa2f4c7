//! What a security reviewer checks. The numbers are those of docs/SECURITY.md, which a test here compares with the names of
//! the tests.

mod attempts;
mod changes;
mod crawl;
mod database;
mod document;
mod fields;
mod foreign;
mod libraries;
mod passwords;
mod requests;
mod searching;
mod sessions;
mod sign_in;
mod statements;
