//! Images that belong to a question.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An image, decoded and written again by [`crate::images`]: nothing of the original file but its pixels is left.
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

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}
