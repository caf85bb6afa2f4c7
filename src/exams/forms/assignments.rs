//! Who is to take an exam, and by when.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::whole;
use crate::base::clock::end_of_day;
use crate::exams::model::Assignee;
use crate::web::{Fields, FormErrors, Visit};

/// Who is to take an exam, and by when.
pub struct AssignForm {
    /// The persons and groups that were ticked.
    pub assignees: Vec<Assignee>,
    /// The last second of the day by which it should be done.
    pub due_at: Option<DateTime<Utc>>,
}

impl AssignForm {
    /// The fields of the page.
    pub const FIELDS: [&'static str; 4] = ["people", "groups", "due", "q"];

    /// Reads the form at `now`.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit, now: DateTime<Utc>) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let people = fields.all("people").into_iter().filter_map(|id| id.parse().ok()).map(Assignee::Person);
        let groups = fields.all("groups").into_iter().filter_map(|id| id.parse().ok()).map(Assignee::Group);
        let assignees: Vec<Assignee> = people.chain(groups).collect();
        if assignees.is_empty() {
            errors.add("groups", visit.text("exams-assign-nobody"));
        }
        let zone = visit.site().config().zone;
        let due_at = fields.optional("due").and_then(|typed| match typed.parse::<NaiveDate>() {
            Ok(day) => Some(end_of_day(day, zone) - TimeDelta::seconds(1)),
            Err(_) => {
                errors.add("due", visit.text("exams-due-form"));
                None
            }
        });
        if due_at.is_some_and(|due_at| due_at < now) {
            errors.add("due", visit.text("exams-due-past"));
        }
        whole(Self { assignees, due_at }, errors)
    }
}
