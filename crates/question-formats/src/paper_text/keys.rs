//! Keys: in brackets, after a tag, and in lists at the end of a paper.

use super::lines::Slice;
use super::marks;
use super::scan::Scan;
use super::words::{Kind, is_plain_truth, truth};

/// A bracket in a stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bracket {
    /// Position of the opening bracket.
    pub open: usize,
    /// Position after the closing bracket.
    pub end: usize,
    pub content: Content,
}

/// What a bracket holds, as far as keys are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Empty,
    /// Labels, sorted, each once.
    Labels(Vec<char>),
    Truth(bool),
    /// A letter or word that means true or false only where such questions are asked.
    MaybeTruth(bool),
    Other,
}

/// The brackets of a stem, innermost first where they are nested.
pub(super) fn brackets(view: &[char]) -> Vec<Bracket> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in view.iter().enumerate() {
        match character {
            '(' | '【' | '[' => open = Some(at),
            ')' | '】' | ']' => {
                if let Some(start) = open.take() {
                    let (start, end) = widen(view, start, at + 1);
                    let inside = view.get(start..end).unwrap_or_default();
                    let content = if is_call(view, start, inside) { Content::Other } else { content(inside) };
                    found.push(Bracket { open: start, end, content });
                }
            }
            _ => {}
        }
    }
    if let Some(start) = open {
        found.extend(unclosed(view, start));
    }
    found
}

/// `main()`, `add(b)`, `if (true) {`: brackets of a program, not of a paper.
fn is_call(view: &[char], open: usize, inside: &[char]) -> bool {
    let before = open.checked_sub(1).and_then(|at| view.get(at));
    let after_name =
        before.is_some_and(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || "_}]".contains(*one));
    after_name
        && inside.first() == Some(&'(')
        && !inside.iter().any(char::is_ascii_uppercase)
        && inside.iter().all(char::is_ascii)
        && !inside.contains(&' ')
}

/// Takes in brackets that hold nothing but this bracket.
fn widen(view: &[char], mut start: usize, mut end: usize) -> (usize, usize) {
    loop {
        let before = view.get(..start).unwrap_or_default().iter().rposition(|one| *one != ' ');
        let after =
            view.get(end..).unwrap_or_default().iter().position(|one| *one != ' ').map(|offset| end + offset);
        match (before, after) {
            (Some(left), Some(right))
                if view.get(left).is_some_and(|one| "([【".contains(*one))
                    && view.get(right).is_some_and(|one| ")]】".contains(*one)) =>
            {
                start = left;
                end = right + 1;
            }
            _ => return (start, end),
        }
    }
}

/// `（ABCD。` at the end of a line: the right bracket was forgotten.
fn unclosed(view: &[char], start: usize) -> Option<Bracket> {
    let mut scan = Scan::starting_at(view, start + 1);
    scan.skip(|one| one.is_ascii_uppercase() || one == ' ' || "√×✓✗对错".contains(one));
    let end = scan.at;
    scan.skip(|one| "。.?;, ".contains(one));
    if !scan.is_done() || end == start + 1 {
        return None;
    }
    let found = content(view.get(start..end)?);
    (found != Content::Empty && found != Content::Other).then_some(Bracket {
        open: start,
        end,
        content: found,
    })
}

fn content(with_brackets: &[char]) -> Content {
    let text: String = with_brackets
        .iter()
        .filter(|one| !matches!(one, '(' | ')' | '[' | ']' | '【' | '】' | ' ' | '_'))
        .collect();
    if text.is_empty() || text.chars().all(|one| ".、,".contains(one)) {
        return Content::Empty;
    }
    if let Some(labels) = labels(&text) {
        // T and F are letters too, but no paper has twenty options.
        return Content::Labels(labels);
    }
    match truth(&text) {
        // `if (true)` is code: an English word counts where it closes a statement.
        Some(value) if is_plain_truth(&text) && !text.is_ascii() => Content::Truth(value),
        Some(value) => Content::MaybeTruth(value),
        None => Content::Other,
    }
}

/// The word true or false in a bracket at the end of a statement, or its letter (T or F, Y or N) after the end of a
/// sentence. Inside a sentence such a bracket holds a unit or an abbreviation.
pub(super) fn closes_statement(view: &[char], bracket: &Bracket) -> Option<bool> {
    let inside: String =
        view.get(bracket.open..bracket.end)?.iter().filter(|one| one.is_alphanumeric()).collect();
    let before = view.get(..bracket.open)?.iter().rev().find(|one| **one != ' ')?;
    let at_end = view.get(bracket.end..)?.iter().all(|one| " 。.".contains(*one));
    let letter = matches!(inside.as_str(), "T" | "F" | "Y" | "N") && "。.?!".contains(*before);
    let word = inside.is_ascii() && is_plain_truth(&inside);
    (at_end && (letter || word)).then(|| truth(&inside)).flatten()
}

