//! What is read of people and certifications.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Uuid as SqlUuid};
use serde::Serialize;

use crate::db::{CertificateId, PersonId};
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
    /// Whether the person must hold it now.
    #[diesel(sql_type = Bool)]
    pub required: bool,
    /// The certificate that counts.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub certificate_id: Option<CertificateId>,
    /// Its number.
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    /// Its first day.
    #[diesel(sql_type = Nullable<Date>)]
    pub valid_from: Option<NaiveDate>,
    /// Its last day; `None` also when it has no end.
    #[diesel(sql_type = Nullable<Date>)]
    pub valid_to: Option<NaiveDate>,
    /// How the person stands with it.
    #[diesel(sql_type = Text)]
    pub state: Status,
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
}
