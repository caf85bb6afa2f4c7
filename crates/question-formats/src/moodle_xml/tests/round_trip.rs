//! What is written is read back.

use proptest::prelude::*;

use super::*;
use crate::model::{BankHeader, ChoiceOption, Material, Number, Place, QuestionType, Translation};
use crate::toml_bank::label_at;

fn back(drafts: &[QuestionDraft]) -> (Vec<QuestionDraft>, Vec<String>) {
    let written = crate::write(Format::MoodleXml, &BankHeader::default(), drafts).unwrap();
    let losses = written.losses.iter().filter_map(|loss| loss.found.clone()).collect();
    let mut reading = crate::read(&written.bytes, &ReadOptions::default());
    assert_eq!(reading.format, Some(Format::MoodleXml));
    assert!(reading.counts.unwrap().add_up() && reading.counts.unwrap().failed == 0);
    for draft in &mut reading.questions {
        forget(draft);
    }
    (reading.questions, losses)
}

/// What no file carries: where a question stood, and what was concluded.
fn forget(draft: &mut QuestionDraft) {
    draft.place = Place::item(1);
    draft.place_end = None;
    draft.lang = String::new();
    draft.inferred.clear();
}

fn blank(kind: QuestionType, stem: &str) -> QuestionDraft {
    let mut draft = QuestionDraft::new(kind, Place::item(1), "");
    draft.stem = stem.to_owned();
    draft
}

fn options(texts: &[&str]) -> Vec<ChoiceOption> {
    texts
        .iter()
        .enumerate()
        .map(|(index, text)| ChoiceOption { label: label_at(index).unwrap(), text: (*text).to_owned() })
        .collect()
}

/// Letters, signs of XML, HTML and embedded answers, characters that readers drop, several scripts.
fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        "题",
        "，",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "]]>",
        "<b>",
        "<!--",
        "&amp;",
        "&#10;",
        "{",
        "}",
        "{1:SA:=x}",
        "#",
        "~",
        "=",
        "%",
        "\\",
        "*",
        "/",
        "__",
        "（  ）",
        "  ",
        " ",
        "\n",
        "\n\n\n",
        "\t",
        "\u{a0}",
        "😀",
        "é",
        "\u{200b}",
        "\u{feff}",
        "\u{2028}",
        "\u{fffd}",
        "\u{7f}",
        "\u{9c}",
        "1.5",
        "$",
        "@@PLUGINFILE@@",
        "![x](media:y)",
        "\u{202e}",
        "]",
        "</text>",
        "</question>",
        "<![CDATA[",
        "%20",
        "&nbsp;",
        "&lt",
        "$$x$$",
        "\\(",
        "½",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 1..12)
        .prop_map(|pieces| tidy(&pieces.concat()))
        .prop_filter("visible", |text| !text.is_empty())
}

/// A text as readers give it: nothing but spaces neither at its ends nor on a line of its own.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> =
        text.trim().split('\n').map(|line| if line.trim().is_empty() { "" } else { line }).collect();
    lines.join("\n")
}

fn line() -> impl Strategy<Value = String> {
    text()
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .prop_filter("visible", |line| !line.is_empty() && !line.starts_with('<') && line != "*")
}

