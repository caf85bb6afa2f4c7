#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use proptest::prelude::*;

use super::*;
use crate::Limits;
use crate::messages::Code;
use crate::model::{
    Answer, BankHeader, ChoiceOption, Counts, Material, Number, Place, QuestionDraft, QuestionType, Reading,
    Translation, Unit,
};

const HEADER: &str = "format = 1\ncode = \"fab\"\ntitle = { zh-CN = \"卖点\", en = \"Selling points\" }\nlanguages = [\"zh-CN\", \"en\"]\n";

fn reading(questions: &str) -> Reading {
    read(&format!("{HEADER}{questions}"), &Limits::default())
}

const WHOLE: &str = r#"
[[material]]
id = "case-1"
text = { zh-CN = "材料", en = "Material" }

[[question]]
code = "fab-001"
type = "single_choice"
topic = "fab"
difficulty = 2
points = 2.5
tags = ["入门"]
answer = ["B"]
fact = { zh-CN = "事实", en = "Fact" }
material = "case-1"
[question.zh-CN]
stem = "哪一个是利益？"
options = ["重量轻", "省力"]
explanation = "客户要的是省力。"
[question.en]
stem = "Which one is a benefit?"
options = ["light", "less effort"]
"#;

#[test]
fn a_whole_question_is_read() {
    let found = reading(WHOLE);
    assert_eq!(found.diagnostics, vec![]);
    let question = &found.questions[0];
    assert_eq!(question.code.as_deref(), Some("fab-001"));
    assert_eq!(question.points, Some(250));
    assert_eq!(question.answer, Some(Answer::Labels(vec!["B".to_owned()])));
    assert_eq!(question.material.as_ref().unwrap().text, "材料");
    let english = &question.translations["en"];
    assert_eq!(english.options, ["light", "less effort"]);
    assert_eq!(english.material.as_deref(), Some("Material"));
    assert_eq!((question.place.line_number(), question.place_end), (Some(10), Some(26)));
    assert_eq!(found.bank.unwrap().title["en"], "Selling points");
}

#[test]
fn weights_of_options_are_read_written_and_checked() {
    let weighed = |weights: &str| reading(&WHOLE.replace("points = 2.5", weights));
    let found = weighed("weights = [-33.33, 100]");
    assert_eq!(found.diagnostics, vec![]);
    assert_eq!(found.questions[0].weights, Some(vec![-3_333, 10_000]));
    let written = write(found.bank.as_ref().unwrap(), &found.questions);
    assert!(written.contains("weights = [-33.33, 100]"), "{written}");
    assert_eq!(read(&written, &Limits::default()).questions[0].weights, Some(vec![-3_333, 10_000]));
    for (wrong, code) in [
        ("weights = [100, 0]", Code::EWeights),
        ("weights = [100]", Code::EWeights),
        ("weights = [0, 101]", Code::EValue),
        ("weights = [\"0\", 100]", Code::EValue),
        ("weights = 100", Code::EValue),
    ] {
        let found = weighed(wrong);
        assert_eq!((found.diagnostics[0].code, &found.questions[0].answer), (code, &None), "{wrong}");
    }
}

#[test]
fn options_that_keep_their_place_are_read_written_and_checked() {
    let kept = |keep: &str| reading(&WHOLE.replace("points = 2.5", keep));
    for (keep, labels) in [("keep = [\"B\"]", vec!["B".to_owned()]), ("keep = []", vec![])] {
        let found = kept(keep);
        assert_eq!(found.diagnostics, vec![], "{keep}");
        assert_eq!(found.questions[0].keep, Some(labels.clone()));
        let written = write(found.bank.as_ref().unwrap(), &found.questions);
        assert_eq!(read(&written, &Limits::default()).questions[0].keep, Some(labels));
    }
    assert_eq!(reading(WHOLE).questions[0].keep, None);
    assert_eq!(kept("keep = [\"C\"]").diagnostics[0].code, Code::EValue);
}

/// Replaces one piece of the whole question and gives the codes with their lines.
fn broken(from: &str, to: &str) -> Vec<(Code, Option<usize>)> {
    assert!(WHOLE.contains(from), "{from}");
    let found = reading(&WHOLE.replacen(from, to, 1));
    found.diagnostics.iter().map(|one| (one.code, one.place.as_ref().and_then(Place::line_number))).collect()
}

