//! The form of a question: what a trainer typed about it, as fields, and the content it becomes.

mod answer;
mod check;
mod draft;

use std::collections::BTreeMap;

use question_formats::percent_text;
use serde::Serialize;

pub use check::{Findings, check, named_pictures};

use crate::banks::content::label;
use crate::banks::model::{Content, QuestionText};
use crate::base::QuestionKind;
use crate::base::text::{has_forbidden_controls, unix_line_ends};
use crate::web::markup::points_text;
use crate::web::{Fields, Language};

/// Rows of options a question can have: the letters A to Z.
pub const MOST_OPTIONS: usize = 26;

/// Rows of options that a new question shows.
const FIRST_OPTIONS: usize = 4;

/// The line that stands between two model answers.
const NEXT_REFERENCE: &str = "---";

/// Every field of the form. Rows of options count from 1.
pub const QUESTION_FIELDS: &[&str] = &[
    "do",
    "base",
    "code",
    "kind",
    "topic",
    "difficulty",
    "points",
    "tags",
    "rows",
    "key",
    "keep",
    "keeping",
    "weight_*",
    "truth",
    "blanks",
    "value",
    "tolerance",
    "material",
    "file",
    "picture_for",
    "picture_words",
    "stem_*",
    "explanation_*",
    "fact_*",
    "reference_*",
    "material_*",
    "option_*",
    "left_*",
    "place_*",
];

/// What is typed in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedTexts {
    /// The question.
    pub stem: String,
    /// Why the key is right.
    pub explanation: String,
    /// The fact it rests on.
    pub fact: String,
    /// Model answers with a line of dashes between two.
    pub reference: String,
    /// The shared material.
    pub material: String,
}

/// One option, right side of a pair or step of an order, with what belongs to its row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedOption {
    /// Its text in Chinese.
    pub zh: String,
    /// Its text in English.
    pub en: String,
    /// Whether it is ticked as right.
    pub is_key: bool,
    /// Whether it is ticked to keep its place.
    pub keeps: bool,
    /// What choosing it gives, in percent.
    pub weight: String,
    /// What belongs to it in a matching question, a line each.
    pub left: String,
    /// Its place in the right order, from 1.
    pub place: String,
}

impl TypedOption {
    fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty() && self.left.is_empty() && !self.is_key
    }
}

/// What a trainer typed about a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionForm {
    /// Code of a new question; empty for the next free one.
    pub code: String,
    /// Type of the question.
    pub kind: QuestionKind,
    /// Code of the topic.
    pub topic: String,
    /// 1 to 5 or empty.
    pub difficulty: String,
    /// Points as people write them.
    pub points: String,
    /// Tags with commas between.
    pub tags: String,
    /// What is typed in Chinese.
    pub zh: TypedTexts,
    /// What is typed in English.
    pub en: TypedTexts,
    /// The options.
    pub rows: Vec<TypedOption>,
    /// Whether the ticked options keep their places, rather than those whose words say so.
    pub keeping: bool,
    /// `true`, `false` or empty.
    pub truth: String,
    /// Accepted texts, a line a gap, with `|` between two.
    pub blanks: String,
    /// The right number.
    pub value: String,
    /// How far off is still right.
    pub tolerance: String,
}

impl QuestionForm {
    /// The empty form of a new question.
    pub fn empty() -> Self {
        Self {
            code: String::new(),
            kind: QuestionKind::SingleChoice,
            topic: String::new(),
            difficulty: String::new(),
            points: String::new(),
            tags: String::new(),
            zh: TypedTexts::default(),
            en: TypedTexts::default(),
            rows: vec![TypedOption::default(); FIRST_OPTIONS],
            keeping: false,
            truth: String::new(),
            blanks: String::new(),
            value: String::new(),
            tolerance: String::new(),
        }
    }

