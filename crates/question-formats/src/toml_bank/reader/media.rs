//! Images of a bank: `[[media]]` with a name and the bytes in base64.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use toml::de::DeTable;

use super::{MEDIA_KEYS, Reader};
use crate::Limits;
use crate::images;
use crate::model::{Answer, Media, QuestionDraft};

/// How a text names an image.
const MARK: &str = "](media:";

impl Reader<'_> {
    /// The images by the names the file gives them. What is no image is reported and left out.
    pub(super) fn images(&mut self, document: &DeTable<'_>, limits: &Limits) -> HashMap<String, Media> {
        let mut found = HashMap::new();
        for (table, span) in self.tables(document, "media") {
            self.check_keys(table, MEDIA_KEYS);
            let Some(name) = self.optional_string(table, "name") else {
                self.missing("name", &span);
                continue;
            };
            let Some(value) = table.get("data") else {
                self.missing("data", &span);
                continue;
            };
            let Some(data) = self.string(value) else { continue };
            let plain: String = data.split_ascii_whitespace().collect();
            let Ok(bytes) = STANDARD.decode(plain) else {
                self.wrong(value, "base64");
                continue;
            };
            match images::accept_again(&bytes, limits) {
                Ok(media) => {
                    found.insert(name, media);
                }
                Err(diagnostic) => self.report(diagnostic, &value.span()),
            }
        }
        found
    }
}

/// Gives a draft the images its texts name. Where an image was encoded anew, the texts get its new name.
pub(super) fn attach(draft: &mut QuestionDraft, images: &HashMap<String, Media>) {
    if images.is_empty() {
        return;
    }
    let mut used: Vec<Media> = Vec::new();
    for_each_text(draft, &mut |text| rename(text, images, &mut used));
    draft.media = used;
}

fn rename(text: &mut String, images: &HashMap<String, Media>, used: &mut Vec<Media>) {
    let mut names: Vec<String> = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let after = text.get(at + MARK.len()..).unwrap_or_default();
        names.extend(after.split_once(')').map(|(name, _)| name.to_owned()));
    }
    for name in names {
        let Some(media) = images.get(&name) else { continue };
        if !used.iter().any(|one| one.name == media.name) {
            used.push(media.clone());
        }
        if media.name != name {
            *text = text.replace(&format!("{MARK}{name})"), &format!("{MARK}{})", media.name));
        }
    }
}

/// Every text of a draft that may name an image.
fn for_each_text(draft: &mut QuestionDraft, change: &mut dyn FnMut(&mut String)) {
    change(&mut draft.stem);
    draft.options.iter_mut().for_each(|option| change(&mut option.text));
    draft.explanation.iter_mut().for_each(&mut *change);
    draft.material.iter_mut().for_each(|material| change(&mut material.text));
    match &mut draft.answer {
        Some(Answer::Reference(texts)) => texts.iter_mut().for_each(&mut *change),
        Some(Answer::Pairs(pairs)) => pairs.iter_mut().for_each(|(left, right)| {
            change(left);
            change(right);
        }),
        _ => {}
    }
    for translation in draft.translations.values_mut() {
        change(&mut translation.stem);
        translation.options.iter_mut().for_each(&mut *change);
        translation.explanation.iter_mut().for_each(&mut *change);
        translation.reference.iter_mut().for_each(&mut *change);
        translation.material.iter_mut().for_each(&mut *change);
    }
}
