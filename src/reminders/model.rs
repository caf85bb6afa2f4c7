//! Who is to be reminded of what, and who else hears of it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::schema::calendar_links;
use crate::db::{CertificateId, PersonId, RobotId};
use crate::outbox::model::Expiry;

/// A certificate that counts, has a last day, and whose holder works here and is not exempt.
#[derive(Debug, Clone, QueryableByName)]
pub struct Candidate {
    /// The certificate.
    #[diesel(sql_type = SqlUuid)]
    pub certificate_id: CertificateId,
    /// Its number.
    #[diesel(sql_type = Text)]
    pub number: String,
    /// Its holder.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Their name now.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether they have an address for mail.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub has_mail: bool,
    /// Chinese title, as issued.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// English title, as issued.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    /// When it was issued.
    #[diesel(sql_type = Timestamptz)]
    pub issued_at: DateTime<Utc>,
    /// Its last day.
    #[diesel(sql_type = Date)]
    pub last_day: NaiveDate,
}

impl Candidate {
    /// What a message says of it.
    pub fn expiry(&self, days_left: i64) -> Expiry {
        Expiry {
            certificate: self.certificate_id.0,
            number: self.number.clone(),
            name: self.name.clone(),
            title_zh: self.title_zh.clone(),
            title_en: self.title_en.clone(),
            last_day: self.last_day,
            days_left,
        }
    }
}

/// A manager who hears of a person.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct ManagerOf {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// The manager.
    #[diesel(sql_type = SqlUuid)]
    pub manager_id: PersonId,
    /// Whether the manager has an address for mail.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub has_mail: bool,
}

/// A chat robot that hears of a person.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct RobotOf {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// The robot.
    #[diesel(sql_type = SqlUuid)]
    pub robot_id: RobotId,
}

/// A certificate of one's own, for the calendar.
#[derive(Debug, Clone, QueryableByName)]
pub struct OwnDay {
    /// The certificate.
    #[diesel(sql_type = SqlUuid)]
    pub certificate_id: CertificateId,
    /// Its number.
    #[diesel(sql_type = Text)]
    pub number: String,
    /// Chinese title, as issued.
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    /// English title, as issued.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    /// When it was issued.
    #[diesel(sql_type = Timestamptz)]
    pub issued_at: DateTime<Utc>,
    /// Its last day.
    #[diesel(sql_type = Date)]
    pub last_day: NaiveDate,
    /// From when it can be renewed; `None` is at any time.
    #[diesel(sql_type = Nullable<Date>)]
    pub renewable_from: Option<NaiveDate>,
}

/// Whose calendar a link shows.
#[derive(Debug, Clone, QueryableByName)]
pub struct LinkOwner {
    /// The person.
    #[diesel(sql_type = SqlUuid)]
    pub person_id: PersonId,
    /// Language they chose.
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
}

/// A link as it is written.
#[derive(Insertable)]
#[diesel(table_name = calendar_links)]
pub(super) struct NewLink<'a> {
    pub(super) token_hash: &'a [u8],
    pub(super) person_id: PersonId,
}

/// What a look at the ladder brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Steps of certificates that were due and not told before.
    pub reminders: usize,
    /// Lists for managers and chats.
    pub digests: usize,
    /// Events for programs.
    pub events: usize,
}
