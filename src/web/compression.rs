//! Compressing what is sent: pages each time, so quickly; static files once, so as far as it goes.

use std::io::Write;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_ENCODING, AcceptEncoding, Encoding, Header};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Less than this many bytes are not worth compressing: the headers alone weigh as much.
const WORTH_IT: usize = 400;

/// A way of compressing that browsers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// The smaller one, which browsers take over https and from the same machine.
    Brotli,
    /// The one that every browser takes.
    Gzip,
}

/// How much time may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Somebody waits: a page of 15 KB takes less than a millisecond.
    Waiting,
    /// Done once, sent often.
    Once,
}

/// The codings that the browser behind a request takes, the smallest first.
pub fn accepted(request: &HttpRequest) -> Vec<Coding> {
    if !request.headers().contains_key(ACCEPT_ENCODING) {
        return Vec::new();
    }
    let Ok(accepted) = AcceptEncoding::parse(request) else { return Vec::new() };
    let takes = |wanted: Encoding| accepted.negotiate([&wanted].into_iter()) == Some(wanted);
    let both = [(Coding::Brotli, Encoding::brotli()), (Coding::Gzip, Encoding::gzip())];
    both.into_iter().filter(|(_, encoding)| takes(encoding.clone())).map(|(coding, _)| coding).collect()
}

impl Coding {
    /// As the header names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The bytes compressed; `None` when that makes them no smaller.
    pub fn compress(self, bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
        if bytes.len() < WORTH_IT {
            return None;
        }
        let packed = match self {
            Self::Brotli => brotli(bytes, effort)?,
            Self::Gzip => gzip(bytes, effort)?,
        };
        (packed.len() < bytes.len()).then_some(packed)
    }
}

fn gzip(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let level = match effort {
        Effort::Waiting => Compression::default(),
        Effort::Once => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    const BUFFER: usize = 4096;
    // From quality 5 on it looks for repetitions properly; a window of 2^18 bytes holds any page.
    let (quality, window) = match effort {
        Effort::Waiting => (5, 18),
        Effort::Once => (11, 22),
    };
    let mut encoder = CompressorWriter::new(Vec::new(), BUFFER, quality, window);
    encoder.write_all(bytes).ok()?;
    Some(encoder.into_inner())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use std::io::Read;

    use actix_web::test::TestRequest;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn a_browser_gets_the_smallest_coding_that_it_takes() {
        for (header, codings) in [
            ("gzip, deflate, br, zstd", &[Coding::Brotli, Coding::Gzip][..]),
            ("gzip, br;q=0", &[Coding::Gzip]),
            ("gzip, deflate", &[Coding::Gzip]),
            ("identity", &[]),
        ] {
            let request = TestRequest::get().insert_header((ACCEPT_ENCODING, header)).to_http_request();
            assert_eq!(accepted(&request), codings, "{header}");
        }
        assert_eq!(accepted(&TestRequest::get().to_http_request()), []);
    }

    #[test]
    fn what_was_compressed_is_read_back_the_same() {
        let text = "<p>第 7 题 of 40</p>\n".repeat(200);
        for effort in [Effort::Waiting, Effort::Once] {
            let mut read = String::new();
            let packed = Coding::Brotli.compress(text.as_bytes(), effort).unwrap();
            brotli::Decompressor::new(&packed[..], 4096).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
            read.clear();
            let packed = Coding::Gzip.compress(text.as_bytes(), effort).unwrap();
            flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn what_would_not_get_smaller_is_left_as_it_is() {
        assert_eq!(Coding::Gzip.compress(b"short", Effort::Once), None);
        let noise: Vec<u8> = (0..40_u8).flat_map(|n| Sha256::digest([n])).collect();
        assert_eq!(Coding::Gzip.compress(&noise, Effort::Waiting), None);
    }
}
