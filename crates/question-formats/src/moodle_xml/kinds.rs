//! The kinds of question and their keys.

use std::collections::HashSet;

use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Diagnostic, Number, QuestionType};
use crate::toml_bank::label_at;
use crate::xml::Element;

use super::answers::{self, Given, Style};
use super::question::Reader;
use super::texts::Format;
use super::{carried, cloze, number};

/// A kind that a draft can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Choice,
    Truth,
    Short,
    Numeric,
    Essay,
    Matching,
    Ordering,
    Cloze,
}

impl Kind {
    /// The kind of a `type`, when a draft can hold it.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "multichoice" | "multichoiceset" => Self::Choice,
            "truefalse" => Self::Truth,
            "shortanswer" => Self::Short,
            "numerical" => Self::Numeric,
            "essay" => Self::Essay,
            "matching" | "match" | "ddmatch" => Self::Matching,
            "ordering" => Self::Ordering,
            "cloze" | "multianswer" => Self::Cloze,
            _ => return None,
        })
    }
}

/// Why an element gives no question.
pub(super) enum Refusal {
    NotSupported,
    Malformed(String),
}

pub(super) fn read(kind: Kind, reader: &mut Reader<'_>) -> Result<(), Refusal> {
    match kind {
        Kind::Choice => choice(reader)?,
        Kind::Truth => truth(reader),
        Kind::Short => short(reader),
        Kind::Numeric => numeric(reader),
        Kind::Essay => essay(reader),
        Kind::Matching => matching(reader)?,
        Kind::Ordering => ordering(reader)?,
        Kind::Cloze => cloze::read(reader)?,
    }
    Ok(())
}

/// Options with their labels.
pub(super) fn options(texts: impl Iterator<Item = String>) -> Result<Vec<ChoiceOption>, Refusal> {
    let texts: Vec<String> = texts.collect();
    let count = texts.len();
    let labelled = texts
        .into_iter()
        .enumerate()
        .map(|(index, text)| label_at(index).map(|label| ChoiceOption { label, text }));
    labelled.collect::<Option<Vec<_>>>().ok_or_else(|| Refusal::Malformed(format!("{count} > 26")))
}

fn choice(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    let given = answers::read(reader.element, Style::Formatted(reader.format), &mut reader.texts);
    reader.draft.options = options(given.iter().map(|given| given.text.clone()))?;
    let is_single = reader.element.attribute("type") != Some("multichoiceset")
        && reader.element.first("single").is_none_or(|single| {
            let value = single.text().trim().to_ascii_lowercase();
            !matches!(value.as_str(), "" | "0" | "false")
        });
    reader.draft.question_type =
        if is_single { QuestionType::SingleChoice } else { QuestionType::MultipleChoice };
    let full: Vec<usize> = indices(&given, Given::is_full);
    let positive = indices(&given, Given::is_positive);
    // A single choice question has its key at 100; without one, what counts at all is the best there is.
    let key = if is_single && !full.is_empty() { &full } else { &positive };
    reader.draft.answer =
        (!key.is_empty()).then(|| Answer::Labels(key.iter().copied().filter_map(label_at).collect()));
    if !is_plain(&given, is_single) && !reader.draft.weigh(given.iter().map(|given| given.weight)) {
        let labels = reader.draft.options.iter().map(|option| option.label.clone());
        let warning = answers::weights(labels.zip(&given).filter(|(_, given)| given.weight != Some(0.0)));
        reader.report(warning);
    }
    explain(reader, &given, key);
    Ok(())
}

fn indices<'a>(given: &[Given<'a>], wanted: impl Fn(&Given<'a>) -> bool) -> Vec<usize> {
    given.iter().enumerate().filter(|(_, given)| wanted(given)).map(|(index, _)| index).collect()
}

