//! One file, as it is and compressed as far as it goes: done once, so the slowest settings are the right ones.

use std::sync::OnceLock;

use actix_web::web::Bytes;
use sha2::{Digest, Sha256};

use crate::web::compression::{Coding, Effort};

/// A file in every form a browser may take it.
pub(super) struct Packed {
    bytes: Bytes,
    kind: String,
    version: String,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Packed {
    /// The file of this media type, not compressed yet.
    pub(super) fn new(bytes: Vec<u8>, kind: &str) -> Self {
        Self {
            version: hex::encode(Sha256::digest(&bytes).get(..6).unwrap_or_default()),
            bytes: bytes.into(),
            kind: kind.to_owned(),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// As it is.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Its media type.
    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    /// Changes whenever the file does.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Compresses it, where that makes it smaller.
    pub(super) fn compress(&self) {
        for (coding, slot) in [(Coding::Gzip, &self.gzip), (Coding::Brotli, &self.brotli)] {
            if let Some(packed) = coding.compress(&self.bytes, Effort::Once) {
                slot.get_or_init(|| packed.into());
            }
        }
    }

    /// The first of the forms the browser takes that is ready, and what it is called; `None` is the file itself.
    pub(super) fn as_accepted(&self, codings: &[Coding]) -> (Bytes, Option<&'static str>) {
        let ready = |coding: &Coding| {
            let slot = match coding {
                Coding::Brotli => &self.brotli,
                Coding::Gzip => &self.gzip,
            };
            Some((slot.get()?.clone(), Some(coding.name())))
        };
        codings.iter().find_map(ready).unwrap_or_else(|| (self.bytes(), None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_smallest_form_that_is_ready() {
        let file = Packed::new("body { color: black }\n".repeat(100).into_bytes(), "text/css");
        let both = [Coding::Brotli, Coding::Gzip];
        assert_eq!(file.as_accepted(&both).1, None, "nothing is ready yet");
        file.compress();
        assert_eq!(file.as_accepted(&both).1, Some("br"));
        assert_eq!(file.as_accepted(&[Coding::Gzip]).1, Some("gzip"));
        assert_eq!(file.as_accepted(&[]), (file.bytes(), None));
    }

    #[test]
    fn what_would_not_get_smaller_is_sent_as_it_is() {
        let file = Packed::new(b"short".to_vec(), "text/plain");
        file.compress();
        assert_eq!(file.as_accepted(&[Coding::Gzip]), (Bytes::from_static(b"short"), None));
    }
}
