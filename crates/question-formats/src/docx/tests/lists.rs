//! Automatic numbers.

use super::builder::{item, ps};
use super::*;

fn level(index: usize, format: &str, text: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{index}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
    )
}

fn definition(id: &str, levels: &[String]) -> String {
    format!("<w:abstractNum w:abstractNumId=\"{id}\">{}</w:abstractNum>", levels.concat())
}

fn list(id: &str, of: &str, inside: &str) -> String {
    format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{of}\"/>{inside}</w:num>")
}

fn restart(level: usize, at: u32) -> String {
    format!("<w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"{at}\"/></w:lvlOverride>")
}

fn numbered(numbering: &str, body: &str) -> Vec<String> {
    let reading = read(&Docx::of(body).numbering(numbering));
    reading.text.unwrap_or_default().lines().map(str::to_owned).collect()
}

#[test]
fn questions_and_options_are_numbered_from_the_lists() {
    let numbering = definition("0", &[level(0, "decimal", "%1."), level(1, "upperLetter", "%2、")])
        + &definition("1", &[level(0, "chineseCountingThousand", "%1、")])
        + &list("5", "0", "")
        + &list("6", "1", "");
    let body = [
        item("6", 0, "单项选择题"),
        item("5", 0, "报价单由谁审批？"),
        item("5", 1, "前台"),
        item("5", 1, "经理"),
        p("答案：B"),
        item("5", 0, "谁负责盖章？"),
        item("5", 1, "甲方"),
        item("5", 1, "乙方"),
        p("答案：A"),
    ]
    .concat();
    let reading = read(&Docx::of(&body).numbering(&numbering));
    let text = reading.text.as_deref().unwrap();
    assert!(text.starts_with("一、 单项选择题\n1. 报价单由谁审批？\nA、 前台\nB、 经理\n"), "{text}");
    assert!(text.contains("2. 谁负责盖章？\nA、 甲方\n"), "{text}");
    assert_eq!(reading.questions.len(), 2);
    assert_eq!(reading.questions[0].answer, labels("B"));
    assert_eq!(reading.questions[1].number.as_deref(), Some("2"));
    assert!(reading.questions.iter().all(|question| question.inferred.is_empty()));
}

#[test]
fn a_list_begins_again_where_it_says_so() {
    let numbering = definition("0", &[level(0, "upperLetter", "%1.")])
        + &list("1", "0", "")
        + &list("2", "0", &restart(0, 1))
        + &list("3", "0", &restart(0, 3))
        + &list("4", "0", "");
    let body = ["1", "1", "2", "2", "3", "4"].map(|id| item(id, 0, "甲")).concat();
    assert_eq!(numbered(&numbering, &body), ["A. 甲", "B. 甲", "A. 甲", "B. 甲", "C. 甲", "D. 甲"]);
}

#[test]
fn lower_levels_begin_again_unless_they_are_told_not_to() {
    let going_on =
        level(1, "lowerLetter", "%2)").replace("<w:numFmt", "<w:lvlRestart w:val=\"0\"/><w:numFmt");
    for (second, expected) in [(level(1, "lowerLetter", "%2)"), "a) 甲"), (going_on, "b) 甲")] {
        let numbering = definition("0", &[level(0, "decimal", "(%1)"), second]) + &list("1", "0", "");
        let body = [item("1", 0, "甲"), item("1", 1, "甲"), item("1", 0, "甲"), item("1", 1, "甲")].concat();
        assert_eq!(numbered(&numbering, &body), ["(1) 甲", "a) 甲", "(2) 甲", expected]);
    }
}

#[test]
fn every_way_to_write_a_number() {
    for (format, text, expected) in [
        ("decimal", "第%1题", "第1题 甲"),
        ("decimal", "%1", "1. 甲"),
        ("upperRoman", "%1.", "I. 甲"),
        ("decimalEnclosedCircle", "%1", "① 甲"),
        ("ideographTraditional", "%1、", "甲、 甲"),
        ("chineseCounting", "（%1）", "（一） 甲"),
        ("japaneseCounting", "%1", "一、 甲"),
        ("bullet", "", "甲"),
        ("none", "", "甲"),
        ("upperLetter", "%1", "A. 甲"),
    ] {
        let numbering = definition("0", &[level(0, format, text)]) + &list("1", "0", "");
        assert_eq!(numbered(&numbering, &item("1", 0, "甲")), [expected], "{format} {text}");
    }
}

#[test]
fn of_a_number_in_several_levels_the_last_counts() {
    let numbering =
        definition("0", &[level(0, "decimal", "%1"), level(1, "decimal", "%1.%2、")]) + &list("1", "0", "");
    let body = [item("1", 0, "甲"), item("1", 1, "乙"), item("1", 1, "丙")].concat();
    assert_eq!(numbered(&numbering, &body), ["1. 甲", "1、 乙", "2、 丙"]);
}

