//! Read models of the room of an exam.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{
    BigInt, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use serde_json::Value;

use super::rules::{self, Sitting, Standing};
use crate::attempts::model::{AttemptState, EventKind, OutageKind};
use crate::db::{AttemptId, PersonId};

/// Somebody who has to take an exam or has an attempt at it, with the open attempt or else the last one.
#[derive(Debug, Clone, QueryableByName)]
pub struct Seat {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Current name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Employee number.
    #[diesel(sql_type = Nullable<Text>)]
    pub employee_number: Option<String>,
    /// The attempt.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub attempt_id: Option<AttemptId>,
    /// Where it stands.
    #[diesel(sql_type = Nullable<Text>)]
    pub state: Option<AttemptState>,
    /// Questions in its paper.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub question_count: Option<i16>,
    /// When it began.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub started_at: Option<DateTime<Utc>>,
    /// When it was handed in.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When its time is over.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deadline_at: Option<DateTime<Utc>>,
    /// Since when its time stands still.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub paused_at: Option<DateTime<Utc>>,
    /// Whether the sweep gave it up.
    #[diesel(sql_type = Bool)]
    pub stuck: bool,
    /// When its page was last heard.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub heard_at: Option<DateTime<Utc>>,
    /// When its page last said something new.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub changed_at: Option<DateTime<Utc>>,
    /// Answers its page holds that are not acknowledged.
    #[diesel(sql_type = Integer)]
    pub unsaved: i32,
    /// Questions with an answer.
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    /// When an answer was last saved.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub saved_at: Option<DateTime<Utc>>,
    /// How often another device took it over.
    #[diesel(sql_type = BigInt)]
    pub device_changes: i64,
    /// Minutes it was given beyond what everyone has: extra time of the person, and extensions.
    #[diesel(sql_type = BigInt)]
    pub extra_minutes: i64,
    /// When the person's waiting page was last heard.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub waiting_at: Option<DateTime<Utc>>,
}

impl Seat {
    /// The attempt as the rules of this room see it.
    pub fn sitting(&self) -> Option<Sitting> {
        Some(Sitting {
            open: self.state? == AttemptState::InProgress,
            paused: self.paused_at.is_some(),
            stuck: self.stuck,
            started_at: self.started_at?,
            heard_at: self.heard_at,
            changed_at: self.changed_at,
            saved_at: self.saved_at,
        })
    }

    /// How the person stands now.
    /// `is_over`: whether the exam is over for them.
    pub fn standing(&self, is_over: bool, now: DateTime<Utc>) -> Standing {
        rules::standing(self.sitting(), self.waiting_at, is_over, now)
    }

    /// Whether the page of an open attempt holds answers that are not acknowledged.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved > 0 && self.state == Some(AttemptState::InProgress)
    }
}

/// Something that happened in the room, to one person or to several at once.
#[derive(Debug, Clone, QueryableByName)]
pub struct Moment {
    /// When, the last of them.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// What.
    #[diesel(sql_type = Text)]
    pub kind: EventKind,
    /// To how many people.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// Name of one of them.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Name of who did it, where that is staff.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    /// Facts, of one of them.
    #[diesel(sql_type = Jsonb)]
    pub detail: Value,
}

/// A time that was lost for many at once.
#[derive(Debug, Clone, QueryableByName)]
pub struct Outage {
    /// Why.
    #[diesel(sql_type = Text)]
    pub kind: OutageKind,
    /// What the clock showed before.
    #[diesel(sql_type = Timestamptz)]
    pub from_at: DateTime<Utc>,
    /// What it showed afterwards.
    #[diesel(sql_type = Timestamptz)]
    pub to_at: DateTime<Utc>,
}

/// An attempt that an outage may have cost time.
#[derive(Debug, Clone, QueryableByName)]
pub struct Affected {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Current name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Employee number.
    #[diesel(sql_type = Nullable<Text>)]
    pub employee_number: Option<String>,
    /// Whether it is still open.
    #[diesel(sql_type = Bool)]
    pub open: bool,
    /// When it began.
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    /// When its time is or was over.
    #[diesel(sql_type = Timestamptz)]
    pub deadline_at: DateTime<Utc>,
    /// When it counts as handed in.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// Questions with an answer.
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    /// Questions in its paper.
    #[diesel(sql_type = SmallInt)]
    pub question_count: i16,
    /// Whether it passed; none while it is open.
    #[diesel(sql_type = Nullable<Bool>)]
    pub passed: Option<bool>,
}
