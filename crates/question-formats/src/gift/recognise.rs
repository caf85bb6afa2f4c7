//! Whether a text is GIFT. Program code, JSON, TeX and papers have braces too; what stands in them tells the difference.

use super::answer;
use super::entries::{self, Entry, Kind};
use super::shape::{Group, Shape, shape};
use super::text::format_of;

/// What shows that a text is GIFT: its category line, its titles, or its blocks.
pub(crate) fn mark(text: &str) -> Option<&'static str> {
    if !text.contains('{') && !text.contains("$CATEGORY:") {
        return None;
    }
    let entries = entries::split(text);
    let has_category =
        entries.iter().any(|entry| matches!(&entry.kind, Kind::Category(path) if !path.is_empty()));
    if has_category {
        return Some("$CATEGORY:");
    }
    let mut proofs = 0_usize;
    let mut titled = 0_usize;
    let mut others = 0_usize;
    for entry in entries.iter().filter(|entry| entry.kind == Kind::Text && entry.text.contains('{')) {
        match evidence(entry) {
            Evidence::Block => proofs += 1,
            Evidence::Titled => titled += 1,
            Evidence::None => others += 1,
        }
    }
    if proofs > 0 && (proofs + titled) * 2 >= others {
        return Some("{…}");
    }
    (titled > 0 && titled >= others).then_some("::…::")
}

enum Evidence {
    /// A block that nothing but GIFT has.
    Block,
    /// A title before a block that code could have too.
    Titled,
    /// Braces.
    None,
}

fn evidence(entry: &Entry) -> Evidence {
    let text = entry.text.as_str();
    let Ok(shape) = shape(text) else { return Evidence::None };
    let Some(group) = shape.groups.first().copied() else { return Evidence::None };
    if is_proof(text, &shape, group) {
        return Evidence::Block;
    }
    let is_code = text.lines().any(|line| line.trim_end().ends_with(';'))
        || before(text, &shape, group).trim_end().ends_with(')');
    if shape.title.is_some() && !is_code { Evidence::Titled } else { Evidence::None }
}

fn before<'a>(text: &'a str, shape: &Shape<'_>, group: Group) -> &'a str {
    text.get(shape.body.offset..group.open).unwrap_or_default()
}

/// Whether a block is one that code, templates and formulas do not have, after a text that is a sentence.
fn is_proof(text: &str, shape: &Shape<'_>, group: Group) -> bool {
    let stem = format_of(before(text, shape, group), super::text::Format::Plain).1;
    let after = text.get(group.close + 1..).unwrap_or_default();
    let content = group.content(text).text.trim();
    let has_stem = stem.chars().any(char::is_alphanumeric);
    let has_words = stem.trim().contains(char::is_whitespace) || !stem.is_ascii();
    let stands_free = stem.ends_with(|character: char| {
        character.is_whitespace()
            || !character.is_ascii()
            || matches!(character, '.' | '?' | '!' | ':' | '>' | '_')
    });
    let glued_to_code = stem.ends_with(['(', '[', '$', '@', '%', '=', ',', '"', '\'', '{', '&', '|']);
    let Some(count) = answer::count(content).filter(|_| !glued_to_code && shape.literal.is_none()) else {
        return false;
    };
    let is_titled = shape.title.is_some();
    match content.chars().next() {
        Some('=' | '~') => {
            let says_something = content.chars().any(char::is_alphanumeric);
            let lists = count > 1 && (is_titled || (has_stem && (has_words || stem.contains('?'))));
            says_something && (lists || (has_stem && has_words && content.starts_with('=')))
        }
        Some('#') => count > 0 && (is_titled || (has_words && stands_free)),
        Some('T' | 'F' | 't' | 'f') => {
            let word = content.split('#').next().unwrap_or_default().trim();
            let is_word = matches!(word, "T" | "F" | "TRUE" | "FALSE" | "True" | "False" | "true" | "false");
            let ends_line = after.trim_start_matches(['.', '。', ' ', '\t']).trim().is_empty();
            is_word && (is_titled || (has_words && stands_free && ends_line))
        }
        _ => false,
    }
}
