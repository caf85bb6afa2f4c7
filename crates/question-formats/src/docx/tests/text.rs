//! What is text and what is not.

use super::builder::{ps, root, runs};
use super::*;

#[test]
fn line_breaks_and_tabs_stay_apart() {
    let body = p("1.\t下列属于竞品的是（ B ）\nA.甲\tB.乙\nC.丙\tD.丁");
    assert_eq!(lines(&body), ["1.\t下列属于竞品的是（ B ）", "A.甲\tB.乙", "C.丙\tD.丁"]);
    let reading = read_body(&body);
    let question = one(&reading);
    assert_eq!(option_texts(question), ["甲", "乙", "丙", "丁"]);
    assert_eq!(question.answer, labels("B"));
    assert_eq!(question.stem, "下列属于竞品的是");
}

#[test]
fn every_kind_of_break_ends_a_line_and_odd_marks_vanish() {
    let body = "<w:p><w:r><w:t>a</w:t><w:cr/><w:t>b</w:t><w:br w:type=\"page\"/><w:t>c\u{2028}d</w:t>\
                <w:lastRenderedPageBreak/><w:noBreakHyphen/><w:softHyphen/><w:t>e\u{200b}f\u{ad}g\nh</w:t></w:r></w:p>";
    assert_eq!(lines(body), ["a", "b", "c", "d-efg h"]);
}

#[test]
fn paragraphs_of_spaces_are_blank() {
    let body = ps(&["一、单选题", "\u{a0}\u{a0}", "1. 谁审批报价？（A）", "\u{3000}", "A. 经理", "B. 前台"]);
    assert_eq!(one(&read_body(&body)).answer, labels("A"));
}

#[test]
fn what_was_deleted_is_gone_and_what_was_inserted_stays() {
    let body = format!(
        "<w:p>{}<w:del><w:r><w:delText>甲</w:delText><w:t>甲</w:t></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>",
        run("", "是"),
        run("", "乙"),
        run("", "丙"),
        run("", "丁")
    );
    assert_eq!(lines(&body), ["是乙丁"]);
}

#[test]
fn a_deleted_paragraph_mark_joins_two_paragraphs() {
    let deleted = "<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>";
    let body = format!("<w:p>{deleted}{}</w:p>{}", run("", "报价单"), p("由谁审批？"));
    assert_eq!(lines(&body), ["报价单由谁审批？"]);
    let whole = format!("{}<w:p>{deleted}<w:del>{}</w:del></w:p>{}", p("甲"), run("", "乙"), p("丙"));
    assert_eq!(lines(&whole), ["甲", "丙"]);
}

#[test]
fn old_formatting_and_properties_are_no_text() {
    let body = "<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:pPrChange></w:pPr>\
                <w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>甲</w:t></w:r></w:p>";
    assert_eq!(lines(body), ["甲"]);
}

#[test]
fn hidden_text_is_left_out_and_said() {
    let styles = "<w:style w:type=\"character\" w:styleId=\"Secret\"><w:rPr><w:vanish/></w:rPr></w:style>";
    let body = runs(&[
        run("", "甲"),
        run("<w:vanish/>", "乙"),
        run("<w:rStyle w:val=\"Secret\"/>", "丙"),
        run("<w:rStyle w:val=\"Secret\"/><w:vanish w:val=\"0\"/>", "丁"),
    ]);
    let reading = read(&Docx::of(&body).styles(styles));
    assert_eq!(reading.text.as_deref(), Some("甲丁\n"));
    assert_eq!(found(&reading, Code::WOutsideBody), ["hidden text"]);
}

#[test]
fn controls_links_and_wrappings_keep_their_text() {
    let body = format!(
        "<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>{}<w:p><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:hyperlink r:id=\"rId9\">{}</w:hyperlink><w:smartTag w:element=\"place\">{}</w:smartTag><w:fldSimple w:instr=\"DATE\">{}</w:fldSimple></w:p></w:sdtContent></w:sdt>",
        p("甲"),
        run("", "乙"),
        run("", "丙"),
        run("", "丁"),
        run("", "戊")
    );
    assert_eq!(lines(&body), ["甲", "乙丙丁戊"]);
}

