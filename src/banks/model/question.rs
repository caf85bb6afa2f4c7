//! Questions: what a version says, and which of them somebody asks for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::ReviewState;
use crate::base::QuestionKind;
use crate::db::{JsonText, QuestionId, QuestionVersionId};
use crate::web::Language;

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

static NO_TEXT: QuestionText = QuestionText {
    stem: String::new(),
    options: Vec::new(),
    explanation: None,
    reference: Vec::new(),
    fact: None,
};

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
    /// The key: labels of choice questions (`["B"]`), true or false, accepted texts of gaps; `None` when none is
    /// known or people grade it.
    pub answer: Option<Value>,
    /// Shared text above the question, by language.
    pub material: Option<BTreeMap<String, String>>,
    /// Labels of the options that keep their place when options are shuffled; `None` when the bank does not say, and
    /// their words decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_options: Option<Vec<String>>,
    /// What choosing each option gives, in 1/100 percent of the points (-10,000 to 10,000), in the order of the options;
    /// `None` when it is no more than right or wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<i32>>,
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
#[derive(Debug, Clone, PartialEq)]
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
    /// What it says.
    pub content: Content,
    /// The languages it has texts in.
    pub languages: Vec<String>,
    /// How many options there are.
    pub option_count: i16,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// The columns [`QuestionVersion`] is made of.
#[derive(Queryable)]
pub(in crate::banks) struct VersionRow {
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
    texts: JsonText,
    languages: Vec<String>,
    option_count: i16,
    answer: Option<Value>,
    material: Option<JsonText>,
    created_at: DateTime<Utc>,
    kept_options: Option<Vec<String>>,
    weights: Option<Vec<i32>>,
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
            content: Content {
                kind: kind_of(&row.kind)?,
                topic: row.topic,
                difficulty: row.difficulty,
                points: row.points,
                tags: row.tags,
                texts: row.texts.parse()?,
                answer: row.answer,
                material: row.material.as_ref().map(JsonText::parse).transpose()?,
                kept_options: row.kept_options,
                weights: row.weights,
            },
            languages: row.languages,
            option_count: row.option_count,
            created_at: row.created_at,
        })
    }
}

pub(in crate::banks) fn kind_of(word: &str) -> QueryResult<QuestionKind> {
    QuestionKind::parse(word)
        .ok_or_else(|| diesel::result::Error::DeserializationError(format!("unknown type {word:?}").into()))
}

/// A version of a question with the revisions of the bank in which it counted.
#[derive(Debug, Clone)]
pub struct VersionInTime {
    /// The version.
    pub version: QuestionVersion,
    /// From which revision to which (exclusive; `None` while it counts), oldest first.
    pub ranges: Vec<(i32, Option<i32>)>,
}

/// Which questions of a bank a section of an exam may draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolFilter {
    /// Code of the bank.
    pub bank_code: String,
    /// A topic, with those below it, by a word of question files; `None` takes any.
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
    /// The words of every topic it belongs to: its own and those above.
    pub topics: Vec<String>,
    /// 1 (easy) to 5.
    pub difficulty: Option<i16>,
    /// Languages it can be shown in.
    pub languages: Vec<String>,
    /// Whether its key is known. Without one it cannot be marked.
    pub has_key: bool,
    /// Whether it waits for a second person's review.
    pub waits: bool,
}

/// Which questions a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionFilter {
    /// Only questions that hold this, as [`Search`](crate::banks::rules::Search) reads it.
    pub text: Option<String>,
    /// Only this type.
    pub kind: Option<QuestionKind>,
    /// Only this topic and those below it, by a word of question files;
    /// [`NO_TOPIC`](crate::banks::rules::NO_TOPIC) for questions without one.
    pub topic: Option<String>,
    /// Only this difficulty.
    pub difficulty: Option<i16>,
    /// Only questions with this tag.
    pub tag: Option<String>,
    /// Only questions that are not there in this language.
    pub missing: Option<String>,
    /// Only questions that cannot be marked because their key is not known.
    pub without_key: bool,
    /// Only questions that a published exam may draw, or only those that none may.
    pub used: Option<bool>,
    /// Only questions that are so far on their way into exams.
    pub review: Option<ReviewState>,
}

/// As much of a current question as filters ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The version that counts now.
    pub version_id: QuestionVersionId,
    /// Type of the question.
    pub kind: QuestionKind,
    /// Code of the topic.
    pub topic: Option<String>,
    /// 1 (easy) to 5.
    pub difficulty: Option<i16>,
    /// Free tags.
    pub tags: Vec<String>,
    /// The languages it has texts in.
    pub languages: Vec<String>,
    /// Whether its key is known.
    pub has_key: bool,
    /// Whether an exam that is published now may draw a version of it.
    pub is_used: bool,
    /// How far it is on its way into exams; active where its bank asks for no second person.
    pub review: ReviewState,
}

impl Listed {
    /// Whether it cannot be marked because its key is not known.
    pub fn lacks_key(&self) -> bool {
        !self.has_key && self.kind != QuestionKind::ShortAnswer
    }
}

/// The columns [`Listed`] is made of.
#[derive(QueryableByName)]
pub(in crate::banks) struct ListedRow {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    version_id: QuestionVersionId,
    #[diesel(sql_type = diesel::sql_types::Text)]
    kind: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    topic: Option<String>,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::SmallInt>)]
    difficulty: Option<i16>,
    #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Text>)]
    languages: Vec<String>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    has_key: bool,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_used: bool,
    #[diesel(sql_type = diesel::sql_types::Text)]
    review: ReviewState,
}

impl TryFrom<ListedRow> for Listed {
    type Error = diesel::result::Error;

    fn try_from(row: ListedRow) -> Result<Self, Self::Error> {
        Ok(Self {
            version_id: row.version_id,
            kind: kind_of(&row.kind)?,
            topic: row.topic,
            difficulty: row.difficulty,
            tags: row.tags,
            languages: row.languages,
            has_key: row.has_key,
            is_used: row.is_used,
            review: row.review,
        })
    }
}
