//! From a question as read to a draft: its kind, its key, and what is doubtful about them.

mod answer;
pub(super) mod blanks;
mod definitions;
mod evidence;
pub(super) mod meaning;
mod numbered_gaps;
pub(super) mod stem_keys;

use super::block::RawItem;
use super::keys::Key;
use super::marks::Style;
use super::regions::Region;
use super::words::Kind;
use crate::Limits;
use crate::messages::Code;
use crate::model::{ChoiceOption, Diagnostic, Material, Place, QuestionDraft, QuestionType};
use crate::toml_bank::label_at;
use crate::validate::{self, Strictness};
use blanks::count_blanks;
use evidence::Evidence;
use meaning::is_truth_pair;
use stem_keys::ends_with_empty_bracket;

/// A question as found in the paper.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub item: RawItem,
    pub region: Region,
    pub material: Option<Material>,
    /// The number that should come here.
    pub expected_number: Option<u32>,
    /// Its key in a key list.
    pub list_key: Option<String>,
    /// A second, different key in a key list.
    pub list_conflict: Option<String>,
    /// A text in a key list, for questions answered in words.
    pub list_text: Option<String>,
    /// The source line it begins with.
    pub excerpt: String,
    /// The pieces of lines it was read from, as indexes.
    pub pieces: std::ops::Range<usize>,
}

impl Found {
    /// Labels and texts of the options.
    pub(super) fn option_texts(&self) -> Vec<(char, String)> {
        self.item.options.iter().map(|option| (option.letter, option.text.clone())).collect()
    }
}

/// Makes the draft.
pub(super) fn assemble(found: Found, language: &str, limits: &Limits) -> (QuestionDraft, Vec<Diagnostic>) {
    let place = Place::line(found.item.first_line);
    let mut maker = Maker { found, diagnostics: Vec::new(), inferred: Vec::new(), stem: String::new() };
    let mut draft = maker.draft(&place, language);
    let Maker { diagnostics, inferred, found, .. } = maker;
    draft.inferred = inferred;
    let mut diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().map(|one| one.at(place.clone()).excerpt(&found.excerpt)).collect();
    let checked = validate::check(&mut draft, &diagnostics, Strictness::Paper, limits);
    diagnostics.extend(checked);
    (draft, diagnostics)
}

struct Maker {
    found: Found,
    diagnostics: Vec<Diagnostic>,
    inferred: Vec<String>,
    stem: String,
}

