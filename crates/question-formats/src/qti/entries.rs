//! The entries of a file, in their order, and what becomes of each one.

use std::collections::{HashMap, HashSet};

use crate::Limits;
use crate::messages::Code;
use crate::model::{Counts, Diagnostic, Format, Place, QuestionDraft, Reading, SkipReason, Skipped, Unit};
use crate::validate::duplicates;
use crate::xml::Element;

use super::documents::{Document, is_fork};
use super::item::{self, Outcome, Standing, items_in};
use super::material::Shared;
use super::names;
use super::plan::{Problem, Resource, Spot, Tree, Walk, parsed, resources};
use super::store::Store;

/// What an entry is, before it is read.
enum Entry {
    /// The document at this position holds items.
    Items(usize),
    /// A member that should hold an item and is not there, or cannot be read.
    Broken(String, String),
    /// Something else that is left out, and what it is called.
    Left(String, SkipReason, String),
}

/// Everything in a package that is not an item.
struct Surroundings {
    stimuli: HashMap<String, (Element, Option<Option<Shared>>)>,
    used_stimuli: HashSet<String>,
}

/// Reads the documents of a file. `members` are the names of everything in it.
pub(super) fn read(
    mut documents: Vec<Document>,
    members: &[String],
    mut store: Store<'_>,
    limits: &Limits,
) -> Reading {
    let has_items = documents.iter().any(|each| each.holds_items);
    let old = documents.iter().any(|each| each.is("questestinterop"));
    let (manifests, mut bad_manifests) = parsed(&mut documents, "manifest", &mut store);
    let listed: Vec<Resource> = manifests
        .iter()
        .flat_map(|(index, tree)| resources(tree, documents.get(*index).map_or("", |each| &each.name)))
        .collect();
    let lists_items = listed.iter().any(Resource::is_item);
    let (tests, bad_tests) = parsed(&mut documents, "assessmentTest", &mut store);
    if !has_items && !lists_items && tests.is_empty() && bad_tests.is_empty() {
        if old || listed.iter().any(Resource::is_old) {
            return refused(Format::Qti12);
        }
        if manifests.is_empty() && !documents.iter().any(|each| each.name.is_empty() || each.root.is_none()) {
            return refused(if members.is_empty() { Format::OtherXml } else { Format::ZipArchive });
        }
    }
    let mut reading = Reading::default();
    let (mut surroundings, spots, bad) = survey(&mut documents, &tests, &mut store);
    bad_manifests.extend(bad);
    for (index, problem) in bad_manifests {
        let name = documents.get(index).map_or("", |each| each.name.as_str());
        reading
            .diagnostics
            .push(Diagnostic::new(Code::EXml).excerpt(name).found(format!("{name}: {problem}")));
    }
    let mut entries = items(&documents, &listed, &spots, manifests.is_empty(), &store);
    for (index, problem) in bad_tests {
        let name = documents.get(index).map(|each| each.name.clone()).unwrap_or_default();
        entries.push(Entry::Broken(name, problem));
    }
    entries.extend(others(&documents, &tests, members));
    let mut reader = EntryReader {
        documents,
        store,
        spots: spots.into_iter().map(|spot| (spot.member.clone(), spot)).collect(),
        limits,
        reading,
        counts: Counts { unit: Unit::Entry, found: 0, questions: 0, skipped: 0, failed: 0 },
        versions: Vec::new(),
        codes: HashSet::new(),
        materials: HashMap::new(),
        materials_by_text: HashMap::new(),
    };
    for entry in entries {
        reader.entry(entry, &mut surroundings);
    }
    reader.unused(&surroundings);
    reader.finish()
}

fn refused(format: Format) -> Reading {
    Reading::refused(Some(format), Diagnostic::new(Code::EFormatNotReadYet).found(format.as_str()))
}

/// Takes sections and stimuli out of the documents and follows the tests.
fn survey(
    documents: &mut [Document],
    tests: &[Tree],
    store: &mut Store<'_>,
) -> (Surroundings, Vec<Spot>, Vec<Problem>) {
    let (sections, mut bad) = by_name(documents, "assessmentSection", store);
    let (stimuli, bad_stimuli) = by_name(documents, "assessmentStimulus", store);
    bad.extend(bad_stimuli);
    let mut walk = Walk::new(&sections, store);
    for (index, test) in tests {
        walk.test(test, documents.get(*index).map_or("", |each| &each.name));
    }
    let spots = walk.spots;
    let stimuli = stimuli.into_iter().map(|(name, tree)| (name, (tree, None))).collect();
    (Surroundings { stimuli, used_stimuli: HashSet::new() }, spots, bad)
}

