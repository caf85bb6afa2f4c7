//! What a response declaration and the processing of responses say about the key.

use std::collections::{HashMap, HashSet};

use crate::model::Number;
use crate::xml::Element;

/// Weights that differ by less than this are the same.
const NEARLY: f64 = 1e-6;

/// The declaration of one response.
#[derive(Clone, Debug, Default)]
pub(super) struct Response {
    /// What interactions call it.
    pub(super) identifier: String,
    /// `single`, `multiple`, `ordered` or `record`.
    pub(super) cardinality: String,
    /// `identifier`, `string`, `float`, …
    pub(super) base_type: String,
    /// Values of the correct response, in their order.
    pub(super) correct: Vec<String>,
    /// Weights of values.
    pub(super) mapping: Option<Mapping>,
}

/// Weights of values.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapping {
    /// Values and what each is worth.
    pub(super) entries: Vec<(String, f64)>,
    /// The most that is given.
    pub(super) upper: Option<f64>,
    /// Whether an entry says that capital letters count.
    pub(super) case_sensitive: bool,
}

impl Response {
    /// Reads a declaration.
    pub(super) fn read(declaration: &Element) -> Self {
        let attribute = |name: &str| declaration.attribute(name).unwrap_or_default().trim().to_owned();
        let correct = declaration.first("correctResponse").map(values).unwrap_or_default();
        Self {
            identifier: attribute("identifier"),
            cardinality: attribute("cardinality"),
            base_type: attribute("baseType"),
            correct,
            mapping: declaration.first("mapping").map(Mapping::read),
        }
    }
}

impl Mapping {
    fn read(mapping: &Element) -> Self {
        let entry = |entry: &Element| {
            let key = entry.attribute("mapKey")?.trim().to_owned();
            let value = entry.attribute("mappedValue").and_then(decimal)?;
            Some((key, value))
        };
        Self {
            entries: mapping.all("mapEntry").filter_map(entry).collect(),
            upper: mapping.attribute("upperBound").and_then(decimal),
            case_sensitive: mapping
                .all("mapEntry")
                .any(|entry| entry.attribute("caseSensitive").is_some_and(|value| value.trim() == "true")),
        }
    }

    /// Values that are worth something.
    pub(super) fn positive(&self) -> Vec<String> {
        self.entries.iter().filter(|(_, weight)| *weight > 0.0).map(|(key, _)| key.clone()).collect()
    }

    /// The values that are worth most.
    pub(super) fn best(&self) -> Vec<String> {
        let most = self.entries.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        let is_best = |weight: f64| weight > 0.0 && most - weight < NEARLY;
        self.entries.iter().filter(|(_, weight)| is_best(*weight)).map(|(key, _)| key.clone()).collect()
    }

    /// The weights as text, when they say more than right and wrong: when right values are worth different points, or
    /// wrong ones cost something else than a right one gives.
    pub(super) fn uneven(&self) -> Option<String> {
        let weights: Vec<f64> = self.entries.iter().map(|(_, weight)| *weight).collect();
        let most = weights.iter().copied().fold(0.0, f64::max);
        let even = |weight: &f64| weight.abs() < NEARLY || (weight.abs() - most).abs() < NEARLY;
        (!weights.iter().all(even)).then(|| {
            let words: Vec<String> = weights.iter().map(ToString::to_string).collect();
            words.join(", ")
        })
    }
}

/// The texts of the `value` elements of an element.
fn values(element: &Element) -> Vec<String> {
    element
        .all("value")
        .map(|value| value.text().replace('\u{a0}', " ").trim().to_owned())
        .filter(|value| !value.is_empty())
        .collect()
}

/// A number as XML Schema writes it.
pub(super) fn decimal(text: &str) -> Option<f64> {
    Number::parse(text).map(Number::get)
}

/// What the processing of responses says, gathered in one walk.
#[derive(Default)]
pub(super) struct Processing {
    /// Responses whose correct value is made anew for each trainee.
    made_anew: HashSet<String>,
    rewards: HashMap<String, Vec<Reward>>,
    tolerances: HashMap<String, Tolerance>,
    ranges: HashMap<String, (f64, f64)>,
    /// Identifiers of feedback, and whether it is shown for a right answer.
    feedback: HashMap<String, bool>,
    /// Scores that conditions give for the declared correct response.
    full_scores: Vec<f64>,
    /// The first element that makes the scoring more than a comparison with the key.
    unusual: Option<String>,
}

/// The values that one condition rewards.
struct Reward {
    values: Vec<String>,
    /// Whether all of them together are the key, or any one of them.
    together: bool,
    score: f64,
}

/// How far off a number may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tolerance {
    /// Below the number.
    pub(super) below: f64,
    /// Above the number.
    pub(super) above: f64,
    /// Whether both are percent of the number.
    pub(super) relative: bool,
}

