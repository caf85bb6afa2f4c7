//! Issuing: what people passed, and the certificates it brings. A crowd is told in as few statements as one person.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Uuid as SqlUuid};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use super::telling::{Happened, tell};
use crate::accounts;
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::certification::model::{
    Achievement, Certificate, CertificateEvent, CurrentCertificate, EventKind, Evidence, Programme, RENEWED,
    StoredAchievement,
};
use crate::certification::rules::deciding::{Candidate, due_now};
use crate::certification::rules::renewal::validity;
use crate::certification::{queries, rules};
use crate::config::SiteConfig;
use crate::db::schema::{achievements, certificate_events, certificates, current_certificates};
use crate::db::{self, CertificateId, Conn, PersonId, Prepare, ProgrammeId};
use crate::outbox::model::EventName;

/// Notes what people passed and issues every certificate whose requirements are met by it. Runs inside the **caller's**
/// transaction and opens none; call it last, because it holds the counter of the numbers from then on. The same evidence
/// told again changes nothing.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub async fn record_achievements(
    conn: &mut Conn,
    site: &SiteConfig,
    told: Vec<Achievement>,
) -> QueryResult<Vec<CertificateId>> {
    let mut issued = Vec::new();
    let mut left = told;
    // What one person passed is told one after the other: the second pass may rest on what the first one brought.
    while !left.is_empty() {
        let mut people = BTreeSet::new();
        let (round, later) = left.into_iter().partition(|one| people.insert(one.person_id));
        issued.extend(record_of_each(conn, site, round).await?);
        left = later;
    }
    Ok(issued)
}

/// One pass of each of these people.
async fn record_of_each(
    conn: &mut Conn,
    site: &SiteConfig,
    told: Vec<Achievement>,
) -> QueryResult<Vec<CertificateId>> {
    let passes =
        insert_achievements(conn, &told.iter().map(StoredAchievement::new).collect::<Vec<_>>()).await?;
    if passes.is_empty() {
        return Ok(Vec::new());
    }
    let today = day_in(db::now(conn).await?, site.zone);
    let programmes = queries::programmes(conn, today).await?;
    let touched: BTreeMap<PersonId, (&str, Vec<&Programme>)> = passes
        .iter()
        .map(|(person, exam)| (*person, (exam.as_str(), touched(&programmes, exam))))
        .filter(|(_, (_, candidates))| !candidates.is_empty())
        .collect();
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    // Every lock before anything is read, in one order for everybody: whoever comes second sees all that the first one
    // wrote, and two who wait for each other cannot happen.
    let holders = touched.iter().flat_map(|(person, (_, all))| all.iter().map(|one| (*person, one.id)));
    lock_holders(conn, holders.collect()).await?;
    let now = db::now(conn).await?;
    let mut due = Vec::new();
    let known = Known::of(conn, touched.keys().copied().collect(), &programmes, today).await?;
    for (person, (exam, candidates)) in touched {
        let current = known.current(person);
        let offered: Vec<Candidate<'_>> = candidates
            .iter()
            .map(|programme| Candidate {
                code: &programme.code,
                policy: &programme.policy,
                held: held_of(current, programme.id).map(|one| &one.held),
            })
            .collect();
        let satisfied = known.satisfied(person, &programmes, today);
        let day = (day_in(now, site.zone), site.zone);
        for (place, met) in due_now(&offered, satisfied, known.achievements(person), exam, day) {
            let Some(programme) = candidates.get(place).copied() else { continue };
            due.push(Due { person, programme, evidence: met.into_iter().map(Evidence::from).collect() });
        }
    }
    issue_all(conn, site, &known, due, now).await
}

/// The certifications that a pass of this exam may bring, by id.
fn touched<'a>(programmes: &'a [Programme], exam: &str) -> Vec<&'a Programme> {
    let all: Vec<_> =
        programmes.iter().map(|programme| (programme.code.as_str(), &programme.policy)).collect();
    let places = rules::deciding::touched(&all, exam);
    let mut found: Vec<&Programme> = places.iter().filter_map(|place| programmes.get(*place)).collect();
    found.sort_by_key(|programme| programme.id);
    found
}

/// Writes what was not told before: of whom, and the exam.
pub(super) async fn insert_achievements(
    conn: &mut Conn,
    told: &[StoredAchievement],
) -> QueryResult<Vec<(PersonId, String)>> {
    diesel::insert_into(achievements::table)
        .values(told)
        .on_conflict_do_nothing()
        .returning((achievements::person_id, achievements::requirement_code))
        .prepared()
        .get_results(conn)
        .await
}

