//! Reads a native bank file.

mod answers;
mod media;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

pub(super) use answers::right_sides;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{FORMAT_VERSION, hundredths, is_code, label_at, nesting};
use crate::Limits;
use crate::messages::Code;
use crate::model::{
    BankHeader, ChoiceOption, Counts, Diagnostic, Material, Media, Place, QuestionDraft, QuestionType,
    Reading, Translation, Unit,
};
use crate::validate::{self, Strictness};
use crate::weights::parse_percent;

const BANK_KEYS: &[&str] = &["format", "code", "title", "languages", "question", "material", "media"];
const QUESTION_KEYS: &[&str] = &[
    "code",
    "type",
    "topic",
    "difficulty",
    "points",
    "tags",
    "answer",
    "keep",
    "weights",
    "fact",
    "material",
];
const TEXT_KEYS: &[&str] = &["stem", "options", "explanation", "reference"];
const MATERIAL_KEYS: &[&str] = &["id", "text"];
const MEDIA_KEYS: &[&str] = &["name", "data"];
const TYPES: &[QuestionType] = &[
    QuestionType::SingleChoice,
    QuestionType::MultipleChoice,
    QuestionType::TrueFalse,
    QuestionType::ShortAnswer,
    QuestionType::FillBlank,
    QuestionType::Numeric,
    QuestionType::Matching,
    QuestionType::Ordering,
];
const CODE_SHAPE: &str = "[a-z0-9-]{1,64}";

/// Texts by language tag.
type Texts = BTreeMap<String, String>;

/// Reads the text of a native bank file. The reading's encoding and line count are the caller's to fill.
#[must_use]
pub fn read(text: &str, limits: &Limits) -> Reading {
    let mut reader = Reader::new(text);
    if let Some(bracket) = nesting::too_deep(text) {
        reader.report(Diagnostic::new(Code::ESyntax).found("too_many_brackets"), &bracket);
        return Reading { diagnostics: reader.diagnostics, ..Reading::default() };
    }
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let mut diagnostic = Diagnostic::new(Code::ESyntax).found(error.message());
            if let Some(span) = error.span() {
                diagnostic = diagnostic.at(reader.place(&span)).excerpt(reader.line_text(&span));
            }
            return Reading { diagnostics: vec![diagnostic], ..Reading::default() };
        }
    };
    let bank = reader.bank(document.get_ref());
    let materials = reader.materials(document.get_ref(), &bank);
    let images = reader.images(document.get_ref(), limits);
    let shared = Shared { bank: &bank, materials: &materials, images: &images };
    let (questions, counts) = reader.questions(document.get_ref(), &shared, limits);
    reader.diagnostics.extend(validate::duplicates(&questions));
    Reading {
        questions,
        diagnostics: reader.diagnostics,
        bank: Some(bank),
        counts: Some(counts),
        ..Reading::default()
    }
}

/// The texts of one question in one language.
#[derive(Default)]
struct LanguageTexts {
    stem: String,
    options: Vec<String>,
    explanation: Option<String>,
    reference: Vec<String>,
}

/// What the questions of a file share.
struct Shared<'a> {
    bank: &'a BankHeader,
    materials: &'a HashMap<String, Texts>,
    /// Images by the name the file gives them.
    images: &'a HashMap<String, Media>,
}

