//! What is to be shown: the part of the address behind the question mark, the same for page and file.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::Status;
use crate::web::Error;

/// Longest look ahead in days.
const MOST_DAYS: i32 = 3660;

/// What is to be shown. Empty: everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Code of a group: the people in it and below it.
    pub group: Option<String>,
    /// Code of a certification.
    pub certification: Option<String>,
    /// Only pairs of this status.
    pub status: Option<Status>,
    /// Only certificates that hold today and end within so many days (0–3660).
    pub within: Option<i32>,
    /// The day at whose end people stood so; today where it is empty.
    pub on: Option<NaiveDate>,
    /// Part of a name or an employee number.
    pub name: Option<String>,
}

impl Filter {
    /// Reads the query of an address. Unknown names are left alone, so that pages may add their own.
    ///
    /// # Errors
    /// [`Error::BadRequest`] when a status, a day or a number of days cannot be read.
    pub fn from_query(query: &BTreeMap<String, String>) -> Result<Self, Error> {
        let get = |name: &str| query.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let wrong = || Error::BadRequest("records-filter-wrong");
        let within = get("within").map(|days| days.parse().map_err(|_| wrong())).transpose()?;
        if within.is_some_and(|days| !(0..=MOST_DAYS).contains(&days)) {
            return Err(wrong());
        }
        Ok(Self {
            group: get("group").map(str::to_owned),
            certification: get("certification").map(str::to_owned),
            status: get("status").map(|word| Status::parse(word).ok_or_else(wrong)).transpose()?,
            within,
            on: get("on").map(|day| day.parse().map_err(|_| wrong())).transpose()?,
            name: get("name").map(|name| name.chars().take(100).filter(|letter| *letter != '\0').collect()),
        })
    }

    /// The same as a query, in a fixed order; empty when nothing is filtered.
    pub fn to_query(&self) -> String {
        let within = self.within.map(|days| days.to_string());
        let on = self.on.map(|day| day.to_string());
        let pairs = [
            ("group", self.group.as_deref()),
            ("certification", self.certification.as_deref()),
            ("status", self.status.map(Status::as_str)),
            ("within", within.as_deref()),
            ("on", on.as_deref()),
            ("name", self.name.as_deref()),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// A path with the filter behind it.
    pub fn on(&self, path: &str) -> String {
        let query = self.to_query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The same with another status and no look ahead.
    pub fn with_status(&self, status: Option<Status>) -> Self {
        Self { status, within: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(query: &str) -> Result<Filter, Error> {
        Filter::from_query(&url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn the_address_is_the_filter() {
        let query =
            "group=east&certification=key-account&status=expiring&within=30&on=2025-03-31&name=%E6%9E%97+T0";
        let filter = read(&format!("{query}&page=2")).unwrap();
        assert_eq!(filter.name.as_deref(), Some("林 T0"));
        assert_eq!(filter.to_query(), query);
        assert_eq!(read("group=&status=").unwrap(), Filter::default());
        assert_eq!(Filter::default().on("/records"), "/records");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for query in ["status=unheard", "on=31.3.2025", "within=x", "within=-1", "within=99999"] {
            assert!(matches!(read(query), Err(Error::BadRequest(_))), "{query}");
        }
    }
}
