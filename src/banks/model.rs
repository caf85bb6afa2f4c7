//! Banks, revisions and question versions as rows and read models.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::base::QuestionKind;
use crate::db::schema::{
    bank_questions, bank_revisions, banks, import_rows, imports, materials, question_versions, questions,
};
use crate::db::{BankId, ImportId, MaterialId, PersonId, QuestionId, QuestionVersionId};
use crate::text_enum;
use crate::web::Language;

text_enum! {
    /// How a bank revision came to be.
    RevisionSource {
        /// With the program, at start.
        Shipped = "shipped",
        /// A trainer in the browser.
        Import = "import",
        /// `certamen bank import`.
        CommandLine = "command_line",
    }
}

text_enum! {
    /// How a question of a file stands to its bank.
    Verdict {
        /// The bank does not have it.
        New = "new",
        /// The bank has it just so.
        Same = "same",
        /// The bank has it with another key, option or text.
        Changed = "changed",
        /// It repeats a question of the file, of this bank or of another one.
        Duplicate = "duplicate",
        /// It cannot be used as it stands.
        Error = "error",
    }
}

text_enum! {
    /// What the trainer decided about a question of a file.
    Decision {
        /// It goes in.
        Take = "take",
        /// It stays out.
        Leave = "leave",
    }
}

text_enum! {
    /// What a commit does with a question of a file.
    Outcome {
        /// A new question.
        Created = "created",
        /// A new version of a question.
        Updated = "updated",
        /// The bank had it already.
        Unchanged = "unchanged",
        /// Left out on purpose.
        Skipped = "skipped",
        /// Left out because of an error.
        Failed = "failed",
    }
}

text_enum! {
    /// Where an import stands.
    ImportState {
        /// Waits for a person.
        Draft = "draft",
        /// Its questions are in the bank.
        Committed = "committed",
        /// Given up.
        Discarded = "discarded",
    }
}

/// What a question says in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionText {
    /// The question itself.
    pub stem: String,
    /// The options; the one at index 0 is label A.
    #[serde(default)]
    pub options: Vec<String>,
    /// Why the key is right.
    #[serde(default)]
    pub explanation: Option<String>,
    /// Model answers of a short answer.
    #[serde(default)]
    pub reference: Vec<String>,
    /// The fact the question rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
}

/// What a question says, by language tag (`zh-CN`, `en`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<String, QuestionText>);

static NO_TEXT: QuestionText = QuestionText {
    stem: String::new(),
    options: Vec::new(),
    explanation: None,
    reference: Vec::new(),
    fact: None,
};

impl Texts {
    /// The text in this language, else in the other one.
    pub fn in_language(&self, language: Language) -> &QuestionText {
        self.0
            .get(language.tag())
            .or_else(|| self.0.get(language.other().tag()))
            .or_else(|| self.0.values().next())
            .unwrap_or(&NO_TEXT)
    }

    /// The language tags there are texts in.
    pub fn languages(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Everything a version of a question says: what is compared to find out whether something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Type of the question.
    pub kind: QuestionKind,
    /// Code of the topic.
    pub topic: Option<String>,
    /// 1 (easy) to 5.
    pub difficulty: Option<i16>,
    /// Suggested points in 1/100.
    pub points: Option<i32>,
    /// Free tags.
    pub tags: Vec<String>,
    /// The texts by language.
    pub texts: Texts,
    /// The key: labels of choice questions, true or false, accepted texts of gaps; `None` when none is known or
    /// people grade it.
    pub answer: Option<Value>,
    /// Shared text above the question, by language.
    pub material: Option<BTreeMap<String, String>>,
}

impl Content {
    /// How many options there are.
    pub fn option_count(&self) -> i16 {
        let most = self.texts.0.values().map(|text| text.options.len()).max().unwrap_or(0);
        i16::try_from(most).unwrap_or(i16::MAX)
    }

    /// SHA-256 of everything: equal means nothing changed.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(serde_json::to_vec(self).unwrap_or_default()).into()
    }
}

