//! From tags to lines.

use std::collections::BTreeSet;

use super::Text;
use super::lines::{Lines, Position};
use super::math;
use super::scan::{Scanner, Tag, Token, decode};

/// Elements within elements that are kept track of; deeper ones count as text.
const DEPTH: usize = 64;

/// A gap to be filled in.
const GAP: &str = "____";

/// Text as it is laid out.
pub(super) struct Layout<'a> {
    lines: Lines,
    lost: BTreeSet<String>,
    image: &'a mut dyn FnMut(&str, &str) -> String,
    /// Elements that change the text in them when they end.
    spans: Vec<Span>,
    lists: Vec<List>,
    /// Names of open elements in which white space counts.
    verbatim: Vec<String>,
    /// The column of the table's row, and what had been written before the row.
    column: usize,
    row_start: (usize, usize),
    /// Text held back for decoding.
    buffer: String,
}

struct Span {
    name: String,
    effect: Effect,
    start: Position,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Raise,
    Lower,
    /// Blanks that are underlined are a gap.
    Underline,
}

/// A list and its last item.
struct List {
    numbering: Numbering,
    item: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Dash,
    Number,
    Capital,
    Small,
}

impl<'a> Layout<'a> {
    pub(super) fn new(image: &'a mut dyn FnMut(&str, &str) -> String) -> Self {
        Self {
            lines: Lines::default(),
            lost: BTreeSet::new(),
            image,
            spans: Vec::new(),
            lists: Vec::new(),
            verbatim: Vec::new(),
            column: 0,
            row_start: (0, 0),
            buffer: String::new(),
        }
    }

    pub(super) fn read(&mut self, scanner: &mut Scanner<'_>) {
        while let Some(token) = scanner.next() {
            match token {
                Token::Text(text) => self.text(text),
                Token::Open(tag) if is_unknown(&tag) => self.text_as_it_is(tag.source),
                Token::Close(tag) if is_unknown(&tag) => self.text_as_it_is(tag.source),
                Token::Open(tag) => self.open(&tag, scanner),
                Token::Close(tag) => self.close(&tag.name),
            }
        }
    }

    pub(super) fn finish(self) -> Text {
        Text { text: self.lines.finish(), lost: self.lost.into_iter().collect() }
    }

