//! From what a reader hands back to what a version says, and back again where two questions are compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use question_formats::fingerprint::{self, comparable};
use question_formats::{Answer, ChoiceOption, Piece, Place, QuestionDraft, QuestionType, pieces};
use serde_json::Value;

use super::model::{Content, QuestionText, Shown, Texts};
use crate::base::QuestionKind;

/// The names of the images that a content names, and when each may be seen.
pub fn images(content: &Content) -> BTreeSet<(Shown, &str)> {
    let while_answering =
        content.texts.0.values().flat_map(|text| std::iter::once(&text.stem).chain(&text.options));
    let at_review = content
        .texts
        .0
        .values()
        .flat_map(|text| text.explanation.iter().chain(&text.fact).chain(&text.reference));
    let materials = content.material.iter().flat_map(BTreeMap::values);
    let while_answering = while_answering.chain(materials).map(String::as_str).chain(left_sides(content));
    let question = while_answering.flat_map(named).map(|name| (Shown::Question, name));
    let review = at_review.flat_map(|text| named(text)).map(|name| (Shown::Review, name));
    question.chain(review).collect()
}

fn named(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Image { name, .. } => Some(name),
        Piece::Words(_) => None,
    })
}

/// The texts on the left of a matching question, which stand in its key only, in order. Which option belongs to which is
/// not told.
pub fn left_sides(content: &Content) -> Vec<&str> {
    let pairs = content.answer.as_ref().filter(|_| content.kind == QuestionKind::Matching);
    let left = pairs.and_then(Value::as_array).into_iter().flatten().filter_map(|pair| pair.get(0)?.as_str());
    left.filter(|left| !left.is_empty()).collect()
}

/// How many gaps a question has, by its key; 0 for one without.
pub fn gap_count(content: &Content) -> usize {
    let gaps = content.answer.as_ref().filter(|_| content.kind == QuestionKind::FillBlank);
    gaps.and_then(Value::as_array).map_or(0, Vec::len)
}

/// The type of question for the word a reader uses.
pub fn kind_of(question_type: QuestionType) -> QuestionKind {
    serde_json::to_value(question_type)
        .ok()
        .and_then(|word| QuestionKind::parse(word.as_str()?))
        .unwrap_or(QuestionKind::ShortAnswer)
}

/// The letter of the option at an index: 0 is A. After Z nothing.
pub fn label(index: usize) -> Option<String> {
    u8::try_from(index).ok().filter(|index| *index < 26).map(|index| char::from(b'A' + index).to_string())
}

