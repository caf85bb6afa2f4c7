//! What a page notes about a sitting, read into values.

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;

use crate::attempts::model::{NoteKind, SittingNote};
use crate::base::text::has_forbidden_controls;

/// Most notes in one request.
pub const MOST_NOTES: usize = 100;

/// Most characters of the mark of a note.
const LONGEST_MARK: usize = 40;

/// Body of `POST /attempts/{id}/notes`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotesBody {
    /// The notes, oldest first; may be none, then only the address is looked at.
    pub notes: Vec<NoteBody>,
}

/// One note in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    mark: String,
    kind: String,
    #[serde(default)]
    position: Option<i16>,
    #[serde(default)]
    amount: Option<i32>,
    #[serde(default)]
    at: Option<String>,
}

impl NotesBody {
    /// The notes; `None` when there are too many or one is none a page makes.
    pub fn read(self) -> Option<Vec<SittingNote>> {
        if self.notes.len() > MOST_NOTES {
            return None;
        }
        self.notes.into_iter().map(NoteBody::read).collect()
    }
}

impl NoteBody {
    fn read(self) -> Option<SittingNote> {
        let kind = NoteKind::parse(&self.kind)
            .filter(|kind| !matches!(kind, NoteKind::Address | NoteKind::LimitTold))?;
        let is_mark = (1..=LONGEST_MARK).contains(&self.mark.chars().count());
        let fits = is_mark
            && !has_forbidden_controls(&self.mark)
            && self.position.is_none_or(|position| position >= 1)
            && self.amount.is_none_or(|amount| amount >= 0);
        fits.then(|| SittingNote {
            mark: self.mark,
            kind,
            position: self.position,
            amount: self.amount,
            device_at: self.at.as_deref().and_then(device_time),
        })
    }
}

/// A device's time, as far as it can be stored. It is evidence only, so anything else is dropped.
pub fn device_time(text: &str) -> Option<DateTime<Utc>> {
    let at: DateTime<Utc> = text.parse().ok()?;
    (2000..10_000).contains(&at.year()).then_some(at)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(json: &str) -> Option<Vec<SittingNote>> {
        serde_json::from_str::<NotesBody>(&format!("{{\"notes\":[{json}]}}")).ok()?.read()
    }

    #[test]
    fn a_note_is_what_pages_make_and_nothing_else() {
        let note = read(
            r#"{"mark":"a-1","kind":"focus_returned","position":3,"amount":12,"at":"2026-11-22T10:00:00Z"}"#,
        )
        .unwrap()
        .remove(0);
        assert_eq!((note.kind, note.position, note.amount), (NoteKind::FocusReturned, Some(3), Some(12)));
        assert!(note.device_at.is_some());
        assert_eq!(read("").unwrap(), []);
        let long = format!(r#"{{"mark":"{}","kind":"pasted"}}"#, "x".repeat(41));
        for wrong in [
            r#"{"mark":"","kind":"pasted"}"#,
            r#"{"mark":"a","kind":"address"}"#,
            r#"{"mark":"a","kind":"limit_told"}"#,
            r#"{"mark":"a","kind":"cheated"}"#,
            r#"{"mark":"a","kind":"pasted","amount":-1}"#,
            r#"{"mark":"a","kind":"pasted","position":0}"#,
            r#"{"mark":"a","kind":"pasted","score":1}"#,
            long.as_str(),
        ] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn more_notes_than_a_page_keeps_are_refused() {
        let one = r#"{"mark":"a","kind":"pasted"}"#;
        assert!(read(&vec![one; MOST_NOTES].join(",")).is_some());
        assert!(read(&vec![one; MOST_NOTES + 1].join(",")).is_none());
    }
}
