//! What an administrator says about a new token.

use super::model::Scope;
use super::rules::MOST_DAYS;
use crate::base::text::has_forbidden_controls;
use crate::web::{Fields, FormErrors, Visit};

/// Longest name in characters.
const NAME_CHARS: usize = 80;

/// A token to be made.
#[derive(Debug, PartialEq, Eq)]
pub struct TokenForm {
    /// What it is for.
    pub name: String,
    /// What it may read; at least one.
    pub scopes: Vec<Scope>,
    /// How many days it lasts, 1 to [`MOST_DAYS`].
    pub days: i64,
}

impl TokenForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let name = fields.get("name").trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_CHARS || has_forbidden_controls(&name) {
            errors.add("name", visit.text("api-name-wrong"));
        }
        let scopes: Option<Vec<Scope>> = fields.all("scope").into_iter().map(Scope::parse).collect();
        let scopes = scopes.unwrap_or_default();
        if scopes.is_empty() {
            errors.add("scope", visit.text("api-scope-wrong"));
        }
        let days = fields.get("days").trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        match days {
            Some(days) if errors.is_empty() => Ok(Self { name, scopes, days }),
            Some(_) => Err(errors),
            None => {
                errors.add("days", visit.text_with("api-days-wrong", [("most", MOST_DAYS)]));
                Err(errors)
            }
        }
    }
}
