#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
//! What rows mean, shown with tables of text.

use proptest::prelude::*;

use crate::model::{
    Answer, BankHeader, ChoiceOption, Material, Number, Place, QuestionDraft, QuestionType, Reading,
    SkipReason, Translation,
};
use crate::{Code, Column, Format, Limits, ReadOptions, read};

fn reading(text: &str) -> Reading {
    let options = ReadOptions { file_name: Some("bank.csv".into()), ..ReadOptions::default() };
    let reading = read(text.as_bytes(), &options);
    assert!(reading.counts.unwrap().add_up(), "{reading:?}");
    reading
}

fn labels(labels: &str) -> Option<Answer> {
    Some(Answer::Labels(labels.chars().map(|label| label.to_string()).collect()))
}

fn kinds_and_keys(reading: &Reading) -> Vec<(QuestionType, Option<Answer>)> {
    reading.questions.iter().map(|question| (question.question_type, question.answer.clone())).collect()
}

fn texts(question: &QuestionDraft) -> Vec<&str> {
    question.options.iter().map(|option| option.text.as_str()).collect()
}

use QuestionType::{FillBlank, MultipleChoice, ShortAnswer, SingleChoice, TrueFalse};

#[test]
fn one_row_a_question_with_all_its_columns() {
    let found = reading(
        "编号,题型,题干,选项A,选项B,选项C,答案,解析,分值,难度,知识点,分类\n\
         fab-1,单选题,首次电话的主要目的是什么？,报价,约见,签约,B,先约见,2,易,电话;邀约,销售/电话\n\
         fab-2,多选题,报价单必须包含,有效期,税率,天气,\"A,B\",,2.5分,较难,,\n\
         fab-3,判断题,口头承诺等同于合同。,,,,×,,1.0,中等,,\n\
         fab-4,填空题,标准账期为____天，超期按____计息。,,,,30|日万分之五;每日0.05%,,,,,\n\
         fab-5,简答题,说明处理异议的步骤,,,,倾听；确认；举证。,,,5,,\n",
    );
    let blanks = vec![vec!["30".to_owned()], vec!["日万分之五".to_owned(), "每日0.05%".to_owned()]];
    assert_eq!(
        kinds_and_keys(&found),
        [
            (SingleChoice, labels("B")),
            (MultipleChoice, labels("AB")),
            (TrueFalse, Some(Answer::Truth(false))),
            (FillBlank, Some(Answer::Blanks(blanks))),
            (ShortAnswer, Some(Answer::Reference(vec!["倾听；确认；举证。".into()]))),
        ]
    );
    let first = &found.questions[0];
    assert_eq!((first.code.as_deref(), first.explanation.as_deref()), (Some("fab-1"), Some("先约见")));
    assert_eq!(
        (first.points, first.difficulty, first.topic.as_deref()),
        (Some(200), Some(1), Some("销售/电话"))
    );
    assert_eq!(first.tags, ["电话", "邀约"]);
    assert_eq!((found.questions[1].points, found.questions[1].difficulty), (Some(250), Some(4)));
    assert!(found.questions.iter().all(|question| question.inferred.is_empty() && question.lang == "zh-CN"));
    assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
    assert_eq!(found.skipped[0].reason, SkipReason::Heading);
}

#[test]
fn a_heading_may_stand_below_titles_and_be_repeated() {
    let found = reading(
        "某公司销售知识题库,,,,\n填写说明：答案写字母,,,,\n题号,题目（必填）,A,B,答案\n1,哪一项正确,甲,乙,A\n\
         二、判断题,,,,\n题号,题目,,,正确答案\n2,口头承诺有效,,,错\n",
    );
    assert_eq!(
        kinds_and_keys(&found),
        [(SingleChoice, labels("A")), (TrueFalse, Some(Answer::Truth(false)))]
    );
    assert_eq!(found.questions[1].section.as_deref(), None);
    assert_eq!(found.questions[0].number.as_deref(), Some("1"));
}

#[test]
fn a_section_row_names_the_kind_of_what_follows() {
    let found = reading(
        "题目,选项,答案\n一、多项选择题（每题2分）,,\n以下包括哪些,甲|乙|丙,A\n二、判断题,,\n合同必须盖章,,√\n",
    );
    assert_eq!(
        kinds_and_keys(&found),
        [(MultipleChoice, labels("A")), (TrueFalse, Some(Answer::Truth(true)))]
    );
    assert_eq!(found.questions[0].section.as_deref(), Some("一、多项选择题（每题2分）"));
}

