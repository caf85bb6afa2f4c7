//! Texts as XML and as HTML.

use crate::model::Media;

/// The way a file is named in Moodle's HTML.
const FILE: &str = "@@PLUGINFILE@@/";

/// Whether a character cannot be written: XML does not have it, or it is read as the end of a line.
fn is_forbidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{85}' | '\u{fffe}' | '\u{ffff}' => true,
        other => other < ' ',
    }
}

/// Whether a text has characters that cannot be written.
pub(super) fn has_forbidden(text: &str) -> bool {
    text.chars().any(is_forbidden)
}

/// A text in XML or HTML. Characters that readers take for white space or damage are written by number.
pub(in crate::moodle_xml) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{7f}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fffd}' => by_number(character, &mut out),
            other if is_forbidden(other) => {}
            other => out.push(other),
        }
    }
    out
}

/// A character by its number.
pub(super) fn by_number(character: char, out: &mut String) {
    out.push_str("&#");
    out.push_str(&u32::from(character).to_string());
    out.push(';');
}

/// A text as a paragraph of HTML. Spaces that HTML would swallow are protected.
pub(super) fn page(text: &str, media: &[Media]) -> String {
    page_of(text, &escaped, media)
}

/// The same with another way to escape the words between the images.
pub(super) fn page_of(text: &str, escape: &dyn Fn(&str) -> String, media: &[Media]) -> String {
    let mut content = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, alternative, image, after)) = next_mark(rest, media) {
        content.push_str(&escape(before));
        content.push_str(&format!(
            "<img src=\"{FILE}{}\" alt=\"{}\" width=\"{}\" height=\"{}\">",
            escaped(&image.name),
            escaped(alternative),
            image.width,
            image.height
        ));
        rest = after;
    }
    content.push_str(&escape(rest));
    if flows(text) {
        format!("<p>{}</p>", content.replace('\n', "<br>"))
    } else {
        format!("<p style=\"white-space: pre-wrap;\">{content}</p>")
    }
}

/// Whether HTML keeps every space of a text.
fn flows(text: &str) -> bool {
    !text.contains("  ")
        && !text.contains(['\t', '\u{a0}'])
        && !text.contains("\n\n\n")
        && text.lines().all(|line| !line.starts_with(' ') && !line.ends_with(' '))
}

/// The next mark of an image that is at hand: what stands before it, its alternative text, the image, what follows.
fn next_mark<'a, 'm>(text: &'a str, media: &'m [Media]) -> Option<(&'a str, &'a str, &'m Media, &'a str)> {
    if media.is_empty() {
        return None;
    }
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("](media:")) {
        let middle = from + found;
        let (before, after) = text.split_at_checked(middle)?;
        from = middle + 1;
        let Some((start, alternative)) =
            before.rfind("![").and_then(|start| Some((start, before.get(start + 2..)?)))
        else {
            continue;
        };
        let Some((name, tail)) = after.get("](media:".len()..).and_then(|rest| rest.split_once(')')) else {
            continue;
        };
        if alternative.contains(['\n', ']', '[']) {
            continue;
        }
        if let Some(image) = media.iter().find(|media| media.name == name) {
            return Some((text.get(..start)?, alternative, image, tail));
        }
    }
    None
}

/// Whether one of these texts names an image.
pub(super) fn names(texts: &[&str], media: &Media) -> bool {
    let target = format!("](media:{})", media.name);
    texts.iter().any(|text| text.contains(&target))
}
