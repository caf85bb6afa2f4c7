//! What each kind of interaction becomes.

use std::collections::{HashMap, HashSet};

use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Diagnostic, Number, QuestionType};
use crate::paper_text::shared;
use crate::toml_bank::label_at;
use crate::xml::Element;

use super::content::{Content, GAP};
use super::keys::{Mapping, Processing, Response, Tolerance};

/// What an interaction gives to a draft.
pub(super) struct Asked {
    /// The kind of question.
    pub(super) kind: QuestionType,
    /// Its options.
    pub(super) options: Vec<ChoiceOption>,
    /// The key.
    pub(super) answer: Option<Answer>,
    /// What is wrong, without a place.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Fields that were concluded.
    pub(super) inferred: Vec<&'static str>,
    /// Lines that belong below the stem.
    pub(super) below: Vec<String>,
    /// Identifiers of all options and of the right ones.
    pub(super) identifiers: (Vec<String>, Vec<String>),
}

impl Asked {
    fn new(kind: QuestionType) -> Self {
        Self {
            kind,
            options: Vec::new(),
            answer: None,
            diagnostics: Vec::new(),
            inferred: Vec::new(),
            below: Vec::new(),
            identifiers: (Vec::new(), Vec::new()),
        }
    }

    fn say(&mut self, code: Code, found: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code).found(found));
    }
}

/// An option before it has a label.
struct Choice {
    identifier: String,
    text: String,
}

fn choices(elements: &[&Element], content: &mut Content<'_, '_>) -> Vec<Choice> {
    let mut all = Vec::with_capacity(elements.len());
    for element in elements {
        let identifier = element.attribute("identifier").unwrap_or_default().trim().to_owned();
        all.push(Choice { identifier, text: content.text(element) });
    }
    all
}

/// Options with labels in the order of the file. More than there are letters cannot be held.
fn labelled(texts: Vec<String>, asked: &mut Asked) {
    let count = texts.len();
    asked.options = texts
        .into_iter()
        .enumerate()
        .filter_map(|(index, text)| Some(ChoiceOption { label: label_at(index)?, text }))
        .collect();
    if asked.options.len() < count {
        let most = asked.options.len().to_string();
        asked.diagnostics.push(
            Diagnostic::new(Code::EValue).found(format!("{count} options")).expected(format!("≤ {most}")),
        );
    }
}

/// The positions of the options that values name: by identifier, else by their whole text.
fn positions(values: &[String], choices: &[Choice]) -> Result<Vec<usize>, String> {
    let by_identifier = index(choices.iter().map(|choice| choice.identifier.clone()));
    let in_lower_case = index(choices.iter().map(|choice| choice.identifier.to_lowercase()));
    let by_text = index(choices.iter().map(|choice| choice.text.clone()));
    let mut seen = HashSet::new();
    let mut all = Vec::with_capacity(values.len());
    for value in values {
        let found = by_identifier.get(value).or_else(|| in_lower_case.get(&value.to_lowercase()));
        let position =
            found.or_else(|| by_text.get(value)).copied().flatten().ok_or_else(|| value.clone())?;
        if seen.insert(position) {
            all.push(position);
        }
    }
    Ok(all)
}

/// Positions by name; a name that stands twice says nothing.
fn index(names: impl Iterator<Item = String>) -> HashMap<String, Option<usize>> {
    let mut positions = HashMap::new();
    for (position, name) in names.enumerate() {
        positions.entry(name).and_modify(|known| *known = None).or_insert(Some(position));
    }
    positions
}

