//! Small rules about texts people type and read.

use unicode_normalization::UnicodeNormalization;

/// The form in which logins are compared: width and case folded, outer spaces and invisible marks dropped.
/// Phone numbers also lose spaces and dashes, and mainland mobile numbers their +86.
pub fn fold_login(login: &str) -> String {
    let visible: String = login.nfkc().filter(|character| !is_invisible(*character)).collect();
    let folded: String = visible.to_lowercase().nfkc().collect();
    let folded = folded.trim();
    if is_phone_like(folded) { fold_phone(folded) } else { folded.to_owned() }
}

/// A name that its holder recognises and a stranger cannot complete: 林晓雯 gives 林*雯, 林雯 gives 林*, John Doe
/// gives J*** D**.
pub fn mask_name(name: &str) -> String {
    let name: String = name.nfc().collect();
    if name.chars().any(is_written_without_spaces) {
        mask_between(&name.split_whitespace().collect::<String>())
    } else if name.trim().chars().count() == 1 {
        "*".to_owned()
    } else {
        name.split_whitespace().map(mask_after_first).collect::<Vec<_>>().join(" ")
    }
}

/// The text, cut to at most `max_chars` characters; what is cut ends in an ellipsis, which counts as one.
pub fn cut(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let Some(kept) = max_chars.checked_sub(1) else { return String::new() };
    let start: String = text.chars().take(kept).collect();
    format!("{}…", start.trim_end())
}

