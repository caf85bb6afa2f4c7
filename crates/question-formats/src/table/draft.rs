//! From an entry to a draft: its kind, its key, and what is doubtful about them.

use std::collections::HashMap;

use super::entry::Entry;
use super::keys;
use super::kinds::{Kind, Meaning};
use crate::Limits;
use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Diagnostic, Material, Number, QuestionDraft, QuestionType};
use crate::paper_text::shared::{self, Key};
use crate::toml_bank::hundredths;
use crate::validate::{self, Strictness};

/// What holds for all entries of a file.
pub(super) struct Context<'a> {
    pub(super) language: &'a str,
    pub(super) limits: &'a Limits,
    /// What the file's words for kinds mean.
    pub(super) meanings: &'a HashMap<String, Meaning>,
    /// Whether a key that is a number is the position of an option.
    pub(super) numbers_are_positions: bool,
}

/// Makes the draft, with everything there is to say about it.
pub(super) fn assemble(entry: Entry, context: &Context<'_>) -> (QuestionDraft, Vec<Diagnostic>) {
    let mut maker = Maker { entry, context, diagnostics: Vec::new(), inferred: Vec::new() };
    let mut draft = maker.draft();
    let Maker { mut entry, diagnostics, mut inferred, .. } = maker;
    inferred.sort();
    inferred.dedup();
    draft.inferred = inferred;
    let mut reported = std::mem::take(&mut entry.diagnostics);
    reported.extend(diagnostics.into_iter().map(|one| {
        let place = if is_about_key(one.code) { &entry.answer_place } else { &entry.place };
        one.at(place.clone()).excerpt(&entry.stem)
    }));
    let checked = validate::check(&mut draft, &reported, Strictness::Paper, context.limits);
    reported.extend(checked);
    (draft, reported)
}

fn is_about_key(code: Code) -> bool {
    matches!(code, Code::EAnswerUnclear | Code::EBlankCount | Code::WKeyConflict)
}

struct Maker<'a> {
    entry: Entry,
    context: &'a Context<'a>,
    diagnostics: Vec<Diagnostic>,
    inferred: Vec<String>,
}

