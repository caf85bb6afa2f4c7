//! Pictures and shapes in the text.

use super::body::Walk;
use super::line::Line;
use super::names::{Vocabulary, vocabulary};
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::paper_text::Look;
use crate::xml::{Element, Part};

/// What is known about a shape on the way to its picture.
#[derive(Default)]
struct Shape {
    alternative: String,
}

impl Walk<'_, '_, '_> {
    /// A drawing that was just opened: its pictures are put into the line.
    pub(super) fn drawing(&mut self, element: &Element, line: &mut Line) -> Result<(), Diagnostic> {
        let mut shape = Shape::default();
        self.in_drawing(element, &mut shape, line)
    }

    fn shapes(&mut self, shape: &mut Shape, line: &mut Line) -> Result<(), Diagnostic> {
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) => self.in_drawing(&element, shape, line)?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    fn in_drawing(
        &mut self,
        element: &Element,
        shape: &mut Shape,
        line: &mut Line,
    ) -> Result<(), Diagnostic> {
        if let Some(text) = element.attribute("descr").or(element.attribute("alt")) {
            text.clone_into(&mut shape.alternative);
        }
        match (vocabulary(element), element.name.as_str()) {
            (Vocabulary::Drawing, "blip") => {
                let relationship = element.attribute("embed").or(element.attribute("link"));
                self.picture(relationship, shape, line);
            }
            (Vocabulary::Drawing, "imagedata") => {
                let relationship = element.attribute("id").or(element.attribute("relid"));
                self.picture(relationship, shape, line);
            }
            (Vocabulary::Drawing, "chart" | "relIds") => {
                line.notes.push(Diagnostic::new(Code::WUnsupported).found(element.name.clone()));
            }
            (Vocabulary::Word, "txbxContent") => {
                return self.text_box();
            }
            (Vocabulary::Compatibility, "AlternateContent") => {
                return self.alternatives(&mut |walk| walk.shapes(&mut *shape, &mut *line));
            }
            _ => {}
        }
        self.shapes(shape, line)
    }

    /// A text box is passed over, with a word when it holds text.
    fn text_box(&mut self) -> Result<(), Diagnostic> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.events.next_part()? {
                Some(Part::Open(_)) => depth += 1,
                Some(Part::Text(text)) if text.chars().any(char::is_alphanumeric) => {
                    self.outside.add("text boxes");
                }
                Some(Part::Text(_)) => {}
                Some(Part::Close) => depth -= 1,
                None => break,
            }
        }
        Ok(())
    }

    fn picture(&mut self, relationship: Option<&str>, shape: &Shape, line: &mut Line) {
        let Some(relationship) = relationship.filter(|one| !one.is_empty()) else { return };
        let (sign, problem) = self.pictures.take(relationship, &shape.alternative);
        line.notes.extend(problem);
        if let Some(sign) = sign {
            line.push(sign, Look::PLAIN);
        }
    }
}
