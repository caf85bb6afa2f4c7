//! A calendar as RFC 5545 writes it: whole days, each with an id that stays.

use chrono::{DateTime, NaiveDate, Utc};

/// Most bytes of a line, its end not counted.
const LINE: usize = 75;

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What stays the same when the entry is read again.
    pub id: String,
    /// The day.
    pub day: NaiveDate,
    /// When what it says came about.
    pub since: DateTime<Utc>,
    /// What it is, in a few words.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Page that shows more.
    pub url: Option<String>,
}

/// The calendar as it is sent.
pub fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Certamen//Certificates//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(name)),
        "REFRESH-INTERVAL;VALUE=DURATION:P1D".to_owned(),
        "X-PUBLISHED-TTL:P1D".to_owned(),
    ];
    for entry in entries {
        let next = entry.day.succ_opt().unwrap_or(entry.day);
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&entry.id)),
            format!("DTSTAMP:{}", entry.since.format("%Y%m%dT%H%M%SZ")),
            format!("DTSTART;VALUE=DATE:{}", entry.day.format("%Y%m%d")),
            format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&entry.summary)),
            format!("DESCRIPTION:{}", escaped(&entry.description)),
        ]);
        lines.extend(entry.url.as_ref().map(|url| format!("URL:{url}")));
        lines.extend(["TRANSP:TRANSPARENT".to_owned(), "END:VEVENT".to_owned()]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// A text in which nothing is read as the end of a value or line.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => escaped.extend(['\\', sign]),
            '\n' => escaped.push_str("\\n"),
            _ if sign.is_control() => {}
            _ => escaped.push(sign),
        }
    }
    escaped
}

/// A line with its end, broken after 75 bytes, never within a character; what goes on begins with a space.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for sign in line.chars() {
        if length + sign.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(sign);
        length += sign.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    fn entry(summary: &str) -> Entry {
        Entry {
            id: "1-end@certamen".to_owned(),
            day: "2028-02-29".parse().unwrap(),
            since: "2027-03-01T04:05:06Z".parse().unwrap(),
            summary: summary.to_owned(),
            description: "x".to_owned(),
            url: Some("https://certamen.example.com/certificates/1".to_owned()),
        }
    }

    #[test]
    fn a_day_is_a_whole_day_that_ends_where_the_next_begins() {
        let text = calendar("证书", &[entry("a, b; c\\d\nBEGIN:VEVENT")]);
        let expected = "BEGIN:VEVENT\r\nUID:1-end@certamen\r\nDTSTAMP:20270301T040506Z\r\n\
            DTSTART;VALUE=DATE:20280229\r\nDTEND;VALUE=DATE:20280301\r\nSUMMARY:a\\, b\\; c\\\\d\\nBEGIN:VEVENT\r\n\
            DESCRIPTION:x\r\nURL:https://certamen.example.com/certificates/1\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n";
        assert!(text.contains(expected), "{text}");
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n")
        );
    }

    /// What a calendar reads: folds undone, then escapes.
    fn read(text: &str, name: &str) -> String {
        let unfolded = text.replace("\r\n ", "");
        let value = unfolded.split("\r\n").find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
        let mut plain = String::new();
        let mut signs = value.chars();
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => plain.push(match signs.next().unwrap() {
                    'n' => '\n',
                    other => other,
                }),
                other => plain.push(other),
            }
        }
        plain
    }

    proptest! {
        #[test]
        fn every_text_comes_back_and_no_line_is_too_long(text in "\\PC*|[\\n,;:\\\\a证书]{0,200}") {
            let text: String = text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect();
            let written = calendar(&text, &[entry(&text)]);
            prop_assert_eq!(read(&written, "SUMMARY:"), text.clone());
            prop_assert_eq!(read(&written, "X-WR-CALNAME:"), text);
            prop_assert!(written.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        }
    }
}
