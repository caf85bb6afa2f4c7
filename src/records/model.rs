//! What is read of people and certifications.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use uuid::Uuid;

use crate::certification::rules::standing::Knowledge;
use crate::db::{CertificateId, GroupId, PersonId};
use crate::text_enum;

text_enum! {
    /// How a person stands with a certification.
    Status {
        /// Holds it.
        Valid = "valid",
        /// Holds it, but not for long.
        Expiring = "expiring",
        /// The last day is over.
        Expired = "expired",
        /// It was taken back.
        Revoked = "revoked",
        /// Must hold it and never did.
        Missing = "missing",
    }
}

text_enum! {
    /// What the list is sorted by, in the order of its columns.
    SortBy {
        /// Name of the person.
        Name = "name",
        /// Code of the certification.
        Certification = "certification",
        /// Status: what lacks before what holds.
        Status = "status",
        /// Certificate number.
        Number = "number",
        /// Day of issue.
        Issued = "issued",
        /// Last day.
        Ends = "ends",
        /// Share of the points.
        Score = "score",
    }
}

text_enum! {
    /// Why somebody lacks what must be held.
    GapReason {
        /// Never held it.
        Never = "never",
        /// It has ended, and can still be renewed as if it had not.
        InGrace = "in_grace",
        /// It has ended.
        Expired = "expired",
        /// It was taken back.
        Revoked = "revoked",
    }
}

text_enum! {
    /// How finely the calendar of what ends is divided.
    EndingStep {
        /// By month.
        Month = "month",
        /// By week, from Monday.
        Week = "week",
    }
}

/// The order of the list. Rows that are equal in it follow name and certification; those without a value come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub by: SortBy,
    /// Whether the largest comes first.
    pub is_descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Name, is_descending: false }
    }
}

/// A person and a certification.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Cell {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Their name today.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Employee number.
    #[diesel(sql_type = Nullable<Text>)]
    pub employee_number: Option<String>,
    /// Chinese names of their groups today, joined.
    #[diesel(sql_type = Text)]
    pub groups_zh: String,
    /// English names of their groups today, joined.
    #[diesel(sql_type = Text)]
    pub groups_en: String,
    /// Code of the certification.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Its Chinese title today.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// Its English title today.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    /// Chinese name of the level it stands for.
    #[diesel(sql_type = Nullable<Text>)]
    pub level_zh: Option<String>,
    /// English name of the level it stands for.
    #[diesel(sql_type = Nullable<Text>)]
    pub level_en: Option<String>,
    /// Whether the person must hold it on the day.
    #[diesel(sql_type = Bool)]
    pub required: bool,
    /// The certificate that counts.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub certificate_id: Option<CertificateId>,
    /// Its number.
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    /// When it was issued.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub issued_at: Option<DateTime<Utc>>,
    /// Its first day.
    #[diesel(sql_type = Nullable<Date>)]
    pub valid_from: Option<NaiveDate>,
    /// Its last day; `None` also when it has no end.
    #[diesel(sql_type = Nullable<Date>)]
    pub valid_to: Option<NaiveDate>,
    /// Points of its evidence in 1/100; `None` also where it was brought in from a spreadsheet.
    #[diesel(sql_type = Nullable<Integer>)]
    pub score: Option<i32>,
    /// Possible points in 1/100.
    #[diesel(sql_type = Nullable<Integer>)]
    pub maximum: Option<i32>,
    /// Whether it has ended and can still be renewed as if it had not.
    #[diesel(sql_type = Bool)]
    pub in_grace: bool,
    /// How the person stands with it, by the knowledge that is listed; `None` where nothing of it is known so.
    #[diesel(sql_type = Nullable<Text>)]
    pub state: Option<Status>,
    /// The same by the other knowledge of a past day; always `None` today.
    #[diesel(sql_type = Nullable<Text>)]
    pub other_state: Option<Status>,
    /// Last day of the certificate that counts by the other knowledge.
    #[diesel(sql_type = Nullable<Date>)]
    pub other_valid_to: Option<NaiveDate>,
}

