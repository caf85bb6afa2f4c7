//! The native bank file: one TOML file a bank, in one or more languages.
//!
//! The reader walks the parsed document itself instead of deserialising it, so that every diagnostic knows its
//! line and column and one mistake does not hide the next. What [`write`] writes, [`read`] reads back.

mod reader;
mod writer;

pub use reader::read;
pub use writer::write;

/// The format number this crate reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// The letter of an option by position from 0: `A` to `Z`, nothing after that.
pub(crate) fn label_at(index: usize) -> Option<String> {
    u8::try_from(index).ok().filter(|index| *index < 26).map(|index| char::from(b'A' + index).to_string())
}

#[cfg(test)]
mod tests;
