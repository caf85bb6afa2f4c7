//! The vocabularies of a document. Word and its strict edition write the same names in different namespaces.

use crate::xml::Element;

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// The text itself: `w:`.
    Word,
    /// Formulas: `m:`.
    Math,
    /// Pictures and shapes: `a:`, `wp:`, `pic:`, `v:`, `o:`, `c:`, `dgm:` and others.
    Drawing,
    /// Alternatives for older programs: `mc:`.
    Compatibility,
    /// Newer additions and anything else.
    Other,
}

/// The vocabulary of an element, by its namespace.
pub(super) fn vocabulary(element: &Element) -> Vocabulary {
    let namespace = element.namespace.as_str();
    if namespace.ends_with("/wordprocessingml/2006/main") || namespace.ends_with("/wordprocessingml/main") {
        Vocabulary::Word
    } else if namespace.ends_with("/officeDocument/2006/math") || namespace.ends_with("/officeDocument/math")
    {
        Vocabulary::Math
    } else if namespace.contains("/drawingml/") || namespace.starts_with("urn:schemas-microsoft-com:") {
        Vocabulary::Drawing
    } else if namespace.contains("/markup-compatibility/") {
        Vocabulary::Compatibility
    } else {
        Vocabulary::Other
    }
}

/// Whether a property that is on or off is on: it is when it is there, unless it says otherwise.
pub(super) fn is_on(element: &Element) -> bool {
    !matches!(element.attribute("val"), Some("0" | "false" | "off" | "none"))
}