/// Whether the weights say no more than right and wrong: everything for one, equal parts of it for several, nothing
/// for the others, or as much taken away as makes choosing all of several worth nothing.
fn is_plain(given: &[Given<'_>], is_single: bool) -> bool {
    let weights: Vec<f64> =
        given.iter().filter_map(|given| given.weight).filter(|weight| *weight != 0.0).collect();
    let (wrong, weights): (Vec<f64>, Vec<f64>) = weights.into_iter().partition(|weight| *weight < 0.0);
    if is_single {
        return wrong.is_empty() && weights.iter().all(|weight| (*weight - 100.0).abs() < 0.1);
    }
    let all_wrong = given.len().saturating_sub(weights.len());
    let undoes = |weight: &f64| number::is_share_of(-weight, all_wrong);
    if !wrong.is_empty() && (wrong.len() < all_wrong || !wrong.iter().all(undoes)) {
        return false;
    }
    let (Some(first), sum) = (weights.first(), weights.iter().sum::<f64>()) else { return true };
    weights.iter().all(|weight| (weight - first).abs() < 0.5) && (sum - 100.0).abs() < 2.0
}

/// Without a general feedback, that of the right answers explains the key. That of the others has no place.
fn explain(reader: &mut Reader<'_>, given: &[Given<'_>], key: &[usize]) {
    let is_used = reader.draft.explanation.is_none();
    if is_used {
        let right = key.iter().filter_map(|index| given.get(*index));
        reader.draft.explanation = answers::feedback_of_right(right);
        if reader.draft.explanation.is_some() {
            reader.draft.inferred.push("explanation".to_owned());
        }
    }
    let is_kept = |index: usize| is_used && key.binary_search(&index).is_ok();
    let is_lost = |(index, given): (usize, &Given<'_>)| !given.feedback.trim().is_empty() && !is_kept(index);
    if given.iter().enumerate().any(is_lost) {
        reader.not_kept("answer/feedback");
    }
}

fn truth(reader: &mut Reader<'_>) {
    reader.draft.question_type = QuestionType::TrueFalse;
    let given = answers::read(reader.element, Style::Plain, &mut reader.texts);
    let full = indices(&given, Given::is_full);
    let right = match full.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => {
            let printed = full.iter().filter_map(|index| given.get(*index)).map(|given| given.text.clone());
            let printed = answers::listed(printed);
            reader.report(Diagnostic::new(Code::EAnswerUnclear).found(printed));
            None
        }
    };
    if let Some((index, one)) = right.and_then(|index| given.get(index).map(|one| (index, one))) {
        let others = given.iter().enumerate().filter(|(other, _)| *other != index);
        let by_other = others.filter_map(|(_, other)| truth_word(&other.text)).next().map(|word| !word);
        let truth = truth_word(&one.text).or(by_other).unwrap_or_else(|| {
            // In old files the answers have other words, and the first is the true one.
            let expected = if index == 0 { "true" } else { "false" };
            reader.report(Diagnostic::new(Code::WExtension).found(one.text.clone()).expected(expected));
            reader.draft.inferred.push("answer".to_owned());
            index == 0
        });
        reader.draft.answer = Some(Answer::Truth(truth));
    }
    explain(reader, &given, right.as_slice());
}

/// Words for true and false, in small letters: Moodle writes the English ones, programs that make such files their own.
const TRUE_WORDS: &[&str] = &[
    "true",
    "t",
    "yes",
    "对",
    "正确",
    "是",
    "√",
    "對",
    "正確",
    "verdadero",
    "verdadeiro",
    "vrai",
    "wahr",
    "richtig",
    "vero",
    "waar",
    "juist",
    "верно",
    "правда",
    "да",
    "вірно",
    "так",
    "prawda",
    "pravda",
    "doğru",
    "benar",
    "đúng",
    "sant",
    "sann",
    "cert",
    "正しい",
    "はい",
    "صحيح",
    "صح",
];
const FALSE_WORDS: &[&str] = &[
    "false",
    "f",
    "no",
    "错",
    "错误",
    "否",
    "×",
    "不正确",
    "錯",
    "錯誤",
    "不正確",
    "falso",
    "faux",
    "falsch",
    "onwaar",
    "onjuist",
    "неверно",
    "ложь",
    "нет",
    "невірно",
    "ні",
    "fałsz",
    "nepravda",
    "yanlış",
    "salah",
    "sai",
    "usant",
    "falskt",
    "fals",
    "誤り",
    "いいえ",
    "خطأ",
];

