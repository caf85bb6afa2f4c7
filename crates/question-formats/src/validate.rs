//! Checks that hold for a question of any format, after its reader is done.

use std::collections::{HashMap, HashSet};

use crate::Limits;
use crate::fingerprint::{comparable, fingerprint};
use crate::messages::Code;
use crate::model::{Answer, ChoiceOption, Diagnostic, Place, QuestionDraft, QuestionType, Severity};
use crate::paper_text::shared::count_blanks;

/// How much a format promises about its questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Printed papers: an option may be a picture that is lost in the text.
    Paper,
    /// Our own files, written for this program.
    Native,
}

/// Everything wrong with one question. When anything of `reported` or of the result is an error about what the question
/// says, the key is taken out, because a key that stands in a broken question cannot be trusted.
pub(crate) fn check(
    draft: &mut QuestionDraft,
    reported: &[Diagnostic],
    strictness: Strictness,
    limits: &Limits,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    check_texts(draft, limits, &mut found);
    if draft.question_type.is_choice() || !draft.options.is_empty() {
        check_options(draft, strictness, &mut found);
    }
    let key_reported = reported.iter().any(|diagnostic| is_about_key(diagnostic.code));
    if !key_reported {
        check_key(draft, &mut found);
    }
    if draft.answer.is_some() && !draft.weights_fit() {
        found.push(Diagnostic::new(Code::EWeights).found(draft.weights_text()));
    }
    if reported.iter().chain(&found).any(casts_doubt_on_key) {
        draft.answer = None;
    }
    found.into_iter().map(|diagnostic| diagnostic.at(draft.place.clone()).excerpt(&draft.stem)).collect()
}

/// Everything wrong with a question that was written by hand, with the codes that readers of files use. Languages other
/// than the draft's own must say as much as it does; what is said of one of them has its tag in `found`.
#[must_use]
pub fn check_by_hand(draft: &QuestionDraft, limits: &Limits) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (language, other) in &draft.translations {
        if other.stem.trim().is_empty() {
            found.push(Diagnostic::new(Code::EStemEmpty).found(language.clone()));
        }
        if other.options.len() != draft.options.len() {
            let diagnostic =
                Diagnostic::new(Code::ETranslationOptions).found(other.options.len().to_string());
            found.push(diagnostic.expected(draft.options.len().to_string()));
        }
    }
    if let Some(Answer::Blanks(blanks)) = &draft.answer {
        let gaps = count_blanks(&draft.stem);
        if gaps > 0 && gaps != blanks.len() {
            let diagnostic = Diagnostic::new(Code::EBlankCount).found(blanks.len().to_string());
            found.push(diagnostic.expected(gaps.to_string()));
        }
    }
    found.extend(check(&mut draft.clone(), &[], Strictness::Native, limits));
    found
}

/// A picture or a text beside the question that is not there keeps it from being asked, but whoever adds it finds the
/// printed key still right.
fn casts_doubt_on_key(diagnostic: &Diagnostic) -> bool {
    let is_beside = matches!(diagnostic.code, Code::EMediaMissing | Code::EMaterialMissing);
    diagnostic.severity == Severity::Error && !is_beside
}

fn is_about_key(code: Code) -> bool {
    matches!(
        code,
        Code::EAnswerMissing
            | Code::EAnswerUnclear
            | Code::EAnswerRange
            | Code::EAnswerCount
            | Code::EBlankCount
            | Code::WReferenceMissing
            | Code::EValue
            | Code::EKeyMissing
    )
}

fn check_texts(draft: &QuestionDraft, limits: &Limits, found: &mut Vec<Diagnostic>) {
    if draft.stem.trim().is_empty() {
        found.push(Diagnostic::new(Code::EStemEmpty));
    }
    let reference = match &draft.answer {
        Some(Answer::Reference(texts)) => texts.as_slice(),
        _ => &[],
    };
    let texts = [Some(&draft.stem), draft.explanation.as_ref(), draft.fact.as_ref()];
    let longest = texts
        .into_iter()
        .flatten()
        .chain(draft.options.iter().map(|option| &option.text))
        .chain(reference)
        .chain(draft.material.iter().map(|material| &material.text))
        .map(|text| text.chars().count())
        .max()
        .unwrap_or(0);
    if longest > limits.field_characters {
        found.push(
            Diagnostic::new(Code::ETooLong)
                .found(longest.to_string())
                .expected(limits.field_characters.to_string()),
        );
    }
}

