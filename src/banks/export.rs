//! From a bank to the drafts that the writers of `question-formats` take.

use std::collections::{BTreeMap, BTreeSet};

use question_formats::{
    Answer, BankHeader, ChoiceOption, Material, Media, Place, QuestionDraft, QuestionType, Translation,
};
use serde_json::Value;

use super::content::{self, label};
use super::model::{Bank, Content, Image, QuestionVersion};

/// A bank's header and its questions as drafts. The first language of the header, in which formats of one language are
/// written, is the one most questions have; of equals Chinese.
pub fn drafts(
    bank: &Bank,
    versions: &[QuestionVersion],
    images: Vec<Image>,
) -> (BankHeader, Vec<QuestionDraft>) {
    let languages = languages(versions);
    let header = BankHeader {
        code: bank.code.clone(),
        title: BTreeMap::from([
            ("zh-CN".to_owned(), bank.title_zh.clone()),
            ("en".to_owned(), bank.title_en.clone()),
        ]),
        languages: languages.clone(),
    };
    let materials = material_ids(versions);
    let images = by_name(images);
    let drafts = versions
        .iter()
        .enumerate()
        .map(|(index, version)| QuestionDraft {
            media: media(&version.content, &images),
            ..draft(version, index + 1, &languages, &materials)
        })
        .collect();
    (header, drafts)
}

fn by_name(images: Vec<Image>) -> BTreeMap<String, Media> {
    let side = |pixels: i32| u32::try_from(pixels).unwrap_or_default();
    let media = |image: Image| Media {
        mime: image.mime().to_owned(),
        width: side(image.width),
        height: side(image.height),
        data: image.content,
        name: image.name,
    };
    images.into_iter().map(|image| (image.name.clone(), media(image))).collect()
}

/// The images that a content names.
fn media(content: &Content, images: &BTreeMap<String, Media>) -> Vec<Media> {
    let names: BTreeSet<&str> = content::images(content).into_iter().map(|(_, name)| name).collect();
    names.into_iter().filter_map(|name| images.get(name).cloned()).collect()
}

/// The languages of a bank, the one most questions have first.
fn languages(versions: &[QuestionVersion]) -> Vec<String> {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for language in versions.iter().flat_map(|version| version.content.texts.0.keys()) {
        *counted.entry(language).or_default() += 1;
    }
    let mut ordered: Vec<(&str, usize)> = counted.into_iter().collect();
    ordered.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language != "zh-CN"));
    ordered.into_iter().map(|(language, _)| language.to_owned()).collect()
}

/// Equal materials are one material, with an id by its place in the bank.
fn material_ids(versions: &[QuestionVersion]) -> BTreeMap<&BTreeMap<String, String>, String> {
    let mut ids = BTreeMap::new();
    for material in versions.iter().filter_map(|version| version.content.material.as_ref()) {
        let next = ids.len() + 1;
        ids.entry(material).or_insert_with(|| format!("material-{next}"));
    }
    ids
}

fn draft(
    version: &QuestionVersion,
    position: usize,
    languages: &[String],
    materials: &BTreeMap<&BTreeMap<String, String>, String>,
) -> QuestionDraft {
    let own = languages.iter().find(|language| version.content.texts.0.contains_key(*language));
    let own = own.map_or("zh-CN", String::as_str);
    let question_type = kind(version);
    let mut draft = QuestionDraft::new(question_type, Place::item(position), own);
    draft.code = Some(version.question_code.clone());
    draft.topic.clone_from(&version.content.topic);
    draft.difficulty = version.content.difficulty.and_then(|difficulty| u8::try_from(difficulty).ok());
    draft.points = version.content.points.and_then(|points| u32::try_from(points).ok());
    draft.tags.clone_from(&version.content.tags);
    draft.keep.clone_from(&version.content.kept_options);
    draft.weights.clone_from(&version.content.weights);
    let mut reference = Vec::new();
    for (language, text) in &version.content.texts.0 {
        if language == own {
            draft.stem.clone_from(&text.stem);
            draft.options = (0..)
                .zip(&text.options)
                .map(|(index, text)| ChoiceOption {
                    label: label(index).unwrap_or_default(),
                    text: text.clone(),
                })
                .collect();
            draft.explanation.clone_from(&text.explanation);
            draft.fact.clone_from(&text.fact);
            reference.clone_from(&text.reference);
        } else {
            let material =
                version.content.material.as_ref().and_then(|material| material.get(language)).cloned();
            let translation = Translation {
                stem: text.stem.clone(),
                options: text.options.clone(),
                explanation: text.explanation.clone(),
                reference: text.reference.clone(),
                fact: text.fact.clone(),
                material,
            };
            draft.translations.insert(language.clone(), translation);
        }
    }
    draft.answer = if question_type == QuestionType::ShortAnswer {
        (!reference.is_empty()).then_some(Answer::Reference(reference))
    } else {
        let key = version.content.answer.clone().unwrap_or(Value::Null);
        Answer::from_value(key, question_type).ok().flatten()
    };
    draft.material = version.content.material.as_ref().and_then(|material| {
        let id = materials.get(material)?.clone();
        let text = material.get(own).or_else(|| material.values().next())?.clone();
        Some(Material { id, text })
    });
    draft
}

/// Both lists of types have the same words.
fn kind(version: &QuestionVersion) -> QuestionType {
    serde_json::from_value(Value::from(version.content.kind.as_str())).unwrap_or(QuestionType::ShortAnswer)
}
