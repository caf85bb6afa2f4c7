//! One question as it is shown, and the list of all.

use serde::Serialize;

use crate::attempts::model::{PaperItem, StoredResponse};
use crate::banks::model::QuestionVersion;
use crate::banks::pages::AnswerFields;
use crate::base::QuestionKind;
use crate::exams::pages::Rule;
use crate::exams::scoring::{SKIP, Scoring};
use crate::web::Language;

/// One entry of the question list.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The question, from 1.
    pub position: i16,
    /// Whether it has an answer.
    pub done: bool,
    /// Whether it is marked to look at again.
    pub flagged: bool,
    /// Whether it is the one shown.
    pub current: bool,
}

/// The question list of a paper.
pub fn entries(count: i16, responses: &[StoredResponse], flags: &[i16], current: i16) -> Vec<Entry> {
    (1..=count)
        .map(|position| Entry {
            position,
            done: responses.iter().any(|stored| stored.position == position && !stored.response.is_empty()),
            flagged: flags.contains(&position),
            current: position == current,
        })
        .collect()
}

/// One option as it is shown.
#[derive(Debug, Serialize)]
pub struct OptionRow {
    /// What the browser sends: the label as shown, `T` or `F`.
    pub value: String,
    /// The letter before it; `None` for right and wrong.
    pub letter: Option<String>,
    /// The text; `None` for right and wrong, whose words the template knows.
    pub text: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One question as it is shown.
#[derive(Debug, Serialize)]
pub struct Question {
    /// Where it stands, from 1.
    pub position: i16,
    /// Type, as the word in the database.
    pub kind: &'static str,
    /// Points in 1/100.
    pub points: i32,
    /// How points are given, where that is more than exactly the right answer or nothing.
    pub rule: Option<Rule>,
    /// Language tag of the texts.
    pub lang: &'static str,
    /// Text shared by several questions.
    pub material: Option<String>,
    /// The question.
    pub stem: String,
    /// `radio` or `checkbox`; `None` for typed answers.
    pub input: Option<&'static str>,
    /// The options in the drawn order.
    pub options: Vec<OptionRow>,
    /// The fields of a question that is not answered by choosing among its options.
    #[serde(flatten)]
    pub fields: AnswerFields,
    /// The typed text.
    pub typed: String,
}

impl Question {
    /// The question at a position with a response filled in.
    pub fn new(
        position: i16,
        item: &PaperItem,
        version: &QuestionVersion,
        language: Language,
        response: &str,
    ) -> Self {
        let text = version.content.texts.in_language(language);
        let input = match item.kind {
            QuestionKind::SingleChoice | QuestionKind::TrueFalse => Some("radio"),
            QuestionKind::MultipleChoice => Some("checkbox"),
            _ => None,
        };
        let material =
            version.content.material.as_ref().and_then(|material| {
                material.get(language.tag()).or_else(|| material.values().next()).cloned()
            });
        let options = option_rows(item, &text.options, response);
        let shown: Vec<String> = options.iter().filter_map(|option| option.text.clone()).collect();
        Self {
            position,
            kind: item.kind.as_str(),
            points: item.points,
            rule: said_rule(item),
            lang: language.tag(),
            material,
            stem: text.stem.clone(),
            input,
            fields: AnswerFields::new(&version.content, &shown, response),
            options,
            typed: response.to_owned(),
        }
    }
}

/// Where one answer is right and a wrong one takes nothing away, nothing needs to be said.
fn said_rule(item: &PaperItem) -> Option<Rule> {
    use QuestionKind::{Numeric, SingleChoice, TrueFalse};
    let is_plain =
        matches!(item.kind, SingleChoice | TrueFalse | Numeric) && item.scoring.penalty().is_none();
    Rule::of(item.scoring, item.kind).filter(|_| !is_plain)
}

/// The options of a question in the order of the paper, those in `response` chosen.
fn option_rows(item: &PaperItem, options: &[String], response: &str) -> Vec<OptionRow> {
    let row = |value: &str| OptionRow {
        value: value.to_owned(),
        letter: None,
        text: None,
        chosen: response == value,
    };
    // Where one may say that one does not answer, that is an answer to choose.
    let skip = matches!(item.scoring, Scoring::Claim(_)).then(|| row(SKIP));
    if item.kind == QuestionKind::TrueFalse {
        return [row("T"), row("F")].into_iter().chain(skip).collect();
    }
    if !item.kind.shows_options() {
        return Vec::new();
    }
    let shown = ('A'..='Z').zip(&item.option_order).map(|(letter, index)| OptionRow {
        value: letter.to_string(),
        letter: Some(letter.to_string()),
        text: Some(options.get(usize::from(*index)).cloned().unwrap_or_default()),
        chosen: item.kind.has_options() && response.contains(letter),
    });
    shown.chain(skip).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use serde_json::{Value, json};

    use super::*;
    use crate::banks::content::bare;
    use crate::banks::model::{QuestionText, Texts};
    use crate::db::{QuestionId, QuestionVersionId};

    fn shown(kind: QuestionKind, key: Value) -> Value {
        let options = if kind.shows_options() { vec!["甲", "乙", "丙"] } else { Vec::new() };
        let options: Vec<String> = options.into_iter().map(str::to_owned).collect();
        let text = QuestionText { stem: "题".to_owned(), options, ..QuestionText::default() };
        let version = QuestionVersion {
            id: QuestionVersionId::new(),
            question_id: QuestionId::new(),
            question_code: "q".to_owned(),
            bank_code: "b".to_owned(),
            number: 1,
            content: bare(kind, Texts(BTreeMap::from([("zh-CN".to_owned(), text)])), Some(key)),
            languages: vec!["zh-CN".to_owned()],
            option_count: 3,
            created_at: DateTime::UNIX_EPOCH,
        };
        let item = PaperItem {
            section: 1,
            version_id: version.id,
            kind,
            option_order: if kind.shows_options() { vec![2, 0, 1] } else { Vec::new() },
            option_count: if kind.shows_options() { 3 } else { 0 },
            points: 100,
            scoring: Scoring::PerOption,
        };
        serde_json::to_value(Question::new(1, &item, &version, Language::Chinese, "")).unwrap()
    }

    #[test]
    fn a_question_reads_the_same_whatever_its_key_is() {
        for (kind, one, other) in [
            (QuestionKind::SingleChoice, json!(["A"]), json!(["B"])),
            (QuestionKind::MultipleChoice, json!(["A"]), json!(["B", "C"])),
            (QuestionKind::TrueFalse, json!(true), json!(false)),
            (QuestionKind::FillBlank, json!([["30"], ["x", "y"]]), json!([["40", "41"], ["z"]])),
            (QuestionKind::Numeric, json!({"value": 1, "tolerance": 0}), json!({"value": 2, "tolerance": 1})),
            (
                QuestionKind::Matching,
                json!([["一", "甲"], ["二", "乙"], ["", "丙"]]),
                json!([["一", "丙"], ["二", "甲"], ["", "乙"]]),
            ),
            (QuestionKind::Ordering, json!(["A", "B", "C"]), json!(["C", "A", "B"])),
        ] {
            assert_eq!(shown(kind, one), shown(kind, other), "{kind:?}");
        }
    }
}