#[test]
fn every_mistake_is_reported_on_its_line() {
    assert_eq!(broken("topic =", "subject ="), [(Code::EKeyUnknown, Some(13))]);
    assert_eq!(broken("difficulty = 2", "difficulty = 6"), [(Code::EValue, Some(14))]);
    assert_eq!(broken("points = 2.5", "points = 2.555"), [(Code::EPoints, Some(15))]);
    assert_eq!(broken("answer = [\"B\"]", "answer = true"), [(Code::EValue, Some(17))]);
    assert_eq!(broken("answer = [\"B\"]", "answer = [\"C\"]"), [(Code::EAnswerRange, Some(10))]);
    assert_eq!(broken("answer = [\"B\"]", "answer = [\"A\", \"B\"]"), [(Code::EAnswerCount, Some(10))]);
    assert_eq!(broken("answer = [\"B\"]\n", ""), [(Code::EAnswerMissing, Some(10))]);
    assert_eq!(
        broken("material = \"case-1\"", "material = \"case-2\""),
        [(Code::EMaterialMissing, Some(19))]
    );
    assert_eq!(broken("\"light\", ", ""), [(Code::ETranslationOptions, Some(10))]);
    assert_eq!(
        broken("[question.en]", "[question.fr]"),
        [(Code::EKeyUnknown, Some(24)), (Code::ETranslationMissing, Some(10))]
    );
    assert_eq!(broken("type = \"single_choice\"", "type = \"choice\""), [(Code::ETypeUnknown, Some(12))]);
    assert_eq!(
        broken("stem = \"哪一个是利益？\"\n", ""),
        [(Code::EKeyMissing, Some(20)), (Code::EStemEmpty, Some(10))]
    );
    assert_eq!(broken("answer = [\"B\"]", "answer = [\"B\""), [(Code::ESyntax, Some(18))]);
}

#[test]
fn brackets_without_end_cost_a_sentence_and_no_stack() {
    for piece in ["{", "[", "{a = ", "{ {", "[{", "{\n"] {
        for start in ["a = ", "a = {b = ", "[question]\nstem = ", ""] {
            let found = read(&format!("{HEADER}{start}{}", piece.repeat(100_000)), &Limits::default());
            let diagnostic = &found.diagnostics[0];
            assert_eq!((diagnostic.code, found.diagnostics.len()), (Code::ESyntax, 1), "{start}{piece}");
            assert!(diagnostic.place.is_some(), "{start}{piece}");
        }
    }
    assert_eq!(reading(&format!("# {}\n", "{".repeat(1_000))).diagnostics, vec![]);
}

#[test]
fn a_code_used_twice_is_reported_with_both_lines() {
    let second = WHOLE.split_once("[[question]]").unwrap().1.replace("利益", "优势");
    let found = reading(&format!("{WHOLE}\n[[question]]{second}"));
    let diagnostic = &found.diagnostics[0];
    assert_eq!(diagnostic.code, Code::ECodeDuplicate);
    assert_eq!(diagnostic.expected.as_deref(), Some("10"));
}

#[test]
fn the_header_is_checked() {
    let codes = |text: &str| -> Vec<Code> {
        read(text, &Limits::default()).diagnostics.iter().map(|one| one.code).collect()
    };
    assert_eq!(codes(&HEADER.replace("format = 1", "format = 2")), [Code::EFormatVersion]);
    assert_eq!(codes(&HEADER.replace("\"fab\"", "\"FAB 1\"")), [Code::EValue]);
    assert_eq!(codes(&HEADER.replace(", en = \"Selling points\"", "")), [Code::ETranslationMissing]);
    assert_eq!(codes(""), [Code::EKeyMissing, Code::EKeyMissing, Code::EKeyMissing, Code::EKeyMissing]);
}

#[test]
fn true_false_short_answer_and_blanks_are_read() {
    let found = reading(
        r#"
[[question]]
code = "a"
type = "true_false"
answer = false
[question.zh-CN]
stem = "报价没有有效期。"
[question.en]
stem = "A quote has no term."

[[question]]
code = "b"
type = "short_answer"
[question.zh-CN]
stem = "说明三个步骤。"
reference = ["倾听；确认；举证。"]
[question.en]
stem = "Name three steps."
reference = ["Listen, confirm, prove."]

[[question]]
code = "c"
type = "fill_blank"
answer = [["30", "三十"]]
[question.zh-CN]
stem = "账期为____天。"
[question.en]
stem = "The term is ____ days."
"#,
    );
    assert_eq!(found.diagnostics, vec![]);
    assert_eq!(found.questions[0].answer, Some(Answer::Truth(false)));
    assert_eq!(found.questions[1].answer, Some(Answer::Reference(vec!["倾听；确认；举证。".to_owned()])));
    assert_eq!(
        found.questions[2].answer,
        Some(Answer::Blanks(vec![vec!["30".to_owned(), "三十".to_owned()]]))
    );
}

