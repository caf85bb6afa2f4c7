//! The texts of a question as plain text, with its images.

use std::collections::{BTreeSet, HashMap, HashSet};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::messages::Code;
use crate::model::{Diagnostic, Media};
use crate::xml::{Element, Node};
use crate::{Limits, html, images};

/// Files come with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Html,
    /// HTML in which line ends count.
    Auto,
    Plain,
    Markdown,
}

impl Format {
    /// The format an element names, else this one. What is not known is HTML.
    pub(super) fn of(element: &Element, default: Self) -> Self {
        match element.attribute("format").map(str::trim) {
            None | Some("") => default,
            Some("moodle_auto_format" | "0") => Self::Auto,
            Some("plain_text" | "2") => Self::Plain,
            Some("markdown" | "4") => Self::Markdown,
            Some(_) => Self::Html,
        }
    }
}

/// Turns the texts of one question into plain text and gathers what there is to say about them.
pub(super) struct Texts<'a> {
    limits: &'a Limits,
    files: Files<'a>,
    pub(super) media: Vec<Media>,
    /// The position of each image by its name.
    known: HashMap<String, usize>,
    /// Images that were looked at, by the element they stand in and their source.
    seen: HashMap<(usize, String), Result<usize, String>>,
    /// Images that are not there, or cannot be read.
    missing: BTreeSet<String>,
    /// Whether a text has nothing but an image that is not there.
    misses_all: bool,
    lost: BTreeSet<String>,
    formula: Option<String>,
    /// Files that were used, by their place in memory.
    used: HashSet<usize>,
    question: &'a Element,
}

impl<'a> Texts<'a> {
    pub(super) fn new(question: &'a Element, limits: &'a Limits) -> Self {
        Self {
            limits,
            files: Files::of(question),
            media: Vec::new(),
            known: HashMap::new(),
            seen: HashMap::new(),
            missing: BTreeSet::new(),
            misses_all: false,
            lost: BTreeSet::new(),
            formula: None,
            used: HashSet::new(),
            question,
        }
    }

    /// The text of an element such as `questiontext`, `answer` or `feedback`.
    pub(super) fn of(&mut self, holder: &'a Element, default: Format) -> String {
        let source = source(holder);
        let text = self.read(&source, holder, Format::of(holder, default));
        let text = self.with_old_image(text, holder);
        if self.formula.is_none() {
            self.formula = html::tex(&text);
        }
        text
    }

    /// A text that Moodle itself takes as plain, though a file may hold HTML all the same.
    pub(super) fn plain(&mut self, holder: &'a Element) -> String {
        let source = source(holder);
        let trimmed = source.trim();
        let is_html = trimmed.starts_with("<img")
            || ["p", "div", "span", "strong", "b"].iter().any(|name| is_wrapped(trimmed, name));
        if !is_html {
            return trimmed.to_owned();
        }
        let text = self.read(&source, holder, Format::Html);
        if text.is_empty() { trimmed.to_owned() } else { text }
    }

    /// Source text of a format.
    pub(super) fn read(&mut self, source: &str, holder: &'a Element, format: Format) -> String {
        let missing_before = self.missing.len();
        let mut named = Vec::new();
        let text = match format {
            Format::Plain => source.trim().to_owned(),
            Format::Html => self.html(source, holder, &mut named),
            Format::Auto => self.html(&source.trim().replace('\n', "<br>"), holder, &mut named),
            Format::Markdown => {
                let with_images = self.markdown(source.trim(), holder, &mut named);
                self.html(&with_images.replace('\n', "<br>"), holder, &mut named)
            }
        };
        if text.trim().is_empty() && !named.is_empty() {
            self.misses_all |= self.missing.len() >= missing_before;
            return format!("[{}]", named.join(", "));
        }
        text
    }

    fn html(&mut self, source: &str, holder: &'a Element, missing: &mut Vec<String>) -> String {
        let made = html::to_text(source, &mut |source, alternative| {
            self.image(source, alternative, holder, missing)
        });
        self.lost.extend(made.lost);
        made.text
    }

