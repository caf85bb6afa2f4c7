//! Programmes, achievements and certificates as rows and read models.

mod design;
mod exemption;
mod import;
mod programme;

pub use design::{DesignPicture, StoredDesign};
pub(super) use exemption::NewExemption;
pub use exemption::StoredExemption;
pub(super) use import::NewCertificateImport;
pub use import::{CertificateImport, CertificateImportState, ImportCounts};
pub use programme::{
    Holder, PersonLine, Programme, ProgrammeListItem, ProgrammeRules, ProgrammeVersion, RequirementChoice,
    RoleHolder,
};
pub(super) use programme::{NewHoldingRequirement, NewProgramme, NewProgrammeVersion, NewRoleRequirement};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::rules::renewal::Held;
use super::rules::{self, CertificateStatus};
use crate::db::schema::{achievements, certificate_events, certificates};
use crate::db::{CertificateId, PersonId, ProgrammeId, ProgrammeVersionId};
use crate::text_enum;

text_enum! {
    /// What happens to a certificate after it was issued.
    EventKind {
        /// It was taken back.
        Revoked = "revoked",
        /// A newer one took its place.
        Superseded = "superseded",
        /// Taking it back was undone.
        Reinstated = "reinstated",
    }
}

text_enum! {
    /// Why a certificate was taken back.
    RevocationReason {
        /// It should not have been issued.
        IssuedInError = "issued_in_error",
        /// The holder cheated in the exam or acted against the rules.
        Misconduct = "misconduct",
        /// The holder no longer does this work.
        LeftPost = "left_post",
        /// Anything else: the note says what.
        Other = "other",
    }
}

text_enum! {
    /// Why a certificate was given back.
    ReinstatementReason {
        /// Taking it back was a mistake.
        RevokedInError = "revoked_in_error",
        /// The holder objected, and rightly.
        AppealUpheld = "appeal_upheld",
        /// The holder does this work again.
        BackInPost = "back_in_post",
        /// Anything else: the note says what.
        Other = "other",
    }
}

impl ReinstatementReason {
    /// Whether whoever knows it knows that the certificate held all the time: taking it back was wrong.
    pub fn undoes_the_past(self) -> bool {
        matches!(self, Self::RevokedInError | Self::AppealUpheld)
    }
}

/// The reason of an event that took a certificate's place by a newer one.
pub const RENEWED: &str = "renewed";

/// The reason of an event that puts certificates from before in their order.
pub const BROUGHT_IN: &str = "brought_in";

/// The reason of an event that says that a certificate was never one: bringing it in was undone.
pub const IMPORT_UNDONE: &str = "import_undone";

/// Kind of evidence: an attempt that passed.
pub const ATTEMPT_EVIDENCE: &str = "attempt";

/// Kind of evidence: a later result of an attempt that proved something before.
pub const RESULT_EVIDENCE: &str = "result";

/// Kind of evidence of the demonstration's history.
pub const DEMO_EVIDENCE: &str = "demo";

/// What a person passed, as the room that knows says it.
#[derive(Debug, Clone)]
pub struct Achievement {
    /// Who passed.
    pub person_id: PersonId,
    /// What was passed: the code of an exam.
    pub requirement_code: String,
    /// What proves it: [`ATTEMPT_EVIDENCE`], [`RESULT_EVIDENCE`], or `demo` for the history of the demonstration.
    pub evidence_kind: &'static str,
    /// Id of the proof. The same kind and id are taken once.
    pub evidence_id: Uuid,
    /// Chinese title of what was passed.
    pub title_zh: String,
    /// English title of what was passed.
    pub title_en: String,
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100, more than 0.
    pub maximum: i32,
    /// When it was passed.
    pub achieved_at: DateTime<Utc>,
}

