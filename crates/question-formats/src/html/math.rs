//! MathML on one line.

use super::scan::{Scanner, Token, decode};

/// Elements within elements that are told apart; deeper ones add to the one they stand in.
const DEPTH: usize = 64;

/// An element that is still open, with what its children came to.
struct Frame {
    name: String,
    parts: Vec<String>,
}

/// Reads a formula up to its end tag: the author's own notation when the formula carries it, else its symbols on one
/// line, with brackets where the line needs them.
pub(super) fn formula(scanner: &mut Scanner<'_>) -> String {
    let mut open = vec![Frame { name: "math".to_owned(), parts: Vec::new() }];
    let mut notation: Option<String> = None;
    for token in scanner.by_ref() {
        match token {
            Token::Text(text) => {
                let mut decoded = String::new();
                decode(text, &mut decoded);
                let words = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
                if let Some(frame) = open.last_mut().filter(|_| !words.is_empty()) {
                    frame.parts.push(words);
                }
            }
            Token::Open(tag) if tag.source.ends_with("/>") => {}
            Token::Open(tag) if open.len() < DEPTH => open.push(Frame { name: tag.name, parts: Vec::new() }),
            Token::Open(_) => {}
            Token::Close(tag) if tag.name == "math" => break,
            Token::Close(tag) => {
                if open.len() > 1
                    && open.last().is_some_and(|frame| frame.name == tag.name)
                    && let Some(frame) = open.pop()
                {
                    let line = on_one_line(&frame);
                    match (open.last_mut(), tag.name.as_str()) {
                        (_, "annotation") => notation = notation.or(Some(line)),
                        (Some(parent), _) => parent.parts.push(line),
                        (None, _) => {}
                    }
                }
            }
        }
    }
    while open.len() > 1 {
        let Some(frame) = open.pop() else { break };
        if let Some(parent) = open.last_mut() {
            parent.parts.push(on_one_line(&frame));
        }
    }
    let line = open.pop().map(|frame| frame.parts.concat()).unwrap_or_default();
    notation.filter(|notation| !notation.is_empty()).unwrap_or(line).trim().to_owned()
}

fn on_one_line(frame: &Frame) -> String {
    let part = |index: usize| frame.parts.get(index).map(String::as_str).unwrap_or_default();
    let parts = frame.parts.len();
    match (frame.name.as_str(), parts) {
        ("mfrac", 2) => format!("{}/{}", bracketed(part(0)), bracketed(part(1))),
        ("msup" | "mover", 2) => format!("{}^{}", bracketed(part(0)), bracketed(part(1))),
        ("msub" | "munder", 2) => format!("{}_{}", bracketed(part(0)), bracketed(part(1))),
        ("msubsup" | "munderover", 3) => {
            format!("{}_{}^{}", bracketed(part(0)), bracketed(part(1)), bracketed(part(2)))
        }
        ("msqrt", _) => format!("√{}", bracketed(&frame.parts.concat())),
        ("mroot", 2) => format!("{}^(1/{})", bracketed(part(0)), part(1)),
        ("mfenced", _) => format!("({})", frame.parts.join(",")),
        ("mtr", _) => format!("{};", frame.parts.join(",")),
        ("mtext", _) => format!(" {} ", frame.parts.concat()),
        _ => frame.parts.concat(),
    }
}

/// A part that needs brackets on a line has them.
fn bracketed(part: &str) -> String {
    if part.chars().all(char::is_alphanumeric) { part.to_owned() } else { format!("({part})") }
}
