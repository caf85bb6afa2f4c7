//! What files of one format do: items 16 to 23. Most of items 18 to 22 is held by the tests beside each reader; here is
//! what they do not show.

use super::*;
use question_formats::Format;

const PAPER: &str = "一、单选题\n1. 谁负责审批报价单？（ B ）\nA. 前台\nB. 经理\n2. 合同由谁盖章？（ A ）\nA. 法务\nB. 司机\n";

#[test]
fn encodings_byte_order_marks_and_line_ends_change_nothing() {
    let expected = questions(PAPER);
    assert_eq!(expected.len(), 2);
    let encoded = |label: &str| {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        encoding.encode(PAPER).0.into_owned()
    };
    let with_mark = [b"\xef\xbb\xbf", PAPER.as_bytes()].concat();
    let crlf = PAPER.replace('\n', "\r\n").into_bytes();
    let cr = PAPER.replace('\n', "\r").into_bytes();
    let wide = |to: fn(u16) -> [u8; 2]| PAPER.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    for bytes in [
        with_mark,
        crlf,
        cr,
        encoded("gb18030"),
        encoded("gbk"),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ] {
        let reading = reading_of(&bytes, None);
        assert_eq!(reading.questions.iter().map(line).collect::<Vec<_>>(), expected, "{}", reading.encoding);
    }
}

#[test]
fn western_bytes_do_not_turn_into_chinese() {
    let text = "1. What does the r\u{e9}sum\u{e9} of a caf\u{e9} owner say \u{2013} in \u{201c}short\u{201d}?\nA. Nothing\nB. It\u{2019}s na\u{ef}ve\nAnswer: B\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let reading = reading_of(&bytes, None);
    assert_eq!(reading.encoding, "windows-1252");
    assert_eq!(reading.questions[0].options[1].text, "It\u{2019}s na\u{ef}ve");
}

#[test]
fn radicals_are_the_characters_they_look_like() {
    let text = PAPER.replace("人", "\u{2f08}").replace("审批报价单", "一\u{2f00}⽇⽂⼯报价单");
    let reading = reading_of(text.as_bytes(), None);
    assert_eq!(reading.questions[0].stem, "谁负责一一日文工报价单？");
    let gift = reading_of("哪个⽇期？{=⼀ ~⼆}\n".as_bytes(), None);
    assert_eq!(line(&gift.questions[0]), "- single_choice 哪个日期？ | A 一 | B 二 => A");
}

#[test]
fn characters_for_private_use_do_no_harm() {
    let reading = reading_of(PAPER.replace("经理", "经\u{e123}理\u{f8ff}").as_bytes(), None);
    assert_eq!(reading.questions.len(), 2);
    assert_eq!(key(&reading.questions[0]), "B");
}

#[test]
fn names_that_lie_are_said_and_the_bytes_decide() {
    let csv = "题目,A,B,答案\n谁审批报价单？,前台,经理,B\n";
    let reading = reading_of(csv.as_bytes(), Some("bank.txt"));
    assert_eq!((reading.format, reading.questions.len()), (Some(Format::Csv), 1));
    let reading = reading_of(csv.as_bytes(), Some("bank.xlsx"));
    assert_eq!((reading.format, reading.questions.len()), (Some(Format::Csv), 1));
    assert!(reading.diagnostics.iter().any(|one| one.code == Code::WNameLies));
    let reading = reading_of(PAPER.as_bytes(), Some("bank.zip"));
    assert_eq!((reading.format, reading.questions.len()), (Some(Format::PaperText), 2));
    assert!(reading.diagnostics.iter().any(|one| one.code == Code::WNameLies));
}

