//! The form in which a question of an import is changed.

use question_formats::{QuestionDraft, QuestionType};

use crate::banks::content::label;
use crate::banks::rules::{EditedOption, RowEdit, is_code};
use crate::base::QuestionKind;
use crate::base::text::{has_forbidden_controls, unix_line_ends};
use crate::web::{Fields, FormErrors, Visit};

/// Fields of the form; a name that ends in `*` stands for every name that begins so.
pub const ROW_FIELDS: &[&str] = &[
    "seen",
    "kind",
    "question_code",
    "stem",
    "option-*",
    "right",
    "truth",
    "key_text",
    "explanation",
    "topic",
    "difficulty",
    "points",
    "tags",
    "verdict",
    "page",
];

/// Options a question can have.
const MOST_OPTIONS: usize = 26;

/// Longest text of one field, in characters.
const LONGEST: usize = 20_000;

/// Longest code of a topic, tag and the like, in characters.
const LONGEST_WORD: usize = 100;

/// The question that a person wrote.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn row_edit(fields: &Fields, draft: &QuestionDraft, visit: &Visit) -> Result<RowEdit, FormErrors> {
    let mut errors = FormErrors::none();
    let question_type = question_type(fields.get("kind"));
    if question_type.is_none() {
        errors.add("kind", visit.text("import-kind-wrong"));
    }
    for name in ["stem", "key_text", "explanation"].into_iter().map(str::to_owned).chain(option_names()) {
        let text = fields.raw(&name);
        if text.chars().count() > LONGEST || has_forbidden_controls(&unix_line_ends(text)) {
            errors.add(name, visit.text_with("import-text-wrong", [("most", LONGEST)]));
        }
    }
    for name in ["topic", "tags"] {
        let text = fields.get(name);
        if text.chars().count() > LONGEST_WORD || has_forbidden_controls(text) {
            errors.add(name, visit.text_with("import-text-wrong", [("most", LONGEST_WORD)]));
        }
    }
    if fields.get("stem").is_empty() {
        errors.add("stem", visit.text("import-stem-missing"));
    }
    let code = fields.optional("question_code").map(str::to_owned);
    if code.as_deref().is_some_and(|code| !is_code(code)) {
        errors.add("question_code", visit.text("import-code-wrong"));
    }
    let points = points(fields.get("points"));
    if points.is_none() {
        errors.add("points", visit.text("import-points-wrong"));
    }
    let options = options(fields);
    let others = draft.translations.values().find(|text| text.options.len() != options.len());
    if let Some(other) = others {
        errors.add("option-0", visit.text_with("import-options-of-languages", [("n", other.options.len())]));
    }
    match (question_type, points) {
        (Some(question_type), Some(points)) if errors.is_empty() => Ok(RowEdit {
            question_type,
            code,
            stem: text(fields, "stem"),
            options,
            truth: match fields.get("truth") {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            key_text: text(fields, "key_text"),
            explanation: Some(text(fields, "explanation")).filter(|text| !text.is_empty()),
            topic: fields.optional("topic").map(str::to_owned),
            difficulty: fields.get("difficulty").parse().ok().filter(|level| (1..=5).contains(level)),
            points,
            tags: tags(fields.get("tags")),
        }),
        _ => Err(errors),
    }
}

fn text(fields: &Fields, name: &str) -> String {
    unix_line_ends(fields.get(name))
}

fn option_names() -> impl Iterator<Item = String> {
    (0..MOST_OPTIONS).map(|index| format!("option-{index}"))
}

/// The options that say something.
fn options(fields: &Fields) -> Vec<EditedOption> {
    let right = fields.all("right");
    option_names()
        .enumerate()
        .map(|(index, name)| EditedOption {
            text: text(fields, &name),
            is_right: right.contains(&index.to_string().as_str()),
            index,
        })
        .filter(|option| !option.text.is_empty())
        .collect()
}

