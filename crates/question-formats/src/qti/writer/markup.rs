//! XML in the making, in the spelling of either version.

use crate::model::{Format, Media};
use crate::qti::content::GAP;
use crate::qti::names::kebab;

/// A document in the making.
pub(super) struct Xml {
    out: String,
    is_three: bool,
}

impl Xml {
    /// An empty document in the spelling of a version.
    pub(super) fn new(version: Format) -> Self {
        let out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        Self { out, is_three: version == Format::Qti30 }
    }

    /// Whether it is of QTI 3.0.
    pub(super) fn is_three(&self) -> bool {
        self.is_three
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Bytes so far.
    pub(super) fn length(&self) -> usize {
        self.out.len()
    }

    fn name(&self, name: &str) -> String {
        if self.is_three { format!("qti-{}", kebab(name)) } else { name.to_owned() }
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(&if self.is_three { kebab(key) } else { (*key).to_owned() });
            self.out.push_str("=\"");
            self.escaped(value, true);
            self.out.push('"');
        }
    }

    /// Opens an element of QTI, named as in 2.x.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let name = self.name(name);
        self.begin(&name, attributes);
        self.out.push('>');
    }

    /// Closes an element of QTI.
    pub(super) fn close(&mut self, name: &str) {
        let name = self.name(name);
        self.out.push_str(&format!("</{name}>"));
    }

    /// An element of QTI without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let name = self.name(name);
        self.begin(&name, attributes);
        self.out.push_str("/>");
    }

    /// An element of QTI with a plain text.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.escaped(text, false);
        self.close(name);
    }

    /// Markup of HTML, as it is.
    pub(super) fn html(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A line end between elements, so that people can read the file.
    pub(super) fn line(&mut self) {
        self.out.push('\n');
    }

    /// A text with line breaks and images. `gap` stands for each row of underscores; without it they stay as they are.
    pub(super) fn rich(&mut self, text: &str, media: &[Media], gap: &mut dyn FnMut(&mut Self) -> bool) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.out.push_str("<br/>");
            }
            for piece in pieces(line, media) {
                match piece {
                    Piece::Text(text) => self.kept(text),
                    Piece::Gap(text) => {
                        if !gap(self) {
                            self.kept(text);
                        }
                    }
                    Piece::Image(name, alternative) => {
                        self.begin("img", &[("src", &format!("../media/{name}")), ("alt", alternative)]);
                        self.out.push_str("/>");
                    }
                }
            }
        }
    }

    /// A text in which spaces that HTML would merge are kept.
    fn kept(&mut self, text: &str) {
        let mut after_space = self.out.ends_with('>');
        let mut kept = String::with_capacity(text.len());
        for character in text.chars() {
            let is_space = character == ' ';
            kept.push(if is_space && after_space { '\u{a0}' } else { character });
            after_space = is_space;
        }
        self.escaped(&kept, false);
    }

    /// A text without what XML gives a meaning to, and without what it forbids.
    fn escaped(&mut self, text: &str, is_attribute: bool) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if is_attribute => self.out.push_str("&quot;"),
                '\n' if is_attribute => self.out.push_str("&#10;"),
                '\t' if is_attribute => self.out.push_str("&#9;"),
                '\t' | '\n' => self.out.push(character),
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                other => self.out.push(other),
            }
        }
    }
}

/// A part of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Words.
    Text(&'t str),
    /// A row of underscores.
    Gap(&'t str),
    /// The name of an image and what it says to those who cannot see it.
    Image(&'t str, &'t str),
}

/// The parts of a line: words, gaps, and the marks of images that the question has.
pub(super) fn pieces<'t>(line: &'t str, media: &[Media]) -> Vec<Piece<'t>> {
    let mut all = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("![") {
        let mark = after.split_once("](media:").and_then(|(alternative, tail)| {
            let (name, tail) = tail.split_once(')')?;
            let known = !alternative.contains("![") && media.iter().any(|media| media.name == name);
            known.then_some((alternative, name, tail))
        });
        if let Some((alternative, name, tail)) = mark {
            with_gaps(before, &mut all);
            all.push(Piece::Image(name, alternative));
            rest = tail;
        } else {
            let end = rest.len() - after.len();
            with_gaps(rest.get(..end).unwrap_or_default(), &mut all);
            rest = after;
        }
    }
    with_gaps(rest, &mut all);
    all
}

fn with_gaps<'t>(text: &'t str, all: &mut Vec<Piece<'t>>) {
    let mut rest = text;
    while let Some((at, _)) = rest.match_indices("__").next() {
        let (before, row) = rest.split_at(at);
        let end = row.find(|character| character != '_').unwrap_or(row.len());
        let (row, after) = row.split_at(end);
        if !before.is_empty() {
            all.push(Piece::Text(before));
        }
        all.push(Piece::Gap(row));
        rest = after;
    }
    if !rest.is_empty() {
        all.push(Piece::Text(rest));
    }
}

/// How many gaps a stem has.
pub(super) fn count_gaps(stem: &str, media: &[Media]) -> usize {
    stem.split('\n')
        .flat_map(|line| pieces(line, media))
        .filter(|piece| matches!(piece, Piece::Gap(_)))
        .count()
}

/// The images that a text names, in its order.
pub(super) fn images_in<'t>(text: &'t str, media: &[Media]) -> Vec<&'t str> {
    text.split('\n')
        .flat_map(|line| pieces(line, media))
        .filter_map(|piece| match piece {
            Piece::Image(name, _) => Some(name),
            _ => None,
        })
        .collect()
}

/// The first words of a stem as a title, without images.
pub(super) fn title(stem: &str, media: &[Media]) -> String {
    let words: String = stem
        .split('\n')
        .flat_map(|line| pieces(line, media))
        .map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Gap(_) => GAP,
            Piece::Image(..) => " ",
        })
        .collect();
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media() -> Vec<Media> {
        let name = "0a.png".to_owned();
        vec![Media { name, mime: "image/png".to_owned(), width: 1, height: 1, data: Vec::new() }]
    }

    #[test]
    fn only_marks_of_images_that_are_there_are_images() {
        let parts = pieces("甲 ![盒子](media:0a.png)__![x](media:none.png) ![ ___", &media());
        assert_eq!(
            parts,
            [
                Piece::Text("甲 "),
                Piece::Image("0a.png", "盒子"),
                Piece::Gap("__"),
                Piece::Text("!["),
                Piece::Text("x](media:none.png) !["),
                Piece::Text(" "),
                Piece::Gap("___"),
            ]
        );
        assert_eq!(count_gaps("a_b __\n____", &[]), 2);
    }

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        let mut xml = Xml::new(Format::Qti30);
        xml.leaf("simpleChoice", &[("maxChoices", "\"<\n")], "a<b>&\u{7}c");
        let text = xml.finish();
        assert!(text.ends_with(
            "<qti-simple-choice max-choices=\"&quot;&lt;&#10;\">a&lt;b&gt;&amp;c</qti-simple-choice>"
        ));
    }
}
