//! Which identifiers of items are lasting codes, and which ones a program rolled or counted up.

/// The identifier as a code, when it looks as if a person gave it: other programs write serial numbers and random
/// digits, which name another question in the next export.
pub(super) fn lasting_code(identifier: &str) -> Option<String> {
    let identifier = identifier.trim();
    let length = identifier.chars().count();
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
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
    let guid_like =
        runs.iter().filter(|run| matches!(run.len(), 4 | 8 | 12) && hexadecimal(run)).count() >= 3;
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

/// Words for any question, with or without a number: they say where the item stood, not which one it is.
fn is_generic(identifier: &str) -> bool {
    const WORDS: &[&str] = &[
        "item",
        "items",
        "itm",
        "question",
        "questions",
        "quest",
        "que",
        "q",
        "qti",
        "assessment",
        "assessmentitem",
        "ai",
        "choice",
        "choices",
        "multi",
        "multiple",
        "single",
        "simple",
        "true",
        "false",
        "truefalse",
        "order",
        "ordering",
        "match",
        "matching",
        "gap",
        "gapmatch",
        "associate",
        "hottext",
        "hotspot",
        "slider",
        "essay",
        "text",
        "textentry",
        "entry",
        "extended",
        "inline",
        "response",
        "interaction",
        "mc",
        "mcq",
        "ma",
        "sc",
        "tf",
        "fib",
        "sa",
        "i",
        "id",
        "identifier",
        "my",
        "myidentifier",
        "ident",
        "new",
        "untitled",
        "exercise",
        "task",
        "test",
        "quiz",
        "frage",
        "aufgabe",
        "sample",
        "example",
        "unknown",
        "a",
        "b",
        "c",
        "题",
        "题目",
        "试题",
    ];
    words(identifier).iter().all(|word| WORDS.contains(&word.as_str()))
}

/// The words of a name in lower case, without numbers: `choiceMultiple_2` is `choice` and `multiple`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before_is_small = false;
    for character in name.chars() {
        let begins = character.is_uppercase() && before_is_small;
        if (begins || !character.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphabetic() {
            word.extend(character.to_lowercase());
        }
        before_is_small = character.is_lowercase();
    }
    words.extend((!word.is_empty()).then_some(word));
    words
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
            "ITEM_CHOICE_MULTI",
            "17",
            "x",
            "a b",
            "",
        ] {
            assert_eq!(lasting_code(name), None, "{name}");
        }
    }
}
