//! Which identifiers of items are lasting codes, and which ones a program rolled or counted up.

/// The identifier as a code, when it looks as if a person gave it: other programs write serial numbers and random
/// digits, which name another question in the next export.
pub(super) fn lasting_code(identifier: &str) -> Option<String> {
    let identifier = identifier.trim();
    let length = identifier.chars().count();
    let plain =
        |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
    let keep = (2..=40).contains(&length)
        && identifier.chars().all(plain)
        && !is_random(identifier)
        && !is_generic(identifier);
    keep.then(|| identifier.to_owned())
}

/// A run of letters and digits in which digits come and go, or a long number: GUIDs, hashes, times.
fn is_random(identifier: &str) -> bool {
    let runs: Vec<&str> = identifier.split(|character: char| !character.is_alphanumeric()).collect();
    let hexadecimal = |run: &str| run.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = |run: &str| run.bytes().filter(u8::is_ascii_digit).count();
    let guid_like = runs.iter().filter(|run| matches!(run.len(), 4 | 8 | 12) && hexadecimal(run)).count() >= 3;
    guid_like
        || runs.iter().any(|run| digits(run) >= 8 || (run.len() >= 8 && changes(run) >= 4))
        || (runs.len() > 1
            && runs.iter().filter(|run| run.len() == 4 && hexadecimal(run) && changes(run) > 0).count() >= 2)
}

/// How often letters and digits take turns.
fn changes(run: &str) -> usize {
    let kinds: Vec<bool> = run.chars().map(|character| character.is_ascii_digit()).collect();
    kinds.windows(2).filter(|pair| pair.first() != pair.last()).count()
}

/// A word for any question, alone or with a number: it says where the item stood, not which one it is.
fn is_generic(identifier: &str) -> bool {
    const WORDS: &[&str] = &[
        "item", "items", "question", "questions", "quest", "que", "q", "qti", "assessmentitem", "ai", "choice",
        "choices", "choicemultiple", "multiplechoice", "singlechoice", "truefalse", "order", "match", "matching",
        "essay", "text", "textentry", "extendedtext", "inlinechoice", "gapmatch", "mc", "mcq", "sc", "tf", "fib",
        "sa", "i", "id", "identifier", "myidentifier", "ident", "new", "untitled", "exercise", "task", "test",
        "quiz", "frage", "aufgabe", "itm", "sample", "example", "unknown", "题", "题目", "试题", "第题",
    ];
    let word: String =
        identifier.to_lowercase().chars().filter(|character| character.is_alphabetic()).collect();
    word.is_empty() || WORDS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_a_person_gave_are_codes() {
        for name in ["crm-3", "px-014", "PRICE_07", "报价-3", "refund.policy"] {
            assert_eq!(lasting_code(name).as_deref(), Some(name));
        }
        for name in [
            "i6011423ba1e83975c19a3f96e48f662",
            "id63c1aa3b-3b8f-42fd-bc63-a26bed21202f",
            "QUE__ef3d_8ee4_a483",
            "i1538491123401234",
            "item-0001",
            "question_3",
            "ITEM001",
            "choice",
            "choiceMultiple",
            "17",
            "x",
            "a b",
            "",
        ] {
            assert_eq!(lasting_code(name), None, "{name}");
        }
    }
}
