//! Finding the options in a line, whether each has a line of its own or several are run together.

use std::collections::HashMap;

use super::lines::Slice;
use super::right_marks;

/// How sure it is that a letter is a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Glued to the letters of the option before: `A、LANB、MAN`.
    Sunk,
    /// Only followed by Chinese: `A县级`.
    Feeble,
    /// Followed by a space: `A 县级`.
    Weak,
    /// With a mark, but glued to the text before it: `整体性C.营销`.
    Glued,
    /// With a mark or in brackets, at the beginning or after a space.
    Firm,
}

/// A letter that may be a label.
#[derive(Clone, Copy, Debug)]
pub(super) struct LabelMark {
    /// The letter in upper case.
    pub letter: char,
    /// Where the mark begins.
    pub start: usize,
    /// Where the option's text begins.
    pub text: usize,
    pub strength: Strength,
    pub bracketed: bool,
}

/// The letter after another.
pub(super) fn next_letter(letter: char) -> char {
    char::from_u32(u32::from(letter) + 1).unwrap_or('Z')
}

/// Every letter of a line that may be a label.
pub(super) fn marks(view: &[char]) -> Vec<LabelMark> {
    (0..view.len()).filter_map(|at| mark_at(view, at)).collect()
}

fn mark_at(view: &[char], at: usize) -> Option<LabelMark> {
    let character = *view.get(at)?;
    let before = at.checked_sub(1).and_then(|index| view.get(index)).copied();
    if "([【".contains(character) {
        return bracketed_mark(view, at);
    }
    if is_sunk(view, at) {
        return Some(LabelMark {
            letter: character,
            start: at,
            text: at + 2,
            strength: Strength::Sunk,
            bracketed: false,
        });
    }
    let after_number = before.is_some_and(|one| one.is_ascii_digit())
        && character.is_ascii_uppercase()
        && view.get(at + 1).is_some_and(|one| matches!(one, '.' | '、'));
    if !character.is_ascii_alphabetic()
        || before.is_some_and(|one| one.is_ascii_alphanumeric() || "\"“‘'-/&+_".contains(one))
            && !after_number
    {
        return None;
    }
    // A label in brackets was found at its bracket.
    if before.is_some_and(|one| "([【".contains(one)) {
        return None;
    }
    let letter = character.to_ascii_uppercase();
    if letter > 'P' {
        return None;
    }
    let at_start = before.is_none_or(|one| one == ' ') || before.is_some_and(|one| ")】]。;?".contains(one));
    let mut text = at + 1;
    while view.get(text) == Some(&' ') {
        text += 1;
    }
    let spaced = text > at + 1;
    let next = view.get(text).copied();
    let Some(next) = next else {
        // A letter alone on its line may be a label whose text follows on the next one; without a mark it is not.
        return None;
    };
    if ".、:)】],;。".contains(next) {
        let after = view.get(text + 1).copied();
        if next == ':' && after.is_some_and(|one| one == '/' || one == '\\') {
            return None;
        }
        if ",;。".contains(next) && !at_start {
            return None;
        }
        let lower_alone = character.is_ascii_lowercase() && !at_start;
        if lower_alone {
            return None;
        }
        let text = after_marks(view, text + 1);
        let strength = if at_start { Strength::Firm } else { Strength::Glued };
        return Some(LabelMark { letter, start: at, text, strength, bracketed: false });
    }
    if character.is_ascii_lowercase() {
        return None;
    }
    if spaced && at_start {
        return Some(LabelMark { letter, start: at, text, strength: Strength::Weak, bracketed: false });
    }
    // `催款 、回访C 回访`: the space before the label is missing.
    if spaced && before.is_some_and(is_cjk) && is_cjk(next) {
        return Some(LabelMark { letter, start: at, text, strength: Strength::Feeble, bracketed: false });
    }
    let glued =
        !spaced && (is_cjk(next) || "(《“\"①②③④⑤".contains(next) || next.is_ascii_digit() && at_start);
    glued.then_some(LabelMark { letter, start: at, text, strength: Strength::Feeble, bracketed: false })
}

/// After more marks that slipped in and the spaces after them; a mark after a space begins the text: `A. .mdf`.
fn after_marks(view: &[char], from: usize) -> usize {
    let rest = view.get(from..).unwrap_or_default();
    let marks = rest.iter().take_while(|one| matches!(one, '.' | '、')).count();
    from + marks + rest.iter().skip(marks).take_while(|one| **one == ' ').count()
}