    /// Takes the signs of Markdown for images and bold type out of a text.
    fn markdown(&mut self, source: &str, holder: &'a Element, missing: &mut Vec<String>) -> String {
        let mut out = String::with_capacity(source.len());
        let mut rest = source;
        while let Some((before, after)) = rest.split_once("![") {
            out.push_str(before);
            let image = after.split_once("](").and_then(|(alternative, tail)| {
                let (target, tail) = tail.split_once(')')?;
                (!alternative.contains(['\n', '[']) && !target.contains('\n')).then_some((
                    alternative,
                    target,
                    tail,
                ))
            });
            match image {
                Some((alternative, target, tail)) => {
                    let target = target.split_whitespace().next().unwrap_or_default();
                    out.push_str(&self.image(target, alternative, holder, missing));
                    rest = tail;
                }
                None => {
                    out.push_str("![");
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out.replace("**", "")
    }

    /// What stands for an image: its mark, else its alternative text.
    fn image(
        &mut self,
        source: &str,
        alternative: &str,
        holder: &'a Element,
        missing: &mut Vec<String>,
    ) -> String {
        let key = (address(holder), source.to_owned());
        let known = match self.seen.get(&key) {
            Some(known) => known.clone(),
            None => {
                let found = self.fetch(source, holder).map(|media| self.keep(media));
                self.seen.insert(key, found.clone());
                found
            }
        };
        match known {
            Ok(index) => self.media.get(index).map(|media| media.mark(alternative)).unwrap_or_default(),
            Err(why) => {
                missing.push(short_name(source));
                self.missing.insert(why);
                alternative.trim().to_owned()
            }
        }
    }

    fn keep(&mut self, media: Media) -> usize {
        let next = self.media.len();
        let index = *self.known.entry(media.name.clone()).or_insert(next);
        if index == next {
            self.media.push(media);
        }
        index
    }

    /// The image a source names. Nothing is ever fetched from elsewhere.
    ///
    /// # Errors
    /// Why there is none.
    fn fetch(&mut self, source: &str, holder: &'a Element) -> Result<Media, String> {
        let name = short_name(source);
        if let Some(data) = source.strip_prefix("data:") {
            let (_, encoded) = data.split_once(";base64,").ok_or_else(|| name.clone())?;
            return self.accept(encoded, &name);
        }
        let file = self.files.named(source, holder).ok_or(name)?;
        self.used.insert(address(file));
        let name = file.attribute("name").unwrap_or_default().to_owned();
        self.accept(&file.text(), &name)
    }

    fn accept(&self, encoded: &str, name: &str) -> Result<Media, String> {
        let clean: Vec<u8> = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let bytes = BASE64.decode(&clean).map_err(|_| format!("{name}: base64"))?;
        images::accept(&bytes, self.limits)
            .map_err(|diagnostic| format!("{name}: {}", diagnostic.found.unwrap_or_default()))
    }

    /// The one image that old files keep beside a text.
    fn with_old_image(&mut self, mut text: String, holder: &'a Element) -> String {
        if holder.name != "questiontext" {
            return text;
        }
        let name = self.question.first("image").map(Element::text).unwrap_or_default().trim().to_owned();
        let encoded = self.question.first("image_base64").map(Element::text).unwrap_or_default();
        let found = match (name.is_empty(), encoded.trim().is_empty()) {
            (true, true) => return text,
            (false, true) => Err(short_name(&name)),
            _ => self.accept(&encoded, &name),
        };
        match found {
            Ok(media) => {
                let index = self.keep(media);
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&self.media.get(index).map(|media| media.mark("")).unwrap_or_default());
            }
            Err(why) => {
                self.missing.insert(why);
            }
        }
        text
    }

    /// What there is to say about the texts.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        /// So many images or files of a question are named.
        const MOST: usize = 20;
        let mut found = Vec::new();
        let code = if self.misses_all { Code::EMediaMissing } else { Code::WImageLeftOut };
        found.extend(self.missing.iter().take(MOST).map(|why| Diagnostic::new(code).found(why.clone())));
        let formula = if self.lost.contains("math") { Some("MathML".to_owned()) } else { None };
        found.extend(
            self.formula.clone().or(formula).map(|formula| Diagnostic::new(Code::WFormula).found(formula)),
        );
        let lost: Vec<&str> = self.lost.iter().map(String::as_str).filter(|name| *name != "math").collect();
        if !lost.is_empty() {
            found.push(Diagnostic::new(Code::WHtmlStripped).found(lost.join(", ")));
        }
        let unused = self.unused_files().into_iter().take(MOST);
        found.extend(unused.map(|name| Diagnostic::new(Code::WUnsupported).found(name)));
        found
    }

    /// Files that no image names: sounds, films, documents.
    fn unused_files(&self) -> BTreeSet<String> {
        let files = self.files.all.iter().filter(|file| !self.used.contains(&address(file)));
        files.map(|file| file_path(file)).collect()
    }
}

/// The files of a question by the element they stand in and their path.
struct Files<'a> {
    all: Vec<&'a Element>,
    beside: HashMap<(usize, String), &'a Element>,
    anywhere: HashMap<String, &'a Element>,
}

