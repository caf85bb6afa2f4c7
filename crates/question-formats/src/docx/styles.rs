//! Styles: what paragraphs and runs take from the style they name.

use std::collections::{HashMap, HashSet};

use super::look::RunProperties;
use super::names::{Vocabulary, vocabulary};
use crate::model::Diagnostic;
use crate::xml::{self, Element};

/// Which list a paragraph belongs to, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListPlace {
    /// Identifier of the list; `0` takes a paragraph out of the list of its style.
    pub list: Option<String>,
    /// Level in the list, from 0.
    pub level: Option<usize>,
}

impl ListPlace {
    /// Reads `numPr`.
    pub(super) fn read(element: &Element) -> Self {
        let value = |name| element.first(name).and_then(|one| one.attribute("val"));
        Self {
            list: value("numId").map(str::to_owned),
            level: value("ilvl").and_then(|level| level.parse().ok()),
        }
    }
}

/// One style, with what it takes from the style it is based on.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// How its text looks.
    pub run: RunProperties,
    /// The list its paragraphs belong to.
    pub place: ListPlace,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default_paragraph: Option<String>,
}

#[derive(Default)]
struct Raw {
    based_on: Option<String>,
    style: Style,
}

impl Styles {
    /// Reads the styles part.
    pub(super) fn read(text: &str) -> Result<Self, Diagnostic> {
        let root = xml::parse(text)?;
        let mut raw: HashMap<String, Raw> = HashMap::new();
        let mut default_paragraph = None;
        for element in root.all("style").filter(|one| vocabulary(one) == Vocabulary::Word) {
            let Some(id) = element.attribute("styleId") else { continue };
            let is_default = matches!(element.attribute("default"), Some("1" | "true" | "on"));
            if is_default && element.attribute("type") == Some("paragraph") {
                default_paragraph = Some(id.to_owned());
            }
            raw.insert(id.to_owned(), read_style(element));
        }
        let mut styles = HashMap::with_capacity(raw.len());
        for id in raw.keys() {
            resolve(id, &raw, &mut styles);
        }
        Ok(Self { styles, default_paragraph })
    }

    /// The style of a paragraph: the one it names, or the document's own.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Option<&Style> {
        self.styles.get(id.or(self.default_paragraph.as_deref())?)
    }

    /// A style by its identifier.
    pub(super) fn get(&self, id: &str) -> Option<&Style> {
        self.styles.get(id)
    }
}

fn read_style(element: &Element) -> Raw {
    let based_on = element.first("basedOn").and_then(|one| one.attribute("val")).map(str::to_owned);
    let mut raw = Raw { based_on, ..Raw::default() };
    for property in element.first("rPr").into_iter().flat_map(Element::elements) {
        raw.style.run.set(property);
    }
    if let Some(place) = element.first("pPr").and_then(|paragraph| paragraph.first("numPr")) {
        raw.style.place = ListPlace::read(place);
    }
    raw
}

/// A style with everything it is based on, from the roots up; circles are cut.
fn resolve(id: &str, raw: &HashMap<String, Raw>, done: &mut HashMap<String, Style>) {
    let mut chain: Vec<&str> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut next = raw.get_key_value(id).map(|(key, _)| key.as_str());
    while let Some(current) = next.filter(|one| !done.contains_key(*one) && seen.insert(*one)) {
        chain.push(current);
        next = raw.get(current).and_then(|style| style.based_on.as_deref());
    }
    let mut base = next.and_then(|one| done.get(one)).cloned().unwrap_or_default();
    for current in chain.into_iter().rev() {
        let Some(own) = raw.get(current) else { continue };
        let style = Style {
            run: own.style.run.or(&base.run),
            place: ListPlace {
                list: own.style.place.list.clone().or_else(|| base.place.list.clone()),
                level: own.style.place.level.or(base.place.level),
            },
        };
        done.insert(current.to_owned(), style.clone());
        base = style;
    }
}
