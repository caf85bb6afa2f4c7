//! In which order the items of a package come, and under which headings: the test says it, else the manifest, else
//! their names.

use std::collections::{HashMap, HashSet};

use crate::xml::Element;

use super::documents::Document;
use super::material::Shared;
use super::store::{Store, resolve};

/// Sections within sections that are followed.
const DEPTH: usize = 32;

/// What a manifest says about one member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resource {
    /// The path in the package.
    pub(super) path: String,
    /// Its type, in lower case.
    pub(super) kind: String,
}

impl Resource {
    /// Whether it is an item of QTI 2 or 3.
    pub(super) fn is_item(&self) -> bool {
        self.kind.contains("imsqti") && self.kind.contains("item")
    }

    /// Whether it is of QTI 1.2.
    pub(super) fn is_old(&self) -> bool {
        self.kind.contains("imsqti_xmlv1") || self.kind.contains("x-bb-qti")
    }
}

/// The resources that a manifest lists.
pub(super) fn resources(manifest: &Element, name: &str) -> Vec<Resource> {
    let folder = folder_of(name);
    let Some(list) = manifest.first("resources") else { return Vec::new() };
    let list_base = list.attribute("base").unwrap_or_default();
    let read = |resource: &Element| {
        let file = || resource.all("file").find_map(|file| file.attribute("href"));
        let href = resource.attribute("href").or_else(file)?;
        let base = resource.attribute("base").unwrap_or_default();
        let path = resolve(&format!("{folder}{list_base}{base}"), href)?;
        Some(Resource { path, kind: resource.attribute("type").unwrap_or_default().to_ascii_lowercase() })
    };
    list.all("resource").filter_map(read).collect()
}

fn folder_of(name: &str) -> &str {
    name.rfind(['/', '\\']).and_then(|end| name.get(..=end)).unwrap_or_default()
}

/// Where an item stands in the tests of a package.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Name of the member.
    pub(super) member: String,
    /// Title of the section.
    pub(super) section: Option<String>,
    /// Texts that the section shows with its items.
    pub(super) material: Option<Shared>,
}

/// Walks tests and their sections.
pub(super) struct Walk<'w, 'z> {
    /// Sections that stand in members of their own.
    pub(super) sections: &'w HashMap<String, Element>,
    /// Members.
    pub(super) store: &'w mut Store<'z>,
    /// Where each item stands, each one once, in order.
    pub(super) spots: Vec<Spot>,
    seen: HashSet<String>,
}

impl<'w, 'z> Walk<'w, 'z> {
    /// A walk through tests that may refer to these sections.
    pub(super) fn new(sections: &'w HashMap<String, Element>, store: &'w mut Store<'z>) -> Self {
        Self { sections, store, spots: Vec::new(), seen: HashSet::new() }
    }

    /// Follows a test.
    pub(super) fn test(&mut self, test: &Element, member: &str) {
        for part in test.all("testPart") {
            self.inside(part, member, None, None, 0);
        }
        // Some programs leave the part out.
        self.inside(test, member, None, None, 0);
    }

    fn inside(
        &mut self,
        element: &Element,
        member: &str,
        section: Option<&str>,
        material: Option<&Shared>,
        depth: usize,
    ) {
        if depth > DEPTH {
            return;
        }
        for child in element.elements() {
            match child.name.as_str() {
                "assessmentSection" => self.section(child, member, section, material, depth),
                "assessmentSectionRef" => {
                    let name = self.target(child, member);
                    let sections = self.sections;
                    // A section that is referred to again shows the same items again.
                    if let Some((name, found)) = name.and_then(|name| sections.get_key_value(&name))
                        && self.seen.insert(name.clone())
                    {
                        self.section(found, name, section, material, depth);
                    }
                }
                "assessmentItemRef" => {
                    if let Some(name) = self.target(child, member)
                        && self.seen.insert(name.clone())
                    {
                        let section = section.map(str::to_owned);
                        self.spots.push(Spot { member: name, section, material: material.cloned() });
                    }
                }
                _ => {}
            }
        }
    }

    fn section(
        &mut self,
        element: &Element,
        member: &str,
        outer: Option<&str>,
        material: Option<&Shared>,
        depth: usize,
    ) {
        let visible = element.attribute("visible") != Some("false");
        let title = element.attribute("title").map(str::trim).filter(|title| visible && !title.is_empty());
        let rubrics: Vec<&Element> = element
            .all("rubricBlock")
            .filter(|rubric| rubric.attribute("view").is_none_or(|view| view.contains("candidate")))
            .collect();
        let id = element.attribute("identifier").unwrap_or(member).to_owned();
        let own = Shared::of(id, &rubrics, member, false, self.store);
        self.inside(element, member, title.or(outer), own.as_ref().or(material), depth + 1);
    }

    fn target(&self, reference: &Element, member: &str) -> Option<String> {
        self.store.find(member, reference.attribute("href")?).map(str::to_owned)
    }
}

/// The tree of the document at a position.
pub(super) type Tree = (usize, Element);
/// What is wrong with the document at a position.
pub(super) type Problem = (usize, String);

/// The documents with a root of this name, parsed; those that cannot be are named with what is wrong.
pub(super) fn parsed(
    documents: &mut [Document],
    root: &str,
    store: &mut Store<'_>,
) -> (Vec<Tree>, Vec<Problem>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (index, document) in documents.iter_mut().enumerate().filter(|(_, document)| document.is(root)) {
        match document.tree(store) {
            Ok(tree) => good.push((index, tree)),
            Err(problem) => bad.push((index, problem)),
        }
    }
    (good, bad)
}
