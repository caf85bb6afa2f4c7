//! QTI 2.0 to 3.0: packages of items, and single items.
//!
//! A file is taken apart into documents ([`documents`]); tests, manifests and names say in which order the items come
//! ([`plan`]); each item ([`item`]) becomes one draft or, when it asks several things about one text, several. What
//! QTI 3.0 spells in its own way is brought to the spelling of 2.x first ([`names`]), so that there is one reader.

mod content;
mod documents;
mod entries;
mod feedback;
mod identity;
mod interactions;
mod item;
mod keys;
mod material;
mod names;
mod plan;
mod store;
mod writer;

use crate::ReadOptions;
use crate::archive::Archive;
use crate::model::Reading;

pub(crate) use names::recognise;
pub(crate) use writer::write;

/// What our writer calls itself in the items it writes.
const TOOL: &str = "question-formats";

/// Reads a package or a single document.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions) -> Reading {
    let limits = &options.limits;
    if !bytes.starts_with(b"PK") {
        let documents = vec![documents::Document::new(String::new(), bytes)];
        return entries::read(documents, &[], store::Store::new(None, &[], limits), limits);
    }
    let mut archive = match Archive::open(bytes, limits) {
        Ok(archive) => archive,
        Err(problem) => return Reading::refused(None, problem),
    };
    let names = archive.names();
    match documents::of_package(&mut archive, &names) {
        Ok(documents) => {
            let store = store::Store::new(Some(archive), &names, limits);
            entries::read(documents, &names, store, limits)
        }
        Err(problem) => Reading::refused(None, problem),
    }
}

#[cfg(test)]
mod tests;
