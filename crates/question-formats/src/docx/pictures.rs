//! Pictures. While the text is read each one is a single character that no paper has; afterwards the texts name it.

use std::collections::HashMap;

use super::package::{Package, Relationships};
use crate::Limits;
use crate::images;
use crate::messages::Code;
use crate::model::{Answer, Diagnostic, Media, QuestionDraft};

/// The private areas that stand for pictures: their first characters, and how many each has.
const AREAS: [u32; 2] = [0xf_0000, 0x10_0000];
const AREA: usize = 0xfffe;

/// Pixels of all pictures of a document together; nobody prints more, and decoding takes time.
const PIXELS: u64 = 400_000_000;

/// Whether a character is kept for pictures.
pub(super) fn is_reserved(character: char) -> bool {
    u32::from(character) >= 0xf_0000
}

fn sign(index: usize) -> Option<char> {
    let area = AREAS.get(index / AREA)?;
    char::from_u32(area + u32::try_from(index % AREA).ok()?)
}

fn index_of(sign: char) -> Option<usize> {
    let code = u32::from(sign);
    let area = AREAS.iter().rposition(|first| code >= *first)?;
    let offset = usize::try_from(code - AREAS.get(area)?).ok()?;
    Some(area * AREA + offset)
}

/// One place where a picture stands.
struct Place {
    /// The picture among the media; nothing when it was left out.
    media: Option<usize>,
    alternative: String,
}

/// The pictures of a document, taken in as the text names them.
pub(super) struct Pictures<'p, 'a> {
    package: &'p mut Package<'a>,
    relationships: Relationships,
    limits: &'p Limits,
    /// What became of each part, so that a picture shown twice is decoded once.
    known: HashMap<String, Result<usize, Diagnostic>>,
    gallery: Gallery,
    pixels: u64,
}

/// The pictures that were taken in, and where they stand.
#[derive(Default)]
pub(super) struct Gallery {
    media: Vec<Media>,
    places: Vec<Place>,
}

impl<'p, 'a> Pictures<'p, 'a> {
    pub(super) fn new(
        package: &'p mut Package<'a>,
        relationships: Relationships,
        limits: &'p Limits,
    ) -> Self {
        Self { package, relationships, limits, known: HashMap::new(), gallery: Gallery::default(), pixels: 0 }
    }

    /// The sign for a picture, by its relationship, and what there is to say when it was left out.
    pub(super) fn take(
        &mut self,
        relationship: &str,
        alternative: &str,
    ) -> (Option<char>, Option<Diagnostic>) {
        let target = self.relationships.get(relationship).and_then(|target| target.part.clone());
        let result = match target {
            None => Err(left_out("?")),
            Some(part) => match self.known.get(&part) {
                Some(known) => known.clone(),
                None => {
                    let result = self.load(&part);
                    self.known.insert(part, result.clone());
                    result
                }
            },
        };
        let (media, problem) = match result {
            Ok(media) => (Some(media), None),
            Err(problem) => (None, Some(problem)),
        };
        let sign = sign(self.gallery.places.len());
        self.gallery.places.push(Place { media, alternative: readable(alternative) });
        (sign, problem)
    }

    fn load(&mut self, part: &str) -> Result<usize, Diagnostic> {
        let Some(bytes) = self.package.bytes(part)? else {
            return Err(Diagnostic::new(Code::EMediaMissing).found(part));
        };
        if self.pixels > PIXELS {
            return Err(left_out(&format!("> {PIXELS} pixels")));
        }
        let media = images::accept(&bytes, self.limits)?;
        self.pixels += u64::from(media.width) * u64::from(media.height);
        let same = self.gallery.media.iter().position(|one| one.name == media.name);
        Ok(same.unwrap_or_else(|| {
            self.gallery.media.push(media);
            self.gallery.media.len() - 1
        }))
    }

    /// The pictures taken in so far.
    pub(super) fn finish(self) -> Gallery {
        self.gallery
    }
}

fn left_out(why: &str) -> Diagnostic {
    Diagnostic::new(Code::WImageLeftOut).found(why)
}

/// What somebody wrote about a picture; not the name a program gave it.
fn readable(alternative: &str) -> String {
    let text = alternative.trim();
    let is_sentence = !text.is_ascii() || text.split_whitespace().count() > 2;
    let is_path = text.contains(['\\', '/']);
    if is_sentence && !is_path { text.chars().take(200).collect() } else { String::new() }
}

impl Gallery {
    /// A text with a short mark for each picture, for people who look at the source.
    pub(super) fn describe(&self, text: &str) -> String {
        let shown = |place: &Place| format!("![{}]", place.alternative);
        self.replaced(text, |place| Some(shown(place)))
    }

    /// Puts the marks of pictures into the texts of a question, and the pictures beside them. `left` is how many more
    /// bytes of pictures may be handed out.
    pub(super) fn hang(&self, draft: &mut QuestionDraft, left: &mut usize) -> Option<Diagnostic> {
        let mut media: Vec<Media> = Vec::new();
        let mut refused = false;
        for text in texts_of(draft) {
            if !text.chars().any(is_reserved) {
                continue;
            }
            let hung = self.replaced(text, |place| {
                let picture = self.media.get(place.media?)?;
                if !media.iter().any(|one| one.name == picture.name) {
                    let Some(rest) = left.checked_sub(picture.data.len()) else {
                        refused = true;
                        return None;
                    };
                    *left = rest;
                    media.push(picture.clone());
                }
                Some(picture.mark(&place.alternative))
            });
            hung.trim().clone_into(text);
        }
        draft.media = media;
        refused.then(|| left_out("> 128 MiB").at(draft.place.clone()))
    }

    fn replaced(&self, text: &str, mut show: impl FnMut(&Place) -> Option<String>) -> String {
        let mut result = String::with_capacity(text.len());
        for character in text.chars() {
            if !is_reserved(character) {
                result.push(character);
            } else if let Some(place) = index_of(character).and_then(|index| self.places.get(index)) {
                result.push_str(&show(place).unwrap_or_default());
            }
        }
        result
    }
}

/// Every text of a draft in which a picture may stand.
fn texts_of(draft: &mut QuestionDraft) -> Vec<&mut String> {
    let mut texts: Vec<&mut String> = vec![&mut draft.stem];
    texts.extend(draft.options.iter_mut().map(|option| &mut option.text));
    texts.extend(draft.section.iter_mut().chain(&mut draft.explanation).chain(&mut draft.tags));
    texts.extend(draft.material.iter_mut().map(|material| &mut material.text));
    match &mut draft.answer {
        Some(Answer::Reference(answers)) => texts.extend(answers),
        Some(Answer::Blanks(gaps)) => texts.extend(gaps.iter_mut().flatten()),
        _ => {}
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_has_a_sign_of_its_own() {
        for index in [0, 1, AREA - 1, AREA, 2 * AREA - 1] {
            assert_eq!(sign(index).and_then(index_of), Some(index));
        }
        assert_eq!(sign(2 * AREA), None);
    }

    #[test]
    fn names_that_programs_give_are_no_descriptions() {
        assert_eq!(readable("IMG_256"), "");
        assert_eq!(readable("C:\\图片\\1.png"), "");
        assert_eq!(readable(" 客户漏斗 "), "客户漏斗");
        assert_eq!(readable("Sales by region 2024"), "Sales by region 2024");
    }
}
