//! What keys and options mean: two ways to say the same, true and false.

use crate::paper_text::keys::Key;
use crate::paper_text::words::truth;

/// Two keys that say the same: `B` and 错误 where option B says 错误.
pub(super) fn same_key(one: &Key, other: &Key, options: &[(char, String)]) -> bool {
    let meaning = |key: &Key| match key {
        Key::Labels(labels) => match labels.as_slice() {
            [label] => {
                options.iter().find(|(letter, _)| letter == label).and_then(|(_, text)| truth(bare(text)))
            }
            _ => None,
        },
        Key::Truth(value) => Some(*value),
        Key::Text | Key::Nothing => None,
    };
    one == other || meaning(one).is_some() && meaning(one) == meaning(other)
}

pub(super) fn show(key: &Key) -> String {
    match key {
        Key::Labels(labels) => labels.iter().collect(),
        Key::Truth(true) => "√".to_owned(),
        Key::Truth(false) => "×".to_owned(),
        Key::Text | Key::Nothing => String::new(),
    }
}

/// An option's text without the marks around it.
pub(in crate::paper_text) fn bare(text: &str) -> &str {
    text.trim_matches([' ', '。', '.', ',', '，', ';', '；', '"', '“', '”'])
}

/// Two options that say true and false, in either order.
pub(in crate::paper_text) fn is_truth_pair(options: &[(char, String)]) -> bool {
    match options {
        [(_, one), (_, other)] => match (truth(bare(one)), truth(bare(other))) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        },
        _ => false,
    }
}
