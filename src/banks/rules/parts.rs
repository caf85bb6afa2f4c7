//! Which parts of a question differ between two of its versions.

use crate::banks::model::{Content, QuestionText};

/// The names of the parts that differ, as the audit trail keeps them.
pub fn changed_parts(before: &Content, after: &Content) -> Vec<&'static str> {
    let differs_in_a_text = |part: fn(&QuestionText) -> Vec<String>| {
        let texts = |content: &Content| -> Vec<(String, Vec<String>)> {
            let all = content.texts.0.iter();
            let said = all.map(|(language, text)| (language.clone(), part(text)));
            said.filter(|(_, texts)| texts.iter().any(|text| !text.is_empty())).collect()
        };
        texts(before) != texts(after)
    };
    let parts = [
        ("kind", before.kind != after.kind),
        ("stem", differs_in_a_text(|text| vec![text.stem.clone()])),
        ("options", differs_in_a_text(|text| text.options.clone())),
        ("key", before.answer != after.answer || differs_in_a_text(|text| text.reference.clone())),
        ("explanation", differs_in_a_text(|text| text.explanation.iter().cloned().collect())),
        ("fact", differs_in_a_text(|text| text.fact.iter().cloned().collect())),
        ("material", before.material != after.material),
        ("topic", before.topic != after.topic),
        ("difficulty", before.difficulty != after.difficulty),
        ("points", before.points != after.points),
        ("tags", before.tags != after.tags),
        ("order_of_options", before.kept_options != after.kept_options),
        ("weights", before.weights != after.weights),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::banks::content;
    use question_formats::{Place, QuestionDraft, QuestionType};

    #[test]
    fn only_what_differs_is_named() {
        let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::line(1), "zh-CN");
        draft.stem = "名片双手递出。".into();
        let before = content::from_draft(&draft);
        assert!(changed_parts(&before, &before).is_empty());
        draft.difficulty = Some(2);
        draft.explanation = Some("礼貌".into());
        assert_eq!(changed_parts(&before, &content::from_draft(&draft)), ["explanation", "difficulty"]);
        draft.stem = "名片单手递出。".into();
        draft.answer = Some(question_formats::Answer::Truth(false));
        assert_eq!(
            changed_parts(&before, &content::from_draft(&draft)),
            ["stem", "key", "explanation", "difficulty"]
        );
    }
}