/// One of the letters B to D with a mark, right after another letter.
fn is_sunk(view: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|index| view.get(index));
    view.get(at).is_some_and(|one| ('B'..='D').contains(one))
        && before.is_some_and(char::is_ascii_alphabetic)
        && view.get(at + 1).is_some_and(|one| matches!(one, '、' | '.'))
        && view.get(at + 2).is_some()
}

/// `(A)`, `[A]`, `【A】`, each with a mark after it or not.
fn bracketed_mark(view: &[char], at: usize) -> Option<LabelMark> {
    let open = *view.get(at)?;
    let mut inside = at + 1;
    while view.get(inside) == Some(&' ') {
        inside += 1;
    }
    let letter = view.get(inside).copied().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let mut close = inside + 1;
    while view.get(close) == Some(&' ') {
        close += 1;
    }
    let wanted = match open {
        '(' => ')',
        '[' => ']',
        _ => '】',
    };
    if view.get(close) != Some(&wanted) || letter > 'P' {
        return None;
    }
    let mut text = close + 1;
    while view.get(text).is_some_and(|one| matches!(one, ' ' | '.' | '、' | ':')) {
        text += 1;
    }
    let before = at.checked_sub(1).and_then(|index| view.get(index)).copied();
    let at_start = before.is_none_or(|one| one == ' ');
    let strength = if at_start { Strength::Firm } else { Strength::Glued };
    Some(LabelMark { letter, start: at, text, strength, bracketed: true })
}

pub(super) fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Finds the labels that go on from `expected` in one line.
///
/// `first_may_be_inline` tells whether the first label may stand after other text (a stem); `following` is the
/// label at the beginning of the next line, which a doubtful letter here must not take the place of.
pub(super) fn run(
    slice: Slice<'_>,
    expected: char,
    first_may_be_inline: bool,
    following: Option<char>,
) -> Vec<LabelMark> {
    let all = marks(slice.view);
    let unbracketed = chain(slice, &all, expected, first_may_be_inline, following, false);
    let bracketed = chain(slice, &all, expected, first_may_be_inline, following, true);
    if bracketed.len() > unbracketed.len() { bracketed } else { unbracketed }
}

fn chain(
    slice: Slice<'_>,
    all: &[LabelMark],
    expected: char,
    first_may_be_inline: bool,
    following: Option<char>,
    bracketed: bool,
) -> Vec<LabelMark> {
    let mut found: Vec<LabelMark> = Vec::new();
    let sure = last_sure(all);
    let mut letter = expected;
    let mut from = 0;
    while let Some(mark) =
        best(slice, all, &sure, letter, from, bracketed, following, found.last().map(|mark| mark.strength))
    {
        from = mark.text.max(mark.start + 1);
        found.push(mark);
        letter = next_letter(letter);
    }
    prune(slice, &mut found, first_may_be_inline, following);
    found
}

/// Where the last mark stands that is surely a label, by letter.
fn last_sure(all: &[LabelMark]) -> HashMap<char, usize> {
    all.iter().filter(|mark| mark.strength >= Strength::Glued).map(|mark| (mark.letter, mark.start)).collect()
}

