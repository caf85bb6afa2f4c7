//! The trainer's guide as a page: the little Markdown that `docs/guides` is written in, taken apart for a template.

use serde::Serialize;

/// A part of the guide.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading below the title.
    Heading {
        /// 2 or 3.
        level: usize,
        /// Its words.
        text: String,
    },
    /// Sentences.
    Paragraph {
        /// What they say.
        spans: Vec<Span>,
    },
    /// Entries of a list.
    List {
        /// Whether they are counted.
        is_ordered: bool,
        /// What each says.
        items: Vec<Vec<Span>>,
    },
    /// An example, to be copied as it stands.
    Code {
        /// Its lines.
        text: String,
    },
    /// A table.
    Table {
        /// Its headings.
        head: Vec<Vec<Span>>,
        /// Its other rows.
        rows: Vec<Vec<Vec<Span>>>,
    },
}

/// Words that look alike.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// `text`, `strong`, `em` or `code`.
    look: &'static str,
    text: String,
}

/// Title and parts of a guide. Comments, pictures and the line that leads to the other language are left out.
pub fn guide(markdown: &str) -> (String, Vec<Block>) {
    let mut title = String::new();
    let mut blocks = Vec::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push(Block::Code { text: code.join("\n") });
        } else if let Some(text) = line.strip_prefix("# ") {
            text.clone_into(&mut title);
        } else if let Some((level, text)) = heading(line) {
            blocks.push(Block::Heading { level, text: text.to_owned() });
        } else if line.starts_with('|') {
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(cells(row));
            }
            let head = rows.remove(0);
            // The second line only draws a rule.
            blocks.push(Block::Table { head, rows: rows.into_iter().skip(1).collect() });
        } else if let Some((is_ordered, first)) = entry(line) {
            let mut items = vec![first.to_owned()];
            while let Some(line) = lines.next_if(|line| entry(line).is_some() || line.starts_with("  ")) {
                match (entry(line), items.last_mut()) {
                    (Some((_, next)), _) => items.push(next.to_owned()),
                    (None, Some(last)) => join(last, line.trim()),
                    (None, None) => {}
                }
            }
            blocks.push(Block::List { is_ordered, items: items.iter().map(|item| spans(item)).collect() });
        } else if !is_left_out(line) {
            let mut text = line.trim().to_owned();
            while let Some(line) = lines.next_if(|line| goes_on(line)) {
                if !is_left_out(line) {
                    join(&mut text, line.trim());
                }
            }
            blocks.push(Block::Paragraph { spans: spans(&text) });
        }
    }
    (title, blocks)
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    Some((level, line.get(level..)?.strip_prefix(' ')?)).filter(|(level, _)| (2..=3).contains(level))
}

/// An entry of a list: whether it is counted, and what it says.
fn entry(line: &str) -> Option<(bool, &str)> {
    if let Some(text) = line.strip_prefix("- ") {
        return Some((false, text));
    }
    let (number, text) = line.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some((true, text))
}

fn is_left_out(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with("<!--") || line.starts_with("![") || line.starts_with("[")
}

fn goes_on(line: &str) -> bool {
    !line.trim().is_empty()
        && heading(line).is_none()
        && entry(line).is_none()
        && !["```", "|", "<!--", "!["].iter().any(|start| line.starts_with(start))
}

/// Puts wrapped lines together; between Chinese characters without a space.
fn join(text: &mut String, more: &str) {
    let is_wide = |character: char| !character.is_ascii();
    let touches = text.chars().next_back().is_some_and(is_wide) && more.chars().next().is_some_and(is_wide);
    if !touches {
        text.push(' ');
    }
    text.push_str(more);
}

fn cells(line: &str) -> Vec<Vec<Span>> {
    let inside = line.trim().trim_start_matches('|');
    let inside = inside.strip_suffix('|').unwrap_or(inside).replace("\\|", "\u{1}");
    inside.split('|').map(|cell| spans(&cell.trim().replace('\u{1}', "|"))).collect()
}

fn spans(text: &str) -> Vec<Span> {
    const MARKS: [(&str, &str); 3] = [("**", "strong"), ("`", "code"), ("*", "em")];
    let mut found = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while let Some(character) = rest.chars().next() {
        let marked = MARKS.iter().find_map(|(mark, look)| {
            let (inside, after) = rest.strip_prefix(mark)?.split_once(mark)?;
            (!inside.is_empty()).then_some((*look, inside, after))
        });
        let linked = rest.strip_prefix('[').and_then(|rest| {
            let (inside, after) = rest.split_once("](")?;
            Some((inside, after.split_once(')')?.1))
        });
        match (marked, linked) {
            (Some((look, inside, after)), _) => {
                add(&mut found, "text", &mut plain);
                found.push(Span { look, text: inside.to_owned() });
                rest = after;
            }
            // What it leads to is a file beside the guide, which is not on this server.
            (None, Some((inside, after))) => {
                plain.push_str(inside);
                rest = after;
            }
            (None, None) => {
                plain.push(character);
                rest = rest.get(character.len_utf8()..).unwrap_or_default();
            }
        }
    }
    add(&mut found, "text", &mut plain);
    found
}

fn add(found: &mut Vec<Span>, look: &'static str, text: &mut String) {
    if !text.is_empty() {
        found.push(Span { look, text: std::mem::take(text) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<Span> {
        vec![Span { look: "text", text: text.to_owned() }]
    }

    #[test]
    fn what_the_guide_is_written_in_is_taken_apart() {
        let text = "# Title\n\n[中文](x.md)\n\n## Part\n\nOne line\nand *its* end.\n\n- a\n  b\n- c\n\n<!-- example -->\n```\n# x\n\n| y\n```\n\n| h | i |\n|---|---|\n| `a` | b \\| c |\n";
        let (title, blocks) = guide(text);
        assert_eq!(title, "Title");
        let em = Span { look: "em", text: "its".into() };
        let code = Span { look: "code", text: "a".into() };
        let sentence = [plain("One line and "), vec![em], plain(" end.")].into_iter().flatten().collect();
        assert_eq!(
            blocks,
            [
                Block::Heading { level: 2, text: "Part".into() },
                Block::Paragraph { spans: sentence },
                Block::List { is_ordered: false, items: vec![plain("a b"), plain("c")] },
                Block::Code { text: "# x\n\n| y".into() },
                Block::Table {
                    head: vec![plain("h"), plain("i")],
                    rows: vec![vec![vec![code], plain("b | c")]]
                },
            ]
        );
    }
}