fn number(value: f64) -> Number {
    Number::new(value).unwrap()
}

/// The only question of a bank in Chinese alone.
fn one(question: &str) -> (Option<QuestionDraft>, Vec<Code>) {
    let header = "format = 1\ncode = \"fab\"\ntitle = { zh-CN = \"卖点\" }\nlanguages = [\"zh-CN\"]\n";
    let mut found = read(&format!("{header}[[question]]\ncode = \"a\"\n{question}"), &Limits::default());
    assert!(found.counts.unwrap().add_up());
    (found.questions.pop(), found.diagnostics.iter().map(|one| one.code).collect())
}

#[test]
fn numbers_are_read_with_and_without_a_tolerance() {
    for (answer, value, tolerance) in [
        ("30", 30.0, 0.0),
        ("-2.5", -2.5, 0.0),
        ("1_000", 1000.0, 0.0),
        ("{ value = 30, tolerance = 0.5 }", 30.0, 0.5),
        ("{ value = 1e3 }", 1000.0, 0.0),
    ] {
        let (question, codes) =
            one(&format!("type = \"numeric\"\nanswer = {answer}\n[question.zh-CN]\nstem = \"几天？\"\n"));
        let expected = Answer::Numeric { value: number(value), tolerance: number(tolerance) };
        assert_eq!((question.unwrap().answer, codes), (Some(expected), vec![]), "{answer}");
    }
    for answer in
        ["\"30\"", "nan", "inf", "0x1f", "{ tolerance = 1 }", "{ value = 1, tolerance = -1 }", "[30]"]
    {
        let (question, codes) =
            one(&format!("type = \"numeric\"\nanswer = {answer}\n[question.zh-CN]\nstem = \"几天？\"\n"));
        assert_eq!(question.unwrap().answer, None, "{answer}");
        assert!(matches!(codes.as_slice(), [Code::EValue | Code::EKeyMissing]), "{answer}: {codes:?}");
    }
}

#[test]
fn matching_takes_its_options_from_the_right_sides() {
    let (question, codes) = one(
        "type = \"matching\"\nanswer = [[\"甲\", \"一\"], [\"乙\", \"二\"], [\"丙\", \"一\"], [\"\", \"三\"]]\n[question.zh-CN]\nstem = \"配对\"\n",
    );
    let question = question.unwrap();
    let options: Vec<String> =
        question.options.iter().map(|option| format!("{}{}", option.label, option.text)).collect();
    assert_eq!((options, codes), (vec!["A一".to_owned(), "B二".to_owned(), "C三".to_owned()], vec![]));
    for answer in ["[[\"甲\"]]", "[[\"甲\", \"一\"]]", "[[\"甲\", \"\"], [\"乙\", \"二\"]]", "true"] {
        let (question, codes) =
            one(&format!("type = \"matching\"\nanswer = {answer}\n[question.zh-CN]\nstem = \"配对\"\n"));
        assert_eq!((question.unwrap().answer, codes), (None, vec![Code::EValue]), "{answer}");
    }
    let (question, codes) = one(
        "type = \"matching\"\nanswer = [[\"甲\", \"一\"], [\"乙\", \"二\"]]\n[question.zh-CN]\nstem = \"配对\"\noptions = [\"一\", \"三\"]\n",
    );
    assert_eq!((question.unwrap().answer, codes), (None, vec![Code::EAnswerRange]));
}

#[test]
fn an_order_names_every_option_once() {
    let text = |answer: &str| {
        format!(
            "type = \"ordering\"\nanswer = {answer}\n[question.zh-CN]\nstem = \"排序\"\noptions = [\"一\", \"二\", \"三\"]\n"
        )
    };
    let (question, codes) = one(&text("[\"B\", \"A\", \"C\"]"));
    let order = ["B", "A", "C"].map(str::to_owned).to_vec();
    assert_eq!((question.unwrap().answer, codes), (Some(Answer::Order(order)), vec![]));
    for (answer, code) in [
        ("[\"B\", \"A\"]", Code::EAnswerRange),
        ("[\"B\", \"A\", \"D\"]", Code::EAnswerRange),
        ("[\"B\", \"B\", \"A\"]", Code::EValue),
    ] {
        let (question, codes) = one(&text(answer));
        assert_eq!((question.unwrap().answer, codes), (None, vec![code]), "{answer}");
    }
}

