//! What a trainee will see of a question that is being written.

use serde::Serialize;

use super::fields::AnswerFields;
use crate::banks::content::label;
use crate::banks::forms::Findings;
use crate::banks::model::Content;
use crate::base::QuestionKind;
use crate::web::components::Crumb;
use crate::web::{Language, Visit};

/// A question as a trainee will see it, with what is to be said about it.
#[derive(Debug, Serialize)]
pub struct PreviewView {
    languages: Vec<PreviewLanguage>,
    problems: Vec<String>,
    warnings: Vec<String>,
    /// The address and the words of another question that asks the same.
    same: Option<Crumb>,
    /// Whether exams can hold this type today.
    is_for_exams: bool,
}

#[derive(Debug, Serialize)]
struct PreviewLanguage {
    word: String,
    one: Shown,
}

/// What `attempts/question.hbs` shows, with nothing about the key.
#[derive(Debug, Serialize)]
struct Shown {
    position: usize,
    kind: &'static str,
    points: i32,
    /// Said by the exam, not by the bank.
    rule: Option<()>,
    lang: &'static str,
    section: Option<()>,
    material: Option<String>,
    stem: String,
    input: Option<&'static str>,
    options: Vec<ShownOption>,
    #[serde(flatten)]
    fields: AnswerFields,
    typed: &'static str,
}

#[derive(Debug, Serialize)]
struct ShownOption {
    value: String,
    letter: Option<String>,
    text: Option<String>,
    chosen: bool,
}

/// The preview of what the form would save.
pub fn preview_view(
    visit: &Visit,
    content: &Content,
    findings: &Findings,
    same: Option<(String, String)>,
) -> PreviewView {
    let mut languages: Vec<Language> = Language::ALL.into_iter().collect();
    languages.sort_by_key(|language| *language != visit.language);
    languages.retain(|language| content.texts.0.contains_key(language.tag()));
    let named = |(bank, code): (String, String)| {
        let label =
            visit.text_with("banks-repeats-question", [("code", code.clone()), ("bank", bank.clone())]);
        Crumb::up(format!("/banks/{bank}/questions/{code}"), label)
    };
    PreviewView {
        languages: (1..)
            .zip(languages)
            .map(|(position, language)| PreviewLanguage {
                word: visit.text(match language {
                    Language::Chinese => "banks-language-chinese",
                    Language::English => "banks-language-english",
                }),
                one: shown(content, language, position),
            })
            .collect(),
        problems: findings.errors.list().into_iter().map(|item| item.text).collect(),
        warnings: findings.warnings.clone(),
        same: same.map(named),
        is_for_exams: content.kind.may_be_set(),
    }
}

fn shown(content: &Content, language: Language, position: usize) -> Shown {
    let text = content.texts.in_language(language);
    let material = content.material.as_ref();
    let option = |value: String, text: Option<String>| ShownOption {
        letter: text.is_some().then(|| value.clone()),
        value,
        text,
        chosen: false,
    };
    let options = match content.kind {
        QuestionKind::TrueFalse => vec![option("T".to_owned(), None), option("F".to_owned(), None)],
        _ => (0..)
            .zip(&text.options)
            .map(|(index, text)| option(label(index).unwrap_or_default(), Some(text.clone())))
            .collect(),
    };
    Shown {
        position,
        kind: content.kind.as_str(),
        points: content.points.unwrap_or(100),
        rule: None,
        lang: language.tag(),
        section: None,
        material: material
            .and_then(|texts| texts.get(language.tag()).or_else(|| texts.values().next()))
            .cloned(),
        stem: text.stem.clone(),
        input: match content.kind {
            QuestionKind::SingleChoice | QuestionKind::TrueFalse => Some("radio"),
            QuestionKind::MultipleChoice => Some("checkbox"),
            _ => None,
        },
        fields: AnswerFields::new(content, &text.options, ""),
        options,
        typed: "",
    }
}
