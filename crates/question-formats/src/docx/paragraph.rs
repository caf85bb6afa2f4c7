//! Paragraphs: their runs, line breaks and automatic numbers.

use super::body::Walk;
use super::boxes;
use super::line::Line;
use super::look::{Height, RunProperties};
use super::math;
use super::names::{Vocabulary, vocabulary};
use super::numbering::Label;
use super::pictures;
use super::styles::{ListPlace, Style};
use super::symbols;
use crate::html;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::paper_text::Look;
use crate::xml::{Element, Part};

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    /// Lines that ended with a break.
    done: Vec<Line>,
    line: Line,
    /// What runs look like unless they say otherwise.
    run: RunProperties,
    place: ListPlace,
    style: Option<String>,
    /// The mark at its end was deleted.
    end_is_deleted: bool,
    /// Inside how many links.
    links: usize,
}

impl Paragraph {
    fn push(&mut self, character: char, look: Look) {
        match character {
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                self.done.push(std::mem::take(&mut self.line));
            }
            '\t' => self.line.push(character, look),
            // Soft hyphens and marks of width zero are not printed.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            other if other.is_control() => {}
            other if pictures::is_reserved(other) => self.line.push('\u{fffd}', look),
            other => self.line.push(other, look),
        }
    }
}

impl Walk<'_, '_, '_> {
    /// A paragraph that was just opened.
    pub(super) fn paragraph(&mut self, sink: &mut Vec<Line>) -> Result<(), Diagnostic> {
        let mut paragraph = Paragraph::default();
        self.take_style(&mut paragraph, None);
        self.runs(&mut paragraph)?;
        self.fields.end_of_paragraph();
        let joins = std::mem::replace(&mut self.joins, paragraph.end_is_deleted);
        let mut lines = paragraph.done;
        lines.push(paragraph.line);
        let is_empty = lines.iter().all(|line| line.text.is_empty() && line.notes.is_empty());
        if paragraph.end_is_deleted && is_empty {
            // It was deleted as a whole.
            self.joins = joins;
            return Ok(());
        }
        let label = self.numbering.next(&paragraph.place, paragraph.style.as_deref());
        for line in &mut lines {
            line.draw_gaps();
            boxes::take(line);
        }
        if let (Some(label), Some(first)) = (label, lines.first_mut()) {
            number(first, &label);
        }
        let mut lines = lines.into_iter();
        if let Some(last) = sink.last_mut().filter(|_| joins)
            && let Some(first) = lines.next()
        {
            last.append(first);
        }
        sink.extend(lines);
        Ok(())
    }

    fn take_style(&self, paragraph: &mut Paragraph, id: Option<&str>) {
        if let Some(Style { run, place }) = self.styles.paragraph(id) {
            paragraph.run = run.clone();
            paragraph.place = place.clone();
        }
        paragraph.style = id.map(str::to_owned);
    }

    fn properties(&mut self, element: Element, paragraph: &mut Paragraph) -> Result<(), Diagnostic> {
        let properties = self.subtree(element)?;
        let style = properties.first("pStyle").and_then(|one| one.attribute("val"));
        self.take_style(paragraph, style);
        if let Some(own) = properties.first("numPr") {
            let own = ListPlace::read(own);
            if own.list.is_some() {
                // The level of the style counts in the style's list only.
                paragraph.place.level = None;
            }
            paragraph.place.list = own.list.or_else(|| paragraph.place.list.take());
            paragraph.place.level = own.level.or(paragraph.place.level);
        }
        paragraph.end_is_deleted = properties
            .first("rPr")
            .is_some_and(|mark| mark.first("del").is_some() || mark.first("moveFrom").is_some());
        Ok(())
    }

    /// Everything in a paragraph, a link, an insertion or another wrapping of runs.
    fn runs(&mut self, paragraph: &mut Paragraph) -> Result<(), Diagnostic> {
        while let Some(part) = self.events.next_part()? {
            match part {
                Part::Open(element) => self.in_paragraph(element, paragraph)?,
                Part::Text(_) => {}
                Part::Close => break,
            }
        }
        Ok(())
    }

    fn in_paragraph(&mut self, element: Element, paragraph: &mut Paragraph) -> Result<(), Diagnostic> {
        match (vocabulary(&element), element.name.as_str()) {
            (Vocabulary::Word, "pPr") => self.properties(element, paragraph),
            (Vocabulary::Word, "r") => self.run(paragraph),
            (Vocabulary::Word, "hyperlink") => {
                paragraph.links += 1;
                self.runs(paragraph)?;
                paragraph.links -= 1;
                Ok(())
            }
            (
                Vocabulary::Word,
                "del" | "moveFrom" | "sdtPr" | "sdtEndPr" | "rPr" | "smartTagPr" | "customXmlPr",
            ) => self.skip(),
            (Vocabulary::Math, "oMath" | "oMathPara") => self.formula(element, &mut paragraph.line),
            (Vocabulary::Compatibility, "AlternateContent") => {
                self.alternatives(&mut |walk| walk.runs(&mut *paragraph))
            }
            (Vocabulary::Drawing, _) => self.drawing(&element, &mut paragraph.line),
            _ => self.runs(paragraph),
        }
    }

    /// A formula as text.
    pub(super) fn formula(&mut self, element: Element, line: &mut Line) -> Result<(), Diagnostic> {
        let formula = self.subtree(element)?;
        let text = math::linear(&formula);
        if text.trim().is_empty() {
            return Ok(());
        }
        if !line.notes.iter().any(|note| note.code == Code::WFormula) {
            let beginning: String = text.chars().take(80).collect();
            line.notes.push(Diagnostic::new(Code::WFormula).found(beginning));
        }
        for character in text.chars() {
            let is_text = !character.is_control() && !pictures::is_reserved(character);
            line.push(if is_text { character } else { ' ' }, Look::PLAIN);
        }
        Ok(())
    }

    /// A run: text that looks the same all through.
    fn run(&mut self, paragraph: &mut Paragraph) -> Result<(), Diagnostic> {
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

/// Puts an automatic number before a line, unless the line has one of its own or says nothing.
fn number(line: &mut Line, label: &Label) {
    if line.is_blank() && !label.is_letter || has_own_mark(&line.text, label.is_letter) {
        return;
    }
    let space = if label.is_spaced { " " } else { "" };
    let rest = std::mem::take(line);
    *line = rest.after(format!("{}{space}", label.marked));
}

/// `1、`, `（2）`, `一、` typed in spite of the automatic number, or `A.` in spite of the automatic letter. A letter
/// after an automatic number may be a key.
fn has_own_mark(text: &str, is_letter: bool) -> bool {
    const MARKS: &str = ".、．:：)）";
    let text = text.trim_start().trim_start_matches(['(', '（', '第']);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let chinese = text.chars().take_while(|one| "一二三四五六七八九十".contains(*one)).count();
    let letter = usize::from(text.starts_with(|one: char| one.is_ascii_uppercase()));
    let count = if is_letter { letter } else { digits.max(chinese) };
    if count == 0 || count > 4 {
        return false;
    }
    let mut rest = text.chars().skip(count);
    let marked = rest.next().is_some_and(|one| MARKS.contains(one));
    marked && !rest.next().is_some_and(|one| one.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_were_typed_are_not_counted_again() {
        for (text, is_letter) in
            [("1、甲", false), ("（2）乙", false), ("A. 丙", true), ("一、单选题", false), ("12．丁", false)]
        {
            assert!(has_own_mark(text, is_letter), "{text}");
        }
        for (text, is_letter) in [
            ("下列", false),
            ("1.5米", false),
            ("2019年", false),
            ("A公司", true),
            ("", false),
            ("十分重要", false),
            ("A、C", false),
            ("1、甲", true),
        ] {
            assert!(!has_own_mark(text, is_letter), "{text}");
        }
    }
}