impl Cell {
    /// Its status on the day by what is known now; `None` where there is none by that.
    pub fn known_now(&self, listed: Listed) -> Option<Status> {
        if listed.is_past && listed.known == Knowledge::Then { self.other_state } else { self.state }
    }

    /// Why it is lacking, where it must be held and is not.
    pub fn gap(&self) -> Option<GapReason> {
        match self.state.filter(|_| self.required)? {
            Status::Valid | Status::Expiring => None,
            Status::Missing => Some(GapReason::Never),
            Status::Revoked => Some(GapReason::Revoked),
            Status::Expired if self.in_grace => Some(GapReason::InGrace),
            Status::Expired => Some(GapReason::Expired),
        }
    }
}

/// How many pairs there are of each status, before the status is filtered.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize)]
pub struct Figures {
    /// Valid, without those expiring.
    #[diesel(sql_type = BigInt)]
    pub valid: i64,
    /// Expiring soon.
    #[diesel(sql_type = BigInt)]
    pub expiring: i64,
    /// Expired.
    #[diesel(sql_type = BigInt)]
    pub expired: i64,
    /// Revoked.
    #[diesel(sql_type = BigInt)]
    pub revoked: i64,
    /// Missing.
    #[diesel(sql_type = BigInt)]
    pub missing: i64,
    /// People who must hold something.
    #[diesel(sql_type = BigInt)]
    pub bound: i64,
    /// Those of them who lack something: missing, expired or revoked.
    #[diesel(sql_type = BigInt)]
    pub lacking: i64,
    /// People with a pair that passes the whole filter.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// Pairs that pass the whole filter.
    #[diesel(sql_type = BigInt)]
    pub pairs: i64,
}

/// Who lacks a certification of those who must hold it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ProgrammeGaps {
    /// Code of the certification.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Its Chinese title.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// Its English title.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    /// People who must hold it.
    #[diesel(sql_type = BigInt)]
    pub bound: i64,
    /// Of them: never held it.
    #[diesel(sql_type = BigInt)]
    pub never: i64,
    /// Of them: it has ended and can still be renewed.
    #[diesel(sql_type = BigInt)]
    pub in_grace: i64,
    /// Of them: it has ended.
    #[diesel(sql_type = BigInt)]
    pub expired: i64,
    /// Of them: it was taken back.
    #[diesel(sql_type = BigInt)]
    pub revoked: i64,
}

impl ProgrammeGaps {
    /// Those who lack it for a reason.
    pub fn count(&self, reason: GapReason) -> i64 {
        match reason {
            GapReason::Never => self.never,
            GapReason::InGrace => self.in_grace,
            GapReason::Expired => self.expired,
            GapReason::Revoked => self.revoked,
        }
    }

    /// All who lack it.
    pub fn lacking(&self) -> i64 {
        GapReason::ALL.iter().map(|reason| self.count(*reason)).sum()
    }
}

/// People of a group and of those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct GroupCount {
    /// The group.
    #[diesel(sql_type = SqlUuid)]
    pub group_id: GroupId,
    /// Those who must hold something.
    #[diesel(sql_type = BigInt)]
    pub bound: i64,
    /// Those of them who lack some of it.
    #[diesel(sql_type = BigInt)]
    pub lacking: i64,
}

/// How many certificates of a certification end in a month or week.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Ending {
    /// Its first day.
    #[diesel(sql_type = Date)]
    pub first: NaiveDate,
    /// Code of the certification.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// By which knowledge rows are listed, and whether their day is over.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// Whether the day is over.
    pub is_past: bool,
    /// By what is known.
    pub known: Knowledge,
}

/// A view that somebody saved.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct SavedView {
    /// Which one.
    pub id: Uuid,
    /// Who saved it.
    pub owner_id: PersonId,
    /// Their name now.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// Path and query.
    pub address: String,
    /// Whether everyone who may see the records sees it.
    pub shared: bool,
}
