//! What people send on the pages of this room, turned into types.

use chrono::NaiveDate;

use super::model::{Group, GroupInTree, NewPerson, Preferences, Role, Theme};
use super::pages::groups_with_codes;
use super::rules::{check_password, is_email, is_phone};
use crate::base::text::{has_forbidden_controls, is_code};
use crate::db::GroupId;
use crate::web::{Error, Fields, FormErrors, Language, Visit};

/// Name and password from the login page.
pub struct SignInForm {
    /// Employee number, phone or e-mail as typed.
    pub login: String,
    /// Password as typed.
    pub password: String,
    /// Where to go afterwards.
    pub next: String,
}

impl SignInForm {
    /// Reads the form; empty fields are named.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        if fields.get("login").is_empty() {
            errors.add("login", visit.text("accounts-login-missing"));
        }
        if fields.raw("password").is_empty() {
            errors.add("password", visit.text("accounts-password-missing"));
        }
        let form = Self {
            login: fields.get("login").to_owned(),
            password: fields.raw("password").to_owned(),
            next: fields.get("next").to_owned(),
        };
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }
}

/// What the first admin says of themselves.
pub struct FirstAdminForm {
    /// The person, without a password hash.
    pub person: NewPerson,
    /// The password they chose.
    pub password: String,
}

impl FirstAdminForm {
    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let name = person_name(fields, visit, &mut errors);
        let login = fields.get("login");
        if login.is_empty() || login.chars().count() > 100 || has_forbidden_controls(login) {
            errors.add("login", visit.text("accounts-login-missing"));
        }
        let password = new_password(fields, visit, &[login, &name], &mut errors);
        let is_email = login.contains('@');
        let person = NewPerson {
            name,
            employee_number: (!is_email).then(|| login.to_owned()),
            email: is_email.then(|| login.to_owned()),
            roles: vec![Role::Admin],
            ..NewPerson::default()
        };
        if errors.is_empty() { Ok(Self { person, password }) } else { Err(errors) }
    }
}

/// The name field: needed, at most 200 characters.
pub(super) fn person_name(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> String {
    let name = fields.get("name");
    if name.is_empty() || name.chars().count() > 200 || has_forbidden_controls(name) {
        errors.add("name", visit.text("accounts-name-missing"));
    }
    check_characters("name", name, visit, errors);
    name.to_owned()
}

fn latin_name(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> Option<String> {
    let name = short_text(fields, "latin_name", visit, errors);
    check_characters("latin_name", name.as_deref().unwrap_or_default(), visit, errors);
    name
}

/// What stands on certificates must have characters that their font can show.
fn check_characters(field: &'static str, text: &str, visit: &Visit, errors: &mut FormErrors) {
    let missing: String =
        certificate_pdf::missing(text).into_iter().filter(|one| !one.is_control()).collect();
    if !missing.is_empty() {
        errors.add(field, visit.text_with("paper-characters", [("characters", missing)]));
    }
}

/// The field of a new password; `own` are names and numbers of the person, which must not be it. Neither must the company's.
pub(super) fn new_password(fields: &Fields, visit: &Visit, own: &[&str], errors: &mut FormErrors) -> String {
    let password = fields.raw("password");
    let words: Vec<&str> = own.iter().copied().chain([visit.site().config().organisation.as_str()]).collect();
    if let Err(problem) = check_password(password, &words) {
        errors.add("password", visit.text(problem.message_id()));
    }
    password.to_owned()
}

/// A person to be added, from `/people/new`.
pub struct NewPersonForm {
    /// The person, without a password hash.
    pub person: NewPerson,
    /// The first password; without one they get a one-time link.
    pub password: Option<String>,
}

impl NewPersonForm {
    /// The fields of the form.
    pub const FIELDS: &'static [&'static str] =
        &["name", "latin_name", "employee_number", "email", "phone", "roles", "groups", "password"];

    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit, tree: &[GroupInTree]) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let name = person_name(fields, visit, &mut errors);
        let latin_name = latin_name(fields, visit, &mut errors);
        let employee_number = short_text(fields, "employee_number", visit, &mut errors);
        let email = short_text(fields, "email", visit, &mut errors);
        let phone = short_text(fields, "phone", visit, &mut errors);
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            errors.add("email", visit.text("people-email-wrong"));
        }
        if phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            errors.add("phone", visit.text("people-phone-wrong"));
        }
        if employee_number.is_none() && email.is_none() && phone.is_none() {
            errors.add("employee_number", visit.text("people-login-missing"));
        }
        let roles = roles(&fields.all("roles"));
        if roles.as_ref().is_none_or(Vec::is_empty) {
            errors.add("roles", visit.text("people-roles-missing"));
        }
        let groups = groups_with_codes(tree, &fields.all("groups"));
        if groups.is_none() {
            errors.add("groups", visit.text("people-groups-unknown"));
        }
        let own: Vec<&str> = [&employee_number, &email, &phone]
            .into_iter()
            .filter_map(|one| one.as_deref())
            .chain([&*name])
            .collect();
        let password = fields.optional("password").map(|_| new_password(fields, visit, &own, &mut errors));
        let person = NewPerson {
            name,
            latin_name,
            employee_number,
            email,
            phone,
            roles: roles.unwrap_or_default(),
            groups: groups.unwrap_or_default(),
            password_hash: None,
        };
        if errors.is_empty() { Ok(Self { person, password }) } else { Err(errors) }
    }
}

