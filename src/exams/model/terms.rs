//! Extra time, longer windows, make-up exams and rooms as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::db::schema::{accommodations, exam_grants, room_starts, window_extensions};
use crate::db::{AccommodationId, ExamId, GrantId, GroupId, PersonId};
use crate::exams::terms::{Extension, ExtraTime, Grant, Promise, Reach};
use crate::text_enum;

/// For whom a window is extended or a room started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Everyone.
    All,
    /// Everyone in a group and the groups below it.
    Group(GroupId),
    /// One person.
    Person(PersonId),
}

impl Target {
    /// The columns for a person and for a group.
    pub(crate) fn columns(self) -> (Option<PersonId>, Option<GroupId>) {
        match self {
            Self::All => (None, None),
            Self::Group(group) => (None, Some(group)),
            Self::Person(person) => (Some(person), None),
        }
    }
}

text_enum! {
    /// What a row of `queries/circumstances.sql` tells.
    CircumstanceKind {
        /// Extra time.
        ExtraTime = "extra_time",
        /// A make-up exam.
        Grant = "grant",
        /// A longer window.
        Extension = "extension",
        /// A room was started.
        RoomStart = "room_start",
    }
}

/// Row of `queries/circumstances.sql` and `queries/everyone.sql`.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct CircumstanceRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(crate) person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(crate) exam_id: Option<ExamId>,
    #[diesel(sql_type = Text)]
    pub(crate) kind: CircumstanceKind,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    from_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    until_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    amount: i32,
    #[diesel(sql_type = Integer)]
    minutes: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(crate) made_at: DateTime<Utc>,
}

impl CircumstanceRow {
    pub(crate) fn extra_time(&self) -> ExtraTime {
        ExtraTime {
            percent: self.amount,
            minutes: self.minutes,
            valid_from: self.from_at,
            valid_until: self.until_at,
        }
    }

    pub(crate) fn grant(&self) -> Option<Grant> {
        let (opens_at, closes_at) = self.from_at.zip(self.until_at)?;
        Some(Grant { opens_at, closes_at, attempts: self.amount, made_at: self.made_at })
    }

    pub(crate) fn extension(&self) -> Extension {
        Extension { minutes: self.minutes, closes_at: self.until_at, made_at: self.made_at }
    }
}

/// Row of `queries/everyone.sql`.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct EveryoneRow {
    #[diesel(embed)]
    pub(crate) given: CircumstanceRow,
    #[diesel(sql_type = Bool)]
    for_group: bool,
}

impl EveryoneRow {
    pub(crate) fn reach(&self) -> Reach {
        match self.given.person_id {
            Some(person) => Reach::Person(person.0.as_u128()),
            None if self.for_group => Reach::Group,
            None => Reach::All,
        }
    }
}

/// Extra time a person has or had.
#[derive(Debug, Clone, Queryable)]
pub struct Accommodation {
    /// Which one.
    pub id: AccommodationId,
    /// Percent of the limit, or of the window where there is no limit.
    pub percent: i32,
    /// Minutes besides.
    pub minutes: i32,
    /// From when it counts; `None` is at once.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it counts (exclusive); `None` is without end.
    pub valid_until: Option<DateTime<Utc>>,
    /// Why. It may be medical: for HR and admins only.
    pub reason: String,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// Name of who gave it; `None` for the server.
    pub created_by: Option<String>,
    /// When it was ended or replaced; `None` while it holds.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// A person with extra time, without the reason.
#[derive(Debug, Clone, Queryable)]
pub struct Accommodated {
    /// Who it is.
    pub person_id: PersonId,
    /// Current name.
    pub name: String,
    /// Employee number.
    pub employee_number: Option<String>,
    /// Percent of the limit, or of the window where there is no limit.
    pub percent: i32,
    /// Minutes besides.
    pub minutes: i32,
    /// From when it counts; `None` is at once.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it counts (exclusive); `None` is without end.
    pub valid_until: Option<DateTime<Utc>>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
}

/// What a person with extra time gets at an exam.
#[derive(Debug, Clone)]
pub struct ExtraTimeAt {
    /// Who it is.
    pub person: Accommodated,
    /// What was promised and what is given.
    pub promise: Promise,
}

/// A make-up exam of a person, as the page of an exam lists it.
#[derive(Debug, Clone, Queryable)]
pub struct GrantRow {
    /// Which one.
    pub id: GrantId,
    /// Who may sit it.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Start of the window.
    pub opens_at: DateTime<Utc>,
    /// End of the window.
    pub closes_at: DateTime<Utc>,
    /// How often they may start in it.
    pub extra_attempts: i32,
    /// Why.
    pub reason: String,
    /// When it was given.
    pub created_at: DateTime<Utc>,
}

/// Somebody with a waiting page open.
#[derive(Debug, Clone, Queryable)]
pub struct WaitingPerson {
    /// Who waits.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// When their page was last heard of.
    pub seen_at: DateTime<Utc>,
}

/// Row of `accommodations` to be written.
#[derive(Insertable)]
#[diesel(table_name = accommodations)]
pub(crate) struct NewAccommodation<'a> {
    pub(crate) id: AccommodationId,
    pub(crate) person_id: PersonId,
    pub(crate) percent: i32,
    pub(crate) minutes: i32,
    pub(crate) valid_from: Option<DateTime<Utc>>,
    pub(crate) valid_until: Option<DateTime<Utc>>,
    pub(crate) reason: &'a str,
    pub(crate) created_by: Option<PersonId>,
}

/// Row of `window_extensions` to be written.
#[derive(Insertable)]
#[diesel(table_name = window_extensions)]
pub(crate) struct NewExtension<'a> {
    pub(crate) id: Uuid,
    pub(crate) exam_id: ExamId,
    pub(crate) person_id: Option<PersonId>,
    pub(crate) group_id: Option<GroupId>,
    pub(crate) closes_at: Option<DateTime<Utc>>,
    pub(crate) minutes: i32,
    pub(crate) reason: &'a str,
    pub(crate) created_by: Option<PersonId>,
}

/// Row of `exam_grants` to be written.
#[derive(Insertable)]
#[diesel(table_name = exam_grants)]
pub(crate) struct NewGrant<'a> {
    pub(crate) id: GrantId,
    pub(crate) exam_id: ExamId,
    pub(crate) person_id: PersonId,
    pub(crate) opens_at: DateTime<Utc>,
    pub(crate) closes_at: DateTime<Utc>,
    pub(crate) extra_attempts: i32,
    pub(crate) reason: &'a str,
    pub(crate) created_by: Option<PersonId>,
}

/// Row of `room_starts` to be written.
#[derive(Insertable)]
#[diesel(table_name = room_starts)]
pub(crate) struct NewRoomStart {
    pub(crate) id: Uuid,
    pub(crate) exam_id: ExamId,
    pub(crate) person_id: Option<PersonId>,
    pub(crate) group_id: Option<GroupId>,
    pub(crate) created_by: Option<PersonId>,
}
