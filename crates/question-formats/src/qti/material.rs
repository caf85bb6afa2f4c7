//! Material that several items share: stimuli in members of their own, and texts of the sections of a test.

use crate::model::{Diagnostic, Media};
use crate::xml::Element;

use super::TOOL;
use super::content::Content;
use super::store::Store;

/// A text that several items share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// What it is called.
    pub(super) id: String,
    /// The text.
    pub(super) text: String,
    /// Images that the text names.
    pub(super) media: Vec<Media>,
    /// What there is to say about it, without a place.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Shared {
    /// The text of elements of a member. `None` when they hold none.
    pub(super) fn of(id: String, elements: &[&Element], member: &str, store: &mut Store<'_>) -> Option<Self> {
        let mut content = Content::new(store, member);
        let texts: Vec<String> =
            elements.iter().map(|element| content.text(element)).filter(|text| !text.is_empty()).collect();
        let (media, diagnostics) = content.notes.into_diagnostics();
        (!texts.is_empty()).then(|| Self { id, text: texts.join("\n"), media, diagnostics })
    }

    /// A stimulus.
    pub(super) fn stimulus(root: &Element, member: &str, store: &mut Store<'_>) -> Option<Self> {
        // Our writer keeps a name that is no identifier in the title.
        let ours = root.attribute("title").filter(|_| root.attribute("toolName") == Some(TOOL));
        let id = ours.or_else(|| root.attribute("identifier")).unwrap_or(member).to_owned();
        Self::of(id, &[root.first("stimulusBody")?], member, store)
    }
}
