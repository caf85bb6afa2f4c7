//! What becomes of a question of an import when a person changes it, or joins it with the one before.

use question_formats::{Answer, ChoiceOption, Diagnostic, Number, QuestionDraft, QuestionType, Severity};

use super::{is_about_key, is_beside};
use crate::banks::content::label;

/// A question of an import as a person wrote it in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowEdit {
    /// Its type.
    pub question_type: QuestionType,
    /// Its lasting code, if it names one.
    pub code: Option<String>,
    /// The question itself.
    pub stem: String,
    /// The options that say something, each with whether it is right and the index it had.
    pub options: Vec<EditedOption>,
    /// Whether the statement is true, of a true-or-false question.
    pub truth: Option<bool>,
    /// The key of the types that have neither: see [`key_text`].
    pub key_text: String,
    /// Why the key is right.
    pub explanation: Option<String>,
    /// Code of the topic.
    pub topic: Option<String>,
    /// 1 (easy) to 5.
    pub difficulty: Option<u8>,
    /// Points in 1/100.
    pub points: Option<u32>,
    /// Free tags.
    pub tags: Vec<String>,
}

/// An option as a person wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedOption {
    /// What it says.
    pub text: String,
    /// Whether it is ticked as right.
    pub is_right: bool,
    /// Its index in the form.
    pub index: usize,
}

/// The key as it was typed cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUnclear;

/// The draft after what a person wrote. What the form does not show stays.
///
/// # Errors
/// [`KeyUnclear`] when the typed key cannot be understood.
pub fn edited(draft: &QuestionDraft, edit: &RowEdit) -> Result<QuestionDraft, KeyUnclear> {
    let mut changed = draft.clone();
    changed.question_type = edit.question_type;
    changed.code.clone_from(&edit.code);
    changed.stem.clone_from(&edit.stem);
    changed.options = options(edit);
    changed.keep = draft.keep.as_ref().map(|kept| moved_labels(draft, kept, edit));
    changed.explanation.clone_from(&edit.explanation);
    changed.topic.clone_from(&edit.topic);
    changed.difficulty = edit.difficulty;
    changed.points = edit.points;
    changed.tags.clone_from(&edit.tags);
    changed.inferred.clear();
    let key_text_stays =
        edit.question_type == draft.question_type && edit.key_text.trim() == key_text(draft).trim();
    changed.answer = match edit.question_type {
        QuestionType::SingleChoice | QuestionType::MultipleChoice => right_labels(edit),
        QuestionType::TrueFalse => edit.truth.map(Answer::Truth),
        _ if key_text_stays && edit.question_type != QuestionType::Ordering => draft.answer.clone(),
        other => typed_key(other, &edit.key_text)?,
    };
    changed.weights = draft.weights.as_ref().and_then(|weights| moved_weights(weights, edit));
    changed.drop_unfit_weights();
    Ok(changed)
}

fn options(edit: &RowEdit) -> Vec<ChoiceOption> {
    let labelled = edit.options.iter().enumerate();
    labelled
        .filter_map(|(index, option)| Some(ChoiceOption { label: label(index)?, text: option.text.clone() }))
        .collect()
}

fn right_labels(edit: &RowEdit) -> Option<Answer> {
    let right = edit.options.iter().enumerate().filter(|(_, option)| option.is_right);
    let labels: Vec<String> = right.filter_map(|(index, _)| label(index)).collect();
    (!labels.is_empty()).then_some(Answer::Labels(labels))
}

/// The weights in the order that the options have after the change; `None` when an option came in.
fn moved_weights(weights: &[i32], edit: &RowEdit) -> Option<Vec<i32>> {
    edit.options.iter().map(|option| weights.get(option.index).copied()).collect()
}

/// The labels that options with these labels have after the change.
fn moved_labels(draft: &QuestionDraft, labels: &[String], edit: &RowEdit) -> Vec<String> {
    let index_of = |wanted: &String| draft.options.iter().position(|option| option.label == *wanted);
    let moved = labels.iter().filter_map(|wanted| {
        let old = index_of(wanted)?;
        label(edit.options.iter().position(|option| option.index == old)?)
    });
    moved.collect()
}

/// The key of a question as a text to be changed: a line a gap with its accepted texts between bars, a number with its
/// tolerance, labels in order, a line a pair, a model answer. Empty for the types whose key is ticked.
pub fn key_text(draft: &QuestionDraft) -> String {
    match &draft.answer {
        Some(Answer::Blanks(blanks)) => lines(blanks.iter().map(|texts| texts.join(" | "))),
        Some(Answer::Numeric { value, tolerance }) if tolerance.get() == 0.0 => value.to_string(),
        Some(Answer::Numeric { value, tolerance }) => format!("{value} ± {tolerance}"),
        Some(Answer::Order(labels)) => labels.join(" "),
        Some(Answer::Pairs(pairs)) => lines(pairs.iter().map(|(left, right)| format!("{left} = {right}"))),
        Some(Answer::Reference(texts)) => lines(texts.iter().cloned()),
        _ => String::new(),
    }
}

