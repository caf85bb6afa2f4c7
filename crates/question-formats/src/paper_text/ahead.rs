//! Lines above a question that say something about it: `Topic: Objections` before `1. …`. In a file that begins so, such a
//! line belongs to the question that comes; in any other to the one it follows.

use super::block::RawItem;
use super::lines::Line;
use super::marks;
use super::words::Kind;
use crate::about::{self, About, Choice, Said};

/// The lines of a file that stand above their questions.
#[derive(Default)]
pub(super) struct Ahead {
    /// Index and meaning of each line that is understood, in order.
    lines: Vec<(usize, About, String)>,
}

impl Ahead {
    /// Finds them. There are none where the first such line stands after a question has begun.
    pub(super) fn of(lines: &[Line]) -> Self {
        let numbered = lines.iter().position(|line| marks::number(&line.view).is_some());
        let found: Vec<(usize, About, String)> = lines
            .iter()
            .enumerate()
            .filter_map(|(index, line)| {
                let text = line.all().text();
                let (about, value) = about::line(&text)?;
                Said::default().take(about, value).then(|| (index, about, value.to_owned()))
            })
            .collect();
        let begins_so =
            found.first().is_some_and(|(first, ..)| numbered.is_some_and(|numbered| *first < numbered));
        let mut ahead = Self { lines: if begins_so { found } else { Vec::new() } };
        ahead.leave_those_below(lines);
        ahead
    }

    /// Lines that stand right below a question, with an empty line after them, are said about that one.
    fn leave_those_below(&mut self, lines: &[Line]) {
        let known: Vec<usize> = self.lines.iter().map(|(index, ..)| *index).collect();
        let after_blank = |index: usize| lines.get(index).is_none_or(|line| line.after_blank);
        let is_below = |index: usize| {
            let first = (0..=index).rev().take_while(|at| known.contains(at)).last().unwrap_or(index);
            let next = (index..).find(|at| !known.contains(at)).unwrap_or(index);
            first > 0 && !after_blank(first) && after_blank(next)
        };
        self.lines.retain(|(index, ..)| !is_below(*index));
    }

    /// Where a question ends that the lines of the next one follow.
    pub(super) fn end(&self, from: usize, to: usize) -> usize {
        let mut end = to;
        while end > from + 1 && self.lines.iter().any(|(index, ..)| index + 1 == end) {
            end -= 1;
        }
        end
    }

    /// Tells a question that begins in this line what stands above it: its own lines, and the topic named last. Gives the
    /// lines that are its own.
    pub(super) fn tell(&self, item: &mut RawItem, from: usize) -> Vec<usize> {
        let mut said = Said::default();
        let above = self.lines.iter().filter(|(index, ..)| *index < from);
        let mut own = Vec::new();
        for (index, about, value) in above {
            let is_own = (*index..from).all(|between| self.lines.iter().any(|(line, ..)| *line == between));
            if is_own || *about == About::Topic {
                said.take(*about, value);
                own.push(*index);
            }
        }
        item.take_said(said);
        own
    }
}

impl RawItem {
    /// What lines beside a question said, where its own do not.
    pub(super) fn take_said(&mut self, said: Said) {
        self.topic = self.topic.take().or(said.topic);
        self.tags.extend(said.tags.into_iter().filter(|tag| !tag.is_empty()));
        self.difficulty = self.difficulty.or(said.difficulty);
        self.points = self.points.or(said.points);
        self.tag = self.tag.or(said.question_type.map(kind));
    }
}

fn kind(choice: Choice) -> Kind {
    match choice {
        Choice::Single => Kind::Single,
        Choice::Either => Kind::Choice,
        Choice::Several => Kind::Multiple,
        Choice::TrueFalse => Kind::TrueFalse,
        Choice::Blank => Kind::Blank,
        Choice::Short => Kind::Short,
    }
}
