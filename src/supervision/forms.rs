//! What a trainer sends from the room, turned into types.

use crate::attempts::actions::Whom;
use crate::base::text::has_forbidden_controls;
use crate::db::{GroupId, PersonId};
use crate::web::{Fields, FormErrors, Visit};

/// Longest extension, in minutes.
pub const MOST_MINUTES: i32 = 600;

/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 200;

/// What is done to the time of those who are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// More time.
    Extend,
    /// The time stands still.
    Pause,
    /// The time goes on.
    Resume,
}

impl Act {
    /// Its word in the address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Extend => "extend",
            Self::Pause => "pause",
            Self::Resume => "resume",
        }
    }
}

/// The form of an [`Act`].
#[derive(Debug)]
pub struct ActForm {
    /// Whom it is meant for.
    pub whom: Whom,
    /// How many minutes; 0 where it is no extension.
    pub minutes: i32,
    /// Why.
    pub reason: String,
}

impl ActForm {
    /// The fields of the form.
    pub const FIELDS: &'static [&'static str] = &["whom", "group", "people", "minutes", "reason"];

    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit, act: Act) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let whom = whom(fields, visit, &mut errors);
        let minutes = if act == Act::Extend { minutes(fields, visit, &mut errors) } else { 0 };
        let reason = reason(fields, visit, &mut errors);
        if errors.is_empty() { Ok(Self { whom, minutes, reason }) } else { Err(errors) }
    }
}

fn whom(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> Whom {
    match fields.get("whom") {
        "everyone" => Whom::Everyone,
        "group" => match fields.get("group").parse::<GroupId>() {
            Ok(group) => Whom::Group(group),
            Err(_) => {
                errors.add("group", visit.text("room-group-missing"));
                Whom::People(Vec::new())
            }
        },
        "people" => {
            let people: Vec<PersonId> =
                fields.all("people").iter().filter_map(|id| id.parse().ok()).collect();
            if people.is_empty() {
                errors.add("people", visit.text("room-people-missing"));
            }
            Whom::People(people)
        }
        _ => {
            errors.add("whom", visit.text("room-whom-missing"));
            Whom::People(Vec::new())
        }
    }
}

fn minutes(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> i32 {
    crate::exams::forms::number_between(fields, "minutes", 1, MOST_MINUTES).unwrap_or_else(|| {
        errors.add("minutes", visit.text_with("room-minutes-form", [("most", MOST_MINUTES)]));
        0
    })
}

/// The reason of a change, which goes into the audit trail.
pub fn reason(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> String {
    let reason = fields.get("reason");
    let fits = !reason.is_empty()
        && reason.chars().count() <= LONGEST_REASON
        && !reason.contains(['\n', '\t'])
        && !has_forbidden_controls(reason);
    if !fits {
        errors.add("reason", visit.text_with("room-reason-form", [("most", LONGEST_REASON)]));
    }
    reason.to_owned()
}
