//! The `<answer>` elements of a question.

use std::collections::HashSet;

use crate::messages::Code;
use crate::model::Diagnostic;
use crate::xml::Element;

use super::number;
use super::texts::{Format, Texts};

/// What is fully right, in percent, with room for rounding.
const FULL: f64 = 99.9;

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given<'a> {
    pub(super) element: &'a Element,
    pub(super) text: String,
    /// Its weight in percent; nothing when it has none that can be read.
    pub(super) weight: Option<f64>,
    pub(super) feedback: String,
}

/// How the text of an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// In the format it names, else in this one.
    Formatted(Format),
    /// Plain, whatever it names.
    Plain,
}

impl Given<'_> {
    pub(super) fn is_full(&self) -> bool {
        self.weight.is_some_and(|weight| weight >= FULL)
    }

    pub(super) fn is_positive(&self) -> bool {
        self.weight.is_some_and(|weight| weight > 0.0)
    }

    /// Neither fully right nor wrong.
    pub(super) fn is_partial(&self) -> bool {
        self.is_positive() && !self.is_full()
    }
}

/// Reads the answers of a question. Empty ones are not options to Moodle either.
pub(super) fn read<'a>(question: &'a Element, style: Style, texts: &mut Texts<'a>) -> Vec<Given<'a>> {
    let answers = question.all("answer").filter(|answer| !super::texts::source(answer).trim().is_empty());
    answers
        .map(|element| {
            let text = match style {
                Style::Formatted(default) => texts.of(element, default),
                Style::Plain => texts.plain(element),
            };
            let printed = element
                .attribute("fraction")
                .map(str::to_owned)
                .or_else(|| element.first("fraction").map(Element::text));
            let feedback = element.first("feedback").map(|holder| texts.of(holder, Format::Html));
            Given {
                element,
                text,
                weight: printed.as_deref().and_then(number::weight),
                feedback: feedback.unwrap_or_default(),
            }
        })
        .collect()
}

/// A warning that lists the weights.
pub(super) fn weights<'a>(named: impl Iterator<Item = (String, &'a Given<'a>)>) -> Diagnostic {
    let weighed = named.map(|(name, given)| format!("{name} {}%", given.weight.unwrap_or_default()));
    Diagnostic::new(Code::WWeights).found(listed(weighed))
}

/// Texts in a row, no more of them and no longer than a diagnostic should quote.
pub(super) fn listed(texts: impl Iterator<Item = String>) -> String {
    const MOST: usize = 26;
    const LONGEST: usize = 60;
    let mut texts = texts.map(|text| text.chars().take(LONGEST).collect::<String>());
    let mut list = texts.by_ref().take(MOST).collect::<Vec<_>>().join(", ");
    if texts.next().is_some() {
        list.push('…');
    }
    list
}

/// What the feedback of the right answers says, when they say anything.
pub(super) fn feedback_of_right<'a>(right: impl Iterator<Item = &'a Given<'a>>) -> Option<String> {
    let mut seen = HashSet::new();
    let lines: Vec<&str> = right
        .map(|given| given.feedback.trim())
        .filter(|feedback| !feedback.is_empty() && seen.insert(*feedback))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