/// The surest mark of a letter after a position; the first of equals.
#[expect(clippy::too_many_arguments, reason = "one decision that needs all of its surroundings")]
fn best(
    slice: Slice<'_>,
    all: &[LabelMark],
    sure: &HashMap<char, usize>,
    letter: char,
    from: usize,
    bracketed: bool,
    following: Option<char>,
    last_found: Option<Strength>,
) -> Option<LabelMark> {
    let has_found = last_found.is_some();
    let later_any =
        |after: usize, wanted: char| all.iter().any(|mark| mark.letter == wanted && mark.start > after);
    let later_weak = |after: usize, wanted: char| {
        all.iter().any(|mark| mark.letter == wanted && mark.start > after && mark.strength >= Strength::Weak)
    };
    let later_firm = |after: usize, wanted: char| sure.get(&wanted).is_some_and(|last| *last > after);
    let text_start = slice.view.iter().take_while(|one| **one == ' ' || right_marks::is_lead(**one)).count();
    let limit = all
        .iter()
        .filter(|mark| {
            mark.letter == next_letter(letter) && mark.start >= from && mark.strength == Strength::Firm
        })
        .map(|mark| mark.start)
        .next();
    let mut best: Option<LabelMark> = None;
    for mark in
        all.iter().filter(|mark| mark.letter == letter && mark.start >= from && mark.bracketed == bracketed)
    {
        if limit.is_some_and(|limit| mark.start > limit) && best.is_some() {
            break;
        }
        let line_start = mark.start <= text_start;
        let allowed = match mark.strength {
            Strength::Sunk => {
                let run_together = matches!(last_found, Some(Strength::Sunk | Strength::Glued));
                following != Some(letter)
                    && (run_together && letter == 'D'
                        || has_found && later_any(mark.start, next_letter(letter)))
            }
            Strength::Firm | Strength::Glued => true,
            Strength::Weak => {
                following != Some(letter)
                    && (line_start
                        || has_found
                        || later_firm(mark.start, next_letter(letter))
                        || follows_stem_end(slice, mark.start))
            }
            Strength::Feeble => {
                let after_break = mark
                    .start
                    .checked_sub(1)
                    .and_then(|index| slice.view.get(index))
                    .is_none_or(|one| " )】".contains(*one));
                following != Some(letter)
                    && (line_start
                        || after_break && (has_found || later_firm(mark.start, next_letter(letter)))
                        || has_found && later_firm(mark.start, next_letter(letter))
                        || has_found
                            && spaced_after(slice, mark)
                            && later_weak(mark.start, next_letter(letter)))
            }
        };
        if allowed && best.is_none_or(|current| mark.strength > current.strength) {
            best = Some(*mark);
        }
    }
    best
}

/// Whether a space stands between a label and its text.
fn spaced_after(slice: Slice<'_>, mark: &LabelMark) -> bool {
    mark.text > mark.start + 1 && slice.view.get(mark.start + 1) == Some(&' ')
}

/// Whether what stands before a position ends as a stem does.
fn follows_stem_end(slice: Slice<'_>, at: usize) -> bool {
    let before = slice.view.get(..at).unwrap_or_default().iter().rev().find(|one| **one != ' ');
    before.is_some_and(|one| "。.?:)】".contains(*one))
}

/// Takes back what turned out to be part of a sentence.
fn prune(slice: Slice<'_>, found: &mut Vec<LabelMark>, first_may_be_inline: bool, following: Option<char>) {
    // `A、B两家公司`: labels without text between them name things. The last may go on in the next line.
    for index in 0..found.len() {
        let (Some(mark), next) = (found.get(index), found.get(index + 1)) else { break };
        let Some(next) = next else { break };
        if slice.range(mark.text, next.start).is_blank() && mark.strength != Strength::Firm {
            found.truncate(index);
            break;
        }
        let separated = slice.range(mark.text, next.start).is_blank() && !mark.bracketed;
        let spaced = next.start > 0 && slice.view.get(next.start - 1) == Some(&' ');
        if separated && !spaced {
            found.truncate(index);
            break;
        }
    }
    let Some(first) = found.first().copied() else { return };
    let line_start = is_lead(slice.range(0, first.start));
    if line_start {
        let alone_and_feeble = found.len() == 1 && first.strength <= Strength::Weak;
        if alone_and_feeble && following.is_some_and(|letter| letter != next_letter(first.letter)) {
            found.clear();
        }
        return;
    }
    if !first_may_be_inline {
        found.clear();
        return;
    }
    let sure = found.iter().filter(|mark| mark.strength >= Strength::Glued).count();
    // `…应当由( )接待。A 前台 B 销售 C 经理`: only spaces, but three letters in order after a finished stem.
    let in_row = found.len() >= 3
        && follows_stem_end(slice, first.start)
        && found.iter().filter(|mark| mark.strength < Strength::Weak).count() * 4 <= found.len();
    let next_follows = following == found.last().map(|mark| next_letter(mark.letter));
    let sunk = found.iter().filter(|mark| mark.strength == Strength::Sunk).count();
    let enough = in_row
        || found.len() >= 2 && sure > 0 && sure * 2 >= found.len() - sunk
        || found.len() == 1 && next_follows && first.strength >= Strength::Glued && has_text(slice, first)
        || found.len() == 1
            && next_follows
            && first.strength == Strength::Feeble
            && first.start > 0
            && slice.view.get(first.start - 1).is_some_and(|one| ")】".contains(*one));
    if !enough {
        found.clear();
    }
}

