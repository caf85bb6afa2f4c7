//! The certificates that rest on an attempt, and the choice of what becomes of them.

use serde::Serialize;

use crate::certification::model::IssuedCertificate;
use crate::web::Visit;
use crate::web::components::Choice;

/// What `attempts/resting.hbs` shows.
#[derive(Debug, Serialize)]
pub struct Resting {
    certificates: Vec<RestingRow>,
    fates: Vec<Choice>,
}

/// A certificate that rests on an attempt.
#[derive(Debug, Serialize)]
struct RestingRow {
    href: String,
    number: String,
    title: String,
}

impl Resting {
    /// These certificates with what was chosen, `keep` or `revoke`; `None` where there are none, so that nothing is asked.
    pub fn new(certificates: &[IssuedCertificate], chosen: &str, visit: &Visit) -> Option<Self> {
        let row = |issued: &IssuedCertificate| {
            let certificate = &issued.certificate;
            RestingRow {
                href: format!("/certificates/{}", certificate.id),
                number: certificate.number.clone(),
                title: visit.language.pick(&certificate.title_zh, &certificate.title_en).to_owned(),
            }
        };
        (!certificates.is_empty()).then(|| Self {
            certificates: certificates.iter().map(row).collect(),
            fates: [("keep", "hand-fate-keep"), ("revoke", "hand-fate-revoke")]
                .into_iter()
                .map(|(word, id)| Choice::new(word, visit.text(id), chosen == word))
                .collect(),
        })
    }
}
