//! Images that belong to a question.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An image, decoded and written again: nothing of the original file but its pixels is left.
///
/// Texts of a draft name it where it stands, in the notation of Markdown: `![alternative text](media:NAME)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// The first 32 hexadecimal digits of the SHA-256 of `data`, with `.png` or `.jpg`: equal images have equal names.
    pub name: String,
    /// `image/png` or `image/jpeg`.
    pub mime: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The bytes; base64 in JSON.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub data: Vec<u8>,
}

impl Media {
    /// How a text names this image. `alternative` is what it says to those who cannot see it.
    #[must_use]
    pub fn mark(&self, alternative: &str) -> String {
        let alternative: String = alternative
            .chars()
            .map(|character| if matches!(character, '[' | ']' | '\n') { ' ' } else { character })
            .collect();
        format!("![{}](media:{})", alternative.trim(), self.name)
    }
}

/// A piece of a text that may name images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words, as they are.
    Words(&'t str),
    /// An image where it stands.
    Image {
        /// What it says to those who cannot see it; may be empty.
        alternative: &'t str,
        /// The [`Media::name`].
        name: &'t str,
    },
}

/// Between the alternative text and the name of an image.
const MIDDLE: &str = "](media:";

/// Cuts a text at the images it names. Only names of the shape that [`Media::name`] has are names; everything else stays
/// words. The pieces put together give the text again.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut searched = 0;
    while let Some(middle) = rest.get(searched..).and_then(|part| part.find(MIDDLE)).map(|at| at + searched) {
        match image_around(rest, middle) {
            Some((start, end, image)) => {
                found.extend(rest.get(..start).filter(|words| !words.is_empty()).map(Piece::Words));
                found.push(image);
                rest = rest.get(end..).unwrap_or_default();
                searched = 0;
            }
            None => searched = middle + MIDDLE.len(),
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

/// The image whose `](media:` stands at `middle`, with the offsets where its mark begins and ends.
fn image_around(text: &str, middle: usize) -> Option<(usize, usize, Piece<'_>)> {
    let (name, _) = text.get(middle + MIDDLE.len()..)?.split_once(')')?;
    let before = text.get(..middle)?;
    let start = before.rfind("![")?;
    let alternative = before.get(start + 2..)?;
    let is_one_mark = is_name(name) && !alternative.contains(['[', ']', '\n']);
    let end = middle + MIDDLE.len() + name.len() + 1;
    is_one_mark.then_some((start, end, Piece::Image { alternative, name }))
}

fn is_name(name: &str) -> bool {
    let digits = name.strip_suffix(".png").or_else(|| name.strip_suffix(".jpg"));
    digits.is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "0123456789abcdef0123456789abcdef.png";

    #[test]
    fn a_text_is_cut_at_the_images_it_names() {
        let text = format!("见图：![一张![图](media:{NAME})，![](media:{NAME})");
        let image = |alternative| Piece::Image { alternative, name: NAME };
        assert_eq!(pieces(&text), [Piece::Words("见图：![一张"), image("图"), Piece::Words("，"), image("")]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn what_only_looks_like_an_image_stays_words() {
        for text in [
            "![a](media:logo.png)",
            "![a](media:0123456789ABCDEF0123456789abcdef.png)",
            "a](media:0123456789abcdef0123456789abcdef.png)",
            "![a]b](media:0123456789abcdef0123456789abcdef.png)",
            "![a](media:0123456789abcdef0123456789abcdef.png",
        ] {
            assert_eq!(pieces(text), [Piece::Words(text)]);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_pieces_of_a_text_put_together_are_the_text(
            parts in proptest::collection::vec(
                proptest::sample::select(vec!["![", "](media:", ")", NAME, "a", "。", "[", "]", "\n"]), 0..20)
        ) {
            let text = parts.concat();
            let together: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Words(words) => words.to_owned(),
                    Piece::Image { alternative, name } => format!("![{alternative}](media:{name})"),
                })
                .collect();
            proptest::prop_assert_eq!(together, text);
        }
    }
}
