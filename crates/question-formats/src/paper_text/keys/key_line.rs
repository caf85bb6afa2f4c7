//! Lines of a key list: numbers and keys, ranges of numbers and their keys.

use super::labels;
use crate::paper_text::lines::Slice;
use crate::paper_text::marks;
use crate::paper_text::scan::Scan;
use crate::paper_text::words::{Kind, truth};

/// What stands for true and false in a list of keys; the longer of two that begin alike first.
const TRUTHS: &[&str] =
    &["正确", "错误", "不正确", "对", "错", "是", "否", "√", "×", "✓", "✗", "✔", "✘", "❌", "∨"];

/// One entry of a key list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::paper_text) struct Entry {
    pub number: u32,
    /// The key as printed; empty when a range gives fewer keys than questions.
    pub key: String,
}

/// A key list's line, read as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::paper_text) struct KeyLine {
    pub entries: Vec<Entry>,
    /// Ranges whose number of keys is wrong: first number, keys found, keys needed.
    pub wrong_ranges: Vec<(u32, usize, usize)>,
    /// Whether a range stood in it, which no ordinary line has.
    pub has_range: bool,
    /// The kind of questions it names.
    pub kind: Option<Kind>,
}

/// Reads a line that holds nothing but numbers and keys: `1-5 ABCDE`, `6. √  7. ×`, `21-23 AB ACD B`.
pub(in crate::paper_text) fn key_line(slice: Slice<'_>) -> Option<KeyLine> {
    let mut scan = Scan::new(slice.view);
    let mut line = KeyLine::default();
    loop {
        scan.skip(|one| " ,;、。.|".contains(one));
        if scan.is_done() {
            break;
        }
        if let Some(kind) = marks::key_list_prefix(&mut scan) {
            line.kind = line.kind.or(kind);
        }
        one_entry(&mut scan, &mut line)?;
    }
    (!line.entries.is_empty() || !line.wrong_ranges.is_empty()).then_some(line)
}

fn one_entry(scan: &mut Scan<'_>, line: &mut KeyLine) -> Option<()> {
    scan.eat_word("第");
    scan.eat(|one| one == '(');
    let first = scan.number(4)?;
    let mut ahead = *scan;
    ahead.spaces();
    ahead.eat_word("题");
    let is_range = ahead.skip(|one| "-~—–―至到".contains(one)) > 0;
    if is_range {
        ahead.spaces();
        ahead.eat_word("第");
        let last = ahead.number(4)?;
        *scan = ahead;
        skip_entry_mark(scan);
        return range(scan, line, first, last);
    }
    skip_entry_mark(scan);
    let key = one_key(scan)?;
    line.entries.push(Entry { number: first, key });
    Some(())
}

fn skip_entry_mark(scan: &mut Scan<'_>) {
    scan.spaces();
    scan.eat_word("题");
    scan.skip(|one| " .、:)。,(".contains(one));
}

/// One key: letters that belong together, or a truth word.
fn one_key(scan: &mut Scan<'_>) -> Option<String> {
    let start = *scan;
    let letters = scan.skip(|one| one.is_ascii_uppercase() || one.is_ascii_lowercase());
    if letters == 0 {
        scan.eat_any(TRUTHS)?;
    }
    let key: String = start.rest().iter().take(scan.at - start.at).collect();
    let fits = letters == 0 || labels(&key).is_some() || truth(&key).is_some();
    scan.eat(|one| one == ')');
    let ends =
        scan.peek().is_none_or(|next| next == ' ' || ",;、。.|".contains(next) || next.is_ascii_digit());
    (fits && ends).then_some(key)
}

fn range(scan: &mut Scan<'_>, line: &mut KeyLine, first: u32, last: u32) -> Option<()> {
    let needed = usize::try_from(last.checked_sub(first)?).ok()? + 1;
    if needed > 500 {
        return None;
    }
    let mut groups: Vec<String> = Vec::new();
    loop {
        let mut ahead = *scan;
        ahead.skip(|one| " ,、;。.|/".contains(one));
        let begins_next = ahead.peek().is_some_and(|one| one.is_ascii_digit() || one == '第' || one == '(');
        if ahead.is_done() || begins_next {
            break;
        }
        let start = ahead;
        let letters = ahead.skip(|one| one.is_ascii_alphabetic());
        if letters == 0 {
            ahead.eat_any(TRUTHS)?;
        }
        groups.push(start.rest().iter().take(ahead.at - start.at).collect());
        *scan = ahead;
    }
    line.has_range = true;
    let singles: Vec<String> = groups.iter().flat_map(|group| split_group(group)).collect();
    let keys = if groups.len() == needed {
        groups
    } else if singles.len() == needed {
        singles
    } else {
        line.wrong_ranges.push((first, singles.len(), needed));
        return Some(());
    };
    if !keys.iter().all(|key| labels(key).is_some() || truth(key).is_some()) {
        return None;
    }
    line.entries.extend((first..=last).zip(keys).map(|(number, key)| Entry { number, key }));
    Some(())
}

fn split_group(group: &str) -> Vec<String> {
    if group.is_ascii() { group.chars().map(|one| one.to_string()).collect() } else { vec![group.to_owned()] }
}
