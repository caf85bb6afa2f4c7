//! What is typed about a saved view.

use std::collections::BTreeMap;

use super::filter::Filter;
use crate::web::{Fields, FormErrors, Visit};

/// Longest name of a view, in characters.
const MOST_LETTERS: usize = 80;

/// Longest address that is saved, in bytes.
const MOST_BYTES: usize = 2000;

/// Pages that can be saved.
const PATHS: [&str; 4] = ["/records", "/records/gaps", "/records/expiring", "/records/compare"];

/// What the pages add to the filter.
const OWN: [&str; 6] = ["view", "sort", "order", "reason", "by", "exam"];

/// A view as it is typed.
#[derive(Debug, PartialEq, Eq)]
pub struct ViewForm {
    /// Its name.
    pub name: String,
    /// Whether others see it.
    pub shared: bool,
}

impl ViewForm {
    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside the name.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let name = fields.get("name").to_owned();
        let shared = fields.has("shared");
        let mut errors = FormErrors::none();
        if name.is_empty() {
            errors.add("name", visit.text("views-name-missing"));
        } else if name.chars().count() > MOST_LETTERS {
            errors.add("name", visit.text_with("views-name-long", [("most", MOST_LETTERS)]));
        }
        if errors.is_empty() { Ok(Self { name, shared }) } else { Err(errors) }
    }
}

/// The address of a page of the records with everything in it that these pages know, in a fixed order; `None` for any
/// other address and for a filter that cannot be read.
pub fn address(typed: &str) -> Option<String> {
    let (path, query) = typed.split_once('?').unwrap_or((typed, ""));
    let path = PATHS.into_iter().find(|known| *known == path)?;
    let pairs: BTreeMap<String, String> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let (filter, problems) = Filter::read(&pairs);
    let own = OWN.iter().filter_map(|name| Some((*name, pairs.get(*name)?.as_str())));
    let own = own.filter(|(_, value)| {
        !value.is_empty()
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    let own = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(own).finish();
    let path = if own.is_empty() { path.to_owned() } else { format!("{path}?{own}") };
    let address = filter.on(&path);
    (problems.is_empty() && address.len() <= MOST_BYTES).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_records_are_saved_with_what_they_know() {
        for (typed, saved) in [
            ("/records", Some("/records")),
            (
                "/records?view=list&sort=ends&group=east&page=4",
                Some("/records?view=list&sort=ends&group=east"),
            ),
            ("/records/gaps?reason=never&status=valid", Some("/records/gaps?reason=never&status=valid")),
            ("/records/compare?exam=fab-1&csrf=secret", Some("/records/compare?exam=fab-1")),
            ("/records?view=%22%3E", Some("/records")),
            ("/records?name=%E6%9E%97", Some("/records?name=%E6%9E%97")),
            ("/records?on=someday", None),
            ("/records/people/1", None),
            ("/people", None),
            ("//elsewhere.example/records", None),
            ("https://elsewhere.example/records", None),
            ("", None),
        ] {
            assert_eq!(address(typed).as_deref(), saved, "{typed}");
        }
        assert_eq!(address(&format!("/records?group={}", "a".repeat(2000))), None);
    }
}
