//! From a question as read to a draft: its kind, its key, and what is doubtful about them.

use super::block::RawItem;
use super::keys::{self, Bracket, Content, Key};
use super::lines::view_of;
use super::marks::Style;
use super::regions::Region;
use super::words::{Kind, truth};
use crate::Limits;
use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Diagnostic, Material, Place, QuestionDraft, QuestionType};
use crate::toml_bank::label_at;
use crate::validate::{self, Strictness};

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

/// Everything that might be the key, before the kind is known.
#[derive(Default)]
struct Evidence {
    /// Keys in brackets of the stem.
    brackets: Vec<Bracket>,
    /// The key from a tag, a list or a bracket, in this order.
    key: Option<Key>,
    /// What followed the key on its line.
    rest: String,
    /// A key was printed that cannot be read.
    unclear: Option<String>,
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
        draft.number = item.number.as_ref().map(|mark| mark.printed.clone());
        draft.section = self.found.region.section_title.clone();
        draft.place_end = Some(item.last_line);
        draft.stem = self.stem.trim().to_owned();
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

    /// Everything that might be the key.
    fn evidence(&mut self, options: &[(char, String)]) -> Evidence {
        let mut evidence = Evidence { brackets: self.key_brackets(options), ..Evidence::default() };
        let mut keys: Vec<Key> = Vec::new();
        for printed in self.found.item.answers.clone() {
            let (key, rest) = keys::answer(&printed, options);
            match key {
                Key::Labels(_) | Key::Truth(_) => {
                    keys.push(key);
                    if evidence.rest.is_empty() {
                        evidence.rest = rest;
                    }
                }
                Key::Text => evidence.unclear = Some(printed),
                Key::Nothing => {}
            }
        }
        if let Some(lead) = &self.found.item.lead {
            keys.extend(key_of(&content_of(lead)));
        }
        keys.extend(self.found.list_key.iter().map(|printed| keys::answer(printed, options).0));
        keys.extend(self.found.list_conflict.iter().map(|printed| keys::answer(printed, options).0));
        keys.extend(self.bracket_key(&evidence.brackets));
        if keys.is_empty() && evidence.unclear.is_none() {
            keys.extend(self.trailing_key(options));
        }
        let mut distinct = keys.clone();
        distinct.dedup_by(|one, other| same_key(one, other, options));
        if let [first, second, ..] = distinct.as_slice() {
            self.report(Diagnostic::new(Code::WKeyConflict).found(show(second)).expected(show(first)));
        }
        evidence.key = keys.into_iter().next();
        evidence
    }

    /// Brackets of the stem that may hold the key.
    fn key_brackets(&self, options: &[(char, String)]) -> Vec<Bracket> {
        let view = view_of(&self.stem);
        let kind = self.declared();
        if matches!(kind, Some(Kind::Short | Kind::Blank | Kind::Case)) && options.is_empty() {
            return Vec::new();
        }
        let truth_asked = kind == Some(Kind::TrueFalse);
        let fits = |bracket: &Bracket| {
            let at_end = is_at_end(&view, bracket);
            match &bracket.content {
                Content::Labels(_) | Content::MaybeTruth(_)
                    if options.is_empty() && keys::closes_statement(&view, bracket).is_some() =>
                {
                    true
                }
                Content::Labels(labels) if options.is_empty() => {
                    at_end && (truth_asked || labels.len() <= 8 && kind.is_some())
                }
                Content::Labels(labels) => {
                    let known = labels.iter().all(|label| options.iter().any(|(letter, _)| letter == label));
                    known
                        || at_end
                            && labels.len() <= options.len().max(2)
                            && labels.iter().all(|label| *label <= 'H')
                }
                Content::Truth(_) => options.is_empty() || is_truth_pair(options),
                Content::MaybeTruth(_) => at_end && truth_asked,
                Content::Empty | Content::Other => false,
            }
        };
        let all: Vec<Bracket> =
            merge_neighbours(&view, keys::brackets(&view)).into_iter().filter(fits).collect();
        let last_at_end: Vec<Bracket> =
            all.iter().filter(|bracket| is_at_end(&view, bracket)).cloned().collect();
        if last_at_end.is_empty() { all } else { last_at_end }
    }

