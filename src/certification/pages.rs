//! What the templates of this room get.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::forms::{from_field, group_field};
use super::model::{
    EventKind, Holder, IssuedCertificate, Programme, ProgrammeListItem, RENEWED, RequirementChoice,
};
use super::qr::{self, Qr};
use super::rules::{self, CertificateStatus};
use crate::accounts::model::GroupInTree;
use crate::accounts::pages::indented;
use crate::base::clock::day_in;
use crate::base::percent;
use crate::base::text::mask_name;
use crate::web::components::{Choice, Crumb};
use crate::web::markup::percent_text;
use crate::web::{Fields, FormErrorItem, FormErrors, Language, Visit};

/// One certification in `certification/programmes.hbs`.
#[derive(Debug, Serialize)]
pub struct ProgrammeRow {
    #[serde(flatten)]
    item: ProgrammeListItem,
    title: String,
    exams: Vec<String>,
}

/// `certification/programmes.hbs`.
#[derive(Debug, Serialize)]
pub struct ProgrammesPage {
    rows: Vec<ProgrammeRow>,
}

impl ProgrammesPage {
    /// The list, with the exams' titles of today.
    pub fn new(
        list: Vec<ProgrammeListItem>,
        exams: &HashMap<String, RequirementChoice>,
        language: Language,
    ) -> Self {
        let row = |item: ProgrammeListItem| ProgrammeRow {
            title: language.pick(&item.title_zh, &item.title_en).to_owned(),
            exams: item.requirement_codes.iter().map(|code| exam_title(code, exams, language)).collect(),
            item,
        };
        Self { rows: list.into_iter().map(row).collect() }
    }
}

fn exam_title(code: &str, exams: &HashMap<String, RequirementChoice>, language: Language) -> String {
    exams.get(code).map_or(code, |exam| language.pick(&exam.title_zh, &exam.title_en)).to_owned()
}

/// A group in the form of a certification.
#[derive(Debug, Serialize)]
pub struct GroupRow {
    box_name: String,
    from_name: String,
    name: String,
    checked: bool,
    from: String,
    problem: Option<String>,
}

/// `certification/programme.hbs`: the form of a new or an existing certification.
#[derive(Debug, Serialize)]
pub struct ProgrammePage {
    /// Where the form is sent.
    pub action: String,
    /// Code and number of the rules of an existing one.
    pub existing: Option<Existing>,
    /// What stands in the fields.
    pub form: ProgrammeFields,
    /// Exams to choose from.
    pub exams: Vec<Choice>,
    /// Groups to choose from.
    pub groups: Vec<GroupRow>,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// The same as lines of the summary.
    pub error_list: Vec<FormErrorItem>,
    /// The way here.
    pub crumbs: Vec<Crumb>,
}

/// An existing certification.
#[derive(Debug, Serialize)]
pub struct Existing {
    /// Its code.
    pub code: String,
    /// The number of its current rules.
    pub number: i32,
}

/// The text fields of the form.
#[derive(Debug, Default, Serialize)]
pub struct ProgrammeFields {
    /// Code.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Months; empty is without end.
    pub months: String,
}

impl ProgrammeFields {
    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        Self {
            code: fields.raw("code").to_owned(),
            title_zh: fields.raw("title_zh").to_owned(),
            title_en: fields.raw("title_en").to_owned(),
            months: fields.raw("months").to_owned(),
        }
    }

    /// What is stored.
    pub fn stored(programme: &Programme) -> Self {
        Self {
            code: programme.code.clone(),
            title_zh: programme.title_zh.clone(),
            title_en: programme.title_en.clone(),
            months: programme.validity_months.map(|months| months.to_string()).unwrap_or_default(),
        }
    }
}

/// The exams with those ticked that `is_chosen` says.
pub fn exam_choices(
    offered: &[RequirementChoice],
    language: Language,
    is_chosen: impl Fn(&str) -> bool,
) -> Vec<Choice> {
    offered
        .iter()
        .map(|exam| {
            let label = format!("{}（{}）", language.pick(&exam.title_zh, &exam.title_en), exam.code);
            let label = if language == Language::English {
                label.replace('（', " (").replace('）', ")")
            } else {
                label
            };
            Choice::new(&exam.code, label, is_chosen(&exam.code))
        })
        .collect()
}

/// The groups as they are stored.
pub fn stored_groups(tree: &[GroupInTree], holders: &[Holder], visit: &Visit) -> Vec<GroupRow> {
    let zone = visit.site().config().zone;
    group_rows(tree, visit.language, |entry| {
        let holder = holders.iter().find(|holder| holder.group_id == entry.group.id);
        (
            holder.is_some(),
            holder.map(|holder| day_in(holder.from, zone).to_string()).unwrap_or_default(),
            None,
        )
    })
}