/// A key at the very end of a stem without brackets, after a colon, question mark or full stop; gives where it
/// begins. After a mere space it may be a name (维生素 D).
pub(super) fn trailing(view: &[char]) -> Option<(Key, usize)> {
    let end = view.iter().rposition(|one| *one != ' ')? + 1;
    let trimmed = view.get(..end)?;
    let start = trimmed.iter().rposition(|one| " :?。.!_".contains(*one))? + 1;
    let word: String = trimmed.get(start..)?.iter().collect();
    let before = trimmed.get(..start)?.iter().rev().find(|one| **one != ' ')?;
    let after_mark = ":?。!_".contains(*before) || *before == '.';
    if !after_mark || word.chars().count() > 8 {
        return None;
    }
    // `…每( )年复审一次。C`: after a full stop, where the gap is left open.
    let is_open = || brackets(trimmed).iter().any(|bracket| bracket.content == Content::Empty);
    if word.chars().all(|one| one.is_ascii_uppercase()) && (!matches!(before, '.' | '。') || is_open()) {
        return labels(&word).map(|found| (Key::Labels(found), start));
    }
    let truth_after_sentence = is_plain_truth(&word) && matches!(before, '。' | '.' | '!');
    truth_after_sentence.then(|| truth(&word).map(|value| (Key::Truth(value), start))).flatten()
}

/// A mark or letter for true or false at the very end of a statement, where such questions are asked.
pub(super) fn trailing_truth(view: &[char]) -> Option<(bool, usize)> {
    let end = view.iter().rposition(|one| !" 。.".contains(*one))?;
    let last = view.get(end)?.to_string();
    let before = view.get(..end)?.iter().rev().find(|one| **one != ' ')?;
    let is_mark = is_plain_truth(&last) && !last.chars().all(|one| "对错是否真假".contains(one));
    let is_letter = matches!(last.as_str(), "T" | "F") && "。.!".contains(*before);
    if is_mark || is_letter { truth(&last).map(|value| (value, end)) } else { None }
}

/// Labels with or without separators, sorted, each once: `ACB`, `A、C`, `a c`.
pub(super) fn labels(text: &str) -> Option<Vec<char>> {
    let mut found = Vec::new();
    let mut lower = 0;
    for character in text.chars() {
        match character {
            'A'..='P' => found.push(character),
            'a'..='p' => {
                lower += 1;
                found.push(character.to_ascii_uppercase());
            }
            ' ' | '(' | ')' | ',' | '、' | ';' | '/' | '|' | '，' | '；' | '.' | '。' | '&' | '+'
            | '\u{3000}' => {}
            _ => return None,
        }
    }
    if found.is_empty() || found.len() > 16 || lower > 0 && lower < found.len() {
        return None;
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// What the text after an answer tag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Labels(Vec<char>),
    Truth(bool),
    /// Text that is no label and no truth word.
    Text,
    /// Nothing, or a word that says there is none.
    Nothing,
}

/// Reads the text after an answer tag; the second value is what follows the key.
///
/// `option_texts` gives the options by label, so that a key that repeats an option's text is understood.
pub(super) fn answer(printed: &str, option_texts: &[(char, String)]) -> (Key, String) {
    let plain: String = printed.chars().map(to_plain).collect();
    let text = plain.trim().trim_start_matches([':', '：']).trim();
    let text = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text).trim();
    let text = text.strip_prefix('选').map_or(text, str::trim);
    let bare = text.trim_end_matches(['。', '.', ';', '；', ',', '，', '、', '!', ' ', '\\']);
    // Lines to write on are no answer.
    let is_drawn = bare.chars().all(|one| one == '_' || one.is_whitespace());
    if is_drawn || matches!(bare, "略" | "无" | "暂无" | "没有" | "/" | "-") {
        return (Key::Nothing, String::new());
    }
    // `no` is a word, not the labels N and O.
    let is_word = bare.chars().count() > 1 && truth(bare).is_some();
    if let Some(found) = labels(bare).filter(|_| !is_word) {
        return (Key::Labels(found), String::new());
    }
    if let Some(value) = truth(bare) {
        return (Key::Truth(value), String::new());
    }
    if let Some(found) = labels_with_texts(bare, option_texts) {
        return (Key::Labels(found), String::new());
    }
    if let Some((key, rest)) = key_then_text(text, option_texts) {
        return (key, as_printed(printed, &plain, &rest));
    }
    (Key::Text, String::new())
}

/// A part of a plain copy as it was printed.
fn as_printed(printed: &str, plain: &str, part: &str) -> String {
    let before = plain.rfind(part).and_then(|at| plain.get(..at)).unwrap_or_default();
    printed.chars().skip(before.chars().count()).take(part.chars().count()).collect()
}