/// What a version made from this draft says. Options get the labels A, B, C… in printed order.
pub fn from_draft(draft: &QuestionDraft) -> Content {
    let mut texts = BTreeMap::new();
    let reference = match &draft.answer {
        Some(Answer::Reference(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    texts.insert(
        draft.lang.clone(),
        QuestionText {
            stem: draft.stem.clone(),
            options: draft.options.iter().map(|option| option.text.clone()).collect(),
            explanation: draft.explanation.clone(),
            reference,
            fact: draft.fact.clone(),
        },
    );
    let mut material =
        draft.material.as_ref().map(|material| BTreeMap::from([(draft.lang.clone(), material.text.clone())]));
    for (language, translation) in &draft.translations {
        texts.insert(
            language.clone(),
            QuestionText {
                stem: translation.stem.clone(),
                options: translation.options.clone(),
                explanation: translation.explanation.clone(),
                reference: translation.reference.clone(),
                fact: translation.fact.clone(),
            },
        );
        if let (Some(material), Some(text)) = (&mut material, &translation.material) {
            material.insert(language.clone(), text.clone());
        }
    }
    Content {
        kind: kind_of(draft.question_type),
        topic: draft.topic.clone(),
        difficulty: draft.difficulty.map(i16::from),
        points: draft.points.and_then(|points| i32::try_from(points).ok()).filter(|points| *points > 0),
        tags: draft.tags.clone(),
        texts: Texts(texts),
        answer: stored_answer(draft),
        material,
        kept_options: draft.keep.as_ref().and_then(|labels| relabelled_all(draft, labels)),
        weights: draft.weights.clone().filter(|_| draft.weights_fit()),
    }
}

fn stored_answer(draft: &QuestionDraft) -> Option<Value> {
    match draft.answer.as_ref()? {
        Answer::Labels(labels) | Answer::Order(labels) => relabelled_all(draft, labels).map(Value::from),
        // Reference texts are texts of a language, not a key.
        Answer::Reference(_) => None,
        other => Some(other.to_value()),
    }
}

fn relabelled_all(draft: &QuestionDraft, printed: &[String]) -> Option<Vec<String>> {
    printed.iter().map(|label| relabelled(draft, label)).collect()
}

/// The label an option gets by its place, for the label that was printed.
fn relabelled(draft: &QuestionDraft, printed: &str) -> Option<String> {
    label(draft.options.iter().position(|option| option.label == printed)?)
}

/// A draft that holds just enough of a content, in one language, to be compared with other drafts.
fn comparable_draft(content: &Content, language: &str, text: &QuestionText) -> QuestionDraft {
    let word = Value::from(content.kind.as_str());
    let question_type = serde_json::from_value(word).unwrap_or(QuestionType::ShortAnswer);
    let mut draft = QuestionDraft::new(question_type, Place::line(1), language);
    draft.stem = text.stem.clone();
    draft.options = text
        .options
        .iter()
        .enumerate()
        .map(|(index, text)| ChoiceOption { label: label(index).unwrap_or_default(), text: text.clone() })
        .collect();
    draft
}

/// A content that says nothing but its texts and its key.
pub fn bare(kind: QuestionKind, texts: Texts, answer: Option<Value>) -> Content {
    Content {
        kind,
        topic: None,
        difficulty: None,
        points: None,
        tags: Vec::new(),
        texts,
        answer,
        material: None,
        kept_options: None,
        weights: None,
    }
}

/// By which a content is found again: its fingerprint, and that of its stem alone, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprints {
    /// Language tag.
    pub language: String,
    /// Type, stem and options, however they are written.
    pub whole: [u8; 32],
    /// The stem alone.
    pub stem: [u8; 32],
}

/// The fingerprints of a content in each of its languages, Chinese first.
pub fn fingerprints(content: &Content) -> Vec<Fingerprints> {
    let mut found: Vec<Fingerprints> = content
        .texts
        .0
        .iter()
        .map(|(language, text)| {
            let draft = comparable_draft(content, language, text);
            Fingerprints {
                language: language.clone(),
                whole: fingerprint::fingerprint(&draft),
                stem: fingerprint::stem_fingerprint(&draft),
            }
        })
        .collect();
    found.sort_by_key(|one| one.language != "zh-CN");
    found
}

/// The fingerprint a version is stored with.
pub fn stored_fingerprint(content: &Content) -> [u8; 32] {
    fingerprints(content).first().map(|one| one.whole).unwrap_or_default()
}

/// The content of a question of the bank after a draft with the same stem and options: what the draft does not say
/// stays, small differences in writing do not count, the key follows its option where options stand in another
/// order.
pub fn completed(existing: &Content, drafted: &Content, language: &str) -> Content {
    let mut merged = existing.clone();
    let (Some(own), Some(read)) = (merged.texts.0.get_mut(language), drafted.texts.0.get(language)) else {
        return merged;
    };
    if let Some(answer) = &drafted.answer
        && let Some(moved) = moved_key(answer, &read.options, &own.options)
    {
        merged.answer = Some(moved);
        merged.kind = drafted.kind;
    }
    if let Some(weights) = &drafted.weights {
        merged.weights = moved_weights(weights, &read.options, &own.options);
    } else if merged.answer != existing.answer || merged.kind != existing.kind {
        merged.weights = None;
    }
    if let Some(kept) = &drafted.kept_options
        && let Some(moved) = moved_labels(kept, &read.options, &own.options)
    {
        merged.kept_options = Some(moved);
    }
    replace_text(&mut own.explanation, read.explanation.as_ref());
    replace_text(&mut own.fact, read.fact.as_ref());
    let same_reference = |a: &[String], b: &[String]| comparable(&a.concat()) == comparable(&b.concat());
    if !read.reference.is_empty() && !same_reference(&own.reference, &read.reference) {
        own.reference.clone_from(&read.reference);
    }
    keep_or_take_settings(&mut merged, drafted);
    merged
}

/// The content of a question of the bank after a draft with the same stem but other options: texts and key are the
/// draft's, settings it does not give stay. Other languages would no longer say the same and are dropped.
pub fn rewritten(existing: &Content, drafted: &Content, language: &str) -> Content {
    let mut merged = drafted.clone();
    if let (Some(own), Some(old)) = (merged.texts.0.get_mut(language), existing.texts.0.get(language)) {
        own.explanation = own.explanation.take().or_else(|| old.explanation.clone());
        own.fact = own.fact.take().or_else(|| old.fact.clone());
    }
    merged.topic = merged.topic.or_else(|| existing.topic.clone());
    merged.difficulty = merged.difficulty.or(existing.difficulty);
    merged.points = merged.points.or(existing.points);
    if merged.tags.is_empty() {
        merged.tags.clone_from(&existing.tags);
    }
    merged.material = merged.material.or_else(|| existing.material.clone());
    merged
}

fn keep_or_take_settings(merged: &mut Content, drafted: &Content) {
    if drafted.topic.is_some() {
        merged.topic.clone_from(&drafted.topic);
    }
    merged.difficulty = drafted.difficulty.or(merged.difficulty);
    merged.points = drafted.points.or(merged.points);
    if !drafted.tags.is_empty() {
        merged.tags.clone_from(&drafted.tags);
    }
    for (language, text) in drafted.material.iter().flatten() {
        let material = merged.material.get_or_insert_default();
        let same = material.get(language).is_some_and(|old| comparable(old) == comparable(text));
        if !same {
            material.insert(language.clone(), text.clone());
        }
    }
}

fn replace_text(own: &mut Option<String>, read: Option<&String>) {
    if let Some(read) = read
        && own.as_deref().map(comparable) != Some(comparable(read))
    {
        *own = Some(read.clone());
    }
}

/// A key given in the order `from`, in the order `to`. `None` when an option is missing there.
fn moved_key(answer: &Value, from: &[String], to: &[String]) -> Option<Value> {
    let Some(labels) = answer.as_array().filter(|_| !from.is_empty()) else { return Some(answer.clone()) };
    let labels: Vec<String> =
        labels.iter().map(|one| Some(one.as_str()?.to_owned())).collect::<Option<_>>()?;
    moved_labels(&labels, from, to).map(Value::from)
}

/// Where each option of `from` stands in `to`. `None` when one is missing there.
fn moved_places(from: &[String], to: &[String]) -> Option<Vec<usize>> {
    // Equal texts are taken in order, so that two options that say the same stay two.
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, text) in to.iter().enumerate().rev() {
        places.entry(comparable(text)).or_default().push(index);
    }
    from.iter().map(|text| places.get_mut(&comparable(text))?.pop()).collect()
}

/// Weights given in the order `from`, in the order `to`. `None` when an option is missing in one of them.
fn moved_weights(weights: &[i32], from: &[String], to: &[String]) -> Option<Vec<i32>> {
    let mut moved: Vec<(usize, i32)> =
        moved_places(from, to)?.into_iter().zip(weights.iter().copied()).collect();
    moved.sort_unstable();
    (moved.len() == to.len()).then(|| moved.into_iter().map(|(_, weight)| weight).collect())
}

/// Labels given in the order `from`, in the order `to`, rising. `None` when an option is missing there.
fn moved_labels(labels: &[String], from: &[String], to: &[String]) -> Option<Vec<String>> {
    let moved = moved_places(from, to)?;
    let mut found: Vec<String> = labels
        .iter()
        .map(|printed| {
            let index = (0..from.len()).find(|index| label(*index).as_ref() == Some(printed))?;
            label(*moved.get(index)?)
        })
        .collect::<Option<_>>()?;
    found.sort();
    Some(found)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::string_slice, reason = "tests may panic")]
    use super::*;
    use serde_json::json;

    fn texts(options: &[&str]) -> Vec<String> {
        options.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_key_follows_its_option_into_another_order() {
        let (printed, stored) = (texts(&["甲", "乙", "丙"]), texts(&["丙", "甲", "乙"]));
        assert_eq!(moved_key(&json!(["A", "C"]), &printed, &stored), Some(json!(["A", "B"])));
        assert_eq!(
            moved_key(&json!(["A"]), &texts(&["同", "同"]), &texts(&["同", "同"])),
            Some(json!(["A"]))
        );
        assert_eq!(moved_key(&json!(["A"]), &texts(&["甲"]), &texts(&["乙"])), None);
        assert_eq!(moved_key(&json!(true), &[], &[]), Some(json!(true)));
    }

    #[test]
    fn images_of_explanations_are_for_the_review_only() {
        let image = |digit: &str| format!("![图](media:{}.png)", digit.repeat(32));
        let mut draft = QuestionDraft::new(QuestionType::Matching, Place::line(1), "zh-CN");
        draft.stem = image("1");
        draft.options = vec![ChoiceOption { label: "A".into(), text: image("2") }];
        draft.answer = Some(Answer::Pairs(vec![(image("3"), image("2"))]));
        draft.explanation = Some(image("4") + &image("1"));
        let content = from_draft(&draft);
        let found: Vec<(Shown, &str)> =
            images(&content).into_iter().map(|(shown, name)| (shown, &name[..1])).collect();
        assert_eq!(
            found,
            [
                (Shown::Question, "1"),
                (Shown::Question, "2"),
                (Shown::Question, "3"),
                (Shown::Review, "1"),
                (Shown::Review, "4")
            ]
        );
    }

    #[test]
    fn options_with_a_gap_in_their_labels_keep_their_key() {
        let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "zh-CN");
        draft.stem = "哪一个？".into();
        draft.options = [("A", "甲"), ("C", "丙")]
            .map(|(label, text)| ChoiceOption { label: label.into(), text: text.into() })
            .into();
        draft.answer = Some(Answer::Labels(vec!["C".into()]));
        assert_eq!(from_draft(&draft).answer, Some(json!(["B"])));
    }

    #[test]
    fn weights_follow_their_options_and_go_when_the_key_changes() {
        let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "zh-CN");
        draft.stem = "哪一个？".into();
        draft.options = [("A", "甲"), ("B", "乙"), ("C", "丙")]
            .map(|(label, text)| ChoiceOption { label: label.into(), text: text.into() })
            .into();
        draft.answer = Some(Answer::Labels(vec!["B".into()]));
        draft.weights = Some(vec![5_000, 10_000, -2_500]);
        let existing = from_draft(&draft);
        assert_eq!(existing.weights, draft.weights);
        let mut plain = draft.clone();
        plain.weights = None;
        assert_eq!(completed(&existing, &from_draft(&plain), "zh-CN"), existing);
        plain.answer = Some(Answer::Labels(vec!["C".into()]));
        assert_eq!(completed(&existing, &from_draft(&plain), "zh-CN").weights, None);
        let mut turned = draft.clone();
        turned.options.rotate_left(1);
        for (option, label) in turned.options.iter_mut().zip(["A", "B", "C"]) {
            option.label = label.into();
        }
        turned.answer = Some(Answer::Labels(vec!["A".into()]));
        turned.weights = Some(vec![10_000, 0, 2_000]);
        let moved = completed(&existing, &from_draft(&turned), "zh-CN");
        assert_eq!((moved.weights, moved.answer), (Some(vec![2_000, 10_000, 0]), existing.answer.clone()));
        draft.weights = Some(vec![10_000, 0, 0]);
        assert_eq!(
            from_draft(&draft).weights,
            None,
            "weights that say something else than the key are no weights"
        );
    }

    #[test]
    fn what_a_paper_does_not_say_stays_as_it_is_in_the_bank() {
        let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::line(1), "zh-CN");
        draft.stem = "名片双手递出。".into();
        draft.answer = Some(Answer::Truth(true));
        let drafted = from_draft(&draft);
        let mut existing = drafted.clone();
        existing.topic = Some("etiquette".into());
        existing
            .texts
            .0
            .insert("en".into(), QuestionText { stem: "Hand cards.".into(), ..Default::default() });
        existing.texts.0.get_mut("zh-CN").unwrap().stem = "名片双手递出".into();
        assert_eq!(completed(&existing, &drafted, "zh-CN"), existing);
        draft.answer = Some(Answer::Truth(false));
        let changed = completed(&existing, &from_draft(&draft), "zh-CN");
        assert_eq!(changed.answer, Some(json!(false)));
        assert_eq!(changed.topic, existing.topic);
    }
}