#[test]
fn instructions_of_fields_are_left_out_and_results_stay() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let instruct = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let body = runs(&[
        run("", "甲"),
        mark("begin"),
        instruct(" HYPERLINK \"http://example.org\" "),
        mark("separate"),
        run("<w:u w:val=\"single\"/><w:color w:val=\"FF0000\"/>", "乙"),
        mark("end"),
        mark("begin"),
        instruct("EQ \\o\\ac(○,2)"),
        mark("end"),
        mark("begin"),
        instruct(" PAGE "),
        mark("end"),
        run("", "丙"),
        mark("begin"),
        run("", "丁"),
    ]);
    assert_eq!(lines(&(body + &p("戊"))), ["甲乙②丙", "戊"]);
}

#[test]
fn one_of_two_renderings_is_read() {
    let body = format!(
        "<w:p><mc:AlternateContent><mc:Choice Requires=\"x\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:p>\
         <mc:AlternateContent><mc:Choice Requires=\"x\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
        run("", "甲"),
        run("", "乙"),
        p("丙"),
        p("丁")
    );
    assert_eq!(lines(&body), ["甲", "丙"]);
}

#[test]
fn ruby_is_read_without_how_it_is_spoken() {
    let body = "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>bào</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>报</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    assert_eq!(lines(body), ["报"]);
}

#[test]
fn ticks_of_picture_fonts_are_keys() {
    let tick = "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r>".to_owned();
    let cross = run("<w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/>", "O");
    let body = p("一、判断题")
        + &runs(&[run("", "1. 报价单有有效期。（"), tick, run("", "）")])
        + &runs(&[run("", "2. 口头承诺等同于合同。（"), cross, run("", "）")]);
    let reading = read_body(&body);
    let answers: Vec<_> = reading.questions.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(answers, [Some(Answer::Truth(true)), Some(Answer::Truth(false))]);
}

#[test]
fn raised_and_lowered_digits_stay_readable() {
    let height = |name: &str, text: &str| run(&format!("<w:vertAlign w:val=\"{name}\"/>"), text);
    let body = runs(&[
        run("", "每m"),
        height("superscript", "2"),
        run("", "放H"),
        height("subscript", "2"),
        run("", "O"),
        height("superscript", "见注"),
        height("baseline", "3"),
    ]);
    assert_eq!(lines(&body), ["每m²放H₂O见注3"]);
}

#[test]
fn formulas_are_text_with_a_warning() {
    let formula = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>";
    let body = format!("<w:p>{}{formula}{}</w:p>", run("", "1. 成交率是 "), run("", " 吗？（A）"))
        + &ps(&["A. 是的", "B. 不是的"]);
    let reading = read_body(&body);
    assert_eq!(one(&reading).stem, "成交率是 1/2 吗？");
    assert_eq!(found(&reading, Code::WFormula), ["1/2"]);
}

#[test]
fn text_outside_the_body_is_named() {
    let text = |inside: &str| root("hdr", inside);
    let body = format!(
        "{}<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
        p("正文"),
        p("框里的字")
    );
    let document = Docx::of(&body)
        .related("rId1", "header", "header1.xml", text(&p("内部资料")))
        .related("rId2", "footer", "footer1.xml", text(&p("第 1 页 共 9 页")))
        .related("rId3", "footnotes", "footnotes.xml", text(&p("见手册")))
        .related("rId4", "comments", "comments.xml", text(&p("待核对")))
        .related("rId5", "endnotes", "endnotes.xml", text(""));
    let reading = read(&document);
    assert_eq!(found(&reading, Code::WOutsideBody), ["comments", "footnotes", "headers", "text boxes"]);
    assert_eq!(reading.text.as_deref(), Some("正文\n\n"));
}

#[test]
fn questions_without_labels_and_shared_material_are_read_as_on_paper() {
    let body = ps(&[
        "一、判断题",
        "1. 报价单有有效期。（√）",
        "二、单选题",
        "案例一：新系统",
        "某公司更换了销售系统，客户资料需要重新整理，由销售部负责。",
        "1. 资料由谁整理？",
        "A. 销售部",
        "B. 财务部",
        "2. 更换了什么？",
        "A. 系统",
        "B. 车辆",
        "答案：1-2 AA",
    ]);
    let reading = read_body(&body);
    let answers: Vec<_> = reading.questions.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(answers, [Some(Answer::Truth(true)), labels("A"), labels("A")]);
    assert!(reading.questions[1].material.is_some());
}
