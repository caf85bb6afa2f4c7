//! HTML taken apart into tags and texts: one pass, nothing kept, no position looked at more than a few times.

use std::convert::identity;

use quick_xml::escape::resolve_html5_entity;

/// A piece of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with its character references as they stand.
    Text(&'a str),
    /// The beginning of an element, or an element without content.
    Open(Tag<'a>),
    /// The end of an element.
    Close(Tag<'a>),
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name in small letters.
    pub(super) name: String,
    /// What stands between the name and the end.
    attributes: &'a str,
    /// The whole tag.
    pub(super) source: &'a str,
}

impl Tag<'_> {
    /// Whether it has no attributes.
    pub(super) fn is_bare(&self) -> bool {
        self.attributes.trim_matches(['/', ' ']).is_empty()
    }

    /// The value of an attribute, with its character references resolved.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest
                .trim_start_matches(|character: char| character.is_ascii_whitespace() || character == '/');
            let end = rest.find(ends_name).unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(end)?;
            if name.is_empty() {
                // A stray equals sign or the end.
                rest = rest.get(1..)?;
                continue;
            }
            let (value, after) = value(after);
            if name.eq_ignore_ascii_case(wanted) {
                let mut decoded = String::with_capacity(value.len());
                decode(value, &mut decoded);
                return Some(decoded);
            }
            rest = after;
        }
    }
}

fn ends_name(character: char) -> bool {
    character.is_ascii_whitespace() || matches!(character, '=' | '/')
}

/// The value after the name of an attribute, which may be none, and what follows.
fn value(after_name: &str) -> (&str, &str) {
    let Some(rest) = after_name.trim_ascii_start().strip_prefix('=') else { return ("", after_name) };
    let rest = rest.trim_ascii_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = rest.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = rest.find(|character: char| character.is_ascii_whitespace()).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// Walks over a fragment.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
    /// Whether quotation marks in tags are paired; once a tag ran to the end of the fragment they are not heeded.
    heeds_quotes: bool,
    /// Marks that do not occur in the rest any more, so that they are looked for once.
    missing: Vec<&'static str>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, heeds_quotes: true, missing: Vec::new() }
    }

    /// Passes everything up to and with the end tag of this name. Without one nothing is passed, and the answer is no.
    pub(super) fn pass(&mut self, name: &'static str) -> bool {
        if self.missing.contains(&name) {
            return false;
        }
        let mut from = 0;
        while let Some(rest) = self.rest.get(from..)
            && let Some(at) = rest.find("</")
        {
            let after = rest.get(at + 2..).unwrap_or_default();
            let is_it = after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
            let tail = after.get(name.len()..).unwrap_or_default();
            if is_it && !tail.starts_with(|character: char| character.is_ascii_alphanumeric()) {
                self.rest = tail.split_once('>').map_or("", |(_, rest)| rest);
                return true;
            }
            from += at + 2;
        }
        self.missing.push(name);
        false
    }

    /// Passes the rest.
    pub(super) fn pass_all(&mut self) {
        self.rest = "";
    }

    /// Where a mark stands in the rest.
    fn find(&mut self, mark: &'static str) -> Option<usize> {
        if self.missing.contains(&mark) {
            return None;
        }
        let found = self.rest.find(mark);
        if found.is_none() {
            self.missing.push(mark);
        }
        found
    }

    /// Takes so many bytes off the rest.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// What a `<` at the beginning of the rest opens. `None` for something that is to be left out.
    fn markup(&mut self) -> Option<Token<'a>> {
        let mut following = self.rest.bytes().skip(1);
        match (following.next(), following.next()) {
            (Some(first), _) if first.is_ascii_alphabetic() => {
                Some(self.tag(1).map_or_else(identity, Token::Open))
            }
            (Some(b'/'), Some(second)) if second.is_ascii_alphabetic() => {
                Some(self.tag(2).map_or_else(identity, Token::Close))
            }
            (Some(b'!'), _) if self.rest.starts_with("<!--") => self.leave_out("<!--", "-->"),
            (Some(b'!'), _) if self.rest.starts_with("<![CDATA[") => self.quoted(),
            (Some(b'!' | b'?' | b'/'), _) => self.leave_out("<", ">"),
            _ => Some(Token::Text(self.take(1))),
        }
    }

    fn leave_out(&mut self, open: &'static str, close: &'static str) -> Option<Token<'a>> {
        match self.find(close) {
            Some(end) => {
                self.take(end + close.len());
                None
            }
            None => Some(Token::Text(self.take(open.len()))),
        }
    }

    /// The content of a CDATA section that was carried into HTML.
    fn quoted(&mut self) -> Option<Token<'a>> {
        const OPEN: &str = "<![CDATA[";
        let Some(end) = self.find("]]>") else { return Some(Token::Text(self.take(1))) };
        self.take(OPEN.len());
        let content = self.take(end.saturating_sub(OPEN.len()));
        self.take("]]>".len());
        Some(Token::Text(content))
    }

    /// A tag, or its `<` as text when it never ends.
    fn tag(&mut self, name_start: usize) -> Result<Tag<'a>, Token<'a>> {
        let mut end = if self.heeds_quotes { quoted_end(self.rest) } else { None };
        if end.is_none() {
            self.heeds_quotes = false;
            end = self.find(">");
        }
        match end {
            Some(end) => Ok(tag(self.take(end + 1), name_start)),
            None => Err(Token::Text(self.take(1))),
        }
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match self.rest.find('<') {
                _ if self.rest.is_empty() => return None,
                Some(0) => {
                    if let Some(token) = self.markup() {
                        return Some(token);
                    }
                }
                Some(at) => return Some(Token::Text(self.take(at))),
                None => return Some(Token::Text(self.take(self.rest.len()))),
            }
        }
    }
}

