//! What is written is read back: the same draft, but for the losses that are declared.

use super::*;
use crate::model::{BankHeader, ChoiceOption, Material, Media, Number, Place, QuestionType};
use crate::toml_bank::label_at;
use crate::{Limits, images};
use proptest::prelude::*;

/// Lines as readers hand them back: no spaces at their ends.
fn line() -> impl Strategy<Value = String> {
    "[a-z甲乙丙<>&\"'（）]{1,6}([ ]{1,3}[A-Z丁戊０-９=#~{}\\\\]{1,5}){0,2}"
}

fn lines() -> impl Strategy<Value = String> {
    (line(), proptest::option::of(line())).prop_map(|(first, second)| match second {
        Some(second) => format!("{first}\n{second}"),
        None => first,
    })
}

fn picture() -> Media {
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 3).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    images::accept(&bytes.into_inner(), &Limits::default()).unwrap()
}

const KINDS: &[QuestionType] = &[
    QuestionType::SingleChoice,
    QuestionType::MultipleChoice,
    QuestionType::TrueFalse,
    QuestionType::ShortAnswer,
    QuestionType::FillBlank,
    QuestionType::Numeric,
    QuestionType::Matching,
    QuestionType::Ordering,
];

fn options(draft: &mut QuestionDraft, texts: &[String]) {
    draft.options = texts
        .iter()
        .enumerate()
        // The number keeps texts apart: pairs name them by what they say.
        .map(|(index, text)| ChoiceOption { label: label_at(index).unwrap(), text: format!("{index}{text}") })
        .collect();
}

fn answer(draft: &mut QuestionDraft, texts: &[String], number: i32) {
    let own = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>();
    draft.answer = Some(match draft.question_type {
        QuestionType::SingleChoice => Answer::Labels(own(&["B"])),
        QuestionType::MultipleChoice => Answer::Labels(own(&["A", "C"])),
        QuestionType::TrueFalse => Answer::Truth(number > 0),
        QuestionType::FillBlank => {
            let one =
                |text: &String| text.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
            draft.stem = format!("{}____ {}____", texts[0], one(&texts[1]));
            Answer::Blanks(vec![vec![format!("1{}", one(&texts[1])), one(&texts[2])], vec![one(&texts[3])]])
        }
        QuestionType::Numeric => Answer::Numeric {
            value: Number::new(f64::from(number) / 8.0).unwrap(),
            tolerance: Number::new(f64::from(number.abs() % 5) / 4.0).unwrap(),
        },
        QuestionType::Matching => Answer::Pairs(vec![
            ("左一".to_owned(), draft.options[1].text.clone()),
            (texts[3].clone(), draft.options[0].text.clone()),
            (String::new(), draft.options[2].text.clone()),
        ]),
        QuestionType::Ordering => Answer::Order(own(&["C", "A", "B"])),
        _ => Answer::Reference(vec![texts[1].clone(), format!("2{}", texts[2])]),
    });
}

fn draft() -> impl Strategy<Value = QuestionDraft> {
    (
        (0..KINDS.len(), proptest::collection::vec(lines(), 6), -400_i32..400),
        (proptest::option::of(1_u32..100_000), any::<bool>(), any::<bool>(), any::<bool>()),
        (proptest::option::of(line()), proptest::option::of("[a-z]{3,5}-[0-9]{1,3}")),
    )
        .prop_map(|((kind, texts, number), (points, keyed, explained, shown), (section, code))| {
            let kind = KINDS[kind];
            let mut draft = QuestionDraft::new(kind, Place::item(1), "zh-CN");
            draft.stem.clone_from(&texts[0]);
            let has_options =
                kind.is_choice() || matches!(kind, QuestionType::Matching | QuestionType::Ordering);
            if has_options {
                options(&mut draft, &texts[1..4]);
            }
            if keyed || matches!(kind, QuestionType::Matching | QuestionType::FillBlank) {
                answer(&mut draft, &texts, number);
            }
            if explained {
                draft.explanation = Some(texts[4].clone());
                draft.material = Some(Material { id: "letter".to_owned(), text: texts[5].clone() });
            }
            if shown {
                let media = picture();
                draft.stem = format!("{}{}", media.mark("图 1"), draft.stem);
                draft.media.push(media);
            }
            draft.points = points;
            draft.section = section;
            draft.code = code;
            draft
        })
}

