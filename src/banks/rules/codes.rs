//! Codes of questions.

/// Whether the text can be the code of a question: 1 to 64 letters, digits, dots, dashes and underscores, the first
/// a letter or digit.
pub fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// Whether the code of a bank would be an address of its own below `/banks/`, behind which the bank could not be reached.
pub fn is_address(bank_code: &str) -> bool {
    matches!(bank_code, "import" | "images" | "new" | "search")
}

/// A code for a bank that is called like this file or text and got none: the Latin letters and digits of the name, else
/// `bank`, with a number behind it where that code is taken.
pub fn code_from_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let words = title_from_name(name).to_ascii_lowercase();
    let words = words.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let plain: String = words.collect::<Vec<_>>().join("-").chars().take(40).collect();
    let plain = plain.trim_matches('-');
    let plain = if plain.is_empty() { "bank" } else { plain };
    let numbered = (2_u32..).map(|number| format!("{plain}-{number}"));
    let free = |code: &String| !is_taken(code) && !is_address(code);
    std::iter::once(plain.to_owned()).chain(numbered).find(free).unwrap_or_default()
}

/// The title of a bank that is called like this file: its name without what says the format, at most 200 characters.
pub fn title_from_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.trim().is_empty() && (1..=5).contains(&ending.len()) => stem,
        _ => name,
    };
    stem.chars().filter(|sign| !sign.is_control()).take(200).collect::<String>().trim().to_owned()
}

/// Codes for questions that bring none: the bank's code and a number that counts up from the highest used.
pub struct Codes {
    prefix: String,
    next: u32,
}

impl Codes {
    /// Counts on from the codes in use, in the bank and in the file.
    pub fn after<'a>(bank_code: &str, used: impl IntoIterator<Item = &'a str>) -> Self {
        // 64 characters in all.
        let prefix: String = bank_code.chars().take(56).collect();
        let highest = used
            .into_iter()
            .filter_map(|code| code.strip_prefix(&prefix)?.strip_prefix('-')?.parse::<u32>().ok())
            .filter(|number| *number < 9_000_000)
            .max()
            .unwrap_or(0);
        Self { prefix, next: highest + 1 }
    }

    /// The next code.
    pub fn give(&mut self) -> String {
        let code = format!("{}-{:04}", self.prefix, self.next);
        self.next += 1;
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_without_a_code_is_called_like_its_file() {
        for (name, code, title) in [
            ("大客户开发 试题.docx", "bank", "大客户开发 试题"),
            ("Key Accounts (2026).final.xlsx", "key-accounts-2026-final", "Key Accounts (2026).final"),
            ("fab.txt", "fab-3", "fab"),
            ("new.csv", "new-2", "new"),
            (".txt", "txt", ".txt"),
            ("Pasted text", "pasted-text", "Pasted text"),
            ("", "bank", ""),
        ] {
            let taken = |code: &str| matches!(code, "fab" | "fab-2");
            assert_eq!((code_from_name(name, taken).as_str(), title_from_name(name).as_str()), (code, title));
        }
        assert!(crate::base::text::is_code(&code_from_name(&"长 name ".repeat(60), |_| false)));
    }

    #[test]
    fn codes_count_on_from_the_highest() {
        let mut codes = Codes::after("fab", ["fab-0007", "fab-12", "fab-x", "other-99"]);
        assert_eq!((codes.give(), codes.give()), ("fab-0013".to_owned(), "fab-0014".to_owned()));
        let long = "a".repeat(64);
        assert!(is_code(&Codes::after(&long, []).give()));
    }
}