fn draft() -> impl Strategy<Value = QuestionDraft> {
    let kinds = prop_oneof![
        (text(), proptest::collection::vec(text(), 2..6), any::<u32>(), any::<bool>()).prop_map(
            |(stem, texts, bits, single)| {
                let kind = if single { QuestionType::SingleChoice } else { QuestionType::MultipleChoice };
                let mut draft = blank(kind, &stem);
                draft.options = options(&texts.iter().map(String::as_str).collect::<Vec<_>>());
                let mut labels: Vec<String> =
                    draft.options.iter().map(|option| option.label.clone()).collect();
                if single {
                    labels = vec![labels[bits as usize % labels.len()].clone()];
                } else {
                    labels.retain(|label| bits >> (label.as_bytes()[0] - b'A') & 1 == 1 || label == "A");
                }
                draft.answer = Some(Answer::Labels(labels));
                draft
            }
        ),
        (text(), any::<bool>()).prop_map(|(stem, truth)| {
            let mut draft = blank(QuestionType::TrueFalse, &stem);
            draft.answer = Some(Answer::Truth(truth));
            draft
        }),
        (text(), proptest::collection::vec(text(), 0..3)).prop_map(|(stem, references)| {
            let mut draft = blank(QuestionType::ShortAnswer, &stem);
            draft.answer = (!references.is_empty()).then_some(Answer::Reference(references));
            draft
        }),
        (proptest::collection::vec((text(), proptest::collection::vec(line(), 1..3)), 1..4)).prop_map(
            |gaps| {
                let (texts, accepted): (Vec<String>, Vec<Vec<String>>) = gaps.into_iter().unzip();
                let words = |text: &String| text.replace(['_', '（', '）', '(', '[', ']'], "-");
                let stem: String = texts.iter().map(|text| format!("{}____", words(text))).collect();
                let mut draft = blank(QuestionType::FillBlank, &stem);
                draft.answer = Some(Answer::Blanks(accepted));
                draft
            }
        ),
        (text(), any::<i32>(), 0_u32..1000).prop_map(|(stem, value, tolerance)| {
            let mut draft = blank(QuestionType::Numeric, &stem);
            let value = Number::new(f64::from(value) / 1000.0).unwrap();
            draft.answer =
                Some(Answer::Numeric { value, tolerance: Number::new(f64::from(tolerance) / 7.0).unwrap() });
            draft
        }),
        (text(), proptest::collection::vec((text(), line()), 1..5), any::<bool>()).prop_map(
            |(stem, mut pairs, distractor)| {
                let mut draft = blank(QuestionType::Matching, &stem);
                if distractor && pairs.len() > 1 {
                    let last = pairs.len() - 1;
                    pairs[last].0 = String::new();
                }
                let mut seen = std::collections::HashSet::new();
                pairs.retain(|pair| seen.insert(pair.clone()));
                pairs.push(("另一".to_owned(), "另一个".to_owned()));
                let mut rights: Vec<&str> = Vec::new();
                for (_, right) in &pairs {
                    if !rights.contains(&right.as_str()) {
                        rights.push(right);
                    }
                }
                draft.options = options(&rights);
                draft.answer = Some(Answer::Pairs(pairs));
                draft
            }
        ),
        (text(), proptest::collection::btree_set(text(), 2..6), any::<usize>()).prop_map(
            |(stem, texts, turn)| {
                let mut draft = blank(QuestionType::Ordering, &stem);
                draft.options = options(&texts.iter().map(String::as_str).collect::<Vec<_>>());
                let mut labels: Vec<String> =
                    draft.options.iter().map(|option| option.label.clone()).collect();
                let turn = turn % labels.len();
                labels.rotate_left(turn);
                draft.answer = Some(Answer::Order(labels));
                draft
            }
        ),
    ];
    let extras = (
        proptest::option::of(text()),
        proptest::option::of(1_u32..100_000),
        proptest::option::of("[a-z]{1,3}-[0-9]{1,3}"),
        proptest::collection::btree_set(line(), 0..3),
        proptest::option::of(line()),
        proptest::option::of((line(), text())),
        proptest::option::of("第[1-9]{1,3}题"),
    );
    (kinds, extras).prop_map(|(mut draft, (explanation, points, code, tags, topic, material, number))| {
        draft.explanation = explanation;
        draft.points = points;
        draft.code = code;
        draft.tags = tags.into_iter().collect();
        draft.topic = topic.map(|topic| topic_of(&topic)).filter(|topic| !topic.is_empty());
        draft.material = material.map(|(id, text)| Material { id, text });
        draft.number = number.filter(|number| !draft.stem.starts_with(number.as_str()));
        draft
    })
}

/// Names in a topic have no spaces at their ends.
fn topic_of(text: &str) -> String {
    let names: Vec<&str> = text.split('/').map(str::trim).filter(|name| !name.is_empty()).collect();
    names.join("/")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_draft_that_is_written_is_read_back(drafts in proptest::collection::vec(draft(), 1..4)) {
        let mut drafts = drafts;
        let mut codes = std::collections::HashSet::new();
        for draft in &mut drafts {
            draft.code = draft.code.take().filter(|code| codes.insert(code.clone()));
        }
        let (found, losses) = back(&drafts);
        // Points that the gaps cannot share are a loss to Moodle, not to us.
        prop_assert!(losses.iter().all(|loss| loss == "points"), "{losses:?}");
        prop_assert_eq!(found, drafts);
    }
}

#[test]
fn images_come_back_where_they_stood() {
    let (red, blue) = (picture(200), picture(10));
    let mut draft = blank(QuestionType::SingleChoice, &format!("看{}：\n\n\n  选", red.mark("盒 <子>")));
    draft.options = options(&[&blue.mark(""), "文字"]);
    draft.answer = Some(Answer::Labels(vec!["A".to_owned()]));
    draft.explanation = Some(format!("{} ![x](media:none.png)", red.mark("")));
    draft.media = vec![red, blue];
    let (found, losses) = back(std::slice::from_ref(&draft));
    assert_eq!((found, losses), (vec![draft], vec![]));
}

