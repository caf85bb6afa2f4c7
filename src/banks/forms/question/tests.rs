//! A form gives back what it was filled with, and what is typed becomes what it says.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use question_formats::{Answer, ChoiceOption, Material, Number, Place, QuestionDraft, Translation};
use serde_json::{Value, json};

use super::*;
use crate::banks::content;

/// A question of this type in both languages, with a key, from a reader.
fn content_of(kind: QuestionKind) -> Content {
    let word = Value::from(kind.as_str());
    let mut draft = QuestionDraft::new(serde_json::from_value(word).unwrap(), Place::line(1), "zh-CN");
    draft.stem = "题干____".into();
    draft.explanation = Some("因为\n所以".into());
    draft.fact = Some("事实".into());
    draft.topic = Some("fab".into());
    draft.difficulty = Some(4);
    draft.points = Some(250);
    draft.tags = vec!["a".into(), "标签".into()];
    draft.material = Some(Material { id: "case".into(), text: "案例".into() });
    let mut english = Translation {
        stem: "Stem ____".into(),
        explanation: Some("Because".into()),
        material: Some("The case".into()),
        ..Translation::default()
    };
    let has_rows = kind.has_options() || matches!(kind, QuestionKind::Matching | QuestionKind::Ordering);
    if has_rows {
        for (label, zh, en) in [("A", "甲", "one"), ("B", "乙", "two"), ("C", "丙", "three")] {
            draft.options.push(ChoiceOption { label: label.into(), text: zh.into() });
            english.options.push(en.into());
        }
    }
    let number = |value| Number::new(value).unwrap();
    draft.answer = Some(match kind {
        QuestionKind::SingleChoice => Answer::Labels(vec!["B".into()]),
        QuestionKind::MultipleChoice => Answer::Labels(vec!["A".into(), "C".into()]),
        QuestionKind::TrueFalse => Answer::Truth(false),
        QuestionKind::ShortAnswer => {
            english.reference = vec!["First\n\nanswer".into(), "second".into()];
            Answer::Reference(vec!["第一个\n\n答案".into(), "第二个".into()])
        }
        QuestionKind::FillBlank => Answer::Blanks(vec![vec!["30 天".into(), "a|b".into()]]),
        QuestionKind::Numeric => Answer::Numeric { value: number(30.5), tolerance: number(0.25) },
        QuestionKind::Matching => Answer::Pairs(vec![
            ("左一".into(), "甲".into()),
            ("左二".into(), "甲".into()),
            ("左三".into(), "乙".into()),
            (String::new(), "丙".into()),
        ]),
        QuestionKind::Ordering => Answer::Order(vec!["C".into(), "A".into(), "B".into()]),
    });
    if kind.has_options() {
        draft.keep = Some(vec!["C".into()]);
        draft.weights = Some(match kind {
            QuestionKind::SingleChoice => vec![5_000, 10_000, -2_525],
            _ => vec![6_000, 0, 4_000],
        });
    }
    draft.translations.insert("en".into(), english);
    content::from_draft(&draft)
}

/// The form as a browser sends it back.
fn sent(form: &QuestionForm) -> Fields {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut send = |name: String, value: &str| pairs.push((name, value.replace('\n', "\r\n")));
    for (name, value) in [
        ("code", form.code.as_str()),
        ("kind", form.kind.as_str()),
        ("topic", &form.topic),
        ("difficulty", &form.difficulty),
        ("points", &form.points),
        ("tags", &form.tags),
        ("truth", &form.truth),
        ("blanks", &form.blanks),
        ("value", &form.value),
        ("tolerance", &form.tolerance),
        ("keeping", if form.keeping { "ticked" } else { "" }),
        ("rows", &form.rows.len().to_string()),
    ] {
        send(name.to_owned(), value);
    }
    for (language, texts) in [("zh", &form.zh), ("en", &form.en)] {
        send(format!("stem_{language}"), &texts.stem);
        send(format!("explanation_{language}"), &texts.explanation);
        send(format!("fact_{language}"), &texts.fact);
        send(format!("reference_{language}"), &texts.reference);
        send(format!("material_{language}"), &texts.material);
    }
    for (number, row) in (1..).zip(&form.rows) {
        send(format!("option_{number}_zh"), &row.zh);
        send(format!("option_{number}_en"), &row.en);
        send(format!("left_{number}"), &row.left);
        send(format!("place_{number}"), &row.place);
        if row.is_key {
            send("key".to_owned(), &i32::to_string(&number));
        }
        send(format!("weight_{number}"), &row.weight);
        if row.keeps {
            send("keep".to_owned(), &i32::to_string(&number));
        }
    }
    Fields::from_pairs(pairs)
}

