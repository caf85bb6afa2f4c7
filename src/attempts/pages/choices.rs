//! How a trainee wants the exam pages: kept in a cookie of their browser, on a shared computer until the next one
//! chooses.

use serde::Serialize;

/// Sizes of the text: usual, larger, largest.
const SIZES: [&str; 3] = ["1", "2", "3"];

/// What a trainee chose for the exam pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choices {
    /// Size of the text: `1`, `2` or `3`.
    pub size: &'static str,
    /// Whether all questions are wanted on one page.
    pub all: bool,
    /// Whether the time left is hidden while there is plenty.
    pub hides_time: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self { size: "1", all: false, hides_time: false }
    }
}

impl Choices {
    /// Reads what [`Choices::to_cookie`] wrote; whatever is unreadable is as usual.
    pub fn parse(cookie: &str) -> Self {
        let mut parts = cookie.split('.');
        let mut next = || parts.next().unwrap_or_default();
        Self { size: size(next()), all: next() == "all", hides_time: next() == "hidden" }
    }

    /// As it stands in a cookie.
    pub fn to_cookie(&self) -> String {
        let paging = if self.all { "all" } else { "one" };
        let time = if self.hides_time { "hidden" } else { "shown" };
        format!("{}.{paging}.{time}", self.size)
    }

    /// The same with another choice; a name or value that is none changes nothing.
    pub fn with(self, name: &str, value: &str) -> Self {
        match (name, value) {
            ("size", value) if SIZES.contains(&value) => Self { size: size(value), ..self },
            ("paging", "one" | "all") => Self { all: value == "all", ..self },
            ("time", "shown" | "hidden") => Self { hides_time: value == "hidden", ..self },
            _ => self,
        }
    }
}

fn size(text: &str) -> &'static str {
    SIZES.into_iter().find(|size| *size == text).unwrap_or("1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_reads_as_it_was_written_and_anything_else_as_usual() {
        for size in SIZES {
            for (all, hides_time) in [(false, false), (true, false), (false, true), (true, true)] {
                let choices = Choices { size, all, hides_time };
                assert_eq!(Choices::parse(&choices.to_cookie()), choices);
            }
        }
        for odd in ["", "9.x.y", "....", "1"] {
            assert_eq!(Choices::parse(odd), Choices::default(), "{odd}");
        }
    }

    #[test]
    fn one_choice_leaves_the_others_as_they_are() {
        let larger = Choices::default().with("size", "3").with("paging", "all");
        assert_eq!(larger, Choices { size: "3", all: true, hides_time: false });
        assert_eq!(larger.clone().with("size", "4").with("colour", "red"), larger);
    }
}
