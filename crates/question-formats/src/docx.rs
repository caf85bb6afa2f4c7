//! Word: the text of a document as lines with their looks, read by the grammar of papers.
//!
//! [`package`] finds the parts; [`styles`] and [`numbering`] hold what paragraphs refer to; [`body`] walks through the
//! text part by part, with [`paragraph`], [`drawing`] and [`table`]; [`pictures`] keeps the images aside while the text
//! is read; [`outside`] looks for text that is not in the body.

mod body;
mod boxes;
mod drawing;
mod fields;
mod line;
mod look;
mod math;
mod names;
mod number_format;
mod numbering;
mod outside;
mod package;
mod paragraph;
mod pictures;
mod styles;
mod symbols;
mod table;

use crate::model::{Diagnostic, Format, Place, Reading};
use crate::paper_text::{self, Look};
use crate::xml::Events;
use crate::{Limits, ReadOptions};
use body::Walk;
use fields::Fields;
use line::Line;
use numbering::Numbering;
use outside::Outside;
use package::Package;
use pictures::{Gallery, Pictures};
use styles::Styles;

/// Bytes of images that one reading hands out; the same image may stand in many questions.
const MEDIA_BYTES: usize = 128 * 1024 * 1024;

/// Reads a file.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions) -> Reading {
    match extract(bytes, &options.limits) {
        Ok(document) => document.read(&options.limits),
        Err(problem) => Reading::refused(Some(Format::Docx), problem),
    }
}

/// What was taken out of a document.
struct Document {
    lines: Vec<Line>,
    gallery: Gallery,
    /// About the document as a whole.
    diagnostics: Vec<Diagnostic>,
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Document, Diagnostic> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.main_part()?;
    let text = package.text(&main)?.unwrap_or_default();
    let relationships = package.relationships(&main)?;
    let part_of = |kind: &str| {
        relationships.values().find(|target| target.kind == kind).and_then(|target| target.part.clone())
    };
    let (style_part, list_part) = (part_of("styles"), part_of("numbering"));
    let mut diagnostics = Vec::new();
    // Without styles and lists the text is still there; what they would have said is not, and that is said.
    let mut helper = |part: Option<String>| match part.map(|part| package.text(&part)).transpose() {
        Ok(text) => text.flatten(),
        Err(problem) => {
            diagnostics.push(problem);
            None
        }
    };
    let (style_text, list_text) = (helper(style_part), helper(list_part));
    let mut keep = |problem| diagnostics.push(problem);
    let styles = style_text.map(|text| Styles::read(&text)).transpose().unwrap_or_else(|problem| {
        keep(problem);
        None
    });
    let styles = styles.unwrap_or_default();
    let numbering =
        list_text.map(|text| Numbering::read(&text, &styles)).transpose().unwrap_or_else(|problem| {
            keep(problem);
            None
        });
    let mut walk = Walk {
        events: Events::new(&text),
        styles: &styles,
        numbering: numbering.unwrap_or_default(),
        pictures: Pictures::new(&mut package, relationships, limits),
        fields: Fields::default(),
        outside: Outside::default(),
        joins: false,
    };
    let lines = walk.document()?;
    let Walk { pictures, mut outside, .. } = walk;
    let gallery = pictures.finish();
    diagnostics.extend(outside.look_into(&mut package, &main));
    diagnostics.extend(outside.diagnostics());
    Ok(Document { lines, gallery, diagnostics })
}

impl Document {
    fn read(self, limits: &Limits) -> Reading {
        let Self { lines, gallery, mut diagnostics } = self;
        let mut text = String::new();
        let mut looks: Vec<Vec<Look>> = Vec::with_capacity(lines.len());
        for (index, line) in lines.into_iter().enumerate() {
            let place = Place::line(index + 1);
            let shown = gallery.describe(&line.text);
            diagnostics.extend(line.notes.into_iter().map(|note| note.at(place.clone()).excerpt(&shown)));
            text.push_str(&line.text);
            text.push('\n');
            looks.push(line.looks);
        }
        let mut reading = paper_text::read_with_looks(&text, &looks, limits);
        let mut left = MEDIA_BYTES;
        for draft in &mut reading.questions {
            reading.diagnostics.extend(gallery.hang(draft, &mut left));
        }
        for diagnostic in &mut reading.diagnostics {
            for words in [&mut diagnostic.excerpt, &mut diagnostic.found, &mut diagnostic.expected] {
                if let Some(words) = words.as_mut().filter(|words| words.chars().any(pictures::is_reserved)) {
                    *words = gallery.describe(words);
                }
            }
        }
        diagnostics.append(&mut reading.diagnostics);
        reading.diagnostics = diagnostics;
        reading.format = Some(Format::Docx);
        reading.lines = looks.len();
        reading.text = Some(gallery.describe(&text));
        reading
    }
}

#[cfg(test)]
mod tests;
