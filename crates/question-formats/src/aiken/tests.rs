#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use proptest::prelude::*;

use super::*;
use crate::detect;

fn reading(text: &str) -> Reading {
    let reading = read(text, &ReadOptions::default());
    let counts = reading.counts.unwrap();
    assert!(counts.add_up(), "{counts:?}\n{text}");
    reading
}

fn one(text: &str) -> QuestionDraft {
    let reading = reading(text);
    assert_eq!(reading.questions.len(), 1, "{text}\n{reading:#?}");
    reading.questions[0].clone()
}

/// Codes and lines of the diagnostics.
fn reports(text: &str) -> Vec<(Code, usize)> {
    let reading = reading(text);
    reading.diagnostics.iter().map(|one| (one.code, one.place.as_ref().unwrap().ordinal())).collect()
}

fn key(draft: &QuestionDraft) -> Option<Vec<&str>> {
    match draft.answer.as_ref()? {
        Answer::Labels(labels) => Some(labels.iter().map(String::as_str).collect()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn items_follow_each_other_with_and_without_blank_lines() {
    let text = "客户说“太贵了”，第一步应做什么？\nA) 立即降价\nB) 询问对比对象\nANSWER: B\nWhich price is\nprinted?\n\
                A. Net\nB. Gross\nC.\tBoth\n\nANSWER:C\n";
    let reading = reading(text);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    let first = &reading.questions[0];
    assert_eq!((first.stem.as_str(), first.lang.as_str()), ("客户说“太贵了”，第一步应做什么？", "zh-CN"));
    assert_eq!((key(first), first.options.len(), first.place_end), (Some(vec!["B"]), 2, Some(4)));
    let second = &reading.questions[1];
    assert_eq!((second.stem.as_str(), second.place.ordinal()), ("Which price is\nprinted?", 5));
    assert_eq!((key(second), second.options[2].text.as_str()), (Some(vec!["C"]), "Both"));
    assert_eq!(detect::by_text(text, None).format, Format::Aiken);
}

#[test]
fn wrapped_options_and_stems_with_blank_lines_stay_together() {
    let text = "What does it print?\n\nx = 1;\nprint(x);\n\nA) a long\n   option\nB) another\nANSWER: A\n";
    let draft = one(text);
    assert_eq!(draft.stem, "What does it print?\nx = 1;\nprint(x);");
    assert_eq!(draft.options[0].text, "a long\noption");
    let statements = one("Which of these holds?\nI. first\nII. second\nA) I only\nB) both\nANSWER: B\n");
    assert_eq!(statements.stem, "Which of these holds?\nI. first\nII. second");
}

#[test]
fn headings_are_left_out() {
    let text = "Sales training\n\nChapter 1\n\nWhat first?\nA) x\nB) y\nANSWER: A\n\nChapter 2\n\nWhat next?\nA) x\nB) y\n\
                ANSWER: B\n\nThe end";
    let reading = reading(text);
    let stems: Vec<&str> = reading.questions.iter().map(|draft| draft.stem.as_str()).collect();
    assert_eq!(stems, ["What first?", "What next?"]);
    let left_out: Vec<Option<&str>> = reading.skipped.iter().map(|one| one.what.as_deref()).collect();
    assert_eq!(left_out, [Some("Sales training"), Some("Chapter 1"), Some("Chapter 2"), Some("The end")]);
    assert_eq!(reading.counts.unwrap().found, 6);
}

#[test]
fn errors_are_named_with_their_lines() {
    for (text, expected) in [
        ("A) x\nB) y\nANSWER: A\n", vec![(Code::EStemEmpty, 1)]),
        ("Q one?\nA) x\nANSWER: A\n", vec![(Code::EOptionsFew, 1)]),
        ("Q one?\nA) x\nB) y\nANSWER: D\n", vec![(Code::EAnswerRange, 4)]),
        ("Q one?\nA) x\nB) y\n", vec![(Code::EAnswerMissing, 1)]),
        ("Q one?\nA) x\nB) y\nANSWER:\n", vec![(Code::EAnswerUnclear, 4)]),
        ("Q one?\nA) x\nB) y\nANSWER: Both\n", vec![(Code::EAnswerUnclear, 4)]),
        ("Q one?\nA) x\nA) y\nANSWER: A\n", vec![(Code::EOptionDuplicate, 1)]),
    ] {
        assert_eq!(reports(text), expected, "{text}");
        assert_eq!(one(text).answer, None, "{text}");
    }
    // A key that is missing in the middle of a file costs that question only.
    let text = "Q one?\nA) x\nB) y\n\nQ two?\nA) x\nB) y\nANSWER: B\n\nQ three?\nA) x\nB) z";
    let reading = reading(text);
    let keys: Vec<Option<Vec<&str>>> = reading.questions.iter().map(key).collect();
    assert_eq!(keys, [None, Some(vec!["B"]), None]);
    assert_eq!(reading.questions[1].stem, "Q two?");
}

#[test]
fn what_people_write_beyond_the_format_is_read_and_reported() {
    for (text, expected, line) in [
        ("Q one?\na) x\nB) y\nANSWER: A\n", vec!["A"], 2),
        ("Q one?\nA、甲\nB) 乙\nANSWER: A\n", vec!["A"], 2),
        ("Q one?\n(A) x\nB) y\nANSWER: A\n", vec!["A"], 2),
        ("Q one?\nA)x\nB) y\nANSWER: A\n", vec!["A"], 2),
        ("Q one?\nA. x\nB.y\nANSWER: B\n", vec!["B"], 3),
        ("Q one?\nA) x\nB) y\nAnswer: b\n", vec!["B"], 4),
        ("Q one?\nA) x\nB) y\n答案：B\n", vec!["B"], 4),
        ("Q one?\nA) x\nB) y\nANSWER: B) y\n", vec!["B"], 4),
        ("Q one?\nA) True\nB) False\nANSWER: true\n", vec!["A"], 4),
        ("Q one?\nA) x\nB) y\nC) z\nANSWER: A, C\n", vec!["A", "C"], 5),
        ("Q one?\nA) x\nB) y\nC) z\nANSWER: CA\n", vec!["A", "C"], 5),
    ] {
        let draft = one(text);
        assert_eq!(key(&draft), Some(expected.clone()), "{text}");
        let found = reports(text);
        assert!(
            !found.is_empty() && found.iter().all(|one| *one == (Code::WExtension, line)),
            "{text}: {found:?}"
        );
        let is_multiple = draft.question_type == QuestionType::MultipleChoice;
        assert_eq!(is_multiple, expected.len() > 1, "{text}");
    }
    let explained =
        "Q one?\nA) x\nB) y\nANSWER: A\nEXPLANATION: because\nof this\n\nQ two?\nA) x\nB) y\nANSWER: B\n";
    let reading = reading(explained);
    assert_eq!(reading.questions[0].explanation.as_deref(), Some("because\nof this"));
    assert_eq!(reading.questions[1].stem, "Q two?");
    let gap = one("Q one?\nA) x\nB) y\nD) z\nANSWER: D\n");
    assert_eq!(key(&gap), Some(vec!["D"]));
}

#[test]
fn options_may_share_a_line_when_their_letters_are_missing_otherwise() {
    for text in [
        "Which colour?\nA) Red B) Green C) Blue D) None\nANSWER: C\n",
        "Which colour?\nA. Red   B. Green\nC. Blue   D. None\nANSWER: C\n",
        "Which colour?\nA) Red\tB) Green\tC) Blue\nD) None\nANSWER: C\n",
    ] {
        let draft = one(text);
        let found: Vec<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
        assert_eq!((found, key(&draft)), (vec!["Red", "Green", "Blue", "None"], Some(vec!["C"])), "{text}");
    }
    let draft = one("Which?\nA) Vitamin A B) and C\nB) neither A) nor B)\nANSWER: B\n");
    assert_eq!(draft.options.len(), 2);
}

#[test]
fn rules_and_fences_are_blank_lines() {
    let reading = reading("```\nQ one?\nA) x\nB) y\nANSWER: A\n```\n---\nQ two?\nA) x\nB) y\nANSWER: B\n");
    let stems: Vec<&str> = reading.questions.iter().map(|draft| draft.stem.as_str()).collect();
    assert_eq!((stems, reading.skipped.len()), (vec!["Q one?", "Q two?"], 0));
}

#[test]
fn aiken_is_told_from_papers() {
    for text in [
        "1. 下列哪项正确？\nA. 甲\nB. 乙\n答案：A\n",
        "Which?\nA) x\nB) y\nAnswer: A\n",
        "ANSWER: B\n",
        "The line ANSWER: B is what it wants.\n",
    ] {
        assert_ne!(detect::by_text(text, None).format, Format::Aiken, "{text}");
    }
}

#[test]
fn what_cannot_be_written_is_declared() {
    let mut multiple = one("Q one?\nA) x\nB) y\nC) z\nANSWER: A, C\n");
    multiple.points = Some(100);
    let mut single = one("Q one?\nA) x\nB) y\nANSWER: A\n");
    single.explanation = Some("why".to_owned());
    single.stem = "Q\none?".to_owned();
    let mut like_option = single.clone();
    like_option.stem = "A) or B)?".to_owned();
    let written = write(&BankHeader::default(), &[multiple, single, like_option]);
    let losses: Vec<(usize, &str)> = written
        .losses
        .iter()
        .map(|one| (one.place.as_ref().unwrap().ordinal(), one.found.as_deref().unwrap()))
        .collect();
    assert_eq!(losses, [(1, "multiple_choice"), (2, "stem"), (2, "explanation"), (3, "stem")]);
    assert_eq!(String::from_utf8(written.bytes).unwrap(), "Q one?\nA) x\nB) y\nANSWER: A\n\n");
}

fn nasty() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "A) x",
        "ANSWER: A",
        "B.",
        "答案：A",
        " ",
        "甲",
        "?",
        "a",
        "C、",
        "EXPLANATION: x",
        "I. one",
        "=",
        "\t",
        "Chapter",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 1..5)
        .prop_map(|pieces| pieces.concat().trim().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Write → read → the same drafts, but for those left out.
    #[test]
    fn what_is_written_reads_back(
        items in proptest::collection::vec((nasty(), proptest::collection::vec(nasty(), 2..6), any::<u8>()), 1..5)
    ) {
        let drafts: Vec<QuestionDraft> = items
            .into_iter()
            .map(|(stem, options, right)| {
                let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "en");
                draft.stem = stem;
                let right = usize::from(right) % options.len();
                draft.answer = crate::toml_bank::label_at(right).map(|label| Answer::Labels(vec![label]));
                draft.options = options
                    .into_iter()
                    .zip('A'..)
                    .map(|(text, label)| ChoiceOption { label: label.to_string(), text })
                    .collect();
                draft
            })
            .collect();
        let written = write(&BankHeader::default(), &drafts);
        let left_out: Vec<usize> = written.losses.iter().map(|one| one.place.as_ref().unwrap().ordinal()).collect();
        let text = String::from_utf8(written.bytes).unwrap();
        let reading = read(&text, &ReadOptions::default());
        let kept: Vec<&QuestionDraft> =
            drafts.iter().enumerate().filter(|(index, _)| !left_out.contains(&(index + 1))).map(|(_, draft)| draft).collect();
        prop_assert_eq!(reading.questions.len(), kept.len(), "{}", text);
        for (original, read) in kept.into_iter().zip(&reading.questions) {
            prop_assert_eq!(&original.stem, &read.stem, "{}", text);
            prop_assert_eq!(&original.options, &read.options, "{}", text);
            prop_assert_eq!(&original.answer, &read.answer, "{}", text);
        }
    }

    #[test]
    fn any_lines_are_read(lines in proptest::collection::vec(nasty(), 0..20), ends in "\n{1,3}") {
        let reading = read(&lines.join(&ends), &ReadOptions::default());
        prop_assert!(reading.counts.unwrap().add_up());
    }
}

#[test]
fn what_lines_say_about_a_question_is_kept_or_reported() {
    let text = "What comes first?\nA) A discount\nB) A question\nANSWER: B\nTopic: Objections\nDifficulty: hard\nType: riddle\n\nWhich hand gives the card?\nTopic: Etiquette\nA) Left\nB) Both\nANSWER: B\n";
    let found = reading(text);
    let said: Vec<(&str, Option<&str>, Option<u8>)> =
        found.questions.iter().map(|one| (one.stem.as_str(), one.topic.as_deref(), one.difficulty)).collect();
    assert_eq!(
        said,
        [
            ("What comes first?", Some("Objections"), Some(5)),
            ("Which hand gives the card?", Some("Etiquette"), None)
        ]
    );
    let skipped: Vec<(usize, Option<&str>)> =
        found.skipped.iter().map(|range| (range.from, range.what.as_deref())).collect();
    assert_eq!(skipped, [(7, Some("Type: riddle"))]);
}

#[test]
fn a_topic_above_the_first_question_is_that_of_all_up_to_the_next() {
    let text = "Topic: Objections\nDifficulty: 2\n\nWhat comes first?\nA) A discount\nB) A question\nANSWER: B\n\nWhat comes next?\nA) A discount\nB) An offer\nANSWER: B\n\nTopic: FAB\nWhich are parts of FAB?\nA) Feature\nB) Folder\nANSWER: A\n";
    let found = reading(text);
    let said: Vec<(Option<&str>, Option<u8>)> =
        found.questions.iter().map(|one| (one.topic.as_deref(), one.difficulty)).collect();
    assert_eq!(said, [(Some("Objections"), Some(2)), (Some("Objections"), None), (Some("FAB"), None)]);
    assert_eq!(found.skipped, []);
}
