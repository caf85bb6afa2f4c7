//! Exemptions as rows.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use uuid::Uuid;

use crate::base::clock::day_in;
use crate::certification::rules::standing::{Knowledge, Spell};
use crate::db::schema::exemptions;
use crate::db::{PersonId, ProgrammeId};

/// An exemption as it is stored.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = exemptions)]
pub struct StoredExemption {
    /// Time-ordered id.
    pub id: Uuid,
    /// Who is exempt.
    pub person_id: PersonId,
    /// From which certification.
    pub programme_id: ProgrammeId,
    /// Why, in words of HR.
    pub reason: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; `None` is without end.
    pub valid_to: Option<NaiveDate>,
    /// When it was granted.
    pub created_at: DateTime<Utc>,
    /// Who granted it.
    pub created_by: Option<PersonId>,
    /// When it was ended before its time.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it was ended.
    pub end_reason: Option<String>,
}

impl StoredExemption {
    /// The days at whose end it counted: none before it was granted, even where it was granted for them. `None` when there
    /// is no such day.
    pub fn days(&self, zone: Tz) -> Option<Spell> {
        self.days_as(zone, Knowledge::Then)
    }

    /// The same; by what is known now also the days before it was granted, where it was granted for them.
    pub(in crate::certification) fn days_as(&self, zone: Tz, knowledge: Knowledge) -> Option<Spell> {
        let from = match knowledge {
            Knowledge::Then => self.valid_from.max(day_in(self.created_at, zone)),
            Knowledge::Now => self.valid_from,
        };
        let ended = match self.ended_at {
            Some(ended_at) => Some(day_in(ended_at, zone).pred_opt()?),
            None => None,
        };
        let to = [self.valid_to, ended].into_iter().flatten().min();
        to.is_none_or(|last| last >= from).then_some(Spell { from, to })
    }
}

/// Row of `exemptions` to be written.
#[derive(Insertable)]
#[diesel(table_name = exemptions)]
pub(crate) struct NewExemption<'a> {
    pub(crate) id: Uuid,
    pub(crate) person_id: PersonId,
    pub(crate) programme_id: ProgrammeId,
    pub(crate) reason: &'a str,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_to: Option<NaiveDate>,
    pub(crate) created_by: Option<PersonId>,
}