/// A question as it stood in some revision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionVersion {
    /// Id of the version.
    pub id: QuestionVersionId,
    /// The lasting question.
    pub question_id: QuestionId,
    /// Its code.
    pub question_code: String,
    /// Code of its bank.
    pub bank_code: String,
    /// Counts from 1 for each question.
    pub number: i32,
    /// Type of the question.
    pub kind: QuestionKind,
    /// Code of the topic.
    pub topic: Option<String>,
    /// 1 (easy) to 5.
    pub difficulty: Option<i16>,
    /// Suggested points in 1/100.
    pub points: Option<i32>,
    /// Free tags.
    pub tags: Vec<String>,
    /// The texts by language.
    pub texts: Texts,
    /// The languages in `texts`.
    pub languages: Vec<String>,
    /// How many options there are.
    pub option_count: i16,
    /// The key: `["B"]` for choice questions, true or false; `None` when none is known or people grade it.
    pub answer: Option<Value>,
    /// Shared text above the question, by language tag.
    pub material: Option<BTreeMap<String, String>>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

impl QuestionVersion {
    /// What the version says, without its identity.
    pub fn content(&self) -> Content {
        Content {
            kind: self.kind,
            topic: self.topic.clone(),
            difficulty: self.difficulty,
            points: self.points,
            tags: self.tags.clone(),
            texts: self.texts.clone(),
            answer: self.answer.clone(),
            material: self.material.clone(),
        }
    }
}

/// The columns [`QuestionVersion`] is made of.
#[derive(Queryable)]
pub(super) struct VersionRow {
    id: QuestionVersionId,
    question_id: QuestionId,
    question_code: String,
    bank_code: String,
    number: i32,
    kind: String,
    topic: Option<String>,
    difficulty: Option<i16>,
    points: Option<i32>,
    tags: Vec<String>,
    texts: Value,
    languages: Vec<String>,
    option_count: i16,
    answer: Option<Value>,
    material: Option<Value>,
    created_at: DateTime<Utc>,
}

impl TryFrom<VersionRow> for QuestionVersion {
    type Error = diesel::result::Error;

    fn try_from(row: VersionRow) -> Result<Self, Self::Error> {
        Ok(Self {
            id: row.id,
            question_id: row.question_id,
            question_code: row.question_code,
            bank_code: row.bank_code,
            number: row.number,
            kind: kind_of(&row.kind)?,
            topic: row.topic,
            difficulty: row.difficulty,
            points: row.points,
            tags: row.tags,
            texts: from_json(row.texts)?,
            languages: row.languages,
            option_count: row.option_count,
            answer: row.answer,
            material: row.material.map(from_json).transpose()?,
            created_at: row.created_at,
        })
    }
}

pub(super) fn kind_of(word: &str) -> QueryResult<QuestionKind> {
    QuestionKind::parse(word)
        .ok_or_else(|| diesel::result::Error::DeserializationError(format!("unknown type {word:?}").into()))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> QueryResult<T> {
    serde_json::from_value(value).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

/// Which questions of a bank a section of an exam may draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolFilter {
    /// Code of the bank.
    pub bank_code: String,
    /// Code of the topic; `None` takes any.
    pub topic: Option<String>,
    /// Types; empty takes any.
    pub kinds: Vec<QuestionKind>,
    /// Easiest, 1 to 5.
    pub difficulty_min: i16,
    /// Hardest, 1 to 5. Questions without a difficulty are taken only when the range is 1 to 5.
    pub difficulty_max: i16,
}

/// A question a section may draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolEntry {
    /// The version that counts now.
    pub version_id: QuestionVersionId,
    /// Type of the question.
    pub kind: QuestionKind,
    /// Code of the topic.
    pub topic: Option<String>,
    /// 1 (easy) to 5.
    pub difficulty: Option<i16>,
    /// Languages it can be shown in.
    pub languages: Vec<String>,
    /// Whether its key is known. Without one it cannot be marked.
    pub has_key: bool,
}

/// A bank.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = banks)]
pub struct Bank {
    /// Its id.
    pub id: BankId,
    /// Lasting identity, used in addresses and files.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
}