#[test]
fn what_cannot_be_written_is_named() {
    let mut draft = blank(QuestionType::FillBlank, "账期（  ）天，利率（  ）。");
    draft.answer = Some(Answer::Blanks(vec![vec!["30".to_owned()], vec!["5".to_owned()]]));
    draft.section = Some("一".to_owned());
    draft.fact = Some("f".to_owned());
    draft.difficulty = Some(2);
    draft.translations.insert("en".to_owned(), Translation::default());
    draft.number = Some("十二".to_owned());
    draft.points = Some(150);
    draft.explanation = Some("a\u{1}b".to_owned());
    let (found, mut losses) = back(std::slice::from_ref(&draft));
    losses.sort();
    assert_eq!(
        losses,
        ["characters", "difficulty", "fact", "number", "points", "section", "stem", "translations"]
    );
    assert_eq!(found[0].stem, "账期____天，利率____。");
    assert_eq!((found[0].points, found[0].explanation.as_deref()), (Some(150), Some("ab")));
    assert_eq!(found[0].answer, draft.answer);

    draft.stem = "写出两个。".to_owned();
    let (found, _) = back(&[draft]);
    assert_eq!(found[0].stem, "写出两个。\n(1) ____ (2) ____");

    let mut order = blank(QuestionType::Ordering, "排序");
    order.options = options(&["b", "a"]);
    order.answer = Some(Answer::Order(vec!["A".to_owned(), "B".to_owned()]));
    let mut truth = blank(QuestionType::TrueFalse, "对吗");
    truth.options = options(&["对", "错"]);
    truth.answer = Some(Answer::Truth(true));
    let mut many = blank(QuestionType::MultipleChoice, "哪些");
    many.options = options(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]);
    many.answer =
        Some(Answer::Labels(many.options.iter().take(11).map(|option| option.label.clone()).collect()));
    let (found, losses) = back(&[order, truth, many.clone()]);
    assert_eq!(losses, ["options", "options", "fraction"]);
    assert_eq!(labels(&found[0]).as_deref(), Some(">BA"));
    assert_eq!(found[2], many);
}

#[test]
fn what_moodle_refuses_is_left_out() {
    let mut few = blank(QuestionType::SingleChoice, "x");
    few.options = options(&["a"]);
    few.answer = Some(Answer::Labels(vec!["A".to_owned()]));
    let mut keyless = blank(QuestionType::MultipleChoice, "x");
    keyless.options = options(&["a", "b"]);
    let mut empty = blank(QuestionType::FillBlank, "x ____");
    empty.answer = Some(Answer::Blanks(vec![vec![]]));
    let drafts =
        [blank(QuestionType::ShortAnswer, " "), few, keyless, empty, blank(QuestionType::TrueFalse, "x")];
    let written = crate::write(Format::MoodleXml, &BankHeader::default(), &drafts).unwrap();
    assert!(written.losses.iter().all(|loss| loss.code == Code::EQuestionNotWritten));
    let why: Vec<&str> = written.losses.iter().filter_map(|loss| loss.found.as_deref()).collect();
    assert_eq!(why, ["stem", "options", "answer", "answer", "answer"]);
}

/// Moodle takes weights from its own list only, and wants those of the right options to be a whole.
#[test]
fn weights_are_those_that_moodle_knows() {
    for (right, options_count, expected) in [
        (1, 4, ["100", "-33.33333"]),
        (3, 5, ["33.33333", "-50"]),
        (6, 7, ["16.66667", "-100"]),
        (7, 8, ["14.28571", "-100"]),
    ] {
        let texts: Vec<String> = (0..options_count).map(|number| format!("t{number}")).collect();
        let mut draft = blank(QuestionType::MultipleChoice, "x");
        draft.options = options(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        draft.answer = Some(Answer::Labels(
            draft.options.iter().take(right).map(|option| option.label.clone()).collect(),
        ));
        let bytes = crate::write(Format::MoodleXml, &BankHeader::default(), &[draft]).unwrap().bytes;
        let file = String::from_utf8(bytes).unwrap();
        for fraction in expected {
            assert!(file.contains(&format!("fraction=\"{fraction}\"")), "{fraction}: {file}");
        }
        assert!(crate::xml::parse(&file).is_ok());
    }
}