#[test]
fn a_question_of_any_type_comes_back_from_its_form_as_it_went_in() {
    for kind in QuestionKind::ALL {
        let content = content_of(*kind);
        let form = QuestionForm::of(&content);
        assert_eq!(form.content(Some(&content)), content, "{kind:?}");
        let again = QuestionForm::parse(&sent(&form));
        assert_eq!(again, form, "{kind:?}");
        assert_eq!(again.content(Some(&content)).digest(), content.digest(), "{kind:?}");
    }
}

#[test]
fn empty_rows_at_the_end_are_no_options_and_one_in_the_middle_is() {
    let mut form = QuestionForm::empty();
    form.zh.stem = "问题".into();
    form.rows[0].zh = "甲".into();
    form.rows[2].zh = "丙".into();
    form.rows[2].is_key = true;
    let draft = form.draft();
    let texts: Vec<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
    assert_eq!(texts, ["甲", "", "丙"]);
    assert_eq!(draft.answer, Some(Answer::Labels(vec!["C".into()])));
}

#[test]
fn a_form_in_english_alone_is_an_english_question() {
    let mut form = QuestionForm::empty();
    form.kind = QuestionKind::TrueFalse;
    form.en.stem = "Cards are handed over with both hands.".into();
    form.truth = "true".into();
    let content = form.content(None);
    assert_eq!(content.texts.languages(), ["en"]);
    assert_eq!(content.answer, Some(json!(true)));
}

#[test]
fn languages_and_options_that_the_form_does_not_show_stay() {
    let mut base = content_of(QuestionKind::TrueFalse);
    base.texts.0.insert("fr".into(), QuestionText { stem: "Bonjour".into(), ..Default::default() });
    base.texts.0.get_mut("en").unwrap().options = vec!["Yes".into(), "No".into()];
    let mut form = QuestionForm::of(&base);
    form.en.stem = "Another stem".into();
    let content = form.content(Some(&base));
    assert_eq!(content.texts.0["fr"], base.texts.0["fr"]);
    assert_eq!(content.texts.0["en"].options, ["Yes", "No"]);
    assert_eq!(content.texts.0["en"].stem, "Another stem");
}

#[test]
fn a_tolerance_in_percent_is_a_part_of_the_right_number() {
    for (value, tolerance, expected) in
        [("30", "5%", 1.5), ("-0.1", "5％", 0.005), ("30", "0.5", 0.5), ("30", "", 0.0)]
    {
        let mut form = QuestionForm::of(&content_of(QuestionKind::Numeric));
        form.value = value.into();
        form.tolerance = tolerance.into();
        let read = Number::new(value.parse().unwrap()).unwrap();
        let tolerance = Number::new(expected).unwrap();
        assert_eq!(form.draft().answer, Some(Answer::Numeric { value: read, tolerance }), "{value}");
    }
}

#[test]
fn what_cannot_be_a_key_is_none() {
    let key = |kind, change: fn(&mut QuestionForm)| {
        let mut form = QuestionForm::of(&content_of(kind));
        change(&mut form);
        form.draft().answer
    };
    assert_eq!(key(QuestionKind::Numeric, |form| form.value = "viel".into()), None);
    assert_eq!(key(QuestionKind::Numeric, |form| form.tolerance = "-1".into()), None);
    assert_eq!(key(QuestionKind::Numeric, |form| form.tolerance = "-5%".into()), None);
    assert_eq!(key(QuestionKind::Ordering, |form| form.rows[0].place = "3".into()), None);
    assert_eq!(key(QuestionKind::Matching, |form| form.rows[0].left.clear()), None);
    assert_eq!(key(QuestionKind::FillBlank, |form| form.blanks = " | ".into()), None);
    assert_eq!(key(QuestionKind::TrueFalse, |form| form.truth.clear()), None);
}

#[test]
fn tags_are_taken_once_whatever_stands_between_them() {
    assert_eq!(tags(" a，b、a; c,, "), ["a", "b", "c"]);
    assert!(tags("  ").is_empty());
}