fn to_plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' | '\t' | '\n' => ' ',
        '【' | '[' => '(',
        '】' | ']' => ')',
        other => super::traditional::simplified(other),
    }
}

/// The key is given as texts, with labels or without: `A.甲┋C.丙`, `B、乙`, `甲`.
fn labels_with_texts(text: &str, options: &[(char, String)]) -> Option<Vec<char>> {
    let compare = |one: &str| crate::fingerprint::comparable(one.trim_matches(['。', '.', ';', '，', ',']));
    let mut found = Vec::new();
    for part in text.split(['┋', '║', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let mut characters = part.chars();
        let first = characters.next()?;
        let rest = characters.as_str().trim_start_matches(['.', '、', ':', ')', '．', ' ']);
        let by_label = options.iter().find(|(label, text)| {
            *label == first.to_ascii_uppercase() && !rest.is_empty() && compare(text) == compare(rest)
        });
        let mut by_text =
            options.iter().filter(|(_, text)| !text.is_empty() && compare(text) == compare(part));
        let label = match by_label {
            Some((label, _)) => *label,
            None => {
                let (label, _) = by_text.next()?;
                if by_text.next().is_some() {
                    return None;
                }
                *label
            }
        };
        found.push(label);
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty()).then_some(found)
}

/// A key and then something else: `B。因为…`, `A（第3章）`, `C 解释`. Doubt about the key makes it no key.
fn key_then_text(text: &str, options: &[(char, String)]) -> Option<(Key, String)> {
    let characters: Vec<char> = text.chars().collect();
    let mut scan = Scan::new(&characters);
    let mut letters = String::new();
    while let Some(letter) = scan.eat(|one| one.is_ascii_uppercase()) {
        letters.push(letter);
        let mut ahead = scan;
        ahead.skip(|one| ", 、;".contains(one));
        let label_follows = ahead.peek().is_some_and(|one| one.is_ascii_uppercase())
            && !ahead.peek_at(1).is_some_and(|one| one.is_ascii_lowercase() || one == '.');
        if label_follows {
            scan = ahead;
        }
    }
    let (key, at) = if letters.is_empty() {
        truth_then_text(&characters)?
    } else {
        (Key::Labels(labels(&letters)?), scan.at)
    };
    let rest: String = characters.get(at..)?.iter().collect();
    let follows = rest.chars().next()?;
    let separated = " (。.,;:、\n".contains(follows);
    let trimmed = rest.trim_start_matches([' ', '。', '.', ',', ';', ':', '、', ')', '\n']);
    let doubtful = ["或", "和", "及", "与", "?", "也", "还是", "/", "不", "都", "错", "不确定"]
        .iter()
        .any(|word| trimmed.starts_with(word));
    if !separated || doubtful {
        return None;
    }
    // `B. 签约` where option B is something else is not a key with an explanation but a puzzle.
    if let Key::Labels(found) = &key
        && let ([label], Some('.' | '、')) = (found.as_slice(), rest.chars().next())
        && let Some((_, option)) = options.iter().find(|(letter, _)| letter == label)
    {
        let same =
            crate::fingerprint::comparable(trimmed).starts_with(&crate::fingerprint::comparable(option));
        if !same && trimmed.chars().count() <= 30 && !option.is_empty() && follows != '。' {
            let other = options.iter().any(|(letter, text)| {
                letter != label
                    && crate::fingerprint::comparable(text) == crate::fingerprint::comparable(trimmed)
            });
            if other {
                return None;
            }
        }
    }
    Some((key, trimmed.to_owned()))
}

fn truth_then_text(characters: &[char]) -> Option<(Key, usize)> {
    let end = characters.iter().position(|one| " (。.,;:、\n".contains(*one))?;
    let word: String = characters.get(..end)?.iter().collect();
    is_plain_truth(&word).then(|| truth(&word).map(|value| (Key::Truth(value), end))).flatten()
}

/// One entry of a key list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub number: u32,
    /// The key as printed; empty when a range gives fewer keys than questions.
    pub key: String,
}

/// A key list's line, read as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyLine {
    pub entries: Vec<Entry>,
    /// Ranges whose number of keys is wrong: first number, keys found, keys needed.
    pub wrong_ranges: Vec<(u32, usize, usize)>,
    /// Whether a range stood in it, which no ordinary line has.
    pub has_range: bool,
    /// The kind of questions it names.
    pub kind: Option<Kind>,
}