    /// Reads what was sent. Never fails: what does not fit is said by [`check`].
    pub fn parse(fields: &Fields) -> Self {
        let text = |name: &str| typed(fields.raw(name));
        let texts = |language: &str| TypedTexts {
            stem: text(&format!("stem_{language}")),
            explanation: text(&format!("explanation_{language}")),
            fact: text(&format!("fact_{language}")),
            reference: text(&format!("reference_{language}")),
            material: text(&format!("material_{language}")),
        };
        let count: usize = fields.get("rows").parse().unwrap_or(0);
        let (keys, kept) = (fields.all("key"), fields.all("keep"));
        let row = |number: usize| TypedOption {
            zh: text(&format!("option_{number}_zh")),
            en: text(&format!("option_{number}_en")),
            is_key: keys.contains(&number.to_string().as_str()),
            keeps: kept.contains(&number.to_string().as_str()),
            weight: text(&format!("weight_{number}")),
            left: text(&format!("left_{number}")),
            place: text(&format!("place_{number}")),
        };
        Self {
            code: text("code"),
            kind: QuestionKind::parse(fields.get("kind")).unwrap_or(QuestionKind::SingleChoice),
            topic: text("topic"),
            difficulty: text("difficulty"),
            points: text("points"),
            tags: text("tags"),
            zh: texts("zh"),
            en: texts("en"),
            rows: (1..=count.min(MOST_OPTIONS)).map(row).collect(),
            keeping: fields.get("keeping") == "ticked",
            truth: text("truth"),
            blanks: text("blanks"),
            value: text("value"),
            tolerance: text("tolerance"),
        }
    }

    /// The form filled with what a version says.
    pub fn of(content: &Content) -> Self {
        let none = QuestionText::default();
        let said = |language: Language| content.texts.0.get(language.tag()).unwrap_or(&none);
        let (zh, en) = (said(Language::Chinese), said(Language::English));
        let count = zh.options.len().max(en.options.len());
        let mut form = Self {
            kind: content.kind,
            topic: content.topic.clone().unwrap_or_default(),
            difficulty: content.difficulty.map(|one| one.to_string()).unwrap_or_default(),
            points: content.points.map(|points| points_text(points.into())).unwrap_or_default(),
            tags: content.tags.join(", "),
            zh: typed_texts(content, zh, Language::Chinese),
            en: typed_texts(content, en, Language::English),
            rows: (0..count)
                .map(|index| TypedOption {
                    zh: zh.options.get(index).cloned().unwrap_or_default(),
                    en: en.options.get(index).cloned().unwrap_or_default(),
                    keeps: has_label(content.kept_options.as_deref(), index),
                    weight: weight_at(content, index),
                    ..TypedOption::default()
                })
                .collect(),
            keeping: content.kept_options.is_some(),
            ..Self::empty()
        };
        if let Some(key) = &content.answer {
            answer::fill(&mut form, key);
        }
        form
    }

    /// Whether the form shows rows of options for this type.
    pub fn shows_rows(&self) -> bool {
        self.kind.has_options() || matches!(self.kind, QuestionKind::Matching | QuestionKind::Ordering)
    }

    /// What is typed in a language.
    pub fn texts(&self, language: Language) -> &TypedTexts {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self, language: Language) -> &mut TypedTexts {
        match language {
            Language::Chinese => &mut self.zh,
            Language::English => &mut self.en,
        }
    }

    /// The texts of the material by language.
    pub fn set_material(&mut self, texts: &BTreeMap<String, String>) {
        for language in Language::ALL {
            self.texts_mut(language).material = texts.get(language.tag()).cloned().unwrap_or_default();
        }
    }
}

/// Tags typed with commas between, each once, in their order.
pub fn tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split([',', '，', '、', ';', '；', '\n']).map(str::trim).filter(|tag| !tag.is_empty())
    {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Text as it is kept: lines end in line feeds, outer space and control characters are gone.
fn typed(text: &str) -> String {
    let text = unix_line_ends(text);
    let text: String = if has_forbidden_controls(&text) {
        text.chars().filter(|sign| !sign.is_ascii_control() || matches!(sign, '\n' | '\t')).collect()
    } else {
        text
    };
    text.trim().to_owned()
}

fn typed_texts(content: &Content, text: &QuestionText, language: Language) -> TypedTexts {
    let material = content.material.as_ref().and_then(|texts| texts.get(language.tag()));
    TypedTexts {
        stem: text.stem.clone(),
        explanation: text.explanation.clone().unwrap_or_default(),
        fact: text.fact.clone().unwrap_or_default(),
        reference: text.reference.join(&format!("\n{NEXT_REFERENCE}\n")),
        material: material.cloned().unwrap_or_default(),
    }
}

fn option_text(row: &TypedOption, language: Language) -> &str {
    language.pick(&row.zh, &row.en)
}

/// The weight of an option as it is typed; empty where the question has none.
fn weight_at(content: &Content, index: usize) -> String {
    let weight = content.weights.as_ref().and_then(|weights| weights.get(index));
    weight.copied().map(percent_text).unwrap_or_default()
}

fn has_label(labels: Option<&[String]>, index: usize) -> bool {
    label(index).is_some_and(|label| labels.is_some_and(|labels| labels.contains(&label)))
}

#[cfg(test)]
mod tests;
