//! Papers whose lines were run together: `…D.其他答案:A解析:…2.下列…`, often a whole paper in one line.
//!
//! A number counts as the beginning of a question only when it is the one that comes next, what stands before it
//! is a whole question, and what follows looks like one.

use super::keys::{self, Content};
use super::lines::{Line, Slice};
use super::marks;
use super::options;
use super::scan::Scan;
use super::tags::{self, Tag};

/// Lines shorter than this are not searched.
const SHORTEST: usize = 50;
/// How far after a number a question is looked for.
const QUESTION: usize = 500;

/// Searches line after line; a question's number may follow one of an earlier line.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// The number that comes next, once a line of this kind was seen.
    expected: Option<u32>,
}

impl Search {
    /// Where a line is to be cut.
    pub(super) fn cuts(&mut self, line: &Line, next_starts: bool) -> Vec<usize> {
        let view = &line.view;
        let begins_with = marks::number(view).filter(|mark| mark.style == marks::Style::Mark);
        let heading = heading_at(view, 0).or_else(|| heading_at(view, after_bracket(view)));
        if view.len() < SHORTEST && self.expected.is_none() && heading.is_none() {
            return Vec::new();
        }
        if begins_with.as_ref().is_some_and(|mark| view.len() < SHORTEST && self.expected != Some(mark.value))
        {
            // A short line with another number shows that the paper is not run together here.
            self.expected = None;
            return Vec::new();
        }
        let mut cuts = Vec::new();
        let mut last = 0;
        let mut in_key_list = false;
        let mut expected = begins_with.as_ref().map(|mark| mark.value + 1).or(self.expected).unwrap_or(1);
        if heading_at(view, 0).is_some() && first_number(view, 0) == Some(1) {
            expected = 1;
        }
        // `十二、` holds no heading `二、`.
        let mut at = Scan::new(view).chinese_number().max(1);
        while at < view.len() {
            let here = view.get(at).copied().unwrap_or(' ');
            if here.is_ascii_digit() {
                let whole = line.all();
                if let Some((start, value)) = number_at(view, at, expected)
                    && (is_question(whole.range(start, (start + QUESTION).min(view.len())), in_key_list)
                        || next_starts && follows_key(view, start) && view.len() - start <= QUESTION)
                    && (in_key_list || !is_list_entry(whole, start, value))
                    && (last == 0 && begins_with.is_none()
                        || cuts.last() == Some(&last) && heading_before(view, last)
                        || is_whole(whole.range(last, start), in_key_list))
                {
                    cuts.push(start);
                    last = start;
                    expected = value + 1;
                }
                while view.get(at).is_some_and(char::is_ascii_digit) {
                    at += 1;
                }
                continue;
            }
            if let Some(is_key_list) = heading_at(view, at) {
                cuts.push(at);
                last = at;
                in_key_list |= is_key_list;
                // Numbers go on or begin again; the first one after the heading decides.
                if first_number(view, at) == Some(1) || is_key_list {
                    expected = 1;
                }
                at += Scan::starting_at(view, at).chinese_number();
            }
            at += 1;
        }
        let goes_on = !cuts.is_empty() || self.expected.is_some();
        self.expected = goes_on.then_some(expected);
        cuts
    }
}

/// The expected number at a position, with a mark and text after it. Its digits may hang on to those of the
/// option before: `D.5002.下列` is 500 and then question 2.
fn number_at(view: &[char], at: usize, expected: u32) -> Option<(usize, u32)> {
    let before = view.get(at.checked_sub(1)?).copied()?;
    let in_option = is_option_number(view, at);
    if matches!(before, '.' | '-' | '~' | '/') && !in_option {
        return None;
    }
    let mut scan = Scan::starting_at(view, at);
    let digits = scan.skip(|one| one.is_ascii_digit());
    scan.eat(|one| matches!(one, '.' | '、'))?;
    if scan.peek().is_none_or(|one| one.is_ascii_digit()) {
        return None;
    }
    // `…Internet8、下列`: after a letter only Chinese text shows that this is no name.
    if before.is_ascii_lowercase() && !scan.peek().is_some_and(options::is_cjk) {
        return None;
    }
    let printed: String = view.get(at..at + digits)?.iter().collect();
    let wanted = expected.to_string();
    let extra = digits.checked_sub(wanted.len())?;
    (printed.ends_with(&wanted) && (extra == 0 || in_option)).then_some((at + extra, expected))
}

/// Digits right after a label and its mark: the text of an option.
fn is_option_number(view: &[char], at: usize) -> bool {
    at.checked_sub(2).and_then(|label| view.get(label)).is_some_and(char::is_ascii_uppercase)
}

/// A heading in the middle of a line; `true` for the heading of a key list.
fn heading_at(view: &[char], at: usize) -> Option<bool> {
    let mut scan = Scan::starting_at(view, at);
    if scan.eat_any(&["参考答案", "答案及解析", "答案与解析", "答案和解析", "标准答案"]).is_some()
    {
        scan.eat_any(&["及解析", "与解析", "和解析"]);
        scan.skip(|one| matches!(one, ' ' | ':'));
        let listed = scan.chinese_number() > 0 && scan.eat(|one| matches!(one, '、' | '.')).is_some()
            || scan.peek() == Some('1') && scan.peek_at(1).is_some_and(|one| matches!(one, '.' | '、' | '-'));
        return listed.then_some(true);
    }
    if scan.chinese_number() == 0 || scan.eat(|one| matches!(one, '、' | '.')).is_none() {
        return None;
    }
    scan.spaces();
    let kind = marks::kind_name(&mut scan)?;
    let named = scan.before() == Some('题')
        || matches!(kind, super::words::Kind::Single | super::words::Kind::Multiple);
    let closed = scan.peek().is_none_or(|one| matches!(one, '(' | ':' | ' ') || one.is_ascii_digit())
        || ["判断下列", "判断以下", "请"].iter().any(|word| scan.sees(word));
    (named && closed).then_some(false)
}

