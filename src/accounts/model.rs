//! People, groups, roles and sessions as rows and read models.

mod import;

pub use import::{
    ChangeKind, ImportOutcome, PeopleImport, PeopleImportChange, PeopleImportItem, PeopleImportState,
};
pub(super) use import::{NewPeopleImport, NewReportingLine};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::schema::{
    employments, group_managers, groups, identities, invitations, memberships, people, person_names,
    role_grants, sessions,
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

text_enum! {
    /// How bright pages are.
    Theme {
        /// Dark ink on light paper.
        Light = "light",
        /// Light ink on dark paper.
        Dark = "dark",
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
    pub(super) provider: &'a str,
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
    pub(super) granted_at: DateTime<Utc>,
}

/// Row of `memberships` to be written.
#[derive(Insertable)]
#[diesel(table_name = memberships)]
pub(super) struct NewMembership {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) group_id: GroupId,
    pub(super) valid_from: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
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

/// Somebody who manages a group.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct Manager {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their employee number.
    pub employee_number: Option<String>,
}

/// Row of `group_managers` to be written.
#[derive(Insertable)]
#[diesel(table_name = group_managers)]
pub(super) struct NewManager {
    pub(super) id: Uuid,
    pub(super) group_id: GroupId,
    pub(super) person_id: PersonId,
    pub(super) added_by: Option<PersonId>,
}

/// A group that came to belong to another one.
#[derive(Debug, Clone)]
pub struct GroupMove {
    /// First day at the new place.
    pub moved_on: NaiveDate,
    /// Chinese and English name of the group it belonged to; `None` for the top.
    pub from: Option<(String, String)>,
    /// Those of the one it belongs to from then on.
    pub to: Option<(String, String)>,
}

/// Whose slips are printed.
#[derive(Debug, Clone, Copy)]
pub enum SlipsOf {
    /// The people of a group and of those below it.
    Group(GroupId),
    /// Those whom a list brought in.
    Import(Uuid),
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

/// What happened to an account, as its owner is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// The password was changed by somebody who gave the one before.
    PasswordChanged,
    /// The password was set anew with a one-time link.
    PasswordByLink,
    /// The password was set anew by whoever runs the server.
    PasswordReset,
    /// A second factor was added.
    FactorAdded,
    /// The second factor was removed by its owner.
    FactorRemoved,
    /// The second factor was taken away by an administrator.
    FactorTakenAway,
}

/// What a message about an account holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountNotice {
    /// What happened.
    pub change: AccountChange,
}

/// Which people a list shows.
#[derive(Debug, Clone, Default)]
pub struct PeopleFilter {
    /// Part of a name or of a sign-in name; empty for everyone.
    pub search: String,
    /// Members of this group and of those below it.
    pub group: Option<GroupId>,
    /// People who have this role now.
    pub role: Option<Role>,
}

/// A person in a list.
#[derive(Debug, Clone)]
pub struct PersonListItem {
    /// Who it is.
    pub id: PersonId,
    /// Current name.
    pub name: String,
    /// Current name in Latin letters.
    pub latin_name: Option<String>,
    /// Employee number.
    pub employee_number: Option<String>,
    /// Current roles.
    pub roles: Vec<Role>,
    /// Current groups.
    pub groups: Vec<Group>,
    /// Whether the person may not sign in.
    pub is_blocked: bool,
    /// Whether a password was set.
    pub has_password: bool,
}

/// What the page of one person says first.
#[derive(Debug, Clone, Queryable)]
pub struct PersonDetail {
    /// Who it is.
    pub id: PersonId,
    /// Current name.
    pub name: String,
    /// Current name in Latin letters.
    pub latin_name: Option<String>,
    /// Employee number.
    pub employee_number: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Chosen language.
    pub language: Option<String>,
    /// Chosen zone.
    pub zone: Option<String>,
    /// light or dark, if chosen.
    pub theme: Option<String>,
    /// When the person was added.
    pub created_at: DateTime<Utc>,
    /// When the password was last set.
    pub password_changed_at: Option<DateTime<Utc>>,
    /// Since when the person may not sign in.
    pub blocked_at: Option<DateTime<Utc>>,
}

/// A name from when to when.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct NameSpell {
    /// The name.
    pub name: String,
    /// The name in Latin letters.
    pub latin_name: Option<String>,
    /// First moment.
    pub valid_from: DateTime<Utc>,
    /// End (exclusive); none for the current name.
    pub valid_to: Option<DateTime<Utc>>,
}

/// A membership from when to when.
#[derive(Debug, Clone, Queryable)]
pub struct MembershipSpell {
    /// The group.
    pub group_id: GroupId,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// First moment.
    pub valid_from: DateTime<Utc>,
    /// End (exclusive); none while it lasts.
    pub valid_to: Option<DateTime<Utc>>,
}

/// An employment from when to when.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct EmploymentSpell {
    /// First moment.
    pub valid_from: DateTime<Utc>,
    /// End (exclusive); none while it lasts.
    pub valid_to: Option<DateTime<Utc>>,
}

/// A role from when to when.
#[derive(Debug, Clone, Queryable)]
pub struct RoleSpell {
    /// The role.
    pub role: Role,
    /// First moment.
    pub granted_at: DateTime<Utc>,
    /// End (exclusive); none while it holds.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A name under which a person signs in.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct SignInName {
    /// The name, folded.
    pub subject: String,
    /// What it is: employee_number, email, phone or external.
    pub kind: String,
}

/// An account at a sign-on service with which a person came.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct LinkedAccount {
    /// Id of the row.
    pub id: Uuid,
    /// The service with the company or address it belongs to.
    pub provider: String,
    /// The lasting name of the account there.
    pub subject: String,
    /// When the person first came with it.
    pub created_at: DateTime<Utc>,
}

/// A living session of a person.
#[derive(Debug, Clone, Queryable)]
pub struct SessionItem {
    /// Hash of its id.
    pub id_hash: Vec<u8>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// Address it came from.
    pub address: Option<String>,
    /// Browser it came from.
    pub user_agent: Option<String>,
}

/// What a person chose for their pages; `None` follows the browser, the company or the device.
#[derive(Debug, Clone, Copy, Default)]
pub struct Preferences {
    /// Language of pages.
    pub language: Option<crate::web::Language>,
    /// Zone times are shown in.
    pub zone: Option<chrono_tz::Tz>,
    /// Light or dark.
    pub theme: Option<Theme>,
}