/// A bank in the list of banks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankListItem {
    /// Lasting identity.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Questions in the current revision.
    pub question_count: i64,
    /// Of these, how many have no key and are not graded by people either.
    pub without_key: i64,
    /// Number of the current revision; 0 before the first.
    pub revision: i32,
    /// When the current revision was written.
    pub changed_at: Option<DateTime<Utc>>,
}

/// A revision of a bank as its page lists it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize)]
pub struct Revision {
    /// Counts from 1 in each bank.
    pub number: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Name of who wrote it; `None` for the server itself.
    pub created_by: Option<String>,
    /// How it came to be.
    pub source: RevisionSource,
    /// Name of the file it came from.
    pub source_name: String,
    /// Questions new in it.
    pub added: i32,
    /// Questions with a new version in it.
    pub changed: i32,
    /// Questions it took out.
    pub removed: i32,
}

/// Row of `banks` to be written.
#[derive(Insertable)]
#[diesel(table_name = banks)]
pub(super) struct NewBank<'a> {
    pub(super) id: BankId,
    pub(super) code: &'a str,
    pub(super) title_zh: &'a str,
    pub(super) title_en: &'a str,
    pub(super) created_by: Option<PersonId>,
}

/// Row of `bank_revisions` to be written.
#[derive(Insertable)]
#[diesel(table_name = bank_revisions)]
pub(super) struct NewRevision<'a> {
    pub(super) bank_id: BankId,
    pub(super) number: i32,
    pub(super) created_by: Option<PersonId>,
    pub(super) source: RevisionSource,
    pub(super) source_name: &'a str,
    pub(super) added: i32,
    pub(super) changed: i32,
    pub(super) removed: i32,
}

/// Row of `materials` to be written.
#[derive(Insertable)]
#[diesel(table_name = materials)]
pub(super) struct NewMaterial {
    pub(super) id: MaterialId,
    pub(super) bank_id: BankId,
    pub(super) digest: Vec<u8>,
    pub(super) texts: Value,
}

/// Row of `questions` to be written.
#[derive(Insertable)]
#[diesel(table_name = questions)]
pub(super) struct NewQuestion<'a> {
    pub(super) id: QuestionId,
    pub(super) bank_id: BankId,
    pub(super) code: &'a str,
}

/// Row of `question_versions` to be written.
#[derive(Insertable)]
#[diesel(table_name = question_versions)]
pub(super) struct NewQuestionVersion<'a> {
    pub(super) id: QuestionVersionId,
    pub(super) question_id: QuestionId,
    pub(super) number: i32,
    pub(super) kind: &'static str,
    pub(super) topic: Option<&'a str>,
    pub(super) difficulty: Option<i16>,
    pub(super) points: Option<i32>,
    pub(super) tags: &'a [String],
    pub(super) material_id: Option<MaterialId>,
    pub(super) texts: Value,
    pub(super) languages: Vec<String>,
    pub(super) option_count: i16,
    pub(super) answer: Option<&'a Value>,
    pub(super) fingerprint: Vec<u8>,
    pub(super) content_digest: Vec<u8>,
}

/// Row of `bank_questions` to be written.
#[derive(Insertable)]
#[diesel(table_name = bank_questions)]
pub(super) struct NewMembership {
    pub(super) bank_id: BankId,
    pub(super) question_id: QuestionId,
    pub(super) version_id: QuestionVersionId,
    pub(super) from_revision: i32,
}

/// Row of `imports` to be written.
#[derive(Insertable)]
#[diesel(table_name = imports)]
pub(super) struct NewImportRow<'a> {
    pub(super) id: ImportId,
    pub(super) bank_id: Option<BankId>,
    pub(super) new_bank_code: Option<&'a str>,
    pub(super) new_bank_title_zh: Option<&'a str>,
    pub(super) new_bank_title_en: Option<&'a str>,
    pub(super) file_name: &'a str,
    pub(super) content: &'a [u8],
    pub(super) format: Option<String>,
    pub(super) encoding: &'a str,
    pub(super) line_count: i32,
    pub(super) diagnostics: Value,
    pub(super) skipped: Value,
    pub(super) created_by: Option<PersonId>,
}