fn bank() -> BankHeader {
    BankHeader {
        code: "round-trip".to_owned(),
        title: [("zh-CN".to_owned(), "往返 <题库>".to_owned())].into_iter().collect(),
        languages: vec!["zh-CN".to_owned()],
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(drafts in proptest::collection::vec(draft(), 1..6)) {
        let mut drafts = drafts;
        let mut seen = std::collections::HashSet::new();
        for (index, draft) in drafts.iter_mut().enumerate() {
            draft.place = Place::item(index + 1);
            if let Some(material) = &mut draft.material {
                material.id = format!("来信 {}", index + 1);
            }
            draft.code = draft.code.take().filter(|code| seen.insert(code.clone()));
        }
        for version in [Format::Qti21, Format::Qti30] {
            let written = crate::write(version, &bank(), &drafts).unwrap();
            prop_assert!(written.losses.is_empty(), "{:?}", written.losses);
            let found = read(&written.bytes);
            prop_assert_eq!(found.format, Some(version));
            prop_assert_eq!(found.counts.unwrap().found, drafts.len() + 1);
            prop_assert_eq!(&found.questions, &drafts, "{:?}", &found.diagnostics);
        }
    }
}

#[test]
fn equal_questions_give_equal_bytes() {
    let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::item(1), "en");
    draft.stem = "A promise is a contract.".to_owned();
    draft.answer = Some(Answer::Truth(false));
    let once = crate::write(Format::Qti30, &bank(), std::slice::from_ref(&draft)).unwrap();
    assert_eq!(once, crate::write(Format::Qti30, &bank(), &[draft]).unwrap());
}

#[test]
fn what_is_lost_is_declared() {
    let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::item(1), "en");
    draft.stem = "A promise is a contract.".to_owned();
    options(&mut draft, &["True".to_owned(), "False".to_owned()]);
    draft.tags = vec!["law".to_owned()];
    draft.topic = Some("contracts".to_owned());
    draft.fact = Some("see 3.2".to_owned());
    draft.difficulty = Some(2);
    draft.translations.insert("zh-CN".to_owned(), crate::Translation::default());
    draft.material = Some(Material { id: "信 一".to_owned(), text: "材料".to_owned() });
    let mut keyless = QuestionDraft::new(QuestionType::Matching, Place::item(2), "en");
    keyless.stem = "Match.".to_owned();
    let drafts = [draft, keyless];
    let common = ["options", "difficulty", "topic", "tags", "fact", "translations"];
    let mut expected: Vec<String> = common.iter().map(|field| format!("W_NOT_WRITTEN {field}")).collect();
    expected.push("E_QUESTION_NOT_WRITTEN matching".to_owned());
    for version in [Format::Qti21, Format::Qti30] {
        let written = crate::write(version, &bank(), &drafts).unwrap();
        assert_eq!(read(&written.bytes).questions.len(), 1);
        let lost = written
            .losses
            .iter()
            .map(|loss| format!("{} {}", loss.code.as_str(), loss.found.clone().unwrap()));
        assert_eq!(lost.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn stems_without_gaps_get_lines_for_answers() {
    let mut draft = QuestionDraft::new(QuestionType::FillBlank, Place::item(1), "zh-CN");
    draft.stem = "标准账期（  ）天，____不算。".to_owned();
    draft.answer =
        Some(Answer::Blanks(vec![vec!["30".to_owned()], vec!["节假日".to_owned(), "假日".to_owned()]]));
    for version in [Format::Qti21, Format::Qti30] {
        let written = crate::write(version, &bank(), std::slice::from_ref(&draft)).unwrap();
        assert_eq!(read(&written.bytes).questions, [draft.clone()]);
    }
}
