//! What a trainee objects to.

use crate::base::text::has_forbidden_controls;
use crate::web::{Fields, Visit};

/// Longest text, in characters.
pub const LONGEST_DISPUTE: usize = 2000;

/// A dispute as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisputeForm {
    /// It can be raised.
    Fine {
        /// The question, from 1.
        position: i16,
        /// What is said.
        text: String,
    },
    /// It cannot be taken as it is.
    Wrong {
        /// The question, from 1.
        position: i16,
        /// What was typed.
        text: String,
        /// What is wrong, in words.
        error: String,
    },
}

impl DisputeForm {
    /// Reads the form of a paper with this many questions; `None` when it names none of them.
    pub fn parse(fields: &Fields, visit: &Visit, count: i16) -> Option<Self> {
        let position =
            fields.get("position").parse().ok().filter(|position| (1..=count).contains(position))?;
        let text = fields.get("text").to_owned();
        let error = if text.is_empty() {
            "hand-dispute-missing"
        } else if text.chars().count() > LONGEST_DISPUTE || has_forbidden_controls(&text) {
            "hand-dispute-too-long"
        } else {
            return Some(Self::Fine { position, text });
        };
        Some(Self::Wrong { position, text, error: visit.text_with(error, [("most", LONGEST_DISPUTE)]) })
    }
}
