//! Terms with their definition on the same line: `账期：从开票到付款的天数。`

use super::Maker;
use crate::paper_text::words;

/// Characters a term may have.
const LONGEST_TERM: usize = 24;

impl Maker {
    /// Takes the definition off the stem of a question that asks for one, where no answer was found.
    pub(super) fn definition(&mut self) -> Option<String> {
        let section = self.found.region.section.as_ref()?;
        let (term, definition) =
            words::asks_for_definitions(section.name).then(|| split(&self.stem)).flatten()?;
        let definition = definition.to_owned();
        self.stem = term.to_owned();
        self.inferred.push("answer".to_owned());
        Some(definition)
    }
}

/// A term and what stands after the mark behind it.
fn split(stem: &str) -> Option<(&str, &str)> {
    let (term, definition) = stem.split_once(['：', ':', '—'])?;
    let (term, definition) = (term.trim(), definition.trim_start_matches('—').trim());
    let is_term = !term.is_empty()
        && term.chars().count() <= LONGEST_TERM
        && !term.contains(['。', '，', ',', '？', '?', '；', '\n']);
    (is_term && definition.chars().count() >= 4).then_some((term, definition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_told_from_a_sentence() {
        assert_eq!(split("账期：从开票到付款的天数。"), Some(("账期", "从开票到付款的天数。")));
        assert_eq!(split("报价单——写明价格的文件"), Some(("报价单", "写明价格的文件")));
        assert_eq!(split("先看，再说：什么是账期"), None);
        assert_eq!(split("账期"), None);
        assert_eq!(split("账期："), None);
    }
}
