//! Lines of English papers that say something about a question instead of asking: `Topic: Objections`, `Difficulty: 2`.

use crate::model::{QuestionDraft, QuestionType};

/// What such a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Topic,
    Tags,
    Difficulty,
    Points,
    Type,
}

/// The words before the colon.
const WORDS: &[(&str, About)] = &[
    ("topics", About::Topic),
    ("topic", About::Topic),
    ("category", About::Topic),
    ("tags", About::Tags),
    ("tag", About::Tags),
    ("keywords", About::Tags),
    ("difficulty level", About::Difficulty),
    ("difficulty", About::Difficulty),
    ("level", About::Difficulty),
    ("points", About::Points),
    ("marks", About::Points),
    ("question type", About::Type),
    ("type", About::Type),
];

/// What a line says and about what; `None` for any other line.
pub(crate) fn line(line: &str) -> Option<(About, &str)> {
    let line = line.trim();
    let (word, value) = line.split_once([':', '：'])?;
    let word = word.trim_end();
    let (_, about) = WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known))?;
    Some((*about, value.trim()))
}

/// What lines said about a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) topic: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) difficulty: Option<u8>,
    pub(crate) points: Option<u32>,
    pub(crate) question_type: Option<Choice>,
}

/// A type as English papers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// One right option.
    Single,
    /// One right option or several: people call both multiple choice.
    Either,
    /// Several right options.
    Several,
    TrueFalse,
    Blank,
    Short,
}

impl Said {
    /// Takes in what a line says; `false` when it is not understood.
    pub(crate) fn take(&mut self, about: About, value: &str) -> bool {
        match about {
            About::Topic => {
                let mut parts = list(value);
                let Some(first) = parts.next() else { return false };
                self.topic = Some(first.to_owned());
                self.tags.extend(parts.map(str::to_owned));
            }
            About::Tags => {
                let before = self.tags.len();
                self.tags.extend(list(value).map(str::to_owned));
                return self.tags.len() > before;
            }
            About::Difficulty => {
                let found = difficulty(value);
                self.difficulty = found.or(self.difficulty);
                return found.is_some();
            }
            About::Points => {
                let digits: String =
                    value.chars().take_while(|one| one.is_ascii_digit() || *one == '.').collect();
                let found = crate::toml_bank::hundredths(&digits).filter(|points| *points > 0);
                self.points = found.or(self.points);
                return found.is_some();
            }
            About::Type => {
                let found = question_type(value);
                self.question_type = found.or(self.question_type);
                return found.is_some();
            }
        }
        true
    }

    /// Puts it into a draft whose type and key are known already.
    pub(crate) fn put_into(self, draft: &mut QuestionDraft) {
        draft.topic = self.topic.or(draft.topic.take());
        draft.tags.extend(self.tags);
        draft.difficulty = self.difficulty.or(draft.difficulty);
        draft.points = self.points.or(draft.points);
        if self.question_type == Some(Choice::Several) && draft.question_type == QuestionType::SingleChoice {
            draft.question_type = QuestionType::MultipleChoice;
        }
    }
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split([';', '；', ',', '，', '、']).map(str::trim).filter(|one| !one.is_empty())
}

fn difficulty(value: &str) -> Option<u8> {
    let value = value.trim_end_matches(['.', '。']).trim();
    // `2/5`, `2 of 5`
    let value = value.strip_suffix("/5").or_else(|| value.strip_suffix(" of 5")).unwrap_or(value).trim();
    match value.to_ascii_lowercase().as_str() {
        "1" | "very easy" | "easy" | "simple" | "basic" | "beginner" | "low" => Some(1),
        "2" | "fairly easy" | "rather easy" => Some(2),
        "3" | "medium" | "moderate" | "normal" | "average" | "intermediate" => Some(3),
        "4" | "fairly hard" | "rather hard" | "fairly difficult" => Some(4),
        "5" | "very hard" | "hard" | "difficult" | "very difficult" | "advanced" | "high" => Some(5),
        _ => None,
    }
}

fn question_type(value: &str) -> Option<Choice> {
    let word: String = value
        .to_ascii_lowercase()
        .chars()
        .map(|one| if matches!(one, '-' | '_' | '/') { ' ' } else { one })
        .collect();
    let word = word.trim_end_matches(['.', '。']).split_whitespace().collect::<Vec<_>>().join(" ");
    match word.as_str() {
        "single choice" | "single answer" | "single response" | "one answer" => Some(Choice::Single),
        "multiple choice" | "mcq" | "mc" | "choice" => Some(Choice::Either),
        "multiple answer" | "multiple answers" | "multiple response" | "multiple select" | "multi select" => {
            Some(Choice::Several)
        }
        "true false" | "true or false" | "t f" => Some(Choice::TrueFalse),
        "fill in the blank" | "fill in the blanks" | "fill in" | "blank" | "cloze" => Some(Choice::Blank),
        "short answer" | "essay" | "open" | "open question" | "free text" => Some(Choice::Short),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn said(text: &str) -> Option<Said> {
        let mut said = Said::default();
        let (about, value) = line(text).unwrap();
        said.take(about, value).then_some(said)
    }

    #[test]
    fn what_english_papers_say_about_a_question_is_understood() {
        assert_eq!(said("Topic: Objections").unwrap().topic.unwrap(), "Objections");
        assert_eq!(said("TAGS：price, value").unwrap().tags, ["price", "value"]);
        assert_eq!(said("Difficulty: Hard").unwrap().difficulty, Some(5));
        assert_eq!(said("level: 2/5").unwrap().difficulty, Some(2));
        assert_eq!(said("Points: 2.5 points").unwrap().points, Some(250));
        assert_eq!(said("Type: multiple-choice").unwrap().question_type, Some(Choice::Either));
        assert_eq!(said("Question type: True/False").unwrap().question_type, Some(Choice::TrueFalse));
    }

    #[test]
    fn what_is_not_understood_is_not_taken_for_something_else() {
        assert_eq!(said("Difficulty: it depends"), None);
        assert_eq!(said("Points: many"), None);
        assert_eq!(said("Type: riddle"), None);
        assert_eq!(said("Topic:"), None);
        assert_eq!(line("The topic: prices"), None);
        assert_eq!(line("Which topic comes first?"), None);
    }
}
