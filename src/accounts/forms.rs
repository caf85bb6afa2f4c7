//! What people send on the pages of this room, turned into types.

use super::model::{NewPerson, Role};
use super::rules::check_password;
use crate::base::text::has_forbidden_controls;
use crate::web::{Fields, FormErrors, Visit};

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
    name.to_owned()
}

/// The field of a new password; `own` are names and numbers that must not be it.
pub(super) fn new_password(fields: &Fields, visit: &Visit, own: &[&str], errors: &mut FormErrors) -> String {
    let password = fields.raw("password");
    if let Err(problem) = check_password(password, own) {
        errors.add("password", visit.text(problem.message_id()));
    }
    password.to_owned()
}
