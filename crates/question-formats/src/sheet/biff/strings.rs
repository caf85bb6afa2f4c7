//! Texts of BIFF8: in one or two bytes a character, with formatting after them, and over several records.

use super::super::ole::{word16, word32};
use crate::Limits;

/// A text.
pub(super) struct Unicode {
    pub(super) text: String,
}

impl Unicode {
    /// A text after two bytes of length.
    pub(super) fn long(data: &[u8]) -> Option<Self> {
        Self::after(word16(data, 0).map(usize::from)?, data.get(2..)?)
    }

    /// A text after one byte of length.
    pub(super) fn short(data: &[u8]) -> Option<Self> {
        Self::after(data.first().copied().map(usize::from)?, data.get(1..)?)
    }

    fn after(length: usize, data: &[u8]) -> Option<Self> {
        let pieces = [data];
        let mut cursor = Cursor { pieces: &pieces, piece: 0, at: 0 };
        cursor.text(length).map(|text| Self { text })
    }
}

/// The texts that all sheets share, from a record and those it goes on in.
pub(super) fn shared_strings(pieces: &[&[u8]], limits: &Limits) -> Vec<String> {
    let mut strings = Vec::new();
    let mut cursor = Cursor { pieces, piece: 0, at: 8 };
    let count = pieces.first().and_then(|data| word32(data, 4)).unwrap_or_default();
    let mut bytes = 0_usize;
    for _ in 0..count {
        let Some(text) = cursor.length().and_then(|length| cursor.text(length)) else { break };
        bytes += text.len();
        if bytes > limits.unpacked_bytes {
            break;
        }
        strings.push(text);
    }
    strings
}

/// Reads through the pieces of a long record.
struct Cursor<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// What is left of the piece at hand; an exhausted one gives way to the next.
    fn rest(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = self.pieces.get(self.piece)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn length(&mut self) -> Option<usize> {
        let (low, high) = (self.byte()?, self.byte()?);
        Some(usize::from(u16::from_le_bytes([low, high])))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// A text of so many characters, with its flags before it and its formatting after it.
    fn text(&mut self, length: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.length()? } else { 0 };
        let extension = if flags & 4 != 0 {
            let four = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
            usize::try_from(u32::from_le_bytes(four)).ok()?
        } else {
            0
        };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs.checked_mul(4)?.checked_add(extension)?)?;
        Some(text)
    }

    fn characters(&mut self, length: usize, mut is_wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < length {
            let before = self.piece;
            let rest = self.rest()?;
            if self.piece != before && self.at == 0 {
                // A piece that goes on with a text says again how wide its characters are.
                is_wide = rest.first()? & 1 != 0;
                self.at = 1;
                continue;
            }
            let missing = length - units.len();
            if is_wide {
                let taken = (rest.len() / 2).min(missing);
                if taken == 0 {
                    return None;
                }
                units.extend(rest.chunks_exact(2).take(taken).filter_map(|pair| word16(pair, 0)));
                self.at += taken * 2;
            } else {
                let taken = rest.len().min(missing);
                units.extend(rest.iter().take(taken).map(|byte| u16::from(*byte)));
                self.at += taken;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }
}
