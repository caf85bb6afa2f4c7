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
