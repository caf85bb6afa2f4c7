//! What a reader hands back: drafts of questions, diagnostics and the ranges it left out.
//!
//! Every type crosses a pipe and rests in a database as JSON, so each one can be written and read back by serde.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::messages::{self, Code, Language};

/// The kinds of question a reader can hand back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuestionType {
    /// Exactly one option is right.
    SingleChoice,
    /// One or more options are right.
    MultipleChoice,
    /// A statement that is true or false.
    TrueFalse,
    /// Answered in the trainee's own words and marked by hand against reference texts.
    ShortAnswer,
    /// Gaps in the stem, each with the texts it accepts.
    FillBlank,
}

impl QuestionType {
    /// Whether the key is a list of option labels.
    #[must_use]
    pub fn is_choice(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultipleChoice)
    }
}

/// The file formats this crate knows by name. Only some of them can be read; see [`Format::is_read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// Our own bank files.
    NativeToml,
    /// A Chinese exam paper as people paste and print it.
    PaperText,
    /// Word document, `.docx`.
    WordDocument,
    /// Older binary Office document, `.doc` or `.xls`.
    OldOffice,
    /// Spreadsheet, `.xlsx` or `.ods`.
    Spreadsheet,
    /// Some other zip archive (a QTI package among them).
    ZipArchive,
    /// Moodle's XML.
    MoodleXml,
    /// QTI items and tests.
    Qti,
    /// XML that is none of the above.
    OtherXml,
    /// Moodle's GIFT text.
    Gift,
    /// Aiken text.
    Aiken,
    /// A PDF document.
    Pdf,
    /// A picture or other file that holds no text.
    OtherBinary,
}

impl Format {
    /// Whether [`crate::read`] reads questions from this format.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(self, Self::NativeToml | Self::PaperText)
    }
}

/// Where something stands in the file it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// A line of a text file, from 1, and the column in characters, from 1, where that helps.
    Line {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<usize>,
    },
    /// A row of a spreadsheet.
    Row {
        /// Name of the sheet.
        sheet: String,
        /// Row, from 1.
        row: usize,
    },
    /// The n-th item of a package or document without lines.
    Item {
        /// Item, from 1.
        item: usize,
    },
}

impl Place {
    /// A line without a column.
    #[must_use]
    pub fn line(line: usize) -> Self {
        Self::Line { line, column: None }
    }

    /// A line and column, both from 1.
    #[must_use]
    pub fn column(line: usize, column: usize) -> Self {
        Self::Line { line, column: Some(column) }
    }

    /// The line, for places in text files.
    #[must_use]
    pub fn line_number(&self) -> Option<usize> {
        match self {
            Self::Line { line, .. } => Some(*line),
            Self::Row { .. } | Self::Item { .. } => None,
        }
    }
}

/// One option of a choice question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// The option's letter, `A` to `Z`.
    pub label: String,
    /// What the option says.
    pub text: String,
}

/// The key of a question. Its JSON shape is plain: see each variant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Labels of the right options, sorted: `["A","C"]`.
    Labels(Vec<String>),
    /// Whether the statement is true: `true`.
    Truth(bool),
    /// Reference texts of a short answer: `["…"]`.
    Reference(Vec<String>),
    /// For each gap the texts it accepts: `[["net 30","30 days"],["5 %"]]`.
    Blanks(Vec<Vec<String>>),
}

/// Material that several questions share, such as the text of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Unique within the file.
    pub id: String,
    /// The text; paragraphs are separated by line feeds.
    pub text: String,
}

/// A question's texts in a language other than the draft's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The stem.
    pub stem: String,
    /// Option texts in the order of the draft's options.
    #[serde(default)]
    pub options: Vec<String>,
    /// The explanation.
    #[serde(default)]
    pub explanation: Option<String>,
    /// Reference texts of a short answer.
    #[serde(default)]
    pub reference: Vec<String>,
    /// The fact the question rests on.
    #[serde(default)]
    pub fact: Option<String>,
    /// The text of the shared material.
    #[serde(default)]
    pub material: Option<String>,
}

