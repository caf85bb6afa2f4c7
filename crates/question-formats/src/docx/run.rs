//! Runs: text that looks the same all through, with its breaks, signs, fields and pictures.

use super::body::Walk;
use super::look::{Height, RunProperties};
use super::names::{Vocabulary, vocabulary};
use super::paragraph::Paragraph;
use super::symbols;
use crate::html;
use crate::model::Diagnostic;
use crate::paper_text::Look;
use crate::xml::{Element, Part};

impl Walk<'_, '_, '_> {
    /// A run: text that looks the same all through.
    pub(super) fn run(&mut self, paragraph: &mut Paragraph) -> Result<(), Diagnostic> {
        let mut properties = paragraph.run.clone();
        self.run_parts(paragraph, &mut properties)
    }

    fn run_parts(
        &mut self,
        paragraph: &mut Paragraph,
        properties: &mut RunProperties,
    ) -> Result<(), Diagnostic> {
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) => self.in_run(element, paragraph, properties)?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    fn in_run(
        &mut self,
        element: Element,
        paragraph: &mut Paragraph,
        properties: &mut RunProperties,
    ) -> Result<(), Diagnostic> {
        let shown = self.fields.is_printed() && !properties.is_hidden();
        match vocabulary(&element) {
            Vocabulary::Word => {}
            Vocabulary::Drawing if shown => return self.drawing(&element, &mut paragraph.line),
            Vocabulary::Compatibility if element.name == "AlternateContent" => {
                return self.alternatives(&mut |walk| walk.run_parts(&mut *paragraph, &mut *properties));
            }
            Vocabulary::Math => return self.formula(element, &mut paragraph.line),
            _ => return self.skip(),
        }
        match element.name.as_str() {
            "rPr" => *properties = self.run_properties(element, &paragraph.run)?,
            "t" => {
                let text = self.text_of()?;
                self.print(&text, paragraph, properties);
            }
            "tab" | "ptab" => {
                self.skip()?;
                self.print("\t", paragraph, properties);
            }
            "br" | "cr" => {
                self.skip()?;
                if shown {
                    paragraph.push('\n', Look::PLAIN);
                }
            }
            "noBreakHyphen" => {
                self.skip()?;
                self.print("-", paragraph, properties);
            }
            "sym" => {
                self.skip()?;
                if let Some(sign) = sign(&element) {
                    self.print(sign.encode_utf8(&mut [0; 4]), paragraph, properties);
                }
            }
            "fldChar" => {
                let kind = element.attribute("fldCharType").unwrap_or_default().to_owned();
                self.skip()?;
                if let Some(drawn) = self.fields.mark(&kind) {
                    self.print(&drawn, paragraph, properties);
                }
            }
            "instrText" => {
                let text = self.text_of()?;
                self.fields.instruct(&text);
            }
            "drawing" | "pict" | "object" if shown => self.drawing(&element, &mut paragraph.line)?,
            "ruby" | "rubyBase" => self.run_parts(paragraph, properties)?,
            // The text over the characters of a ruby is how they are read aloud.
            "rt" | "delText" | "delInstrText" | "drawing" | "pict" | "object" => self.skip()?,
            "r" => self.run(paragraph)?,
            name if name.ends_with("Pr") => self.skip()?,
            _ => self.run_parts(paragraph, properties)?,
        }
        Ok(())
    }

    fn run_properties(
        &mut self,
        element: Element,
        of_paragraph: &RunProperties,
    ) -> Result<RunProperties, Diagnostic> {
        let element = self.subtree(element)?;
        let mut own = RunProperties::default();
        for property in element.elements().filter(|one| vocabulary(one) == Vocabulary::Word) {
            own.set(property);
        }
        let style = own.style.as_deref().and_then(|id| self.styles.get(id));
        let own = style.map_or_else(|| own.clone(), |style| own.or(&style.run));
        Ok(own.or(of_paragraph))
    }

    /// The text of the element that was opened last.
    fn text_of(&mut self) -> Result<String, Diagnostic> {
        let mut text = String::new();
        let mut depth = 1_usize;
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(_) => depth += 1,
                Part::Text(part) => text.push_str(&part),
                Part::Close => depth -= 1,
            }
            if depth == 0 {
                break;
            }
        }
        Ok(text)
    }

    fn print(&mut self, text: &str, paragraph: &mut Paragraph, properties: &RunProperties) {
        if !self.fields.is_printed() {
            return;
        }
        if properties.is_hidden() {
            if text.chars().any(|one| !one.is_whitespace()) {
                self.outside.add("hidden text");
            }
            return;
        }
        // A link looks different because it is one.
        let raised = raised(text, properties.height());
        let text = raised.as_deref().unwrap_or(text);
        let is_link = paragraph.links > 0 || self.fields.is_link();
        let look = if is_link { Look::PLAIN } else { properties.look() };
        for character in text.chars() {
            // Line ends in the file are not line ends of the text.
            let character = if matches!(character, '\n' | '\r') { ' ' } else { character };
            let sign = properties.font.as_deref().and_then(|font| symbols::shown(font, character));
            paragraph.push(sign.unwrap_or(character), look);
        }
    }
}

/// Short raised and lowered texts: `m²`, `H₂O`. Whole words above the line are words.
fn raised(text: &str, height: Height) -> Option<String> {
    let is_short =
        text.len() <= 8 && text.chars().all(|one| one.is_ascii_alphanumeric() || "+-=()".contains(one));
    let is_raised = height == Height::Raised;
    (height != Height::Line && is_short && !text.is_empty()).then(|| html::off_the_line(text, is_raised))
}

/// The sign of a `sym` element.
fn sign(element: &Element) -> Option<char> {
    let font = element.attribute("font").unwrap_or_default();
    let character = u32::from_str_radix(element.attribute("char")?, 16).ok().and_then(char::from_u32)?;
    symbols::shown(font, character)
        .or_else(|| (!('\u{e000}'..='\u{f8ff}').contains(&character)).then_some(character))
}