impl<'a> Files<'a> {
    fn of(question: &'a Element) -> Self {
        let mut files = Self { all: Vec::new(), beside: HashMap::new(), anywhere: HashMap::new() };
        for holder in std::iter::once(question).chain(question.descendants()) {
            for file in holder.all("file") {
                let path = file_path(file);
                files.all.push(file);
                for path in [percent_decoded(&path), path] {
                    files.anywhere.entry(path.clone()).or_insert(file);
                    files.beside.entry((address(holder), path)).or_insert(file);
                }
            }
        }
        files
    }

    /// The file that a source names: beside the text, else anywhere in the question.
    fn named(&self, source: &str, holder: &Element) -> Option<&'a Element> {
        let is_address = source.contains("://") || source.starts_with("//");
        let path = match source.split_once("@@PLUGINFILE@@") {
            Some((_, path)) => path,
            None if is_address => return None,
            None => source,
        };
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
        let find = |path: String| {
            let anywhere = self.anywhere.get(&path).copied();
            self.beside.get(&(address(holder), path)).copied().or(anywhere)
        };
        find(percent_decoded(path)).or_else(|| find(path.to_owned()))
    }
}

/// An element's place in memory, which tells it from all others.
fn address(element: &Element) -> usize {
    std::ptr::from_ref(element).addr()
}

/// Whether a text is one element of this name.
fn is_wrapped(text: &str, name: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_prefix(name));
    inner.is_some_and(|inner| inner.starts_with(['>', ' ']) && text.ends_with(&format!("</{name}>")))
}

/// The source of a text: what its `<text>` holds, or what it holds itself. HTML that stands in the XML as elements is
/// written out again.
pub(super) fn source(holder: &Element) -> String {
    match holder.first("text") {
        Some(text) => inner(text),
        None => holder
            .children
            .iter()
            .filter_map(|child| match child {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })
            .collect(),
    }
}

fn inner(element: &Element) -> String {
    if element.elements().next().is_none() {
        return element.text();
    }
    let mut out = String::new();
    for child in &element.children {
        write_node(child, &mut out);
    }
    out
}

/// Writes a node as HTML. The tree is bounded in its depth.
fn write_node(node: &Node, out: &mut String) {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    match node {
        Node::Text(text) => out.push_str(&escape(text)),
        Node::Element(element) => {
            out.push('<');
            out.push_str(&element.name);
            for (name, value) in &element.attributes {
                out.push_str(&format!(" {name}=\"{}\"", escape(value)));
            }
            out.push('>');
            for child in &element.children {
                write_node(child, out);
            }
            if !matches!(element.name.as_str(), "br" | "img" | "hr" | "input") {
                out.push_str(&format!("</{}>", element.name));
            }
        }
    }
}

/// Path and name of a file.
fn file_path(file: &Element) -> String {
    let path = file.attribute("path").unwrap_or_default().trim_matches('/');
    let name = file.attribute("name").unwrap_or_default();
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// A source as long as a diagnostic should quote it, without what Moodle puts in front.
fn short_name(source: &str) -> String {
    const LONGEST: usize = 100;
    let name = source.strip_prefix("@@PLUGINFILE@@").unwrap_or(source).trim_start_matches('/');
    percent_decoded(&name.chars().take(LONGEST).collect::<String>())
}

fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        match code.and_then(|digits| hex::decode(digits).ok()).and_then(|decoded| decoded.first().copied()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
