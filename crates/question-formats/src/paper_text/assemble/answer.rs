//! The key in the shape that belongs to the kind.

use super::Maker;
use super::blanks::{count_blanks, filled_blanks, split_blanks};
use super::evidence::Evidence;
use super::meaning::bare;
use super::numbered_gaps;
use crate::messages::Code;
use crate::model::{Answer, Diagnostic, QuestionType};
use crate::paper_text::keys::{self, Key};
use crate::paper_text::looks::{self, OptionLook};
use crate::paper_text::words::{Kind, truth};

impl Maker {
    pub(super) fn answer(
        &mut self,
        question_type: QuestionType,
        options: &[(char, String)],
        evidence: &mut Evidence,
    ) -> Option<Answer> {
        match question_type {
            QuestionType::ShortAnswer => self.reference(),
            QuestionType::FillBlank => self.blanks(),
            QuestionType::TrueFalse => self.truth(options, evidence),
            QuestionType::SingleChoice | QuestionType::MultipleChoice => self.labels(options, evidence),
            // Papers have no headings for these.
            QuestionType::Numeric | QuestionType::Matching | QuestionType::Ordering => None,
        }
    }

    fn unclear(&mut self, printed: String) -> Option<Answer> {
        self.report(Diagnostic::new(Code::EAnswerUnclear).found(printed));
        None
    }

    fn truth(&mut self, options: &[(char, String)], evidence: &Evidence) -> Option<Answer> {
        match evidence.key.clone() {
            Some(Key::Truth(value)) => Some(Answer::Truth(value)),
            Some(Key::Labels(labels)) => match self.truth_of_labels(&labels, options) {
                Some(value) => Some(Answer::Truth(value)),
                None => self.unclear(labels.into_iter().collect()),
            },
            _ => match evidence.unclear.clone() {
                Some(printed) => self.unclear(printed),
                None => {
                    let (labels, word) = self.labels_standing_out(options, false)?;
                    let value = self.truth_of_labels(&labels, options)?;
                    self.report_look(word);
                    Some(Answer::Truth(value))
                }
            },
        }
    }

    /// A label means what its option says; without options, what the heading says.
    fn truth_of_labels(&self, labels: &[char], options: &[(char, String)]) -> Option<bool> {
        let [label] = labels else { return None };
        if let Some((_, text)) = options.iter().find(|(letter, _)| letter == label) {
            return truth(bare(text));
        }
        if !options.is_empty() {
            return None;
        }
        match label {
            'A' => self.found.region.section.as_ref().and_then(|section| section.a_is),
            'B' => self.found.region.section.as_ref().and_then(|section| section.a_is).map(|a_is| !a_is),
            'F' | 'N' => Some(false),
            // A ring is the sign for right where a cross is the one for wrong.
            'O' => Some(true),
            _ => None,
        }
    }

    fn labels(&mut self, options: &[(char, String)], evidence: &Evidence) -> Option<Answer> {
        match evidence.key.clone() {
            Some(Key::Labels(labels)) => Some(Answer::Labels(labels.iter().map(char::to_string).collect())),
            Some(Key::Truth(value)) => {
                let right: Vec<String> = options
                    .iter()
                    .filter(|(_, text)| truth(bare(text)) == Some(value))
                    .map(|(letter, _)| letter.to_string())
                    .collect();
                if right.len() == 1 {
                    Some(Answer::Labels(right))
                } else {
                    self.unclear(if value { "√" } else { "×" }.to_owned())
                }
            }
            _ => match evidence.unclear.clone() {
                Some(printed) => self.unclear(printed),
                None => self.options_standing_out(options),
            },
        }
    }

    /// The options that look different from the others, where nothing else names the key.
    fn options_standing_out(&mut self, options: &[(char, String)]) -> Option<Answer> {
        let several = matches!(self.declared(), Some(Kind::Multiple | Kind::Indefinite));
        let (labels, word) = self.labels_standing_out(options, several)?;
        self.report_look(word);
        Some(Answer::Labels(labels.iter().map(char::to_string).collect()))
    }

    fn labels_standing_out(
        &self,
        options: &[(char, String)],
        several: bool,
    ) -> Option<(Vec<char>, &'static str)> {
        let looks: Vec<OptionLook> = self.found.item.options.iter().map(|option| option.look).collect();
        let (marked, word) = looks::standing_out(&looks, several)?;
        let labels = marked.iter().filter_map(|index| options.get(*index)).map(|(letter, _)| *letter);
        Some((labels.collect(), word))
    }

    fn report_look(&mut self, word: &str) {
        self.inferred.push("answer".to_owned());
        self.report(Diagnostic::new(Code::WKeyByFormat).found(word));
    }

    fn reference(&mut self) -> Option<Answer> {
        let item = &self.found.item;
        let own = item.reference.trim();
        let text =
            if own.is_empty() { self.found.list_text.clone().unwrap_or_default() } else { own.to_owned() };
        let text = text.trim().to_owned();
        let text = if text.is_empty() { self.definition().unwrap_or_default() } else { text };
        if text.is_empty() || matches!(keys::answer(&text, &[]).0, Key::Nothing) {
            return None;
        }
        if self.found.item.reference_unmarked {
            self.inferred.push("answer".to_owned());
        }
        Some(Answer::Reference(vec![text]))
    }

    fn blanks(&mut self) -> Option<Answer> {
        let count = count_blanks(&self.stem);
        let printed = self
            .found
            .item
            .answers
            .first()
            .or(self.found.list_text.as_ref())
            .or(self.found.list_key.as_ref())
            .cloned();
        // `第1空：…`, `（1）…` on a line of its own for each gap.
        let listed = Some(&self.found.item.reference)
            .filter(|text| {
                text.contains("第1空")
                    || text.contains('\n')
                        && (text.starts_with(['(', '（']) || numbered_gaps::split(text, count).is_some())
            })
            .cloned();
        let Some(printed) = listed.or(printed) else {
            let (stem, texts) = filled_blanks(&self.stem).or_else(|| {
                let (stem, texts, word) =
                    looks::filled_gaps(&self.stem, &self.found.item.stem_looks, count > 0)?;
                self.report_look(word);
                Some((stem, texts))
            })?;
            self.stem = stem;
            return Some(Answer::Blanks(texts.into_iter().map(|text| vec![text]).collect()));
        };
        if matches!(keys::answer(&printed, &[]).0, Key::Nothing) {
            return None;
        }
        let groups = split_blanks(&printed, count.max(1));
        if groups.len() != count.max(1) {
            self.report(
                Diagnostic::new(Code::EBlankCount)
                    .found(groups.len().to_string())
                    .expected(count.to_string()),
            );
            return None;
        }
        Some(Answer::Blanks(groups))
    }
}
