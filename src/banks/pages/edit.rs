//! The page on which a question is written, and what a trainee will see of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::difference::DiffLine;
use super::preview::PreviewView;
use super::question::kind_word;
use super::topics::TopicChoice;
use crate::banks::content::label;
use crate::banks::forms::{MOST_OPTIONS, QuestionForm, TypedTexts};
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::web::components::{Choice, Crumb};
use crate::web::images::without_images;
use crate::web::{FormErrorItem, FormErrors, Visit};

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
    is_weighing: bool,
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
    weight: String,
    left: String,
    place: String,
    error_zh: Option<String>,
    error_en: Option<String>,
    error_left: Option<String>,
    error_weight: Option<String>,
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
        weight: row.weight.clone(),
        left: row.left.clone(),
        place: row.place.clone(),
        error_zh: errors.get(&format!("option_{}_zh", index + 1)).map(str::to_owned),
        error_en: errors.get(&format!("option_{}_en", index + 1)).map(str::to_owned),
        error_weight: errors.get(&format!("weight_{}", index + 1)).map(str::to_owned),
        // What is wrong with all pairs together is said at the first one, above them all.
        error_left: errors.get(&format!("left_{}", index + 1)).filter(|_| index > 0).map(str::to_owned),
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
        is_weighing: form.rows.iter().any(|row| !row.weight.is_empty()),
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