fn lines(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("\n")
}

fn typed_key(question_type: QuestionType, text: &str) -> Result<Option<Answer>, KeyUnclear> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let filled = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let answer = match question_type {
        QuestionType::FillBlank => Answer::Blanks(filled().map(accepted).collect()),
        QuestionType::Numeric => {
            let (value, tolerance) = text.split_once('±').unwrap_or((text, "0"));
            let (value, tolerance) = (Number::parse(value.trim()), Number::parse(tolerance.trim()));
            let (value, tolerance) = value.zip(tolerance).ok_or(KeyUnclear)?;
            if tolerance.get() < 0.0 {
                return Err(KeyUnclear);
            }
            Answer::Numeric { value, tolerance }
        }
        QuestionType::Matching => Answer::Pairs(filled().map(pair).collect::<Result<_, _>>()?),
        QuestionType::Ordering => {
            let upper = text.to_uppercase();
            let is_between = |character: char| character.is_whitespace() || ",，、;；>→-".contains(character);
            let labels: Vec<String> =
                upper.chars().filter(|character| !is_between(*character)).map(String::from).collect();
            if !upper.chars().all(|character| is_between(character) || character.is_ascii_uppercase()) {
                return Err(KeyUnclear);
            }
            Answer::Order(labels)
        }
        _ => Answer::Reference(vec![text.to_owned()]),
    };
    Ok(Some(answer))
}

