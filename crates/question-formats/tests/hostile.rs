//! No bytes make the reader panic, lose count of its lines or invent a key.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

use proptest::prelude::*;
use question_formats::{Answer, Code, Format, Language, Limits, QuestionDraft, ReadOptions, Reading, read};

/// Pieces of papers, put together in any order.
fn paper() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "一、单项选择题\n",
        "二、判断题（每题2分）\n",
        "案例一：某公司\n",
        "参考答案\n",
        "1-5 ABCDE\n",
        "1. ",
        "2、",
        "（3）",
        "4下列",
        "第5题 ",
        "l、",
        "A. 甲",
        "B、乙",
        "C丙",
        "(D)丁",
        "【A】",
        " ",
        "\n",
        "\n\n",
        "\t",
        "（ B ）",
        "(AC",
        "（　）",
        "【答案】",
        "答案：",
        "答：",
        "√",
        "×",
        "正确",
        "错误",
        "解析：",
        "难度：易",
        "[多选题]",
        "下列说法正确的是",
        "什么是客户？",
        "____",
        "|",
        "；",
        "。",
        "P206",
        "…",
        "①",
        "**",
        "题号 1 2 3\n",
        "答案 A B C\n",
        "阅读下列材料，回答1-2题。\n",
        "第 3 页 共 9 页\n",
        "当前位置:首页\n",
        "1、2、3、4、",
        "共用备选答案",
        "0",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..80).prop_map(|pieces| pieces.concat())
}

fn check(reading: &Reading) -> Result<(), TestCaseError> {
    for question in &reading.questions {
        let first = question.place.line_number().unwrap_or(0);
        let last = question.place_end.unwrap_or(first);
        prop_assert!(
            first >= 1 && first <= last && last <= reading.lines,
            "{first}..{last} of {}",
            reading.lines
        );
        if let Some(Answer::Labels(labels)) = &question.answer {
            prop_assert!(!labels.is_empty());
            for label in labels {
                prop_assert!(question.options.iter().any(|option| option.label == *label), "{question:?}");
            }
        }
        let stored = serde_json::to_string(question).expect("a draft is JSON");
        let restored: QuestionDraft = serde_json::from_str(&stored).expect("a stored draft is a draft");
        prop_assert_eq!(question, &restored);
    }
    for range in &reading.skipped {
        prop_assert!(range.from >= 1 && range.from <= range.to && range.to <= reading.lines);
    }
    if reading.questions.is_empty() {
        prop_assert!(reading.has_errors());
    }
    if let Some(counts) = reading.counts {
        prop_assert!(counts.add_up(), "{counts:?} {:?}", reading.skipped);
    }
    prop_assert!(reading.counts.is_some() || reading.format != Some(Format::PaperText));
    for language in [Language::Zh, Language::En] {
        let object = reading.to_json(language);
        for diagnostic in object["diagnostics"].as_array().expect("diagnostics are a list") {
            prop_assert!(diagnostic["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
    let piped = serde_json::to_string(reading).expect("a reading is JSON");
    let restored: Reading = serde_json::from_str(&piped).expect("a piped reading is a reading");
    prop_assert_eq!(reading, &restored);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        check(&read(&bytes, &ReadOptions::default()))?;
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        check(&read(text.as_bytes(), &ReadOptions::default()))?;
        let forced = ReadOptions { forced_format: Some(Format::Toml), ..ReadOptions::default() };
        check(&read(text.as_bytes(), &forced))?;
    }

    #[test]
    fn any_paper_is_read(text in paper()) {
        check(&read(text.as_bytes(), &ReadOptions::default()))?;
    }

    /// The key of a question is somewhere in the file: take every key away and none is left.
    #[test]
    fn without_keys_there_are_none(count in 1_usize..20, marks in proptest::sample::select(vec![". ", "、", "．", ") "])) {
        let mut text = "一、单项选择题\n".to_owned();
        for number in 1..=count {
            text.push_str(&format!("{number}{marks}下列第{number}项属于准备工作的是（　）。\nA{marks}甲{number}\nB{marks}乙{number}\nC{marks}丙{number}\n"));
        }
        let reading = read(text.as_bytes(), &ReadOptions::default());
        prop_assert_eq!(reading.questions.len(), count);
        prop_assert!(reading.questions.iter().all(|question| question.answer.is_none() && question.options.len() == 3));
    }
}

/// Files that would take for ever if any step looked again and again at the same text.
#[test]
fn long_lines_and_many_lines_stay_linear() {
    let files = [
        "1.甲 ".repeat(20_000) + "\n" + &"【答案】".repeat(20_000),
        "A甲".repeat(40_000),
        "(".repeat(90_000),
        "案例一：甲\n".repeat(20_000),
        "1-5 ABCDE\n一、单选题\n".repeat(10_000),
        "一、简答题\n1. 什么是甲？\n".to_owned() + &"乙丙丁\n".repeat(50_000),
        "A. 甲 B. 乙\n".repeat(20_000),
    ];
    for file in files {
        let started = std::time::Instant::now();
        let reading = read(file.as_bytes(), &ReadOptions::default());
        assert!(started.elapsed().as_secs() < 60, "{} bytes", file.len());
        assert!(reading.questions.len() <= 2);
    }
}

#[test]
fn limits_are_said_not_broken() {
    let code = |bytes: &[u8], limits: Limits| -> Vec<Code> {
        let options = ReadOptions { limits, ..ReadOptions::default() };
        read(bytes, &options).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    };
    assert_eq!(code(&[b'a'; 20], Limits { bytes: 10, ..Limits::default() }), [Code::ETooLarge]);
    let long = format!("1. 甲？（A）\nA. 一\nB. 二\n{}", "长".repeat(50));
    assert!(
        code(long.as_bytes(), Limits { line_characters: 40, ..Limits::default() }).contains(&Code::ETooLong)
    );
}

#[test]
fn files_of_other_formats_are_named_not_guessed() {
    let cases: [(&[u8], Format); 4] = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::Doc),
        (b"%PDF-1.7\n", Format::Pdf),
        (b"<?xml version=\"1.0\"?><questestinterop/>", Format::Qti12),
        (b"<!doctype html><html></html>", Format::OtherXml),
    ];
    for (bytes, format) in cases {
        let reading = read(bytes, &ReadOptions::default());
        assert_eq!(reading.format, Some(format));
        assert!(reading.questions.is_empty());
        assert_eq!(reading.diagnostics.first().map(|one| one.code), Some(Code::EFormatNotReadYet));
    }
}
