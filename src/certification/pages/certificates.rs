//! Certificates: a person's list, the page of one, and revoking it.

use chrono::{DateTime, NaiveDate, Utc};
use fluent_bundle::FluentValue;
use serde::Serialize;

use super::days_left;
use crate::base::percent;
use crate::certification::model::{EventKind, IMPORT_UNDONE, IssuedCertificate, RENEWED};
use crate::certification::rules::{self, CertificateStatus};
use crate::web::components::{Choice, Crumb};
use crate::web::markup::percent_text;
use crate::web::qr::{self, Qr};
use crate::web::{FormErrorItem, FormErrors, Language, Visit};

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

/// `certification/mine.hbs`.
#[derive(Debug, Serialize)]
pub struct MinePage {
    /// Where the person stands in what must be held or was begun.
    pub standings: Vec<super::StandingRow>,
    /// Those that hold.
    pub current: Vec<CertificateRow>,
    /// The others, newest first.
    pub past: Vec<CertificateRow>,
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
    /// What was reached; `None` for one that was brought in from a spreadsheet.
    percent: Option<String>,
    code: String,
    verify_path: String,
    qr: Option<Qr>,
    evidence: Vec<EvidenceRow>,
    /// The file and row it was brought in from, for HR.
    source: Option<String>,
    /// Number of the rules under which it was issued.
    rules_number: i32,
    moments: Vec<Moment>,
    /// The holder's page, for HR and admins.
    person_href: Option<String>,
    /// Where HR revokes it; `None` for others, and when it is revoked.
    revoke_href: Option<String>,
    /// Where HR gives it back; `None` for others, and when it is not revoked.
    reinstate_href: Option<String>,
    crumbs: Vec<Crumb>,
}

impl CertificatePage {
    /// The page of a certificate on the day `today`. `source` are the file and row it was brought in from, `origin` is scheme and host of the public address.
    pub fn new(
        issued: &IssuedCertificate,
        source: Option<(String, i32)>,
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
            percent: certificate.points().map(|(score, maximum)| percent_of(score, maximum)),
            code: rules::group_code(&certificate.verification_code),
            qr: qr::draw(&format!("{origin}{verify_path}")),
            verify_path,
            evidence: evidence(issued, language),
            source: source.filter(|_| looks.is_hr).map(|(file, row)| {
                let said = [("file", FluentValue::from(file)), ("row", FluentValue::from(row))];
                visit.text_with("bringing-from-row", said)
            }),
            rules_number,
            moments: moments(issued, looks, visit),
            person_href: (!looks.is_holder).then(|| format!("/people/{}", certificate.person_id)),
            revoke_href: (looks.is_hr && !issued.is_revoked()).then(|| format!("/certificates/{id}/revoke")),
            reinstate_href: (looks.is_hr && issued.can_be_reinstated())
                .then(|| format!("/certificates/{id}/reinstate")),
            crumbs: vec![Crumb::up(list.1, visit.text(list.0)), Crumb::here(&certificate.number)],
            id,
        }
    }
}

/// Something a certificate rests on.
#[derive(Debug, Serialize)]
pub(super) struct EvidenceRow {
    title: String,
    at: DateTime<Utc>,
    percent: String,
}

/// A moment of the timeline.
#[derive(Debug, Serialize)]
pub(super) struct Moment {
    at: DateTime<Utc>,
    text: String,
    mark: bool,
}

/// Who looks at a certificate.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// Its holder.
    pub is_holder: bool,
    /// Someone of HR, who may revoke it.
    pub is_hr: bool,
}

/// Tenths are cut, never rounded.
/// A result as people write percents.
pub fn percent_of(score: i32, maximum: i32) -> String {
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
            EventKind::Reinstated => visit.text_with(
                "certification-moment-reinstated",
                [("reason", reason_words(&event.reason, visit))],
            ),
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
        "revoked_in_error" => "certification-reason-revoked-in-error",
        "appeal_upheld" => "certification-reason-appeal-upheld",
        "back_in_post" => "certification-reason-back-in-post",
        IMPORT_UNDONE => "certification-reason-import-undone",
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