/// One question as read, before anyone accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawDraft", into = "RawDraft")]
pub struct QuestionDraft {
    /// The number as printed.
    pub number: Option<String>,
    /// The lasting code, where the format carries one.
    pub code: Option<String>,
    /// What kind of question it is.
    pub question_type: QuestionType,
    /// The heading it stood under, as printed.
    pub section: Option<String>,
    /// Where it begins.
    pub place: Place,
    /// Last line that belongs to it, for text files.
    pub place_end: Option<usize>,
    /// Language of the texts in this draft: `zh-CN` or `en`.
    pub lang: String,
    /// The question itself, with a key bracket inside a sentence shown as `（  ）`.
    pub stem: String,
    /// The options in printed order; empty where none were printed.
    pub options: Vec<ChoiceOption>,
    /// The key, `None` when the file gives none or gives one that cannot be right.
    pub answer: Option<Answer>,
    /// Shared material the question refers to.
    pub material: Option<Material>,
    /// Why the key is right.
    pub explanation: Option<String>,
    /// The fact the question rests on.
    pub fact: Option<String>,
    /// Points in 1/100.
    pub points: Option<u32>,
    /// 1 (easy) to 5.
    pub difficulty: Option<u8>,
    /// Topic in the bank's topic tree.
    pub topic: Option<String>,
    /// Free tags.
    pub tags: Vec<String>,
    /// Names of the fields that were concluded rather than read.
    pub inferred: Vec<String>,
    /// The same question in other languages, by language tag.
    pub translations: BTreeMap<String, Translation>,
}

impl QuestionDraft {
    /// An empty draft of a kind, at a place, in a language.
    #[must_use]
    pub fn new(question_type: QuestionType, place: Place, lang: &str) -> Self {
        Self {
            number: None,
            code: None,
            question_type,
            section: None,
            place,
            place_end: None,
            lang: lang.to_owned(),
            stem: String::new(),
            options: Vec::new(),
            answer: None,
            material: None,
            explanation: None,
            fact: None,
            points: None,
            difficulty: None,
            topic: None,
            tags: Vec::new(),
            inferred: Vec::new(),
            translations: BTreeMap::new(),
        }
    }
}

/// The JSON shape of a draft; the key's shape depends on the type, which serde cannot express by itself.
#[derive(Clone, Serialize, Deserialize)]
struct RawDraft {
    number: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(rename = "type")]
    question_type: QuestionType,
    section: Option<String>,
    place: Place,
    #[serde(default)]
    place_end: Option<usize>,
    #[serde(default = "default_language")]
    lang: String,
    stem: String,
    options: Vec<ChoiceOption>,
    answer: serde_json::Value,
    material: Option<Material>,
    explanation: Option<String>,
    #[serde(default)]
    fact: Option<String>,
    points: Option<u32>,
    difficulty: Option<u8>,
    #[serde(default)]
    topic: Option<String>,
    tags: Vec<String>,
    inferred: Vec<String>,
    #[serde(default)]
    translations: BTreeMap<String, Translation>,
}

fn default_language() -> String {
    "zh-CN".to_owned()
}

impl From<QuestionDraft> for RawDraft {
    fn from(draft: QuestionDraft) -> Self {
        let answer = match draft.answer {
            None => serde_json::Value::Null,
            Some(Answer::Truth(truth)) => serde_json::Value::Bool(truth),
            Some(Answer::Labels(texts) | Answer::Reference(texts)) => texts.into(),
            Some(Answer::Blanks(blanks)) => {
                blanks.into_iter().map(serde_json::Value::from).collect::<Vec<_>>().into()
            }
        };
        Self {
            number: draft.number,
            code: draft.code,
            question_type: draft.question_type,
            section: draft.section,
            place: draft.place,
            place_end: draft.place_end,
            lang: draft.lang,
            stem: draft.stem,
            options: draft.options,
            answer,
            material: draft.material,
            explanation: draft.explanation,
            fact: draft.fact,
            points: draft.points,
            difficulty: draft.difficulty,
            topic: draft.topic,
            tags: draft.tags,
            inferred: draft.inferred,
            translations: draft.translations,
        }
    }
}

impl TryFrom<RawDraft> for QuestionDraft {
    type Error = serde_json::Error;

