//! The first line of a question: its number, type tags, points and the key in its header.

use super::Reader;
use crate::paper_text::keys::{self, Content};
use crate::paper_text::lines::{Line, Slice};
use crate::paper_text::marks;

impl<'a> Reader<'a> {
    /// The first line without its number, type tags and the keys that follow them.
    pub(super) fn opening(&mut self, line: &'a Line) -> Slice<'a> {
        let all = line.all();
        let mut slice = match &self.item.number {
            Some(mark) => {
                if let Some((from, to)) = mark.lead_bracket {
                    self.item.lead = Some(all.range(from, to).plain());
                }
                all.from(mark.content)
            }
            None => all.trim(),
        };
        for _ in 0..3 {
            if let Some((kind, end)) = marks::type_tag(slice.view) {
                self.item.tag.get_or_insert(kind);
                slice = slice.from(end);
                // `[单选][B]`: the key in the header.
                if let Some((key, after)) = header_key(slice) {
                    self.item.answers.push(key);
                    self.item.has_answer_tag = true;
                    slice = slice.from(after);
                }
                // `[单选题] 5. 下列…`
                if self.item.number.is_none()
                    && let Some(mark) = marks::number(slice.view)
                {
                    slice = slice.from(mark.content);
                    self.item.number = Some(mark);
                }
            } else if let Some((points, end)) = leading_points(slice.view) {
                self.item.points.get_or_insert(points);
                slice = slice.from(end);
            }
        }
        if let Some((kind, open)) = marks::trailing_type_tag(slice.view) {
            self.item.tag.get_or_insert(kind);
            slice = slice.range(0, open);
        }
        slice
    }
}

/// `[B]` right after a type tag.
fn header_key(slice: Slice<'_>) -> Option<(String, usize)> {
    let first = *slice.view.first()?;
    if !"[【(".contains(first) {
        return None;
    }
    let bracket = keys::brackets(slice.view).into_iter().find(|bracket| bracket.open == 0)?;
    matches!(bracket.content, Content::Labels(_) | Content::Truth(_) | Content::MaybeTruth(_))
        .then(|| (slice.range(1, bracket.end.saturating_sub(1)).text(), bracket.end))
}

/// `（2分）` before the stem.
fn leading_points(view: &[char]) -> Option<(u32, usize)> {
    let close = view.iter().take(12).position(|one| ")]】".contains(*one))?;
    let first = *view.first()?;
    if !"([【".contains(first) {
        return None;
    }
    let inside: String = view.get(1..close)?.iter().filter(|one| **one != ' ').collect();
    let number = inside.strip_suffix('分')?.trim_start_matches("本题").trim_start_matches("本小题");
    let points = crate::toml_bank::hundredths(number).filter(|points| *points > 0)?;
    let mut end = close + 1;
    while view.get(end) == Some(&' ') {
        end += 1;
    }
    Some((points, end))
}