fn by_name(
    documents: &mut [Document],
    root: &str,
    store: &mut Store<'_>,
) -> (HashMap<String, Element>, Vec<Problem>) {
    let (good, bad) = parsed(documents, root, store);
    let named = good
        .into_iter()
        .filter_map(|(index, tree)| Some((documents.get(index)?.name.clone(), tree)))
        .collect();
    (named, bad)
}

/// The items: those of tests first, then those of manifests, then all others by name.
fn items(
    documents: &[Document],
    listed: &[Resource],
    spots: &[Spot],
    no_manifest: bool,
    store: &Store<'_>,
) -> Vec<Entry> {
    let index: HashMap<&str, usize> =
        documents.iter().enumerate().map(|(index, each)| (each.name.as_str(), index)).collect();
    let mut taken = HashSet::new();
    let mut entries = Vec::new();
    let in_tests = spots.iter().map(|spot| (spot.member.clone(), true));
    let in_manifests = listed.iter().map(|each| {
        (store.find("", &each.path.replace('%', "%25")).unwrap_or(&each.path).to_owned(), each.is_item())
    });
    for (name, is_item) in in_tests.chain(in_manifests) {
        let document = index.get(name.as_str()).and_then(|at| Some((*at, documents.get(*at)?)));
        let holds = document.is_some_and(|(_, each)| each.holds_items);
        let doubtful = is_item && document.is_none_or(|(_, each)| each.root.is_none());
        if !(holds || doubtful) || !taken.insert(name.clone()) {
            continue;
        }
        entries.push(match document {
            Some((at, _)) => Entry::Items(at),
            None => Entry::Broken(name, "the member is missing".to_owned()),
        });
    }
    for (at, document) in documents.iter().enumerate() {
        // A document in which no element begins may have been an item, when nobody says what it is.
        let doubtful = document.root.is_none() && (no_manifest || document.name.is_empty());
        if (document.holds_items || doubtful) && taken.insert(document.name.clone()) {
            entries.push(Entry::Items(at));
        }
    }
    entries
}

/// What is not an item and not used by one.
fn others(documents: &[Document], tests: &[Tree], members: &[String]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (index, test) in tests {
        let name = documents.get(*index).map(|each| each.name.clone()).unwrap_or_default();
        let title = test.attribute("title").unwrap_or_default();
        entries.push(Entry::Left(name, SkipReason::NotAQuestion, format!("assessmentTest {title}")));
    }
    for (root, reason, what) in [
        ("assessmentSection", SkipReason::NotAQuestion, "assessmentSection"),
        ("questestinterop", SkipReason::NotSupported, "QTI 1.2"),
    ] {
        for document in documents.iter().filter(|each| each.is(root)) {
            entries.push(Entry::Left(document.name.clone(), reason, what.to_owned()));
        }
    }
    for name in members.iter().filter(|name| name.to_ascii_lowercase().ends_with(".zip") && !is_fork(name)) {
        entries.push(Entry::Left(name.clone(), SkipReason::NotSupported, "zip".to_owned()));
    }
    entries
}

struct EntryReader<'l, 'z> {
    documents: Vec<Document>,
    store: Store<'z>,
    spots: HashMap<String, Spot>,
    limits: &'l Limits,
    reading: Reading,
    counts: Counts,
    /// Versions of the items and how many are written in each.
    versions: Vec<(Format, usize)>,
    codes: HashSet<String>,
    /// Texts of materials by their name, and names by text.
    materials: HashMap<String, String>,
    materials_by_text: HashMap<String, String>,
}

impl EntryReader<'_, '_> {
    fn entry(&mut self, entry: Entry, surroundings: &mut Surroundings) {
        match entry {
            Entry::Items(index) => self.items(index, surroundings),
            Entry::Broken(name, problem) => {
                self.counts.found += 1;
                self.failed(&name, &problem);
            }
            Entry::Left(name, reason, what) => {
                self.counts.found += 1;
                self.skip(reason, &what, &name);
            }
        }
    }

    fn items(&mut self, index: usize, surroundings: &mut Surroundings) {
        let Some(document) = self.documents.get_mut(index) else { return };
        let name = document.name.clone();
        let root = match document.raw_tree(&mut self.store) {
            Ok(root) => root,
            Err(problem) => {
                self.counts.found += 1;
                return self.failed(&name, &problem);
            }
        };
        let all = items_in(root);
        if all.is_empty() {
            self.counts.found += 1;
            return self.skip(SkipReason::NotAQuestion, "", &name);
        }
        self.counts.found += all.len();
        for mut tree in all {
            let version = names::version(&tree);
            match self.versions.iter_mut().find(|(known, _)| *known == version) {
                Some((_, count)) => *count += 1,
                None => self.versions.push((version, 1)),
            }
            names::normalise(&mut tree);
            self.item(&tree, &name, surroundings);
        }
    }

