//! HTML fragments as plain text: what learning platforms keep in their XML.
//!
//! Plain text is the strictest sanitiser there is: no tag, attribute, script or style of a file survives. Paragraphs,
//! line breaks, list items and table rows become lines; images become marks; raised and lowered digits stay readable.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

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
    if !html.contains(['<', '&']) {
        return Text { text: tidy(html), lost: Vec::new() };
    }
    let fragment = Html::parse_fragment(html);
    let mut walk = Walk { text: String::new(), lost: Vec::new(), image, keep_spaces: 0 };
    walk.children(fragment.root_element(), 0);
    walk.lost.sort();
    walk.lost.dedup();
    Text { text: tidy(&walk.text), lost: walk.lost }
}

/// Elements within elements that are followed; a fragment that nests deeper is cut there.
const DEPTH: usize = 200;

struct Walk<'a> {
    text: String,
    lost: Vec<String>,
    image: &'a mut dyn FnMut(&str, &str) -> String,
    /// Inside how many elements white space counts.
    keep_spaces: usize,
}

impl Walk<'_> {
    fn children(&mut self, element: ElementRef<'_>, depth: usize) {
        if depth > DEPTH {
            self.lost.push("nesting".to_owned());
            return;
        }
        let mut item = 0;
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text),
                Node::Element(value) => {
                    let Some(child) = ElementRef::wrap(child) else { continue };
                    if value.name() == "li" {
                        item += 1;
                        self.line();
                        let mark = if element.value().name() == "ol" {
                            format!("{item}. ")
                        } else {
                            "- ".to_owned()
                        };
                        self.text.push_str(&mark);
                    }
                    self.element(child, value, depth);
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, value: &Element, depth: usize) {
        match value.name() {
            "br" => self.text.push('\n'),
            "img" => {
                let mark = (self.image)(
                    value.attr("src").unwrap_or_default(),
                    value.attr("alt").unwrap_or_default(),
                );
                self.text.push_str(&mark);
            }
            "script" | "style" | "iframe" | "object" | "embed" | "video" | "audio" | "svg" | "form" => {
                self.lost.push(value.name().to_owned());
            }
            "sup" | "sub" => self.raised(element, value.name() == "sup"),
            "math" => {
                self.lost.push("math".to_owned());
                self.text.push_str(&linear_formula(element));
            }
            "pre" => {
                self.keep_spaces += 1;
                self.block(element, depth);
                self.keep_spaces -= 1;
            }
            "td" | "th" => {
                self.children(element, depth + 1);
                self.text.push('\t');
            }
            "table" => {
                self.lost.push("table".to_owned());
                self.block(element, depth);
            }
            name if is_block(name) => self.block(element, depth),
            _ => self.children(element, depth + 1),
        }
    }

    fn block(&mut self, element: ElementRef<'_>, depth: usize) {
        self.line();
        self.children(element, depth + 1);
        self.line();
    }

    /// Begins a new line unless one has just begun.
    fn line(&mut self) {
        let rest = self.text.rsplit('\n').next().unwrap_or_default();
        let only_mark = rest == "- "
            || rest.strip_suffix(". ").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        if !self.text.is_empty() && !rest.trim().is_empty() && !only_mark {
            self.text.push('\n');
        }
    }

    /// Runs of white space in HTML are one space.
    fn text(&mut self, text: &str) {
        if self.keep_spaces > 0 {
            self.text.push_str(text);
            return;
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n', '\t']) {
                    self.text.push(' ');
                }
            } else {
                self.text.push(character);
            }
        }
    }

    fn raised(&mut self, element: ElementRef<'_>, is_raised: bool) {
        let content: String = element.text().collect();
        self.text.push_str(&raised(content.trim(), is_raised));
    }
}

/// Raised and lowered characters that Unicode has are those; others are written with `^` and `_`.
pub(crate) fn raised(content: &str, is_raised: bool) -> String {
    let table = if is_raised { RAISED } else { LOWERED };
    let find = |character: char| table.iter().find(|(plain, _)| *plain == character).map(|(_, found)| *found);
    let mark = if is_raised { '^' } else { '_' };
    content.chars().map(find).collect::<Option<String>>().unwrap_or_else(|| format!("{mark}({content})"))
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

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "tr"
            | "thead"
            | "tbody"
            | "tfoot"
            | "blockquote"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "figure"
            | "figcaption"
            | "header"
            | "footer"
            | "main"
            | "address"
            | "center"
    )
}

/// The author's own notation when the formula carries it, else its symbols in order.
fn linear_formula(element: ElementRef<'_>) -> String {
    let annotation =
        element.descendants().filter_map(ElementRef::wrap).find(|inner| inner.value().name() == "annotation");
    let text: String = annotation.unwrap_or(element).text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines without spaces at their ends, no blank lines at either end, never two blank lines together.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        let line = line.trim_matches([' ', '\t', '\r', '\u{a0}']);
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        to_text(html, &mut |source, alternative| format!("[{alternative}|{source}]")).text
    }

    #[test]
    fn paragraphs_breaks_lists_and_rows_become_lines() {
        assert_eq!(text("<p>甲 </p><p>乙<br/>丙</p>"), "甲\n乙\n丙");
        assert_eq!(text("前<ul><li>一</li><li><p>二</p></li></ul>后"), "前\n- 一\n- 二\n后");
        assert_eq!(text("<ol><li>one</li><li>two</li></ol>"), "1. one\n2. two");
        assert_eq!(text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a\tb\nc");
        assert_eq!(text("a\n   b &amp; c&nbsp;"), "a b & c");
        assert_eq!(text("plain text\nin two lines"), "plain text\nin two lines");
    }

    #[test]
    fn nothing_of_a_tag_survives() {
        let html =
            "<p onclick='x()'>a<script>alert(1)</script><style>p{}</style><a href='javascript:x'>b</a></p>";
        let made = to_text(html, &mut |_, _| String::new());
        assert_eq!((made.text.as_str(), made.lost), ("ab", vec!["script".to_owned(), "style".to_owned()]));
    }

    #[test]
    fn images_and_raised_digits_stay_where_they_stand() {
        assert_eq!(text("x<sup>2</sup>+H<sub>2</sub>O <sup>a/b</sup>"), "x²+H₂O ^(a/b)");
        assert_eq!(
            text("看图<img src=\"@@PLUGINFILE@@/box.png\" alt=\"盒子\">后"),
            "看图[盒子|@@PLUGINFILE@@/box.png]后"
        );
        assert_eq!(text("<math><mi>a</mi><mo>=</mo><mn>1</mn></math>"), "a=1");
    }

    #[test]
    fn deep_nesting_ends_somewhere() {
        let html = format!("{}x", "<div>".repeat(5_000));
        assert!(to_text(&html, &mut |_, _| String::new()).lost.contains(&"nesting".to_owned()));
    }
}
