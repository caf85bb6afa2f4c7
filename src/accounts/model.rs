//! People, groups, roles and sessions as rows and read models.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use crate::db::schema::{
    employments, groups, identities, invitations, memberships, people, person_names, role_grants, sessions,
};
use crate::db::{GroupId, PersonId};
use crate::text_enum;

text_enum! {
    /// What a person may do. A person may have several roles.
    Role {
        /// Sits exams.
        Trainee = "trainee",
        /// Makes banks and exams.
        Trainer = "trainer",
        /// Sees people, programmes and records, never keys or papers.
        Hr = "hr",
        /// Sees people, settings and the audit trail.
        Admin = "admin",
    }
}

/// The signed-in person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who it is.
    pub id: PersonId,
    /// Current name.
    pub name: String,
    /// Current roles.
    pub roles: Vec<Role>,
}

impl Person {
    /// Whether the person has this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// A person to be added.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    /// Full name.
    pub name: String,
    /// Name in Latin letters.
    pub latin_name: Option<String>,
    /// Employee number.
    pub employee_number: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Roles to give.
    pub roles: Vec<Role>,
    /// Groups to put the person into.
    pub groups: Vec<GroupId>,
    /// Hash of the first password; without one the person sets it through a one-time link.
    pub password_hash: Option<String>,
}

/// Row of `people` to be written.
#[derive(Insertable)]
#[diesel(table_name = people)]
pub(super) struct NewPersonRow<'a> {
    pub(super) id: PersonId,
    pub(super) employee_number: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) phone: Option<&'a str>,
    pub(super) password_hash: Option<&'a str>,
    pub(super) password_changed_at: Option<DateTime<Utc>>,
}

/// Row of `person_names` to be written.
#[derive(Insertable)]
#[diesel(table_name = person_names)]
pub(super) struct NewPersonName<'a> {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) name: &'a str,
    pub(super) latin_name: Option<&'a str>,
    pub(super) valid_from: DateTime<Utc>,
}

/// Row of `employments` to be written.
#[derive(Insertable)]
#[diesel(table_name = employments)]
pub(super) struct NewEmployment {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) valid_from: DateTime<Utc>,
}

/// Row of `identities` to be written.
#[derive(Insertable)]
#[diesel(table_name = identities)]
pub(super) struct NewIdentity<'a> {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) provider: &'static str,
    pub(super) subject: String,
    pub(super) kind: &'a str,
}

/// Row of `role_grants` to be written.
#[derive(Insertable)]
#[diesel(table_name = role_grants)]
pub(super) struct NewRoleGrant {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) role: Role,
    pub(super) granted_by: Option<PersonId>,
}

/// Row of `memberships` to be written.
#[derive(Insertable)]
#[diesel(table_name = memberships)]
pub(super) struct NewMembership {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) group_id: GroupId,
    pub(super) valid_from: DateTime<Utc>,
}

/// Row of `sessions` to be written.
#[derive(Insertable)]
#[diesel(table_name = sessions)]
pub(super) struct NewSession<'a> {
    pub(super) id_hash: &'a [u8],
    pub(super) person_id: PersonId,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) address: Option<&'a str>,
    pub(super) user_agent: Option<&'a str>,
}

/// Row of `invitations` to be written.
#[derive(Insertable)]
#[diesel(table_name = invitations)]
pub(super) struct NewInvitation<'a> {
    pub(super) token_hash: &'a [u8],
    pub(super) purpose: &'static str,
    pub(super) person_id: Option<PersonId>,
    pub(super) expires_at: DateTime<Utc>,
}

/// A group as a row.
#[derive(Debug, Clone, HasQuery, Serialize, Insertable)]
#[diesel(table_name = groups)]
pub struct Group {
    /// Which one.
    pub id: GroupId,
    /// The group it belongs to.
    pub parent_id: Option<GroupId>,
    /// Short lasting name.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// A group in its place in the tree, for lists and choices.
#[derive(Debug, Clone, Serialize)]
pub struct GroupInTree {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// How deep it lies: 0 is the top.
    pub depth: usize,
}

/// What signing in needs to know of a person.
#[derive(Debug, Queryable)]
pub struct Credentials {
    /// Who it is.
    pub person_id: PersonId,
    /// Stored hash, if a password was set.
    pub password_hash: Option<String>,
    /// Since when the person may not sign in.
    pub blocked_at: Option<DateTime<Utc>>,
}
