//! Keys said in a sentence of the explanation: `故选B。`, `本题答案为AC`.
//!
//! A key is concluded only where every such sentence says the same and nothing around it takes it back.

use super::scan::Scan;

/// Words that draw a conclusion wherever they stand.
const CONCLUDING: &[&str] = &["故", "因此", "所以", "因而", "综上", "综上所述"];
/// Words that name the question; they count at the beginning of a sentence or after a concluding word.
const NAMING: &[&str] = &["本题", "此题", "该题"];
/// What turns the choice into its opposite.
const DENYING: &[&str] =
    &["不", "误", "错", "勿", "别", "未", "不能", "不可", "不可以", "不要", "不得", "不宜", "无法"];
/// What, after a comma, takes back what was said.
const TAKING_BACK: &[&str] = &["错", "不", "误", "或", "也", "还是", "都", "均", "是错"];
/// A line of its own that says the key is not longer than this.
const LONGEST_LINE: usize = 24;

/// How a sentence speaks of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    /// The sentence says that they are the key.
    Concludes,
    /// They are spoken of as a choice; of the key or of another one.
    Mentions,
}

/// Labels that a sentence speaks of.
#[derive(Debug)]
struct Saying {
    voice: Voice,
    labels: Vec<char>,
    /// The sentence ends with the labels.
    is_whole: bool,
    /// Where the sentence goes on.
    end: usize,
}

/// The labels that all sentences of an explanation conclude.
pub(super) fn concluded(view: &[char]) -> Option<Vec<char>> {
    let sayings: Vec<Saying> = (0..view.len()).filter_map(|at| saying_at(view, at)).collect();
    let key = &sayings.iter().find(|saying| saying.voice == Voice::Concludes)?.labels;
    let agree = sayings
        .iter()
        .all(|saying| saying.labels == *key && (saying.is_whole || saying.voice == Voice::Mentions));
    agree.then(|| key.clone())
}

/// Whether a line says the key and nothing else.
pub(super) fn is_line(view: &[char]) -> bool {
    view.len() <= LONGEST_LINE
        && (0..view.len()).filter_map(|at| Some((at, saying_at(view, at)?))).any(|(at, saying)| {
            let rest = view.get(saying.end..).unwrap_or_default();
            let before: String = view.get(..at).unwrap_or_default().iter().collect();
            saying.voice == Voice::Concludes
                && saying.is_whole
                && rest.iter().all(|one| " 。.!".contains(*one))
                && is_only_lead(&before)
        })
}

/// Whether nothing but the words that lead to the verb stands before it.
fn is_only_lead(before: &str) -> bool {
    let mut rest = before.trim();
    while let Some(shorter) = strip_any(rest, CONCLUDING)
        .or_else(|| strip_any(rest, NAMING))
        .or_else(|| strip_any(rest, &["答案", "正确", "应", "应该", "应当", ",", " "]))
    {
        rest = shorter;
    }
    rest.is_empty()
}

/// What is said with the verb at a position.
fn saying_at(view: &[char], at: usize) -> Option<Saying> {
    let verb = *view.get(at).filter(|one| matches!(one, '选' | '为' | '是'))?;
    let mut scan = Scan::starting_at(view, at + 1);
    if verb == '选' {
        scan.eat(|one| one == '择');
    }
    scan.skip(|one| matches!(one, ' ' | ':'));
    let labels = labels(&mut scan)?;
    let voice = voice(view, at, verb)?;
    scan.eat_any(&["选项", "项"]);
    Some(Saying { voice, labels, is_whole: ends_sentence(scan), end: scan.at })
}

/// Labels in order, with or without marks between them; no words and no abbreviations.
fn labels(scan: &mut Scan<'_>) -> Option<Vec<char>> {
    let mut found = Vec::new();
    while let Some(letter) = scan.eat(|one| ('A'..='P').contains(&one)) {
        found.push(letter);
        let mut ahead = *scan;
        ahead.skip(|one| matches!(one, ' ' | '、' | ','));
        if ahead.peek().is_some_and(|one| one.is_ascii_uppercase()) {
            *scan = ahead;
        }
    }
    let is_word = scan.peek().is_some_and(|one| one.is_ascii_alphanumeric());
    found.sort_unstable();
    found.dedup();
    (!found.is_empty() && !is_word).then_some(found)
}

