//! Programmes, achievements and certificates as rows and read models.

mod exemption;
mod import;

pub(super) use exemption::NewExemption;
pub use exemption::StoredExemption;
pub(super) use import::NewCertificateImport;
pub use import::{CertificateImport, CertificateImportState, ImportCounts};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::rules::policy::Policy;
use super::rules::renewal::Held;
use super::rules::{self, CertificateStatus};
use crate::accounts::Role;
use crate::db::schema::{
    achievements, certificate_events, certificates, holding_requirements, programme_versions, programmes,
    role_requirements,
};
use crate::db::{CertificateId, GroupId, PersonId, ProgrammeId, ProgrammeVersionId};
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
}

impl StoredAchievement {
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

/// A certification with the rules of a day.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Which one.
    pub id: ProgrammeId,
    /// Lasting identity, used in addresses and numbers.
    pub code: String,
    /// The current rules.
    pub version_id: ProgrammeVersionId,
    /// Their number, from 1.
    pub number: i32,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Months a certificate is valid (1–600); `None` is without end.
    pub validity_months: Option<i32>,
    /// What it takes.
    pub policy: Policy,
}

/// A version of the rules, with the days on which it counts.
#[derive(Debug, Clone)]
pub struct ProgrammeVersion {
    /// The certification.
    pub programme_id: ProgrammeId,
    /// Counts from 1.
    pub number: i32,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Months a certificate is valid (1–600); `None` is without end.
    pub validity_months: Option<i32>,
    /// What it takes.
    pub policy: Policy,
    /// First day it counts; `None` from when it was written.
    pub applies_from: Option<NaiveDate>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Who wrote it, as the name is now; `None` for the server.
    pub created_by: Option<String>,
}

/// The rules of a certification as HR writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeRules {
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Months a certificate is valid (1–600); `None` is without end.
    pub validity_months: Option<i32>,
    /// What it takes; at least one exam.
    pub policy: Policy,
    /// First day the rules count; `None` at once. Who must hold it has days of its own.
    pub applies_from: Option<NaiveDate>,
    /// Who must hold it. A group means everyone in it and in the groups below it.
    pub holders: Vec<Holder>,
    /// Roles that must hold it.
    pub roles: Vec<RoleHolder>,
}

/// A role that must hold a certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleHolder {
    /// Everyone with this role.
    pub role: Role,
    /// Since when.
    pub from: DateTime<Utc>,
}

/// A group that must hold a certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The group.
    pub group_id: GroupId,
    /// Since when.
    pub from: DateTime<Utc>,
}

/// A certification in the list of all.
#[derive(Debug, Clone, QueryableByName, Serialize)]
pub struct ProgrammeListItem {
    /// Lasting identity.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub code: String,
    /// Title in Chinese.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub title_zh: String,
    /// Title in English.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub title_en: String,
    /// Months a certificate is valid; `None` is without end.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Integer>)]
    pub validity_months: Option<i32>,
    /// Codes of the exams that count for it.
    #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Text>)]
    pub requirement_codes: Vec<String>,
    /// People who hold it today.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub holding: i64,
    /// Groups that must hold it, today or later.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub groups: i64,
}

/// A person in a list of this room.
#[derive(Debug, Clone, QueryableByName)]
pub struct PersonLine {
    /// Who it is.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub id: PersonId,
    /// Current name.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// Employee number.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub employee_number: Option<String>,
}

/// An exam that can be required.
#[derive(Debug, Clone, QueryableByName, Serialize)]
pub struct RequirementChoice {
    /// Its code.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub code: String,
    /// Title in Chinese.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub title_zh: String,
    /// Title in English.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub title_en: String,
}

/// Row of `programmes` to be written.
#[derive(Insertable)]
#[diesel(table_name = programmes)]
pub(super) struct NewProgramme<'a> {
    pub(super) id: ProgrammeId,
    pub(super) code: &'a str,
    pub(super) created_by: Option<PersonId>,
}

/// Row of `programme_versions` to be written.
#[derive(Insertable)]
#[diesel(table_name = programme_versions)]
pub(super) struct NewProgrammeVersion<'a> {
    pub(super) id: ProgrammeVersionId,
    pub(super) programme_id: ProgrammeId,
    pub(super) number: i32,
    pub(super) title_zh: &'a str,
    pub(super) title_en: &'a str,
    pub(super) validity_months: Option<i32>,
    pub(super) requirement_codes: &'a [String],
    pub(super) rules: Option<Value>,
    pub(super) applies_from: Option<NaiveDate>,
    pub(super) created_by: Option<PersonId>,
}

/// Row of `holding_requirements` to be written.
#[derive(Insertable)]
#[diesel(table_name = holding_requirements)]
pub(super) struct NewHoldingRequirement {
    pub(super) id: Uuid,
    pub(super) programme_id: ProgrammeId,
    pub(super) group_id: GroupId,
    pub(super) valid_from: DateTime<Utc>,
    pub(super) created_by: Option<PersonId>,
}

/// Row of `role_requirements` to be written.
#[derive(Insertable)]
#[diesel(table_name = role_requirements)]
pub(super) struct NewRoleRequirement {
    pub(super) id: Uuid,
    pub(super) programme_id: ProgrammeId,
    pub(super) role: Role,
    pub(super) valid_from: DateTime<Utc>,
    pub(super) created_by: Option<PersonId>,
}

/// The certificate that counts for a person and a certification.
#[derive(Debug, Clone, Copy)]
pub struct CurrentCertificate {
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
        rules::status(today, valid_to, self.is_revoked(), is_superseded, rules::EXPIRING_DAYS)
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