/// The groups as they were typed.
pub fn typed_groups(
    tree: &[GroupInTree],
    fields: &Fields,
    errors: &FormErrors,
    visit: &Visit,
) -> Vec<GroupRow> {
    group_rows(tree, visit.language, |entry| {
        let from = from_field(entry.group.id);
        let problem = errors.get(&from).map(str::to_owned);
        (fields.has(&group_field(entry.group.id)), fields.raw(&from).to_owned(), problem)
    })
}

fn group_rows(
    tree: &[GroupInTree],
    language: Language,
    state: impl Fn(&GroupInTree) -> (bool, String, Option<String>),
) -> Vec<GroupRow> {
    tree.iter()
        .map(|entry| {
            let (checked, from, problem) = state(entry);
            GroupRow {
                box_name: group_field(entry.group.id),
                from_name: from_field(entry.group.id),
                name: indented(entry, language),
                checked,
                from,
                problem,
            }
        })
        .collect()
}

/// A certificate in the holder's list.
#[derive(Debug, Serialize)]
pub struct CertificateRow {
    id: String,
    title: String,
    number: String,
    state: &'static str,
    valid_to: Option<NaiveDate>,
    days_left: Option<u32>,
    holds: bool,
}

impl CertificateRow {
    /// One certificate on the day `today`.
    pub fn new(issued: &IssuedCertificate, today: NaiveDate, language: Language) -> Self {
        let certificate = &issued.certificate;
        let status = issued.status(today);
        Self {
            id: certificate.id.to_string(),
            title: language.pick(&certificate.title_zh, &certificate.title_en).to_owned(),
            number: certificate.number.clone(),
            state: status.as_str(),
            valid_to: certificate.valid_to,
            days_left: days_left(status),
            holds: status.holds(),
        }
    }

    /// Whether the holder is certified by it.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// Whether it is the newest of its certification: no other took its place.
    pub fn counts(&self) -> bool {
        self.state != CertificateStatus::Superseded.as_str()
    }
}

fn days_left(status: CertificateStatus) -> Option<u32> {
    match status {
        CertificateStatus::Expiring { days_left } => Some(days_left),
        _ => None,
    }
}

/// `certification/mine.hbs`.
#[derive(Debug, Serialize)]
pub struct MinePage {
    /// Those that hold.
    pub current: Vec<CertificateRow>,
    /// The others, newest first.
    pub past: Vec<CertificateRow>,
}

/// Something a certificate rests on.
#[derive(Debug, Serialize)]
pub struct EvidenceRow {
    title: String,
    at: DateTime<Utc>,
    percent: String,
}

/// A moment of the timeline.
#[derive(Debug, Serialize)]
pub struct Moment {
    at: DateTime<Utc>,
    text: String,
    mark: bool,
}

/// `certification/certificate.hbs`.
#[derive(Debug, Serialize)]
pub struct CertificatePage {
    id: String,
    state: &'static str,
    days_left: Option<u32>,
    title: String,
    holder: String,
    issuer: String,
    number: String,
    issued_day: NaiveDate,
    /// The same in words of the language.
    issued_words: String,
    valid_to: Option<NaiveDate>,
    percent: String,
    code: String,
    verify_path: String,
    qr: Option<Qr>,
    evidence: Vec<EvidenceRow>,
    /// Number of the rules under which it was issued.
    rules_number: i32,
    moments: Vec<Moment>,
    /// The holder's page, for HR and admins.
    person_href: Option<String>,
    /// Where HR revokes it; `None` for others, and when it is revoked.
    revoke_href: Option<String>,
    crumbs: Vec<Crumb>,
}

/// Who looks at a certificate.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// Its holder.
    pub is_holder: bool,
    /// Someone of HR, who may revoke it.
    pub is_hr: bool,
}

impl CertificatePage {
    /// The page of a certificate on the day `today`. `origin` is scheme and host of the public address.
    pub fn new(
        issued: &IssuedCertificate,
        rules_number: i32,
        today: NaiveDate,
        origin: &str,
        looks: Looks,
        visit: &Visit,
    ) -> Self {
        let certificate = &issued.certificate;
        let language = visit.language;
        let status = issued.status(today);
        let verify_path = format!("/verify/{}", certificate.verification_code);
        let id = certificate.id.to_string();
        let latin = certificate.holder_latin_name.as_deref().unwrap_or(&certificate.holder_name);
        let list = if looks.is_holder {
            ("certification-mine", "/my/certificates")
        } else {
            ("records-title", "/records")
        };
        Self {
            state: status.as_str(),
            days_left: days_left(status),
            title: language.pick(&certificate.title_zh, &certificate.title_en).to_owned(),
            holder: language.pick(&certificate.holder_name, latin).to_owned(),
            issuer: certificate.issuer.clone(),
            number: certificate.number.clone(),
            issued_day: certificate.valid_from,
            issued_words: day_words(certificate.valid_from, language),
            valid_to: certificate.valid_to,
            percent: percent_of(certificate.score, certificate.maximum),
            code: rules::group_code(&certificate.verification_code),
            qr: qr::draw(&format!("{origin}{verify_path}")),
            verify_path,
            evidence: evidence(issued, language),
            rules_number,
            moments: moments(issued, looks, visit),
            person_href: (!looks.is_holder).then(|| format!("/people/{}", certificate.person_id)),
            revoke_href: (looks.is_hr && !issued.is_revoked()).then(|| format!("/certificates/{id}/revoke")),
            crumbs: vec![Crumb::up(list.1, visit.text(list.0)), Crumb::here(&certificate.number)],
            id,
        }
    }
}