/// An optional line of at most 100 characters.
fn short_text(fields: &Fields, field: &str, visit: &Visit, errors: &mut FormErrors) -> Option<String> {
    let text = fields.optional(field)?;
    if text.chars().count() > 100 || has_forbidden_controls(text) || text.contains(['\n', '\t']) {
        errors.add(field, visit.text("people-text-long"));
    }
    Some(text.to_owned())
}

/// The roles with these words; `None` when there is another word among them.
pub(super) fn roles(words: &[&str]) -> Option<Vec<Role>> {
    words.iter().map(|word| Role::parse(word)).collect()
}

/// What a set of tick boxes showed and what came back: `name` is ticked now, `had` was ticked when the page was made.
pub(super) fn ticked_roles(fields: &Fields) -> Result<(Vec<Role>, Vec<Role>), Error> {
    let read = |name| roles(&fields.all(name)).ok_or(Error::BadRequest("error-unknown-field"));
    Ok((read("had")?, read("roles")?))
}

/// The same for groups.
pub(super) fn ticked_groups(
    fields: &Fields,
    tree: &[GroupInTree],
) -> Result<(Vec<GroupId>, Vec<GroupId>), Error> {
    let read =
        |name| groups_with_codes(tree, &fields.all(name)).ok_or(Error::BadRequest("error-unknown-field"));
    Ok((read("had")?, read("groups")?))
}

/// A new name from the page of a person.
pub(super) fn rename_form(fields: &Fields, visit: &Visit) -> Result<(String, Option<String>), FormErrors> {
    let mut errors = FormErrors::none();
    let name = person_name(fields, visit, &mut errors);
    let latin_name = latin_name(fields, visit, &mut errors);
    if errors.is_empty() { Ok((name, latin_name)) } else { Err(errors) }
}

/// A group to be added, from `/groups`.
pub(super) fn new_group(fields: &Fields, visit: &Visit, tree: &[GroupInTree]) -> Result<Group, FormErrors> {
    let mut errors = FormErrors::none();
    let code = fields.get("code").to_lowercase();
    if !is_code(&code) {
        errors.add("code", visit.text("groups-code-wrong"));
    }
    let mut title = |field: &str| {
        let text = fields.get(field);
        if text.is_empty() || text.chars().count() > 100 || has_forbidden_controls(text) {
            errors.add(field, visit.text("groups-name-missing"));
        }
        text.to_owned()
    };
    let (name_zh, name_en) = (title("name_zh"), title("name_en"));
    let parent = fields.optional("parent").map(|code| groups_with_codes(tree, &[code]));
    if matches!(parent, Some(None)) {
        errors.add("parent", visit.text("groups-parent-unknown"));
    }
    let parent_id = parent.flatten().and_then(|found| found.first().copied());
    let group = Group { id: GroupId::new(), parent_id, code, name_zh, name_en };
    if errors.is_empty() { Ok(group) } else { Err(errors) }
}

/// Both names of a group.
pub(super) fn group_names(fields: &Fields, visit: &Visit) -> Result<(String, String), FormErrors> {
    let mut errors = FormErrors::none();
    let mut name = |field: &str| {
        let text = fields.get(field);
        if text.is_empty() || text.chars().count() > 100 || has_forbidden_controls(text) {
            errors.add(field, visit.text("groups-name-missing"));
        }
        text.to_owned()
    };
    let names = (name("name_zh"), name("name_en"));
    if errors.is_empty() { Ok(names) } else { Err(errors) }
}

/// The field `day` as a day; `None` when it is none.
pub(super) fn day(fields: &Fields) -> Option<NaiveDate> {
    fields.get("day").parse().ok()
}

/// What a person chose on `/account`; an empty field follows the browser, the company or the device.
///
/// # Errors
/// [`Error::BadRequest`] for a language, zone or brightness that the page does not offer.
pub(super) fn preferences(fields: &Fields) -> Result<Preferences, Error> {
    fn choice<T>(fields: &Fields, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Error> {
        let Some(text) = fields.optional(name) else { return Ok(None) };
        read(text).map(Some).ok_or(Error::BadRequest("error-unknown-field"))
    }
    Ok(Preferences {
        language: choice(fields, "language", Language::parse)?,
        zone: choice(fields, "zone", |name| name.parse().ok())?,
        theme: choice(fields, "theme", Theme::parse)?,
    })
}