fn check_options(draft: &QuestionDraft, strictness: Strictness, found: &mut Vec<Diagnostic>) {
    let options = &draft.options;
    if options.len() < 2 {
        found.push(Diagnostic::new(Code::EOptionsFew).found(options.len().to_string()));
    }
    let code = match strictness {
        Strictness::Paper => Code::WOptionEmpty,
        Strictness::Native => Code::EOptionEmpty,
    };
    let empty = options.iter().filter(|option| option.text.trim().is_empty());
    found.extend(empty.map(|option| Diagnostic::new(code).found(option.label.clone())));
    if let Some(label) = first_repeated(options, |option| option.label.clone()) {
        found.push(Diagnostic::new(Code::EOptionDuplicate).found(label));
    }
    if let Some(pair) = same_texts(options) {
        found.push(Diagnostic::new(Code::WOptionSame).found(pair));
    }
}

fn first_repeated(options: &[ChoiceOption], key: impl Fn(&ChoiceOption) -> String) -> Option<String> {
    let mut seen = HashSet::new();
    options.iter().map(key).find(|value| !seen.insert(value.clone()))
}

/// Labels of two options with the same text, as `A, C`.
fn same_texts(options: &[ChoiceOption]) -> Option<String> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    options.iter().filter(|option| !option.text.trim().is_empty()).find_map(|option| {
        seen.insert(comparable(&option.text), &option.label).map(|first| format!("{first}, {}", option.label))
    })
}

fn check_key(draft: &QuestionDraft, found: &mut Vec<Diagnostic>) {
    match (&draft.answer, draft.question_type) {
        (None, QuestionType::ShortAnswer) => found.push(Diagnostic::new(Code::WReferenceMissing)),
        (None, _) => found.push(Diagnostic::new(Code::EAnswerMissing)),
        (Some(Answer::Labels(labels)), kind) => check_labels(draft, labels, kind, found),
        (Some(Answer::Order(labels)), _) => check_order(draft, labels, found),
        (Some(Answer::Pairs(pairs)), _) => check_pairs(draft, pairs, found),
        (Some(_), _) => {}
    }
}

/// An order names every option once.
fn check_order(draft: &QuestionDraft, labels: &[String], found: &mut Vec<Diagnostic>) {
    let mut named: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut have: Vec<&str> = draft.options.iter().map(|option| option.label.as_str()).collect();
    named.sort_unstable();
    have.sort_unstable();
    if named != have {
        found.push(Diagnostic::new(Code::EAnswerRange).found(labels.join("")).expected(have.concat()));
    }
}

/// Each right side is one of the options, where there are any.
fn check_pairs(draft: &QuestionDraft, pairs: &[(String, String)], found: &mut Vec<Diagnostic>) {
    let have: HashSet<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
    let missing = pairs.iter().find(|(_, right)| !have.is_empty() && !have.contains(right.as_str()));
    if let Some((_, right)) = missing {
        let texts: Vec<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
        found.push(Diagnostic::new(Code::EAnswerRange).found(right).expected(texts.join(", ")));
    }
}

fn check_labels(draft: &QuestionDraft, labels: &[String], kind: QuestionType, found: &mut Vec<Diagnostic>) {
    let printed = labels.join("");
    let known = |label: &String| draft.options.iter().any(|option| option.label == *label);
    if !labels.iter().all(known) {
        let have: String = draft.options.iter().map(|option| option.label.as_str()).collect();
        found.push(Diagnostic::new(Code::EAnswerRange).found(printed).expected(have));
        return;
    }
    match kind {
        QuestionType::SingleChoice if labels.len() != 1 => {
            found.push(Diagnostic::new(Code::EAnswerCount).found(printed));
        }
        QuestionType::MultipleChoice if labels.len() == 1 => {
            found.push(Diagnostic::new(Code::WAnswerCount).found(printed));
        }
        QuestionType::MultipleChoice if labels.len() == draft.options.len() => {
            found.push(Diagnostic::new(Code::WAllCorrect));
        }
        _ => {}
    }
}

/// A warning for each question that repeats an earlier one of the same file.
pub(crate) fn duplicates(questions: &[QuestionDraft]) -> Vec<Diagnostic> {
    let mut first_place: HashMap<[u8; 32], &Place> = HashMap::new();
    let mut found = Vec::new();
    for question in questions {
        match first_place.entry(fingerprint(question)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(&question.place);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let first = entry.get().ordinal();
                found.push(
                    Diagnostic::new(Code::WDuplicateInFile)
                        .at(question.place.clone())
                        .excerpt(&question.stem)
                        .found(first.to_string()),
                );
            }
        }
    }
    found
}
