//! Tables: whole papers, options and keys.

use super::builder::{ps, table};
use super::*;

fn answers(reading: &Reading) -> Vec<Option<Answer>> {
    reading.questions.iter().map(|question| question.answer.clone()).collect()
}

#[test]
fn a_table_with_named_columns_is_a_paper() {
    let body = p("培训题库")
        + &table(&[
            &["序 号", "题型", "题目", "选项", "答案（填字母）", "解析"],
            &["1", "单选题", "报价单由谁审批", "A.经理¶B.前台", "A", "见手册"],
            &["2", "多选题", "报价单包含", "价格¶税率¶天气", "A、B", ""],
            &["3", "判断题", "口头承诺等同于合同", "", "错", ""],
        ]);
    let reading = read_body(&body);
    assert_eq!(answers(&reading), [labels("A"), labels("AB"), Some(Answer::Truth(false))]);
    assert_eq!(option_texts(&reading.questions[1]), ["价格", "税率", "天气"]);
    assert_eq!(reading.questions[0].explanation.as_deref(), Some("见手册"));
    assert!(reading.questions.iter().all(|question| question.inferred.is_empty()));
}

#[test]
fn options_may_have_columns_of_their_own() {
    let body = table(&[
        &["题目", "A", "B", "选项C", "正确答案", "出处"],
        &["谁审批报价", "经理", "前台", "客户", "A", "手册"],
        &["谁负责盖章", "甲", "乙", "", "B", "手册"],
    ]);
    let reading = read_body(&body);
    assert_eq!(answers(&reading), [labels("A"), labels("B")]);
    assert_eq!(option_texts(&reading.questions[1]), ["甲", "乙"]);
    assert_eq!(found(&reading, Code::WUnsupported), ["出处"]);
}

#[test]
fn headings_across_the_table_and_repeated_headings_are_understood() {
    let wide = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"3\"/></w:tcPr>".to_owned()
        + &p("二、判断题")
        + "</w:tc></w:tr>";
    let body = table(&[
        &["序号", "试题内容", "答案"],
        &["1", "谁审批报价？¶A.经理¶B.前台", "A"],
        &["序号", "试题内容", "答案"],
        &["2", "口头承诺等同于合同。", "×"],
    ]);
    let (before, after) = body.rsplit_once("<w:tr>").unwrap();
    let body = format!("{}{before}{wide}<w:tr>{after}", p("一、单选题"));
    let reading = read_body(&body);
    assert_eq!(answers(&reading), [labels("A"), Some(Answer::Truth(false))]);
    assert_eq!(reading.questions[1].section.as_deref(), Some("二、判断题"));
}

#[test]
fn one_row_for_each_option_goes_on_with_its_question() {
    let merged = |text: &str, start: bool| {
        let merge = if start { "<w:vMerge w:val=\"restart\"/>" } else { "<w:vMerge/>" };
        format!("<w:tc><w:tcPr>{merge}</w:tcPr>{}</w:tc>", p(text))
    };
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let body = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row(&[cell("题号"), cell("题目"), cell("选项"), cell("答案")]),
        row(&[merged("1", true), merged("谁审批报价", true), cell("A. 经理"), merged("B", true)]),
        row(&[merged("", false), merged("", false), cell("B. 总监"), merged("", false)]),
        row(&[merged("", false), merged("", false), cell("C. 前台"), merged("", false)]),
    );
    let reading = read_body(&body);
    assert_eq!(one(&reading).answer, labels("B"));
    assert_eq!(option_texts(one(&reading)), ["经理", "总监", "前台"]);
}

#[test]
fn columns_without_names_are_told_by_what_they_hold() {
    let body = p("判断题")
        + &table(&[
            &["1", "口头承诺等同于合同，可以作为依据。", "×"],
            &["2", "报价单必须注明有效期与税率。", "√"],
            &["3", "首次拜访之前应当准备名片资料。", "√"],
        ]);
    let reading = read_body(&body);
    assert_eq!(answers(&reading), [false, true, true].map(|truth| Some(Answer::Truth(truth))));
    assert_eq!(reading.questions[2].number.as_deref(), Some("3"));
}

