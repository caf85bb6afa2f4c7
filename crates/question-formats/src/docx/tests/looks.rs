//! Keys told by how an option looks.

use super::builder::{ps, runs};
use super::*;

/// A question whose options look as their properties say.
fn question(heading: &str, options: &[(&str, &str)]) -> Reading {
    let mut body = ps(&[heading, "1. 下列哪一项属于准备工作？"]);
    for (index, (properties, text)) in options.iter().enumerate() {
        let label = char::from(b'A' + u8::try_from(index).unwrap());
        body += &runs(&[run("", &format!("{label}. ")), run(properties, text)]);
    }
    read_body(&body)
}

const RED: &str = "<w:color w:val=\"FF0000\"/>";

#[test]
fn the_option_that_looks_different_is_the_key_and_is_said_to_be_inferred() {
    for (properties, word) in [
        (RED, "red"),
        ("<w:color w:val=\"C00000\"/>", "red"),
        ("<w:color w:val=\"00B050\"/>", "colour"),
        ("<w:b/>", "bold"),
        ("<w:b w:val=\"1\"/>", "bold"),
        ("<w:u w:val=\"single\"/>", "underline"),
        ("<w:highlight w:val=\"yellow\"/>", "highlight"),
        ("<w:shd w:val=\"clear\" w:fill=\"FFFF00\"/>", "highlight"),
        ("<w:b/><w:color w:val=\"FF0000\"/>", "red"),
    ] {
        let reading = question("一、单选题", &[("", "名片"), (properties, "资料。"), ("", "雨伞")]);
        assert_eq!(one(&reading).answer, labels("B"), "{properties}");
        assert_eq!(one(&reading).inferred, ["answer"]);
        assert_eq!(found(&reading, Code::WKeyByFormat), [word]);
    }
}

#[test]
fn looks_that_say_nothing_give_no_key() {
    let plain = ("", "名片");
    for options in [
        [(RED, "名片"), (RED, "资料"), ("", "雨伞")],
        [(RED, "名片"), (RED, "资料"), (RED, "雨伞")],
        [(RED, "名片"), ("<w:b/>", "资料"), ("", "雨伞")],
        [("<w:color w:val=\"333333\"/>", "名片"), plain, plain],
        [("<w:b w:val=\"0\"/>", "名片"), plain, plain],
        [("<w:u w:val=\"none\"/>", "名片"), plain, plain],
    ] {
        let reading = question("一、单选题", &options);
        assert_eq!(one(&reading).answer, None, "{options:?}");
        assert!(codes(&reading).contains(&Code::EAnswerMissing));
    }
}

#[test]
fn several_options_count_where_several_are_asked_for() {
    let options = [(RED, "名片"), ("", "雨伞"), (RED, "资料")];
    assert_eq!(one(&question("一、多选题", &options)).answer, labels("AC"));
    assert_eq!(one(&question("一、单选题", &options)).answer, None);
}

#[test]
fn a_printed_key_comes_before_any_look() {
    let body = ps(&["一、单选题", "1. 下列哪一项属于准备工作？", "A. 名片"])
        + &runs(&[run(RED, "B. 雨伞")])
        + &ps(&["C. 午餐", "答案：A"]);
    let reading = read_body(&body);
    assert_eq!(one(&reading).answer, labels("A"));
    assert!(one(&reading).inferred.is_empty() && !codes(&reading).contains(&Code::WKeyByFormat));
}

#[test]
fn a_label_may_look_different_and_options_may_share_a_line() {
    let body = ps(&["一、单选题", "1. 下列哪一项属于准备工作？"])
        + &runs(&[run("", "A. 名片\t"), bold("B"), run("", ". 雨伞\tC. 午餐")]);
    assert_eq!(one(&read_body(&body)).answer, labels("B"));
    let body = ps(&["一、单选题", "1. 下列哪一项属于准备工作？"])
        + &runs(&[run("", "A. 名片\tB. 雨伞\t"), run(RED, "C. 午餐")]);
    assert_eq!(one(&read_body(&body)).answer, labels("C"));
}

