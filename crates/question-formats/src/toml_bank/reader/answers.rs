//! The key of a question, whose shape depends on the type.

use std::collections::{BTreeSet, HashSet};

use toml::Spanned;
use toml::de::DeValue;

use super::Reader;
use crate::model::{Answer, ChoiceOption, Number, QuestionType};
use crate::toml_bank::label_at;

const NUMERIC_KEYS: &[&str] = &["value", "tolerance"];
const PAIRS_SHAPE: &str = "[[\"…\", \"…\"], [\"…\", \"…\"]]";

impl Reader<'_> {
    pub(super) fn answer(
        &mut self,
        value: Option<&Spanned<DeValue<'_>>>,
        question_type: QuestionType,
        reference: Vec<String>,
    ) -> Option<Answer> {
        match (question_type, value) {
            (QuestionType::ShortAnswer, None) => {
                (!reference.is_empty()).then_some(Answer::Reference(reference))
            }
            (QuestionType::ShortAnswer, Some(value)) => {
                self.wrong(value, "reference = [\"…\"]");
                None
            }
            (_, None) => None,
            (QuestionType::TrueFalse, Some(value)) => {
                let truth = value.get_ref().as_bool();
                if truth.is_none() {
                    self.wrong(value, "true, false");
                }
                truth.map(Answer::Truth)
            }
            (QuestionType::FillBlank, Some(value)) => self.blanks(value),
            (QuestionType::SingleChoice | QuestionType::MultipleChoice, Some(value)) => self.labels(value),
            (QuestionType::Numeric, Some(value)) => self.numeric(value),
            (QuestionType::Matching, Some(value)) => self.pairs(value),
            (QuestionType::Ordering, Some(value)) => self.order(value),
        }
    }

    fn labels(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Answer> {
        let mut labels = self.distinct_labels(value, "[\"A\"], [\"A\", \"C\"]")?;
        labels.sort();
        Some(Answer::Labels(labels))
    }

    fn order(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Answer> {
        self.distinct_labels(value, "[\"B\", \"A\", \"C\"]").map(Answer::Order)
    }

    /// Labels in the order of the file, each of them once.
    fn distinct_labels(&mut self, value: &Spanned<DeValue<'_>>, shape: &str) -> Option<Vec<String>> {
        let reported = self.diagnostics.len();
        let labels = self.strings(value);
        if self.diagnostics.len() > reported {
            return None;
        }
        let distinct: BTreeSet<&String> = labels.iter().collect();
        let is_label = |label: &String| matches!(label.as_bytes(), [b'A'..=b'Z']);
        if labels.is_empty() || distinct.len() != labels.len() || !labels.iter().all(is_label) {
            self.wrong(value, shape);
            return None;
        }
        Some(labels)
    }

    /// A number, or a number and how far off is still right.
    fn numeric(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Answer> {
        let Some(table) = value.get_ref().as_table() else {
            let value = self.number(value)?;
            return Some(Answer::Numeric { value, tolerance: Number::default() });
        };
        self.check_keys(table, NUMERIC_KEYS);
        let Some(right) = table.get("value") else {
            self.missing("value", &value.span());
            return None;
        };
        let right = self.number(right)?;
        let tolerance = match table.get("tolerance") {
            None => Number::default(),
            Some(value) => {
                let tolerance = self.number(value)?;
                if tolerance.get() < 0.0 {
                    self.wrong(value, "≥ 0");
                    return None;
                }
                tolerance
            }
        };
        Some(Answer::Numeric { value: right, tolerance })
    }

    fn number(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Number> {
        let printed = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            _ => String::new(),
        };
        let number = Number::parse(&printed);
        if number.is_none() {
            self.wrong(value, "30, { value = 30, tolerance = 0.5 }");
        }
        number
    }

    /// Pairs of texts; a pair with an empty left side is a right side that belongs to nothing.
    fn pairs(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Answer> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value, PAIRS_SHAPE);
            return None;
        };
        let reported = self.diagnostics.len();
        let mut pairs = Vec::with_capacity(array.len());
        for entry in array.iter() {
            match self.strings(entry).as_slice() {
                [left, right] if !right.is_empty() => pairs.push((left.clone(), right.clone())),
                _ if self.diagnostics.len() == reported => self.wrong(entry, PAIRS_SHAPE),
                _ => {}
            }
        }
        if self.diagnostics.len() > reported {
            return None;
        }
        if pairs.iter().filter(|(left, _)| !left.is_empty()).count() < 2 {
            self.wrong(value, PAIRS_SHAPE);
            return None;
        }
        Some(Answer::Pairs(pairs))
    }

    fn blanks(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Answer> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value, "[[\"…\"], [\"…\", \"…\"]]");
            return None;
        };
        let reported = self.diagnostics.len();
        let blanks: Vec<Vec<String>> = array.iter().map(|entry| self.strings(entry)).collect();
        if self.diagnostics.len() > reported {
            return None;
        }
        if blanks.is_empty() || blanks.iter().any(Vec::is_empty) {
            self.wrong(value, "[[\"…\"], [\"…\", \"…\"]]");
            return None;
        }
        Some(Answer::Blanks(blanks))
    }
}

/// The options of a matching question that names none: its right sides, each once, in the order of the pairs.
pub(in crate::toml_bank) fn right_sides(answer: Option<&Answer>) -> Vec<ChoiceOption> {
    let Some(Answer::Pairs(pairs)) = answer else { return Vec::new() };
    let mut seen = HashSet::new();
    let texts = pairs.iter().map(|(_, right)| right).filter(|right| seen.insert(right.as_str()));
    let labelled = texts.enumerate().filter_map(|(index, text)| Some((label_at(index)?, text)));
    labelled.map(|(label, text)| ChoiceOption { label, text: text.clone() }).collect()
}
