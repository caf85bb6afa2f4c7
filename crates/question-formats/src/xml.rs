//! XML from strangers, as a small tree or part by part. No declarations of a document type, no entities but the
//! predefined ones, no unlimited depth.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::messages::Code;
use crate::model::{Diagnostic, Place};

/// Elements within elements; a real file has about twenty.
const DEPTH: usize = 256;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Name without prefix.
    pub(crate) name: String,
    /// Namespace; empty when it has none.
    pub(crate) namespace: String,
    /// Attributes by name without prefix, in the order of the file.
    pub(crate) attributes: Vec<(String, String)>,
    /// What stands in it.
    pub(crate) children: Vec<Node>,
    /// Whether some of the text directly in it stands in a CDATA section.
    pub(crate) has_section: bool,
    /// Line of its first tag, from 1.
    pub(crate) line: usize,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// An element.
    Element(Element),
    /// Text, with character references resolved; adjoining texts are one.
    Text(String),
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name in it.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of a name in it.
    pub(crate) fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// Every element below it, itself not included, in the order of the file.
    pub(crate) fn descendants(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Self> = self.elements().collect();
        waiting.reverse();
        while let Some(element) = waiting.pop() {
            found.push(element);
            let from = waiting.len();
            waiting.extend(element.elements());
            if let Some(added) = waiting.get_mut(from..) {
                added.reverse();
            }
        }
        found
    }

    /// All text below it, as it stands.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text
    }

    fn collect_text(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.collect_text(text),
            }
        }
    }
}

/// Parses a document.
///
/// # Errors
/// [`Code::EXml`] with line and column when it is not well formed, holds a document type, or nests too deeply.
pub(crate) fn parse(text: &str) -> Result<Element, Diagnostic> {
    let mut events = Events::new(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = Element::default();
    while let Some(event) = events.next_part()? {
        match event {
            Part::Open(element) => open.push(element),
            Part::Text(part) => append(&mut open, &part, events.is_section),
            Part::Close => match (open.pop(), open.last_mut()) {
                (Some(element), Some(parent)) => parent.children.push(Node::Element(element)),
                (Some(element), None) => root = element,
                (None, _) => {}
            },
        }
    }
    Ok(root)
}

/// A part of a document, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The first tag of an element; it has no children yet.
    Open(Element),
    /// Text, with references resolved; one text may come in several parts.
    Text(String),
    /// The last tag of the element that was opened last.
    Close,
}

/// Reads a document part by part, for those that would be too large as a tree.
pub(crate) struct Events<'a> {
    text: &'a str,
    reader: NsReader<&'a [u8]>,
    lines: Lines<'a>,
    /// Names of the elements that are open.
    open: Vec<String>,
    /// The element was empty: its last tag comes next.
    closes: bool,
    has_root: bool,
    /// Whether the last text stands in a CDATA section.
    is_section: bool,
}

impl<'a> Events<'a> {
    /// Begins at the beginning.
    pub(crate) fn new(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            text,
            reader: NsReader::from_str(text),
            lines: Lines { text, offset: 0, line: 1 },
            open: Vec::new(),
            closes: false,
            has_root: false,
            is_section: false,
        }
    }

    /// The next part; nothing at the end of a document that is well formed.
    ///
    /// # Errors
    /// [`Code::EXml`] with line and column when it is not well formed, holds a document type, or nests too deeply.
    pub(crate) fn next_part(&mut self) -> Result<Option<Part>, Diagnostic> {
        if std::mem::take(&mut self.closes) {
            self.open.pop();
            return Ok(Some(Part::Close));
        }
        loop {
            let before = position(&self.reader);
            let text = self.text;
            let (namespace, event) = match self.reader.read_resolved_event() {
                Ok(read) => read,
                Err(problem) => {
                    return Err(broken(text, offset(self.reader.error_position()), &problem.to_string()));
                }
            };
            let is_empty = matches!(event, Event::Empty(_));
            self.is_section = matches!(event, Event::CData(_));
            let part = match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let element = element(&tag, &namespace, self.lines.at(before), text, before)?;
                    self.enter(&element, before)?;
                    self.closes = is_empty;
                    Part::Open(element)
                }
                Event::End(_) => {
                    self.open.pop();
                    Part::Close
                }
                Event::Text(part) => Part::Text(part.xml10_content().into_owned()),
                Event::CData(part) => Part::Text(part.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Part::Text(resolved(&reference, text, before)?),
                // A document type that declares nothing itself means nothing: no other file is ever fetched.
                Event::DocType(declared) if declared.contains('[') => {
                    return Err(broken(
                        text,
                        before,
                        "a document type (DTD) with declarations is not allowed",
                    ));
                }
                Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) => continue,
                Event::Eof => return self.end(),
            };
            return Ok(Some(part));
        }
    }

    fn enter(&mut self, element: &Element, at: usize) -> Result<(), Diagnostic> {
        if self.open.len() >= DEPTH {
            return Err(broken(self.text, at, "too_deep"));
        }
        if self.open.is_empty() && std::mem::replace(&mut self.has_root, true) {
            return Err(broken(self.text, at, "second_root"));
        }
        self.open.push(element.name.clone());
        Ok(())
    }

    fn end(&self) -> Result<Option<Part>, Diagnostic> {
        match self.open.last() {
            Some(_) => Err(broken(self.text, self.text.len(), "end_of_file")),
            None if !self.has_root => Err(broken(self.text, self.text.len(), "no_element")),
            None => Ok(None),
        }
    }
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    offset(reader.buffer_position())
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn element(
    tag: &BytesStart<'_>,
    namespace: &ResolveResult<'_>,
    line: usize,
    text: &str,
    at: usize,
) -> Result<Element, Diagnostic> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|problem| broken(text, at, &problem.to_string()))?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Explicit1_0)
            .map_err(|problem| broken(text, at, &problem.to_string()))?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    };
    Ok(Element {
        name: tag.local_name().as_ref().to_owned(),
        namespace,
        attributes,
        children: Vec::new(),
        has_section: false,
        line,
    })
}