/// Reads a line that holds nothing but numbers and keys: `1-5 ABCDE`, `6. √  7. ×`, `21-23 AB ACD B`.
pub(super) fn key_line(slice: Slice<'_>) -> Option<KeyLine> {
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
        scan.eat_any(&[
            "正确",
            "错误",
            "不正确",
            "对",
            "错",
            "是",
            "否",
            "√",
            "×",
            "✓",
            "✗",
            "✔",
            "✘",
            "❌",
            "∨",
        ])?;
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
            ahead.eat_any(&[
                "正确",
                "错误",
                "不正确",
                "对",
                "错",
                "是",
                "否",
                "√",
                "×",
                "✓",
                "✗",
                "✔",
                "✘",
                "❌",
                "∨",
            ])?;
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::super::lines;
    use super::*;

    fn entries(text: &str) -> Vec<(u32, String)> {
        let line = lines::split(text).remove(0);
        key_line(line.all())
            .map(|found| found.entries.into_iter().map(|entry| (entry.number, entry.key)).collect())
            .unwrap_or_default()
    }

    fn pairs(expected: &[(u32, &str)]) -> Vec<(u32, String)> {
        expected.iter().map(|(number, key)| (*number, (*key).to_owned())).collect()
    }

    fn options() -> Vec<(char, String)> {
        vec![('A', "报价".to_owned()), ('B', "约见客户".to_owned()), ('C', "签约".to_owned())]
    }

    #[test]
    fn key_brackets_are_read_with_spaces_and_without_an_end() {
        let content = |text: &str| {
            let line = lines::split(text).remove(0);
            brackets(&line.view).last().unwrap().content.clone()
        };
        assert_eq!(content("是什么（ A C ）"), Content::Labels(vec!['A', 'C']));
        assert_eq!(content("是什么（ABCD。"), Content::Labels(vec!['A', 'B', 'C', 'D']));
        assert_eq!(content("是什么（（B））"), Content::Labels(vec!['B']));
        assert_eq!(content("是什么（　√　）"), Content::Truth(true));
        assert_eq!(content("是什么（　）"), Content::Empty);
        assert_eq!(content("每吨(T)"), Content::MaybeTruth(true));
        assert_eq!(content("业务(或揽收)"), Content::Other);
    }

    #[test]
    fn answers_are_read_in_every_spelling() {
        let key = |text: &str| answer(text, &options()).0;
        assert_eq!(key("B"), Key::Labels(vec!['B']));
        assert_eq!(key("CB"), Key::Labels(vec!['B', 'C']));
        assert_eq!(key("A, B, C"), Key::Labels(vec!['A', 'B', 'C']));
        assert_eq!(key("A、B、C、"), Key::Labels(vec!['A', 'B', 'C']));
        assert_eq!(key("b"), Key::Labels(vec!['B']));
        assert_eq!(key("A.报价┋C.签约"), Key::Labels(vec!['A', 'C']));
        assert_eq!(key("B、约见客户"), Key::Labels(vec!['B']));
        assert_eq!(key("签约"), Key::Labels(vec!['C']));
        assert_eq!(key("√"), Key::Truth(true));
        assert_eq!(key("错误。"), Key::Truth(false));
        assert_eq!(
            answer("B。先约见，再报价。", &options()),
            (Key::Labels(vec!['B']), "先约见，再报价。".to_owned())
        );
    }

    #[test]
    fn a_doubtful_answer_is_no_key() {
        let key = |text: &str| answer(text, &options()).0;
        assert_eq!(key("全错。"), Key::Text);
        assert_eq!(key("A或者D这题没查到"), Key::Text);
        assert_eq!(key("D经理不同意"), Key::Text);
        assert_eq!(key("略"), Key::Nothing);
        assert_eq!(key(""), Key::Nothing);
        assert_eq!(key("____"), Key::Nothing);
    }

    #[test]
    fn key_lists_are_read_as_ranges_and_one_by_one() {
        assert_eq!(entries("1-3 ACD"), pairs(&[(1, "A"), (2, "C"), (3, "D")]));
        assert_eq!(
            entries("7~9：A C D  10. √  11. AC"),
            pairs(&[(7, "A"), (8, "C"), (9, "D"), (10, "√"), (11, "AC")])
        );
        assert_eq!(entries("21-23 AB ACD BC"), pairs(&[(21, "AB"), (22, "ACD"), (23, "BC")]));
        assert_eq!(entries("1.A 2.B 3.C"), pairs(&[(1, "A"), (2, "B"), (3, "C")]));
        assert_eq!(entries("1、对；2、错"), pairs(&[(1, "对"), (2, "错")]));
        assert_eq!(entries("31-33 √×√"), pairs(&[(31, "√"), (32, "×"), (33, "√")]));
        assert!(entries("1. 甲方 2. 乙方").is_empty());
        assert!(entries("1-2年的合约").is_empty());
    }

    #[test]
    fn a_range_with_the_wrong_number_of_keys_gives_none() {
        let line = lines::split("1-5 ABCD").remove(0);
        let found = key_line(line.all()).unwrap();
        assert!(found.entries.is_empty());
        assert_eq!(found.wrong_ranges[0], (1, 4, 5));
    }
}
