//! The font: which characters it has, how wide they are, and their shapes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId};

/// Noto Serif SC; see `fonts/README.md`.
pub(crate) static FONT: &[u8] = include_bytes!("../fonts/NotoSerifSC-Regular.otf");

static FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(FONT, 0).ok());

/// One character placed on a line of text at size 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    /// Which shape.
    pub(crate) glyph: u16,
    /// How far the next character stands, as a part of the size.
    pub(crate) advance: f32,
    /// Where the character begins in the text, and its length, in bytes.
    pub(crate) at: usize,
    /// See [`Placed::at`].
    pub(crate) bytes: usize,
}

/// The characters of a text that the font cannot show, each once, in order. A certificate with one of them is refused.
pub fn missing(text: &str) -> Vec<char> {
    let all: BTreeSet<char> = text.chars().collect();
    all.into_iter().filter(|character| glyph(*character).is_none()).collect()
}

fn glyph(character: char) -> Option<GlyphId> {
    FACE.as_ref()?.glyph_index(character)
}

/// The characters of a text one after the other; those that the font lacks are left out.
pub(crate) fn place(text: &str) -> Vec<Placed> {
    let Some(face) = FACE.as_ref() else { return Vec::new() };
    let unit = f32::from(face.units_per_em());
    text.char_indices()
        .filter_map(|(at, character)| {
            let glyph = face.glyph_index(character)?;
            let advance = f32::from(face.glyph_hor_advance(glyph)?) / unit;
            Some(Placed { glyph: glyph.0, advance, at, bytes: character.len_utf8() })
        })
        .collect()
}

/// How wide a text is at a size.
pub(crate) fn width(text: &str, size: f32) -> f32 {
    place(text).iter().map(|one| one.advance).sum::<f32>() * size
}

/// Units of the font in one size.
pub(crate) fn units() -> f32 {
    FACE.as_ref().map_or(1.0, |face| f32::from(face.units_per_em()))
}

/// Draws the shape of a character in units of the font, upwards from the line it stands on. A blank has none.
pub(crate) fn outline(glyph: u16, into: &mut dyn ttf_parser::OutlineBuilder) {
    if let Some(face) = FACE.as_ref() {
        let _bounds = face.outline_glyph(GlyphId(glyph), into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_chinese_and_latin_can_be_shown_and_what_cannot_is_named() {
        assert_eq!(missing("林晓雯 Ada Lovelace Zoë Müller 欧阳𬭎 㛃 ·（）"), Vec::<char>::new());
        assert_eq!(missing("a\u{1F600}b\u{1F600}\u{16A0}"), ['\u{16A0}', '\u{1F600}']);
    }

    #[test]
    fn chinese_characters_are_as_wide_as_high_and_latin_ones_narrower() {
        assert!((width("证书", 10.0) - 20.0).abs() < 0.01);
        let latin = width("ill", 10.0);
        assert!(latin > 5.0 && latin < 15.0, "{latin}");
    }
}
