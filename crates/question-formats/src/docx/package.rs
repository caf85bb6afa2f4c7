//! The parts of a document: an archive whose parts name each other by relationships.

use std::collections::HashMap;

use crate::Limits;
use crate::archive::Archive;
use crate::decode;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::xml::{self, Element};

/// Where a relationship leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The last segment of the relationship's type, such as `image`.
    pub kind: String,
    /// A part of the archive; nothing when it leads outside.
    pub part: Option<String>,
}

/// The relationships of one part by their identifiers.
pub(super) type Relationships = HashMap<String, Target>;

/// An open document.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    /// Names in the archive by the way relationships spell them.
    names: HashMap<String, String>,
}

impl<'a> Package<'a> {
    /// Opens the archive.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let archive = Archive::open(bytes, limits)?;
        let mut names = HashMap::new();
        for name in archive.names() {
            names.entry(spelling(&name)).or_insert(name);
        }
        Ok(Self { archive, names })
    }

    /// The part that holds the text.
    pub(super) fn main_part(&mut self) -> Result<String, Diagnostic> {
        // A document whose relationships are damaged may still have its text where every program puts it.
        let root = self.relationships("").unwrap_or_default();
        let named = root.into_values().find(|target| target.kind == "officeDocument");
        let usual = "word/document.xml".to_owned();
        let candidates = named.and_then(|target| target.part).into_iter().chain([usual]);
        candidates
            .into_iter()
            .find(|part| self.names.contains_key(&spelling(part)))
            .ok_or_else(|| Diagnostic::new(Code::EArchive).found("word/document.xml: not in the archive"))
    }

    /// The relationships of a part; none when it has none. The empty name stands for the archive itself.
    pub(super) fn relationships(&mut self, part: &str) -> Result<Relationships, Diagnostic> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let Some(text) = self.text(&join(folder, &format!("_rels/{file}.rels")))? else {
            return Ok(Relationships::new());
        };
        let root = xml::parse(&text)?;
        Ok(root.all("Relationship").filter_map(|one| relationship(one, folder)).collect())
    }

    /// The bytes of a part; nothing when it is not there.
    pub(super) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        match self.names.get(&spelling(part)) {
            Some(name) => self.archive.read(name),
            None => Ok(None),
        }
    }

    /// The text of an XML part; nothing when it is not there.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>, Diagnostic> {
        let Some(bytes) = self.bytes(part)? else { return Ok(None) };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(other) => decode::decode(other.as_bytes(), None)
                .map(|decoded| Some(decoded.text))
                .map_err(|problem| *problem),
        }
    }
}

/// Names are compared without regard to case, and some programs write them with backslashes.
fn spelling(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

fn relationship(element: &Element, folder: &str) -> Option<(String, Target)> {
    let id = element.attribute("Id")?;
    let kind = element.attribute("Type")?.rsplit('/').next()?;
    let is_outside =
        element.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let part = element.attribute("Target").filter(|_| !is_outside).map(|target| join(folder, target));
    Some((id.to_owned(), Target { kind: kind.to_owned(), part }))
}

/// The part a relationship leads to: from the folder of the part that has it, or from the root.
fn join(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut segments: Vec<&str> = Vec::new();
    let base = if target.starts_with('/') { "" } else { folder };
    for segment in base.split('/').chain(target.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_folder_and_never_outside() {
        assert_eq!(join("word", "media/a.png"), "word/media/a.png");
        assert_eq!(join("word", "../word/./media/a.png"), "word/media/a.png");
        assert_eq!(join("word", "/media/a.png"), "media/a.png");
        assert_eq!(join("word", "..\\..\\..\\etc\\passwd"), "etc/passwd");
        assert_eq!(join("", "_rels/.rels"), "_rels/.rels");
    }
}