#[test]
fn wide_booleans_mark_the_right_options() {
    let found = reading(
        "试题类型,题干,解析,选项一内容,选项一是否正确,选项一图片,选项二内容,选项二是否正确,选项三内容,选项三是否正确\n\
         1,哪个对,,甲,0,,乙,1,丙,0\n2,哪些对,,甲,1,,乙,1,丙,0\n3,报价即承诺,,正确,0,,错误,1,,\n4,说明流程,略,,,,,,,\n",
    );
    assert_eq!(
        kinds_and_keys(&found),
        [
            (SingleChoice, labels("B")),
            (MultipleChoice, labels("AB")),
            (TrueFalse, Some(Answer::Truth(false))),
            (ShortAnswer, None)
        ]
    );
    assert!(found.questions[0].inferred.is_empty());
}

#[test]
fn one_row_an_option() {
    let found = reading(
        "题目序号,题目类型,题目内容,整体解析,是否正确项,选项内容\n1,1,哪个对,见手册,0,甲\n0,0,,,1,乙\n,,,,0,丙\n\
         2,2,哪些对,,1,甲\n,,,,1,乙\n",
    );
    assert_eq!(kinds_and_keys(&found), [(SingleChoice, labels("B")), (MultipleChoice, labels("AB"))]);
    assert_eq!(texts(&found.questions[0]), ["甲", "乙", "丙"]);
    assert_eq!(found.questions[0].explanation.as_deref(), Some("见手册"));
    assert_eq!(found.counts.unwrap().questions, 5);
}

#[test]
fn columns_without_a_heading_are_known_by_their_cells() {
    let found = reading(
        "1,哪一项是首次电话的目的,A. 报价 B. 约见 C. 签约,3,B,先约见\n2,下列属于竞品的有哪些,A. 甲 B. 乙 C. 丙,3,AC,\n\
         1,折扣审批线是多少,A. 5% B. 15% C. 25%,3,C,\n3,口头承诺等同于合同吧,,0,错,\n",
    );
    assert_eq!(
        kinds_and_keys(&found),
        [
            (SingleChoice, labels("B")),
            (MultipleChoice, labels("AC")),
            (SingleChoice, labels("C")),
            (TrueFalse, Some(Answer::Truth(false)))
        ]
    );
    assert!(found.questions[0].inferred.contains(&"stem".to_owned()));
}

#[test]
fn options_may_follow_the_key_without_a_heading() {
    let text = "1.报价单由谁审批？,A,经理,前台,司机\n2.合同由谁盖章？,C,司机,前台,法务\n3.谁来收款？,B,法务,财务,前台\n";
    let found = reading(text);
    assert_eq!(texts(&found.questions[1]), ["司机", "前台", "法务"]);
    assert_eq!(found.questions[1].answer, labels("C"));
}

#[test]
fn keyword_rows_are_items() {
    let found = reading(
        "Type\tSC\nTitle\tPhone\nQuestion\tWhat is the first call for?\nPoints\t2\n1\tA meeting\n0\tA price\n\n\
         Type\tMC\nQuestion\tWhich are visits?\n1\tBy phone\n1\tOn site\n-1\tNone\n\n\
         Type\tFIB\nText\tThe list is valid for \n1\t30;thirty\nText\t days.\n\nType\tmatrix\nQuestion\tMatch\n",
    );
    assert_eq!(found.format, Some(Format::Tsv));
    let blanks = Some(Answer::Blanks(vec![vec!["30".into(), "thirty".into()]]));
    assert_eq!(
        kinds_and_keys(&found),
        [(SingleChoice, labels("A")), (MultipleChoice, labels("AB")), (FillBlank, blanks)]
    );
    assert_eq!(found.questions[2].stem, "The list is valid for____days.");
    assert!(found.skipped.iter().any(|skipped| skipped.reason == SkipReason::NotSupported));
}

