//! What each format cannot hold, measured: a question of every kind with every field is written and read again. What came
//! back changed must have been declared, and the table of losses in the README must say the same.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use question_formats::{
    Answer, BankHeader, ChoiceOption, Code, Format, Material, Media, Number, Place, QuestionDraft,
    QuestionType, ReadOptions, Translation, read, write,
};

const KINDS: [QuestionType; 8] = [
    QuestionType::SingleChoice,
    QuestionType::MultipleChoice,
    QuestionType::TrueFalse,
    QuestionType::FillBlank,
    QuestionType::ShortAnswer,
    QuestionType::Numeric,
    QuestionType::Matching,
    QuestionType::Ordering,
];

/// Where a question stands in the file at hand, which is another one after writing.
const OF_THE_FILE: [&str; 3] = ["place", "place_end", "inferred"];

/// Where a question stood in the file it came from. Writers may lose these without a word: nobody answers them.
const UNSPOKEN: [&str; 2] = ["number", "section"];

/// An image as a reader hands it over.
fn image() -> Media {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let data = base64::engine::general_purpose::STANDARD.encode(png.into_inner()).replace('=', "\\=");
    let text = format!("[html]<img src\\=\"data\\:image/png;base64,{data}\"> {{T}}");
    let options = ReadOptions { forced_format: Some(Format::Gift), ..ReadOptions::default() };
    read(text.as_bytes(), &options).questions.remove(0).media.remove(0)
}

/// A question of this kind with a value in every field.
fn full(kind: QuestionType) -> QuestionDraft {
    let mut draft = QuestionDraft::new(kind, Place::item(1), "zh-CN");
    let image = image();
    draft.number = Some("7".to_owned());
    draft.code = Some("px-014".to_owned());
    draft.section = Some("一、报价".to_owned());
    draft.stem = match kind {
        QuestionType::FillBlank => format!("标准账期为____天，见{}。", image.mark("价格表")),
        _ => format!("报价单的有效期由谁决定？{}", image.mark("价格表")),
    };
    let texts = ["区域经理", "客户经理", "财务专员"];
    if kind.is_choice() || matches!(kind, QuestionType::Matching | QuestionType::Ordering) {
        draft.options = ["A", "B", "C"]
            .iter()
            .zip(texts)
            .map(|(label, text)| ChoiceOption { label: (*label).to_owned(), text: text.to_owned() })
            .collect();
    }
    draft.answer = Some(key(kind));
    draft.material = Some(Material { id: "m-1".to_owned(), text: "客户来信询问价格。".to_owned() });
    draft.explanation = Some("见价格手册。".to_owned());
    draft.fact = Some("有效期三十天。".to_owned());
    draft.points = Some(250);
    draft.difficulty = Some(4);
    draft.topic = Some("销售/报价".to_owned());
    draft.tags = vec!["报价".to_owned(), "审批".to_owned()];
    draft.keep = (!draft.options.is_empty()).then(|| vec!["C".to_owned()]);
    draft.weights = match kind {
        QuestionType::SingleChoice => Some(vec![5_000, 10_000, -2_500]),
        QuestionType::MultipleChoice => Some(vec![6_000, -10_000, 4_000]),
        _ => None,
    };
    draft.media = vec![image];
    let of = |text: &str| Some(text.to_owned());
    let translation = Translation {
        stem: if kind == QuestionType::FillBlank { "Net ____ days." } else { "Who decides?" }.to_owned(),
        options: draft.options.iter().map(|option| format!("Person {}", option.label)).collect(),
        explanation: of("See the handbook."),
        reference: if kind == QuestionType::ShortAnswer {
            vec!["The manager.".to_owned()]
        } else {
            Vec::new()
        },
        fact: of("Thirty days."),
        material: of("A customer writes."),
    };
    draft.translations.insert("en".to_owned(), translation);
    draft
}