impl Processing {
    /// Of an item.
    pub(super) fn of(item: &Element) -> Self {
        let mut processing = Self::default();
        for element in item.first("templateProcessing").map(Element::descendants).unwrap_or_default() {
            if element.name == "setCorrectResponse" {
                processing.made_anew.extend(element.attribute("identifier").map(str::to_owned));
            }
        }
        for element in item.first("responseProcessing").map(Element::descendants).unwrap_or_default() {
            match element.name.as_str() {
                "responseIf" | "responseElseIf" => processing.condition(element),
                "equal" => processing.comparison(element),
                name if UNUSUAL.contains(&name) => {
                    processing.unusual.get_or_insert_with(|| name.to_owned());
                }
                _ => {}
            }
        }
        processing
    }

    fn condition(&mut self, condition: &Element) {
        let Some(test) = condition.elements().next() else { return };
        self.feedback_of(condition, test);
        let Some(score) = score_of(condition) else { return };
        if test.name == "match" && test.first("correct").is_some() {
            self.full_scores.push(score);
        }
        if let Some((identifier, range)) = range_of(test) {
            self.ranges.entry(identifier.to_owned()).or_insert(range);
        }
        for Compared { identifier, values, together } in compared(test).unwrap_or_default() {
            self.rewards.entry(identifier.to_owned()).or_default().push(Reward { values, together, score });
        }
    }

    fn feedback_of(&mut self, condition: &Element, test: &Element) {
        let Some(is_right) = is_for_right_answers(test) else { return };
        for set in condition.all("setOutcomeValue") {
            for value in set.descendants().into_iter().filter(|value| value.name == "baseValue") {
                self.feedback.entry(value.text().trim().to_owned()).or_insert(is_right);
            }
        }
    }

    fn comparison(&mut self, equal: &Element) {
        let relative = match equal.attribute("toleranceMode") {
            Some("absolute") => false,
            Some("relative") => true,
            _ => return,
        };
        let mut widths = equal.attribute("tolerance").unwrap_or_default().split_whitespace().map(decimal);
        let Some(below) = widths.next().flatten().map(f64::abs) else { return };
        let above = widths.next().flatten().map_or(below, f64::abs);
        for identifier in equal.all("variable").filter_map(|variable| variable.attribute("identifier")) {
            self.tolerances.entry(identifier.to_owned()).or_insert(Tolerance { below, above, relative });
        }
    }

    /// Whether the key of a response differs from trainee to trainee, so that the one declared means nothing.
    pub(super) fn makes_anew(&self, identifier: &str) -> bool {
        self.made_anew.contains(identifier)
    }

    /// The key of a choice that stands nowhere but in a simple comparison with fixed values.
    pub(super) fn key(&self, identifier: &str, is_multiple: bool) -> Vec<String> {
        let rewards = self.rewards.get(identifier).map(Vec::as_slice).unwrap_or_default();
        let most = rewards.iter().map(|each| each.score).fold(0.0, f64::max);
        let best: Vec<&Reward> = rewards.iter().filter(|each| most - each.score < NEARLY).collect();
        if let [only] = best.as_slice() {
            let clear = only.together || only.values.len() == 1;
            return if clear { only.values.clone() } else { Vec::new() };
        }
        // Points for each of several options, one condition each.
        let each_alone = best.len() == rewards.len() && best.iter().all(|each| each.values.len() == 1);
        if is_multiple && each_alone {
            best.iter().flat_map(|each| each.values.clone()).collect()
        } else {
            Vec::new()
        }
    }

    /// Texts that simple comparisons with fixed values accept.
    pub(super) fn accepted(&self, identifier: &str) -> Vec<String> {
        let rewards = self.rewards.get(identifier).map(Vec::as_slice).unwrap_or_default();
        rewards
            .iter()
            .filter(|each| !each.together || each.values.len() == 1)
            .flat_map(|each| each.values.clone())
            .collect()
    }

    /// Points that a condition gives for the declared correct response, when it is not the one point that every item
    /// gives unless it says otherwise.
    pub(super) fn points(&self) -> Option<f64> {
        match self.full_scores.as_slice() {
            [only] if (*only - 1.0).abs() > NEARLY => Some(*only),
            _ => None,
        }
    }

    /// How far off a number may be.
    pub(super) fn tolerance(&self, identifier: &str) -> Option<Tolerance> {
        self.tolerances.get(identifier).copied()
    }

    /// Both ends of the range that is right, when the processing says one.
    pub(super) fn range(&self, identifier: &str) -> Option<(f64, f64)> {
        self.ranges.get(identifier).copied()
    }

    /// Whether the feedback of this identifier is shown for a right answer (`true`) or a wrong one (`false`), as far as the
    /// conditions say it in so many words.
    pub(super) fn shows_for(&self, feedback: &str) -> Option<bool> {
        self.feedback.get(feedback).copied()
    }

    /// The name of what makes the scoring more than a comparison with the key.
    pub(super) fn unusual(&self) -> Option<&str> {
        self.unusual.as_deref()
    }
}

