//! What the address of the audit trail asks for.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::audit::queries::{Cursor, TrailFilter};
use crate::base::clock::end_of_day;

/// Fields of the filter, as they stand in addresses.
pub const FIELDS: [&str; 8] = ["who", "by", "what", "kind", "subject", "from", "to", "address"];

/// The filter as it was typed, and what could be read of it.
#[derive(Debug, Default)]
pub struct Asked {
    /// The text of each field that has some.
    pub typed: BTreeMap<&'static str, String>,
    /// Everything but who.
    pub filter: TrailFilter,
    /// Part of a name, or a sign-in name; `None` for anybody.
    pub who: Option<String>,
    /// Fields that cannot be read: day fields with another text.
    pub wrong: Vec<&'static str>,
    /// Where the page begins.
    pub cursor: Option<Cursor>,
}

impl Asked {
    /// Reads an address. Days are the company's.
    pub fn read(query: &BTreeMap<String, String>, zone: Tz) -> Self {
        let mut asked = Self::default();
        for name in FIELDS {
            let text = query.get(name).map(|text| text.trim()).unwrap_or_default();
            if !text.is_empty() {
                asked.typed.insert(name, text.chars().take(200).collect());
            }
        }
        let text = |name: &str| asked.typed.get(name).cloned();
        let mut wrong = Vec::new();
        let mut day = |name: &'static str| {
            let read = text(name)?.parse::<NaiveDate>();
            read.map_err(|_| wrong.push(name)).ok()
        };
        let from = day("from").and_then(|day| day.pred_opt()).map(|before| end_of_day(before, zone));
        let until = day("to").map(|day| end_of_day(day, zone));
        asked.filter = TrailFilter {
            actors: None,
            by_server: text("by").as_deref() == Some("server"),
            action: text("what"),
            kind: text("kind"),
            subject: text("subject"),
            from,
            until,
            address: text("address"),
        };
        asked.who = text("who");
        asked.wrong = wrong;
        asked.cursor = query.get("after").and_then(|text| parse_cursor(text));
        asked
    }

    /// The address of a page with this filter.
    pub fn address(&self, path: &str, cursor: Option<Cursor>) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(self.typed.iter());
        if let Some(cursor) = cursor {
            pairs.append_pair("after", &write_cursor(cursor));
        }
        let query = pairs.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

fn write_cursor(cursor: Cursor) -> String {
    format!("{}.{}", cursor.at.timestamp_micros(), cursor.id)
}

fn parse_cursor(text: &str) -> Option<Cursor> {
    let (micros, id) = text.split_once('.')?;
    let at = DateTime::<Utc>::from_timestamp_micros(micros.parse().ok()?)?;
    Some(Cursor { at, id: Uuid::parse_str(id).ok()? })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Asked {
        let query = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Asked::read(&query, chrono_tz::Asia::Shanghai)
    }

    #[test]
    fn days_are_whole_days_of_the_company() {
        let asked = read(&[("from", "2026-11-23"), ("to", "2026-11-23")]);
        assert_eq!(asked.filter.from.unwrap().to_rfc3339(), "2026-11-22T16:00:00+00:00");
        assert_eq!(asked.filter.until.unwrap().to_rfc3339(), "2026-11-23T16:00:00+00:00");
        assert_eq!(read(&[("from", "yesterday")]).wrong, ["from"]);
    }

    #[test]
    fn the_filter_is_the_address_and_a_page_is_found_again() {
        let asked = read(&[("what", "exam"), ("who", "顾 明远"), ("page", "3")]);
        let id = Uuid::from_u128(7);
        let cursor = Cursor { at: DateTime::from_timestamp_micros(1_700_000_000_000_001).unwrap(), id };
        let address = asked.address("/admin/audit", Some(cursor));
        let query: BTreeMap<String, String> =
            url::form_urlencoded::parse(address.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
        let again = Asked::read(&query, chrono_tz::UTC);
        assert_eq!((again.typed, again.cursor), (asked.typed, Some(cursor)));
        assert_eq!(read(&[]).address("/admin/audit", None), "/admin/audit");
        assert_eq!(read(&[("after", "nonsense")]).cursor, None);
    }
}