#[test]
fn the_caller_may_say_what_columns_hold() {
    let columns = [("C", Column::Stem), ("A", Column::Answer), ("D", Column::Option), ("E", Column::Option)];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    let options = ReadOptions { columns, forced_format: Some(Format::Csv), ..ReadOptions::default() };
    let found =
        read("对的,x,哪个对,错的,对的\nB,y,哪个错,对的,错的\n甲#乙,z,哪些,甲,乙\n".as_bytes(), &options);
    assert_eq!(
        kinds_and_keys(&found),
        [(SingleChoice, labels("B")), (SingleChoice, labels("B")), (MultipleChoice, labels("AB"))]
    );
}

#[test]
fn keys_in_every_spelling() {
    for (printed, answer) in [
        ("A", labels("A")),
        ("\"A,C\"", labels("AC")),
        ("ca", labels("AC")),
        ("A、C、", labels("AC")),
        ("乙", labels("B")),
        ("B.乙", labels("B")),
        ("甲┋丙", labels("AC")),
        ("\"[\"\"A\"\",\"\"C\"\"]\"", labels("AC")),
        ("2", labels("B")),
        ("", None),
        ("略", None),
        ("全错。", None),
        ("A或者D这题没查到", None),
    ] {
        let found = reading(&format!("题目,A,B,C,D,答案\n哪一项正确,甲,乙,丙,丁,{printed}\n"));
        assert_eq!(found.questions[0].answer, answer, "{printed}");
        assert_eq!(found.has_errors(), answer.is_none(), "{printed}");
    }
}

#[test]
fn keys_that_count_by_stems_name_options_by_their_place() {
    for (printed, answer) in [("乙", labels("B")), ("甲、丙", labels("AC")), ("戊", None), ("甲方", None)]
    {
        let found = reading(&format!("题目,A,B,C,D,答案\n哪一项正确,报价,预约,签约,送礼,{printed}\n"));
        assert_eq!(found.questions[0].answer, answer, "{printed}");
    }
}

#[test]
fn one_and_zero_are_never_true_or_false() {
    let found = reading(
        "题型,题目,答案\n判断题,合同有效,1\n判断题,承诺有效,0\n判断题,约定有效,T\n判断题,口头有效,F\n判断题,书面有效,A\n",
    );
    let keys: Vec<Option<Answer>> = found.questions.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(keys, [None, None, Some(Answer::Truth(true)), Some(Answer::Truth(false)), None]);
    assert!(found.questions.iter().all(|question| question.question_type == TrueFalse));
    assert_eq!(found.diagnostics.iter().filter(|one| one.code == Code::EAnswerUnclear).count(), 3);
}

#[test]
fn a_label_of_a_true_false_question_means_what_its_option_says() {
    let found = reading(
        "题型,题目,A,B,答案\n判断题,合同有效,错误,正确,A\n,承诺有效,正确,错误,A\n判断,约定有效,/,/,对\n",
    );
    let keys: Vec<Option<Answer>> = found.questions.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(keys, [Some(Answer::Truth(false)), Some(Answer::Truth(true)), Some(Answer::Truth(true))]);
    assert!(found.questions[1].inferred.contains(&"type".to_owned()));
}

#[test]
fn positions_from_nought_are_not_guessed() {
    let found = reading("题目,A,B,答案\n哪个对,甲,乙,0\n哪个错,甲,乙,1\n");
    assert!(found.questions.iter().all(|question| question.answer.is_none()));
}

#[test]
fn the_printed_key_is_kept_even_when_it_looks_wrong() {
    let found = reading(
        "题型,题目,A,B,C,答案\n单选,哪个对,甲,乙,丙,AB\n多选,哪些对,甲,乙,丙,A\n单选,哪个,甲,,丙,C\n单选,哪项,甲,乙,,E\n",
    );
    let codes: Vec<Code> = found.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::EAnswerCount, Code::WAnswerCount, Code::WOptionGap, Code::EAnswerRange]);
    assert_eq!(found.questions[1].answer, labels("A"));
    assert_eq!(found.questions[2].answer, labels("C"));
}

#[test]
fn a_key_in_the_stem_counts_where_its_cell_is_blank() {
    let found = reading("题目,A,B,答案\n属于竞品的是（ B ）。,甲,乙,\n单位是吨(T)的有哪些,甲,乙,A\n");
    assert_eq!(kinds_and_keys(&found), [(SingleChoice, labels("B")), (SingleChoice, labels("A"))]);
    assert_eq!(found.questions[1].stem, "单位是吨(T)的有哪些");
}

