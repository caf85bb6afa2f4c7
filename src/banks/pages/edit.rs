//! The page on which a question is written, and what a trainee will see of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::difference::DiffLine;
use super::question::kind_word;
use super::topics::TopicChoice;
use crate::banks::content::label;
use crate::banks::forms::{Findings, MOST_OPTIONS, QuestionForm, TypedTexts};
use crate::banks::model::Content;
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::web::components::{Choice, Crumb};
use crate::web::images::without_images;
use crate::web::{FormErrorItem, FormErrors, Language, Visit};

/// What `banks/edit.hbs` shows.
#[derive(Debug, Serialize)]
pub struct EditPage {
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// Title of the page.
    pub heading: String,
    /// Code of the bank.
    pub bank: String,
    /// Code of the question; `None` for a new one.
    pub code: Option<String>,
    /// Id of the version the form was filled with; empty for a new question.
    pub base: String,
    /// Where the form goes.
    pub action: String,
    /// The fields.
    pub form: FormView,
    /// What is wrong with them.
    pub errors: FormErrors,
    /// The same as a list.
    pub error_list: Vec<FormErrorItem>,
    /// Whether it can be saved without its key.
    pub offers_keyless: bool,
    /// The topics there are.
    pub topics: Vec<TopicChoice>,
    /// Materials to take over.
    pub materials: Vec<Choice>,
    /// What was said about the picture beside it.
    pub picture_words: String,
    /// What somebody else saved meanwhile.
    pub stale: Option<StaleView>,
    /// Whether somebody took the question out of the bank meanwhile.
    pub gone: bool,
    /// What a trainee will see.
    pub preview: PreviewView,
    /// Where pictures are.
    pub images: &'static str,
    /// The preview takes no answers.
    pub read_only: bool,
    /// The preview stands below another heading.
    pub all: bool,
}

/// What somebody else saved while the form was open.
#[derive(Debug, Serialize)]
pub struct StaleView {
    /// Number of the version that counts now.
    pub number: i32,
    /// Who wrote it; empty when that is not known.
    pub by: String,
    /// What it says otherwise than the version the form was filled with.
    pub lines: Vec<DiffLine>,
}

/// The fields of the form.
#[derive(Debug, Serialize)]
pub struct FormView {
    code: String,
    kinds: Vec<Choice>,
    /// `choice`, `truth`, `text`, `blanks`, `number`, `pairs` or `order`.
    shows: &'static str,
    topic: String,
    difficulties: Vec<Choice>,
    worth: String,
    tags: String,
    zh: TypedTexts,
    en: TypedTexts,
    rows: Vec<RowFields>,
    shows_rows: bool,
    may_add: bool,
    truths: Vec<Choice>,
    keeping: Vec<Choice>,
    is_keeping: bool,
    blanks: String,
    value: String,
    tolerance: String,
    picture_for: Vec<Choice>,
    has_material: bool,
}

#[derive(Debug, Serialize)]
struct RowFields {
    number: usize,
    label: String,
    zh: String,
    en: String,
    is_key: bool,
    keeps: bool,
    left: String,
    place: String,
    error_zh: Option<String>,
    error_en: Option<String>,
}

/// The fields with what is typed in them.
pub fn form_view(visit: &Visit, form: &QuestionForm, errors: &FormErrors, picture_for: &str) -> FormView {
    let row = |(index, row): (usize, &crate::banks::forms::TypedOption)| RowFields {
        number: index + 1,
        label: label(index).unwrap_or_default(),
        zh: row.zh.clone(),
        en: row.en.clone(),
        is_key: row.is_key,
        keeps: row.keeps,
        left: row.left.clone(),
        place: row.place.clone(),
        error_zh: errors.get(&format!("option_{}_zh", index + 1)).map(str::to_owned),
        error_en: errors.get(&format!("option_{}_en", index + 1)).map(str::to_owned),
    };
    let kinds = QuestionKind::ALL.iter().copied();
    let no_difficulty = Choice::new("", visit.text("bank-edit-no-difficulty"), form.difficulty.is_empty());
    let difficulty =
        |one: i32| Choice::new(one.to_string(), one.to_string(), form.difficulty == one.to_string());
    FormView {
        code: form.code.clone(),
        kinds: kinds
            .map(|kind| Choice::new(kind.as_str(), kind_word(visit, kind), kind == form.kind))
            .collect(),
        shows: shows(form.kind),
        topic: form.topic.clone(),
        difficulties: std::iter::once(no_difficulty).chain((1..=5).map(difficulty)).collect(),
        worth: form.points.clone(),
        tags: form.tags.clone(),
        zh: form.zh.clone(),
        en: form.en.clone(),
        rows: form.rows.iter().enumerate().map(row).collect(),
        shows_rows: form.shows_rows(),
        may_add: form.rows.len() < MOST_OPTIONS,
        truths: vec![
            Choice::new("true", visit.text("banks-true"), form.truth == "true"),
            Choice::new("false", visit.text("banks-false"), form.truth == "false"),
        ],
        keeping: vec![
            Choice::new("", visit.text("bank-edit-keeping-words"), !form.keeping),
            Choice::new("ticked", visit.text("bank-edit-keeping-ticked"), form.keeping),
        ],
        is_keeping: form.keeping,
        blanks: form.blanks.clone(),
        value: form.value.clone(),
        tolerance: form.tolerance.clone(),
        picture_for: picture_targets(visit, form, picture_for),
        has_material: !form.zh.material.is_empty() || !form.en.material.is_empty(),
    }
}

fn shows(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => "choice",
        QuestionKind::TrueFalse => "truth",
        QuestionKind::ShortAnswer => "text",
        QuestionKind::FillBlank => "blanks",
        QuestionKind::Numeric => "number",
        QuestionKind::Matching => "pairs",
        QuestionKind::Ordering => "order",
    }
}

/// Where a picture can stand.
fn picture_targets(visit: &Visit, form: &QuestionForm, chosen: &str) -> Vec<Choice> {
    let mut targets = vec![("stem".to_owned(), visit.text("banks-stem"))];
    if form.shows_rows() {
        for index in 0..form.rows.len() {
            let label = label(index).unwrap_or_default();
            let word = visit.text_with("banks-option-n", [("label", label)]);
            targets.push((format!("option_{}", index + 1), word));
        }
    }
    targets.push(("explanation".to_owned(), visit.text("banks-explanation")));
    targets.push(("material".to_owned(), visit.text("banks-material")));
    targets.into_iter().map(|(value, word)| Choice::among(value, word, &[chosen])).collect()
}

/// The materials of a bank to choose from, each by its beginning.
pub fn material_choices<'a>(
    visit: &Visit,
    materials: impl Iterator<Item = (String, &'a BTreeMap<String, String>)>,
) -> Vec<Choice> {
    let none = Choice::new("", visit.text("bank-edit-material-none"), true);
    let choice = |(id, texts): (String, &BTreeMap<String, String>)| {
        let text = texts.get(visit.language.tag()).or_else(|| texts.values().next());
        Choice::new(id, cut(&without_images(text.map_or("", String::as_str)), 60), false)
    };
    std::iter::once(none).chain(materials.map(choice)).collect()
}

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
    scoring: &'static str,
    lang: &'static str,
    section: Option<()>,
    material: Option<String>,
    stem: String,
    input: Option<&'static str>,
    options: Vec<ShownOption>,
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
        scoring: "all_or_nothing",
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
        options,
        typed: "",
    }
}