/// An achievement as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = achievements)]
pub(crate) struct StoredAchievement {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) requirement_code: String,
    pub(super) evidence_kind: String,
    pub(super) evidence_id: Uuid,
    pub(super) title_zh: String,
    pub(super) title_en: String,
    pub(super) score: i32,
    pub(super) maximum: i32,
    pub(super) achieved_at: DateTime<Utc>,
    /// Since when it is known here: now where a new one says nothing; `None` of an old one is since it was passed.
    pub(super) told_at: Option<DateTime<Utc>>,
}

impl StoredAchievement {
    /// Since when it is known here.
    pub(super) fn known_at(&self) -> DateTime<Utc> {
        self.told_at.unwrap_or(self.achieved_at)
    }

    pub(super) fn new(told: &Achievement) -> Self {
        Self {
            id: Uuid::now_v7(),
            person_id: told.person_id,
            requirement_code: told.requirement_code.clone(),
            evidence_kind: told.evidence_kind.to_owned(),
            evidence_id: told.evidence_id,
            title_zh: told.title_zh.clone(),
            title_en: told.title_en.clone(),
            score: told.score,
            maximum: told.maximum,
            achieved_at: told.achieved_at,
            told_at: None,
        }
    }
}

impl rules::Achievement for StoredAchievement {
    fn requirement_code(&self) -> &str {
        &self.requirement_code
    }

    fn achieved_at(&self) -> DateTime<Utc> {
        self.achieved_at
    }

    fn score(&self) -> i32 {
        self.score
    }

    fn maximum(&self) -> i32 {
        self.maximum
    }
}

/// One thing a certificate rests on, frozen in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `attempt` or `demo`.
    pub kind: String,
    /// Id of the proof.
    pub id: Uuid,
    /// Code of what was passed.
    pub code: String,
    /// Its Chinese title then.
    pub title_zh: String,
    /// Its English title then.
    pub title_en: String,
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100.
    pub maximum: i32,
    /// When it was passed.
    pub at: DateTime<Utc>,
}

impl From<&StoredAchievement> for Evidence {
    fn from(stored: &StoredAchievement) -> Self {
        Self {
            kind: stored.evidence_kind.clone(),
            id: stored.evidence_id,
            code: stored.requirement_code.clone(),
            title_zh: stored.title_zh.clone(),
            title_en: stored.title_en.clone(),
            score: stored.score,
            maximum: stored.maximum,
            at: stored.achieved_at,
        }
    }
}

/// The certificate that counts for a person and a certification.
#[derive(Debug, Clone, Copy)]
pub struct CurrentCertificate {
    /// The holder.
    pub person_id: PersonId,
    /// The certification.
    pub programme_id: ProgrammeId,
    /// The certificate.
    pub id: CertificateId,
    /// Its days, and when it was taken back.
    pub held: Held,
}

/// An issued certificate, frozen at issue.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = certificates)]
pub struct Certificate {
    /// Which one.
    pub id: CertificateId,
    /// Number for people: programme, year, running number.
    pub number: String,
    /// Random code of 128 bits in the public address, 26 digits without groups.
    pub verification_code: String,
    /// The holder.
    pub person_id: PersonId,
    /// The certification.
    pub programme_id: ProgrammeId,
    /// The rules under which it was issued.
    pub programme_version_id: ProgrammeVersionId,
    /// Name of the holder at issue.
    pub holder_name: String,
    /// Name in Latin letters at issue.
    pub holder_latin_name: Option<String>,
    /// Chinese title at issue.
    pub title_zh: String,
    /// English title at issue.
    pub title_en: String,
    /// Who issued it, at issue.
    pub issuer: String,
    /// Points of all the evidence in 1/100.
    pub score: i32,
    /// Possible points of all the evidence in 1/100.
    pub maximum: i32,
    /// List of [`Evidence`].
    pub evidence: Value,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// First day it is valid, in the company zone.
    pub valid_from: NaiveDate,
    /// Last day it is valid, in the company zone; `None` is without end.
    pub valid_to: Option<NaiveDate>,
    /// The day whose returns end it, where the anniversary is kept; `None` is the first day.
    pub anchored_on: Option<NaiveDate>,
    /// The spreadsheet it was brought in from; `None` for those issued here. Points and evidence mean nothing then.
    pub import_id: Option<Uuid>,
    /// The row of the spreadsheet, from 1.
    pub import_row: Option<i32>,
}

