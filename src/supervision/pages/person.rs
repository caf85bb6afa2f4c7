//! One person in the room.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{MomentView, Row};
use crate::exams::pages::Head;
use crate::web::{Fields, FormErrorItem, FormErrors};

/// `/exams/{code}/room/people/{id}`.
#[derive(Serialize)]
pub struct PersonPage {
    /// The head of the exam.
    pub head: Head,
    /// How the person stands.
    pub row: Row,
    /// Where all that was noted about the attempt stands.
    pub timeline: Option<String>,
    /// When the attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its time is over.
    pub deadline_at: Option<DateTime<Utc>>,
    /// What may be done now.
    pub acts: PersonActs,
    /// What happened, newest first.
    pub moments: Vec<MomentView>,
    /// The form that takes it from its device.
    pub release: Asked,
    /// The form that ends it.
    pub end: Asked,
    /// What is wrong with the form that was sent.
    pub errors: Vec<FormErrorItem>,
}

/// A form of this page: what was typed, and what is wrong with it.
#[derive(Debug, Default, Serialize)]
pub struct Asked {
    /// The reason as typed.
    pub reason: String,
    /// What is wrong with it.
    pub reason_error: Option<String>,
    /// Whether the box was ticked.
    pub sure: bool,
    /// Why it has to be.
    pub sure_error: Option<String>,
}

impl Asked {
    /// A form that was sent and cannot be taken.
    pub fn again(fields: &Fields, errors: &FormErrors) -> Self {
        let error = |field: &str| errors.get(field).map(str::to_owned);
        Self {
            reason: fields.raw("reason").to_owned(),
            reason_error: error("reason"),
            sure: fields.has("sure"),
            sure_error: error("sure"),
        }
    }
}

/// What a trainer may do for one person now.
#[derive(Debug, Serialize)]
pub struct PersonActs {
    /// Give more time.
    pub extend: bool,
    /// Stop the time.
    pub pause: bool,
    /// Let it go on.
    pub resume: bool,
    /// Take it from the device that holds it, or end it.
    pub open: bool,
}