#[test]
fn a_stem_may_be_joined_with_its_options() {
    let found = reading(
        "题目,题目类型,答案,分数\n属于拜访的有()&电话&上门&天气,1,电话&上门,5\n最关键的是(  )。&技术&人,0,人,5\n\
         承诺是有效的,2,1,5\n合同必须盖章,2,0,5\n发票可以后补,2,0,5\n",
    );
    let keys: Vec<_> = kinds_and_keys(&found);
    assert_eq!(keys[0], (MultipleChoice, labels("AB")));
    assert_eq!(keys[1], (SingleChoice, labels("B")));
    assert!(keys[2..].iter().all(|key| *key == (TrueFalse, None)), "{keys:?}");
    assert_eq!(found.questions[0].stem, "属于拜访的有()");
    assert_eq!(found.questions[0].points, Some(500));
}

#[test]
fn lists_in_the_notation_of_programs() {
    let found = reading(
        "answer,title,type,options\n\"[\"\"B\"\"]\",首次电话是为了：,SC,\"[\"\"报价\"\",\"\"约见 \"\"]\"\n\
         \"[\"\"A\"\",\"\"B\"\"]\",拜访包括：,MC,\"[\"\"电话\"\",\"\"上门\"\",\"\"邮件\"\"]\"\n",
    );
    assert_eq!(kinds_and_keys(&found), [(SingleChoice, labels("B")), (MultipleChoice, labels("AB"))]);
    let pairs = reading(
        "账期是（    ）天。,['30 ']\n拜访的目的有（  ）。,\"['报价', '约见']\"\n折扣审批线是（  ）。,[]\n",
    );
    assert_eq!(
        kinds_and_keys(&pairs),
        [
            (FillBlank, Some(Answer::Blanks(vec![vec!["30".into()]]))),
            (ShortAnswer, Some(Answer::Reference(vec!["报价\n约见".into()]))),
            (ShortAnswer, None)
        ]
    );
}

#[test]
fn numbers_and_marks_before_stems_are_taken_off() {
    let found = reading(
        "xuhao,type,content,answer,A,B\n1,单选题,1.首次电话是为了____。,B,报价,约见\n2,单选题,2.** 3.5 折是,A,上限,下限\n",
    );
    let stems: Vec<_> = found.questions.iter().map(|question| question.stem.as_str()).collect();
    assert_eq!(stems, ["首次电话是为了____。", "** 3.5 折是"]);
    let starred = reading("题型,题目,A,B,答案\n单选题,** 哪个对,甲,乙,A\n");
    assert_eq!(starred.questions[0].stem, "哪个对");
}

#[test]
fn a_choice_without_options_keeps_its_key_in_words() {
    let found = reading(
        "TAB,TIMU,DAAN\n单选题,限速不大于（）km/h。,   200\n单选题,轨距管理值III级为（）、（）。,5\n",
    );
    assert_eq!(
        kinds_and_keys(&found),
        [
            (FillBlank, Some(Answer::Blanks(vec![vec!["200".into()]]))),
            (ShortAnswer, Some(Answer::Reference(vec!["5".into()])))
        ]
    );
    assert!(found.questions.iter().all(|question| question.inferred == ["type"]));
}

#[test]
fn a_bank_without_keys_gives_no_keys() {
    let rows: String = (0..300).map(|row| format!("第{row}题是什么：（   ）,甲{row},乙{row},丙\n")).collect();
    let found = reading(&format!("题干,选项A,选项B,选项C\n{rows}"));
    assert_eq!(found.questions.len(), 300);
    assert!(found.questions.iter().all(|question| question.answer.is_none()));
    assert_eq!(found.diagnostics.iter().filter(|one| one.code == Code::EAnswerMissing).count(), 300);
}

#[test]
fn a_column_of_kinds_that_counts_the_rows_is_a_number() {
    let rows: String = (1..=12).map(|row| format!("{row},第{row}个问题是什么,甲,乙,A\n")).collect();
    let found = reading(&format!("类型,题目,A,B,答案\n{rows}"));
    assert_eq!(found.questions.len(), 12);
    assert!(
        found
            .questions
            .iter()
            .all(|question| question.question_type == SingleChoice && question.number.is_some())
    );
}