impl Certificate {
    /// Points of all the evidence and the possible ones, in 1/100; `None` for one that was brought in from a spreadsheet:
    /// nobody knows them.
    pub fn points(&self) -> Option<(i32, i32)> {
        self.import_id.is_none().then_some((self.score, self.maximum))
    }
}

/// What happened to a certificate after issue.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = certificate_events)]
pub struct CertificateEvent {
    /// Time-ordered id.
    pub id: Uuid,
    /// The certificate.
    pub certificate_id: CertificateId,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; `None` for the server.
    pub actor_id: Option<PersonId>,
    /// Class of the reason: a word of [`RevocationReason`], or [`RENEWED`].
    pub reason: String,
    /// Words of the person who did it; not public.
    pub note: Option<String>,
    /// The certificate that took its place.
    pub successor_id: Option<CertificateId>,
}

/// A certificate with all that happened to it.
#[derive(Debug, Clone)]
pub struct IssuedCertificate {
    /// As issued.
    pub certificate: Certificate,
    /// What happened since, oldest first.
    pub events: Vec<CertificateEvent>,
    /// How many days before its end it is expiring, by the day from which its certification says so (`None` from the
    /// beginning), in the order that was written.
    pub expiring: Vec<(Option<NaiveDate>, u32)>,
}

impl IssuedCertificate {
    /// Whether it was taken back and not given back since.
    pub fn is_revoked(&self) -> bool {
        self.events.iter().fold(false, |revoked, event| match event.kind {
            EventKind::Revoked => true,
            EventKind::Reinstated => revoked && event.reason == IMPORT_UNDONE,
            EventKind::Superseded => revoked,
        })
    }

    /// Whether bringing it in was undone, so that it counts for nothing.
    pub fn is_withdrawn(&self) -> bool {
        self.events.iter().any(|event| event.kind == EventKind::Revoked && event.reason == IMPORT_UNDONE)
    }

    /// Whether it was taken back and can be given back.
    pub fn can_be_reinstated(&self) -> bool {
        self.is_revoked() && !self.is_withdrawn()
    }

    /// Whether a newer one took its place. One whose successor was brought in and undone has its place again.
    fn is_superseded(&self) -> bool {
        self.events.iter().fold(false, |superseded, event| match event.kind {
            EventKind::Superseded => true,
            EventKind::Reinstated => superseded && event.reason != IMPORT_UNDONE,
            EventKind::Revoked => superseded,
        })
    }

    /// Its state on a day of the company's zone.
    pub fn status(&self, today: NaiveDate) -> CertificateStatus {
        let is_superseded = self.is_superseded();
        let valid_to = self.certificate.valid_to;
        let counting = self.expiring.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= today));
        let days = counting.map_or(rules::EXPIRING_DAYS, |(_, days)| *days);
        rules::status(today, valid_to, self.is_revoked(), is_superseded, days)
    }

    /// What it rests on.
    pub fn evidence(&self) -> Vec<Evidence> {
        serde_json::from_value(self.certificate.evidence.clone()).unwrap_or_default()
    }
}

/// A certificate of the past to be entered, for the history of the demonstration.
#[derive(Debug, Clone)]
pub struct PastCertificate {
    /// The holder.
    pub person_id: PersonId,
    /// Code of the certification.
    pub programme_code: String,
    /// When it was issued; one person's are entered oldest first.
    pub issued_at: DateTime<Utc>,
    /// What was passed for it.
    pub evidence: Vec<PastEvidence>,
}

/// Something passed in the past.
#[derive(Debug, Clone)]
pub struct PastEvidence {
    /// Code of the exam.
    pub code: String,
    /// Its Chinese title.
    pub title_zh: String,
    /// Its English title.
    pub title_en: String,
    /// Points in 1/100.
    pub score: i32,
    /// Possible points in 1/100, more than 0.
    pub maximum: i32,
}
