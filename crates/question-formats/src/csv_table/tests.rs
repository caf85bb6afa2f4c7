#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use super::*;
use crate::model::Answer;

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