    /// The key in the stem's brackets, which are taken out of it.
    fn bracket_key(&mut self, brackets: &[Bracket]) -> Option<Key> {
        let view = view_of(&self.stem);
        let undeclared = !self.declared().is_some_and(|kind| matches!(kind, Kind::Single | Kind::Multiple));
        let found: Vec<Key> = brackets
            .iter()
            .filter_map(|bracket| {
                keys::closes_statement(&view, bracket)
                    .filter(|_| undeclared && self.found.item.options.is_empty())
                    .map(Key::Truth)
                    .or_else(|| key_of(&bracket.content))
            })
            .collect();
        let first = found.first()?.clone();
        let same = found.iter().all(|one| *one == first);
        let key = if same {
            first
        } else {
            // Several gaps, each with a label: together they are the key of a multiple choice question.
            let mut labels = Vec::new();
            for one in &found {
                match one {
                    Key::Labels(more) => labels.extend(more.iter().copied()),
                    _ => return None,
                }
            }
            let several =
                matches!(self.declared(), Some(Kind::Multiple | Kind::Indefinite | Kind::Choice) | None);
            labels.sort_unstable();
            labels.dedup();
            if !several || labels.len() != found.len() {
                return None;
            }
            Key::Labels(labels)
        };
        self.stem = without_keys(&self.stem, brackets, self.found.item.options.is_empty());
        Some(key)
    }

    /// A key at the end of the stem without brackets: `…的是：D`, `…很重要。 正确`.
    fn trailing_key(&mut self, options: &[(char, String)]) -> Option<Key> {
        let view = view_of(&self.stem);
        let statement = options.is_empty() && self.declared() == Some(Kind::TrueFalse);
        let (key, at) = keys::trailing(&view).or_else(|| {
            let (value, at) = keys::trailing_truth(&view).filter(|_| statement)?;
            Some((Key::Truth(value), at))
        })?;
        let fits = match &key {
            Key::Labels(labels) => {
                !options.is_empty()
                    && labels.iter().all(|label| options.iter().any(|(letter, _)| letter == label))
            }
            Key::Truth(_) => options.is_empty() && matches!(self.declared(), Some(Kind::TrueFalse) | None),
            Key::Text | Key::Nothing => false,
        };
        if !fits {
            return None;
        }
        self.stem = self.stem.chars().take(at).collect::<String>().trim_end().to_owned();
        self.inferred.push("answer".to_owned());
        Some(key)
    }