impl Maker {
    fn draft(&mut self, place: &Place, language: &str) -> QuestionDraft {
        self.stem = self.found.item.stem.clone();
        self.report_number();
        let options = self.options();
        let points = self.take_trailing_points();
        let mut evidence = self.evidence(&options);
        let question_type = self.question_type(&options, &evidence);
        let mut draft = QuestionDraft::new(question_type, place.clone(), language);
        draft.answer = self.answer(question_type, &options, &mut evidence);
        let item = &self.found.item;
        if item.unlabelled {
            self.inferred.push("options".to_owned());
        }
        draft.number = item.number.as_ref().map(|mark| mark.printed.clone());
        draft.section = self.found.region.section_title.clone();
        draft.place_end = Some(item.last_line);
        // `3、 、合同…`: a mark of the number that slipped.
        draft.stem = self.stem.trim().trim_start_matches('、').trim_start().to_owned();
        draft.options = options
            .iter()
            .map(|(letter, text)| ChoiceOption { label: letter.to_string(), text: text.clone() })
            .collect();
        draft.material = self.found.material.clone();
        let explanation = [evidence.rest.as_str(), item.explanation.as_str()].map(str::trim).join("\n");
        draft.explanation = Some(explanation.trim().to_owned()).filter(|text| !text.is_empty());
        draft.points = item
            .points
            .or(points)
            .or_else(|| self.found.region.section.as_ref().and_then(|section| section.points));
        draft.difficulty = item.difficulty;
        draft.topic = item.topic.clone();
        draft.tags = item.tags.clone();
        draft
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn report_number(&mut self) {
        let Some(mark) = self.found.item.number.clone() else { return };
        if mark.style == Style::Bare {
            self.report(Diagnostic::new(Code::WNumberNoSeparator).found(mark.printed.clone()));
        }
        if let Some(expected) = self.found.expected_number
            && mark.value != expected
            && mark.value != 1
        {
            self.report(
                Diagnostic::new(Code::WNumberJump).found(mark.printed).expected(expected.to_string()),
            );
        }
    }

    /// The options with usable labels.
    fn options(&mut self) -> Vec<(char, String)> {
        let options = self.found.option_texts();
        let letters: String = options.iter().map(|(letter, _)| *letter).collect();
        let mut unique: Vec<char> = letters.chars().collect();
        unique.dedup();
        if unique.len() < options.len() {
            let relabelled: Vec<(char, String)> = options
                .iter()
                .enumerate()
                .filter_map(|(index, (_, text))| {
                    label_at(index).and_then(|label| label.chars().next()).map(|label| (label, text.clone()))
                })
                .collect();
            let now: String = relabelled.iter().map(|(letter, _)| *letter).collect();
            self.report(Diagnostic::new(Code::WOptionRelabelled).found(letters).expected(now));
            return relabelled;
        }
        let in_order = options
            .iter()
            .enumerate()
            .all(|(index, (letter, _))| label_at(index).is_some_and(|label| label.starts_with(*letter)));
        if !in_order && !options.is_empty() {
            self.report(Diagnostic::new(Code::WOptionGap).found(letters));
        }
        options
    }

    /// Takes `（2分）` off the end of the stem.
    fn take_trailing_points(&mut self) -> Option<u32> {
        let trimmed = self.stem.trim_end();
        let inside = trimmed.strip_suffix([')', '）', ']', '】'])?;
        let open = inside.rfind(['(', '（', '[', '【'])?;
        let content: String =
            inside.get(open..)?.chars().skip(1).filter(|one| !one.is_whitespace()).collect();
        let number = content.strip_suffix('分')?.trim_start_matches("本题").trim_start_matches("本小题");
        let points = crate::toml_bank::hundredths(number).filter(|points| *points > 0)?;
        self.stem = inside.get(..open)?.trim_end().to_owned();
        Some(points)
    }

    /// What the file says about the kind: a tag before a section heading.
    fn declared(&self) -> Option<Kind> {
        self.found.item.tag.filter(|kind| *kind != Kind::Mixed).or_else(|| self.found.region.kind())
    }

    fn question_type(&mut self, options: &[(char, String)], evidence: &Evidence) -> QuestionType {
        let by_shape = self.by_shape(options, evidence);
        let declared = self.declared();
        let has_options = !options.is_empty();
        let said = match declared {
            Some(Kind::Single) => Some(QuestionType::SingleChoice),
            Some(Kind::Multiple | Kind::Indefinite) => Some(QuestionType::MultipleChoice),
            Some(Kind::TrueFalse) if !has_options || is_truth_pair(options) => Some(QuestionType::TrueFalse),
            Some(Kind::Blank) if !has_options => Some(QuestionType::FillBlank),
            Some(Kind::Short | Kind::Case) if !has_options => Some(QuestionType::ShortAnswer),
            _ => None,
        };
        // A statement marked √ among choice questions has no options to choose from.
        let misplaced =
            said.is_some_and(QuestionType::is_choice) && !has_options && by_shape == QuestionType::TrueFalse;
        match said {
            Some(question_type) if !misplaced => question_type,
            _ => {
                self.inferred.push("type".to_owned());
                self.report(Diagnostic::new(Code::WInferredType).found(by_shape.as_str()));
                by_shape
            }
        }
    }

    fn by_shape(&self, options: &[(char, String)], evidence: &Evidence) -> QuestionType {
        if !options.is_empty() {
            if is_truth_pair(options) {
                return QuestionType::TrueFalse;
            }
            return match &evidence.key {
                Some(Key::Labels(labels)) if labels.len() > 1 => QuestionType::MultipleChoice,
                _ => QuestionType::SingleChoice,
            };
        }
        match evidence.key {
            Some(Key::Truth(_)) => QuestionType::TrueFalse,
            Some(Key::Labels(_)) => QuestionType::SingleChoice,
            _ if self.found.item.lead.is_some()
                || evidence.unclear.is_none() && ends_with_empty_bracket(&self.stem) =>
            {
                QuestionType::TrueFalse
            }
            _ if count_blanks(&self.stem) > 0 && evidence.unclear.is_some() && self.stem.contains('_') => {
                QuestionType::FillBlank
            }
            _ => QuestionType::ShortAnswer,
        }
    }
}
