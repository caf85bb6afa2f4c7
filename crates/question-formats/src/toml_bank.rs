//! The native bank file: one TOML file a bank, in one or more languages.
//!
//! The reader walks the parsed document itself instead of deserialising it, so that every diagnostic knows its
//! line and column and one mistake does not hide the next. What [`write()`] writes, [`read`] reads back.

mod nesting;
mod reader;
mod writer;

pub use reader::read;
pub use writer::write;

/// The format number this crate reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// Whether a text has the shape of a code: 1 to 64 small letters, digits and hyphens.
fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The letter of an option by position from 0: `A` to `Z`, nothing after that.
pub(crate) fn label_at(index: usize) -> Option<String> {
    u8::try_from(index).ok().filter(|index| *index < 26).map(|index| char::from(b'A' + index).to_string())
}

/// A decimal number with at most two decimals, in hundredths.
pub(crate) fn hundredths(printed: &str) -> Option<u32> {
    let (whole, decimals) = printed.split_once('.').unwrap_or((printed, ""));
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 2 || whole.is_empty() || whole.len() > 6 {
        return None;
    }
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let decimals: u32 = format!("{decimals:0<2}").parse().ok()?;
    Some(whole * 100 + decimals)
}

#[cfg(test)]
mod tests;