/// Single and multiple choice, and true or false.
pub(super) fn choice(
    interaction: &Element,
    response: Option<&Response>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> Asked {
    let (asked, choices, right) = chosen(interaction, response, processing, content);
    let truth = if asked.kind == QuestionType::SingleChoice { truth_pair(&choices) } else { None };
    match truth {
        Some(truth) => true_or_false(asked, truth, &right),
        None => with_labels(asked, choices, &right),
    }
}

fn true_or_false(mut asked: Asked, truth: [bool; 2], right: &[usize]) -> Asked {
    asked.kind = QuestionType::TrueFalse;
    if let [index] = right {
        asked.answer = truth.get(*index).map(|truth| Answer::Truth(*truth));
    } else if right.len() > 1 {
        let (_, values) = &asked.identifiers;
        let values = values.join(", ");
        asked.say(Code::EAnswerCount, values);
    }
    asked
}

fn with_labels(mut asked: Asked, choices: Vec<Choice>, right: &[usize]) -> Asked {
    let labels: Vec<String> = right.iter().filter_map(|index| label_at(*index)).collect();
    labelled(choices.into_iter().map(|choice| choice.text).collect(), &mut asked);
    asked.answer = (!labels.is_empty()).then_some(Answer::Labels(labels));
    asked
}

/// The options of an interaction and the positions of the right ones.
fn chosen(
    interaction: &Element,
    response: Option<&Response>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> (Asked, Vec<Choice>, Vec<usize>) {
    let elements: Vec<&Element> = interaction
        .elements()
        .filter(|element| matches!(element.name.as_str(), "simpleChoice" | "inlineChoice"))
        .collect();
    let choices = choices(&elements, content);
    let is_multiple = is_multiple(interaction, response);
    let values = choice_values(response, processing, is_multiple);
    let mut asked =
        Asked::new(if is_multiple { QuestionType::MultipleChoice } else { QuestionType::SingleChoice });
    if response.is_none_or(|response| response.cardinality.is_empty()) {
        asked.inferred.push("type");
    }
    asked.identifiers = (choices.iter().map(|choice| choice.identifier.clone()).collect(), values.clone());
    let mut right = match positions(&values, &choices) {
        Ok(right) => right,
        Err(value) => {
            asked.say(Code::EAnswerUnclear, value);
            Vec::new()
        }
    };
    right.sort_unstable();
    check_weights(response, &choices, &right, is_multiple, &mut asked);
    (asked, choices, right)
}

/// The cardinality of the response decides; when it contradicts the number of choices that may be made, the number of
/// right ones does.
fn is_multiple(interaction: &Element, response: Option<&Response>) -> bool {
    let most = interaction.attribute("maxChoices").map(str::trim);
    let several = response.is_some_and(|response| response.correct.len() > 1);
    match response.map(|response| response.cardinality.as_str()) {
        Some("multiple" | "ordered") => most != Some("1") || several,
        Some("single") => several && most.is_some_and(|most| most != "1"),
        _ => most.is_some_and(|most| most != "1"),
    }
}

fn choice_values(response: Option<&Response>, processing: &Processing, is_multiple: bool) -> Vec<String> {
    let Some(response) = response else { return Vec::new() };
    if processing.makes_anew(&response.identifier) {
        return Vec::new();
    }
    if !response.correct.is_empty() {
        return response.correct.clone();
    }
    let weighed = response
        .mapping
        .as_ref()
        .map(|mapping| if is_multiple { mapping.positive() } else { mapping.best() });
    weighed
        .filter(|values| !values.is_empty())
        .unwrap_or_else(|| processing.key(&response.identifier, is_multiple))
}

/// Weights that say more than right and wrong, or something else than the correct response.
fn check_weights(
    response: Option<&Response>,
    choices: &[Choice],
    right: &[usize],
    is_multiple: bool,
    asked: &mut Asked,
) {
    let Some(response) = response else { return };
    let Some(mapping) = &response.mapping else { return };
    if let Some(weights) = mapping.uneven() {
        asked.say(Code::WWeights, weights);
    }
    if response.correct.is_empty() {
        return;
    }
    let weighed = if is_multiple { mapping.positive() } else { mapping.best() };
    let Ok(mut by_weight) = positions(&weighed, choices) else { return };
    by_weight.sort_unstable();
    if !by_weight.is_empty() && by_weight != right {
        let letters = |list: &[usize]| list.iter().filter_map(|index| label_at(*index)).collect::<String>();
        asked
            .diagnostics
            .push(Diagnostic::new(Code::WKeyConflict).found(letters(&by_weight)).expected(letters(right)));
    }
}

/// What two options say, when they say nothing but true and false.
fn truth_pair(choices: &[Choice]) -> Option<[bool; 2]> {
    let [first, second] = choices else { return None };
    let (first, second) = (truth(&first.text)?, truth(&second.text)?);
    (first != second).then_some([first, second])
}

fn truth(text: &str) -> Option<bool> {
    match text.trim_end_matches(['.', '!']).trim().to_ascii_lowercase().as_str() {
        "correct" => Some(true),
        "incorrect" => Some(false),
        word => shared::truth(word),
    }
}

/// Options to be put in order.
pub(super) fn order(
    interaction: &Element,
    response: Option<&Response>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> Asked {
    let elements: Vec<&Element> = interaction.all("simpleChoice").collect();
    let choices = choices(&elements, content);
    let mut asked = Asked::new(QuestionType::Ordering);
    let values = response
        .filter(|response| !processing.makes_anew(&response.identifier))
        .map(|response| match response.correct.as_slice() {
            [] => processing.key(&response.identifier, false),
            correct => correct.to_vec(),
        })
        .unwrap_or_default();
    match positions(&values, &choices) {
        Ok(right) if !right.is_empty() => {
            asked.answer = Some(Answer::Order(right.into_iter().filter_map(label_at).collect()));
        }
        Ok(_) => {}
        Err(value) => asked.say(Code::EAnswerUnclear, value),
    }
    labelled(choices.into_iter().map(|choice| choice.text).collect(), &mut asked);
    asked
}

/// Two columns whose entries belong together. `None` when one on the left belongs to several on the right, or to
/// none, which a draft cannot hold.
pub(super) fn matching(
    interaction: &Element,
    response: Option<&Response>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> Option<Asked> {
    let mut sets = interaction.all("simpleMatchSet");
    let (left, right) = (sets.next()?, sets.next()?);
    let column = |set: &Element, content: &mut Content<'_, '_>| {
        let elements: Vec<&Element> = set.all("simpleAssociableChoice").collect();
        choices(&elements, content)
    };
    let left = column(left, content);
    let right = column(right, content);
    pairs(left, right, response, processing)
}

/// Words to be put into numbered gaps of a text: the gaps are the left side.
pub(super) fn gap_matching(
    interaction: &Element,
    gaps: &[String],
    response: Option<&Response>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> Option<Asked> {
    let elements: Vec<&Element> =
        interaction.elements().filter(|part| matches!(part.name.as_str(), "gapText" | "gapImg")).collect();
    let right = choices(&elements, content);
    let left: Vec<Choice> = gaps
        .iter()
        .enumerate()
        .map(|(index, identifier)| Choice { identifier: identifier.clone(), text: gap_number(index) })
        .collect();
    pairs(left, right, response, processing)
}

/// What a numbered gap is called.
pub(super) fn gap_number(index: usize) -> String {
    format!("({})", index + 1)
}

fn pairs(
    left: Vec<Choice>,
    right: Vec<Choice>,
    response: Option<&Response>,
    processing: &Processing,
) -> Option<Asked> {
    let mut asked = Asked::new(QuestionType::Matching);
    let named =
        response.filter(|response| !processing.makes_anew(&response.identifier)).map(
            |response| match response.correct.as_slice() {
                [] => response.mapping.as_ref().map(Mapping::positive).unwrap_or_default(),
                correct => correct.to_vec(),
            },
        );
    let named = named.unwrap_or_default();
    let mut partner: Vec<Option<usize>> = vec![None; left.len()];
    let on_left = index(left.iter().map(|choice| choice.identifier.clone()));
    let on_right = index(right.iter().map(|choice| choice.identifier.clone()));
    let at =
        |list: &HashMap<String, Option<usize>>, identifier: &str| list.get(identifier).copied().flatten();
    for pair in &named {
        let (one, two) = pair.split_once(char::is_whitespace)?;
        let two = two.trim();
        // Some programs write the right side first.
        let (from, to) = match (at(&on_left, one), at(&on_right, two)) {
            (Some(from), Some(to)) => (from, to),
            _ => (at(&on_left, two)?, at(&on_right, one)?),
        };
        match partner.get_mut(from)? {
            Some(known) if *known != to => return None,
            place => *place = Some(to),
        }
    }
    if named.is_empty() {
        asked.below = left.into_iter().map(|choice| choice.text).collect();
    } else {
        asked.answer = Some(Answer::Pairs(paired(&left, &right, &partner)?));
    }
    labelled(right.into_iter().map(|choice| choice.text).collect(), &mut asked);
    Some(asked)
}

/// Each left text with its right one, then the right ones that belong to nothing.
fn paired(left: &[Choice], right: &[Choice], partner: &[Option<usize>]) -> Option<Vec<(String, String)>> {
    let mut used = vec![false; right.len()];
    let mut all = Vec::with_capacity(left.len());
    for (choice, to) in left.iter().zip(partner) {
        let to = (*to)?;
        if let Some(used) = used.get_mut(to) {
            *used = true;
        }
        all.push((choice.text.clone(), right.get(to)?.text.clone()));
    }
    let unused = right.iter().zip(used).filter(|(_, used)| !used);
    all.extend(unused.map(|(choice, _)| (String::new(), choice.text.clone())));
    Some(all)
}

/// An answer in one's own words.
pub(super) fn essay(response: Option<&Response>, processing: &Processing) -> Asked {
    let mut asked = Asked::new(QuestionType::ShortAnswer);
    if let Some(response) = response {
        let texts = accepted(response, processing);
        asked.answer = (!texts.is_empty()).then_some(Answer::Reference(texts));
    }
    asked
}

/// Texts that a response accepts, the correct one first.
fn accepted(response: &Response, processing: &Processing) -> Vec<String> {
    if processing.makes_anew(&response.identifier) {
        return Vec::new();
    }
    let mut texts = response.correct.clone();
    texts.extend(response.mapping.as_ref().map(Mapping::positive).unwrap_or_default());
    texts.extend(processing.accepted(&response.identifier));
    let mut seen = HashSet::new();
    texts.retain(|text| !text.is_empty() && seen.insert(text.clone()));
    texts
}

/// Gaps in a text. One gap that asks for a number is a numeric question, one that offers options a choice.
pub(super) fn gaps(
    gaps: &[(&Element, Option<&Response>)],
    processing: &Processing,
    content: &mut Content<'_, '_>,
) -> Asked {
    if let [(only, response)] = gaps {
        if only.name == "inlineChoiceInteraction" {
            return choice(only, *response, processing, content);
        }
        if let Some(asked) = response.and_then(|response| numeric(response, processing)) {
            return asked;
        }
    }
    let mut asked = Asked::new(QuestionType::FillBlank);
    let mut blanks: Vec<Vec<String>> = Vec::with_capacity(gaps.len());
    for (gap, response) in gaps {
        let texts = if gap.name == "inlineChoiceInteraction" {
            inline(gap, *response, processing, content, &mut asked)
        } else {
            typed(*response, processing, &mut asked)
        };
        blanks.push(texts);
    }
    let filled = blanks.iter().filter(|texts| !texts.is_empty()).count();
    if filled == blanks.len() {
        asked.answer = Some(Answer::Blanks(blanks));
    } else if filled > 0 {
        let expected = blanks.len().to_string();
        asked
            .diagnostics
            .push(Diagnostic::new(Code::EBlankCount).found(filled.to_string()).expected(expected));
    }
    asked
}

fn typed(response: Option<&Response>, processing: &Processing, asked: &mut Asked) -> Vec<String> {
    let Some(response) = response else { return Vec::new() };
    if let Some(Tolerance { below, above, .. }) =
        processing.tolerance(&response.identifier).filter(|width| width.below + width.above > 0.0)
    {
        asked.say(Code::WScoring, format!("-{below} +{above}"));
    }
    if let Some(mapping) = &response.mapping {
        if let Some(weights) = mapping.uneven() {
            asked.say(Code::WWeights, weights);
        }
        let has_case = |text: &String| {
            text.chars().any(char::is_alphabetic) && text.to_lowercase() != text.to_uppercase()
        };
        if mapping.case_sensitive && mapping.positive().iter().any(has_case) {
            asked.say(Code::WUnsupported, "caseSensitive");
        }
    }
    accepted(response, processing)
}

/// A gap that offers options accepts the text of the right one; the others cannot be kept.
fn inline(
    gap: &Element,
    response: Option<&Response>,
    processing: &Processing,
    content: &mut Content<'_, '_>,
    asked: &mut Asked,
) -> Vec<String> {
    let (part, choices, right) = chosen(gap, response, processing, content);
    asked.diagnostics.extend(part.diagnostics);
    let offered: Vec<&str> = choices.iter().map(|choice| choice.text.as_str()).collect();
    asked.say(Code::WUnsupported, format!("inlineChoice: {}", offered.join(" / ")));
    right.iter().filter_map(|index| choices.get(*index)).map(|choice| choice.text.clone()).collect()
}

/// A number with the tolerance of the processing; `None` when the response is no number.
fn numeric(response: &Response, processing: &Processing) -> Option<Asked> {
    if !matches!(response.base_type.as_str(), "float" | "integer") {
        return None;
    }
    let mut asked = Asked::new(QuestionType::Numeric);
    if processing.makes_anew(&response.identifier) {
        return Some(asked);
    }
    let texts = accepted(response, processing);
    let values: Vec<Number> = texts.iter().filter_map(|text| Number::parse(text)).collect();
    match (values.as_slice(), texts.first()) {
        ([value, others @ ..], _) => {
            if others.iter().any(|other| other != value) {
                let all: Vec<String> = values.iter().map(ToString::to_string).collect();
                asked.say(Code::WWeights, all.join(", "));
            }
            let tolerance = tolerance(*value, &response.identifier, processing, &mut asked);
            asked.answer = Some(Answer::Numeric { value: *value, tolerance });
        }
        ([], Some(text)) => asked.say(Code::EAnswerUnclear, text.clone()),
        ([], None) => {
            if let Some((low, high)) = processing.range(&response.identifier) {
                let middle = rounded(f64::midpoint(low, high))?;
                let tolerance = rounded((high - low) / 2.0)?;
                asked.answer = Some(Answer::Numeric { value: middle, tolerance });
            }
        }
    }
    Some(asked)
}

/// Without the dust of binary fractions.
fn rounded(value: f64) -> Option<Number> {
    Number::parse(&format!("{value:.9}"))
}

/// The narrower side counts when the two differ, and someone should look.
fn tolerance(value: Number, identifier: &str, processing: &Processing, asked: &mut Asked) -> Number {
    let Some(Tolerance { below, above, relative }) = processing.tolerance(identifier) else {
        return Number::default();
    };
    if (below - above).abs() > f64::EPSILON {
        asked.say(Code::WScoring, format!("-{below} +{above}"));
    }
    let width = below.min(above);
    // The tolerance of a relative comparison is in percent.
    let width = if relative { value.get().abs() * width / 100.0 } else { width };
    rounded(width).unwrap_or_default()
}

/// How a gap looks while its text is put together.
pub(super) fn gap_mark(numbered: Option<usize>) -> String {
    numbered.map_or_else(|| GAP.to_owned(), |index| format!("{}{GAP}", gap_number(index)))
}