fn append(open: &mut [Element], text: &str, is_section: bool) {
    let Some(parent) = open.last_mut() else { return };
    parent.has_section |= is_section;
    if let Some(Node::Text(before)) = parent.children.last_mut() {
        before.push_str(text);
    } else if !text.is_empty() {
        parent.children.push(Node::Text(text.to_owned()));
    }
}

/// A character reference, a predefined entity, or the space that HTML editors leave in XML.
fn resolved(reference: &BytesRef<'_>, text: &str, at: usize) -> Result<String, Diagnostic> {
    if let Some(character) =
        reference.resolve_char_ref().map_err(|problem| broken(text, at, &problem.to_string()))?
    {
        return Ok(character.to_string());
    }
    let name: &str = reference.as_ref();
    if name == "nbsp" {
        return Ok("\u{a0}".to_owned());
    }
    resolve_xml_entity(name)
        .map(str::to_owned)
        .ok_or_else(|| broken(text, at, &format!("the entity &{name}; is not known")))
}

/// What is wrong, with the line and the column in characters.
fn broken(text: &str, at: usize, problem: &str) -> Diagnostic {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let (line, rest) = match before.rfind('\n') {
        Some(end) => (before.matches('\n').count() + 1, before.get(end + 1..).unwrap_or_default()),
        None => (1, before),
    };
    let whole = text.lines().nth(line - 1).unwrap_or_default();
    Diagnostic::new(Code::EXml)
        .at(Place::column(line, rest.chars().count() + 1))
        .excerpt(whole)
        .found(problem.to_owned())
}

/// Counts line ends up to growing offsets, so that a file is counted once.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> usize {
        let passed = self.text.as_bytes().get(self.offset..offset.min(self.text.len())).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.offset = offset.max(self.offset);
        self.line
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_document_becomes_a_tree_with_lines() {
        let root = parse("<?xml version=\"1.0\"?>\n<q:quiz xmlns:q=\"urn:x\">\n <a n=\"1 &lt; 2\">x&amp;<b/>y<![CDATA[<z>]]>&#20013;</a>\n</q:quiz>\n").unwrap();
        assert_eq!((root.name.as_str(), root.namespace.as_str(), root.line), ("quiz", "urn:x", 2));
        let a = root.first("a").unwrap();
        assert_eq!((a.attribute("n"), a.line, a.text()), (Some("1 < 2"), 3, "x&y<z>中".to_owned()));
        assert_eq!(root.descendants().len(), 2);
    }

    #[test]
    fn a_document_type_without_declarations_means_nothing() {
        for head in ["<!DOCTYPE a>", "<!DOCTYPE a PUBLIC \"-//X//Y\" \"http://example.org/a.dtd\">"] {
            assert_eq!(parse(&format!("{head}<a>x</a>")).unwrap().text(), "x");
            assert_eq!(parse(&format!("{head}<a>&x;</a>")).unwrap_err().code, Code::EXml);
        }
    }

    #[test]
    fn what_is_not_well_formed_is_refused_where_it_breaks() {
        for (text, line) in [
            ("<a>\n<b>\n</a>", 3),
            ("<a>&undefined;</a>", 1),
            ("<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a>&x;</a>", 1),
            ("<a/>\n<b/>", 2),
            ("", 1),
            ("<a>", 1),
        ] {
            let problem = parse(text).unwrap_err();
            assert_eq!(problem.code, Code::EXml, "{text}");
            assert_eq!(problem.place.unwrap().line_number(), Some(line), "{text}");
        }
        let deep = "<a>".repeat(DEPTH + 1);
        assert_eq!(parse(&deep).unwrap_err().code, Code::EXml);
    }
}