/// Row of `import_rows` to be written.
#[derive(Insertable)]
#[diesel(table_name = import_rows)]
pub(super) struct NewImportQuestion<'a> {
    pub(super) import_id: ImportId,
    pub(super) position: i32,
    pub(super) verdict: Verdict,
    pub(super) draft: Value,
    pub(super) diagnostics: Value,
    pub(super) source_from: Option<i32>,
    pub(super) source_to: Option<i32>,
    pub(super) source_text: &'a str,
    pub(super) question_id: Option<QuestionId>,
    pub(super) decision: Decision,
}

/// An import without its file.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// The bank it goes to; `None` while it is to make one.
    pub bank_id: Option<BankId>,
    /// Code of the bank it is to make.
    pub new_bank_code: Option<String>,
    /// Chinese title of that bank.
    pub new_bank_title_zh: Option<String>,
    /// English title of that bank.
    pub new_bank_title_en: Option<String>,
    /// Where it stands.
    pub state: ImportState,
    /// Name of the file.
    pub file_name: String,
    /// Recognised format.
    pub format: Option<String>,
    /// Recognised encoding.
    pub encoding: String,
    /// Lines in the file.
    pub line_count: i32,
    /// Everything the reader has to say.
    pub diagnostics: Value,
    /// Ranges that gave no question.
    pub skipped: Value,
    /// When the file was sent.
    pub created_at: DateTime<Utc>,
    /// When it was committed or discarded.
    pub closed_at: Option<DateTime<Utc>>,
    /// The bank revision it became.
    pub revision_number: Option<i32>,
}

/// A range of lines that gave no question, as an import keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedLines {
    /// First line, from 1.
    pub from: usize,
    /// Last line, included.
    pub to: usize,
    /// Why.
    pub reason: question_formats::SkipReason,
    /// The lines, cut where there are very many.
    pub text: String,
}

/// A question of an import.
#[derive(Debug, Clone)]
pub struct ImportQuestion {
    /// Counts from 1 in the order of the file.
    pub position: i32,
    /// Verdict when it was last written; for an open import compare anew.
    pub verdict: Verdict,
    /// What was read.
    pub draft: question_formats::QuestionDraft,
    /// What the reader says about it.
    pub diagnostics: Vec<question_formats::Diagnostic>,
    /// First line in the file.
    pub source_from: Option<i32>,
    /// Last line in the file.
    pub source_to: Option<i32>,
    /// These lines.
    pub source_text: String,
    /// What the trainer decided.
    pub decision: Decision,
    /// What the commit did; `None` before.
    pub outcome: Option<Outcome>,
}

/// An import that waits for a person, in the list of banks.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct OpenImport {
    /// Its id.
    pub id: ImportId,
    /// Name of the file.
    pub file_name: String,
    /// Code of the bank it goes to.
    pub bank_code: Option<String>,
    /// Code of the bank it is to make.
    pub new_bank_code: Option<String>,
    /// When the file was sent.
    pub created_at: DateTime<Utc>,
    /// Who sent it.
    pub created_by: Option<String>,
}

/// Columns of [`ImportQuestion`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub(super) struct ImportQuestionRow {
    pub(super) position: i32,
    pub(super) verdict: Verdict,
    pub(super) draft: Value,
    pub(super) diagnostics: Value,
    pub(super) source_from: Option<i32>,
    pub(super) source_to: Option<i32>,
    pub(super) source_text: String,
    pub(super) decision: Decision,
    pub(super) outcome: Option<Outcome>,
}

/// Which questions the page of a bank shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionFilter {
    /// Only this type.
    pub kind: Option<QuestionKind>,
    /// Only this difficulty.
    pub difficulty: Option<i16>,
    /// Only questions whose code, stem or options contain this.
    pub text: Option<String>,
    /// Only questions that cannot be marked because their key is not known.
    pub without_key: bool,
}

/// A version of a question with the revisions of the bank in which it counted.
#[derive(Debug, Clone)]
pub struct VersionInTime {
    /// The version.
    pub version: QuestionVersion,
    /// From which revision to which (exclusive; `None` while it counts), oldest first.
    pub ranges: Vec<(i32, Option<i32>)>,
}