/// Where a tag ends, when signs in quoted values do not count.
fn quoted_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            _ => {}
        }
        after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
    }
    None
}

fn tag(source: &str, start: usize) -> Tag<'_> {
    let inner = source.get(start..).unwrap_or_default();
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let end = inner
        .find(|character: char| character.is_ascii_whitespace() || matches!(character, '/' | '>'))
        .unwrap_or(inner.len());
    let (name, attributes) = inner.split_at_checked(end).unwrap_or((inner, ""));
    Tag { name: name.to_ascii_lowercase(), attributes, source }
}

/// Appends a text with its character references resolved.
pub(super) fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        let reference = match after.strip_prefix('#') {
            Some(number) => numbered(number).map(|(length, found)| {
                out.push(found);
                length + 1
            }),
            None => named(after).map(|(length, found)| {
                out.push_str(found);
                length
            }),
        };
        match reference {
            Some(length) => rest = after.get(length..).unwrap_or_default(),
            None => out.push('&'),
        }
    }
    out.push_str(rest);
}

/// A reference by name, with its length without the `&`.
fn named(after: &str) -> Option<(usize, &'static str)> {
    const LONGEST: usize = 32;
    let length = after.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let name = after.get(..length)?;
    if after.get(length..)?.starts_with(';') {
        return Some((length + 1, resolve_html5_entity(name)?));
    }
    // Browsers know these without their semicolon, and people leave it out.
    let known = matches!(name, "nbsp" | "amp" | "lt" | "gt" | "quot");
    known.then(|| resolve_html5_entity(name)).flatten().map(|found| (length, found))
}

/// A reference by number, with its length without the `&#`.
fn numbered(after: &str) -> Option<(usize, char)> {
    const LONGEST: usize = 8;
    let (radix, start) = if after.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = after.get(start..)?;
    let length = digits
        .chars()
        .take(LONGEST)
        .take_while(|character| character.is_digit(radix))
        .map(char::len_utf8)
        .sum();
    let number = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let closes = usize::from(digits.get(length..)?.starts_with(';'));
    Some((start + length + closes, character(number)))
}

/// Numbers that Unicode leaves to control characters mean Windows-1252, as in browsers.
fn character(number: u32) -> char {
    match u8::try_from(number) {
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&[byte])
            .0
            .chars()
            .next()
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        Ok(0) => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
