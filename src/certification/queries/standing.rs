//! All that is known about people and certifications, as the rules want it to say where somebody stands.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::base::clock::day_in;
use crate::certification::model::{
    EventKind, IMPORT_UNDONE, ReinstatementReason, RevocationReason, StoredAchievement, StoredExemption,
};
use crate::certification::rules::standing::{
    Change, History, Knowledge, PastAchievement, PastCertificate, Spell, Standing, VersionFrom, standing,
};
use crate::db::schema::{
    achievement_withdrawals, achievements, certificate_events, certificates, employments, exemptions,
    programme_versions,
};
use crate::db::{CertificateId, Conn, PersonId, Prepare, ProgrammeId};

type Pair = (PersonId, ProgrammeId);

/// What is known about some people.
#[derive(Debug, Clone, Default)]
pub struct Known {
    knowledge: Knowledge,
    achievements: HashMap<PersonId, Vec<PastAchievement<StoredAchievement>>>,
    certificates: HashMap<Pair, Vec<PastCertificate>>,
    exemptions: HashMap<Pair, Vec<Spell>>,
    employments: HashMap<PersonId, Vec<Spell>>,
    obligations: BTreeMap<Pair, Vec<Spell>>,
    versions: HashMap<ProgrammeId, Vec<VersionFrom>>,
}

impl Known {
    /// Where a person stands in a certification at the end of a day. `versions` and `obligations` stand in for those that
    /// are stored, to see what others would mean.
    pub fn standing(
        &self,
        (person, programme): Pair,
        (day, zone): (NaiveDate, Tz),
        versions: Option<&[VersionFrom]>,
        obligations: Option<&[Spell]>,
    ) -> Option<Standing> {
        let pair = (person, programme);
        let history = History {
            achievements: slice(self.achievements.get(&person)),
            certificates: slice(self.certificates.get(&pair)),
            exemptions: slice(self.exemptions.get(&pair)),
            employments: slice(self.employments.get(&person)),
            obligations: obligations.unwrap_or_else(|| slice(self.obligations.get(&pair))),
            versions: versions.unwrap_or_else(|| slice(self.versions.get(&programme))),
            zone,
            knowledge: self.knowledge,
        };
        standing(&history, day)
    }

    /// The rules of a certification, in the order they were written.
    pub fn versions(&self, programme: ProgrammeId) -> &[VersionFrom] {
        slice(self.versions.get(&programme))
    }

    /// Whether anything but an employment is known about a person and a certification whose exams have these codes.
    pub fn concerns(&self, (person, programme): Pair, codes: &[String]) -> bool {
        let pair = (person, programme);
        self.certificates.contains_key(&pair)
            || self.exemptions.contains_key(&pair)
            || self.obligations.contains_key(&pair)
            || slice(self.achievements.get(&person))
                .iter()
                .any(|one| one.withdrawn_at.is_none() && codes.contains(&one.passed.requirement_code))
    }

    /// Everyone of whom anything is known.
    pub fn people(&self) -> Vec<PersonId> {
        let mut found: Vec<PersonId> = self.employments.keys().copied().collect();
        found.sort();
        found
    }
}

fn slice<T>(found: Option<&Vec<T>>) -> &[T] {
    found.map_or(&[], Vec::as_slice)
}

/// What is known about these people, or about everyone; of the certificates those of one certification, or all.
///
/// # Errors
/// Whatever the database says.
pub async fn known(
    conn: &mut Conn,
    people: Option<&[PersonId]>,
    programme: Option<ProgrammeId>,
    zone: Tz,
) -> QueryResult<Known> {
    known_as(conn, people, programme, zone, Knowledge::Then).await
}

