//! When and how an attempt may begin, beyond window and number of attempts.

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// Who begins an attempt.
    StartMode {
        /// The trainee, at any moment within the window.
        Trainee = "trainee",
        /// Staff let the people in the room begin; until then they wait.
        Staff = "staff",
    }
}

/// Part of a definition. A definition stored without it says what was before: none of these rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StartRules {
    /// Nobody begins later than so many minutes after the opening, or after the room was started; `None` is up to
    /// the end of the window.
    pub late_entry_minutes: Option<i32>,
    /// Hours between a hand-in and the next start; `None` is none.
    pub cooldown_hours: Option<i32>,
    /// Whether nobody begins again who knows that they passed.
    pub stop_after_pass: bool,
    /// What is typed at the start; `None` is nothing. For staff only: never in a byte a trainee gets.
    pub passcode: Option<String>,
    /// What is ticked at the start, in Chinese; empty is nothing.
    pub honour_zh: String,
    /// The same in English.
    pub honour_en: String,
    /// Who begins an attempt.
    pub mode: StartMode,
}

impl Default for StartRules {
    fn default() -> Self {
        Self {
            late_entry_minutes: None,
            cooldown_hours: None,
            stop_after_pass: false,
            passcode: None,
            honour_zh: String::new(),
            honour_en: String::new(),
            mode: StartMode::Trainee,
        }
    }
}

impl StartRules {
    /// The honour statement for a reader of Chinese or of English; where it is there in one language only, that one.
    /// `None` when there is none.
    pub fn honour(&self, chinese: bool) -> Option<&str> {
        let both =
            if chinese { [&self.honour_zh, &self.honour_en] } else { [&self.honour_en, &self.honour_zh] };
        both.into_iter().map(String::as_str).find(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::exams::model::Definition;

    #[test]
    fn a_definition_stored_before_these_rules_has_none_of_them() {
        let mut stored = serde_json::to_value(Definition::new("考", "Exam")).unwrap();
        stored.as_object_mut().unwrap().remove("start").unwrap();
        let read: Definition = serde_json::from_value(stored).unwrap();
        assert_eq!(read.start, StartRules::default());
        let partly: StartRules = serde_json::from_str(r#"{"cooldown_hours": 24}"#).unwrap();
        assert_eq!(partly, StartRules { cooldown_hours: Some(24), ..StartRules::default() });
    }

    #[test]
    fn the_honour_statement_is_there_for_everyone_once_it_is_written() {
        let only_zh = StartRules { honour_zh: "我独立完成。".to_owned(), ..StartRules::default() };
        assert_eq!(
            (only_zh.honour(true), only_zh.honour(false)),
            (Some("我独立完成。"), Some("我独立完成。"))
        );
        assert_eq!(StartRules::default().honour(true), None);
    }
}