    fn try_from(raw: RawDraft) -> Result<Self, Self::Error> {
        let answer = match (raw.answer, raw.question_type) {
            (serde_json::Value::Null, _) => None,
            (value, QuestionType::TrueFalse) => Some(Answer::Truth(serde_json::from_value(value)?)),
            (value, QuestionType::SingleChoice | QuestionType::MultipleChoice) => {
                Some(Answer::Labels(serde_json::from_value(value)?))
            }
            (value, QuestionType::ShortAnswer) => Some(Answer::Reference(serde_json::from_value(value)?)),
            (value, QuestionType::FillBlank) => Some(Answer::Blanks(serde_json::from_value(value)?)),
        };
        Ok(Self {
            number: raw.number,
            code: raw.code,
            question_type: raw.question_type,
            section: raw.section,
            place: raw.place,
            place_end: raw.place_end,
            lang: raw.lang,
            stem: raw.stem,
            options: raw.options,
            answer,
            material: raw.material,
            explanation: raw.explanation,
            fact: raw.fact,
            points: raw.points,
            difficulty: raw.difficulty,
            topic: raw.topic,
            tags: raw.tags,
            inferred: raw.inferred,
            translations: raw.translations,
        })
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The question can be used, but someone should look.
    Warning,
    /// The question, or the file, cannot be used as it stands.
    Error,
}

/// One thing a reader has to say about the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters; follows from the code.
    pub severity: Severity,
    /// The stable code.
    pub code: Code,
    /// Where; `None` for the file as a whole.
    pub place: Option<Place>,
    /// The beginning of the source line.
    #[serde(default)]
    pub excerpt: Option<String>,
    /// What was found, in the file's own words or as a number.
    #[serde(default)]
    pub found: Option<String>,
    /// What should stand there.
    #[serde(default)]
    pub expected: Option<String>,
}

impl Diagnostic {
    /// A diagnostic about the file as a whole.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { severity: code.severity(), code, place: None, excerpt: None, found: None, expected: None }
    }

    /// The same diagnostic with a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same diagnostic with the beginning of the source line, cut to 80 characters.
    #[must_use]
    pub fn excerpt(mut self, line: &str) -> Self {
        const LONGEST: usize = 80;
        let trimmed = line.trim();
        let mut excerpt: String = trimmed.chars().take(LONGEST).collect();
        if trimmed.chars().nth(LONGEST).is_some() {
            excerpt.push('…');
        }
        self.excerpt = Some(excerpt);
        self
    }

    /// The same diagnostic with what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// The same diagnostic with what should stand there.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// What it says, as a sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        messages::message(self, language)
    }

    /// One way to mend it, where there is one.
    #[must_use]
    pub fn suggestion(&self, language: Language) -> Option<String> {
        messages::suggestion(self, language)
    }
}

/// Why lines were left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SkipReason {
    /// Text before, between or after the questions: titles, site navigation, other articles.
    #[serde(rename = "not part of the paper")]
    NotPartOfThePaper,
    /// A repeated page header or footer between lines of the paper.
    #[serde(rename = "page header or footer")]
    PageFurniture,
    /// A heading with instructions.
    #[serde(rename = "heading or instructions")]
    Heading,
    /// Lines too long to be read.
    #[serde(rename = "line too long")]
    TooLong,
    /// A numbered entry that could not be taken for a question.
    #[serde(rename = "not a question")]
    NotAQuestion,
}

/// A range of lines that gave no question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// First line, from 1.
    pub from: usize,
    /// Last line, included.
    pub to: usize,
    /// Why.
    pub reason: SkipReason,
}

/// What a native bank file says about the bank itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankHeader {
    /// The bank's lasting code.
    pub code: String,
    /// Its title by language tag.
    pub title: BTreeMap<String, String>,
    /// The languages of its questions; the first is the drafts' own.
    pub languages: Vec<String>,
}

/// Everything one file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The format it was read as, `None` when it was not recognised.
    pub format: Option<Format>,
    /// The character encoding it was decoded from, as the WHATWG names it.
    pub encoding: String,
    /// Lines in the file.
    pub lines: usize,
    /// The questions in printed order.
    pub questions: Vec<QuestionDraft>,
    /// What there is to say, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// What was left out, in the order of the file.
    pub skipped: Vec<Skipped>,
    /// The bank's own header, for native files.
    #[serde(default)]
    pub bank: Option<BankHeader>,
}

impl Reading {
    /// Whether any diagnostic is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The object `bank check --json` prints: this reading with each message and suggestion in words.
    #[must_use]
    pub fn to_json(&self, language: Language) -> serde_json::Value {
        let mut object = serde_json::to_value(self).unwrap_or_default();
        if let Some(list) = object.get_mut("diagnostics").and_then(serde_json::Value::as_array_mut) {
            for (entry, diagnostic) in list.iter_mut().zip(&self.diagnostics) {
                if let Some(fields) = entry.as_object_mut() {
                    fields.insert("message".to_owned(), diagnostic.message(language).into());
                    fields.insert("suggestion".to_owned(), diagnostic.suggestion(language).into());
                }
            }
        }
        if let Some(list) = object.get_mut("skipped").and_then(serde_json::Value::as_array_mut) {
            for (entry, skipped) in list.iter_mut().zip(&self.skipped) {
                if let Some(fields) = entry.as_object_mut() {
                    let words = messages::skip_reason(skipped.reason, language);
                    fields.insert("reason".to_owned(), words.into());
                }
            }
        }
        object
    }
}
