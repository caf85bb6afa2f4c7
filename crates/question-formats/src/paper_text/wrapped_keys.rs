//! Keys that stand after their statement, but on the line of the next one.
//!
//! Pages that break lines before a bracket print `1. …。`, `(√)2. …。`, `(×)3. …。` and at last `(√)` alone: what looks
//! like a key before each number belongs to the question above it.

use super::keys::{self, Content};
use super::lines::Line;
use super::looks::Look;
use super::marks::{self, NumberMark};

/// A first question without a key and those after it, each with a bracket before its number.
struct Run {
    last: u32,
    /// Lines that begin with a bracket, and where that ends.
    brackets: Vec<(usize, usize)>,
}

/// Puts such keys at the end of the lines above them. Only a bracket alone after the last question shows that they
/// belong there.
pub(super) fn put_back(lines: &mut [Line]) {
    let mut run: Option<Run> = None;
    for index in 0..lines.len() {
        let Some(line) = lines.get(index) else { return };
        match (marks::number(&line.view), run.as_mut()) {
            (Some(mark), Some(open)) if mark.value == open.last + 1 && leads_with_key(&line.view, &mark) => {
                open.last = mark.value;
                open.brackets.extend(mark.lead_bracket.map(|(_, to)| (index, to + 1)));
            }
            (Some(mark), _) => {
                let is_first = mark.lead_bracket.is_none() && !holds_key(&line.view);
                run = is_first.then_some(Run { last: mark.value, brackets: Vec::new() });
            }
            (None, Some(open)) if is_key_alone(&line.view) => {
                let brackets = std::mem::take(&mut open.brackets);
                brackets.into_iter().for_each(|(index, end)| move_up(lines, index, end));
                run = None;
            }
            (None, _) => {}
        }
    }
}

fn is_truth(content: &Content) -> bool {
    matches!(content, Content::Truth(_))
}

fn holds_key(view: &[char]) -> bool {
    keys::brackets(view).iter().any(|bracket| is_truth(&bracket.content))
}

fn leads_with_key(view: &[char], mark: &NumberMark) -> bool {
    mark.lead_bracket.is_some_and(|(from, _)| {
        keys::brackets(view).iter().any(|bracket| bracket.open < from && is_truth(&bracket.content))
    })
}

fn is_key_alone(view: &[char]) -> bool {
    let end = view.iter().rposition(|one| *one != ' ').map_or(0, |last| last + 1);
    let alone =
        |bracket: &keys::Bracket| bracket.open == 0 && bracket.end == end && is_truth(&bracket.content);
    keys::brackets(view).iter().any(alone)
}

/// Moves the beginning of a line to the end of the line above it.
fn move_up(lines: &mut [Line], index: usize, end: usize) {
    let Some([above, line]) = index.checked_sub(1).and_then(|above| lines.get_mut(above..=index)) else {
        return;
    };
    above.raw.extend(line.raw.drain(..end.min(line.raw.len())));
    above.view.extend(line.view.drain(..end.min(line.view.len())));
    let looks = line.looks.drain(..end.min(line.looks.len()));
    if !above.looks.is_empty() {
        above.looks.extend(looks);
        above.looks.resize(above.view.len(), Look::PLAIN);
    }
}
