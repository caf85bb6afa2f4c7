//! The same change of many questions.

use serde::Serialize;

use crate::banks::model::Content;

/// What is changed in each of the chosen questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkChange {
    /// They get this tag.
    AddTag(String),
    /// They lose this tag.
    RemoveTag(String),
    /// They belong to this topic; `None` to none.
    Topic(Option<String>),
    /// They have this difficulty, 1 to 5; `None` for none.
    Difficulty(Option<i16>),
}

/// What a question says after the change; `None` when it says so already.
pub fn changed_in_bulk(content: &Content, what: &BulkChange) -> Option<Content> {
    let mut changed = content.clone();
    match what {
        BulkChange::AddTag(tag) => {
            if !changed.tags.contains(tag) {
                changed.tags.push(tag.clone());
            }
        }
        BulkChange::RemoveTag(tag) => changed.tags.retain(|known| known != tag),
        BulkChange::Topic(topic) => changed.topic.clone_from(topic),
        BulkChange::Difficulty(difficulty) => changed.difficulty = *difficulty,
    }
    (changed != *content).then_some(changed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::banks::content;
    use question_formats::{Place, QuestionDraft, QuestionType};

    #[test]
    fn a_change_that_changes_nothing_is_none() {
        let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::line(1), "zh-CN");
        draft.tags = vec!["a".into()];
        draft.topic = Some("fab".into());
        draft.difficulty = Some(3);
        let content = content::from_draft(&draft);
        for (what, changes) in [
            (BulkChange::AddTag("a".into()), false),
            (BulkChange::AddTag("b".into()), true),
            (BulkChange::RemoveTag("b".into()), false),
            (BulkChange::RemoveTag("a".into()), true),
            (BulkChange::Topic(Some("fab".into())), false),
            (BulkChange::Topic(None), true),
            (BulkChange::Difficulty(Some(3)), false),
            (BulkChange::Difficulty(Some(4)), true),
        ] {
            let changed = changed_in_bulk(&content, &what);
            assert_eq!(changed.is_some(), changes, "{what:?}");
            // Doing it twice is doing it once.
            assert!(changed.is_none_or(|changed| changed_in_bulk(&changed, &what).is_none()));
        }
        let added = changed_in_bulk(&content, &BulkChange::AddTag("b".into())).unwrap();
        assert_eq!(added.tags, ["a", "b"]);
    }
}
