//! Tags that name the kind of one question, and labels at the beginning of a line.

use super::section::kind_name;
use crate::paper_text::scan::Scan;
use crate::paper_text::words::Kind;

/// A type tag: `[单选题]`, `【多选】`, `(判断题)`, `单选题：`. Gives the kind and where the tag ends.
pub(in crate::paper_text) fn type_tag(view: &[char]) -> Option<(Kind, usize)> {
    let mut scan = Scan::new(view);
    scan.spaces();
    let open = scan.eat(|one| "([【<".contains(one));
    scan.eat_any(&["题型:", "题型"]);
    scan.spaces();
    let kind = kind_name(&mut scan)?;
    scan.spaces();
    match open {
        Some(open) => {
            let close = match open {
                '(' => ')',
                '[' => ']',
                '【' => '】',
                _ => '>',
            };
            // `（单选题，2分）`
            scan.skip(|one| one != close && !"([【<".contains(one));
            scan.eat(|one| one == close)?;
        }
        None => {
            // The kind alone after a number: `第 3 题  单选题`.
            if !scan.is_done() && !points_follow(&scan) {
                scan.eat(|one| one == ':')?;
            }
        }
    }
    scan.skip(|one| matches!(one, ' ' | '、' | '.'));
    Some((kind, scan.at))
}

/// `第 1 题  单选题 （2分）`
fn points_follow(scan: &Scan<'_>) -> bool {
    let rest: String = scan.rest().iter().filter(|one| **one != ' ').collect();
    rest.starts_with('(') && rest.ends_with("分)") && rest.chars().count() <= 10
}

/// A type tag at the end of a line; gives where it begins.
pub(in crate::paper_text) fn trailing_type_tag(view: &[char]) -> Option<(Kind, usize)> {
    let open = view.iter().rposition(|one| "([【".contains(*one))?;
    let (kind, end) = type_tag(view.get(open..)?)?;
    let rest = view.get(open + end..)?;
    rest.iter().all(|one| matches!(one, ' ' | '。' | '.' | '*')).then_some((kind, open))
}

/// Whether a line begins with something like an option's label.
pub(in crate::paper_text) fn starts_with_label(view: &[char]) -> bool {
    let mut scan = Scan::new(view);
    scan.skip(|one| " ([【".contains(one));
    scan.eat(|one| one.is_ascii_alphabetic()).is_some()
        && scan.peek().is_none_or(|next| " .、:)]】,。".contains(next))
}