#[test]
fn english_headings_and_words() {
    let found = reading(
        "Question,Question Type,Option A,Option B,Option C,Option D,Correct Answer,Marks,Explanation\n\
         What is the first call for?,Multiple Choice,Price,Meeting,,,B,2,To meet\n\
         Which are visits?,Checkbox,Phone,Site,Mail,,\"A,B\",,\nWater boils at 100 degrees.,True/False,True,False,,,A,1,\n",
    );
    assert_eq!(
        kinds_and_keys(&found),
        [(SingleChoice, labels("B")), (MultipleChoice, labels("AB")), (TrueFalse, Some(Answer::Truth(true)))]
    );
    assert!(found.questions.iter().all(|question| question.lang == "en"));
}

#[test]
fn answers_in_numbered_columns_are_options_or_gaps() {
    let options =
        reading("Question,Answer 1,Answer 2,Answer 3,Correct answer(s)\nWhich one?,one,two,three,2\n");
    assert_eq!(kinds_and_keys(&options), [(SingleChoice, labels("B"))]);
    let gaps = reading("题干,题型,答案1,答案2\n账期为____天，利率为____。,填空题,30,5%\n");
    assert_eq!(
        kinds_and_keys(&gaps),
        [(FillBlank, Some(Answer::Blanks(vec![vec!["30".into()], vec!["5%".into()]])))]
    );
}

#[test]
fn markup_in_cells_becomes_text() {
    let found = reading("题目,A,B,答案\n<p>哪个&nbsp;对？</p><p>请选</p>,<b>甲</b>,a<b,A\n");
    assert_eq!(found.questions[0].stem, "哪个 对？\n请选");
    assert_eq!(texts(&found.questions[0]), ["甲", "a<b"]);
}

#[test]
fn a_question_about_tags_keeps_them() {
    let found = reading(
        "题目,A,B,C,答案\n换行用哪个<br>标签？,<br>,<b></b>,<p>,A\n泛型List<T>与x<y和a>b,<T>,a &lt; b,H<sub>2</sub>O,A\n",
    );
    assert_eq!(found.questions[0].stem, "换行用哪个<br>标签？");
    assert_eq!(texts(&found.questions[0]), ["<br>", "<b></b>", "<p>"]);
    assert_eq!(found.questions[1].stem, "泛型List<T>与x<y和a>b");
    assert_eq!(texts(&found.questions[1]), ["<T>", "a < b", "H₂O"]);
}

#[test]
fn columns_nobody_understands_are_told() {
    let found = reading("题目,A,B,答案,负责人,备注\n哪个对,甲,乙,A,张三,\n");
    let unsupported: Vec<_> = found.diagnostics.iter().filter(|one| one.code == Code::WUnsupported).collect();
    assert_eq!(unsupported.len(), 1);
    assert_eq!(
        (unsupported[0].found.as_deref(), &unsupported[0].place),
        (Some("负责人"), &Some(Place::line(1)))
    );
}

#[test]
fn rows_that_are_no_questions_are_left_out_with_a_reason() {
    let found = reading("序号,题型,题目,A,B,答案\n1,单选,哪个对,甲,乙,A\n2,单选,,,,\n,,以下题目供参考,,,\n");
    assert_eq!(found.questions.len(), 1);
    let reasons: Vec<SkipReason> = found.skipped.iter().map(|skipped| skipped.reason).collect();
    assert_eq!(reasons, [SkipReason::Heading, SkipReason::NotAQuestion, SkipReason::NotAQuestion]);
}

#[test]
fn the_lines_of_a_paper_in_a_table_are_read_as_a_paper() {
    let found = reading(
        "一、单选题,\n1. 哪一项正确？（B）,\nA. 甲,\nB. 乙,\n2. 哪一项错误？（A）,\nA. 丙,\nB. 丁,\n",
    );
    assert_eq!(kinds_and_keys(&found), [(SingleChoice, labels("B")), (SingleChoice, labels("A"))]);
    assert_eq!(found.questions[1].place, Place::line(5));
}