/// `(√)四、简答题`: where the text after a bracket at the beginning of a line stands.
fn after_bracket(view: &[char]) -> usize {
    let closed = view.iter().take(6).position(|one| *one == ')').filter(|_| view.first() == Some(&'('));
    closed.map_or(0, |at| at + 1)
}

/// Whether a cut stands at a heading.
fn heading_before(view: &[char], at: usize) -> bool {
    heading_at(view, at).is_some()
}

/// The first number with a mark after a heading.
fn first_number(view: &[char], at: usize) -> Option<u32> {
    let mut scan = Scan::starting_at(view, at);
    for _ in 0..200 {
        scan.skip(|one| !one.is_ascii_digit());
        let value = scan.number(4);
        if value.is_some() && scan.peek().is_some_and(|one| matches!(one, '.' | '、')) {
            return value;
        }
        if scan.is_done() {
            return None;
        }
        scan.skip(|one| one.is_ascii_digit());
    }
    None
}

/// Whether a key or the end of a sentence stands right before a position: what was run together ends there.
fn follows_key(view: &[char], at: usize) -> bool {
    let before = view.get(..at).unwrap_or_default().iter().rev().find(|one| **one != ' ');
    before.is_some_and(|one| ('A'..='P').contains(one) || "√×✓✗✔✘❌对错确误。?!)】".contains(*one))
}

/// Whether a text has what a question has.
fn is_question(slice: Slice<'_>, in_key_list: bool) -> bool {
    if in_key_list {
        let Some(mark) = marks::number(slice.view) else { return false };
        let next = slice.view.get(mark.content).copied().unwrap_or(' ');
        return next.is_ascii_uppercase() || "√×✓✗对错正".contains(next) || holds_evidence(slice);
    }
    holds_evidence(slice)
}

/// `解析：1.… 2.… 3.… 2.下列…`: the same number stands once more before anything that a question has.
fn is_list_entry(whole: Slice<'_>, start: usize, value: u32) -> bool {
    let end = (start + QUESTION).min(whole.view.len());
    let again = (start + 2..end)
        .take_while(|at| heading_at(whole.view, *at).is_none())
        .find(|at| number_at(whole.view, *at, value).is_some() && follows_key(whole.view, *at));
    again.is_some_and(|at| !holds_evidence(whole.range(start, at)))
}

/// Whether the text up to the next number is a question that is complete.
fn is_whole(slice: Slice<'_>, in_key_list: bool) -> bool {
    let from = slice.view.len().saturating_sub(3 * QUESTION);
    in_key_list || holds_evidence(slice.from(from))
}

fn holds_evidence(slice: Slice<'_>) -> bool {
    slice.view.windows(3).any(|three| three == ['_', '_', '_'])
        || options::run(slice, 'A', true, None).len() >= 2
        || keys::brackets(slice.view).iter().any(|bracket| bracket.content != Content::Other)
        || tags::cut(slice).iter().any(|piece| piece.tag == Some(Tag::Answer))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::super::lines;
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let line = lines::split(text).remove(0);
        let mut cuts = Search::default().cuts(&line, false);
        cuts.insert(0, 0);
        cuts.push(line.view.len());
        cuts.windows(2)
            .map(|pair| line.all().range(pair[0], pair[1]).text())
            .filter(|one| !one.is_empty())
            .collect()
    }

    #[test]
    fn a_paper_in_one_line_is_cut_at_headings_and_numbers() {
        let text = "某公司销售测试题及答案一、单选题(共2题,每题2分)1.拜访客户之前应当先()。A.报价B.了解需求C.签约D.500答案:B解析:先了解。2.报价单的有效期是()。A.30天B.60天答案:A二、判断题1.合同要盖章。()答案:√";
        let found = pieces(text);
        assert_eq!(found.len(), 6, "{found:#?}");
        assert!(found[1].starts_with("一、单选题"));
        assert!(found[2].starts_with("1.拜访") && found[2].ends_with("先了解。"));
        assert!(found[3].starts_with("2.报价单"));
        assert!(found[5].starts_with("1.合同"));
    }

    #[test]
    fn digits_of_an_option_do_not_swallow_the_next_number() {
        let found = pieces(
            "1.从业资格考试的满分是多少分()。A.60B.80C.100D.5002.客户经理每月应当拜访客户多少次()。A.一次B.两次C.四次",
        );
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].ends_with("D.500"));
    }

    #[test]
    fn articles_with_numbers_stay_whole() {
        let text = "销售跟踪客户的技巧有三条。1、主动联系客户，要坚持不懈。2、详细了解客户的需要，做好记录和分析。3、定期回访，每季度一次。（一）大客户的含义 1.大客户是重要的客户，2.大客户要分级。";
        assert_eq!(pieces(text).len(), 1);
    }
}