fn truth_word(text: &str) -> Option<bool> {
    let word = text.trim().trim_end_matches(['.', '。']).to_lowercase();
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    if is_in(TRUE_WORDS) { Some(true) } else { is_in(FALSE_WORDS).then_some(false) }
}

fn short(reader: &mut Reader<'_>) {
    reader.draft.question_type = QuestionType::FillBlank;
    let given = answers::read(reader.element, Style::Plain, &mut reader.texts);
    let is_anything = |given: &Given<'_>| given.text.trim() == "*";
    let mut key = indices(&given, |given| given.is_full() && !is_anything(given));
    let partial = indices(&given, |given| given.is_partial() && !is_anything(given));
    if key.is_empty()
        && let [best] = partial.as_slice()
    {
        key.push(*best);
    }
    if given.iter().any(Given::is_partial) {
        let named = given
            .iter()
            .filter(|given| given.is_positive())
            .map(|given| (format!("“{}”", given.text), given));
        reader.report(answers::weights(named));
    }
    let accepted: Vec<String> =
        key.iter().filter_map(|index| given.get(*index)).map(|given| literal(&given.text)).collect();
    if let Some(pattern) =
        key.iter().filter_map(|index| given.get(*index)).find(|given| has_wildcard(&given.text))
    {
        let found = format!("* — “{}”", pattern.text);
        reader.report(Diagnostic::new(Code::WScoring).found(found));
    }
    if reader.element.first("usecase").is_some_and(|value| value.text().trim() == "1")
        && accepted.iter().any(|text| text.chars().any(char::is_alphabetic) && !text.chars().all(is_han))
    {
        reader.report(Diagnostic::new(Code::WScoring).found("usecase=1"));
    }
    if accepted.is_empty() && given.iter().any(|given| given.is_positive() && is_anything(given)) {
        reader.report(Diagnostic::new(Code::EAnswerUnclear).found("*"));
    }
    reader.draft.answer = (!accepted.is_empty()).then(|| Answer::Blanks(vec![accepted]));
    explain(reader, &given, &key);
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Whether an accepted text has a `*` that stands for anything.
pub(super) fn has_wildcard(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|character| {
        let found = character == '*' && before != '\\';
        before = character;
        found
    })
}

/// An accepted text with its asterisks as themselves.
pub(super) fn literal(text: &str) -> String {
    text.replace("\\*", "*")
}

fn numeric(reader: &mut Reader<'_>) {
    reader.draft.question_type = QuestionType::Numeric;
    let given = answers::read(reader.element, Style::Plain, &mut reader.texts);
    let is_anything = |given: &Given<'_>| given.text.trim() == "*";
    let full = indices(&given, |given| given.is_full() && !is_anything(given));
    let partial = indices(&given, |given| given.is_partial() && !is_anything(given));
    let key = match (full.first(), partial.as_slice()) {
        (Some(first), _) => Some(*first),
        (None, [best]) => Some(*best),
        _ => None,
    };
    if !partial.is_empty() {
        let named = given.iter().filter(|given| given.is_positive()).map(|given| (given.text.clone(), given));
        reader.report(answers::weights(named));
    }
    if full.len() > 1 {
        let others =
            full.iter().skip(1).filter_map(|index| given.get(*index)).map(|given| given.text.clone());
        let found = answers::listed(others);
        reader.report(Diagnostic::new(Code::WScoring).found(format!("+ {found}")));
    }
    if let Some(right) = key.and_then(|index| given.get(index)) {
        match value(right) {
            Some(answer) => reader.draft.answer = Some(answer),
            None => reader.report(Diagnostic::new(Code::EAnswerUnclear).found(right.text.clone())),
        }
    }
    report_units(reader);
    explain(reader, &given, key.as_slice());
}