/// Whether the sentence ends here, and the next clause does not take it back.
fn ends_sentence(mut scan: Scan<'_>) -> bool {
    scan.spaces();
    match scan.peek() {
        None | Some('。' | '.' | ';' | '!' | ')' | '\n') => true,
        Some(',') => {
            scan.skip(|one| matches!(one, ' ' | ','));
            !TAKING_BACK.iter().any(|word| scan.sees(word))
        }
        Some(_) => false,
    }
}

/// How the words before a verb make it speak; `None` when they deny it or it is no choice.
fn voice(view: &[char], at: usize, verb: char) -> Option<Voice> {
    let start = at.saturating_sub(LONGEST_LINE);
    let before: String = view.get(start..at)?.iter().collect();
    let is_first =
        |rest: &str| rest.is_empty() && start == 0 || rest.ends_with(['。', '.', ';', '!', '\n', '?']);
    let lead = before.trim_end_matches(' ');
    let lead = strip_any(lead, &["应该", "应当", "应"]).unwrap_or(lead);
    if strip_any(lead, DENYING).is_some() {
        return None;
    }
    let named = lead.strip_suffix("答案").map(|rest| rest.strip_suffix("正确").unwrap_or(rest));
    if verb != '选' && named.is_none() {
        return None;
    }
    let lead = named.unwrap_or(lead).trim_end_matches([' ', ',']);
    let lead = strip_any(lead, NAMING).unwrap_or(lead).trim_end_matches([' ', ',']);
    let concludes = strip_any(lead, CONCLUDING).is_some() || is_first(lead);
    Some(if concludes { Voice::Concludes } else { Voice::Mentions })
}

fn strip_any<'a>(text: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| text.strip_suffix(ending))
}

#[cfg(test)]
mod tests {
    use super::super::lines::view_of;
    use super::*;

    fn said(text: &str) -> Option<String> {
        concluded(&view_of(text)).map(|labels| labels.into_iter().collect())
    }

    #[test]
    fn a_conclusion_names_the_key() {
        for (text, key) in [
            ("先听客户说，故选B。", "B"),
            ("故选：B.", "B"),
            ("故本题选B", "B"),
            ("报价之后再谈，故答案选B", "B"),
            ("故答案为B", "B"),
            ("两项都对，因此选AC。", "AC"),
            ("因此，本题应选A、C。", "AC"),
            ("所以选Ｂ项，先听再说", "B"),
            ("先听后说。本题答案为B", "B"),
            ("先听后说。答案选B。", "B"),
            ("故不选A，故选B。容易误选C。", "B"),
            ("选B", "B"),
        ] {
            assert_eq!(said(text).as_deref(), Some(key), "{text}");
        }
    }

    #[test]
    fn what_is_denied_doubted_or_said_of_something_else_is_no_key() {
        for text in [
            "客户没有签字，不能选B。",
            "所以不选B。",
            "选B错误。",
            "故选B，错误。",
            "A选项正确。",
            "故选B或C。",
            "故选B。也有人说，故选C。",
            "故选B。新规定出来以后应选C。",
            "若客户同意则选B。",
            "上题答案为B。",
            "如果本题选B，客户会走。",
            "所以选B？",
            "故选B类客户。",
            "因此选CRM系统。",
            "故选择合适的客户。",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_of_its_own_says_nothing_else() {
        for (text, is) in [
            ("故选B。", true),
            ("选B", true),
            ("因此，本题选AC", true),
            ("客户多，故选B", false),
            ("选B类客户", false),
        ] {
            assert_eq!(is_line(&view_of(text)), is, "{text}");
        }
    }
}