/// One at a time for each person and certification, until the end of the transaction. Whoever locks several gives them in
/// their order: people first, then certifications.
pub(super) async fn lock_holders(conn: &mut Conn, holders: Vec<(PersonId, ProgrammeId)>) -> QueryResult<()> {
    let (people, programmes): (Vec<PersonId>, Vec<ProgrammeId>) = holders.into_iter().unzip();
    diesel::sql_query(
        "SELECT pg_advisory_xact_lock(
                    hashtextextended('certificate ' || holder.person::text || ' ' || holder.programme::text, 0))
         FROM unnest($1::uuid[], $2::uuid[]) AS holder (person, programme)",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Array<SqlUuid>, _>(programmes)
    .prepared()
    .execute(conn)
    .await?;
    Ok(())
}

/// What is known of some people when certificates are decided.
struct Known {
    achievements: HashMap<PersonId, Vec<StoredAchievement>>,
    current: HashMap<PersonId, Vec<CurrentCertificate>>,
    /// Empty where no certification asks for another one first.
    exempt: HashSet<(PersonId, ProgrammeId)>,
}

impl Known {
    async fn of(
        conn: &mut Conn,
        people: Vec<PersonId>,
        programmes: &[Programme],
        today: NaiveDate,
    ) -> QueryResult<Self> {
        let mut known =
            Self { achievements: HashMap::new(), current: HashMap::new(), exempt: HashSet::new() };
        for one in queries::achievements_of(conn, &people).await? {
            known.achievements.entry(one.person_id).or_default().push(one);
        }
        for one in queries::current_certificates(conn, &people).await? {
            known.current.entry(one.person_id).or_default().push(one);
        }
        if programmes.iter().any(|programme| !programme.policy.prerequisites.is_empty()) {
            known.exempt = queries::exempt_from(conn, &people, today).await?.into_iter().collect();
        }
        Ok(known)
    }

    fn achievements(&self, person: PersonId) -> &[StoredAchievement] {
        self.achievements.get(&person).map_or(&[], Vec::as_slice)
    }

    fn current(&self, person: PersonId) -> &[CurrentCertificate] {
        self.current.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The codes of what a person holds or is exempt from.
    fn satisfied(&self, person: PersonId, programmes: &[Programme], today: NaiveDate) -> BTreeSet<String> {
        let holds = |id| held_of(self.current(person), id).is_some_and(|one| one.held.holds(today));
        programmes
            .iter()
            .filter(|programme| holds(programme.id) || self.exempt.contains(&(person, programme.id)))
            .map(|programme| programme.code.clone())
            .collect()
    }
}

/// The certificate of a certification that counts.
fn held_of(current: &[CurrentCertificate], programme: ProgrammeId) -> Option<&CurrentCertificate> {
    current.iter().find(|one| one.programme_id == programme)
}

/// A certification that somebody has earned.
struct Due<'a> {
    person: PersonId,
    programme: &'a Programme,
    evidence: Vec<Evidence>,
}

/// A certificate that lacks only its number.
pub(super) struct Draft<'a> {
    programme: &'a Programme,
    certificate: Certificate,
    /// The one that counted until now.
    predecessor: Option<CertificateId>,
}

async fn issue_all(
    conn: &mut Conn,
    site: &SiteConfig,
    known: &Known,
    due: Vec<Due<'_>>,
    now: DateTime<Utc>,
) -> QueryResult<Vec<CertificateId>> {
    let people: Vec<PersonId> = due.iter().map(|one| one.person).collect();
    let names = accounts::queries::current_names(conn, &people).await?;
    let mut drafts = Vec::new();
    for Due { person, programme, evidence } in due {
        let name = names.get(&person).cloned().ok_or(diesel::result::Error::NotFound)?;
        let predecessor = held_of(known.current(person), programme.id);
        drafts.push(draft(site, (person, name), programme, predecessor, &evidence, now));
    }
    issue(conn, site, drafts).await
}

/// The certificate of a person with a name (as written, and in Latin letters), before it has a number.
pub(super) fn draft<'a>(
    site: &SiteConfig,
    (person, (holder_name, holder_latin_name)): (PersonId, (String, Option<String>)),
    programme: &'a Programme,
    predecessor: Option<&CurrentCertificate>,
    evidence: &[Evidence],
    issued_at: DateTime<Utc>,
) -> Draft<'a> {
    let months = programme.validity_months.and_then(|months| u32::try_from(months).ok());
    let held = predecessor.map(|one| &one.held);
    let validity = validity(&programme.policy, months, held, day_in(issued_at, site.zone));
    let certificate = Certificate {
        id: CertificateId::new(),
        number: String::new(),
        verification_code: rules::verification_code(rand::random()),
        person_id: person,
        programme_id: programme.id,
        programme_version_id: programme.version_id,
        holder_name,
        holder_latin_name,
        title_zh: programme.title_zh.clone(),
        title_en: programme.title_en.clone(),
        issuer: site.organisation.clone(),
        score: evidence.iter().map(|one| one.score).sum(),
        maximum: evidence.iter().map(|one| one.maximum).sum(),
        evidence: json!(evidence),
        issued_at,
        valid_from: validity.from,
        valid_to: validity.to,
        anchored_on: validity.anchored_on,
        import_id: None,
        import_row: None,
    };
    Draft { predecessor: predecessor.map(|one| one.id), programme, certificate }
}

