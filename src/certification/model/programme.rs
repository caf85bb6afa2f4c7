//! Certifications, their rules and who must hold them, as rows and read models.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::accounts::Role;
use crate::certification::rules::policy::Policy;
use crate::db::schema::{holding_requirements, programme_versions, programmes, role_requirements};
use crate::db::{GroupId, PersonId, ProgrammeId, ProgrammeVersionId};

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
pub(in crate::certification) struct NewProgramme<'a> {
    pub(in crate::certification) id: ProgrammeId,
    pub(in crate::certification) code: &'a str,
    pub(in crate::certification) created_by: Option<PersonId>,
}

/// Row of `programme_versions` to be written.
#[derive(Insertable)]
#[diesel(table_name = programme_versions)]
pub(in crate::certification) struct NewProgrammeVersion<'a> {
    pub(in crate::certification) id: ProgrammeVersionId,
    pub(in crate::certification) programme_id: ProgrammeId,
    pub(in crate::certification) number: i32,
    pub(in crate::certification) title_zh: &'a str,
    pub(in crate::certification) title_en: &'a str,
    pub(in crate::certification) validity_months: Option<i32>,
    pub(in crate::certification) requirement_codes: &'a [String],
    pub(in crate::certification) rules: Option<Value>,
    pub(in crate::certification) applies_from: Option<NaiveDate>,
    pub(in crate::certification) created_by: Option<PersonId>,
}

/// Row of `holding_requirements` to be written.
#[derive(Insertable)]
#[diesel(table_name = holding_requirements)]
pub(in crate::certification) struct NewHoldingRequirement {
    pub(in crate::certification) id: Uuid,
    pub(in crate::certification) programme_id: ProgrammeId,
    pub(in crate::certification) group_id: GroupId,
    pub(in crate::certification) valid_from: DateTime<Utc>,
    pub(in crate::certification) created_by: Option<PersonId>,
}

/// Row of `role_requirements` to be written.
#[derive(Insertable)]
#[diesel(table_name = role_requirements)]
pub(in crate::certification) struct NewRoleRequirement {
    pub(in crate::certification) id: Uuid,
    pub(in crate::certification) programme_id: ProgrammeId,
    pub(in crate::certification) role: Role,
    pub(in crate::certification) valid_from: DateTime<Utc>,
    pub(in crate::certification) created_by: Option<PersonId>,
}
