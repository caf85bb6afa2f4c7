//! What is written reads back, and what cannot be written is declared.

use proptest::prelude::*;

use super::*;

#[test]
fn what_cannot_be_written_is_declared() {
    let place = || Place::line(1);
    let draft = |kind, answer: Option<Answer>| {
        let mut draft = QuestionDraft::new(kind, place(), "en");
        draft.stem = "Q".to_owned();
        draft.answer = answer;
        draft
    };
    let mut loaded = draft(QuestionType::TrueFalse, Some(Answer::Truth(true)));
    loaded.points = Some(100);
    loaded.difficulty = Some(2);
    loaded.fact = Some("f".to_owned());
    loaded.section = Some("s".to_owned());
    loaded.number = Some("I-a".to_owned());
    loaded.material = Some(Material { id: "m".to_owned(), text: "Case".to_owned() });
    let questions = [
        draft(QuestionType::Ordering, Some(Answer::Order(vec!["A".to_owned()]))),
        draft(
            QuestionType::FillBlank,
            Some(Answer::Blanks(vec![vec!["a".to_owned()], vec!["b".to_owned()]])),
        ),
        draft(QuestionType::FillBlank, Some(Answer::Blanks(vec![vec!["a->b".to_owned()]]))),
        draft(QuestionType::SingleChoice, None),
        draft(QuestionType::ShortAnswer, Some(Answer::Reference(vec!["r".to_owned()]))),
        loaded,
    ];
    let written = write(&BankHeader::default(), &questions);
    let losses: Vec<(usize, &str)> = written
        .losses
        .iter()
        .map(|one| (one.place.as_ref().unwrap().ordinal(), one.found.as_deref().unwrap()))
        .collect();
    assert_eq!(
        losses,
        [
            (1, "ordering"),
            (2, "fill_blank"),
            (3, "->"),
            (4, "answer"),
            (5, "answer"),
            (6, "number"),
            (6, "section"),
            (6, "material"),
            (6, "fact"),
            (6, "points"),
            (6, "difficulty")
        ]
    );
    let text = String::from_utf8(written.bytes).unwrap();
    assert_eq!(text, "[plain]Q {}\n\n[plain]Case\\n\\nQ {TRUE}\n\n");
}

#[test]
fn a_gap_after_the_end_of_a_formula_is_written_so_that_its_braces_are_not_the_formulas() {
    let mut draft = QuestionDraft::new(QuestionType::FillBlank, Place::line(1), "en");
    draft.stem = "It costs $$x$$____ a year".to_owned();
    draft.answer = Some(Answer::Blanks(vec![vec!["five".to_owned()]]));
    let text = String::from_utf8(write(&BankHeader::default(), &[draft.clone()]).bytes).unwrap();
    let reading = read(&text, &ReadOptions::default());
    assert_eq!(
        (&reading.questions[0].stem, &reading.questions[0].answer),
        (&draft.stem, &draft.answer),
        "{text}"
    );
}

/// Texts with everything that means something to the format.
fn nasty() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "~",
        "=",
        "#",
        "{",
        "}",
        ":",
        "\\",
        "::",
        "####",
        "//",
        "->",
        "%50%",
        "[html]",
        "[",
        "]",
        "<b>",
        "&amp;",
        "\n",
        "\n\n",
        "$CATEGORY:",
        "甲",
        "乙。",
        "a",
        "n",
        "T",
        "F",
        "TRUE",
        " ",
        "  ",
        "____",
        "_",
        "＝",
        "～",
        "｛",
        ".",
        "?",
        "=a ~b",
        "{T}",
        "\\n",
        "1..2",
        "*",
        "-",
        "$$x$$",
        "![a](media:b.png)",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..8)
        .prop_map(|pieces| format!("x{}", pieces.concat()).trim().to_owned())
}

fn name() -> impl Strategy<Value = String> {
    "[a-z甲乙0-9\\]\\[:/ -]{1,8}".prop_map(|text| format!("k{}", text.trim()))
}

prop_compose! {
    fn texts()(list in proptest::collection::vec(nasty(), 2..6)) -> Vec<String> {
        list.into_iter().enumerate().map(|(index, text)| format!("{index}{text}")).collect()
    }
}

fn number() -> impl Strategy<Value = Number> {
    (-1_000_000_i32..1_000_000, 0_u32..5)
        .prop_map(|(digits, places)| Number::parse(&format!("{digits}e-{places}")).unwrap())
}

