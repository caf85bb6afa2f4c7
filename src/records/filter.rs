//! What is to be shown: the part of the address behind the question mark, the same for every page and file.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::Status;
use crate::accounts::Role;
use crate::certification::rules::standing::Knowledge;
use crate::web::Error;

/// Longest look ahead in days.
const MOST_DAYS: i32 = 3660;

/// What is to be shown. Empty: everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Code of a group: the people in it and below it.
    pub group: Option<String>,
    /// Only people with this role.
    pub role: Option<Role>,
    /// Code of a certification.
    pub certification: Option<String>,
    /// Only pairs of this status.
    pub status: Option<Status>,
    /// Only certificates that hold today and end within so many days (0–3660).
    pub within: Option<i32>,
    /// Only certificates issued on this day of the company's zone or later.
    pub issued_from: Option<NaiveDate>,
    /// Only certificates issued on this day or before.
    pub issued_to: Option<NaiveDate>,
    /// Only certificates, not taken back, whose last day is this one or later.
    pub ends_from: Option<NaiveDate>,
    /// Only certificates, not taken back, whose last day is this one or before.
    pub ends_to: Option<NaiveDate>,
    /// Only people employed since this day of the company's zone or later.
    pub hired_since: Option<NaiveDate>,
    /// The day at whose end people stood so; today where it is empty.
    pub on: Option<NaiveDate>,
    /// By what is known a past day is listed and filtered.
    pub known: Knowledge,
    /// Part of a name or an employee number.
    pub name: Option<String>,
}

/// Something in the address that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Its name in the address, which is the field on the page.
    pub field: &'static str,
    /// Id of the sentence about it.
    pub message: &'static str,
}

/// Reads one field after the other and notes what cannot be read.
struct Reader<'a> {
    query: &'a BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn typed(&self, field: &str) -> Option<&str> {
        self.query.get(field).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn read<T>(
        &mut self,
        field: &'static str,
        message: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let read = parse(self.typed(field)?);
        if read.is_none() {
            self.problems.push(Problem { field, message });
        }
        read
    }

    fn day(&mut self, field: &'static str) -> Option<NaiveDate> {
        self.read(field, "records-day-wrong", |text| text.parse().ok())
    }
}

impl Filter {
    /// Reads the query of an address, with everything in it that cannot be read: that part is left out. Unknown names are
    /// left alone, so that pages may add their own.
    pub fn read(query: &BTreeMap<String, String>) -> (Self, Vec<Problem>) {
        let mut from = Reader { query, problems: Vec::new() };
        let days = |text: &str| text.parse().ok().filter(|days| (0..=MOST_DAYS).contains(days));
        let filter = Self {
            group: from.typed("group").map(str::to_owned),
            role: from.read("role", "records-role-wrong", Role::parse),
            certification: from.typed("certification").map(str::to_owned),
            status: from.read("status", "records-status-wrong", Status::parse),
            within: from.read("within", "records-within-wrong", days),
            issued_from: from.day("issued_from"),
            issued_to: from.day("issued_to"),
            ends_from: from.day("ends_from"),
            ends_to: from.day("ends_to"),
            hired_since: from.day("hired_since"),
            on: from.day("on"),
            known: from.read("known", "records-known-wrong", knowledge).unwrap_or_default(),
            name: from
                .typed("name")
                .map(|name| name.chars().take(100).filter(|letter| *letter != '\0').collect()),
        };
        for (field, first, last) in [
            ("issued_to", filter.issued_from, filter.issued_to),
            ("ends_to", filter.ends_from, filter.ends_to),
        ] {
            if first.zip(last).is_some_and(|(first, last)| first > last) {
                from.problems.push(Problem { field, message: "records-days-turned" });
            }
        }
        (filter, from.problems)
    }

    /// The same for a file, which has no field to say what is wrong.
    ///
    /// # Errors
    /// [`Error::BadRequest`] when anything cannot be read.
    pub fn from_query(query: &BTreeMap<String, String>) -> Result<Self, Error> {
        let (filter, problems) = Self::read(query);
        if problems.is_empty() { Ok(filter) } else { Err(Error::BadRequest("records-filter-wrong")) }
    }

