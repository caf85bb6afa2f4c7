//! The public answer about a certificate, with nothing that is not on the paper.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::days_left;
use crate::base::text::mask_name;
use crate::certification::model::IssuedCertificate;
use crate::certification::rules::CertificateStatus;
use crate::web::Visit;

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