fn tags(typed: &str) -> Vec<String> {
    let parts = typed.split([',', '，', ';', '；', '、']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The reader's word for a type of question.
pub fn question_type(word: &str) -> Option<QuestionType> {
    serde_json::from_value(QuestionKind::parse(word)?.as_str().into()).ok()
}

/// Points in 1/100: nothing, a whole number, or one with one or two decimals.
fn points(typed: &str) -> Option<Option<u32>> {
    if typed.is_empty() {
        return Some(None);
    }
    let (whole, decimals) = typed.split_once('.').unwrap_or((typed, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || decimals.len() > 2 || !is_number(whole) || !is_number(decimals)
    {
        return None;
    }
    let hundredths: u32 = format!("{whole}{decimals:0<2}").parse().ok()?;
    (hundredths > 0).then_some(Some(hundredths))
}

/// The fields of the form for a question as it stands.
pub fn row_fields(draft: &QuestionDraft, key_text: String) -> Fields {
    let mut pairs = vec![
        ("kind".to_owned(), draft.question_type.as_str().to_owned()),
        ("question_code".to_owned(), draft.code.clone().unwrap_or_default()),
        ("stem".to_owned(), draft.stem.clone()),
        ("key_text".to_owned(), key_text),
        ("explanation".to_owned(), draft.explanation.clone().unwrap_or_default()),
        ("topic".to_owned(), draft.topic.clone().unwrap_or_default()),
        ("difficulty".to_owned(), draft.difficulty.map(|level| level.to_string()).unwrap_or_default()),
        ("points".to_owned(), draft.points.map(points_text).unwrap_or_default()),
        ("tags".to_owned(), draft.tags.join(", ")),
    ];
    match &draft.answer {
        Some(question_formats::Answer::Truth(truth)) => pairs.push(("truth".to_owned(), truth.to_string())),
        Some(question_formats::Answer::Labels(labels)) => {
            let places = labels
                .iter()
                .filter_map(|wanted| draft.options.iter().position(|option| option.label == *wanted));
            pairs.extend(places.map(|index| ("right".to_owned(), index.to_string())));
        }
        _ => {}
    }
    let options = draft.options.iter().enumerate();
    pairs.extend(options.map(|(index, option)| (format!("option-{index}"), option.text.clone())));
    Fields::from_pairs(pairs)
}

fn points_text(hundredths: u32) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

/// An option of the form.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub struct OptionField {
    /// Its index in the form.
    pub index: usize,
    /// Its letter.
    pub label: String,
    /// What it says.
    pub text: String,
    /// Whether it is ticked as right.
    pub is_right: bool,
}

/// The options of the form: those that were sent and two more to write.
pub fn option_fields(fields: &Fields) -> Vec<OptionField> {
    const MORE: usize = 2;
    let right = fields.all("right");
    let sent = option_names().enumerate().filter(|(_, name)| !fields.raw(name).trim().is_empty());
    let count = (sent.map(|(index, _)| index + 1).max().unwrap_or(0) + MORE).min(MOST_OPTIONS);
    option_names()
        .take(count)
        .enumerate()
        .filter_map(|(index, name)| {
            Some(OptionField {
                index,
                label: label(index)?,
                text: fields.raw(&name).to_owned(),
                is_right: right.contains(&index.to_string().as_str()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_at_most_two_decimals_and_are_more_than_nothing() {
        for (typed, read) in [
            ("", Some(None)),
            ("2", Some(Some(200))),
            ("2.5", Some(Some(250))),
            ("0.05", Some(Some(5))),
            ("0", None),
            ("-1", None),
            ("1.005", None),
            ("two", None),
            ("99999", None),
        ] {
            assert_eq!(points(typed), read, "{typed}");
        }
        assert_eq!(
            (points_text(250), points_text(205), points_text(300)),
            ("2.5".into(), "2.05".into(), "3".into())
        );
    }

    #[test]
    fn a_form_offers_two_more_options_than_there_are() {
        let fields =
            Fields::from_pairs(vec![("option-0".into(), "甲".into()), ("option-2".into(), "丙".into())]);
        assert_eq!(option_fields(&fields).len(), 5);
        assert_eq!(options(&fields).iter().map(|one| one.index).collect::<Vec<_>>(), [0, 2]);
    }
}