struct Reader<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(position, _)| position + 1);
        Self { text, line_starts: std::iter::once(0).chain(after_breaks).collect(), diagnostics: Vec::new() }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let line = self.line_of(span.start);
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied().unwrap_or(0);
        let column = self.text.get(start..span.start).map_or(0, |before| before.chars().count());
        Place::column(line, column + 1)
    }

    fn line_text(&self, span: &Range<usize>) -> &'t str {
        let line = self.line_of(span.start);
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied().unwrap_or(0);
        self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    fn report(&mut self, diagnostic: Diagnostic, span: &Range<usize>) {
        let diagnostic = diagnostic.at(self.place(span)).excerpt(self.line_text(span));
        self.diagnostics.push(diagnostic);
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, expected: &str) {
        let shown = self.text.get(value.span()).unwrap_or_default().lines().next().unwrap_or_default();
        let shown: String = shown.chars().take(40).collect();
        self.report(Diagnostic::new(Code::EValue).found(shown).expected(expected), &value.span());
    }

    fn missing(&mut self, key: &str, span: &Range<usize>) {
        self.report(Diagnostic::new(Code::EKeyMissing).expected(key), span);
    }

    fn check_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let diagnostic = Diagnostic::new(Code::EKeyUnknown)
                    .found(key.get_ref().as_ref())
                    .expected(known.join(", "));
                self.report(diagnostic, &key.span());
            }
        }
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(|text| text.trim().to_owned());
        if text.is_none() {
            self.wrong(value, "\"…\"");
        }
        text
    }

    fn optional_string(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.string(value)).filter(|text| !text.is_empty())
    }

    fn strings(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value, "[\"…\"]");
            return Vec::new();
        };
        array.iter().filter_map(|entry| self.string(entry)).collect()
    }

    fn optional_strings(&mut self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        table.get(key).map(|value| self.strings(value)).unwrap_or_default()
    }

    /// A code of a bank, question or material.
    fn code(&mut self, table: &DeTable<'_>, key: &str, span: &Range<usize>) -> Option<String> {
        let Some(value) = table.get(key) else {
            self.missing(key, span);
            return None;
        };
        let code = self.string(value)?;
        if !is_code(&code) {
            self.wrong(value, CODE_SHAPE);
            return None;
        }
        Some(code)
    }

    /// A text for each language: a table, or one string for the first language.
    fn texts(&mut self, value: &Spanned<DeValue<'_>>, languages: &[String]) -> Texts {
        if let Some(text) = value.get_ref().as_str() {
            return languages
                .first()
                .map(|first| (first.clone(), text.trim().to_owned()))
                .into_iter()
                .collect();
        }
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, "\"…\", { zh-CN = \"…\", en = \"…\" }");
            return Texts::new();
        };
        let known: Vec<&str> = languages.iter().map(String::as_str).collect();
        self.check_keys(table, &known);
        let entries = table.iter().filter(|(key, _)| known.contains(&key.get_ref().as_ref()));
        entries
            .filter_map(|(key, value)| {
                self.string(value).map(|text| (key.get_ref().clone().into_owned(), text))
            })
            .collect()
    }

    fn bank(&mut self, document: &DeTable<'_>) -> BankHeader {
        let top = 0..0;
        self.check_keys(document, BANK_KEYS);
        match document.get("format") {
            None => self.missing("format", &top),
            Some(value) => {
                let version = value.get_ref().as_integer().map(toml::de::DeInteger::as_str);
                if version != Some("1") {
                    let found = version.map_or_else(|| "?".to_owned(), str::to_owned);
                    let diagnostic = Diagnostic::new(Code::EFormatVersion);
                    self.report(diagnostic.found(found).expected(FORMAT_VERSION.to_string()), &value.span());
                }
            }
        }
        let code = self.code(document, "code", &top).unwrap_or_default();
        let languages = self.languages(document);
        let title = match document.get("title") {
            None => {
                self.missing("title", &top);
                Texts::new()
            }
            Some(value) => {
                let title = self.texts(value, &languages);
                self.require_languages(&title, &languages, &value.span());
                title
            }
        };
        BankHeader { code, title, languages }
    }

    fn languages(&mut self, document: &DeTable<'_>) -> Vec<String> {
        let Some(value) = document.get("languages") else {
            self.missing("languages", &(0..0));
            return vec!["zh-CN".to_owned(), "en".to_owned()];
        };
        let mut languages = self.strings(value);
        let is_tag = |tag: &String| {
            (2..=16).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !QUESTION_KEYS.contains(&tag.as_str())
        };
        let before = languages.len();
        languages.retain(is_tag);
        let mut unique = languages.clone();
        unique.sort();
        unique.dedup();
        if languages.is_empty() || languages.len() != before || unique.len() != languages.len() {
            self.wrong(value, "[\"zh-CN\", \"en\"]");
            unique.sort_by_key(|tag| languages.iter().position(|other| other == tag));
            languages = unique;
        }
        if languages.is_empty() { vec!["zh-CN".to_owned()] } else { languages }
    }

    fn require_languages(&mut self, texts: &Texts, languages: &[String], span: &Range<usize>) {
        for language in languages {
            if texts.get(language).is_none_or(String::is_empty) {
                self.report(Diagnostic::new(Code::ETranslationMissing).found(language.clone()), span);
            }
        }
    }

    /// The entries of an array of tables, each with its span.
    fn tables<'a, 'i>(
        &mut self,
        document: &'a DeTable<'i>,
        key: &str,
    ) -> Vec<(&'a DeTable<'i>, Range<usize>)> {
        let Some(value) = document.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value, &format!("[[{key}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in array.iter() {
            match entry.get_ref().as_table() {
                Some(table) => tables.push((table, entry.span())),
                None => self.wrong(entry, &format!("[[{key}]]")),
            }
        }
        tables
    }

    fn materials(&mut self, document: &DeTable<'_>, bank: &BankHeader) -> HashMap<String, Texts> {
        let mut materials = HashMap::new();
        let mut first_lines: HashMap<String, usize> = HashMap::new();
        for (table, span) in self.tables(document, "material") {
            self.check_keys(table, MATERIAL_KEYS);
            let id = self.code(table, "id", &span);
            let texts = match table.get("text") {
                None => {
                    self.missing("text", &span);
                    Texts::new()
                }
                Some(value) => {
                    let texts = self.texts(value, &bank.languages);
                    self.require_languages(&texts, &bank.languages, &value.span());
                    texts
                }
            };
            if let Some(id) = id
                && self.claim(&mut first_lines, &id, &span)
            {
                materials.insert(id, texts);
            }
        }
        materials
    }

    /// Whether a code is used for the first time; reports it otherwise.
    fn claim(&mut self, first_lines: &mut HashMap<String, usize>, code: &str, span: &Range<usize>) -> bool {
        let line = self.line_of(span.start);
        if let Some(first) = first_lines.get(code) {
            let diagnostic = Diagnostic::new(Code::ECodeDuplicate).found(code).expected(first.to_string());
            self.report(diagnostic, span);
            return false;
        }
        first_lines.insert(code.to_owned(), line);
        true
    }

    fn questions(
        &mut self,
        document: &DeTable<'_>,
        shared: &Shared<'_>,
        limits: &Limits,
    ) -> (Vec<QuestionDraft>, Counts) {
        let mut questions = Vec::new();
        let mut first_lines = HashMap::new();
        let found = document
            .get("question")
            .map_or(0, |value| value.get_ref().as_array().map_or(1, |array| array.len()));
        for (table, span) in self.tables(document, "question") {
            if questions.len() >= limits.questions {
                let diagnostic = Diagnostic::new(Code::ETooMany).expected(limits.questions.to_string());
                self.report(diagnostic, &span);
                break;
            }
            let reported_before = self.diagnostics.len();
            let question = self.question(table, &span, shared);
            if let Some(code) = question.as_ref().and_then(|question| question.code.clone()) {
                self.claim(&mut first_lines, &code, &span);
            }
            let Some(mut question) = question else { continue };
            let reported = self.diagnostics.get(reported_before..).unwrap_or_default().to_vec();
            self.diagnostics.extend(validate::check(&mut question, &reported, Strictness::Native, limits));
            questions.push(question);
        }
        let read = questions.len();
        let failed = found.saturating_sub(read);
        (questions, Counts { unit: Unit::Entry, found, questions: read, skipped: 0, failed })
    }

    fn question(
        &mut self,
        table: &DeTable<'_>,
        span: &Range<usize>,
        shared: &Shared<'_>,
    ) -> Option<QuestionDraft> {
        let bank = shared.bank;
        let primary = bank.languages.first()?;
        let known: Vec<&str> =
            QUESTION_KEYS.iter().copied().chain(bank.languages.iter().map(String::as_str)).collect();
        self.check_keys(table, &known);
        let question_type = self.question_type(table, span)?;
        let mut draft = QuestionDraft::new(question_type, Place::line(self.line_of(span.start)), primary);
        draft.place_end = Some(self.line_of(last_offset(table, span.end).saturating_sub(1)));
        draft.code = self.code(table, "code", span);
        draft.topic = self.optional_string(table, "topic");
        draft.tags = self.optional_strings(table, "tags");
        draft.difficulty = table.get("difficulty").and_then(|value| self.difficulty(value));
        draft.points = table.get("points").and_then(|value| self.points(value));

        let mut texts = self.language_texts(table, span, bank, question_type);
        let own = texts.remove(primary).unwrap_or_default();
        draft.stem = own.stem;
        draft.explanation = own.explanation;
        draft.options = self.label_options(own.options, span);
        for (language, other) in texts {
            if other.options.len() != draft.options.len() {
                let diagnostic =
                    Diagnostic::new(Code::ETranslationOptions).found(other.options.len().to_string());
                self.report(diagnostic.expected(draft.options.len().to_string()), span);
            }
            let translation = Translation {
                stem: other.stem,
                options: other.options,
                explanation: other.explanation,
                reference: other.reference,
                ..Translation::default()
            };
            draft.translations.insert(language, translation);
        }
        if let Some(value) = table.get("fact") {
            let facts = self.texts(value, &bank.languages);
            draft.fact = facts.get(primary).cloned();
            spread(&mut draft, facts, |translation, text| translation.fact = Some(text));
        }
        if let Some(value) = table.get("material") {
            self.attach_material(&mut draft, value, shared.materials);
        }
        draft.answer = self.answer(table.get("answer"), question_type, own.reference);
        if question_type == QuestionType::Matching && draft.options.is_empty() {
            draft.options = right_sides(draft.answer.as_ref());
        }
        draft.keep = table.get("keep").and_then(|value| self.keep(value, &draft.options));
        draft.weights = table.get("weights").and_then(|value| self.weights(value));
        media::attach(&mut draft, shared.images);
        Some(draft)
    }

    /// The labels of options that keep their place.
    fn keep(&mut self, value: &Spanned<DeValue<'_>>, options: &[ChoiceOption]) -> Option<Vec<String>> {
        let labels = self.strings(value);
        let is_label = |label: &String| options.iter().any(|option| option.label == *label);
        if labels.iter().all(is_label) {
            return Some(labels);
        }
        let known: Vec<&str> = options.iter().map(|option| option.label.as_str()).collect();
        self.wrong(value, &known.join(", "));
        None
    }

    /// What choosing each option gives, in percent.
    fn weights(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<i32>> {
        let weight = |value: &Spanned<DeValue<'_>>| parse_percent(&printed_number(value));
        let weights: Option<Vec<i32>> =
            value.get_ref().as_array().and_then(|list| list.iter().map(weight).collect());
        if weights.is_none() {
            self.wrong(value, "[100, 50, 0, -25]");
        }
        weights
    }

    fn question_type(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Option<QuestionType> {
        let Some(value) = table.get("type") else {
            self.missing("type", span);
            return None;
        };
        let name = self.string(value)?;
        let known = TYPES.iter().copied().find(|known| known.as_str() == name);
        if known.is_none() {
            let names: Vec<&str> = TYPES.iter().map(|known| known.as_str()).collect();
            let diagnostic = Diagnostic::new(Code::ETypeUnknown).found(name).expected(names.join(", "));
            self.report(diagnostic, &value.span());
        }
        known
    }

    fn difficulty(&mut self, value: &Spanned<DeValue<'_>>) -> Option<u8> {
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u8>().ok());
        let number = number.filter(|number| (1..=5).contains(number));
        if number.is_none() {
            self.wrong(value, "1–5");
        }
        number
    }

    fn points(&mut self, value: &Spanned<DeValue<'_>>) -> Option<u32> {
        let points = hundredths(&printed_number(value)).filter(|points| *points > 0);
        if points.is_none() {
            let shown = self.text.get(value.span()).unwrap_or_default().to_owned();
            self.report(Diagnostic::new(Code::EPoints).found(shown), &value.span());
        }
        points
    }

    fn language_texts(
        &mut self,
        table: &DeTable<'_>,
        span: &Range<usize>,
        bank: &BankHeader,
        question_type: QuestionType,
    ) -> BTreeMap<String, LanguageTexts> {
        let mut all = BTreeMap::new();
        for language in &bank.languages {
            let Some(value) = table.get(language.as_str()) else {
                self.report(Diagnostic::new(Code::ETranslationMissing).found(language.clone()), span);
                continue;
            };
            let Some(texts) = value.get_ref().as_table() else {
                self.wrong(value, &format!("[question.{language}]"));
                continue;
            };
            self.check_keys(texts, TEXT_KEYS);
            if !texts.contains_key("stem") {
                self.missing("stem", &value.span());
            }
            if let Some(misplaced) = texts.get("reference")
                && question_type != QuestionType::ShortAnswer
            {
                self.wrong(misplaced, "type = \"short_answer\"");
            }
            let stem = self.optional_string(texts, "stem").unwrap_or_default();
            if stem.is_empty() && texts.contains_key("stem") {
                self.report(Diagnostic::new(Code::EStemEmpty), &value.span());
            }
            let read = LanguageTexts {
                stem,
                options: self.optional_strings(texts, "options"),
                explanation: self.optional_string(texts, "explanation"),
                reference: self.optional_strings(texts, "reference"),
            };
            all.insert(language.clone(), read);
        }
        all
    }

    fn label_options(&mut self, texts: Vec<String>, span: &Range<usize>) -> Vec<ChoiceOption> {
        let count = texts.len();
        let options: Vec<ChoiceOption> = texts
            .into_iter()
            .enumerate()
            .filter_map(|(index, text)| label_at(index).map(|label| ChoiceOption { label, text }))
            .collect();
        if options.len() < count {
            let diagnostic = Diagnostic::new(Code::EValue).found(count.to_string()).expected("≤ 26");
            self.report(diagnostic, span);
        }
        options
    }

    fn attach_material(
        &mut self,
        draft: &mut QuestionDraft,
        value: &Spanned<DeValue<'_>>,
        materials: &HashMap<String, Texts>,
    ) {
        let Some(id) = self.string(value) else { return };
        let Some(texts) = materials.get(&id) else {
            self.report(Diagnostic::new(Code::EMaterialMissing).found(id), &value.span());
            return;
        };
        let text = texts.get(&draft.lang).cloned().unwrap_or_default();
        draft.material = Some(Material { id, text });
        spread(draft, texts.clone(), |translation, text| translation.material = Some(text));
    }
}

/// Hands the texts of the other languages to the draft's translations.
fn spread(draft: &mut QuestionDraft, texts: Texts, set: impl Fn(&mut Translation, String)) {
    for (language, text) in texts {
        if language != draft.lang {
            set(draft.translations.entry(language).or_default(), text);
        }
    }
}

/// The end of the last value in a table, so that a question's range covers its sub-tables.
fn last_offset(table: &DeTable<'_>, least: usize) -> usize {
    table.values().fold(least, |last, value| {
        let end = value.span().end.max(last);
        value.get_ref().as_table().map_or(end, |inner| last_offset(inner, end))
    })
}

/// A number as it is written; empty for anything else.
fn printed_number(value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        _ => String::new(),
    }
}