#[test]
fn what_is_no_archive_and_old_documents_are_refused_with_a_sentence() {
    for (bytes, name) in [
        (&b"PK\x03\x04 this is no archive at all"[..], "bank.zip"),
        (b"PK\x03\x04", "bank.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "bank.doc"),
        (b"%PDF-1.7\n1 0 obj", "bank.pdf"),
        (b"\x89PNG\r\n\x1a\n", "bank.xlsx"),
    ] {
        let reading = reading_of(bytes, Some(name));
        assert!(reading.questions.is_empty() && reading.has_errors(), "{name}: {reading:?}");
    }
}

#[test]
fn questions_that_differ_in_a_figure_are_all_kept() {
    let paper: String = (1..=159)
        .map(|number| {
            format!(
                "{number}. 报价 {}00 元的货物，折扣为 5%，应付多少？（A）\nA. {} 元\nB. 0 元\n",
                number,
                number * 95
            )
        })
        .collect();
    let reading = reading_of(format!("一、单选题\n{paper}").as_bytes(), None);
    assert_eq!(reading.questions.len(), 159);
    assert!(!reading.diagnostics.iter().any(|one| one.code == Code::WDuplicateInFile));
}

#[test]
fn equal_stems_with_different_keys_are_kept_and_warned_of() {
    let text = "一、单选题\n1. 谁审批报价单？（A）\nA. 经理\nB. 前台\n2. 合同由谁盖章？（A）\nA. 法务\nB. 司机\n3. 谁审批报价单？（B）\nA. 经理\nB. 前台\n";
    assert_eq!(keys(text), ["A", "A", "B"]);
    assert!(codes(text).contains(&Code::WDuplicateInFile));
}

/// The lines of a table.
fn table(text: &str) -> Vec<String> {
    reading_of(text.as_bytes(), Some("bank.csv")).questions.iter().map(line).collect()
}

#[test]
fn column_names_of_real_templates() {
    for (stem, answer, option) in [
        ("题目", "答案", "选项A,选项B,选项C"),
        ("试题内容", "正确答案", "A,B,C"),
        ("题干", "标准答案", "A选项,B选项,C选项"),
        ("题目标题", "正确答案(只能输入ABCD否则报错)", "选项a,选项b,选项c"),
        ("题目内容（必填）", "参考答案*", "选项1,选项2,选项3"),
        ("* 试题", "答 案", "选项一,选项二,选项三"),
        ("问题", "正确选项", "答案A,答案B,答案C"),
        ("Question", "Correct Answer", "Option A,Option B,Option C"),
    ] {
        let text = format!(
            "{stem},{option},{answer}\n谁审批报价单？,前台,经理,司机,B\n谁盖合同章？,法务,客户,访客,A\n"
        );
        assert_eq!(
            table(&text),
            [
                "- single_choice 谁审批报价单？ | A 前台 | B 经理 | C 司机 => B",
                "- single_choice 谁盖合同章？ | A 法务 | B 客户 | C 访客 => A"
            ],
            "{stem} {answer}"
        );
    }
}

#[test]
fn a_range_far_larger_than_its_questions() {
    let mut text = "题干,选项A,选项B,答案\n".to_owned();
    for row in 0..2937 {
        if row < 593 {
            text += &format!("第{row}类客户由谁负责？,前台,经理,B\n");
        } else {
            text += ",,,\n";
        }
    }
    let reading = reading_of(text.as_bytes(), Some("bank.csv"));
    assert_eq!(reading.questions.len(), 593);
    assert!(reading.questions.iter().all(|question| key(question) == "B"));
    assert!(!reading.has_errors());
}

#[test]
fn floats_and_essays_in_a_table() {
    assert_eq!(
        table(
            "序号,题型,题目,A,B,答案,分值\n1.0,单选题,谁审批报价单？,前台,经理,B,2.0\n2.0,简答题,说明审批的步骤。,,,先复核，再签字。,10\n3.0,论述题,论述分级的意义。,,,,15\n"
        ),
        [
            "1 single_choice 谁审批报价单？ | A 前台 | B 经理 => B",
            "2 short_answer 说明审批的步骤。 => [\"先复核，再签字。\"]",
            "3 short_answer 论述分级的意义。 => none"
        ]
    );
}

#[test]
fn five_questions_about_one_case_with_one_line_of_keys() {
    let options = "A. 回访\nB. 报价\nC. 签约\nD. 等待\n";
    let questions: String =
        (1..=5).map(|number| format!("{number}. 第{number}步应当做什么？\n{options}")).collect();
    let text = format!(
        "案例分析题\n案例一\n某公司的大客户三个月没有下单，客户经理小陈准备分五步挽回这家客户。\n{questions}答案：1. A  2. B  3. D  4. C  5. A\n"
    );
    let reading = reading_of(text.as_bytes(), None);
    assert_eq!(reading.questions.iter().map(key).collect::<Vec<_>>(), ["A", "B", "D", "C", "A"]);
    assert!(
        reading.questions.iter().all(|question| question
            .material
            .as_ref()
            .is_some_and(|material| material.text.contains("小陈")))
    );
}

#[test]
fn options_and_feedback_of_gift_over_several_lines() {
    let text = "::Q1:: Which step comes first?\n{\n  =Ask what\n   the customer needs\n   #Right:\n    ask first.\n  ~Send\n   a price list\n   #Too early.\n  ####The handbook\n  says so.\n}\n\n\
                ::Q1:: Which step comes last?\n{~Ask =Sign ~Wait}.\n";
    let reading = reading_of(text.as_bytes(), None);
    let lines: Vec<String> = reading.questions.iter().map(line).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("Ask what")
            && lines[0].contains("the customer needs")
            && lines[0].ends_with("=> A")
    );
    assert!(lines[1].ends_with("Which step comes last? | A Ask | B Sign | C Wait => B"), "{}", lines[1]);
    assert!(reading.questions[0].explanation.as_ref().is_some_and(|text| text.contains("says so.")));
}
