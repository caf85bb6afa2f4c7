//! What the templates below `templates/components/` are given. The fields are named as those templates name them.

use serde::Serialize;

/// An entry of a select, or a row to tick (`select.hbs`, `options.hbs`).
#[derive(Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Letter before a row; `None` where rows have no letters.
    pub key: Option<String>,
    /// Whether a row is ticked.
    pub checked: bool,
    /// Whether an entry is chosen.
    pub selected: bool,
}

impl Choice {
    /// A choice that is chosen or not.
    pub fn new(value: impl Into<String>, label: impl Into<String>, is_chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), key: None, checked: is_chosen, selected: is_chosen }
    }

    /// A choice that is chosen when `chosen` holds its value.
    pub fn among(value: impl Into<String>, label: impl Into<String>, chosen: &[&str]) -> Self {
        let value = value.into();
        let is_chosen = chosen.contains(&value.as_str());
        Self::new(value, label, is_chosen)
    }
}

/// A step on the way to a page (`crumbs.hbs`).
#[derive(Debug, Serialize)]
pub struct Crumb {
    /// Its words.
    pub label: String,
    /// Its address; `None` for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    /// A page above.
    pub fn up(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    /// The page itself.
    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }
}

/// A figure; one with an address leads to what it counts (`figs.hbs`).
#[derive(Debug, Serialize)]
pub struct Figure {
    /// The figure.
    pub number: i64,
    /// The whole it is a part of, as text.
    pub of: Option<String>,
    /// What is counted.
    pub text: String,
    /// Name of an icon.
    pub shape: Option<&'static str>,
    /// `ok`, `warn` or `bad`.
    pub kind: Option<&'static str>,
    /// Where those stand that it counts.
    pub href: Option<String>,
}

impl Figure {
    /// A figure and its words, nothing else.
    pub fn new(number: i64, text: impl Into<String>) -> Self {
        Self { number, of: None, text: text.into(), shape: None, kind: None, href: None }
    }
}

/// One view of a thing that has several (`tabs.hbs`).
#[derive(Debug, Serialize)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its words.
    pub label: String,
    /// How much it holds; `None` where nothing is counted.
    pub count: Option<i64>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A status as shape and word (`pill.hbs`).
#[derive(Debug, Serialize)]
pub struct Pill {
    /// `ok`, `warn`, `bad`, `run` or `none`.
    pub kind: &'static str,
    /// Name of an icon.
    pub shape: &'static str,
    /// The word.
    pub word: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_among_others_is_chosen_by_its_value() {
        for (value, is_chosen) in [("a", true), ("b", false), ("", false)] {
            let choice = Choice::among(value, "words", &["a", "c"]);
            assert_eq!((choice.checked, choice.selected), (is_chosen, is_chosen), "{value}");
        }
    }
}
