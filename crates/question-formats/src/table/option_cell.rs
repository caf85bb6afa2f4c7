//! All options in one cell: with their labels, as JSON, or between separators.

use serde_json::Value;

use crate::paper_text::shared;
use crate::toml_bank::label_at;

/// An option: its label and its text.
pub(super) type LabelledText = (char, String);

/// Separators between options, in the order in which they are tried.
const SEPARATORS: &[&str] = &[
    "\n", "║", "┋", "┃", "|||", "||", "|", "｜", "$;$", "$$", "@@", "##", "###", "^", "&&", "&", "#", "；",
    ";", "$", "\t",
];

/// The options in a cell. None when nothing separates them.
pub(super) fn split(cell: &str) -> Vec<LabelledText> {
    if let Some(found) = from_json(cell) {
        return found;
    }
    if let Some(found) = by_lines(cell).or_else(|| by_labels(cell)) {
        return found;
    }
    for separator in SEPARATORS {
        let parts: Vec<&str> = cell.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() >= 2 {
            return without_labels(&parts);
        }
    }
    Vec::new()
}

/// Whether a text holds two or more options with their labels.
pub(super) fn looks_like_options(text: &str) -> bool {
    text.contains(['A', 'a', 'Ａ']) && (by_lines(text).is_some() || by_labels(text).is_some())
}

/// The stem and the options of a cell that holds both, each option on a line of its own or run together.
pub(super) fn after_stem(cell: &str) -> Option<(String, Vec<LabelledText>)> {
    let (before, options) = shared::labelled_options(cell)?;
    if options.len() < 2 || before.is_empty() {
        return None;
    }
    // Lines of the stem are kept: the options begin where the first label stands.
    let lines = cell.lines().take_while(|line| own_label(line, 'A').is_none()).collect::<Vec<_>>();
    let stem = if lines.len() < cell.lines().count() { lines.join("\n") } else { before };
    Some((stem.trim().to_owned(), options))
}

/// The stem and the options of a cell that joins them all with one separator, where the key repeats options with the same
/// separator: `哪些是…&甲&乙&丙` with the key `甲&丙`.
pub(super) fn joined_stem(cell: &str, key: &str) -> Option<(String, Vec<LabelledText>)> {
    ["&", "║", "┋", "┃", "|", "$", "#"].iter().find_map(|separator| {
        let mut parts = cell.split(separator).map(str::trim);
        let stem = parts.next().filter(|stem| !stem.is_empty())?;
        let options: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let mut keys = key.split(separator).map(str::trim);
        let repeats = !key.is_empty() && keys.all(|key| options.contains(&key));
        (options.len() >= 2 && repeats).then(|| (stem.to_owned(), without_labels(&options)))
    })
}

/// Every line begins with the next label.
fn by_lines(cell: &str) -> Option<Vec<LabelledText>> {
    let lines: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() < 2 {
        return None;
    }
    let options: Option<Vec<LabelledText>> = lines
        .iter()
        .zip('A'..='Z')
        .map(|(line, label)| own_label(line, label).map(|text| (label, text.to_owned())))
        .collect();
    options.filter(|options| options.len() == lines.len())
}

/// Labels run together in one text that begins with the first.
fn by_labels(cell: &str) -> Option<Vec<LabelledText>> {
    let (before, options) = shared::labelled_options(cell)?;
    (before.is_empty() && options.len() >= 2).then(|| {
        options.into_iter().map(|(label, text)| (label, without_separator(&text).to_owned())).collect()
    })
}

/// Without a separator that the file puts between labelled options.
fn without_separator(text: &str) -> &str {
    text.trim_end_matches(|character: char| {
        character.is_whitespace() || matches!(character, '|' | '║' | '┋' | '┃' | '&' | '#' | '$' | '；' | ';')
    })
}