#[test]
fn options_may_stand_in_the_cells_of_a_small_table() {
    let body = ps(&["一、单选题", "1. 报价单由谁审批？（ D ）"])
        + &table(&[&["A. 前台", "B. 司机"], &["C. 客户", "D. 经理"]])
        + &ps(&["2. 谁负责盖章？（ A ）"])
        + &table(&[&["A. 甲方", "B. 乙方"]]);
    let reading = read_body(&body);
    assert_eq!(answers(&reading), [labels("D"), labels("A")]);
    assert_eq!(option_texts(&reading.questions[0]), ["前台", "司机", "客户", "经理"]);
}

#[test]
fn whole_questions_may_stand_in_cells() {
    let body = p("一、单选题")
        + &table(&[&[
            "1. 报价单由谁审批？（ A ）¶A. 经理¶B. 前台",
            "2. 谁负责盖章？（ B ）¶A. 甲方¶B. 乙方",
        ]]);
    assert_eq!(answers(&read_body(&body)), [labels("A"), labels("B")]);
}

fn four_questions() -> String {
    let mut body = p("一、单选题");
    for number in 1..=4 {
        body += &ps(&[
            &format!("{number}. 下列第{number}项属于准备工作的是（ ）"),
            "A. 甲",
            "B. 乙",
            "C. 丙",
            "D. 丁",
        ]);
    }
    body
}

#[test]
fn keys_may_stand_in_a_table() {
    let expected = ["A", "B", "C", "D"].map(labels);
    for keys in [
        table(&[&["题号", "1", "2", "3", "4"], &["答案", "A", "B", "C", "D"]]),
        table(&[&["1", "2", "3", "4"], &["A", "B", "C", "D"]]),
        table(&[&["题号", "1", "2"], &["答案", "A", "B"], &["题号", "3", "4"], &["答案", "C", "D"]]),
        table(&[&["题号", "答案"], &["1", "A"], &["2", "B"], &["3", "C"], &["4", "D"]]),
        table(&[&["题号", "答案", "题号", "答案"], &["1", "A", "3", "C"], &["2", "B", "4", "D"]]),
    ] {
        let reading = read_body(&(four_questions() + &p("参考答案") + &keys));
        assert_eq!(answers(&reading), expected, "{:?}", reading.text);
    }
}

#[test]
fn an_answer_sheet_gives_no_keys() {
    let sheet = table(&[&["题号", "1", "2", "3", "4"], &["答案", "", "", "", ""]]);
    for body in [sheet.clone() + &four_questions(), four_questions() + &sheet] {
        let reading = read_body(&body);
        assert_eq!(reading.questions.len(), 4);
        assert!(
            reading.questions.iter().all(|question| question.answer.is_none() && question.options.len() == 4)
        );
    }
}

#[test]
fn deleted_rows_are_gone_and_nested_tables_are_read() {
    let inner = table(&[&["A. 经理", "B. 前台"]]);
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr></w:tbl>",
        p("1. 报价单由谁审批？（ A ）"),
        p(""),
        p("删掉的行")
    );
    let reading = read_body(&body);
    assert_eq!(one(&reading).answer, labels("A"));
    assert!(!reading.text.unwrap().contains("删掉"));
}

#[test]
fn figures_in_a_table_stay_with_their_question() {
    let body = ps(&["一、单选题", "1. 根据下表，哪一年的销售额最高？（ B ）"])
        + &table(&[&["年份", "2023", "2024"], &["销售额", "30", "50"]])
        + &ps(&["A. 2023", "B. 2024"]);
    let reading = read_body(&body);
    assert_eq!(one(&reading).answer, labels("B"));
    assert!(one(&reading).stem.contains("销售额"), "{}", one(&reading).stem);
}