#[test]
fn one_word_of_an_option_or_a_link_is_no_mark() {
    let body = ps(&["一、单选题", "1. 下列哪一项属于准备工作？"])
        + &runs(&[run("", "A. 带上"), bold("全部"), run("", "名片")])
        + &ps(&["B. 雨伞"])
        + &format!("<w:p>{}<w:hyperlink>{}</w:hyperlink></w:p>", run("", "C. "), run(RED, "www.example.org"));
    assert_eq!(one(&read_body(&body)).answer, None);
}

#[test]
fn true_and_false_as_options_may_be_marked() {
    let reading = question("一、判断题", &[("", "正确"), (RED, "错误")]);
    assert_eq!(one(&reading).answer, Some(Answer::Truth(false)));
    assert_eq!(one(&reading).inferred, ["answer"]);
}

#[test]
fn lines_to_write_on_are_no_answer() {
    let space = run("<w:u w:val=\"single\"/>", "            ");
    let body = ps(&["一、简答题", "1. 简述处理价格异议的步骤。"])
        + &runs(&[run("", "答："), space.clone()])
        + &runs(&[space.clone()])
        + &p("二、单选题")
        + &runs(&[run("", "1. 报价单由谁审批（"), space, run("", "）？")])
        + &ps(&["A. 经理", "B. 前台"]);
    let reading = read_body(&body);
    assert_eq!(reading.questions.len(), 2);
    assert!(reading.questions.iter().all(|question| question.answer.is_none()), "{reading:#?}");
    assert!(!reading.questions[1].stem.contains('_'));
}

#[test]
fn a_ticked_box_before_a_label_is_a_key() {
    let body = ps(&["一、单选题", "1. 下列哪一项属于准备工作？", "☐ A. 名片\t☑ B. 资料", "☐ C. 雨伞"]);
    let reading = read_body(&body);
    assert_eq!(one(&reading).answer, labels("B"));
    assert_eq!(option_texts(one(&reading)), ["名片", "资料", "雨伞"]);
    assert_eq!(found(&reading, Code::WKeyByFormat), ["tick"]);
}

#[test]
fn looks_come_from_styles_and_may_be_taken_back() {
    let styles = "<w:style w:type=\"character\" w:styleId=\"Strong\"><w:rPr><w:b/></w:rPr></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"Heavy\"><w:rPr><w:b/></w:rPr></w:style>";
    let heavy = |inside: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"Heavy\"/></w:pPr>{inside}</w:p>");
    let body = ps(&["一、单选题", "1. 下列哪一项属于准备工作？", "A. 名片"])
        + &runs(&[run("", "B. "), run("<w:rStyle w:val=\"Strong\"/>", "雨伞")])
        + &heavy(&run("<w:b w:val=\"false\"/>", "C. 午餐"));
    assert_eq!(one(&read(&Docx::of(&body).styles(styles))).answer, labels("B"));
}

#[test]
fn underlined_words_fill_gaps_and_underlined_spaces_are_gaps() {
    let underlined = |text: &str| run("<w:u w:val=\"single\"/>", text);
    let body = p("一、填空题")
        + &runs(&[
            run("", "1. 标准账期为"),
            underlined(" 30 "),
            run("", "天，由"),
            underlined("财务部"),
            run("", "核对。"),
        ])
        + &runs(&[run("", "2. 报价有效期为"), underlined("      "), run("", "天。")])
        + &p("答案：15")
        + &runs(&[run("", "3. 合同一式"), underlined("\t"), run("", "份。")])
        + &runs(&[run("", "4. 首付为（"), run(RED, "三成"), run("", "）。")]);
    let reading = read_body(&body);
    let blank = |text: &str| vec![text.to_owned()];
    assert_eq!(reading.questions.len(), 4);
    assert_eq!(reading.questions[0].stem, "标准账期为____天，由____核对。");
    assert_eq!(reading.questions[0].answer, Some(Answer::Blanks(vec![blank("30"), blank("财务部")])));
    assert_eq!(reading.questions[0].inferred, ["answer"]);
    assert_eq!(reading.questions[1].stem, "报价有效期为____天。");
    assert_eq!(reading.questions[1].answer, Some(Answer::Blanks(vec![blank("15")])));
    assert_eq!(reading.questions[2].answer, None);
    assert_eq!(reading.questions[3].stem, "首付为（____）。");
    assert_eq!(reading.questions[3].answer, Some(Answer::Blanks(vec![blank("三成")])));
    assert_eq!(found(&reading, Code::WKeyByFormat), ["underline", "red"]);
}
