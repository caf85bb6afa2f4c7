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
    fn codes_count_on_from_the_highest() {
        let mut codes = Codes::after("fab", ["fab-0007", "fab-12", "fab-x", "other-99"]);
        assert_eq!((codes.give(), codes.give()), ("fab-0013".to_owned(), "fab-0014".to_owned()));
        let long = "a".repeat(64);
        assert!(is_code(&Codes::after(&long, []).give()));
    }
}
