//! Takes a file apart: the XML members of a package, or the one document that stands alone. The items of a package are
//! looked at first and unpacked again one by one when they are read: only the package itself is held whole.

use crate::archive::Archive;
use crate::decode;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::xml::{self, Element};

use super::names;
use super::store::Store;

/// An XML document of the file.
#[derive(Debug)]
pub(super) struct Document {
    /// Name of its member; empty for a file that stands alone.
    pub(super) name: String,
    /// Name of its root element in the spelling of 2.x; `None` when nothing that looks like an element begins.
    pub(super) root: Option<String>,
    /// Whether it holds items, itself or below a root of another name.
    pub(super) holds_items: bool,
    text: Text,
}

/// Where the text of a document is.
#[derive(Debug)]
enum Text {
    /// Here.
    Held(String),
    /// In the package.
    Packed,
    /// Nowhere, and why.
    Damaged(String),
}

impl Document {
    /// A document that stands alone.
    pub(super) fn new(name: String, bytes: &[u8]) -> Self {
        match decoded(bytes) {
            Ok(text) => {
                let root = names::root_name(&text);
                let holds_items = root.as_deref().is_some_and(|root| holds_items(root, &text));
                Self { name, root, holds_items, text: Text::Held(text) }
            }
            Err(problem) => Self::damaged(name, problem),
        }
    }

    /// A member of a package.
    fn member(name: String, bytes: &[u8]) -> Self {
        let mut document = Self::new(name, bytes);
        if document.holds_items {
            document.text = Text::Packed;
        }
        document
    }

    /// A member that cannot be unpacked.
    fn damaged(name: String, problem: String) -> Self {
        Self { name, root: None, holds_items: false, text: Text::Damaged(problem) }
    }

    /// Whether its root element has this name.
    pub(super) fn is(&self, root: &str) -> bool {
        self.root.as_deref() == Some(root)
    }

    /// The tree as it is written. What is packed is unpacked from the store.
    ///
    /// # Errors
    /// What is wrong, in words, with line and column.
    pub(super) fn raw_tree(&mut self, store: &mut Store<'_>) -> Result<Element, String> {
        let text = match std::mem::replace(&mut self.text, Text::Packed) {
            Text::Held(text) => text,
            Text::Packed => store.text_again(&self.name)?,
            Text::Damaged(problem) => return Err(problem),
        };
        xml::parse(&text).map_err(|problem| in_words(&problem))
    }

    /// The tree in the spelling of 2.x.
    ///
    /// # Errors
    /// What is wrong, in words, with line and column.
    pub(super) fn tree(&mut self, store: &mut Store<'_>) -> Result<Element, String> {
        let mut root = self.raw_tree(store)?;
        names::normalise(&mut root);
        Ok(root)
    }
}

/// Whether a text with a root of this name holds items.
fn holds_items(root: &str, text: &str) -> bool {
    if matches!(root, "assessmentTest" | "assessmentSection" | "assessmentStimulus" | "manifest") {
        return false;
    }
    let begins = |mark: &str| {
        text.match_indices(mark).any(|(at, _)| {
            let next = text.get(at + mark.len()..).and_then(|rest| rest.chars().next());
            next.is_some_and(|next| next.is_whitespace() || next == '>')
        })
    };
    root == "assessmentItem"
        || ["<assessmentItem", ":assessmentItem", "<qti-assessment-item"].into_iter().any(begins)
}

fn in_words(problem: &Diagnostic) -> String {
    let found = problem.found.clone().unwrap_or_default();
    match &problem.place {
        Some(crate::model::Place::Line { line, column: Some(column) }) => format!("{line}:{column}: {found}"),
        _ => found,
    }
}

/// The text of a document.
///
/// # Errors
/// What is wrong, in words.
pub(super) fn decoded(bytes: &[u8]) -> Result<String, String> {
    let decoded = decode::decode(bytes, None);
    decoded.map(|decoded| decoded.text).map_err(|problem| problem.found.unwrap_or_default())
}

/// Whether a member is what a Mac or an editor leaves beside the real ones.
pub(super) fn is_fork(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    parts.any(|part| part == "__MACOSX" || part.starts_with("._"))
}

/// Whether a member may be an XML document.
fn may_be_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".qti", ".dat", ".qti2", ".qti3"].iter().any(|ending| name.ends_with(ending))
}

/// Reads every XML member of a package, in the order of their names, numbers in them by size.
///
/// # Errors
/// [`Code::EArchiveTooLarge`] when they unpack to too much.
pub(super) fn of_package(archive: &mut Archive<'_>, names: &[String]) -> Result<Vec<Document>, Diagnostic> {
    let mut wanted: Vec<&String> = names.iter().filter(|name| may_be_xml(name) && !is_fork(name)).collect();
    wanted.sort_by_cached_key(|name| natural(name));
    let mut documents = Vec::with_capacity(wanted.len());
    for name in wanted {
        match archive.read(name) {
            Ok(Some(bytes)) => documents.push(Document::member(name.clone(), &bytes)),
            Ok(None) => {}
            Err(problem) if problem.code == Code::EArchiveTooLarge => return Err(problem),
            Err(problem) => {
                documents.push(Document::damaged(name.clone(), problem.found.unwrap_or_default()));
            }
        }
    }
    Ok(documents)
}

/// A key by which `item2` stands before `item10`.
fn natural(name: &str) -> Vec<(String, u64, String)> {
    let mut key = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let word_end = rest.find(|character: char| character.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let digits_end = after.find(|character: char| !character.is_ascii_digit()).unwrap_or(after.len());
        let (digits, after) = after.split_at(digits_end);
        key.push((word.to_lowercase(), digits.parse().unwrap_or(u64::MAX), digits.to_owned()));
        rest = after;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_by_size() {
        let mut names = vec!["item10.xml", "Item2.xml", "item1/qti.xml", "item2a.xml"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(names, ["item1/qti.xml", "Item2.xml", "item2a.xml", "item10.xml"]);
    }
}