fn value(given: &Given<'_>) -> Option<Answer> {
    let tolerance = given
        .element
        .first("tolerance")
        .map(Element::text)
        .or_else(|| given.element.attribute("tolerance").map(str::to_owned))
        .filter(|printed| !printed.trim().is_empty());
    let tolerance = match tolerance {
        Some(printed) => Number::new(number::parse(printed.trim())?.get().abs())?,
        None => Number::default(),
    };
    Some(Answer::Numeric { value: number::parse(given.text.trim())?, tolerance })
}

fn report_units(reader: &mut Reader<'_>) {
    let units = reader
        .element
        .all("units")
        .flat_map(|units| units.all("unit"))
        .filter_map(|unit| unit.first("unit_name"))
        .map(|name| name.text().trim().to_owned())
        .filter(|name| !name.is_empty());
    let units = answers::listed(units);
    if !units.is_empty() {
        reader.not_kept(format!("units: {units}"));
    }
}

fn essay(reader: &mut Reader<'_>) {
    reader.draft.question_type = QuestionType::ShortAnswer;
    if let Some(holder) = reader.element.first("graderinfo") {
        let source = super::texts::source(holder);
        let format = Format::of(holder, Format::Html);
        let texts: Vec<String> = carried::split_references(&source)
            .into_iter()
            .map(|text| reader.texts.read(text, holder, format))
            .filter(|text| !text.is_empty())
            .collect();
        reader.draft.answer = (!texts.is_empty()).then_some(Answer::Reference(texts));
    }
    if let Some(template) = reader.element.first("responsetemplate")
        && !super::texts::source(template).trim().is_empty()
    {
        reader.not_kept("responsetemplate");
    }
}

fn matching(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    reader.draft.question_type = QuestionType::Matching;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut seen = HashSet::new();
    for sub in reader.element.all("subquestion") {
        let left = reader.texts.of(sub, reader.format);
        let right = match sub.first("answer") {
            Some(answer) if answer.attribute("format").is_some() => reader.texts.of(answer, Format::Html),
            Some(answer) => reader.texts.plain(answer),
            None => String::new(),
        };
        if right.is_empty() && !left.is_empty() {
            reader.report(Diagnostic::new(Code::EAnswerUnclear).found(left.clone()));
        }
        if !right.is_empty() && seen.insert((left.clone(), right.clone())) {
            pairs.push((left, right));
        }
    }
    let mut seen = HashSet::new();
    let rights: Vec<String> =
        pairs.iter().map(|(_, right)| right).filter(|right| seen.insert(*right)).cloned().collect();
    reader.draft.options = options(rights.into_iter())?;
    reader.draft.answer = pairs.iter().any(|(left, _)| !left.is_empty()).then_some(Answer::Pairs(pairs));
    Ok(())
}

/// The file has the items in the right order. The options are sorted by their texts, so that their order tells nothing.
fn ordering(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    reader.draft.question_type = QuestionType::Ordering;
    let given = answers::read(reader.element, Style::Formatted(reader.format), &mut reader.texts);
    let mut sorted: Vec<(usize, String)> = given.iter().map(|given| given.text.clone()).enumerate().collect();
    sorted.sort_by(|one, two| one.1.cmp(&two.1));
    reader.draft.options = options(sorted.iter().map(|(_, text)| text.clone()))?;
    let mut order: Vec<(usize, String)> = sorted
        .iter()
        .zip(&reader.draft.options)
        .map(|((index, _), option)| (*index, option.label.clone()))
        .collect();
    order.sort();
    let labels: Vec<String> = order.into_iter().map(|(_, label)| label).collect();
    reader.draft.answer = (labels.len() > 1).then_some(Answer::Order(labels));
    explain(reader, &given, &[]);
    Ok(())
}
