//! The key of a question as fields of its form, and back.

use question_formats::{Answer, Number};
use serde_json::Value;

use super::draft::references;
use super::{QuestionForm, TypedOption, has_label, option_text};
use crate::base::QuestionKind;
use crate::web::Language;

/// The key that is typed, in the words of a draft whose own language is `own`; `None` when there is none or it cannot be
/// read.
pub(super) fn answer(form: &QuestionForm, own: Language) -> Option<Answer> {
    match form.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            let labels = form.labels(|row| row.is_key);
            (!labels.is_empty()).then_some(Answer::Labels(labels))
        }
        QuestionKind::TrueFalse => match form.truth.as_str() {
            "true" => Some(Answer::Truth(true)),
            "false" => Some(Answer::Truth(false)),
            _ => None,
        },
        QuestionKind::ShortAnswer => {
            let texts = references(form.kind, &form.texts(own).reference);
            (!texts.is_empty()).then_some(Answer::Reference(texts))
        }
        QuestionKind::FillBlank => {
            let blanks: Vec<Vec<String>> =
                form.blanks.lines().map(accepted).filter(|texts| !texts.is_empty()).collect();
            (!blanks.is_empty()).then_some(Answer::Blanks(blanks))
        }
        QuestionKind::Numeric => {
            let value = Number::parse(&form.value)?;
            Some(Answer::Numeric { value, tolerance: tolerance(&form.tolerance, value)? })
        }
        QuestionKind::Matching => pairs(form, own),
        QuestionKind::Ordering => order(form).map(Answer::Order),
    }
}

/// How far off is still right; of a percentage, that part of the value.
fn tolerance(typed: &str, value: Number) -> Option<Number> {
    if typed.is_empty() {
        return Some(Number::default());
    }
    let number = match typed.strip_suffix(['%', '％']) {
        // Twelve decimals are more than anyone types and less than what the division adds.
        Some(percent) => {
            let share = value.get().abs() * Number::parse(percent)?.get() / 100.0;
            Number::parse(&format!("{share:.12}"))?
        }
        None => Number::parse(typed)?,
    };
    Some(number).filter(|number| number.get() >= 0.0)
}

/// Each line on the left with the text of its row; a row without any is a right side that belongs to nothing.
fn pairs(form: &QuestionForm, own: Language) -> Option<Answer> {
    let mut pairs = Vec::new();
    for row in form.filled_rows() {
        let right = option_text(row, own).to_owned();
        let lines: Vec<&str> = row.left.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            pairs.push((String::new(), right));
        } else {
            pairs.extend(lines.into_iter().map(|left| (left.to_owned(), right.clone())));
        }
    }
    let belonging = pairs.iter().filter(|(left, _)| !left.is_empty()).count();
    (belonging >= 2).then_some(Answer::Pairs(pairs))
}

/// The labels by the places typed; rows without a place stand where they are. `None` when two have the same.
fn order(form: &QuestionForm) -> Option<Vec<String>> {
    let mut places: Vec<(usize, String)> = Vec::new();
    for (index, row) in form.filled_rows().iter().enumerate() {
        let place = if row.place.is_empty() { index + 1 } else { row.place.parse().ok()? };
        places.push((place, crate::banks::content::label(index)?));
    }
    places.sort();
    let is_doubled =
        places.windows(2).any(|pair| pair.first().map(|one| one.0) == pair.get(1).map(|one| one.0));
    let labels: Vec<String> = places.into_iter().map(|(_, label)| label).collect();
    (!is_doubled && labels.len() >= 2).then_some(labels)
}

/// The texts of a line with `|` between them; `\|` is the sign itself.
fn accepted(line: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if signs.peek() == Some(&'|') => {
                signs.next();
                push(&mut texts, '|');
            }
            '|' => texts.push(String::new()),
            other => push(&mut texts, other),
        }
    }
    texts.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

fn push(texts: &mut [String], sign: char) {
    if let Some(last) = texts.last_mut() {
        last.push(sign);
    }
}

/// Fills the fields of the key with a stored one.
pub(super) fn fill(form: &mut QuestionForm, key: &Value) {
    match form.kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            let labels = strings(key);
            for (index, row) in form.rows.iter_mut().enumerate() {
                row.is_key = has_label(Some(&labels), index);
            }
        }
        QuestionKind::TrueFalse => {
            form.truth = key.as_bool().map(|truth| truth.to_string()).unwrap_or_default();
        }
        QuestionKind::FillBlank => {
            let gaps = key.as_array().map(Vec::as_slice).unwrap_or_default();
            let line = |gap: &Value| {
                let texts: Vec<String> = strings(gap).iter().map(|text| text.replace('|', "\\|")).collect();
                texts.join(" | ")
            };
            form.blanks = gaps.iter().map(line).collect::<Vec<_>>().join("\n");
        }
        QuestionKind::Numeric => {
            let number = |name: &str| key.get(name).and_then(Value::as_f64).and_then(Number::new);
            form.value = number("value").map(|number| number.to_string()).unwrap_or_default();
            let tolerance = number("tolerance").filter(|number| number.get() > 0.0);
            form.tolerance = tolerance.map(|number| number.to_string()).unwrap_or_default();
        }
        QuestionKind::Matching => fill_pairs(form, key),
        QuestionKind::Ordering => {
            for (place, label) in (1..).zip(strings(key)) {
                let index = (0..form.rows.len())
                    .find(|index| crate::banks::content::label(*index).as_ref() == Some(&label));
                if let Some(row) = index.and_then(|index| form.rows.get_mut(index)) {
                    row.place = i32::to_string(&place);
                }
            }
        }
        QuestionKind::ShortAnswer => {}
    }
}

fn fill_pairs(form: &mut QuestionForm, key: &Value) {
    for pair in key.as_array().map(Vec::as_slice).unwrap_or_default() {
        let texts = strings(pair);
        let [left, right] = texts.as_slice() else { continue };
        let known = form.rows.iter().position(|row| row.zh == *right || row.en == *right);
        let index = known.unwrap_or_else(|| {
            form.rows.push(TypedOption { zh: right.clone(), ..TypedOption::default() });
            form.rows.len() - 1
        });
        if let Some(row) = form.rows.get_mut(index).filter(|_| !left.is_empty()) {
            row.left = if row.left.is_empty() { left.clone() } else { format!("{}\n{left}", row.left) };
        }
    }
}

fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}