/// The text after a label with a mark: `A. text`, `A、text`, `(A) text`.
pub(super) fn own_label(text: &str, label: char) -> Option<&str> {
    let text = text.trim_start();
    let inside = text.strip_prefix(['(', '（', '[', '【']);
    let mut rest = inside.unwrap_or(text).chars();
    let first = rest.next()?;
    let plain = match first {
        '\u{ff21}'..='\u{ff5a}' => char::from_u32(u32::from(first) - 0xfee0)?,
        other => other,
    };
    if plain.to_ascii_uppercase() != label {
        return None;
    }
    let rest = rest.as_str();
    let rest = if inside.is_some() {
        rest.trim_start()
            .strip_prefix([')', '）', ']', '】'])?
            .trim_start_matches(['.', '、', '．', ':', '：'])
    } else {
        rest.trim_start().strip_prefix(['.', '、', '．', ':', '：', ')', '）', ',', '，', '-', '|', '。'])?
    };
    Some(rest.trim())
}

/// Parts without labels that repeat their position.
fn without_labels(parts: &[&str]) -> Vec<LabelledText> {
    let labels =
        (0..parts.len()).map(|index| label_at(index).and_then(|label| label.chars().next()).unwrap_or('?'));
    let pairs: Vec<(char, &str)> = labels.zip(parts.iter().copied()).collect();
    let all_labelled = pairs.iter().all(|(label, part)| own_label(part, *label).is_some());
    pairs
        .into_iter()
        .map(|(label, part)| {
            let text = if all_labelled { own_label(part, label).unwrap_or(part) } else { part };
            (label, text.to_owned())
        })
        .collect()
}

/// `["甲","乙"]`, `{"A":"甲","B":"乙"}`, `[{"key":"A","text":"甲"}]`.
fn from_json(cell: &str) -> Option<Vec<LabelledText>> {
    if !cell.starts_with(['[', '{']) {
        return None;
    }
    let value: Value =
        serde_json::from_str(cell).or_else(|_| serde_json::from_str(&cell.replace('\'', "\""))).ok()?;
    let texts: Vec<String> = match &value {
        Value::Array(items) => items.iter().map(json_text).collect::<Option<_>>()?,
        Value::Object(items) => {
            let mut items: Vec<(&String, &Value)> = items.iter().collect();
            items.sort_by_key(|(key, _)| *key);
            items.into_iter().map(|(_, item)| json_text(item)).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let parts: Vec<&str> = texts.iter().map(String::as_str).collect();
    (parts.len() >= 2).then(|| without_labels(&parts))
}

fn json_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(item) => ["text", "content", "value", "title", "name", "option", "label"]
            .iter()
            .find_map(|key| item.get(*key).filter(|value| !value.is_object()))
            .and_then(json_text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cell: &str) -> Vec<String> {
        split(cell).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn options_in_one_cell_are_cut_apart() {
        for cell in [
            "甲\n乙\n丙",
            "A. 甲\nB. 乙\nC. 丙",
            "A、甲 B、乙 C、丙",
            "A.甲B.乙C.丙",
            "甲|乙|丙",
            "A.甲|B.乙|C.丙",
            "甲║乙║丙",
            "A.甲┋B.乙┋C.丙",
            "甲&乙&丙",
            "A:甲;B:乙;C:丙",
            "甲；乙；丙",
            "甲$;$乙$;$丙",
            "[\"甲\",\"乙\",\"丙\"]",
            "{\"A\":\"甲\",\"B\":\"乙\",\"C\":\"丙\"}",
            "['甲', '乙', '丙']",
            "[{\"key\":\"A\",\"text\":\"甲\"},{\"key\":\"B\",\"text\":\"乙\"},{\"key\":\"C\",\"text\":\"丙\"}]",
            "（A）甲\n（B）乙\n（C）丙",
        ] {
            assert_eq!(texts(cell), ["甲", "乙", "丙"], "{cell}");
        }
        assert!(texts("只有一句话").is_empty());
    }

    #[test]
    fn an_option_keeps_the_separators_that_are_part_of_it() {
        assert_eq!(texts("A. 甲;乙\nB. 丙&丁"), ["甲;乙", "丙&丁"]);
    }

    #[test]
    fn a_stem_may_carry_its_options() {
        let (stem, options) = after_stem("下列属于竞品的是\n（  ）\nA. 甲\nB. 乙").unwrap_or_default();
        assert_eq!(stem, "下列属于竞品的是\n（  ）");
        assert_eq!(options, [('A', "甲".to_owned()), ('B', "乙".to_owned())]);
        assert!(after_stem("其实A、B两家公司的条件一样").is_none());
    }
}