const UNUSUAL: &[&str] = &[
    "customOperator",
    "lookupOutcomeValue",
    "mapResponsePoint",
    "inside",
    "random",
    "randomInteger",
    "randomFloat",
    "anyN",
    "fieldValue",
    "index",
    "patternMatch",
    "substring",
    "durationLT",
    "durationGTE",
    "mathOperator",
    "statsOperator",
    "equalRounded",
    "responseProcessingFragment",
];

/// Whether a test holds for right answers or for wrong ones, as far as it says so.
fn is_for_right_answers(test: &Element) -> Option<bool> {
    if test.name == "match" && test.first("correct").is_some() {
        return Some(true);
    }
    let all = test.descendants();
    let says = |word: &str| {
        all.iter()
            .any(|element| element.name == "baseValue" && element.text().trim().eq_ignore_ascii_case(word))
    };
    if says("incorrect") {
        Some(false)
    } else if says("correct") {
        Some(true)
    } else {
        None
    }
}

/// The score that a condition sets, when it is one fixed number above zero or all there is.
fn score_of(condition: &Element) -> Option<f64> {
    let has_word = |element: &Element, word: &str| {
        element.attribute("identifier").is_some_and(|name| name.to_ascii_uppercase().contains(word))
    };
    let Some(set) = condition.all("setOutcomeValue").find(|set| has_word(set, "SCORE")) else {
        return praises(condition).then_some(1.0);
    };
    let inner = set.descendants();
    if inner.iter().any(|element| element.name == "subtract") {
        return None;
    }
    if let Some(value) = inner.iter().find(|element| element.name == "baseValue") {
        return decimal(value.text().trim()).filter(|score| *score > 0.0);
    }
    let full = inner.iter().any(|element| element.name == "variable" && has_word(element, "MAXSCORE"));
    full.then_some(1.0)
}

/// Whether a condition that sets no score answers with the feedback `correct`.
fn praises(condition: &Element) -> bool {
    condition
        .all("setOutcomeValue")
        .flat_map(Element::descendants)
        .any(|value| value.name == "baseValue" && value.text().trim().eq_ignore_ascii_case("correct"))
}

/// A comparison of one response with fixed values.
struct Compared<'a> {
    identifier: &'a str,
    values: Vec<String>,
    together: bool,
}

/// The responses and the fixed values that a test compares; `None` when it does more than that.
fn compared(test: &Element) -> Option<Vec<Compared<'_>>> {
    match test.name.as_str() {
        "match" | "equal" | "stringMatch" | "member" | "contains" => {
            let variable = test.first("variable")?;
            let other = test.elements().find(|element| element.name != "variable")?;
            let value = |element: &Element| element.text().trim().to_owned();
            let values = match other.name.as_str() {
                "baseValue" => vec![value(other)],
                "multiple" | "ordered" if test.name == "match" => other.all("baseValue").map(value).collect(),
                _ => return None,
            };
            Some(vec![Compared { identifier: variable.attribute("identifier")?, values, together: true }])
        }
        "or" => {
            let mut parts = Vec::new();
            for part in test.elements() {
                parts.extend(compared(part)?);
            }
            let mut whole = parts.pop()?;
            whole.together = false;
            for part in parts.into_iter().rev() {
                if part.identifier != whole.identifier {
                    return None;
                }
                whole.values.splice(0..0, part.values);
            }
            Some(vec![whole])
        }
        "and" => {
            let mut whole: Vec<Compared<'_>> = Vec::new();
            // What must not be chosen says nothing new.
            for part in test.elements().filter(|part| !matches!(part.name.as_str(), "not" | "isNull")) {
                for one in compared(part)? {
                    match whole.iter_mut().find(|known| known.identifier == one.identifier) {
                        Some(known) if known.together && one.together => known.values.extend(one.values),
                        Some(_) => return None,
                        None => whole.push(one),
                    }
                }
            }
            Some(whole)
        }
        _ => None,
    }
}

/// The response and both ends of the range that a test asks for.
fn range_of(test: &Element) -> Option<(&str, (f64, f64))> {
    let bound = |element: &Element| {
        let mut parts = element.elements();
        let (variable, value) = (parts.next()?, parts.next()?);
        (variable.name == "variable" && value.name == "baseValue")
            .then(|| decimal(value.text().trim()))
            .flatten()
    };
    if test.name != "and" {
        return None;
    }
    let (mut low, mut high, mut identifier) = (None, None, None);
    for element in test.elements() {
        let side = match element.name.as_str() {
            "gte" | "gt" => &mut low,
            "lte" | "lt" => &mut high,
            _ => return None,
        };
        *side = bound(element);
        let about = element.first("variable")?.attribute("identifier")?;
        if identifier.replace(about).is_some_and(|before| before != about) {
            return None;
        }
    }
    let (low, high) = (low?, high?);
    (low <= high).then_some((identifier?, (low, high)))
}
