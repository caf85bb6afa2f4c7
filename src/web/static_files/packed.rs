//! One file, as it is and compressed as far as it goes: done once, so the slowest settings are the right ones.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::header::{AcceptEncoding, Encoding};
use actix_web::web::Bytes;
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// Less than this is not worth compressing: the headers alone weigh as much.
const WORTH_IT: usize = 400;

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
        if self.bytes.len() < WORTH_IT {
            return;
        }
        for (packed, slot) in [(gzip(&self.bytes), &self.gzip), (brotli(&self.bytes), &self.brotli)] {
            if let Some(packed) = packed.filter(|packed| packed.len() < self.bytes.len()) {
                slot.get_or_init(|| packed.into());
            }
        }
    }

    /// The smallest form the browser takes that is ready, and what it is called; `None` is the file itself.
    pub(super) fn as_accepted(&self, accepted: Option<&AcceptEncoding>) -> (Bytes, Option<&'static str>) {
        let takes = |wanted: Encoding| {
            accepted.is_some_and(|accepted| accepted.negotiate([&wanted].into_iter()) == Some(wanted))
        };
        if let Some(packed) = self.brotli.get().filter(|_| takes(Encoding::brotli())) {
            return (packed.clone(), Some("br"));
        }
        if let Some(packed) = self.gzip.get().filter(|_| takes(Encoding::gzip())) {
            return (packed.clone(), Some("gzip"));
        }
        (self.bytes(), None)
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    const BUFFER: usize = 4096;
    const QUALITY: u32 = 11;
    const WINDOW: u32 = 22;
    let mut encoder = CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
    encoder.write_all(bytes).ok()?;
    Some(encoder.into_inner())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use std::io::Read;

    use super::*;

    fn accepting(text: &str) -> AcceptEncoding {
        use actix_web::http::header::{ACCEPT_ENCODING, Header};
        let request =
            actix_web::test::TestRequest::get().insert_header((ACCEPT_ENCODING, text)).to_http_request();
        AcceptEncoding::parse(&request).unwrap()
    }

    #[test]
    fn a_browser_gets_the_smallest_form_it_takes_and_the_same_bytes_in_each() {
        let text = "body { color: black }\n".repeat(100);
        let file = Packed::new(text.clone().into_bytes(), "text/css");
        assert_eq!(file.as_accepted(Some(&accepting("gzip, br"))).1, None, "nothing is ready yet");
        file.compress();
        for (accepted, called) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip, br;q=0", Some("gzip")),
            ("gzip, deflate", Some("gzip")),
            ("identity", None),
        ] {
            let (bytes, encoding) = file.as_accepted(Some(&accepting(accepted)));
            assert_eq!(encoding, called, "{accepted}");
            let mut read = String::new();
            match encoding {
                Some("br") => brotli::Decompressor::new(&bytes[..], 4096).read_to_string(&mut read).unwrap(),
                Some(_) => flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut read).unwrap(),
                None => (&bytes[..]).read_to_string(&mut read).unwrap(),
            };
            assert_eq!(read, text, "{accepted}");
        }
        assert_eq!(file.as_accepted(None).1, None);
    }

    #[test]
    fn what_would_not_get_smaller_is_sent_as_it_is() {
        let file = Packed::new(b"short".to_vec(), "text/plain");
        file.compress();
        assert_eq!(file.as_accepted(Some(&accepting("gzip, br"))), (Bytes::from_static(b"short"), None));
    }
}