fn accepted(line: &str) -> Vec<String> {
    line.split(['|', '｜']).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

fn pair(line: &str) -> Result<(String, String), KeyUnclear> {
    let (left, right) = line.split_once(['=', '＝']).ok_or(KeyUnclear)?;
    if right.trim().is_empty() {
        Err(KeyUnclear)
    } else {
        Ok((left.trim().to_owned(), right.trim().to_owned()))
    }
}

/// What there is to say about a question that a person changed. A key that is no key is taken out of it; what was
/// missing beside it (a picture, a shared text) still is.
pub fn checked(draft: &mut QuestionDraft, before: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> =
        before.iter().filter(|one| one.severity == Severity::Error && is_beside(one.code)).cloned().collect();
    diagnostics.extend(question_formats::check(draft));
    if diagnostics.iter().any(|one| one.severity == Severity::Error && is_about_key(one.code)) {
        draft.answer = None;
    }
    diagnostics
}

/// Two questions that are one: the texts of the second continue the first.
pub fn joined(first: &QuestionDraft, second: &QuestionDraft) -> QuestionDraft {
    let mut whole = first.clone();
    let stem = match &second.number {
        Some(number) => format!("{number}. {}", second.stem),
        None => second.stem.clone(),
    };
    match whole.options.last_mut() {
        // Options were read already: what follows them belongs to the last one.
        Some(last) => last.text = format!("{}\n{stem}", last.text),
        None => whole.stem = format!("{}\n{stem}", whole.stem),
    }
    let before = whole.options.len();
    let texts: Vec<String> =
        whole.options.iter().chain(&second.options).map(|one| one.text.clone()).collect();
    if before == 0 || !second.options.is_empty() {
        whole.options = (0..)
            .zip(texts)
            .filter_map(|(index, text)| Some(ChoiceOption { label: label(index)?, text }))
            .collect();
        whole.question_type = if before == 0 { second.question_type } else { first.question_type };
        whole.answer = match (&first.answer, &second.answer) {
            (Some(own), _) if before > 0 => Some(own.clone()),
            (_, Some(Answer::Labels(_))) if before > 0 => None,
            (_, other) => other.clone(),
        };
    }
    whole.place_end = second.place_end.or(first.place_end);
    whole.explanation = match (&first.explanation, &second.explanation) {
        (Some(one), Some(two)) => Some(format!("{one}\n{two}")),
        (one, two) => one.clone().or_else(|| two.clone()),
    };
    whole.difficulty = first.difficulty.or(second.difficulty);
    whole.points = first.points.or(second.points);
    whole.inferred.clear();
    whole
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use question_formats::{Code, Place};

    fn draft(question_type: QuestionType, options: &[&str]) -> QuestionDraft {
        let mut draft = QuestionDraft::new(question_type, Place::line(3), "zh-CN");
        draft.stem = "先做什么？".into();
        draft.options = (0..)
            .zip(options)
            .map(|(index, text)| ChoiceOption { label: label(index).unwrap(), text: (*text).into() })
            .collect();
        draft
    }

    fn edit(question_type: QuestionType) -> RowEdit {
        RowEdit {
            question_type,
            code: None,
            stem: "先做什么？".into(),
            options: vec![],
            truth: None,
            key_text: String::new(),
            explanation: None,
            topic: None,
            difficulty: None,
            points: None,
            tags: vec![],
        }
    }

    fn option(index: usize, text: &str, is_right: bool) -> EditedOption {
        EditedOption { text: text.into(), is_right, index }
    }

    #[test]
    fn an_option_that_was_taken_out_takes_its_label_along() {
        let mut before = draft(QuestionType::SingleChoice, &["甲", "乙", "丙"]);
        before.keep = Some(vec!["C".into()]);
        before.answer = Some(Answer::Labels(vec!["C".into()]));
        let mut edit = edit(QuestionType::SingleChoice);
        edit.options = vec![option(0, "甲", false), option(2, "丙", true)];
        let after = edited(&before, &edit).unwrap();
        assert_eq!(after.options.len(), 2);
        assert_eq!(after.answer, Some(Answer::Labels(vec!["B".into()])));
        assert_eq!(after.keep, Some(vec!["B".into()]));
    }

    #[test]
    fn weights_follow_their_options_while_they_fit_the_key() {
        let mut before = draft(QuestionType::SingleChoice, &["甲", "乙", "丙"]);
        before.answer = Some(Answer::Labels(vec!["C".into()]));
        before.weights = Some(vec![2_500, -5_000, 10_000]);
        let mut edit = edit(QuestionType::SingleChoice);
        edit.options = vec![option(2, "丙", true), option(0, "甲", false)];
        assert_eq!(edited(&before, &edit).unwrap().weights, Some(vec![10_000, 2_500]));
        edit.options = vec![option(2, "丙", false), option(0, "甲", true)];
        assert_eq!(edited(&before, &edit).unwrap().weights, None, "the key is another one");
        edit.options = vec![option(2, "丙", true), option(9, "丁", false)];
        assert_eq!(edited(&before, &edit).unwrap().weights, None, "an option came in");
    }

    #[test]
    fn a_typed_key_is_read_and_written_back_the_same() {
        for (question_type, text) in [
            (QuestionType::FillBlank, "30 | 三十\n5 %"),
            (QuestionType::Numeric, "30 ± 0.5"),
            (QuestionType::Numeric, "15.5"),
            (QuestionType::Matching, "甲 = 乙\n丙 = 丁"),
            (QuestionType::Ordering, "C A B"),
            (QuestionType::ShortAnswer, "先了解，\n再报价。"),
        ] {
            let mut typed = edit(question_type);
            typed.key_text = text.into();
            let after = edited(&draft(question_type, &[]), &typed).unwrap();
            assert_eq!(key_text(&after), text, "{question_type:?}");
            assert_eq!(edited(&after, &typed).unwrap(), after);
        }
    }

    #[test]
    fn a_key_that_says_nothing_is_refused() {
        for (question_type, text) in [
            (QuestionType::Numeric, "about 30"),
            (QuestionType::Numeric, "30 ± -1"),
            (QuestionType::Matching, "甲乙"),
            (QuestionType::Ordering, "1 2 3"),
        ] {
            let mut typed = edit(question_type);
            typed.key_text = text.into();
            assert_eq!(edited(&draft(question_type, &[]), &typed), Err(KeyUnclear), "{text}");
        }
    }

    #[test]
    fn a_changed_question_is_checked_as_a_reader_would_and_keeps_what_is_missing_beside_it() {
        let mut changed = draft(QuestionType::SingleChoice, &["甲", "乙"]);
        let before = [Diagnostic::new(Code::EMediaMissing), Diagnostic::new(Code::EAnswerRange)];
        let codes: Vec<Code> = checked(&mut changed, &before).iter().map(|one| one.code).collect();
        assert_eq!(codes, [Code::EMediaMissing, Code::EAnswerMissing]);
        changed.answer = Some(Answer::Labels(vec!["A".into(), "B".into()]));
        let codes: Vec<Code> = checked(&mut changed, &[]).iter().map(|one| one.code).collect();
        assert_eq!((codes, changed.answer), (vec![Code::EAnswerCount], None));
    }

    #[test]
    fn a_question_that_was_cut_in_two_is_one_again() {
        let first = draft(QuestionType::ShortAnswer, &[]);
        let mut second = draft(QuestionType::SingleChoice, &["甲", "乙"]);
        second.number = Some("2".into());
        second.stem = "准备折扣？".into();
        second.answer = Some(Answer::Labels(vec!["B".into()]));
        let whole = joined(&first, &second);
        assert_eq!(whole.stem, "先做什么？\n2. 准备折扣？");
        assert_eq!((whole.question_type, whole.options.len()), (QuestionType::SingleChoice, 2));
        assert_eq!(whole.answer, second.answer);
        let more = joined(&whole, &draft(QuestionType::SingleChoice, &["丙"]));
        assert_eq!(more.options[1].text, "乙\n先做什么？");
        assert_eq!((more.options[2].label.as_str(), more.answer), ("C", whole.answer));
    }
}
