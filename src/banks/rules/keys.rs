//! Whether two questions with the same stem and options have the same key.

use std::collections::HashMap;

use question_formats::fingerprint::comparable;

use super::Row;
use crate::banks::content::Fingerprints;
use crate::banks::model::Content;
use crate::base::QuestionKind;

/// What the key of a question says in one language, however the options are ordered: equal texts mean the same key.
/// `None` when no key is known.
pub fn key_print(content: &Content, language: &str) -> Option<String> {
    let answer = content.answer.as_ref()?;
    if !content.kind.has_options() {
        return Some(comparable(&answer.to_string()));
    }
    let options = &content.texts.0.get(language)?.options;
    let labels = answer.as_array()?;
    let mut texts: Vec<String> = labels
        .iter()
        .map(|label| {
            let index = usize::from(label.as_str()?.bytes().next()?.checked_sub(b'A')?);
            options.get(index).map(|text| comparable(text))
        })
        .collect::<Option<_>>()?;
    if content.kind != QuestionKind::Ordering {
        texts.sort();
    }
    Some(texts.join("\n"))
}

/// Whether two keys are known and say different things.
pub(super) fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// The keys that the rows of a file give to the same stem and options.
pub(super) struct Said(HashMap<[u8; 32], Vec<(i32, String)>>);

impl Said {
    pub(super) fn of(rows: &[Row], contents: &[Content], prints: &[Vec<Fingerprints>]) -> Self {
        let mut said: HashMap<[u8; 32], Vec<(i32, String)>> = HashMap::with_capacity(rows.len());
        for ((row, content), prints) in rows.iter().zip(contents).zip(prints) {
            for one in prints {
                let keys = said.entry(one.whole).or_default();
                if let Some(key) = key_print(content, &one.language)
                    && !keys.iter().any(|(_, known)| *known == key)
                {
                    keys.push((row.position, key));
                }
            }
        }
        Self(said)
    }

    /// The first other row that says the same question with another key.
    pub(super) fn contradicted(
        &self,
        position: i32,
        content: &Content,
        prints: &[Fingerprints],
    ) -> Option<i32> {
        prints.iter().find_map(|one| {
            let own = key_print(content, &one.language)?;
            let keys = self.0.get(&one.whole)?;
            keys.iter().find(|(other, key)| *other != position && *key != own).map(|(other, _)| *other)
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use crate::banks::content;
    use crate::banks::model::{Decision, Outcome, Repeats, Verdict};
    use crate::banks::rules::{Elsewhere, Existing, Planned, first_decision, plan};
    use question_formats::{Answer, ChoiceOption, Place, QuestionDraft, QuestionType};

    fn draft(options: &[&str], key: &str) -> QuestionDraft {
        let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "zh-CN");
        draft.stem = "谁决定采购？".into();
        draft.options = (0..)
            .zip(options)
            .map(|(index, text)| ChoiceOption {
                label: content::label(index).unwrap_or_default(),
                text: (*text).into(),
            })
            .collect();
        draft.answer = (!key.is_empty()).then(|| Answer::Labels(vec![key.into()]));
        draft
    }

    fn planned(drafts: Vec<QuestionDraft>, existing: &Existing) -> Vec<Planned> {
        let mut rows: Vec<Row> = (1..)
            .zip(drafts)
            .map(|(position, draft)| Row {
                position,
                draft,
                diagnostics: vec![],
                decision: Decision::Take,
                says_everything: false,
            })
            .collect();
        let first = plan(&rows, existing);
        for (row, one) in rows.iter_mut().zip(first) {
            row.decision = first_decision(one.verdict);
        }
        plan(&rows, existing)
    }

    #[test]
    fn a_key_is_the_same_however_the_options_stand() {
        let one = content::from_draft(&draft(&["甲方", "乙方"], "A"));
        let turned = content::from_draft(&draft(&["乙方", "甲方 "], "B"));
        assert_eq!(key_print(&one, "zh-CN"), key_print(&turned, "zh-CN"));
        assert_eq!(key_print(&content::from_draft(&draft(&["甲方", "乙方"], "")), "zh-CN"), None);
        let other = content::from_draft(&draft(&["甲方", "乙方"], "B"));
        assert_ne!(key_print(&one, "zh-CN"), key_print(&other, "zh-CN"));
    }

    #[test]
    fn rows_of_one_file_that_contradict_each_other_are_all_left_to_a_person() {
        let found = planned(
            vec![draft(&["甲方", "乙方"], "A"), draft(&["甲方", "乙方"], "B"), draft(&["丙", "丁"], "A")],
            &Existing::default(),
        );
        assert_eq!((found[0].verdict, &found[0].repeats), (Verdict::KeyConflict, &Some(Repeats::Row(2))));
        assert_eq!((found[1].verdict, &found[1].repeats), (Verdict::KeyConflict, &Some(Repeats::Row(1))));
        assert_eq!((found[0].outcome, found[1].outcome), (Outcome::Skipped, Outcome::Skipped));
        assert_eq!((found[2].verdict, found[2].outcome), (Verdict::New, Outcome::Created));
    }

    #[test]
    fn a_question_of_another_bank_with_another_key_is_a_conflict_and_with_the_same_a_duplicate() {
        let print = content::stored_fingerprint(&content::from_draft(&draft(&["甲方", "乙方"], "A")));
        for (key, verdict) in [
            (Some("乙方"), Verdict::KeyConflict),
            (Some("甲方"), Verdict::Duplicate),
            (None, Verdict::Duplicate),
        ] {
            let other = Elsewhere { bank: "o".into(), question: "o-1".into(), key: key.map(str::to_owned) };
            let elsewhere = HashMap::from([(print.to_vec(), vec![other])]);
            let existing = Existing { questions: vec![], elsewhere };
            let found = planned(vec![draft(&["甲方", "乙方"], "A")], &existing);
            assert_eq!((found[0].verdict, found[0].outcome), (verdict, Outcome::Skipped), "{key:?}");
        }
    }
}
