#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use super::*;
use crate::model::{Answer, QuestionType};

fn reading(text: &str) -> Reading {
    crate::read(text.as_bytes(), &ReadOptions::default())
}

#[test]
fn a_table_is_known_by_its_heading() {
    let text = "题号,题型,题目,A,B,C,D,答案\n1,单选,\"下列,哪项\n正确\",甲,乙,丙,丁,B\n2,多选,以下包括,甲,乙,丙,丁,\"A,C\"\n\n3,判断,口头承诺等同于合同,,,,,错\n";
    let found = reading(text);
    assert_eq!(found.format, Some(Format::Csv), "{found:?}");
    assert_eq!(found.questions.len(), 3);
    assert_eq!(found.questions[0].stem, "下列,哪项\n正确");
    assert_eq!(found.questions[0].answer, Some(Answer::Labels(vec!["B".into()])));
    assert_eq!((found.questions[0].place.clone(), found.questions[0].place_end), (Place::line(2), Some(3)));
    assert_eq!(found.questions[1].answer, Some(Answer::Labels(vec!["A".into(), "C".into()])));
    assert_eq!(found.questions[1].place, Place::line(4));
    assert_eq!(found.questions[2].answer, Some(Answer::Truth(false)));
    assert_eq!(found.questions[2].place, Place::line(6));
    assert!(found.counts.unwrap().add_up());
    assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
}

#[test]
fn delimiters_are_found_by_the_heading() {
    for (delimiter, format) in [(",", Format::Csv), (";", Format::Csv), ("\t", Format::Tsv)] {
        let text = ["题干#A#B#答案", "哪一项，对，还是不对#甲、乙#丙#A"].join("\n").replace('#', delimiter);
        let found = reading(&text);
        assert_eq!(found.format, Some(format));
        assert_eq!(found.questions[0].answer, Some(Answer::Labels(vec!["A".into()])));
    }
}

#[test]
fn long_delimiters_cut_lines_into_cells() {
    let found = reading("1|||报价单要盖章。|||对\n2|||口头承诺等于合同，也有效力。|||错\n");
    assert_eq!(found.format, Some(Format::Csv));
    let keys: Vec<_> = found.questions.iter().map(|question| question.answer.clone().unwrap()).collect();
    assert_eq!(keys, [Answer::Truth(true), Answer::Truth(false)]);
    assert_eq!(found.questions[1].number.as_deref(), Some("2"));
    let found =
        reading("1|||谁批准报价单？|||A，经理\n2|||合同由什么人盖章？|||C，法务\n3|||谁来收款？|||B，财务\n");
    assert_eq!(found.questions.len(), 3);
    assert_eq!(found.questions[2].stem, "谁来收款？");
    let found = reading(
        "报价单要盖章才有效。@@@正确答案：对\n口头承诺等于合同。@@@正确答案：错\n样品可以不登记就带走。@@@正确答案：错\n",
    );
    assert_eq!(found.questions[1].answer, Some(Answer::Truth(false)));
    assert_eq!(recognise("1. 甲|||乙\n没有\n2. 丙\n", None), None);
}

#[test]
fn a_paper_with_commas_is_no_table() {
    for text in [
        "一、单选题\n1. 题目,选项和答案,都在一行的是（A）\nA. 甲,乙\nB. 丙,丁\n",
        "问题,很多\n答案,很少\n",
        "1,2,3\n4,5,6\n",
        "题目\t甲\n",
    ] {
        assert_eq!(recognise(text, None), None, "{text}");
    }
    assert_eq!(recognise("1,甲,A\n2,乙,B\n", Some("csv")).map(|found| found.0), Some(Format::Csv));
    assert_eq!(recognise("一行文字\n又一行,文字\n再一行文字\n", Some("csv")), None);
}

#[test]
fn a_byte_order_mark_a_hint_and_ragged_rows_do_no_harm() {
    let found = reading("\u{feff}sep=,\r\n题干,A,B,答案\r\n哪个对,甲,乙,A,多余,的\r\n哪个错,甲\r\n");
    assert_eq!(found.questions.len(), 2);
    assert_eq!(found.questions[0].place, Place::line(3));
    assert!(found.counts.unwrap().add_up());
}

#[test]
fn f52_gbk_is_decoded_before() {
    let (bytes, _, _) = encoding_rs::GBK
        .encode("题型,题干,答案\n判断题,口头承诺等同于合同。,错\n判断题,合同必须盖章才有效。,对\n");
    let found = crate::read(&bytes, &ReadOptions::default());
    assert_eq!(found.questions[1].answer, Some(Answer::Truth(true)));
}

#[test]
fn a_quotation_mark_that_is_never_closed_swallows_nothing() {
    let found = reading("题干,A,B,答案\n\"甲方是谁,甲,乙,A\n乙方是谁,甲,乙,B\n");
    assert_eq!(found.questions.len(), 2);
}

#[test]
fn written_cells_are_never_formulas() {
    let mut draft = QuestionDraft::new(QuestionType::ShortAnswer, Place::line(1), "zh-CN");
    draft.stem = "=HYPERLINK(\"x\")".to_owned();
    let written = write(&BankHeader::default(), std::slice::from_ref(&draft));
    let text = String::from_utf8(written.bytes).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("\"'=HYPERLINK"), "{text}");
    assert_eq!(reading(&text).questions[0].stem, draft.stem);
}

#[test]
fn one_and_two_are_no_truth_and_no_text() {
    let found = reading(
        "questionAnswer,questionContent\n1,报价单要盖章。\n2,口头承诺等于合同。\nB,报价的第一步是：\n",
    );
    let kinds: Vec<QuestionType> = found.questions.iter().map(|question| question.question_type).collect();
    assert_eq!(kinds, [QuestionType::TrueFalse, QuestionType::TrueFalse, QuestionType::SingleChoice]);
    assert!(found.questions.iter().all(|question| question.answer.is_none()));
}