#[test]
fn images_stand_in_the_file_and_are_named_in_texts() {
    let picture = |color: u8| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let pixels = image::RgbImage::from_pixel(3, 2, image::Rgb([color, 0, 0]));
        image::DynamicImage::from(pixels).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        crate::images::accept(&bytes.into_inner(), &Limits::default()).unwrap()
    };
    let (stem, option) = (picture(1), picture(2));
    let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "zh-CN");
    draft.code = Some("a".to_owned());
    draft.stem = format!("哪一个标志？{}", stem.mark("标志"));
    draft.options =
        ["A", "B"].map(|label| ChoiceOption { label: label.to_owned(), text: option.mark(label) }).to_vec();
    draft.answer = Some(Answer::Labels(vec!["A".to_owned()]));
    draft.media = vec![stem, option];
    let bank = BankHeader {
        code: "pictures".to_owned(),
        title: [("zh-CN".to_owned(), "图".to_owned())].into_iter().collect(),
        languages: vec!["zh-CN".to_owned()],
    };
    let written = write(&bank, std::slice::from_ref(&draft));
    let found = read(&written, &Limits::default());
    assert_eq!(found.questions[0].media, draft.media);
    assert_eq!((&found.questions[0].stem, &found.questions[0].options), (&draft.stem, &draft.options));
    // A name of one's own is replaced by the name that follows from the bytes.
    let renamed = written.replace(&draft.media[0].name, "logo.png");
    assert_eq!(read(&renamed, &Limits::default()).questions[0].stem, draft.stem);
    // What is no image is left out with a word.
    let broken = written.replace("data = \"\"\"\niVBOR", "data = \"\"\"\nAAAAA");
    let found = read(&broken, &Limits::default());
    assert!(found.questions[0].media.is_empty());
    assert!(found.diagnostics.iter().all(|one| one.code == Code::WImageLeftOut));
}

#[test]
fn every_question_is_counted() {
    let text = format!("{HEADER}[[question]]\ncode = \"x\"\ntype = \"riddle\"\n");
    let found = read(&text, &Limits::default());
    let expected = Counts { unit: Unit::Entry, found: 1, questions: 0, skipped: 0, failed: 1 };
    assert_eq!(found.counts, Some(expected));
    assert_eq!(reading(WHOLE).counts, Some(Counts { questions: 1, failed: 0, ..expected }));
    let cut = read(&format!("{HEADER}{WHOLE}"), &Limits { questions: 0, ..Limits::default() });
    assert_eq!(cut.counts, Some(expected));
}

#[test]
fn every_question_gets_a_code_of_its_own() {
    let drafts: Vec<QuestionDraft> = [Some("a"), None, Some("PX_1"), Some("a"), Some("q-2")]
        .map(|code| {
            let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::line(1), "zh-CN");
            draft.stem = format!("甲 {code:?}");
            draft.code = code.map(str::to_owned);
            draft.answer = Some(Answer::Truth(true));
            draft
        })
        .to_vec();
    let bank = BankHeader {
        code: "codes".to_owned(),
        title: [("zh-CN".to_owned(), "编号".to_owned())].into_iter().collect(),
        languages: vec!["zh-CN".to_owned()],
    };
    let found = read(&write(&bank, &drafts), &Limits::default());
    let codes: Vec<&str> = found.questions.iter().filter_map(|one| one.code.as_deref()).collect();
    assert_eq!(codes, ["a", "q-2-made", "q-3", "q-4", "q-2"]);
    assert!(!found.has_errors());
}

fn text() -> impl Strategy<Value = String> {
    // Quotes, backslashes, control characters and line feeds are what a writer gets wrong.
    proptest::collection::vec(
        prop_oneof![
            Just('"'),
            Just('\\'),
            Just('\n'),
            Just('\t'),
            Just('\u{1}'),
            Just('甲'),
            Just('，'),
            any::<char>()
        ],
        1..20,
    )
    .prop_map(|characters| characters.into_iter().collect::<String>().replace('\r', " ").trim().to_owned())
    .prop_filter("empty", |text| !text.is_empty())
}

