//! Where a person stands in each certification, and what is missing.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::programmes::exam_title;
use crate::certification::model::{Programme, RequirementChoice, StoredExemption};
use crate::certification::rules::needs::HowMany;
use crate::certification::rules::standing::{Standing, State};
use crate::web::components::Crumb;
use crate::web::{FormErrorItem, FormErrors, Language, Visit};

/// A certification and where somebody stands in it.
#[derive(Debug, Serialize)]
pub struct StandingRow {
    code: String,
    title: String,
    level: Option<String>,
    state: State,
    must_hold: bool,
    valid_to: Option<NaiveDate>,
    renewable_from: Option<NaiveDate>,
    grace_to: Option<NaiveDate>,
    is_renewal: bool,
    /// Whether all that is asked for was passed before and only one of it has to be passed anew.
    again: bool,
    in_order: bool,
    /// How many of the parts, in words; `None` where there is only one.
    ways: Option<String>,
    parts: Vec<AskedPart>,
    first: Vec<AskedFirst>,
    /// Where HR exempts the person.
    exempt_href: Option<String>,
}

/// A part that is asked for.
#[derive(Debug, Serialize)]
struct AskedPart {
    how: String,
    is_met: bool,
    exams: Vec<AskedExam>,
}

/// An exam that is asked for.
#[derive(Debug, Serialize)]
struct AskedExam {
    title: String,
    is_passed: bool,
    minimum: Option<u32>,
}

/// A certification that one must hold first.
#[derive(Debug, Serialize)]
struct AskedFirst {
    title: String,
    holds: bool,
}

impl StandingRow {
    /// The row of a certification. `standings` are those of the person in all of them, by code.
    pub fn new(
        programme: &Programme,
        all: &[Programme],
        standings: &HashMap<String, Standing>,
        exams: &HashMap<String, RequirementChoice>,
        visit: &Visit,
    ) -> Option<Self> {
        let language = visit.language;
        let standing = standings.get(&programme.code)?;
        let policy = &programme.policy;
        let needs = if standing.is_renewal { policy.renewal_needs() } else { &policy.needs };
        let is_asked = standing.state != State::Certified && standing.state != State::Exempt;
        let parts =
            needs.parts.iter().zip(&standing.progress).filter(|_| is_asked).map(|(part, progress)| {
                let exams = part.exams.iter().zip(&progress.passed).map(|(exam, is_passed)| AskedExam {
                    title: exam_title(&exam.code, exams, language),
                    is_passed: *is_passed,
                    minimum: exam.minimum_percent,
                });
                AskedPart {
                    how: how_words(part.how_many, part.exams.len(), "standing-exams", visit),
                    is_met: progress.is_met,
                    exams: exams.collect(),
                }
            });
        let several = needs.parts.len() > 1;
        Some(Self {
            code: programme.code.clone(),
            title: language.pick(&programme.title_zh, &programme.title_en).to_owned(),
            level: match language {
                Language::Chinese => policy.level_zh.clone(),
                Language::English => policy.level_en.clone(),
            },
            state: standing.state,
            must_hold: standing.must_hold,
            valid_to: standing.valid_to.filter(|_| standing.state != State::Revoked),
            renewable_from: standing.renewable_from,
            grace_to: standing.grace_to,
            is_renewal: standing.is_renewal,
            again: policy.reuse_passes
                && is_asked
                && standing.progress.iter().all(|part| part.is_met)
                && standing.state != State::InProgress,
            in_order: needs.in_order,
            ways: several.then(|| how_words(needs.how_many, needs.parts.len(), "standing-parts", visit)),
            parts: parts.collect(),
            first: if is_asked { asked_first(programme, all, standings, language) } else { Vec::new() },
            exempt_href: None,
        })
    }

    /// The same with the address where HR exempts the person.
    pub fn with_exempt_href(self, href: String) -> Self {
        Self { exempt_href: Some(href), ..self }
    }

    /// Whether the person must hold it and no certificate holds.
    pub fn must_hold_and_does_not(&self) -> bool {
        self.must_hold && !self.state.holds()
    }

    /// Whether the person must hold it, holds it, held it or has begun.
    pub fn concerns(&self) -> bool {
        self.must_hold || self.state != State::NotStarted
    }
}

fn asked_first(
    programme: &Programme,
    all: &[Programme],
    standings: &HashMap<String, Standing>,
    language: Language,
) -> Vec<AskedFirst> {
    let known = |code: &String| all.iter().find(|one| one.code == *code);
    programme
        .policy
        .prerequisites
        .iter()
        .filter_map(known)
        .map(|one| AskedFirst {
            title: language.pick(&one.title_zh, &one.title_en).to_owned(),
            holds: standings
                .get(&one.code)
                .is_some_and(|standing| standing.state.holds() || standing.state == State::Exempt),
        })
        .collect()
}

fn how_words(how_many: HowMany, of: usize, message: &str, visit: &Visit) -> String {
    let number = match how_many {
        HowMany::All => of,
        HowMany::AtLeast(number) => usize::try_from(number).unwrap_or(of).min(of),
    };
    visit.text_with(message, [("number", number), ("of", of)])
}

/// `certification/person.hbs`.
#[derive(Debug, Serialize)]
pub struct PersonPage {
    /// The person.
    pub name: String,
    /// Where the person stands in each certification.
    pub rows: Vec<StandingRow>,
    /// Every exemption, newest first.
    pub exemptions: Vec<ExemptionRow>,
    /// Every certificate, newest first.
    pub certificates: Vec<super::CertificateRow>,
    /// The way here.
    pub crumbs: Vec<Crumb>,
}

/// An exemption of a person.
#[derive(Debug, Serialize)]
pub struct ExemptionRow {
    title: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    reason: String,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    end_reason: Option<String>,
    is_over: bool,
    end_href: Option<String>,
}

impl ExemptionRow {
    /// The row of an exemption on a day. `may_end` says whether the reader may end it.
    pub fn new(
        stored: &StoredExemption,
        programmes: &[Programme],
        (today, zone): (NaiveDate, Tz),
        may_end: bool,
        language: Language,
    ) -> Self {
        let programme = programmes.iter().find(|one| one.id == stored.programme_id);
        let is_over = stored.days(zone).is_none_or(|days| days.to.is_some_and(|last| last < today));
        let end = format!("/people/{}/exemptions/{}/end", stored.person_id, stored.id);
        Self {
            title: programme
                .map(|one| language.pick(&one.title_zh, &one.title_en).to_owned())
                .unwrap_or_default(),
            from: stored.valid_from,
            to: stored.valid_to,
            reason: stored.reason.clone(),
            created_at: stored.created_at,
            ended_at: stored.ended_at,
            end_reason: stored.end_reason.clone(),
            is_over,
            end_href: (may_end && !is_over).then_some(end),
        }
    }
}

/// `certification/exempt.hbs` and `certification/exempt-end.hbs`.
#[derive(Debug, Serialize)]
pub struct ExemptPage {
    /// Where the form is sent.
    pub action: String,
    /// The page of the person.
    pub back: String,
    /// Person and certification.
    pub what: String,
    /// First day, as typed.
    pub from: String,
    /// Last day, as typed.
    pub to: String,
    /// The reason, as typed.
    pub reason: String,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// The same as lines of the summary.
    pub error_list: Vec<FormErrorItem>,
}

/// `certification/mine.hbs`: what the person must hold or has begun, beside the certificates.
pub fn own_rows(rows: Vec<StandingRow>) -> Vec<StandingRow> {
    rows.into_iter().filter(StandingRow::concerns).collect()
}