fn key(kind: QuestionType) -> Answer {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    match kind {
        QuestionType::SingleChoice => Answer::Labels(words(&["B"])),
        QuestionType::MultipleChoice => Answer::Labels(words(&["A", "C"])),
        QuestionType::TrueFalse => Answer::Truth(false),
        QuestionType::FillBlank => Answer::Blanks(vec![words(&["30", "三十"])]),
        QuestionType::Numeric => {
            Answer::Numeric { value: Number::new(30.0).unwrap(), tolerance: Number::new(0.5).unwrap() }
        }
        QuestionType::Matching => Answer::Pairs(
            [("大额", "区域经理"), ("小额", "客户经理"), ("收款", "财务专员")]
                .map(|(left, right)| (left.to_owned(), right.to_owned()))
                .to_vec(),
        ),
        QuestionType::Ordering => Answer::Order(words(&["C", "A", "B"])),
        _ => Answer::Reference(words(&["由区域经理决定。"])),
    }
}

/// What a format loses: whole kinds, and fields of the rest.
#[derive(Debug, Default, PartialEq)]
struct Losses {
    kinds: BTreeSet<String>,
    fields: BTreeSet<String>,
}

/// Writes a question of each kind and reads it again. Fails on a loss that was not declared.
fn measured(format: Format) -> Losses {
    let bank = BankHeader {
        code: "px".to_owned(),
        title: BTreeMap::from([("zh-CN".to_owned(), "销售".to_owned())]),
        languages: vec!["zh-CN".to_owned(), "en".to_owned()],
    };
    let mut losses = Losses::default();
    for kind in KINDS {
        let draft = full(kind);
        let written = write(format, &bank, std::slice::from_ref(&draft)).unwrap();
        let mut declared: BTreeSet<String> =
            written.losses.iter().map(|loss| loss.found.clone().unwrap()).collect();
        if written.losses.iter().any(|loss| loss.code == Code::EQuestionNotWritten) {
            losses.kinds.insert(kind.as_str().to_owned());
            continue;
        }
        let mut changed = changes(&draft, format, &written.bytes);
        // Material that has no place of its own stands in the stem, and an image in words.
        if declared.contains("material") || declared.contains("media") {
            changed.remove("stem");
        }
        let silent: Vec<&String> =
            changed.difference(&declared).filter(|field| !UNSPOKEN.contains(&field.as_str())).collect();
        assert!(silent.is_empty(), "{} {}: {silent:?} not declared", format.as_str(), kind.as_str());
        losses.fields.append(&mut declared);
        losses.fields.append(&mut changed);
    }
    losses
}

/// The fields that came back as something else.
fn changes(draft: &QuestionDraft, format: Format, bytes: &[u8]) -> BTreeSet<String> {
    let reading = read(bytes, &ReadOptions { forced_format: Some(format), ..ReadOptions::default() });
    assert_eq!(reading.questions.len(), 1, "{}: {reading:?}", format.as_str());
    let (before, after) = (fields(draft), fields(&reading.questions[0]));
    before.into_iter().filter(|(name, value)| after.get(name) != Some(value)).map(|(name, _)| name).collect()
}

/// The fields of a draft as JSON. Of material the text counts, not by which name the file tells it from other material.
fn fields(draft: &QuestionDraft) -> BTreeMap<String, serde_json::Value> {
    let mut draft = draft.clone();
    if let Some(material) = &mut draft.material {
        material.id.clear();
    }
    let object = serde_json::to_value(draft).unwrap().as_object().unwrap().clone();
    object.into_iter().filter(|(name, _)| !OF_THE_FILE.contains(&name.as_str())).collect()
}

/// The names in backquotes in a cell of the table.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn what_is_lost_is_declared_and_stands_in_the_readme() {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("\n## What writing loses\n").expect("the section of losses");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows: BTreeMap<String, Losses> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').collect();
            let format = names(cells[1]).into_iter().next().expect("a format");
            (format, Losses { kinds: names(cells[2]), fields: names(cells[3]) })
        })
        .collect();
    let written: BTreeMap<String, Losses> = Format::ALL
        .iter()
        .filter(|format| format.is_written())
        .map(|format| (format.as_str().to_owned(), measured(*format)))
        .collect();
    assert_eq!(rows, written, "the table in the README (left) and what was measured (right) differ");
}