#[test]
fn the_list_may_come_from_the_style() {
    let numbering = definition(
        "0",
        &[
            level(0, "decimal", "%1."),
            level(1, "upperLetter", "%2.").replace("<w:numFmt", "<w:pStyle w:val=\"Choice\"/><w:numFmt"),
        ],
    ) + &list("1", "0", "");
    let style = |id: &str, inside: &str| {
        format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\">{inside}</w:style>")
    };
    let styles = style("Question", "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>")
        + &style("Own", "<w:basedOn w:val=\"Question\"/>")
        + &style("Choice", "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>");
    let styled = |id: &str, more: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{id}\"/>{more}</w:pPr>{}</w:p>", run("", "甲"))
    };
    let none = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>";
    let body = [
        styled("Question", ""),
        styled("Choice", ""),
        styled("Choice", ""),
        styled("Own", ""),
        styled("Question", none),
    ]
    .concat();
    let reading = read(&Docx::of(&body).styles(&styles).numbering(&numbering));
    assert_eq!(reading.text.as_deref(), Some("1. 甲\nA. 甲\nB. 甲\n2. 甲\n甲\n"));
}

#[test]
fn a_list_may_be_defined_by_a_style() {
    let numbering = definition("0", &[level(0, "decimal", "%1)")])
        + "<w:abstractNum w:abstractNumId=\"1\"><w:numStyleLink w:val=\"L\"/></w:abstractNum>"
        + &list("1", "0", "")
        + &list("2", "1", "");
    let styles = "<w:style w:type=\"numbering\" w:styleId=\"L\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>";
    let reading = read(&Docx::of(&item("2", 0, "甲")).styles(styles).numbering(&numbering));
    assert_eq!(reading.text.as_deref(), Some("1) 甲\n"));
}

#[test]
fn numbers_typed_in_a_list_are_not_counted_twice() {
    let numbering = definition("0", &[level(0, "decimal", "%1.")]) + &list("1", "0", "");
    let body = [
        item("1", 0, "1、甲"),
        item("1", 0, "乙"),
        item("1", 0, ""),
        item("1", 0, "丙"),
        item("1", 0, "一、单选题"),
    ];
    assert_eq!(numbered(&numbering, &body.concat()), ["1、甲", "2. 乙", "", "4. 丙", "一、单选题"]);
}

#[test]
fn a_list_of_keys_may_be_numbered_too() {
    let numbering = definition("0", &[level(0, "decimal", "%1.")])
        + &list("1", "0", "")
        + &list("2", "0", &restart(0, 1));
    let mut body = ps(&["一、多选题"]);
    for _ in 0..3 {
        body += &item("1", 0, "下列哪些属于准备工作？");
        body += &ps(&["A. 甲", "B. 乙", "C. 丙"]);
    }
    body += &p("参考答案");
    body += &["A、C", "AB", "B C"].map(|key| item("2", 0, key)).concat();
    let reading = read(&Docx::of(&body).numbering(&numbering));
    let answers: Vec<_> = reading.questions.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(answers, ["AC", "AB", "BC"].map(labels));
}

#[test]
fn deleted_items_are_not_counted() {
    let numbering = definition("0", &[level(0, "decimal", "%1.")]) + &list("1", "0", "");
    let deleted = item("1", 0, "乙")
        .replace("</w:numPr>", "</w:numPr><w:rPr><w:del/></w:rPr>")
        .replace("<w:r>", "<w:del><w:r>")
        .replace("</w:r>", "</w:r></w:del>");
    let body = [item("1", 0, "甲"), deleted, item("1", 0, "丙")].concat();
    assert_eq!(numbered(&numbering, &body), ["1. 甲", "2. 丙"]);
}

#[test]
fn lists_and_styles_that_are_missing_or_go_in_circles_do_no_harm() {
    let circle = "<w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style><w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>";
    let body =
        item("99", 0, "甲") + "<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr></w:p>" + &item("1", 99, "乙");
    let numbering = list("1", "7", "") + "<w:num/><w:abstractNum/>";
    let reading = read(&Docx::of(&body).styles(circle).numbering(&numbering));
    assert_eq!(reading.text.as_deref(), Some("甲\n\n乙\n"));
}

#[test]
fn a_whole_paper_may_be_numbered_by_one_list() {
    let numbering = definition("0", &[level(0, "decimal", "%1、")])
        + &definition("1", &[level(0, "upperLetter", "%1.")])
        + &list("1", "0", "")
        + &(2..12).map(|id| list(&id.to_string(), "1", &restart(0, 1))).collect::<String>();
    let mut body = ps(&["一、单选题"]);
    for index in 0..10 {
        body += &item("1", 0, &format!("下列第{index}项属于准备工作的是（ C ）"));
        for text in ["甲", "乙", "丙"] {
            body += &item(&(index + 2).to_string(), 0, text);
        }
    }
    let reading = read(&Docx::of(&body).numbering(&numbering));
    assert_eq!(reading.questions.len(), 10);
    assert!(reading.questions.iter().all(|one| one.answer == labels("C") && one.options.len() == 3));
    assert_eq!(reading.questions[9].number.as_deref(), Some("10"));
}
