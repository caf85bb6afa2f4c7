//! What stands outside the body: headers, footers, notes, comments, text boxes, hidden text.

use std::collections::BTreeSet;

use super::names::{Vocabulary, vocabulary};
use super::package::Package;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::xml::{Events, Part};

/// The places with text that were left out, by the words diagnostics have for them.
#[derive(Debug, Default)]
pub(super) struct Outside {
    places: BTreeSet<&'static str>,
}

impl Outside {
    pub(super) fn add(&mut self, place: &'static str) {
        self.places.insert(place);
    }

    /// Looks into the other parts of the document. One that cannot be read is left out too, with a word.
    pub(super) fn look_into(&mut self, package: &mut Package<'_>, main: &str) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let relationships = package.relationships(main).unwrap_or_default();
        let mut parts: Vec<(&'static str, String)> = relationships
            .into_values()
            .filter_map(|target| Some((place_of(&target.kind)?, target.part?)))
            .collect();
        parts.sort();
        for (place, part) in parts {
            if self.places.contains(place) {
                continue;
            }
            match package.text(&part).and_then(|text| text.map_or(Ok(false), |text| holds_text(&text))) {
                Ok(true) => self.add(place),
                Ok(false) => {}
                Err(_) => problems.push(Diagnostic::new(Code::WUnsupported).found(part)),
            }
        }
        problems
    }

    /// One warning for each place.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        self.places.iter().map(|place| Diagnostic::new(Code::WOutsideBody).found(*place))
    }
}

fn place_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "header" => "headers",
        "footer" => "footers",
        "footnotes" => "footnotes",
        "endnotes" => "endnotes",
        "comments" => "comments",
        _ => return None,
    })
}

/// Whether a part says more than a page number.
fn holds_text(text: &str) -> Result<bool, Diagnostic> {
    let mut events = Events::new(text);
    let mut inside = false;
    let mut found = String::new();
    while let Some(part) = events.next_part()? {
        match part {
            Part::Open(element) => inside = element.name == "t" && vocabulary(&element) == Vocabulary::Word,
            Part::Text(text) if inside && found.len() < 1_000 => found.push_str(&text),
            Part::Text(_) => {}
            Part::Close => inside = false,
        }
    }
    Ok(says_something(&found))
}

/// `第 3 页 共 9 页`, `Page 3 of 9` and `- 3 -` say nothing.
pub(super) fn says_something(text: &str) -> bool {
    let rest = text.to_lowercase().replace("page", "").replace("of", "");
    rest.chars().any(|one| one.is_alphabetic() && !"第页共".contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_say_nothing() {
        for text in ["", "第 3 页 共 9 页", "Page 3 of 9", "- 3 -"] {
            assert!(!says_something(text), "{text}");
        }
        assert!(says_something("内部资料"));
    }
}
