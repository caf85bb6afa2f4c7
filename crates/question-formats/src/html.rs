//! HTML fragments as plain text: what learning platforms keep in their XML.
//!
//! Plain text is the strictest sanitiser there is: no tag, attribute, script or style of a file survives. Paragraphs,
//! line breaks, list items and table rows become lines; images become marks; raised and lowered digits stay readable;
//! formulas become one line.
//!
//! There is no tree. The way from tags to text is one pass that keeps a bounded stack, because a tree in the manner of
//! browsers costs time in the square of the nesting, and a hostile file may nest as deep as it is long.

mod layout;
mod lines;
mod math;
mod scan;
mod tags;

use layout::Layout;
pub(crate) use layout::off_the_line;
use lines::plain_lines;
use scan::Scanner;
pub(crate) use tags::{holds_tag, tag_name};

/// A fragment as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// The text; lines are separated by line feeds, without blank lines at either end.
    pub(crate) text: String,
    /// Whether something that may matter is gone: a table, a script, a film, a formula's layout. In words of HTML.
    pub(crate) lost: Vec<String>,
}

/// Turns a fragment of HTML into text. `image` is asked for each image, with its source and alternative text, and
/// gives what stands for it.
pub(crate) fn to_text(html: &str, image: &mut dyn FnMut(&str, &str) -> String) -> Text {
    if !html.contains('<') {
        return Text { text: plain_lines(&decoded(html)), lost: Vec::new() };
    }
    let mut layout = Layout::new(image);
    layout.read(&mut Scanner::new(html));
    layout.finish()
}

/// A text with its character references resolved.
pub(crate) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    scan::decode(text, &mut out);
    out
}

/// The first formula in the notation of TeX, as long as a diagnostic should quote it.
pub(crate) fn tex(text: &str) -> Option<String> {
    const QUOTED: usize = 60;
    const MARKS: [(&str, &str); 5] =
        [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("[tex]", "[/tex]"), ("\\begin{", "\\end{")];
    let found = MARKS.into_iter().filter_map(|(open, close)| {
        let start = text.find(open)?;
        let inner = text.get(start + open.len()..)?;
        let length = inner.find(close)?;
        Some((start, text.get(start..start + open.len() + length + close.len())?))
    });
    let (_, formula) = found.min_by_key(|(start, _)| *start)?;
    Some(formula.chars().take(QUOTED).collect())
}

#[cfg(test)]
mod tests;
