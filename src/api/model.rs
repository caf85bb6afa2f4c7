//! Tokens, and what is given out.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::certification::model::{CertificateEvent, IssuedCertificate};
use crate::certification::rules::CertificateStatus;
use crate::db::schema::api_tokens;
use crate::db::{ApiTokenId, PersonId};
use crate::records::model::{Cell, Listed};
use crate::text_enum;

text_enum! {
    /// What a token may read.
    Scope {
        /// Who works here, and in which groups.
        People = "people",
        /// Who is certified and who lacks what, on any day.
        Records = "records",
        /// Certificates with all that happened to them.
        Certificates = "certificates",
    }
}

/// A token without its secret.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_tokens)]
pub struct ApiToken {
    /// Which one.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// What it may read.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: PersonId,
    /// From when it is over.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl ApiToken {
    /// Whether it may read this.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|one| one == scope.as_str())
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiPage<T> {
    /// The entries.
    pub data: Vec<T>,
    /// What to send as `cursor` for the next page; null when this is the last one.
    pub next: Option<String>,
}

/// Somebody who works or worked here.
#[derive(Debug, Serialize, Deserialize, ToSchema, QueryableByName)]
pub struct ApiPerson {
    /// Lasting id.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub id: Uuid,
    /// Employee number as HR writes it.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub employee_number: Option<String>,
    /// Name today.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// Name in Latin letters, if given.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub latin_name: Option<String>,
    /// Codes of the groups the person is in today, without those above.
    #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Text>)]
    pub groups: Vec<String>,
    /// Roles today: trainee, trainer, hr, admin.
    #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Text>)]
    pub roles: Vec<String>,
    /// When the latest employment began (UTC).
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>)]
    pub employed_from: Option<DateTime<Utc>>,
    /// When it ended (UTC); null while it lasts.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>)]
    pub employed_until: Option<DateTime<Utc>>,
}

/// How a person stands with a certification on the day that was asked for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ApiRecord {
    /// The person.
    pub person_id: Uuid,
    /// Their employee number.
    pub employee_number: Option<String>,
    /// Their name on that day.
    pub name: String,
    /// Code of the certification.
    pub certification: String,
    /// Its Chinese title.
    pub title_zh: String,
    /// Its English title.
    pub title_en: String,
    /// valid, expiring, expired, revoked, or missing: must be held and never was. Null on a past day of which nothing was known then.
    pub status: Option<String>,
    /// For a past day: the status on that day by all that is known now; null where there is none by that. Today the same as status.
    pub status_now: Option<String>,
    /// Whether the person must hold it.
    pub required: bool,
    /// The certificate that counts.
    pub certificate_id: Option<Uuid>,
    /// Its number.
    pub certificate_number: Option<String>,
    /// Its first day, in the company's zone.
    pub valid_from: Option<NaiveDate>,
    /// Its last day, in the company's zone; null is without end.
    pub valid_to: Option<NaiveDate>,
}

impl ApiRecord {
    /// A row that is listed so.
    pub fn new(cell: Cell, listed: Listed) -> Self {
        Self {
            status_now: cell.known_now(listed).map(|status| status.as_str().to_owned()),
            person_id: cell.person_id.0,
            employee_number: cell.employee_number,
            name: cell.name,
            certification: cell.code,
            title_zh: cell.title_zh,
            title_en: cell.title_en,
            status: cell.state.map(|status| status.as_str().to_owned()),
            required: cell.required,
            certificate_id: cell.certificate_id.map(|id| id.0),
            certificate_number: cell.number,
            valid_from: cell.valid_from,
            valid_to: cell.valid_to,
        }
    }
}

/// A certificate as it was issued, with its status today and what happened to it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ApiCertificate {
    /// Lasting id.
    pub id: Uuid,
    /// Number for people.
    pub number: String,
    /// The holder.
    pub person_id: Uuid,
    /// Name of the holder at issue.
    pub holder_name: String,
    /// Code of the certification.
    pub certification: String,
    /// Chinese title at issue.
    pub title_zh: String,
    /// English title at issue.
    pub title_en: String,
    /// When it was issued (UTC).
    pub issued_at: DateTime<Utc>,
    /// First day, in the company's zone.
    pub valid_from: NaiveDate,
    /// Last day, in the company's zone; null is without end.
    pub valid_to: Option<NaiveDate>,
    /// Points in 1/100; null where nobody knows them.
    pub score: Option<i32>,
    /// Possible points in 1/100; null where nobody knows them.
    pub maximum: Option<i32>,
    /// valid, expiring, expired, revoked or superseded, today.
    pub status: String,
    /// Path of the public page that says whether it is genuine.
    pub verify_path: String,
    /// What happened to it since, oldest first.
    pub events: Vec<ApiCertificateEvent>,
}

/// What happened to a certificate.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ApiCertificateEvent {
    /// revoked, superseded or reinstated.
    pub kind: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Class of the reason.
    pub reason: String,
    /// The certificate that took its place.
    pub successor_id: Option<Uuid>,
}

impl From<&CertificateEvent> for ApiCertificateEvent {
    fn from(event: &CertificateEvent) -> Self {
        Self {
            kind: event.kind.as_str().to_owned(),
            at: event.at,
            reason: event.reason.clone(),
            successor_id: event.successor_id.map(|id| id.0),
        }
    }
}

impl ApiCertificate {
    /// A certificate of the certification with this code, as it stands on the day `today` of the company's zone.
    pub fn new(issued: &IssuedCertificate, code: &str, today: NaiveDate) -> Self {
        let status = match issued.status(today) {
            CertificateStatus::Valid => "valid",
            CertificateStatus::Expiring { .. } => "expiring",
            CertificateStatus::Expired => "expired",
            CertificateStatus::Revoked => "revoked",
            CertificateStatus::Superseded => "superseded",
        };
        let certificate = &issued.certificate;
        let points = certificate.points();
        Self {
            id: certificate.id.0,
            number: certificate.number.clone(),
            person_id: certificate.person_id.0,
            holder_name: certificate.holder_name.clone(),
            certification: code.to_owned(),
            title_zh: certificate.title_zh.clone(),
            title_en: certificate.title_en.clone(),
            issued_at: certificate.issued_at,
            valid_from: certificate.valid_from,
            valid_to: certificate.valid_to,
            score: points.map(|(score, _)| score),
            maximum: points.map(|(_, maximum)| maximum),
            status: status.to_owned(),
            verify_path: format!("/verify/{}", certificate.verification_code),
            events: issued.events.iter().map(ApiCertificateEvent::from).collect(),
        }
    }
}

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiProblem {
    /// A word that programs can rely on: no_token, token_refused, missing_scope, wrong_parameter.
    pub error: &'static str,
    /// The same for people, in English: what was found, what was expected.
    pub message: String,
}
