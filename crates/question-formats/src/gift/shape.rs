//! The outer shape of an entry: where its title ends and where its block stands.

use super::answer;

/// Characters that a backslash makes plain.
pub(super) const ESCAPED: [char; 7] = ['~', '=', '#', '{', '}', ':', '\\'];

/// The characters of a text that no backslash takes the meaning from, with their offsets.
pub(super) fn signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (offset, character) = characters.next()?;
            if character == '\\' && characters.next_if(|(_, next)| ESCAPED.contains(next)).is_some() {
                continue;
            }
            return Some((offset, character));
        }
    })
}

/// The offset of the first unescaped occurrence of a mark of one repeated character.
pub(super) fn find(text: &str, mark: &str) -> Option<usize> {
    let first = mark.chars().next()?;
    signs(text)
        .filter(|(_, sign)| *sign == first)
        .map(|(offset, _)| offset)
        .find(|offset| text.get(*offset..).is_some_and(|rest| rest.starts_with(mark)))
}

/// A part of an entry and where it begins in the entry's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The part, with its escapes.
    pub(super) text: &'a str,
    /// Offset in bytes.
    pub(super) offset: usize,
}

/// A block in braces: where the braces stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Offset of `{`.
    pub(super) open: usize,
    /// Offset of `}`.
    pub(super) close: usize,
    /// The first brace inside, if any.
    pub(super) nested: Option<usize>,
}

impl Group {
    /// What stands between the braces.
    pub(super) fn content(self, text: &str) -> Part<'_> {
        Part { text: text.get(self.open + 1..self.close).unwrap_or_default(), offset: self.open + 1 }
    }
}

/// The parts of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape<'a> {
    /// The title between `::`.
    pub(super) title: Option<&'a str>,
    /// Everything after the title.
    pub(super) body: Part<'a>,
    /// The blocks that hold answers: none for a description, several for a text with several gaps.
    pub(super) groups: Vec<Group>,
    /// The first brace that stands for itself although no backslash says so.
    pub(super) literal: Option<usize>,
}

/// Why an entry has no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// An opening brace that is never closed.
    Unclosed(usize),
    /// A closing brace that was never opened.
    Unopened(usize),
    /// A second block.
    Second(usize),
}

/// Takes an entry apart.
pub(super) fn shape(text: &str) -> Result<Shape<'_>, Broken> {
    let (title, body) = title(text);
    let all = groups(text, body.offset)?;
    let nested = all.iter().find_map(|group| group.nested);
    let is_candidate =
        |group: &Group| may_be_answers(text, *group) && answer::may_be_block(group.content(text).text);
    let candidates: Vec<Group> = all.iter().copied().filter(is_candidate).collect();
    let chosen = match candidates.as_slice() {
        [] | [_] => candidates,
        several => {
            let mut marked: Vec<Group> = several
                .iter()
                .copied()
                .filter(|group| answer::looks_like_answers(group.content(text).text))
                .collect();
            // Beside answers, empty braces are program code.
            let is_empty = |group: &Group| group.content(text).text.trim().is_empty();
            if !marked.iter().all(is_empty) {
                marked.retain(|group| !is_empty(group));
            }
            match marked.as_slice() {
                [_] => marked,
                [_, second, ..] => {
                    let is_gap = |group: &Group| {
                        let content = group.content(text);
                        answer::is_gap(content.text) || answer::offered(content).is_some()
                    };
                    if !marked.iter().all(is_gap) {
                        return Err(Broken::Second(second.open));
                    }
                    marked
                }
                [] => {
                    let is_embedded =
                        |group: &&Group| answer::embedded_kind(group.content(text).text).is_some();
                    let second = several.get(1).map_or(0, |group| group.open);
                    let first = several.iter().find(is_embedded).ok_or(Broken::Second(second))?;
                    vec![*first]
                }
            }
        }
    };
    let is_chosen = |group: &Group| chosen.binary_search_by_key(&group.open, |one| one.open).is_ok();
    let unused = all.iter().find(|group| !is_chosen(group)).map(|group| group.open);
    let nested =
        nested.filter(|offset| chosen.iter().any(|group| (group.open..group.close).contains(offset)));
    Ok(Shape { title, body, groups: chosen, literal: unused.or(nested) })
}

fn title(text: &str) -> (Option<&str>, Part<'_>) {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..).unwrap_or_default();
    let whole = (None, Part { text: rest, offset: start });
    let Some(named) = rest.strip_prefix("::") else { return whole };
    let Some(end) = find(named, "::") else {
        return (None, Part { text: named, offset: start + 2 });
    };
    let body = named.get(end + 2..).unwrap_or_default();
    (named.get(..end).map(str::trim), Part { text: body, offset: start + 2 + end + 2 })
}

/// The outermost pairs of braces after an offset.
fn groups(text: &str, from: usize) -> Result<Vec<Group>, Broken> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut nested = None;
    for (offset, sign) in signs(text.get(from..).unwrap_or_default()) {
        let offset = from + offset;
        match sign {
            '{' => {
                if !open.is_empty() {
                    nested.get_or_insert(offset);
                }
                open.push(offset);
            }
            '}' => {
                let start = open.pop().ok_or(Broken::Unopened(offset))?;
                if open.is_empty() {
                    found.push(Group { open: start, close: offset, nested: nested.take() });
                }
            }
            _ => {}
        }
    }
    match open.first() {
        Some(offset) => Err(Broken::Unclosed(*offset)),
        None => Ok(found),
    }
}

/// Braces that belong to a formula hold no answers: `\frac{1}{2}`, `x^{2}`.
fn may_be_answers(text: &str, group: Group) -> bool {
    let before = text.get(..group.open).unwrap_or_default();
    if before.ends_with(['^', '_', '$', '\\']) && !before.ends_with("__") && !before.ends_with("\\\\") {
        return false;
    }
    let word = before.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let is_command = word.len() < before.len() && word.ends_with('\\') && !word.ends_with("\\\\");
    // The second argument of a command stands directly after the first.
    let follows_argument = before.ends_with('}') && !answer::looks_like_answers(group.content(text).text);
    let starts_with_break = before.get(word.len()..).is_some_and(|letters| letters == "n");
    !(is_command && !starts_with_break || follows_argument)
}
