//! Weights of options: what choosing each gives, where that is more than right or wrong.

use crate::model::{Answer, QuestionDraft, QuestionType};

/// The whole of a question's points, and the most a weight may be either way, in 1/100 percent.
pub const WHOLE: i32 = 10_000;

/// How far the shares of several right options may be from the whole together: programs write a third as 33.33333 or 33.
const ROOM: i32 = 200;

impl QuestionDraft {
    /// Whether the weights, where there are any, say the same as the key: there is one for each option; the right option of
    /// a single choice question gives everything and no other does; of several right options each gives something, all of
    /// them together everything, and no other option gives anything.
    #[must_use]
    pub fn weights_fit(&self) -> bool {
        let Some(weights) = &self.weights else { return true };
        let Some(Answer::Labels(key)) = &self.answer else { return false };
        let is_in_range = weights.iter().all(|weight| (-WHOLE..=WHOLE).contains(weight));
        if weights.len() != self.options.len() || !is_in_range {
            return false;
        }
        let weighed = || self.options.iter().map(|option| key.contains(&option.label)).zip(weights);
        match self.question_type {
            QuestionType::SingleChoice => weighed().all(|(is_right, weight)| is_right == (*weight == WHOLE)),
            QuestionType::MultipleChoice => {
                let of_right: i32 =
                    weighed().filter(|(is_right, _)| *is_right).map(|(_, weight)| *weight).sum();
                let together = (WHOLE - ROOM..=WHOLE + ROOM).contains(&of_right);
                together && weighed().all(|(is_right, weight)| is_right == (*weight > 0))
            }
            _ => false,
        }
    }

    /// Takes weights out that say something else than the key, as after somebody changed the key.
    pub fn drop_unfit_weights(&mut self) {
        if !self.weights_fit() {
            self.weights = None;
        }
    }

    /// Sets the weights to these percentages, `None` being nothing, when they fit the key. Whether they do.
    pub(crate) fn weigh(&mut self, percentages: impl IntoIterator<Item = Option<f64>>) -> bool {
        let weights: Option<Vec<i32>> =
            percentages.into_iter().map(|percent| hundredths(percent.unwrap_or_default())).collect();
        let is_read = weights.is_some();
        self.weights = weights;
        self.drop_unfit_weights();
        is_read && self.weights.is_some()
    }

    /// The weights as people write them, for a diagnostic: `A 100%, B -25%`.
    pub(crate) fn weights_text(&self) -> String {
        let weights = self.weights.iter().flatten();
        let labelled = self.options.iter().map(|option| option.label.as_str()).chain(std::iter::repeat("?"));
        let parts: Vec<String> = labelled
            .zip(weights)
            .map(|(label, weight)| format!("{label} {}%", percent_text(*weight)))
            .collect();
        parts.join(", ")
    }
}

/// A weight in percent as people write it: no needless zeros, `-` before what is taken away.
#[must_use]
pub fn percent_text(weight: i32) -> String {
    let sign = if weight < 0 { "-" } else { "" };
    let (whole, rest) = (weight.unsigned_abs() / 100, weight.unsigned_abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:02}").trim_end_matches('0').to_owned(),
    }
}

/// The weight (1/100 percent) that a percentage says, with at most two decimals or rounded to them; `None` for no number
/// or one beyond -100 to 100.
#[must_use]
pub fn parse_percent(text: &str) -> Option<i32> {
    let plain = text.trim().trim_end_matches('%').trim_end().replace('\u{2212}', "-");
    crate::model::Number::parse(&plain).and_then(|number| hundredths(number.get()))
}

fn hundredths(percent: f64) -> Option<i32> {
    let rounded = (percent * 100.0).round();
    // Printing and parsing is the conversion that cannot wrap.
    let weight: i32 = format!("{rounded:.0}").parse().ok()?;
    (-WHOLE..=WHOLE).contains(&weight).then_some(weight)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::model::{ChoiceOption, Place};
    use crate::toml_bank::label_at;

    fn question(kind: QuestionType, key: &str, weights: &[i32]) -> QuestionDraft {
        let mut draft = QuestionDraft::new(kind, Place::item(1), "zh-CN");
        draft.options = (0..4)
            .map(|index| ChoiceOption { label: label_at(index).unwrap(), text: format!("选项{index}") })
            .collect();
        draft.answer = Some(Answer::Labels(key.chars().map(String::from).collect()));
        draft.weights = Some(weights.to_vec());
        draft
    }

    #[test]
    fn weights_that_say_something_else_than_the_key_do_not_fit() {
        use QuestionType::{MultipleChoice, SingleChoice};
        for (kind, key, weights, fits) in [
            (SingleChoice, "B", vec![5_000, 10_000, 0, -2_500], true),
            (SingleChoice, "B", vec![10_000, 5_000, 0, 0], false),
            (SingleChoice, "B", vec![10_000, 10_000, 0, 0], false),
            (SingleChoice, "B", vec![0, 9_000, 0, 0], false),
            (SingleChoice, "B", vec![0, 10_000, 0], false),
            (SingleChoice, "B", vec![0, 10_000, 0, -10_001], false),
            (MultipleChoice, "AC", vec![6_000, 0, 4_000, -5_000], true),
            (MultipleChoice, "ABC", vec![3_333, 3_333, 3_333, 0], true),
            (MultipleChoice, "AC", vec![6_000, 0, 3_000, 0], false),
            (MultipleChoice, "AC", vec![6_000, 1_000, 4_000, 0], false),
            (MultipleChoice, "AC", vec![10_000, 0, 0, 0], false),
        ] {
            assert_eq!(question(kind, key, &weights).weights_fit(), fits, "{kind:?} {key} {weights:?}");
        }
        let mut without_key = question(SingleChoice, "B", &[0, 10_000, 0, 0]);
        without_key.answer = None;
        without_key.drop_unfit_weights();
        assert_eq!(without_key.weights, None);
    }

    #[test]
    fn percentages_come_back_from_how_they_are_written() {
        for (text, weight, again) in [
            ("100", Some(10_000), "100"),
            ("-33.33333", Some(-3_333), "-33.33"),
            (" 12.5 % ", Some(1_250), "12.5"),
            ("\u{2212}5", Some(-500), "-5"),
            ("0", Some(0), "0"),
            ("100.01", None, ""),
            ("1e9", None, ""),
            ("half", None, ""),
            ("", None, ""),
        ] {
            assert_eq!(parse_percent(text), weight, "{text}");
            assert_eq!(weight.map(percent_text).unwrap_or_default(), again);
        }
    }
}
