//! Texts of an entry: their escapes, their formats, and what of them is left as plain text.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::shape::ESCAPED;
use crate::html::tag_name;
use crate::messages::Code;
use crate::model::{Diagnostic, Media};
use crate::{Limits, html, images};

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// `[moodle]` and texts that say nothing: plain text in which tags and line breaks count.
    #[default]
    Moodle,
    /// `[html]`.
    Html,
    /// `[markdown]`, whose marks stay as they are.
    Markdown,
    /// `[plain]`.
    Plain,
}

/// The format a text names, and the rest of it.
pub(super) fn format_of(raw: &str, default: Format) -> (Format, &str) {
    let raw = raw.trim_start();
    let named = [
        ("[html]", Format::Html),
        ("[moodle]", Format::Moodle),
        ("[markdown]", Format::Markdown),
        ("[plain]", Format::Plain),
    ];
    let found = named.into_iter().find_map(|(name, format)| Some((format, raw.strip_prefix(name)?)));
    found.unwrap_or((default, raw))
}

/// A text without its escapes.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
        } else if let Some(escaped) = characters.next_if(|next| ESCAPED.contains(next)) {
            text.push(escaped);
        } else if characters.next_if_eq(&'n').is_some() {
            text.push('\n');
        } else if characters.peek() != Some(&'\n') || !(text.is_empty() || text.ends_with('\n')) {
            // A backslash alone on its line stands for a blank line.
            text.push('\\');
        }
    }
    text
}

/// The path of a category as a topic; none for the course itself. Moodle writes where the path begins (`$course$/top/`)
/// and doubles the slashes inside a name; a doubled one becomes a full-width slash, which no path is cut at.
pub(super) fn topic(path: &str) -> Option<String> {
    let path = unescape(path).replace("//", "／");
    let mut names: Vec<&str> = path.split('/').map(str::trim).filter(|name| !name.is_empty()).collect();
    let is_root = |name: &&str| name.len() > 1 && name.starts_with('$') && name.ends_with('$');
    if names.first().is_some_and(is_root) {
        names.remove(0);
    }
    if names.first() == Some(&"top") {
        names.remove(0);
    }
    (!names.is_empty()).then(|| names.join("/"))
}

/// `[id:…]` and `[tag:…]` in a comment.
pub(super) fn comment_marks(comment: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut rest = comment;
    while let Some((_, after)) = rest.split_once('[') {
        rest = after;
        for name in ["id", "tag"] {
            let Some(value) = after.strip_prefix(name).and_then(|after| after.strip_prefix(':')) else {
                continue;
            };
            let Some(end) = closing_bracket(value) else { return found };
            let text = value.get(..end).unwrap_or_default().replace("\\]", "]").trim().to_owned();
            rest = value.get(end..).unwrap_or_default();
            if !text.is_empty() {
                found.push((name, text));
            }
        }
    }
    found
}

/// The first `]` without a backslash before it.
fn closing_bracket(text: &str) -> Option<usize> {
    text.match_indices(']')
        .map(|(offset, _)| offset)
        .find(|offset| text.get(..*offset).is_some_and(|before| !before.ends_with('\\')))
}

