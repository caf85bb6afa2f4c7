//! Marks that papers and survey tools put beside the right option: `B. 30天（正确答案）`, `*B. 30天`, `B. 30天 ✅`.

/// How a right option is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RightMark {
    /// In words that can mean nothing else.
    Words,
    /// By a sign, or by words that may mean something else.
    Sign,
}

/// Words that say nothing else.
const WORDS: &[&str] = &[
    "(正确答案)",
    "（正确答案）",
    "[正确答案]",
    "【正确答案】",
    "(本题答案)",
    "（答案）",
    "(答案)",
    "(correct answer)",
    "(Correct answer)",
    "(Correct Answer)",
    "(correct)",
    "(Correct)",
];
/// Signs and words that mark the right option where no other option has their opposite.
const SIGNS: &[&str] = &["✅", "✔️", "✔", "✓", "☑", "√", "(√)", "（√）", "(正确)", "（正确）"];
const OPPOSITES: &[&str] = &["❌", "✗", "✘", "×", "(×)", "（×）", "(错误)", "（错误）"];

/// What may stand before an option's label on its line: the boxes and rings of forms, and marks of the right one.
pub(super) fn is_lead(character: char) -> bool {
    "*√✓✔☑✅★○◯●◉◎□■▢☐❑\u{fe0f}".contains(character)
}

/// Whether what stands before a label marks the option as right.
pub(super) fn before(lead: &str) -> Option<RightMark> {
    lead.chars().any(|one| "*√✓✔☑✅★".contains(one)).then_some(RightMark::Sign)
}

/// A text and the box or mark before it.
pub(super) fn split_lead(text: &str) -> (&str, Option<&str>) {
    let rest = text.trim_start_matches(is_lead).trim_start();
    let lead = text.strip_suffix(rest).map(str::trim).filter(|lead| !lead.is_empty());
    if rest.is_empty() { (text, None) } else { (rest, lead) }
}

/// An option's text without a mark at its end, and the mark.
pub(super) fn after(text: &str) -> (&str, Option<RightMark>) {
    let without = |marks: &[&str]| {
        let rest = marks.iter().find_map(|mark| text.strip_suffix(mark))?.trim_end();
        (!rest.is_empty()).then_some(rest)
    };
    if let Some(rest) = without(WORDS) {
        return (rest, Some(RightMark::Words));
    }
    without(SIGNS).map_or((text, None), |rest| (rest, Some(RightMark::Sign)))
}

/// Whether an option's text ends with the opposite of a mark, so that the marks are part of the options.
pub(super) fn is_opposite(text: &str) -> bool {
    OPPOSITES.iter().any(|mark| text.ends_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_texts() {
        assert_eq!(after("30天(正确答案)"), ("30天", Some(RightMark::Words)));
        assert_eq!(after("30天 ✅"), ("30天", Some(RightMark::Sign)));
        assert_eq!(after("√"), ("√", None));
        assert_eq!(after("30天"), ("30天", None));
        assert_eq!(before("*"), Some(RightMark::Sign));
        assert_eq!(before("○"), None);
    }
}
