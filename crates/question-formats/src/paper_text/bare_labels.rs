//! Labels that stand alone on their lines, without a mark: `A`, and the option on the next line.
//!
//! A letter alone may be anything; where the next letter stands alone a few lines below, both are labels and get the
//! mark that the grammar looks for.

use super::lines::Line;
use super::looks::Look;
use super::options::next_letter;

/// Lines that an option under such a label may have.
const LONGEST: usize = 6;

/// Marks the labels of each run that begins with `A`.
pub(super) fn mark(lines: &mut [Line]) {
    let mut at = 0;
    while at < lines.len() {
        let mut run = vec![at];
        let mut letter = 'A';
        if lines.get(at).and_then(label) == Some(letter) {
            while let Some(next) = run.last().and_then(|last| find(lines, last + 1, next_letter(letter))) {
                letter = next_letter(letter);
                run.push(next);
            }
        }
        at = run.last().map_or(at, |last| *last) + 1;
        if run.len() > 1 {
            run.into_iter().for_each(|index| add_mark(lines, index));
        }
    }
}

/// The next line that is a letter, where something stands between.
fn find(lines: &[Line], from: usize, letter: char) -> Option<usize> {
    let ahead = lines.iter().enumerate().skip(from + 1).take(LONGEST);
    ahead
        .take_while(|(_, line)| label(line).is_none_or(|found| found == letter))
        .find_map(|(index, line)| (label(line) == Some(letter)).then_some(index))
}

fn label(line: &Line) -> Option<char> {
    match line.all().trim().view {
        [letter @ 'A'..='H'] => Some(*letter),
        _ => None,
    }
}

fn add_mark(lines: &mut [Line], index: usize) {
    let Some(line) = lines.get_mut(index) else { return };
    line.raw.push('.');
    line.view.push('.');
    if !line.looks.is_empty() {
        line.looks.push(Look::PLAIN);
    }
}