/// The same, to judge past days by what was known then or by what is known now.
///
/// # Errors
/// Whatever the database says.
pub async fn known_as(
    conn: &mut Conn,
    people: Option<&[PersonId]>,
    programme: Option<ProgrammeId>,
    zone: Tz,
    knowledge: Knowledge,
) -> QueryResult<Known> {
    let mut known = Known {
        knowledge,
        employments: employed(conn, people, zone, knowledge).await?,
        obligations: obligations(conn, people, zone, knowledge).await?,
        versions: versions(conn, zone, knowledge).await?,
        certificates: past_certificates(conn, people, programme).await?,
        ..Known::default()
    };
    let mut query = achievements::table
        .left_join(achievement_withdrawals::table)
        .order((achievements::achieved_at, achievements::id))
        .select((StoredAchievement::as_select(), achievement_withdrawals::withdrawn_at.nullable()))
        .into_boxed();
    if let Some(people) = people {
        query = query.filter(achievements::person_id.eq_any(people));
    }
    let rows: Vec<(StoredAchievement, Option<DateTime<Utc>>)> = query.load(conn).await?;
    for (passed, withdrawn_at) in rows {
        let known_at = passed.known_at();
        let of_person = known.achievements.entry(passed.person_id).or_default();
        of_person.push(PastAchievement { passed, known_at, withdrawn_at });
    }
    let mut query = exemptions::table.select(StoredExemption::as_select()).into_boxed();
    if let Some(people) = people {
        query = query.filter(exemptions::person_id.eq_any(people));
    }
    for one in query.load(conn).await? {
        if let Some(days) = one.days_as(zone, knowledge) {
            known.exemptions.entry((one.person_id, one.programme_id)).or_default().push(days);
        }
    }
    Ok(known)
}

async fn past_certificates(
    conn: &mut Conn,
    people: Option<&[PersonId]>,
    programme: Option<ProgrammeId>,
) -> QueryResult<HashMap<Pair, Vec<PastCertificate>>> {
    type Times = (DateTime<Utc>, Option<DateTime<Utc>>);
    type Row = (CertificateId, Pair, Times, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);
    let own = || {
        let mut query = certificates::table.into_boxed();
        if let Some(people) = people {
            query = query.filter(certificates::person_id.eq_any(people));
        }
        if let Some(programme) = programme {
            query = query.filter(certificates::programme_id.eq(programme));
        }
        query
    };
    let events: Vec<(CertificateId, EventKind, DateTime<Utc>, String)> = certificate_events::table
        .filter(certificate_events::kind.ne(EventKind::Superseded))
        .filter(certificate_events::certificate_id.eq_any(own().select(certificates::id)))
        .order((certificate_events::at, certificate_events::id))
        .select((
            certificate_events::certificate_id,
            certificate_events::kind,
            certificate_events::at,
            certificate_events::reason,
        ))
        .load(conn)
        .await?;
    let mut changes: HashMap<CertificateId, Vec<(DateTime<Utc>, Change)>> = HashMap::new();
    for (certificate, kind, at, reason) in events {
        let change = match kind {
            EventKind::Reinstated => Change::Reinstated {
                as_if_never_revoked: ReinstatementReason::parse(&reason)
                    .is_some_and(ReinstatementReason::undoes_the_past),
            },
            _ if reason == IMPORT_UNDONE => Change::Withdrawn,
            _ => Change::Revoked { from_its_issue: reason == RevocationReason::IssuedInError.as_str() },
        };
        changes.entry(certificate).or_default().push((at, change));
    }
    let rows: Vec<Row> = own()
        .order((certificates::issued_at, certificates::id))
        .select((
            certificates::id,
            (certificates::person_id, certificates::programme_id),
            (certificates::issued_at, brought_in_at()),
            certificates::valid_from,
            certificates::valid_to,
            certificates::anchored_on,
        ))
        .load(conn)
        .await?;
    let mut found: HashMap<Pair, Vec<PastCertificate>> = HashMap::new();
    for (id, pair, (issued_at, brought_in_at), valid_from, valid_to, anchored_on) in rows {
        let changes = changes.remove(&id).unwrap_or_default();
        let known_at = brought_in_at.unwrap_or(issued_at);
        let one = PastCertificate { issued_at, known_at, valid_from, valid_to, anchored_on, changes };
        found.entry(pair).or_default().push(one);
    }
    Ok(found)
}