#[test]
fn a_table_of_something_else_holds_no_questions() {
    let found = reading("姓名,部门,电话\n张三,销售,1\n李四,市场,2\n");
    assert!(found.questions.is_empty());
    assert_eq!(found.diagnostics[0].code, Code::EColumnMissing);
}

#[test]
fn rows_and_questions_beyond_the_limits_are_counted() {
    let text = "题目,A,B,答案\n哪个一,甲,乙,A\n哪个二,甲,乙,A\n哪个三,甲,乙,A\n";
    let limits = Limits { rows: 3, ..Limits::default() };
    let found = read(text.as_bytes(), &ReadOptions { limits, ..ReadOptions::default() });
    assert_eq!((found.questions.len(), found.counts.unwrap().failed), (2, 1));
    assert!(found.diagnostics.iter().any(|one| one.code == Code::ETableTooLarge));
    let limits = Limits { questions: 1, ..Limits::default() };
    let found = read(text.as_bytes(), &ReadOptions { limits, ..ReadOptions::default() });
    assert_eq!((found.questions.len(), found.counts.unwrap().failed), (1, 2));
    assert!(found.diagnostics.iter().any(|one| one.code == Code::ETooMany));
}

/// Texts as people write them, without what tables cannot keep: space at their ends, carriage returns, markup.
fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[报价约见签甲乙丙a-zA-Z0-9=+@,;'\"|<>%.？。 \n-]{1,12}")
        .unwrap()
        .prop_map(|text| format!("问{}", text.trim()))
        .prop_filter("no markup", |text| !text.contains("<b") && !text.contains("<p"))
}

/// Texts that look like formulas.
fn formula() -> impl Strategy<Value = String> {
    proptest::string::string_regex("'{0,2}[=+@-][a-z0-9]{1,6}").unwrap()
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![6 => text(), 1 => formula()]
}

fn options(texts: Vec<String>) -> Vec<ChoiceOption> {
    ('A'..='Z')
        .zip(texts)
        .enumerate()
        .map(|(index, (label, text))| ChoiceOption {
            label: label.to_string(),
            text: format!("{text}{index}"),
        })
        .collect()
}

pub(crate) fn any_draft() -> impl Strategy<Value = QuestionDraft> {
    let kind = prop_oneof![
        Just(SingleChoice),
        Just(MultipleChoice),
        Just(TrueFalse),
        Just(FillBlank),
        Just(ShortAnswer),
        Just(QuestionType::Numeric),
        Just(QuestionType::Ordering),
    ];
    let texts = (any_text(), proptest::collection::vec(any_text(), 3..7), any_text());
    let extras = (
        proptest::option::of(any_text()),
        proptest::option::of(1_u32..10_000),
        proptest::option::of(1_u8..=5),
        proptest::collection::vec("[a-z甲乙]{1,5}", 0..3),
        any::<u16>(),
    );
    (kind, texts, extras, any::<bool>(), any::<bool>()).prop_map(
        |(kind, texts, extras, translated, material)| {
            let (stem, options_texts, other) = texts;
            let (explanation, points, difficulty, tags, seed) = extras;
            let mut draft = QuestionDraft::new(kind, Place::line(1), "zh-CN");
            draft.code = Some(format!("q-{seed}"));
            draft.stem = format!("{stem}问?");
            draft.explanation = explanation;
            draft.points = points;
            draft.difficulty = difficulty;
            draft.tags = tags;
            draft.topic = seed.is_multiple_of(2).then(|| "销售/电话".to_owned());
            draft.fact = seed.is_multiple_of(3).then(|| other.clone());
            if material {
                draft.material = Some(Material { id: "m-1".into(), text: "问材料\n两行".into() });
            }
            let first = seed.is_multiple_of(5);
            let has_options = kind.is_choice() || kind == QuestionType::Ordering;
            if has_options {
                draft.options = options(options_texts);
            }
            let all: Vec<String> = draft.options.iter().map(|option| option.label.clone()).collect();
            draft.answer = match kind {
                SingleChoice => Some(Answer::Labels(vec![if first { "A".into() } else { "C".into() }])),
                MultipleChoice => Some(Answer::Labels(vec!["A".into(), "C".into()])),
                TrueFalse => Some(Answer::Truth(first)),
                FillBlank => {
                    draft.stem = "问____和____？".into();
                    Some(Answer::Blanks(vec![vec!["问一".into(), "问二".into()], vec!["问三".into()]]))
                }
                ShortAnswer => Some(Answer::Reference(vec![other.clone()])),
                QuestionType::Numeric => {
                    let tolerance = Number::new(if first { 0.0 } else { 0.5 }).unwrap();
                    Some(Answer::Numeric { value: Number::new(f64::from(seed) / 4.0).unwrap(), tolerance })
                }
                _ => Some(Answer::Order(all.into_iter().rev().collect())),
            };
            if translated {
                let count = draft.options.len();
                let translation = Translation {
                    stem: "Which one?".into(),
                    options: (0..count).map(|index| format!("option {index}")).collect(),
                    explanation: draft.explanation.as_ref().map(|_| "because".into()),
                    ..Translation::default()
                };
                draft.translations.insert("en".into(), translation);
            }
            draft
        },
    )
}