impl Maker<'_> {
    fn draft(&mut self) -> QuestionDraft {
        self.inferred = std::mem::take(&mut self.entry.inferred);
        self.cut_options();
        let read = self.key();
        let (declared, is_concluded) = self.declared();
        self.split_stem(declared, &read.key);
        self.drop_placeholders(declared, &read.key);
        let question_type = self.question_type(declared, is_concluded, &read.key);
        let answer = self.answer(question_type, &read);
        let entry = &mut self.entry;
        let take = |text: &mut String| Some(std::mem::take(text)).filter(|text| !text.is_empty());
        let mut draft = QuestionDraft::new(question_type, entry.place.clone(), self.context.language);
        draft.number = take(&mut entry.number);
        draft.code = take(&mut entry.code);
        draft.section = entry.section.take();
        draft.place_end = entry.last_line;
        draft.stem.clone_from(&entry.stem);
        draft.options = entry
            .options
            .iter()
            .map(|(label, text)| ChoiceOption { label: label.to_string(), text: text.clone() })
            .collect();
        draft.answer = answer;
        draft.explanation = explanation(&read.rest, &entry.explanation);
        draft.fact = take(&mut entry.fact);
        draft.topic = take(&mut entry.topic);
        draft.tags = tags(&entry.tags);
        draft.material = take(&mut entry.material)
            .map(|text| Material { id: std::mem::take(&mut entry.material_code), text });
        draft.translations = std::mem::take(&mut entry.translations);
        draft.points = self.points();
        draft.difficulty = self.difficulty();
        self.check_labels();
        draft
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn infer(&mut self, field: &str) {
        self.inferred.push(field.to_owned());
    }

    /// There are no labels for more than 26 options.
    fn cut_options(&mut self) {
        const MOST: usize = 26;
        let count = self.entry.options.len();
        if count > MOST {
            self.entry.options.truncate(MOST);
            self.report(Diagnostic::new(Code::EItemMalformed).found(format!("{count} options > {MOST}")));
        }
    }

    /// The key: marks at the options, else the key's own cell, else a bracket in the stem.
    fn key(&mut self) -> keys::Read {
        let plain = |key: Key| keys::Read { key, rest: String::new(), by_position: false };
        if let Some(labels) = &self.entry.marked {
            let key = if labels.is_empty() { Key::Nothing } else { Key::Labels(labels.clone()) };
            return plain(key);
        }
        let read = keys::read(&self.entry.answer, &self.entry.options, self.context.numbers_are_positions);
        if read.key == Key::Nothing
            && self.entry.parts.is_empty()
            && let Some((key, stem)) = shared::key_in_stem(&self.entry.stem, &self.entry.options)
        {
            self.entry.stem = stem;
            return plain(key);
        }
        read
    }

    /// What the file says about the kind: the row before the sheet or section.
    fn declared(&self) -> Meaning {
        let by_word = self.context.meanings.get(&self.entry.kind_word).copied().unwrap_or((None, false));
        match by_word {
            (Some(_), _) => by_word,
            (None, _) => (self.entry.kind_around, false),
        }
    }

    /// Options that stand in the cell of the stem.
    fn split_stem(&mut self, declared: Option<Kind>, key: &Key) {
        let choice = matches!(
            declared,
            Some(Kind::Choice | Kind::Type(QuestionType::SingleChoice | QuestionType::MultipleChoice))
        );
        let wanted = choice || declared.is_none() && matches!(key, Key::Labels(_));
        if !wanted || !self.entry.options.is_empty() {
            return;
        }
        if let Some((stem, options)) = super::option_cell::after_stem(&self.entry.stem) {
            self.entry.stem = stem;
            self.entry.options = options;
        }
    }

    /// `/` and the like in the option cells of a question that has no options, and a lone text that is no choice.
    fn drop_placeholders(&mut self, declared: Option<Kind>, key: &Key) {
        let without = matches!(
            declared,
            Some(Kind::Type(QuestionType::TrueFalse | QuestionType::FillBlank | QuestionType::ShortAnswer))
        );
        let empty = |text: &str| matches!(text, "/" | "-" | "—" | "无" | "\\" | "--" | "N/A" | "n/a");
        if without {
            self.entry.options.retain(|(_, text)| !empty(text));
        }
        let choice = matches!(declared, Some(Kind::Choice | Kind::Type(_))) && !without;
        if let ([(_, text)], false) = (self.entry.options.as_slice(), choice || matches!(key, Key::Labels(_)))
        {
            let lone = text.clone();
            self.entry.options.clear();
            if !empty(&lone) {
                self.report(Diagnostic::new(Code::WUnsupported).found(lone));
            }
        }
    }

    fn question_type(&mut self, declared: Option<Kind>, is_concluded: bool, key: &Key) -> QuestionType {
        let by_shape = self.by_shape(key);
        let has_options = !self.entry.options.is_empty();
        let said = match declared {
            Some(Kind::Type(QuestionType::TrueFalse))
                if has_options && !shared::is_truth_pair(&self.entry.options) =>
            {
                None
            }
            Some(Kind::Type(question_type)) => Some(question_type),
            Some(Kind::Choice) if by_shape.is_choice() => Some(by_shape),
            Some(Kind::Choice) | None => None,
        };
        // A statement marked √ among choice questions has no options to choose from.
        let misplaced =
            said.is_some_and(QuestionType::is_choice) && !has_options && by_shape == QuestionType::TrueFalse;
        match said.filter(|_| !misplaced) {
            Some(question_type) if !is_concluded => question_type,
            said => {
                let question_type = said.unwrap_or(by_shape);
                self.infer("type");
                self.report(Diagnostic::new(Code::WInferredType).found(question_type.as_str()));
                question_type
            }
        }
    }

    fn by_shape(&self, key: &Key) -> QuestionType {
        let options = &self.entry.options;
        if shared::is_truth_pair(options) {
            return QuestionType::TrueFalse;
        }
        if !options.is_empty() {
            return match key {
                Key::Labels(labels) if labels.len() > 1 => QuestionType::MultipleChoice,
                _ => QuestionType::SingleChoice,
            };
        }
        let short = self.entry.answer.chars().count() <= 40;
        match key {
            Key::Truth(_) => QuestionType::TrueFalse,
            Key::Labels(labels) if labels.len() > 1 => QuestionType::MultipleChoice,
            Key::Labels(_) => QuestionType::SingleChoice,
            _ if !self.entry.parts.is_empty() => QuestionType::FillBlank,
            Key::Text if super::kinds::is_coded_truth(&self.entry) => QuestionType::TrueFalse,
            Key::Text if short && self.answers_fit_gaps() => QuestionType::FillBlank,
            _ => QuestionType::ShortAnswer,
        }
    }

    /// Whether the stem shows as many gaps as the key has answers.
    fn answers_fit_gaps(&self) -> bool {
        let count = shared::count_blanks(&self.entry.stem);
        count > 0 && gaps(&self.entry.answer, count).len() == count
    }

    fn answer(&mut self, question_type: QuestionType, read: &keys::Read) -> Option<Answer> {
        match question_type {
            QuestionType::SingleChoice | QuestionType::MultipleChoice => self.labels(read),
            QuestionType::TrueFalse => self.truth(read),
            QuestionType::ShortAnswer => self.reference(),
            QuestionType::FillBlank => self.blanks(),
            QuestionType::Numeric => self.number(),
            QuestionType::Ordering => self.order(),
            QuestionType::Matching => self.unclear_unless_blank(),
        }
    }

    fn unclear(&mut self) -> Option<Answer> {
        let printed = self.entry.answer.clone();
        self.report(Diagnostic::new(Code::EAnswerUnclear).found(printed));
        None
    }

    fn unclear_unless_blank(&mut self) -> Option<Answer> {
        if self.entry.answer.is_empty() { None } else { self.unclear() }
    }

    fn labels(&mut self, read: &keys::Read) -> Option<Answer> {
        match &read.key {
            Key::Labels(labels) => {
                if read.by_position {
                    self.infer("answer");
                }
                Some(Answer::Labels(labels.iter().map(char::to_string).collect()))
            }
            Key::Truth(value) => {
                let says = |text: &str| shared::truth(text) == Some(*value);
                let right: Vec<String> = self
                    .entry
                    .options
                    .iter()
                    .filter(|(_, text)| says(text))
                    .map(|(label, _)| label.to_string())
                    .collect();
                if right.len() == 1 { Some(Answer::Labels(right)) } else { self.unclear() }
            }
            Key::Text => self.unclear(),
            Key::Nothing => None,
        }
    }

    /// A label means what its option says. Without options a letter or digit could mean either.
    fn truth(&mut self, read: &keys::Read) -> Option<Answer> {
        match &read.key {
            Key::Truth(value) => Some(Answer::Truth(*value)),
            Key::Labels(labels) if !read.by_position => {
                let by_option = match labels.as_slice() {
                    [label] => self
                        .entry
                        .options
                        .iter()
                        .find(|(letter, _)| letter == label)
                        .and_then(|(_, text)| shared::truth(text)),
                    _ => None,
                };
                let by_letter = || match (labels.as_slice(), self.entry.options.is_empty()) {
                    (['F' | 'N'], true) => Some(false),
                    _ => None,
                };
                match by_option.or_else(by_letter) {
                    Some(value) => Some(Answer::Truth(value)),
                    None => self.unclear(),
                }
            }
            Key::Labels(_) | Key::Text => self.unclear(),
            Key::Nothing => None,
        }
    }

    fn reference(&self) -> Option<Answer> {
        let listed = keys::listed(&self.entry.answer).map(|texts| texts.join("\n"));
        let parts = self.entry.parts.iter().filter(|part| !part.is_empty());
        let text = std::iter::once(listed.as_ref().unwrap_or(&self.entry.answer))
            .chain(parts)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n");
        let text = text.trim();
        let nothing = matches!(shared::key(text, &[]).0, Key::Nothing);
        (!nothing).then(|| Answer::Reference(vec![text.to_owned()]))
    }

    fn blanks(&mut self) -> Option<Answer> {
        let count = shared::count_blanks(&self.entry.stem);
        let groups: Vec<Vec<String>> = if self.entry.parts.iter().any(|part| !part.is_empty()) {
            let filled = self.entry.parts.iter().filter(|part| !part.is_empty());
            filled.flat_map(|part| shared::split_blanks(part, 1)).collect()
        } else {
            let printed = self.entry.answer.clone();
            if matches!(shared::key(&printed, &[]).0, Key::Nothing) {
                return None;
            }
            gaps(&printed, count.max(1))
        };
        // A stem that shows no gap does not say how many there are.
        if count > 0 && groups.len() != count {
            self.report(
                Diagnostic::new(Code::EBlankCount)
                    .found(groups.len().to_string())
                    .expected(count.to_string()),
            );
            return None;
        }
        Some(Answer::Blanks(groups))
    }

    fn number(&mut self) -> Option<Answer> {
        let printed = self.entry.answer.clone();
        if printed.is_empty() {
            return None;
        }
        let (value, tolerance) = printed.split_once('±').unwrap_or((&printed, "0"));
        match (Number::parse(value), Number::parse(tolerance)) {
            (Some(value), Some(tolerance)) if tolerance.get() >= 0.0 => {
                Some(Answer::Numeric { value, tolerance })
            }
            _ => self.unclear(),
        }
    }

    fn order(&mut self) -> Option<Answer> {
        if self.entry.answer.is_empty() {
            return None;
        }
        match keys::order(&self.entry.answer, &self.entry.options) {
            Some(labels) => Some(Answer::Order(labels.iter().map(char::to_string).collect())),
            None => self.unclear(),
        }
    }

    fn points(&mut self) -> Option<u32> {
        let printed = self.entry.points.trim().trim_end_matches(['分', ' ']).to_owned();
        let digits = if printed.contains('.') {
            printed.trim_end_matches('0').trim_end_matches('.')
        } else {
            &printed
        };
        let points = hundredths(digits).filter(|points| *points > 0);
        if points.is_none() && !matches!(printed.as_str(), "" | "/" | "-" | "0" | "0.0" | "0.00") {
            self.report(Diagnostic::new(Code::WCell).found(printed));
        }
        points
    }

    fn difficulty(&mut self) -> Option<u8> {
        let printed = self.entry.difficulty.trim().to_owned();
        let plain = printed.to_lowercase();
        let found = shared::difficulty(&printed).or(match plain.as_str() {
            "easy" | "simple" | "简易" | "低" | "初级" | "1.0" => Some(1),
            "2.0" | "中下" | "偏易" => Some(2),
            "medium" | "normal" | "moderate" | "普通" | "中级" | "3.0" | "正常" => Some(3),
            "偏难" | "4.0" | "中上" => Some(4),
            "hard" | "difficult" | "高" | "高级" | "5.0" | "很难" => Some(5),
            _ => None,
        });
        if found.is_none() && !matches!(printed.as_str(), "" | "/" | "-" | "无") {
            self.report(Diagnostic::new(Code::WUnsupported).found(printed));
        }
        found
    }

    /// Options that leave out a letter.
    fn check_labels(&mut self) {
        let letters: String = self.entry.options.iter().map(|(label, _)| *label).collect();
        if !letters.chars().eq(('A'..='Z').take(letters.len())) {
            self.report(Diagnostic::new(Code::WOptionGap).found(letters));
        }
    }
}

/// What followed the key in its cell is its first explanation.
fn explanation(rest: &str, own: &str) -> Option<String> {
    let text = [rest.trim(), own.trim()].join("\n");
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Tags between semicolons, commas or bars.
fn tags(printed: &str) -> Vec<String> {
    let parts = printed.split([';', '；', ',', '，', '、', '|', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty() && !matches!(*part, "无" | "/" | "-")).map(str::to_owned).collect()
}

/// The answers of so many gaps. Besides the separators of papers, files put these between gaps.
fn gaps(printed: &str, count: usize) -> Vec<Vec<String>> {
    if let Some(texts) = keys::listed(printed) {
        return texts.into_iter().map(|text| vec![text]).collect();
    }
    if count > 1 {
        for separator in ["||", "&&", "##", "#", "@@", "$$", "&", "┋", "║", "@"] {
            let parts: Vec<&str> = printed.split(separator).map(str::trim).collect();
            if parts.len() == count && parts.iter().all(|part| !part.is_empty()) {
                return parts.into_iter().map(|part| vec![part.to_owned()]).collect();
            }
        }
    }
    shared::split_blanks(printed, count)
}