/// Tenths are cut, never rounded.
fn percent_of(score: i32, maximum: i32) -> String {
    percent_text(percent::tenths(score, maximum).into())
}

/// A day as it stands in a sentence: 2026 年 5 月 18 日, 18 May 2026.
pub fn day_words(day: NaiveDate, language: Language) -> String {
    let pattern = language.pick("%Y 年 %-m 月 %-d 日", "%-d %B %Y");
    day.format(pattern).to_string()
}

fn evidence(issued: &IssuedCertificate, language: Language) -> Vec<EvidenceRow> {
    issued
        .evidence()
        .into_iter()
        .map(|one| EvidenceRow {
            title: language.pick(&one.title_zh, &one.title_en).to_owned(),
            at: one.at,
            percent: percent_of(one.score, one.maximum),
        })
        .collect()
}

fn moments(issued: &IssuedCertificate, looks: Looks, visit: &Visit) -> Vec<Moment> {
    let mut moments = vec![Moment {
        at: issued.certificate.issued_at,
        text: visit
            .text_with("certification-moment-issued", [("number", issued.certificate.number.as_str())]),
        mark: true,
    }];
    for event in &issued.events {
        let mut text = match event.kind {
            EventKind::Superseded => visit.text("certification-moment-superseded"),
            EventKind::Reinstated => visit.text("certification-moment-reinstated"),
            EventKind::Revoked => visit
                .text_with("certification-moment-revoked", [("reason", reason_words(&event.reason, visit))]),
        };
        if let (true, Some(note)) = (looks.is_hr, &event.note) {
            text = visit.text_with("certification-moment-note", [("what", text.as_str()), ("note", note)]);
        }
        moments.push(Moment { at: event.at, text, mark: event.kind == EventKind::Revoked });
    }
    moments.reverse();
    moments
}

/// Words of a stored reason.
pub fn reason_words(reason: &str, visit: &Visit) -> String {
    let id = match reason {
        "issued_in_error" => "certification-reason-issued-in-error",
        "misconduct" => "certification-reason-misconduct",
        "left_post" => "certification-reason-left-post",
        RENEWED => "certification-moment-superseded",
        _ => "certification-reason-other",
    };
    visit.text(id)
}

/// `certification/revoke.hbs`.
#[derive(Debug, Serialize)]
pub struct RevokePage {
    /// The certificate.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Holder and title.
    pub what: String,
    /// Reasons to choose from.
    pub reasons: Vec<Choice>,
    /// What was typed.
    pub note: String,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// The same as lines of the summary.
    pub error_list: Vec<FormErrorItem>,
}

/// `certification/verify.hbs`: the public answer, with nothing that is not on the paper.
#[derive(Debug, Serialize)]
pub struct VerifyPage {
    /// The certificate, if there is one.
    pub proof: Option<Proof>,
    /// Whether a code was asked for that nobody knows.
    pub unknown: bool,
    /// What was typed.
    pub typed: String,
    /// Sentence beside the field.
    pub problem: Option<String>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
}

/// What anyone may know of a certificate.
#[derive(Debug, Serialize)]
pub struct Proof {
    state: &'static str,
    kind: &'static str,
    shape: &'static str,
    heading: String,
    holder: String,
    title: String,
    issuer: String,
    issued_day: NaiveDate,
    valid_to: Option<NaiveDate>,
    days_left: Option<u32>,
    number: String,
}

impl Proof {
    /// The answer for a certificate on the day `today`.
    pub fn new(issued: &IssuedCertificate, today: NaiveDate, visit: &Visit) -> Self {
        let certificate = &issued.certificate;
        let status = issued.status(today);
        let (kind, shape, heading) = match status {
            CertificateStatus::Valid => ("ok", "ok", "certification-verify-valid"),
            CertificateStatus::Expiring { .. } => ("ok", "ok", "certification-verify-valid"),
            CertificateStatus::Expired => ("bad", "clock", "certification-verify-expired"),
            CertificateStatus::Revoked => ("bad", "bad", "certification-verify-revoked"),
            CertificateStatus::Superseded => ("warn", "pair", "certification-verify-superseded"),
        };
        Self {
            state: status.as_str(),
            kind,
            shape,
            heading: visit.text(heading),
            holder: mask_name(&certificate.holder_name),
            title: visit.language.pick(&certificate.title_zh, &certificate.title_en).to_owned(),
            issuer: certificate.issuer.clone(),
            issued_day: certificate.valid_from,
            valid_to: certificate.valid_to,
            days_left: days_left(status),
            number: certificate.number.clone(),
        }
    }
}
