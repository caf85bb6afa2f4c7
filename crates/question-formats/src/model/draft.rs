//! One question as read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Answer, Media, Place};

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
    /// Answered with a number, within a tolerance.
    Numeric,
    /// Texts on the left, each of which belongs to one on the right. The options are the right sides.
    Matching,
    /// Options that are to be put in order.
    Ordering,
}

impl QuestionType {
    /// The name by which files and JSON call it, such as `single_choice`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::TrueFalse => "true_false",
            Self::ShortAnswer => "short_answer",
            Self::FillBlank => "fill_blank",
            Self::Numeric => "numeric",
            Self::Matching => "matching",
            Self::Ordering => "ordering",
        }
    }

    /// Whether the key is a list of option labels.
    #[must_use]
    pub fn is_choice(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultipleChoice)
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
    /// Labels of the options that keep their place when options are shuffled; `None` when the file does not say.
    pub keep: Option<Vec<String>>,
    /// What choosing each option gives, in 1/100 percent of the points (-10,000 to 10,000), in the order of the options;
    /// `None` when the file says no more than right and wrong.
    pub weights: Option<Vec<i32>>,
    /// The images that the texts name.
    pub media: Vec<Media>,
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
            keep: None,
            weights: None,
            media: Vec::new(),
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<Vec<i32>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    media: Vec<Media>,
    inferred: Vec<String>,
    #[serde(default)]
    translations: BTreeMap<String, Translation>,
}

fn default_language() -> String {
    "zh-CN".to_owned()
}

impl From<QuestionDraft> for RawDraft {
    fn from(draft: QuestionDraft) -> Self {
        let answer = draft.answer.as_ref().map_or(serde_json::Value::Null, Answer::to_value);
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
            keep: draft.keep,
            weights: draft.weights,
            media: draft.media,
            inferred: draft.inferred,
            translations: draft.translations,
        }
    }
}

impl TryFrom<RawDraft> for QuestionDraft {
    type Error = serde_json::Error;

    fn try_from(raw: RawDraft) -> Result<Self, Self::Error> {
        let answer = Answer::from_value(raw.answer, raw.question_type)?;
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
            keep: raw.keep,
            weights: raw.weights,
            media: raw.media,
            inferred: raw.inferred,
            translations: raw.translations,
        })
    }
}