/// Words with one width and case and single spaces: how headings, names and titles of a spreadsheet are compared.
pub fn fold_words(text: &str) -> String {
    let text: String = text.nfkc().collect();
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A pattern of `LIKE` for whatever holds this text: what would be a wildcard in it means itself, so that nobody can write a
/// pattern that takes long to match.
pub fn pattern_holding(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

/// The letter a spreadsheet gives a column from 0, up to ZZ.
pub fn column_letter(place: usize) -> String {
    let letter = |place: usize| u8::try_from(place % 26).map_or('A', |place| char::from(b'A' + place));
    match place / 26 {
        0 => letter(place).to_string(),
        before => [letter(before - 1), letter(place)].iter().collect(),
    }
}

/// Whether the text can be the code of a bank, exam or programme: 1 to 64 of a–z, 0–9 and dashes, no dash
/// first.
pub fn is_code(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=64).contains(&text.len())
        && text.bytes().next().is_some_and(is_plain)
        && text.bytes().all(|byte| is_plain(byte) || byte == b'-')
}

/// Whether the text holds a control character other than line feed and tab. Carriage returns are among them:
/// see [`unix_line_ends`].
pub fn has_forbidden_controls(text: &str) -> bool {
    text.chars().any(|character| character.is_ascii_control() && !matches!(character, '\n' | '\t'))
}

/// The text with every line ended by a line feed. Browsers send typed text with CR LF.
pub fn unix_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Marks without a shape of their own that are copied along with numbers and addresses.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_phone_like(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    number.contains(|character: char| character.is_ascii_digit())
        && number
            .chars()
            .all(|character| character.is_ascii_digit() || character == ' ' || is_dash(character))
}

fn fold_phone(text: &str) -> String {
    let number: String =
        text.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect();
    match number.strip_prefix("+86") {
        Some(mobile) if mobile.len() == 11 && mobile.starts_with('1') => mobile.to_owned(),
        _ => number,
    }
}

/// Han, kana and Hangul: scripts in which a name is a few characters without a space.
fn is_written_without_spaces(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The first and last character stay; of two characters only the first.
fn mask_between(name: &str) -> String {
    let last = name.chars().count().saturating_sub(1);
    let stays = |position: usize| last > 0 && (position == 0 || (position == last && last > 1));
    name.chars()
        .enumerate()
        .map(|(position, character)| if stays(position) { character } else { '*' })
        .collect()
}

fn mask_after_first(word: &str) -> String {
    word.chars()
        .enumerate()
        .map(|(position, character)| if position == 0 { character } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn logins_meet_however_they_are_typed() {
        for (typed, folded) in [
            ("  Wang.Li@Example.COM ", "wang.li@example.com"),
            ("ＷＡＮＧｌｉ", "wangli"),
            ("\u{3000}E１００２\u{3000}", "e1002"),
            ("138 0013-8000", "13800138000"),
            ("+86 138 0013 8000", "13800138000"),
            ("\u{202d}+86\u{2011}138\u{2011}0013\u{2011}8000\u{202c}", "13800138000"),
            ("＋８６１３８００１３８０００", "13800138000"),
            ("+86 10 6552 9988", "+861065529988"),
            ("+44 20 7946 0000", "+442079460000"),
            ("A-100 2", "a-100 2"),
            ("--", "--"),
            ("", ""),
        ] {
            assert_eq!(fold_login(typed), folded, "{typed:?}");
        }
    }

    #[test]
    fn a_masked_name_keeps_too_little_to_complete_it() {
        for (name, masked) in [
            ("林晓雯", "林*雯"),
            ("林雯", "林*"),
            ("欧阳晓雯", "欧**雯"),
            ("林 晓雯", "林*雯"),
            ("阿依古丽·买买提", "阿******提"),
            ("林", "*"),
            ("김민수", "김*수"),
            ("John Doe", "J*** D**"),
            ("  Zoë   de  Vries ", "Z** d* V****"),
            ("J", "*"),
            ("Jo", "J*"),
            ("", ""),
        ] {
            assert_eq!(mask_name(name), masked, "{name:?}");
        }
    }

    #[test]
    fn a_cut_text_has_at_most_the_characters_asked_for() {
        for (text, max_chars, shown) in [
            ("商务礼仪", 4, "商务礼仪"),
            ("商务礼仪", 3, "商务…"),
            ("one two three", 5, "one…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
            ("", 0, ""),
        ] {
            assert_eq!(cut(text, max_chars), shown, "{text:?} to {max_chars}");
        }
    }

    #[test]
    fn codes_are_short_plain_and_begin_with_a_letter_or_digit() {
        let longest = "a".repeat(64);
        for code in ["a", "7", "fab-017", "a--b-", longest.as_str()] {
            assert!(is_code(code), "{code:?}");
        }
        let too_long = "a".repeat(65);
        for code in ["", "-a", "FAB", "a_b", "a b", "礼仪", "é", "a\n", too_long.as_str()] {
            assert!(!is_code(code), "{code:?}");
        }
    }

    #[test]
    fn only_line_feed_and_tab_are_allowed_controls() {
        assert!(!has_forbidden_controls("一行\n\t二行"));
        for text in ["\0", "a\u{1b}[0m", "a\rb", "\u{7f}"] {
            assert!(has_forbidden_controls(text), "{text:?}");
        }
        assert_eq!(unix_line_ends("a\r\nb\rc\n"), "a\nb\nc\n");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(login in "\\PC{0,30}") {
            let folded = fold_login(&login);
            prop_assert_eq!(fold_login(&folded), folded.clone());
        }

        #[test]
        fn case_and_width_never_separate_two_logins(login in "[A-Za-z0-9@._-]{1,30}") {
            let wide: String = login.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
            prop_assert_eq!(fold_login(&wide), fold_login(&login));
            prop_assert_eq!(fold_login(&login.to_uppercase()), fold_login(&login));
        }

        #[test]
        fn a_mask_always_hides_something(name in "\\PC{0,9}[a-z林雯]{2}\\PC{0,9}") {
            prop_assert!(mask_name(&name).contains('*'));
        }

        #[test]
        fn a_cut_never_exceeds_its_length(text in "\\PC{0,40}", max_chars in 0..50usize) {
            prop_assert!(cut(&text, max_chars).chars().count() <= max_chars);
        }
    }
}
