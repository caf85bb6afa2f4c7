//! Papers that are nothing but a numbered list of questions to answer in words: no heading, no options, no keys.

use super::lines::Line;
use super::marks::{self, Section, Style};
use super::options::{self, Strength};
use super::regions::Region;
use super::tags::{self, Tag};
use super::words::{self, Kind};

/// Questions that make a paper; a shorter list may be part of anything.
const FEWEST: usize = 5;

/// Makes the one region of such a paper a section of questions answered in words.
pub(super) fn mark(lines: &[Line], regions: &mut [Region]) {
    if let [region] = regions
        && region.headings.is_empty()
        && is_list_of_questions(lines)
    {
        region.section =
            Some(Section {
                kind: Kind::Short, name: "问答题", points: None, a_is: None, is_key_list: false
            });
    }
}

fn is_list_of_questions(lines: &[Line]) -> bool {
    let has_label = |line: &Line| {
        options::leading(line.all()).is_some_and(|mark| mark.letter <= 'B' && mark.strength >= Strength::Weak)
    };
    let has_answer = |line: &Line| tags::cut(line.all()).iter().any(|piece| piece.tag == Some(Tag::Answer));
    if lines.iter().any(|line| has_label(line) || has_answer(line)) {
        return false;
    }
    let numbered: Vec<(u32, bool)> = lines
        .iter()
        .filter_map(|line| {
            let mark = marks::number(&line.view).filter(|mark| mark.style == Style::Mark)?;
            Some((mark.value, words::is_question(&line.all().from(mark.content).plain())))
        })
        .collect();
    let steps = numbered.windows(2).filter(|pair| matches!(pair, [(one, _), (next, _)] if *next == one + 1));
    let asking = numbered.iter().filter(|(_, asks)| *asks).count();
    numbered.len() >= FEWEST
        && steps.count() * 10 >= (numbered.len() - 1) * 8
        && asking * 10 >= numbered.len() * 6
}