    /// What the file says about the kind: a tag before a section heading.
    fn declared(&self) -> Option<Kind> {
        self.found.item.tag.or_else(|| self.found.region.kind())
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

    fn answer(
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
                None => None,
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
                None => self.bold_option(options),
            },
        }
    }

    /// The one bold option, where nothing else names the key.
    fn bold_option(&mut self, options: &[(char, String)]) -> Option<Answer> {
        let mut bold = self.found.item.options.iter().zip(options).filter(|(raw, _)| raw.bold);
        let (_, (letter, _)) = bold.next()?;
        if bold.next().is_some() || options.len() < 3 {
            return None;
        }
        self.inferred.push("answer".to_owned());
        Some(Answer::Labels(vec![letter.to_string()]))
    }

    fn reference(&mut self) -> Option<Answer> {
        let item = &self.found.item;
        let own = item.reference.trim();
        let text =
            if own.is_empty() { self.found.list_text.clone().unwrap_or_default() } else { own.to_owned() };
        let text = text.trim().to_owned();
        if text.is_empty() || matches!(keys::answer(&text, &[]).0, Key::Nothing) {
            return None;
        }
        if item.reference_unmarked {
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
        // `第1空：…` on a line of its own for each gap.
        let listed = Some(&self.found.item.reference).filter(|text| text.contains("第1空")).cloned();
        let Some(printed) = listed.or(printed) else {
            let filled = filled_blanks(&self.stem)?;
            let texts = filled.1.into_iter().map(|text| vec![text]).collect();
            self.stem = filled.0;
            return Some(Answer::Blanks(texts));
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

fn content_of(inside: &str) -> Content {
    let view: Vec<char> = format!("({inside})").chars().collect();
    keys::brackets(&view).into_iter().next().map_or(Content::Other, |bracket| bracket.content)
}

fn key_of(content: &Content) -> Option<Key> {
    match content {
        Content::Labels(labels) => Some(Key::Labels(labels.clone())),
        Content::Truth(value) | Content::MaybeTruth(value) => Some(Key::Truth(*value)),
        Content::Empty | Content::Other => None,
    }
}

pub(super) fn is_at_end(view: &[char], bracket: &Bracket) -> bool {
    view.get(bracket.end..).is_some_and(|rest| rest.iter().all(|one| " 。.?;,!:、".contains(*one)))
}

/// `（A）（B）（C）`: labels in a row of brackets are one key.
fn merge_neighbours(view: &[char], brackets: Vec<Bracket>) -> Vec<Bracket> {
    let mut merged: Vec<Bracket> = Vec::new();
    for bracket in brackets {
        if let (Some(last), Content::Labels(more)) = (merged.last_mut(), &bracket.content)
            && let Content::Labels(labels) = &mut last.content
            && view
                .get(last.end..bracket.open)
                .is_some_and(|between| between.iter().all(|one| " 、,".contains(*one)))
        {
            labels.extend(more.iter().copied());
            labels.sort_unstable();
            labels.dedup();
            last.end = bracket.end;
            continue;
        }
        merged.push(bracket);
    }
    merged
}

/// Two keys that say the same: `B` and 错误 where option B says 错误.
fn same_key(one: &Key, other: &Key, options: &[(char, String)]) -> bool {
    let meaning = |key: &Key| match key {
        Key::Labels(labels) => match labels.as_slice() {
            [label] => {
                options.iter().find(|(letter, _)| letter == label).and_then(|(_, text)| truth(bare(text)))
            }
            _ => None,
        },
        Key::Truth(value) => Some(*value),
        Key::Text | Key::Nothing => None,
    };
    one == other || meaning(one).is_some() && meaning(one) == meaning(other)
}

fn show(key: &Key) -> String {
    match key {
        Key::Labels(labels) => labels.iter().collect(),
        Key::Truth(true) => "√".to_owned(),
        Key::Truth(false) => "×".to_owned(),
        Key::Text | Key::Nothing => String::new(),
    }
}

/// An option's text without the marks around it.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches([' ', '。', '.', ',', '，', ';', '；', '"', '“', '”'])
}

/// Two options that say true and false, in either order.
pub(super) fn is_truth_pair(options: &[(char, String)]) -> bool {
    match options {
        [(_, one), (_, other)] => match (truth(bare(one)), truth(bare(other))) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        },
        _ => false,
    }
}

/// `…不用维护。（ ）`: a statement that waits for a mark.
fn ends_with_empty_bracket(stem: &str) -> bool {
    let view = view_of(stem);
    keys::brackets(&view)
        .last()
        .is_some_and(|bracket| bracket.content == Content::Empty && is_at_end(&view, bracket))
}

/// Takes keys out of a stem: at its end the bracket goes, inside a sentence it becomes an empty one.
pub(super) fn without_keys(stem: &str, brackets: &[Bracket], is_statement: bool) -> String {
    let characters: Vec<char> = stem.chars().collect();
    let view = view_of(stem);
    let mut result = String::with_capacity(stem.len());
    let mut at = 0;
    for bracket in brackets {
        result.extend(characters.get(at..bracket.open).unwrap_or_default());
        if bracket.open == 0 && is_statement {
            at = bracket.end;
            continue;
        }
        if is_at_end(&view, bracket) {
            result.truncate(result.trim_end().len());
        } else {
            result.push_str("（  ）");
        }
        at = bracket.end;
    }
    let rest: String = characters.get(at..).unwrap_or_default().iter().collect();
    // `…的是?（B）。`: one mark at the end is enough.
    let ends = result.ends_with(['?', '？', '。', '.', '!', '！', ':', '：']);
    if !(ends && rest.trim().chars().all(|one| "。.？?!！".contains(one))) {
        result.push_str(&rest);
    }
    result
}

/// Gaps to fill in: runs of underscores and empty brackets.
pub(super) fn count_blanks(stem: &str) -> usize {
    let view = view_of(stem);
    let brackets =
        keys::brackets(&view).into_iter().filter(|bracket| bracket.content == Content::Empty).count();
    let mut lines = 0;
    let mut run = 0;
    for character in view.iter().chain(std::iter::once(&' ')) {
        if matches!(character, '_' | '＿' | '﹍') {
            run += 1;
        } else {
            lines += usize::from(run >= 2);
            run = 0;
        }
    }
    // Underscores inside brackets are one gap, not two.
    let inside = keys::brackets(&view)
        .iter()
        .filter(|bracket| view.get(bracket.open..bracket.end).is_some_and(|inner| inner.contains(&'_')))
        .count();
    brackets + lines - inside.min(lines)
}

/// Gaps that are filled in: `（ 30 ）` with spaces on both sides. Gives the stem with empty gaps and the texts.
fn filled_blanks(stem: &str) -> Option<(String, Vec<String>)> {
    let characters: Vec<char> = stem.chars().collect();
    let view = view_of(stem);
    let mut texts = Vec::new();
    let mut result = String::new();
    let mut at = 0;
    for bracket in keys::brackets(&view) {
        let inner = characters.get(bracket.open + 1..bracket.end - 1)?;
        let padded = inner.len() > 2
            && inner.first().is_some_and(|one| one.is_whitespace())
            && inner.last().is_some_and(|one| one.is_whitespace());
        let text: String = inner.iter().collect::<String>().trim().to_owned();
        if !padded || text.is_empty() {
            continue;
        }
        result.extend(characters.get(at..bracket.open)?);
        result.push_str("（  ）");
        texts.push(text);
        at = bracket.end;
    }
    result.extend(characters.get(at..)?);
    if texts.is_empty() { underlined_blanks(stem) } else { Some((result, texts)) }
}

/// `__KA__`: the text of a gap written on its line.
fn underlined_blanks(stem: &str) -> Option<(String, Vec<String>)> {
    let mut texts = Vec::new();
    let mut result = String::new();
    let mut rest = stem;
    while let Some((before, after)) = rest.split_once("__") {
        let after = after.trim_start_matches('_');
        result.push_str(before);
        result.push_str("____");
        match after.split_once("__") {
            Some((text, tail))
                if !text.trim().is_empty()
                    && text.chars().count() <= 40
                    && !text.contains(['，', '。', ',', '\n']) =>
            {
                texts.push(text.trim().to_owned());
                rest = tail.trim_start_matches('_');
            }
            _ => return None,
        }
    }
    result.push_str(rest);
    (!texts.is_empty()).then_some((result, texts))
}

/// The answers of the gaps: `|` between gaps, `;` between texts that one gap accepts.
pub(super) fn split_blanks(printed: &str, count: usize) -> Vec<Vec<String>> {
    let printed = printed.trim().trim_end_matches(['。', '；', ';']);
    let group = |text: &str| -> Vec<String> {
        let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    if printed.starts_with("第1空") {
        let gaps = printed.split('第').filter_map(|part| part.split_once('空'));
        return gaps.map(|(_, texts)| group(texts.trim_start_matches([':', '：', ' ', '.', '、']))).collect();
    }
    if printed.contains(['|', '｜']) {
        return printed.split(['|', '｜']).map(group).collect();
    }
    if count == 1 {
        return vec![group(printed)];
    }
    let separators: [&[char]; 5] = [&[';', '；'], &['、'], &[',', '，'], &['\n'], &[' ', '\u{3000}']];
    for separator in separators {
        let parts: Vec<Vec<String>> = printed
            .split(separator)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| vec![without_order_mark(part)])
            .collect();
        if parts.len() == count {
            return parts;
        }
    }
    vec![group(printed)]
}

/// `(1)约见` without its mark.
fn without_order_mark(text: &str) -> String {
    let view = view_of(text);
    match super::marks::number(&view) {
        Some(mark) if mark.style == Style::Paren => text.chars().skip(mark.content).collect(),
        _ => text.trim_start_matches(['①', '②', '③', '④', '⑤', '⑥']).to_owned(),
    }
}