    fn text(&mut self, text: &str) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        decode(text, &mut buffer);
        self.text_as_it_is(&buffer);
        self.buffer = buffer;
    }

    fn text_as_it_is(&mut self, text: &str) {
        if self.verbatim.is_empty() {
            self.lines.push_flowing(text);
        } else {
            self.lines.push_verbatim(text);
        }
    }

    fn open(&mut self, tag: &Tag<'_>, scanner: &mut Scanner<'_>) {
        match tag.name.as_str() {
            "br" => self.lines.end_line(),
            "img" => {
                let source = tag.attribute("src").unwrap_or_default();
                let mark = (self.image)(&source, &tag.attribute("alt").unwrap_or_default());
                if self.verbatim.is_empty() {
                    self.lines.push_word(&mark);
                } else {
                    self.lines.push_verbatim(&mark);
                }
            }
            "script" => self.leave_out_rest("script", scanner),
            "style" => self.leave_out_rest("style", scanner),
            "title" => self.leave_out("title", scanner),
            "iframe" => self.leave_out("iframe", scanner),
            "object" => self.leave_out("object", scanner),
            "video" => self.leave_out("video", scanner),
            "audio" => self.leave_out("audio", scanner),
            "svg" => self.leave_out("svg", scanner),
            "embed" => {
                self.lost.insert("embed".to_owned());
            }
            "math" => {
                self.lost.insert("math".to_owned());
                let formula = math::formula(scanner);
                self.lines.push_word(&formula);
            }
            "input" => self.input(tag),
            "select" => {
                self.leave_out("select", scanner);
                self.lines.push_word(GAP);
            }
            "textarea" => {
                scanner.pass("textarea");
                self.lines.push_word(GAP);
            }
            "rt" => self.lines.push_word("("),
            "rp" => {
                scanner.pass("rp");
            }
            "q" => self.lines.push_word("“"),
            "hr" => self.lines.end_block(),
            name => self.open_container(name, tag),
        }
    }

    fn open_container(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "ul" | "ol" => self.open_list(name, tag),
            "li" => self.open_item(),
            "table" => {
                self.lost.insert("table".to_owned());
                self.lines.end_block();
            }
            "tr" => {
                self.lines.next_row();
                self.column = 0;
                self.row_start = self.lines.extent();
            }
            "td" | "th" => self.open_cell(),
            "sup" => self.open_span(name, Effect::Raise),
            "sub" => self.open_span(name, Effect::Lower),
            "u" | "ins" => self.open_span(name, Effect::Underline),
            "span" => {
                let is_underlined = tag.attribute("style").is_some_and(|style| style.contains("underline"));
                self.open_span(name, if is_underlined { Effect::Underline } else { Effect::None });
            }
            name if is_block(name) => self.lines.end_block(),
            _ => {}
        }
        let counts_spaces = name == "pre"
            || is_block(name) && tag.attribute("style").is_some_and(|style| keeps_spaces(&style));
        if (counts_spaces || self.verbatim.iter().any(|open| open == name)) && self.verbatim.len() < DEPTH {
            self.verbatim.push(name.to_owned());
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "rt" => self.lines.push_word(")"),
            "q" => self.lines.push_word("”"),
            "sup" | "sub" | "u" | "ins" | "span" => self.close_span(name),
            "ul" | "ol" => {
                self.lists.pop();
                self.lines.end_block();
            }
            // A paragraph that ends without having begun is an empty one.
            name if is_block(name) => self.lines.end_block(),
            _ => {}
        }
        if self.verbatim.last().is_some_and(|open| open == name) {
            self.verbatim.pop();
        }
    }

    /// Leaves out an element with all that stands in it.
    fn leave_out(&mut self, name: &'static str, scanner: &mut Scanner<'_>) {
        self.lost.insert(name.to_owned());
        scanner.pass(name);
    }

    /// The same for elements that go to the end when they are not closed.
    fn leave_out_rest(&mut self, name: &'static str, scanner: &mut Scanner<'_>) {
        self.lost.insert(name.to_owned());
        if !scanner.pass(name) {
            scanner.pass_all();
        }
    }

    fn input(&mut self, tag: &Tag<'_>) {
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        if matches!(kind.as_str(), "" | "text" | "number") {
            self.lines.push_word(GAP);
        } else if kind != "hidden" {
            self.lost.insert("input".to_owned());
        }
    }

    fn open_list(&mut self, name: &str, tag: &Tag<'_>) {
        self.lines.end_block();
        if self.lists.len() >= DEPTH {
            return;
        }
        let numbering = match (name, tag.attribute("type").as_deref()) {
            ("ul", _) => Numbering::Dash,
            (_, Some("A")) => Numbering::Capital,
            (_, Some("a")) => Numbering::Small,
            _ => Numbering::Number,
        };
        let start = tag.attribute("start").and_then(|start| start.trim().parse::<usize>().ok()).unwrap_or(1);
        self.lists.push(List { numbering, item: start.clamp(1, 100_000) - 1 });
    }

    fn open_item(&mut self) {
        let depth = self.lists.len().saturating_sub(1);
        let mark = match self.lists.last_mut() {
            Some(list) => {
                list.item += 1;
                mark(list)
            }
            None => "- ".to_owned(),
        };
        self.lines.push_mark(&format!("{}{mark}", "  ".repeat(depth)));
    }

    fn open_cell(&mut self) {
        if self.column > 0 {
            let is_row_empty = self.lines.extent() == self.row_start;
            self.lines.next_column(is_row_empty);
        }
        self.column += 1;
    }

    fn open_span(&mut self, name: &str, effect: Effect) {
        if self.spans.len() < DEPTH {
            let start = self.lines.position();
            self.spans.push(Span { name: name.to_owned(), effect, start });
        }
    }

    fn close_span(&mut self, name: &str) {
        let Some(at) = self.spans.iter().rposition(|span| span.name == name) else { return };
        let Some(span) = self.spans.drain(at..).next() else { return };
        if span.effect == Effect::None {
            return;
        }
        let Some(content) = self.lines.take_since(span.start) else { return };
        let changed = match span.effect {
            Effect::Raise => off_the_line(&content, true),
            Effect::Lower => off_the_line(&content, false),
            Effect::Underline | Effect::None => underlined(&content),
        };
        self.lines.push_word(&changed);
    }
}