/// When a certificate was brought in from a spreadsheet; null for those issued here.
fn brought_in_at() -> SqlLiteral<Nullable<Timestamptz>> {
    sql("(SELECT sheet.committed_at FROM certificate_imports sheet WHERE sheet.id = certificates.import_id)")
}

async fn versions(
    conn: &mut Conn,
    zone: Tz,
    knowledge: Knowledge,
) -> QueryResult<HashMap<ProgrammeId, Vec<VersionFrom>>> {
    type Row = (ProgrammeId, i32, Option<serde_json::Value>, Vec<String>, Option<NaiveDate>, DateTime<Utc>);
    let rows: Vec<Row> = programme_versions::table
        .order((programme_versions::programme_id, programme_versions::number))
        .select((
            programme_versions::programme_id,
            programme_versions::number,
            programme_versions::rules,
            programme_versions::requirement_codes,
            programme_versions::applies_from,
            programme_versions::created_at,
        ))
        .load(conn)
        .await?;
    let mut found: HashMap<ProgrammeId, Vec<VersionFrom>> = HashMap::new();
    for (programme, number, rules, codes, applies_from, created_at) in rows {
        let policy = super::policy(rules, &codes)?;
        let written = day_in(created_at, zone);
        let from = (number > 1).then(|| match (applies_from, knowledge) {
            (None, _) => written,
            (Some(day), Knowledge::Then) => day.max(written),
            (Some(day), Knowledge::Now) => day,
        });
        found.entry(programme).or_default().push(VersionFrom { from, policy });
    }
    Ok(found)
}

async fn employed(
    conn: &mut Conn,
    people: Option<&[PersonId]>,
    zone: Tz,
    knowledge: Knowledge,
) -> QueryResult<HashMap<PersonId, Vec<Spell>>> {
    type Row = (PersonId, DateTime<Utc>, Option<DateTime<Utc>>, DateTime<Utc>);
    let mut query = employments::table
        .order(employments::valid_from)
        .select((
            employments::person_id,
            employments::valid_from,
            employments::valid_to,
            employments::recorded_at,
        ))
        .into_boxed();
    if let Some(people) = people {
        query = query.filter(employments::person_id.eq_any(people));
    }
    let rows: Vec<Row> = query.load(conn).await?;
    let mut found: HashMap<PersonId, Vec<Spell>> = HashMap::new();
    for (person, began, to, recorded_at) in rows {
        let from = if knowledge == Knowledge::Then { began.max(recorded_at) } else { began };
        found.entry(person).or_default().extend(days(from, to, zone));
    }
    Ok(found)
}

/// The days at whose end something held from one instant until another; none when it was over within the day.
fn days(from: DateTime<Utc>, to: Option<DateTime<Utc>>, zone: Tz) -> Option<Spell> {
    let from = day_in(from, zone);
    let Some(to) = to else { return Some(Spell { from, to: None }) };
    let last = day_in(to, zone).pred_opt()?;
    (last >= from).then_some(Spell { from, to: Some(last) })
}

#[derive(QueryableByName)]
struct Obligation {
    #[diesel(sql_type = SqlUuid)]
    person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    programme_id: ProgrammeId,
    #[diesel(sql_type = Timestamptz)]
    valid_from: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_to: Option<DateTime<Utc>>,
}

/// When whose group or role must hold what.
async fn obligations(
    conn: &mut Conn,
    people: Option<&[PersonId]>,
    zone: Tz,
    knowledge: Knowledge,
) -> QueryResult<BTreeMap<Pair, Vec<Spell>>> {
    let rows: Vec<Obligation> = diesel::sql_query(include_str!("obligations.sql"))
        .bind::<Nullable<Array<SqlUuid>>, _>(people)
        .bind::<Bool, _>(knowledge == Knowledge::Then)
        .prepared()
        .load(conn)
        .await?;
    let mut found: BTreeMap<Pair, Vec<Spell>> = BTreeMap::new();
    for row in rows {
        if let Some(spell) = days(row.valid_from, row.valid_to, zone) {
            found.entry((row.person_id, row.programme_id)).or_default().push(spell);
        }
    }
    Ok(found)
}
