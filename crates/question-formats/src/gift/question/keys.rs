//! The key of a question: what each kind of block says about right and wrong.

use super::super::answer::{self, Block, Piece, Value};
use super::super::shape::{Group, Part};
use super::super::{distinct, number};
use super::Work;
use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, QuestionType};
use crate::toml_bank::label_at;

impl Work<'_> {
    pub(super) fn truth(&mut self, word: &str, value: bool, feedback: &[Part<'_>]) {
        self.draft.question_type = QuestionType::TrueFalse;
        self.draft.answer = Some(Answer::Truth(value));
        if !matches!(word, "T" | "TRUE" | "F" | "FALSE") {
            let offset = self.shape.groups.first().map_or(0, |group| group.open + 1);
            self.report(offset, Code::WExtension, word, if value { "T" } else { "F" });
        }
        let mut said: Vec<String> = feedback.iter().map(|part| self.texts.plain(part.text)).collect();
        // Shown when wrong, then shown when right. A single one is often the reason itself.
        let right = said.pop().filter(|text| !text.is_empty());
        let wrong = said.pop().filter(|text| !text.is_empty());
        let other = match (right, wrong) {
            (Some(right), wrong) => self.explain(right).or(wrong),
            (None, Some(wrong)) => self.explain(wrong),
            (None, None) => None,
        };
        if other.is_some() {
            self.lose_feedback("#");
        }
    }

    /// Takes a text as the explanation; hands it back when there is one already.
    fn explain(&mut self, text: String) -> Option<String> {
        if self.draft.explanation.is_some() {
            return Some(text);
        }
        self.draft.explanation = Some(text);
        None
    }

    fn lose_feedback(&mut self, what: &str) {
        let offset = self.shape.groups.first().map_or(0, |group| group.open);
        self.report(offset, Code::WUnsupported, what, "");
    }

    /// Feedback of the pieces: that of right ones explains, the rest is reported.
    fn feedback(&mut self, pieces: &[(bool, Option<Part<'_>>)]) {
        let mut said: Vec<String> = Vec::new();
        let mut lost: Vec<String> = Vec::new();
        let is_free = self.draft.explanation.is_none();
        for (index, (is_right, feedback)) in pieces.iter().enumerate() {
            let text = feedback.map(|part| self.texts.plain(part.text)).filter(|text| !text.is_empty());
            match text {
                Some(text) if *is_right && is_free => said.push(text),
                Some(_) => lost.push(label_at(index).unwrap_or_default()),
                None => {}
            }
        }
        if !said.is_empty() {
            self.draft.explanation = Some(distinct(said).join("\n"));
        }
        if !lost.is_empty() {
            self.lose_feedback(&format!("#… ({})", lost.join(", ")));
        }
    }

    pub(super) fn numbers(&mut self, values: &[Value<'_>]) {
        self.draft.question_type = QuestionType::Numeric;
        let offset = self.shape.groups.first().map_or(0, |group| group.open + 1);
        let right = |value: &&Value<'_>| value.number.is_some() && answer::is_full(value.weight);
        let full: Vec<&Value<'_>> = values.iter().filter(right).collect();
        let mut read = full.iter().map(|value| value.number.and_then(number::value));
        match read.next() {
            Some(Some((value, tolerance))) => self.draft.answer = Some(Answer::Numeric { value, tolerance }),
            Some(None) => {
                let printed =
                    self.shape.groups.first().map(|group| group.content(&self.entry.text).text.trim());
                self.report(offset, Code::EAnswerUnclear, printed.unwrap_or_default(), "number:tolerance");
            }
            None => {}
        }
        if full.len() > 1 {
            self.report(offset, Code::WUnsupported, &format!("{{#=… =…}} ×{}", full.len()), "");
        }
        self.weights(
            values
                .iter()
                .map(|value| (value.weight, value.number.is_some() && answer::is_full(value.weight))),
        );
        let feedback: Vec<_> = values.iter().map(|value| (right(&value), value.feedback)).collect();
        self.feedback(&feedback);
    }

    pub(super) fn accepted(&mut self, pieces: &[Piece<'_>]) -> Vec<String> {
        let is_right = |piece: &Piece<'_>| answer::is_full(piece.weight);
        let texts: Vec<String> = pieces
            .iter()
            .filter(|piece| is_right(piece))
            .map(|piece| self.texts.plain(piece.text.text))
            .filter(|text| !text.is_empty())
            .collect();
        self.weights(pieces.iter().map(|piece| (piece.weight, is_right(piece))));
        let feedback: Vec<_> = pieces.iter().map(|piece| (is_right(piece), piece.feedback)).collect();
        self.feedback(&feedback);
        if texts.iter().any(|text| text.contains('*')) {
            let offset = pieces.first().map_or(0, |piece| piece.text.offset);
            self.report(offset, Code::WUnsupported, "*", "");
        }
        distinct(texts)
    }

    /// Several gaps, each with its own block.
    pub(super) fn gaps(&mut self) {
        self.draft.question_type = QuestionType::FillBlank;
        let groups: &[Group] = &self.shape.groups;
        let mut blanks = Vec::with_capacity(groups.len());
        for group in groups {
            let accepted = match answer::parse(group.content(&self.entry.text)).map(|answers| answers.block) {
                Ok(Block::Texts(pieces)) => self.accepted(&pieces),
                Ok(Block::Choices(pieces)) => {
                    self.report(group.open, Code::WUnsupported, "{~… =…}", "");
                    let right = pieces.iter().filter(|piece| piece.sign == Some('='));
                    right.map(|piece| self.texts.plain(piece.text.text)).collect()
                }
                _ => Vec::new(),
            };
            blanks.push(accepted);
        }
        let second = groups.get(1).map_or(0, |group| group.open);
        self.report(second, Code::WExtension, "{…} {…}", "{…}");
        let all_given = blanks.iter().all(|accepted| !accepted.is_empty());
        self.draft.answer = all_given.then_some(Answer::Blanks(blanks));
    }

    pub(super) fn choices(&mut self, pieces: &[Piece<'_>]) {
        let equals: Vec<&Piece<'_>> = pieces.iter().filter(|piece| piece.sign == Some('=')).collect();
        let all_partial = !equals.is_empty() && !equals.iter().any(|piece| answer::is_full(piece.weight));
        let is_single = !equals.is_empty() && !all_partial;
        if let (true, Some(first)) = (all_partial, equals.first()) {
            self.report(first.text.offset, Code::WExtension, "=%…%", "~%…%");
        }
        if let Some(first) = pieces.first().filter(|piece| piece.sign.is_none()) {
            let text: String = first.text.text.trim().chars().take(40).collect();
            self.report(first.text.offset, Code::WExtension, &text, "~");
        }
        let is_right = |piece: &Piece<'_>| match (piece.sign, piece.weight) {
            (Some('='), weight) if is_single => answer::is_full(weight),
            (_, Some(weight)) if is_single => weight >= 100.0,
            (_, Some(weight)) => weight > 0.0,
            (_, None) => false,
        };
        self.draft.question_type =
            if is_single { QuestionType::SingleChoice } else { QuestionType::MultipleChoice };
        let texts: Vec<String> = pieces.iter().map(|piece| self.texts.plain(piece.text.text)).collect();
        let right: Vec<usize> =
            (0..).zip(pieces).filter(|(_, piece)| is_right(piece)).map(|(index, _)| index).collect();
        self.options(texts);
        let labels: Vec<String> = right.iter().filter_map(|index| label_at(*index)).collect();
        self.draft.answer = (!labels.is_empty()).then_some(Answer::Labels(labels));
        let weights = || pieces.iter().map(|piece| (piece.weight, is_right(piece)));
        let full = |(weight, is_right): (Option<f64>, bool)| weight.or(is_right.then_some(100.0));
        if says_more_than_right_and_wrong(weights()) && !self.draft.weigh(weights().map(full)) {
            self.weights(weights());
        }
        let feedback: Vec<_> = pieces.iter().map(|piece| (is_right(piece), piece.feedback)).collect();
        self.feedback(&feedback);
    }

    fn options(&mut self, texts: Vec<String>) {
        let count = texts.len();
        let labelled = texts.into_iter().enumerate();
        self.draft.options = labelled
            .map_while(|(index, text)| Some(ChoiceOption { label: label_at(index)?, text }))
            .collect();
        if self.draft.options.len() < count {
            let offset = self.shape.groups.first().map_or(0, |group| group.open);
            self.report(offset, Code::EItemMalformed, "too_many_options", "");
        }
    }

    /// A warning when the weights, each with whether it is that of a right answer, say more than right and wrong.
    fn weights(&mut self, weights: impl Iterator<Item = (Option<f64>, bool)> + Clone) {
        if says_more_than_right_and_wrong(weights.clone()) {
            let list: Vec<String> = weights
                .map(|(weight, _)| weight.map_or_else(|| "–".to_owned(), |one| one.to_string()))
                .collect();
            let offset = self.shape.groups.first().map_or(0, |group| group.open);
            self.report(offset, Code::WWeights, &list.join(" "), "");
        }
    }

    pub(super) fn pairs(&mut self, pairs: &[(Part<'_>, Part<'_>)]) {
        self.draft.question_type = QuestionType::Matching;
        let read: Vec<(String, String)> = pairs
            .iter()
            .map(|(left, right)| (self.texts.plain(left.text), self.texts.plain(right.text)))
            .collect();
        self.options(distinct(read.iter().map(|(_, right)| right.clone())));
        if read.iter().any(|(left, _)| !left.is_empty()) {
            self.draft.answer = Some(Answer::Pairs(read));
        }
    }
}

/// Weights say more than right and wrong unless right ones share the whole equally and wrong ones take nothing, as
/// much as a right one gives, or everything.
fn says_more_than_right_and_wrong(weights: impl Iterator<Item = (Option<f64>, bool)> + Clone) -> bool {
    const CLOSE: f64 = 0.02;
    let same = |one: f64, other: f64| (one - other).abs() < CLOSE;
    let right: Vec<f64> =
        weights.clone().filter(|(_, is_right)| *is_right).filter_map(|(weight, _)| weight).collect();
    let share = right.first().copied().unwrap_or(100.0);
    let count = u32::try_from(right.len()).unwrap_or(u32::MAX);
    let says_whole = right.is_empty() || same(share, 100.0) || (share * f64::from(count) - 100.0).abs() < 1.0;
    let mut weights = weights;
    let are_plain = weights.all(|(weight, is_right)| match weight {
        None => true,
        Some(weight) if is_right => same(weight, share),
        Some(weight) => same(weight, 0.0) || same(weight, -100.0) || same(weight, -share),
    });
    !says_whole || !are_plain
}
