//! A person's whole record, for the screen and for paper.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::accounts::model::{EmploymentSpell, MembershipSpell, NameSpell, PersonDetail, RoleSpell};
use crate::accounts::pages::role_name;
use crate::base::clock::day_in;
use crate::certification::model::{EventKind, IssuedCertificate};
use crate::certification::pages::{ExemptionRow, StandingRow, percent_of, reason_words};
use crate::certification::rules::standing::{Standing, State};
use crate::grading::model::{PersonExam, Standing as ExamStanding};
use crate::web::Visit;
use crate::web::components::Crumb;

/// Something from when to when; `to` is `None` while it lasts.
#[derive(Debug, Serialize)]
struct SpellRow {
    what: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

impl SpellRow {
    fn new(what: String, from: DateTime<Utc>, to: Option<DateTime<Utc>>, zone: Tz) -> Self {
        Self { what, from: day_in(from, zone), to: to.map(|to| day_in(to, zone)) }
    }
}

/// A certificate with what happened to it.
#[derive(Debug, Serialize)]
struct CertificateLine {
    title: String,
    number: String,
    href: String,
    state: &'static str,
    issued_on: NaiveDate,
    valid_to: Option<NaiveDate>,
    percent: Option<String>,
    events: Vec<EventLine>,
}

#[derive(Debug, Serialize)]
struct EventLine {
    on: NaiveDate,
    text: String,
}

/// An exam with its attempts.
#[derive(Debug, Serialize)]
struct ExamLine {
    title: String,
    standing: ExamStanding,
    standing_word: String,
    count: usize,
    /// The result of the attempt that counts.
    percent: Option<String>,
    on: Option<NaiveDate>,
    attempts: Vec<AttemptLine>,
}

#[derive(Debug, Serialize)]
struct AttemptLine {
    number: i32,
    on: NaiveDate,
    percent: Option<String>,
    passed: Option<bool>,
}

/// Where the person stood on a past day, by what was known then and by what is known now.
#[derive(Debug, Serialize)]
struct PastLine {
    title: String,
    then: State,
    must_hold: bool,
    now: State,
    is_other: bool,
}

/// `records/person.hbs`.
#[derive(Debug, Serialize)]
pub struct PersonPage {
    name: String,
    latin_name: Option<String>,
    employee_number: Option<String>,
    printed_at: DateTime<Utc>,
    crumbs: Vec<Crumb>,
    account_href: String,
    certifications_href: String,
    employments: Vec<SpellRow>,
    groups: Vec<SpellRow>,
    roles: Vec<SpellRow>,
    /// Only where there was another.
    names: Vec<SpellRow>,
    /// The past day that is asked for.
    on: Option<NaiveDate>,
    today: NaiveDate,
    past: Vec<PastLine>,
    /// What must be held and is not, or is for a short time only.
    lacking: Vec<StandingRow>,
    /// What is held or was begun besides.
    others: Vec<StandingRow>,
    certificates: Vec<CertificateLine>,
    exemptions: Vec<ExemptionRow>,
    exams: Vec<ExamLine>,
}

/// A past day: each certification with where the person stood, by what was known then and by what is known now.
pub type PastDay = (NaiveDate, Vec<(String, Standing, Standing)>);

/// What the page is made of. All of it is the person's own.
pub struct Record {
    /// Who it is.
    pub person: PersonDetail,
    /// When it is looked at.
    pub now: DateTime<Utc>,
    /// Employments.
    pub employments: Vec<EmploymentSpell>,
    /// Groups over time.
    pub groups: Vec<MembershipSpell>,
    /// Roles over time.
    pub roles: Vec<RoleSpell>,
    /// Names over time.
    pub names: Vec<NameSpell>,
    /// Where the person stands in each.
    pub standings: Vec<StandingRow>,
    /// A past day, with where the person stood in each certification, by what was known then and by what is known now.
    pub past: Option<PastDay>,
    /// Every certificate.
    pub certificates: Vec<IssuedCertificate>,
    /// Every exemption.
    pub exemptions: Vec<ExemptionRow>,
    /// Every exam that was sat.
    pub exams: Vec<PersonExam>,
    /// Whether the reader sees what HR noted about certificates.
    pub is_hr: bool,
}

impl PersonPage {
    /// The page of a record.
    pub fn new(record: Record, visit: &Visit) -> Self {
        let zone = visit.site().config().zone;
        let today = day_in(record.now, zone);
        let language = visit.language;
        let person = record.person;
        let (lacking, rest): (Vec<_>, Vec<_>) =
            record.standings.into_iter().partition(StandingRow::must_hold_and_does_not);
        let spell = |what: String, from, to| SpellRow::new(what, from, to, zone);
        let several_names = record.names.len() > 1;
        let employed = visit.text("person-employed");
        let (on, past) = record.past.map_or((None, Vec::new()), |(day, past)| (Some(day), past));
        Self {
            crumbs: vec![
                Crumb::up("/records", visit.text("records-title")),
                Crumb::here(person.name.clone()),
            ],
            account_href: format!("/people/{}", person.id),
            certifications_href: format!("/people/{}/certifications", person.id),
            name: person.name,
            latin_name: person.latin_name,
            employee_number: person.employee_number,
            printed_at: record.now,
            employments: record
                .employments
                .iter()
                .map(|one| spell(employed.clone(), one.valid_from, one.valid_to))
                .collect(),
            groups: record
                .groups
                .iter()
                .map(|one| {
                    spell(language.pick(&one.name_zh, &one.name_en).to_owned(), one.valid_from, one.valid_to)
                })
                .collect(),
            roles: record
                .roles
                .iter()
                .map(|one| spell(role_name(visit, one.role), one.granted_at, one.revoked_at))
                .collect(),
            names: record
                .names
                .iter()
                .filter(|_| several_names)
                .map(|one| spell(one.name.clone(), one.valid_from, one.valid_to))
                .collect(),
            on,
            today,
            past: past.into_iter().map(|(title, then, now)| past_line(title, &then, &now)).collect(),
            lacking,
            others: rest.into_iter().filter(StandingRow::concerns).collect(),
            certificates: record
                .certificates
                .iter()
                .map(|one| certificate(one, today, record.is_hr, visit))
                .collect(),
            exemptions: record.exemptions,
            exams: record.exams.iter().map(|one| exam(one, zone, visit)).collect(),
        }
    }
}

fn past_line(title: String, then: &Standing, now: &Standing) -> PastLine {
    PastLine {
        title,
        then: then.state,
        must_hold: then.must_hold,
        now: now.state,
        is_other: then.state != now.state,
    }
}

fn certificate(issued: &IssuedCertificate, today: NaiveDate, is_hr: bool, visit: &Visit) -> CertificateLine {
    let certificate = &issued.certificate;
    let zone = visit.site().config().zone;
    let events = issued.events.iter().map(|event| {
        let reason = reason_words(&event.reason, visit);
        let mut text = match event.kind {
            EventKind::Superseded => visit.text("certification-moment-superseded"),
            EventKind::Reinstated => visit.text_with("certification-moment-reinstated", [("reason", reason)]),
            EventKind::Revoked => visit.text_with("certification-moment-revoked", [("reason", reason)]),
        };
        if let Some(note) = event.note.as_ref().filter(|_| is_hr) {
            text = visit.text_with("certification-moment-note", [("what", text.as_str()), ("note", note)]);
        }
        EventLine { on: day_in(event.at, zone), text }
    });
    CertificateLine {
        title: visit.language.pick(&certificate.title_zh, &certificate.title_en).to_owned(),
        number: certificate.number.clone(),
        href: format!("/certificates/{}", certificate.id),
        state: issued.status(today).as_str(),
        issued_on: day_in(certificate.issued_at, zone),
        valid_to: certificate.valid_to,
        percent: certificate.points().map(|(score, maximum)| percent_of(score, maximum)),
        events: events.collect(),
    }
}

fn exam(exam: &PersonExam, zone: Tz, visit: &Visit) -> ExamLine {
    let share =
        |result: Option<(i32, i32, bool)>| result.map(|(score, maximum, _)| percent_of(score, maximum));
    let counting = exam.counting.and_then(|place| exam.attempts.get(place));
    let word = match exam.standing {
        ExamStanding::Passed => "person-exam-passed",
        ExamStanding::Failed => "person-exam-failed",
        ExamStanding::InProgress => "person-exam-open",
        ExamStanding::Waiting => "person-exam-waiting",
        ExamStanding::NotStarted | ExamStanding::Absent => "person-exam-none",
    };
    ExamLine {
        title: visit.language.pick(&exam.title_zh, &exam.title_en).to_owned(),
        standing: exam.standing,
        standing_word: visit.text(word),
        count: exam.attempts.len(),
        percent: counting.and_then(|one| share(one.result)),
        on: counting.map(|one| day_in(one.submitted_at.unwrap_or(one.started_at), zone)),
        attempts: exam
            .attempts
            .iter()
            .map(|one| AttemptLine {
                number: one.number,
                on: day_in(one.submitted_at.unwrap_or(one.started_at), zone),
                percent: share(one.result),
                passed: one.result.map(|(.., passed)| passed),
            })
            .collect(),
    }
}