fn draft(index: usize) -> impl Strategy<Value = QuestionDraft> {
    let kind = prop_oneof![
        Just(QuestionType::SingleChoice),
        Just(QuestionType::MultipleChoice),
        Just(QuestionType::TrueFalse),
        Just(QuestionType::ShortAnswer),
        Just(QuestionType::FillBlank),
        Just(QuestionType::Numeric),
        Just(QuestionType::Matching),
        Just(QuestionType::Ordering),
    ];
    (
        kind,
        proptest::collection::vec(text(), 12),
        proptest::option::of(1_u32..100_000),
        proptest::option::of(1_u8..=5),
        any::<bool>(),
        (-1e12..1e12_f64, 0.0..1e3_f64),
    )
        .prop_map(move |(kind, texts, points, difficulty, flag, (value, tolerance))| {
            let mut draft = QuestionDraft::new(kind, Place::line(1), "zh-CN");
            let mut english = Translation { stem: texts[1].clone(), ..Translation::default() };
            draft.code = Some(format!("q-{index}"));
            draft.stem.clone_from(&texts[0]);
            draft.points = points;
            draft.difficulty = difficulty;
            if kind.is_choice() || kind == QuestionType::Ordering {
                for (position, pair) in texts[2..6].chunks(2).enumerate() {
                    draft
                        .options
                        .push(ChoiceOption { label: label_at(position).unwrap(), text: pair[0].clone() });
                    english.options.push(pair[1].clone());
                }
            }
            draft.answer = Some(match kind {
                QuestionType::SingleChoice => Answer::Labels(vec!["B".to_owned()]),
                QuestionType::MultipleChoice => Answer::Labels(vec!["A".to_owned(), "B".to_owned()]),
                QuestionType::TrueFalse => Answer::Truth(flag),
                QuestionType::ShortAnswer => {
                    english.reference = vec![texts[6].clone()];
                    Answer::Reference(texts[6..8].to_vec())
                }
                QuestionType::FillBlank => Answer::Blanks(vec![texts[6..8].to_vec(), vec![texts[8].clone()]]),
                QuestionType::Numeric => Answer::Numeric {
                    value: Number::new(if flag { value } else { value.round() }).unwrap(),
                    tolerance: Number::new(if flag { tolerance } else { 0.0 }).unwrap(),
                },
                QuestionType::Ordering => Answer::Order(vec!["B".to_owned(), "A".to_owned()]),
                _ => {
                    let right = |index: usize| format!("{}{index}", texts[index]);
                    let pairs = vec![
                        (texts[6].clone(), right(7)),
                        (texts[8].clone(), right(9)),
                        (String::new(), right(10)),
                    ];
                    for (position, (_, text)) in pairs.iter().enumerate() {
                        let label = label_at(position).unwrap();
                        draft.options.push(ChoiceOption { label, text: text.clone() });
                        english.options.push(text.to_uppercase());
                    }
                    Answer::Pairs(pairs)
                }
            });
            if flag {
                draft.explanation = Some(texts[9].clone());
                draft.topic = Some(texts[10].clone());
                draft.tags = vec![texts[11].clone()];
                draft.fact = Some(texts[2].clone());
                english.fact = Some(texts[3].clone());
                draft.material = Some(Material { id: format!("m-{index}"), text: texts[4].clone() });
                english.material = Some(texts[5].clone());
            }
            draft.translations.insert("en".to_owned(), english);
            draft
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(drafts in (draft(1), draft(2), draft(3)), title in text()) {
        let bank = BankHeader {
            code: "round-trip".to_owned(),
            title: [("zh-CN".to_owned(), title.clone()), ("en".to_owned(), title)].into_iter().collect(),
            languages: vec!["zh-CN".to_owned(), "en".to_owned()],
        };
        let drafts = [drafts.0, drafts.1, drafts.2];
        let written = write(&bank, &drafts);
        let found = read(&written, &Limits::default());
        prop_assert!(!found.has_errors(), "{:?}\n{}", found.diagnostics, written);
        prop_assert_eq!(found.bank.as_ref(), Some(&bank));
        for (read_back, mut draft) in found.questions.into_iter().zip(drafts) {
            draft.place = read_back.place.clone();
            draft.place_end = read_back.place_end;
            prop_assert_eq!(read_back, draft);
        }
    }
}