    /// Every part that filters, as name and value of the address, in a fixed order.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let known = (self.known == Knowledge::Now).then(|| "now".to_owned());
        [
            ("group", self.group.clone()),
            ("role", self.role.map(|role| role.as_str().to_owned())),
            ("certification", self.certification.clone()),
            ("status", self.status.map(|status| status.as_str().to_owned())),
            ("within", self.within.map(|days| days.to_string())),
            ("issued_from", day(self.issued_from)),
            ("issued_to", day(self.issued_to)),
            ("ends_from", day(self.ends_from)),
            ("ends_to", day(self.ends_to)),
            ("hired_since", day(self.hired_since)),
            ("on", day(self.on)),
            ("known", known),
            ("name", self.name.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// The same as a query, in a fixed order; empty when nothing is filtered.
    pub fn to_query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.parts()).finish()
    }

    /// A path with the filter behind it. The path may have a query of its own.
    pub fn on(&self, path: &str) -> String {
        let query = self.to_query();
        let glue = if path.contains('?') { '&' } else { '?' };
        if query.is_empty() { path.to_owned() } else { format!("{path}{glue}{query}") }
    }

    /// The same with another status and no look ahead.
    pub fn with_status(&self, status: Option<Status>) -> Self {
        Self { status, within: None, ..self.clone() }
    }

    /// The same without one of its parts.
    pub fn without(&self, part: &str) -> Self {
        let rest = self.parts().into_iter().filter(|(name, _)| *name != part);
        Self::read(&rest.map(|(name, value)| (name.to_owned(), value)).collect()).0
    }

    /// Only which people, which certification and which day: what pages go by that have their own idea of the status.
    pub fn people(&self) -> Self {
        Self {
            status: None,
            within: None,
            issued_from: None,
            issued_to: None,
            ends_from: None,
            ends_to: None,
            ..self.clone()
        }
    }
}

fn knowledge(text: &str) -> Option<Knowledge> {
    match text {
        "then" => Some(Knowledge::Then),
        "now" => Some(Knowledge::Now),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn pairs(query: &str) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    fn read(query: &str) -> Result<Filter, Error> {
        Filter::from_query(&pairs(query))
    }

    const ALL: &str = "group=east&role=trainee&certification=key-account&status=expiring&within=30\
        &issued_from=2024-01-01&issued_to=2024-12-31&ends_from=2025-01-01&ends_to=2025-06-30&hired_since=2023-07-01\
        &on=2025-03-31&known=now&name=%E6%9E%97+T0";

    #[test]
    fn the_address_is_the_filter() {
        let filter = read(&format!("{ALL}&page=2&view=list")).unwrap();
        assert_eq!(filter.name.as_deref(), Some("林 T0"));
        assert_eq!(filter.to_query(), ALL);
        assert_eq!(read("group=&status=&known=then").unwrap(), Filter::default());
        assert_eq!(Filter::default().on("/records"), "/records");
        let east = read("group=east").unwrap();
        assert_eq!(east.on("/records?view=list"), "/records?view=list&group=east");
    }

    #[test]
    fn each_part_can_be_taken_away_alone() {
        let filter = read(ALL).unwrap();
        let parts = filter.parts();
        assert_eq!(parts.len(), 13);
        for (name, _) in &parts {
            let left: Vec<_> = parts.iter().filter(|(other, _)| other != name).cloned().collect();
            assert_eq!(filter.without(name).parts(), left, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_stays() {
        for (query, field) in [
            ("status=unheard", "status"),
            ("role=boss", "role"),
            ("on=31.3.2025", "on"),
            ("issued_from=soon", "issued_from"),
            ("hired_since=2025-02-30", "hired_since"),
            ("within=x", "within"),
            ("within=-1", "within"),
            ("within=99999", "within"),
            ("known=never", "known"),
            ("issued_from=2025-02-01&issued_to=2025-01-31", "issued_to"),
            ("ends_from=2025-02-01&ends_to=2025-01-31", "ends_to"),
        ] {
            let query = format!("group=east&{query}");
            let (filter, problems) = Filter::read(&pairs(&query));
            assert_eq!(problems.iter().map(|one| one.field).collect::<Vec<_>>(), [field], "{query}");
            assert_eq!(filter.group.as_deref(), Some("east"));
            assert!(matches!(read(&query), Err(Error::BadRequest(_))), "{query}");
        }
    }
}