/// Whether words follow a label: `…属于(A)。` holds a key, not an option.
fn has_text(slice: Slice<'_>, mark: LabelMark) -> bool {
    !mark.bracketed || slice.from(mark.text).view.iter().any(|one| one.is_alphanumeric())
}

/// Whether nothing but a box, a ring or a mark stands before a label.
pub(super) fn is_lead(before: Slice<'_>) -> bool {
    before.view.len() <= 4 && before.view.iter().all(|one| *one == ' ' || right_marks::is_lead(*one))
}

/// The label a line begins with, if it begins with one, and how sure that is.
pub(super) fn leading(slice: Slice<'_>) -> Option<LabelMark> {
    let skipped = slice.view.iter().take_while(|one| **one == ' ' || right_marks::is_lead(**one)).count();
    mark_at(slice.view, skipped).or_else(|| bare_label(slice, skipped))
}

/// A line that holds a label and nothing else: its text is on the next line, or was a picture.
fn bare_label(slice: Slice<'_>, at: usize) -> Option<LabelMark> {
    let rest = slice.from(at).trim();
    let [letter] = rest.view else { return None };
    letter.is_ascii_uppercase().then_some(LabelMark {
        letter: *letter,
        start: at,
        text: at + 1,
        strength: Strength::Feeble,
        bracketed: false,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::super::lines::{self, Line};
    use super::*;

    fn line(text: &str) -> Line {
        lines::split(text).remove(0)
    }

    fn texts(source: &str, inline: bool, following: Option<char>) -> Vec<String> {
        let line = line(source);
        let slice = line.all();
        let found = run(slice, 'A', inline, following);
        (0..found.len())
            .map(|index| {
                let end = found.get(index + 1).map_or(slice.view.len(), |next| next.start);
                slice.range(found[index].text, end).text()
            })
            .collect()
    }

    #[test]
    fn options_on_one_line_are_cut_apart() {
        for source in [
            "A. 甲  B. 乙  C. 丙",
            "A、甲 B、乙 C、丙",
            "A．甲\tB．乙\tC．丙",
            "（A）甲（B）乙（C）丙",
            "【A】甲【B】乙【C】丙",
            "[A]甲 [B]乙 [C]丙",
            "A.甲B.乙C.丙",
            "A 甲 B 乙 C 丙",
            "A.甲B乙C.丙",
            "a. 甲 b. 乙 c. 丙",
            "Ａ．甲　Ｂ．乙　Ｃ．丙",
            "A)甲 B)乙 C)丙",
            "A.甲B.乙C.丙",
        ] {
            assert_eq!(texts(source, false, None), ["甲", "乙", "丙"], "{source}");
        }
    }

    #[test]
    fn labels_may_follow_the_digits_of_the_option_before() {
        assert_eq!(texts("A.15B.30%C.60D.90", false, None), ["15", "30%", "60", "90"]);
    }

    #[test]
    fn labels_may_follow_the_letters_of_the_option_before() {
        assert_eq!(texts("A、LANB、MANC、WAND、Internet", false, None), ["LAN", "MAN", "WAN", "Internet"]);
        assert_eq!(texts("A、使用USB、蓝牙", false, Some('B')), ["使用USB、蓝牙"]);
        assert_eq!(texts("A.甲 B.乙 C.支持ADD、SUB", false, None), ["甲", "乙", "支持ADD、SUB"]);
    }

    #[test]
    fn letters_inside_sentences_are_no_labels() {
        for source in [
            "客户为什么向 A 公司投保而不向 B 公司投保",
            "其实A、B两家公司的条件一样",
            "FABE方法中的\"B\"指什么",
            "单位是mA、动作时间是秒",
            "安装在 C:/Tomcat 目录",
            "CIPS系统的特点",
        ] {
            assert!(texts(source, true, None).is_empty(), "{source}");
        }
    }

    #[test]
    fn the_first_option_may_be_glued_to_the_stem() {
        assert_eq!(texts("属于切入点的是?(B)A政策 B.业务", true, Some('C')), ["政策", "业务"]);
        assert_eq!(texts("应当先做什么（）A、底座", true, Some('B')), ["底座"]);
        assert_eq!(texts("样品最多带几件【A】 3", true, Some('B')), ["3"]);
        assert!(texts("样品最多带（A）。", true, Some('B')).is_empty());
    }

    #[test]
    fn a_key_bracket_is_not_the_first_option() {
        assert_eq!(texts("属于竞品的是(A) A.甲 B.乙", true, None), ["甲", "乙"]);
    }
}