/// Makes the texts of one question plain and remembers what that cost.
pub(super) struct Texts<'a> {
    limits: &'a Limits,
    /// The format of texts that name none.
    pub(super) format: Format,
    /// Images that were taken over.
    pub(super) media: Vec<Media>,
    lost: BTreeSet<String>,
    missing: Vec<String>,
    left_out: Vec<Diagnostic>,
    formula: Option<String>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            format: Format::default(),
            media: Vec::new(),
            lost: BTreeSet::new(),
            missing: Vec::new(),
            left_out: Vec::new(),
            formula: None,
        }
    }

    /// A text as plain text.
    pub(super) fn plain(&mut self, raw: &str) -> String {
        let (format, raw) = format_of(raw, self.format);
        let text = unescape(raw);
        let plain = match format {
            Format::Html => self.html_text(&text),
            Format::Moodle if has_markup(&text) => {
                self.html_text(&known_tags_only(&text).replace('\n', "<br>"))
            }
            Format::Moodle | Format::Markdown => trimmed_lines(&text),
            Format::Plain => text.trim().to_owned(),
        };
        if self.formula.is_none() {
            self.formula = formula(&plain).map(str::to_owned);
        }
        plain
    }

    fn html_text(&mut self, source: &str) -> String {
        let Self { limits, media, missing, left_out, .. } = self;
        let mut image = |source: &str, alternative: &str| match embedded(source) {
            Some(bytes) => match images::accept(&bytes, limits) {
                Ok(accepted) => {
                    let mark = accepted.mark(alternative);
                    if !media.iter().any(|one| one.name == accepted.name) {
                        media.push(accepted);
                    }
                    mark
                }
                Err(diagnostic) => {
                    left_out.push(diagnostic);
                    alternative.to_owned()
                }
            },
            None => {
                missing.push(source.chars().take(200).collect());
                alternative.to_owned()
            }
        };
        let made = html::to_text(source, &mut image);
        self.lost.extend(made.lost);
        made.text
    }

    /// What the texts lost on the way.
    pub(super) fn diagnostics(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.left_out);
        if self.lost.remove("math") {
            self.formula.get_or_insert_with(|| "math".to_owned());
        }
        if !self.lost.is_empty() {
            let list: Vec<&str> = self.lost.iter().map(String::as_str).collect();
            found.push(Diagnostic::new(Code::WHtmlStripped).found(list.join(", ")));
        }
        if let Some(formula) = self.formula.take() {
            found.push(Diagnostic::new(Code::WFormula).found(formula));
        }
        let missing = super::distinct(std::mem::take(&mut self.missing));
        found.extend(missing.into_iter().map(|source| Diagnostic::new(Code::EMediaMissing).found(source)));
        found
    }
}

/// The bytes of an image that its own address holds.
fn embedded(source: &str) -> Option<Vec<u8>> {
    let (kind, data) = source.trim().strip_prefix("data:")?.split_once(',')?;
    let data: String = data.split_whitespace().collect();
    kind.ends_with(";base64").then(|| STANDARD.decode(data).ok())?
}

/// Lines without spaces at their ends and without blank lines around them.
fn trimmed_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    lines.join("\n")
}

/// Whether a text that is not declared as HTML holds any all the same: an entity, a closing tag, a break or an image. A
/// single opening tag may be what the question is about.
fn has_markup(text: &str) -> bool {
    let entity = text.match_indices('&').any(|(offset, _)| {
        let rest = text.get(offset + 1..).unwrap_or_default();
        let end = rest.bytes().take(10).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
        end.is_some_and(|end| end > 1 && rest.get(end..).is_some_and(|rest| rest.starts_with(';')))
    });
    let mut opened: BTreeSet<&str> = BTreeSet::new();
    entity
        || text.match_indices('<').any(|(offset, _)| match text.get(offset..).and_then(tag_name) {
            Some((name, true)) => opened.contains(name),
            Some(("br" | "img" | "hr", false)) => true,
            Some((name, false)) => {
                opened.insert(name);
                false
            }
            None => false,
        })
}

/// The text with every `<` that begins no tag in use written as an entity, so that the HTML reader keeps it. An opening
/// tag that nothing closes is what the text is about, unless people leave that one open.
fn known_tags_only(text: &str) -> String {
    let tags = || text.match_indices('<').filter_map(|(offset, _)| text.get(offset..).and_then(tag_name));
    let closed: BTreeSet<&str> = tags().filter(|(_, is_closing)| *is_closing).map(|(name, _)| name).collect();
    let in_use =
        |name: &str| closed.contains(name) || matches!(name, "br" | "img" | "hr" | "p" | "li" | "tr" | "td");
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(offset) = rest.find('<') {
        let (before, from) = rest.split_at_checked(offset).unwrap_or((rest, ""));
        kept.push_str(before);
        let is_tag = tag_name(from).is_some_and(|(name, _)| in_use(name));
        kept.push_str(if is_tag { "<" } else { "&lt;" });
        rest = from.get(1..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

/// The first formula of a text in the notation of TeX.
fn formula(text: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let marks = [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]")];
    let marked = marks.into_iter().find_map(|(open, close)| {
        let start = text.find(open)?;
        let inner = text.get(start + open.len()..)?;
        let end = inner.find(close)?;
        inner.get(..end).filter(|inner| !inner.trim().is_empty())
    });
    let dollars = || {
        let (_, after) = text.split_once('$')?;
        let (inner, _) = after.split_once('$')?;
        (inner.contains(['\\', '^', '_']) && !inner.contains('\n')).then_some(inner)
    };
    let found = marked.or_else(dollars)?.trim();
    let end = found.char_indices().nth(LONGEST).map_or(found.len(), |(offset, _)| offset);
    found.get(..end)
}