/// Gives the certificates their numbers and writes them. From here on the counters are held until the commit, so nothing
/// that could wait comes after it.
pub(super) async fn issue(
    conn: &mut Conn,
    site: &SiteConfig,
    mut drafts: Vec<Draft<'_>>,
) -> QueryResult<Vec<CertificateId>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let year = |certificate: &Certificate| day_in(certificate.issued_at, site.zone).year();
    // In the order of the counters, which everybody takes in this order.
    drafts.sort_by_key(|draft| (draft.programme.id, year(&draft.certificate), draft.certificate.person_id));
    for same in drafts.chunk_by_mut(|one, next| {
        (one.programme.id, year(&one.certificate)) == (next.programme.id, year(&next.certificate))
    }) {
        let [first, ..] = &*same else { continue };
        let (programme, year, count) = (first.programme, year(&first.certificate), same.len());
        let last = take_numbers(conn, programme.id, year, count).await?;
        for (running, draft) in (0..=last).rev().zip(same.iter_mut().rev()) {
            draft.certificate.number = rules::certificate_number(&programme.code, year, running);
        }
    }
    write(conn, &drafts).await?;
    Ok(drafts.into_iter().map(|draft| draft.certificate.id).collect())
}

/// Takes so many numbers of a counter at once: the last of them.
async fn take_numbers(conn: &mut Conn, programme: ProgrammeId, year: i32, count: usize) -> QueryResult<i32> {
    #[derive(QueryableByName)]
    struct Counter {
        #[diesel(sql_type = Integer)]
        last: i32,
    }
    let counter: Counter = diesel::sql_query(
        "INSERT INTO certificate_counters AS counter (programme_id, year, last) VALUES ($1, $2, $3)
         ON CONFLICT (programme_id, year) DO UPDATE SET last = counter.last + excluded.last
         RETURNING last",
    )
    .bind::<SqlUuid, _>(programme)
    .bind::<Integer, _>(year)
    .bind::<Integer, _>(i32::try_from(count).unwrap_or(i32::MAX))
    .prepared()
    .get_result(conn)
    .await?;
    Ok(counter.last)
}

async fn write(conn: &mut Conn, drafts: &[Draft<'_>]) -> QueryResult<()> {
    let rows: Vec<&Certificate> = drafts.iter().map(|draft| &draft.certificate).collect();
    let counting: Vec<_> = rows
        .iter()
        .map(|certificate| {
            (
                current_certificates::person_id.eq(certificate.person_id),
                current_certificates::programme_id.eq(certificate.programme_id),
                current_certificates::certificate_id.eq(certificate.id),
            )
        })
        .collect();
    diesel::insert_into(certificates::table).values(rows).prepared().execute(conn).await?;
    diesel::insert_into(current_certificates::table)
        .values(&counting)
        .on_conflict((current_certificates::person_id, current_certificates::programme_id))
        .do_update()
        .set(current_certificates::certificate_id.eq(excluded(current_certificates::certificate_id)))
        .prepared()
        .execute(conn)
        .await?;
    let superseded: Vec<CertificateEvent> = drafts.iter().filter_map(superseding).collect();
    if !superseded.is_empty() {
        diesel::insert_into(certificate_events::table).values(&superseded).prepared().execute(conn).await?;
    }
    audit::record_all(conn, &Actor::server(), drafts.iter().map(issued_event).collect()).await?;
    let (renewed, issued): (Vec<&Draft<'_>>, Vec<&Draft<'_>>) =
        drafts.iter().partition(|draft| draft.predecessor.is_some());
    for (event, drafts) in [(EventName::Issued, issued), (EventName::Renewed, renewed)] {
        let happened = drafts.into_iter().map(|draft| Happened::once(draft.certificate.id)).collect();
        tell(conn, event, happened).await?;
    }
    Ok(())
}

/// The end of the certificate whose place this one takes.
fn superseding(draft: &Draft<'_>) -> Option<CertificateEvent> {
    Some(CertificateEvent {
        id: Uuid::now_v7(),
        certificate_id: draft.predecessor?,
        kind: EventKind::Superseded,
        at: draft.certificate.issued_at,
        actor_id: None,
        reason: RENEWED.to_owned(),
        note: None,
        successor_id: Some(draft.certificate.id),
    })
}

fn issued_event(draft: &Draft<'_>) -> Event<'static> {
    let certificate = &draft.certificate;
    Event {
        action: "certificate.issued",
        subject_kind: "certificate",
        subject_id: certificate.id.to_string(),
        detail: json!({ "number": certificate.number, "programme": draft.programme.code,
                        "person": certificate.person_id, "supersedes": draft.predecessor }),
    }
}
