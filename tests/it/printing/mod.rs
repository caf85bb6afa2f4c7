//! Exams on paper: printed papers, answer sheets, keys; results entered by hand.

mod entry;
mod sheets;
