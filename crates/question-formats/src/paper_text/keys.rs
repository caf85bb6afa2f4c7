//! Keys: in brackets, after a tag, and in lists at the end of a paper.

mod brackets;
mod key_line;
mod printed;
mod trailing;

pub(super) use brackets::{Bracket, Content, brackets, closes_statement};
pub(super) use key_line::{Entry, KeyLine, key_line};
pub(super) use printed::answer;
pub(super) use trailing::{trailing, trailing_truth};

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