fn body() -> impl Strategy<Value = (QuestionType, Vec<String>, Option<Answer>)> {
    let choice = (texts(), any::<u32>(), any::<bool>()).prop_map(|(texts, bits, is_single)| {
        let count = texts.len();
        let mut right: Vec<usize> = (0..count).filter(|index| bits & (1 << index) != 0).collect();
        if is_single || right.is_empty() {
            right = vec![bits as usize % count];
        }
        let labels = right.into_iter().filter_map(crate::toml_bank::label_at).collect();
        let kind = if is_single { QuestionType::SingleChoice } else { QuestionType::MultipleChoice };
        (kind, texts, Some(Answer::Labels(labels)))
    });
    let truth =
        any::<bool>().prop_map(|truth| (QuestionType::TrueFalse, Vec::new(), Some(Answer::Truth(truth))));
    let essay = Just((QuestionType::ShortAnswer, Vec::new(), None));
    let blank =
        texts().prop_map(|texts| (QuestionType::FillBlank, Vec::new(), Some(Answer::Blanks(vec![texts]))));
    let numeric = (number(), number()).prop_map(|(value, tolerance)| {
        let tolerance = Number::new(tolerance.get().abs()).unwrap();
        (QuestionType::Numeric, Vec::new(), Some(Answer::Numeric { value, tolerance }))
    });
    let pairs = (texts(), texts()).prop_map(|(left, right)| {
        let mut pairs: Vec<(String, String)> = left.into_iter().zip(right).collect();
        pairs.push((String::new(), "9 nobody's".to_owned()));
        let options = pairs.iter().map(|(_, right)| right.clone()).collect();
        (QuestionType::Matching, options, Some(Answer::Pairs(pairs)))
    });
    prop_oneof![choice, truth, essay, blank, numeric, pairs]
}

prop_compose! {
    fn draft()(
        (kind, texts, answer) in body(),
        stem in nasty(),
        explanation in proptest::option::of(nasty()),
        code in proptest::option::of(name()),
        tags in proptest::collection::btree_set(name(), 0..3),
        topic in proptest::option::of("[a-z甲=~ ]{0,6}[a-z](/[a-z乙\\\\#]{0,3}[a-z])?"),
        number in proptest::option::of("[1-9][0-9]{0,2}"),
    ) -> QuestionDraft {
        let mut draft = QuestionDraft::new(kind, Place::line(1), "zh-CN");
        draft.stem = stem;
        draft.options = texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| ChoiceOption { label: crate::toml_bank::label_at(index).unwrap(), text })
            .collect();
        draft.answer = answer;
        draft.explanation = explanation;
        draft.code = code.map(|code| code.trim().to_owned());
        draft.tags = tags.into_iter().map(|tag| tag.trim().to_owned()).collect();
        draft.topic = topic.map(|topic| topic.trim().to_owned());
        draft.number = number;
        draft
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Write → read → the same drafts, but for what was declared.
    #[test]
    fn what_is_written_reads_back(drafts in proptest::collection::vec(draft(), 1..5)) {
        let written = write(&BankHeader::default(), &drafts);
        let text = String::from_utf8(written.bytes).unwrap();
        let lost = |index: usize, field: Option<&str>| {
            written.losses.iter().any(|one| {
                one.place == Some(Place::item(index + 1))
                    && field.map_or(one.code == Code::EQuestionNotWritten, |field| one.found.as_deref() == Some(field))
            })
        };
        let kept: Vec<(usize, &QuestionDraft)> =
            drafts.iter().enumerate().filter(|(index, _)| !lost(*index, None)).collect();
        let reading = read(&text, &ReadOptions::default());
        prop_assert!(reading.counts.unwrap().add_up());
        prop_assert_eq!(reading.questions.len(), kept.len(), "{}", text);
        for ((index, original), read) in kept.into_iter().zip(&reading.questions) {
            let mut expected = original.clone();
            expected.place = read.place.clone();
            expected.place_end = read.place_end;
            expected.lang.clone_from(&read.lang);
            if lost(index, Some("topic")) {
                expected.topic.clone_from(&read.topic);
            }
            if lost(index, Some("tags")) {
                expected.tags.clone_from(&read.tags);
            }
            if lost(index, Some("code")) {
                expected.code = None;
            }
            if original.question_type == QuestionType::FillBlank && read.answer.is_none() {
                // A full-width sign in an accepted text puts the key in doubt.
                expected.answer = None;
            }
            prop_assert_eq!(&expected, read, "{}", text);
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        prop_assert!(read(&text, &ReadOptions::default()).counts.unwrap().add_up());
        let _ = detect::by_text(&text, None);
    }

    #[test]
    fn any_pieces_are_read(pieces in proptest::collection::vec(nasty(), 0..12)) {
        let text = pieces.concat();
        let reading = read(&text, &ReadOptions::default());
        prop_assert!(reading.counts.unwrap().add_up());
        prop_assert_eq!(reading.has_errors() || reading.counts.unwrap().failed == 0, true);
        let _ = detect::by_text(&text, None);
    }
}
