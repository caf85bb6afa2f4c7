//! Walks through the text of a document, part by part, and gives its lines.

use super::fields::Fields;
use super::line::Line;
use super::names::{Vocabulary, vocabulary};
use super::numbering::Numbering;
use super::outside::Outside;
use super::pictures::Pictures;
use super::styles::Styles;
use super::table;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::xml::{Element, Events, Node, Part};

/// Elements of a property or a formula that are looked at; more is no property and no formula anyone wrote.
const SUBTREE: usize = 20_000;

/// What walks through the text.
pub(super) struct Walk<'w, 'p, 'a> {
    pub events: Events<'w>,
    pub styles: &'w Styles,
    pub numbering: Numbering,
    pub pictures: Pictures<'p, 'a>,
    pub fields: Fields,
    /// What holds text and was left out.
    pub outside: Outside,
    /// The end of the last paragraph was deleted: the next one goes on with it.
    pub joins: bool,
}

impl Walk<'_, '_, '_> {
    /// Reads the whole document.
    pub(super) fn document(&mut self) -> Result<Vec<Line>, Diagnostic> {
        let mut lines = Vec::new();
        while let Some(part) = self.events.next_part()? {
            if let Part::Open(element) = part {
                self.block(&element, &mut lines)?;
            }
        }
        Ok(lines)
    }

    /// Everything in the element that was opened last.
    pub(super) fn blocks(&mut self, lines: &mut Vec<Line>) -> Result<(), Diagnostic> {
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) => self.block(&element, lines)?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    /// One element that was just opened, up to its end.
    pub(super) fn block(&mut self, element: &Element, lines: &mut Vec<Line>) -> Result<(), Diagnostic> {
        match (vocabulary(element), element.name.as_str()) {
            (Vocabulary::Word, "p") => self.paragraph(lines),
            (Vocabulary::Word, "tbl") => {
                let rows = self.rows()?;
                lines.extend(table::lines(rows));
                Ok(())
            }
            (Vocabulary::Word, "del" | "moveFrom" | "sectPr" | "sdtPr" | "sdtEndPr" | "customXmlPr") => {
                self.skip()
            }
            (Vocabulary::Word, "altChunk") => {
                let mut line = Line::default();
                line.notes.push(Diagnostic::new(Code::WUnsupported).found("altChunk"));
                lines.push(line);
                self.skip()
            }
            (Vocabulary::Math, "oMathPara" | "oMath") => {
                let mut line = Line::default();
                self.formula(element.clone(), &mut line)?;
                lines.push(line);
                Ok(())
            }
            (Vocabulary::Compatibility, "AlternateContent") => {
                self.alternatives(&mut |walk| walk.blocks(&mut *lines))
            }
            _ => self.blocks(lines),
        }
    }

    /// Of several renderings of the same thing, the first.
    pub(super) fn alternatives(
        &mut self,
        read: &mut dyn FnMut(&mut Self) -> Result<(), Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let mut is_taken = false;
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(_) if !std::mem::replace(&mut is_taken, true) => read(self)?,
                Part::Open(_) => self.skip()?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    /// Passes over the element that was opened last.
    pub(super) fn skip(&mut self) -> Result<(), Diagnostic> {
        let mut depth = 1_usize;
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(_) => depth += 1,
                Part::Close => depth -= 1,
                Part::Text(_) => {}
            }
            if depth == 0 {
                break;
            }
        }
        Ok(())
    }

    /// The element that was opened last, as a tree. What is beyond the limit is not in it.
    pub(super) fn subtree(&mut self, root: Element) -> Result<Element, Diagnostic> {
        let mut open = vec![root];
        let mut count = 0_usize;
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) => {
                    count += 1;
                    if count > SUBTREE {
                        self.skip()?;
                    } else {
                        open.push(element);
                    }
                }
                Part::Text(text) => {
                    count += 1;
                    if let Some(parent) = open.last_mut().filter(|_| count <= SUBTREE) {
                        parent.children.push(Node::Text(text));
                    }
                }
                Part::Close => match (open.pop(), open.last_mut()) {
                    (Some(element), Some(parent)) => parent.children.push(Node::Element(element)),
                    (Some(element), None) => return Ok(element),
                    (None, _) => break,
                },
            }
        }
        Ok(open.into_iter().next().unwrap_or_default())
    }

    fn rows(&mut self) -> Result<Vec<table::Row>, Diagnostic> {
        let mut rows = Vec::new();
        self.each_row(&mut rows)?;
        Ok(rows)
    }

    fn each_row(&mut self, rows: &mut Vec<table::Row>) -> Result<(), Diagnostic> {
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) if vocabulary(&element) == Vocabulary::Word => {
                    match element.name.as_str() {
                        "tr" => rows.extend(self.row()?),
                        "tblPr" | "tblGrid" | "sdtPr" | "sdtEndPr" | "del" | "moveFrom" => self.skip()?,
                        _ => self.each_row(rows)?,
                    }
                }
                Part::Open(_) => self.skip()?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    /// A row of a table; nothing when it was deleted.
    fn row(&mut self) -> Result<Option<table::Row>, Diagnostic> {
        let mut row = table::Row::default();
        let mut is_deleted = false;
        self.each_cell(&mut row, &mut is_deleted)?;
        Ok((!is_deleted).then_some(row))
    }

    fn each_cell(&mut self, row: &mut table::Row, is_deleted: &mut bool) -> Result<(), Diagnostic> {
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) if vocabulary(&element) == Vocabulary::Word => {
                    match element.name.as_str() {
                        "trPr" => {
                            let properties = self.subtree(element)?;
                            *is_deleted |= properties.first("del").is_some();
                            row.skip_columns(number(&properties, "gridBefore").unwrap_or(0));
                        }
                        "tc" => {
                            let cell = self.cell()?;
                            row.push(cell);
                        }
                        "tblPrEx" | "sdtPr" | "sdtEndPr" => self.skip()?,
                        _ => self.each_cell(row, is_deleted)?,
                    }
                }
                Part::Open(_) => self.skip()?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    fn cell(&mut self) -> Result<table::Cell, Diagnostic> {
        let mut cell = table::Cell::default();
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) if vocabulary(&element) == Vocabulary::Word && element.name == "tcPr" => {
                    let properties = self.subtree(element)?;
                    cell.span = number(&properties, "gridSpan").unwrap_or(1);
                    let merged = properties.first("vMerge");
                    cell.continues = merged.is_some_and(|one| one.attribute("val") != Some("restart"));
                }
                Part::Open(element) => self.block(&element, &mut cell.lines)?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        self.joins = false;
        Ok(cell)
    }
}

fn number(properties: &Element, name: &str) -> Option<usize> {
    properties.first(name)?.attribute("val")?.parse().ok()
}
