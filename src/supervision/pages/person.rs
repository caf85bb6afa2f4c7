//! One person in the room.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{MomentView, Row};
use crate::exams::pages::Head;
use crate::web::FormErrorItem;

/// `/exams/{code}/room/people/{id}`.
#[derive(Serialize)]
pub struct PersonPage {
    /// The head of the exam.
    pub head: Head,
    /// How the person stands.
    pub row: Row,
    /// When the attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its time is over.
    pub deadline_at: Option<DateTime<Utc>>,
    /// What may be done now.
    pub acts: PersonActs,
    /// What happened, newest first.
    pub moments: Vec<MomentView>,
    /// What is wrong with the form that was sent.
    pub errors: Vec<FormErrorItem>,
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