fn mark(list: &List) -> String {
    let letter = |first: u8| {
        let offset = u8::try_from(list.item.saturating_sub(1)).ok().filter(|offset| *offset < 26);
        offset.map(|offset| char::from(first + offset))
    };
    let letter = match list.numbering {
        Numbering::Dash => return "- ".to_owned(),
        Numbering::Number => None,
        Numbering::Capital => letter(b'A'),
        Numbering::Small => letter(b'a'),
    };
    letter.map_or_else(|| format!("{}. ", list.item), |letter| format!("{letter}. "))
}

/// Blanks that are underlined are a gap; other underlined text is text.
fn underlined(content: &str) -> String {
    let is_blank = content.chars().all(|character| matches!(character, ' ' | '\u{a0}' | '\u{3000}'));
    if is_blank && content.chars().count() > 1 { GAP.to_owned() } else { content.to_owned() }
}

/// A text above the line, or below it, as plain text.
pub(crate) fn off_the_line(content: &str, is_above: bool) -> String {
    if is_above { raised(content, RAISED, '^') } else { raised(content, LOWERED, '_') }
}

/// Raised and lowered characters that Unicode has are those; others are written with `^` and `_`.
fn raised(content: &str, table: &[(char, char)], sign: char) -> String {
    let content = content.trim();
    let find = |character: char| table.iter().find(|(plain, _)| *plain == character).map(|(_, found)| *found);
    match content.chars().map(find).collect::<Option<String>>() {
        Some(text) => text,
        None => format!("{sign}({content})"),
    }
}

const RAISED: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('n', 'ⁿ'),
];
const LOWERED: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('n', 'ₙ'),
];

fn keeps_spaces(style: &str) -> bool {
    let value = style.split_once("white-space").and_then(|(_, rest)| rest.trim_start().strip_prefix(':'));
    value.is_some_and(|value| value.trim_start().starts_with("pre"))
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// A name that HTML does not have, without attributes: `<String>` in a question about programs was meant as text.
fn is_unknown(tag: &Tag<'_>) -> bool {
    tag.is_bare()
        && !tag.name.contains([':', '-'])
        && !BLOCKS.contains(&tag.name.as_str())
        && !INLINE.contains(&tag.name.as_str())
}

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "thead",
    "tbody",
    "tfoot",
    "caption",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "pre",
    "figure",
    "figcaption",
    "header",
    "footer",
    "main",
    "address",
    "center",
    "aside",
    "nav",
    "details",
    "summary",
    "fieldset",
    "legend",
    "form",
    "body",
    "html",
    "head",
];

const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "algebra",
    "annotation",
    "applet",
    "area",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "big",
    "blink",
    "br",
    "button",
    "canvas",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "del",
    "dfn",
    "dialog",
    "dir",
    "em",
    "embed",
    "font",
    "frame",
    "frameset",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "lang",
    "link",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nobr",
    "noframes",
    "nolink",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "picture",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "td",
    "template",
    "tex",
    "textarea",
    "th",
    "time",
    "title",
    "track",
    "tt",
    "u",
    "var",
    "video",
    "wbr",
];