pub(crate) fn bank() -> BankHeader {
    BankHeader { code: "fab".into(), languages: vec!["zh-CN".into(), "en".into()], ..BankHeader::default() }
}

/// The drafts that come back, with their places and concluded fields taken off.
pub(crate) fn comes_back(format: Format, drafts: &[QuestionDraft]) -> Vec<QuestionDraft> {
    let written = crate::write(format, &bank(), drafts).unwrap();
    assert_eq!(written.losses, []);
    let mut reading = read(&written.bytes, &ReadOptions::default());
    assert_eq!(reading.format, Some(format));
    assert!(reading.counts.unwrap().add_up());
    for question in &mut reading.questions {
        question.place = Place::line(1);
        question.place_end = None;
    }
    reading.questions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn drafts_come_back_from_csv(drafts in proptest::collection::vec(any_draft(), 1..5)) {
        prop_assert_eq!(comes_back(Format::Csv, &drafts), drafts);
    }

    #[test]
    fn any_table_is_read(rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 0..9), 0..12)) {
        let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        let options = ReadOptions { forced_format: Some(Format::Csv), ..ReadOptions::default() };
        let reading = read(text.as_bytes(), &options);
        prop_assert!(reading.counts.unwrap().add_up());
        for question in &reading.questions {
            if let Some(Answer::Labels(labels)) = &question.answer {
                prop_assert!(labels.iter().all(|label| question.options.iter().any(|option| option.label == *label)));
            }
        }
    }
}

/// Pieces of tables, put together in any order.
fn any_cell() -> impl Strategy<Value = String> {
    const CELLS: &[&str] = &[
        "",
        "题干",
        "题目",
        "答案",
        "选项",
        "选项A",
        "选项B",
        "A",
        "B",
        "1",
        "0",
        "是否正确",
        "选项一是否正确",
        "题型",
        "单选题",
        "判断",
        "对",
        "错",
        "AB",
        "\"A,B\"",
        "哪一项正确？",
        "合同有效（ ）",
        "账期____天",
        "甲|乙",
        "\"A. 甲\nB. 乙\"",
        "Type",
        "SC",
        "Question",
        "一、单选题",
        "编号",
        "分值",
        "2.5",
        "难度",
        "1-2",
        "题干_en",
        "'=1",
        "[\"甲\"",
        "材料",
        "解析",
    ];
    proptest::sample::select(CELLS).prop_map(str::to_owned)
}

#[test]
fn what_the_template_cannot_hold_is_told() {
    let mut matching = QuestionDraft::new(QuestionType::Matching, Place::line(1), "zh-CN");
    matching.stem = "连线".into();
    let mut several = QuestionDraft::new(ShortAnswer, Place::line(1), "zh-CN");
    several.stem = "说明".into();
    several.answer = Some(Answer::Reference(vec!["一".into(), "二".into()]));
    several.tags = vec!["甲,乙".into()];
    for format in [Format::Csv, Format::Xlsx] {
        let written = crate::write(format, &bank(), &[matching.clone(), several.clone()]).unwrap();
        let losses: Vec<_> =
            written.losses.iter().map(|loss| (loss.code, loss.found.clone().unwrap())).collect();
        assert_eq!(
            losses,
            [
                (Code::EQuestionNotWritten, "matching".into()),
                (Code::WNotWritten, "answer".into()),
                (Code::WNotWritten, "tags".into())
            ]
        );
    }
}