    fn item(&mut self, tree: &Element, name: &str, surroundings: &mut Surroundings) {
        let entry = self.next();
        if self.reading.questions.len() >= self.limits.questions {
            return self.too_many(name);
        }
        let spot = self.spots.get(name);
        let standing = Standing {
            entry,
            member: name,
            section: spot.and_then(|spot| spot.section.clone()),
            section_material: spot.and_then(|spot| spot.material.clone()),
        };
        let mut stimulus = |store: &mut Store<'_>, member: &str, reference: &Element| {
            surroundings.stimulus(store, member, reference.attribute("href")?)
        };
        match item::read(tree, &standing, &mut self.store, &mut stimulus, self.limits) {
            Outcome::Questions(questions, diagnostics) => {
                self.counts.questions += 1;
                self.reading.diagnostics.extend(diagnostics);
                for mut question in questions {
                    // A code that stands twice names neither.
                    question.code = question.code.filter(|code| self.codes.insert(code.clone()));
                    self.name_material(&mut question, entry);
                    self.reading.questions.push(question);
                }
            }
            Outcome::NotSupported(what) => self.skip(SkipReason::NotSupported, &what, &titled(tree, name)),
            Outcome::NotAQuestion => self.skip(SkipReason::NotAQuestion, "", &titled(tree, name)),
            Outcome::Failed(problem) => self.failed(name, &problem),
        }
    }

    /// Gives one name to one text: items that repeat a text share it, and texts that share a name get their own.
    fn name_material(&mut self, question: &mut QuestionDraft, entry: usize) {
        let Some(material) = &mut question.material else { return };
        if material.id == item::own_material(entry)
            && let Some(known) = self.materials_by_text.get(&material.text)
        {
            material.id.clone_from(known);
            return;
        }
        match self.materials.get(&material.id) {
            Some(text) if *text != material.text => material.id = format!("{}-{entry}", material.id),
            _ => {}
        }
        self.materials.insert(material.id.clone(), material.text.clone());
        self.materials_by_text.entry(material.text.clone()).or_insert_with(|| material.id.clone());
    }

    /// The place of the entry that is next to be counted.
    fn next(&self) -> usize {
        self.counts.questions + self.counts.skipped + self.counts.failed + 1
    }

    fn skip(&mut self, reason: SkipReason, what: &str, name: &str) {
        let entry = self.next();
        self.counts.skipped += 1;
        let parts: Vec<&str> =
            [what, name].into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        self.reading.skipped.push(Skipped::new(entry, entry, reason).what(parts.join(": ")));
    }

    fn failed(&mut self, name: &str, problem: &str) {
        let place = Place::item(self.next());
        self.counts.failed += 1;
        let mut diagnostic = Diagnostic::new(Code::EItemMalformed).at(place).found(problem);
        if !name.is_empty() {
            diagnostic = diagnostic.excerpt(name);
        }
        self.reading.diagnostics.push(diagnostic);
    }

    fn too_many(&mut self, name: &str) {
        let place = Place::item(self.next());
        self.counts.failed += 1;
        let most = self.limits.questions.to_string();
        if !self.reading.diagnostics.iter().any(|known| known.code == Code::ETooMany) {
            let diagnostic = Diagnostic::new(Code::ETooMany).at(place).excerpt(name).expected(most);
            self.reading.diagnostics.push(diagnostic);
        }
    }

    /// Stimuli that no item refers to.
    fn unused(&mut self, surroundings: &Surroundings) {
        let mut names: Vec<&String> =
            surroundings.stimuli.keys().filter(|name| !surroundings.used_stimuli.contains(*name)).collect();
        names.sort();
        for name in names {
            self.counts.found += 1;
            self.skip(SkipReason::NotAQuestion, "assessmentStimulus", name);
        }
    }

    fn finish(self) -> Reading {
        let mut reading = self.reading;
        // Of equally many, the first.
        let most = self.versions.iter().map(|(_, count)| *count).max();
        let version = self.versions.iter().find(|(_, count)| Some(*count) == most);
        reading.format = version.map(|(format, _)| *format);
        reading.diagnostics.extend(duplicates(&reading.questions));
        reading.counts = Some(self.counts);
        reading
    }
}

impl Surroundings {
    fn stimulus(&mut self, store: &mut Store<'_>, member: &str, href: &str) -> Option<Shared> {
        let name = store.find(member, href)?.to_owned();
        let (tree, text) = self.stimuli.get_mut(&name)?;
        self.used_stimuli.insert(name.clone());
        text.get_or_insert_with(|| Shared::stimulus(tree, &name, store)).clone()
    }
}

/// What an item is called, for those who look for it.
fn titled(item: &Element, name: &str) -> String {
    let title = item.attribute("title").or_else(|| item.attribute("identifier")).unwrap_or_default();
    match (title.trim(), name) {
        (title, "") => title.to_owned(),
        ("", name) => name.to_owned(),
        (title, name) => format!("{title} ({name})"),
    }
}
