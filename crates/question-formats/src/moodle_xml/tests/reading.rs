//! What is read, quirk by quirk.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::model::{Number, Place, QuestionType, Severity, SkipReason};

#[test]
fn fractions_tell_the_key_of_choice_questions() {
    let four = |weights: [&str; 4]| -> String {
        weights.iter().zip(["甲", "乙", "丙", "丁"]).map(|(w, t)| answer(w, t)).collect()
    };
    for (single, weights, key, expected) in [
        ("true", ["100", "0", "0", "0"], Some("A"), vec![]),
        ("1", ["0", "0", "100.0000000", "0"], Some("C"), vec![]),
        ("true", ["-33.33333", "100", "-33.33333", "-33.33333"], Some("B"), vec![]),
        ("true", ["50", "100", "0", "0"], Some("B"), vec![]),
        ("true", ["0", "0", "0", "90"], Some("D"), vec![Code::WWeights]),
        ("true", ["0", "0", "0", "0"], None, vec![Code::EAnswerMissing]),
        ("true", ["-100", "0", "", "x"], None, vec![Code::WWeights, Code::EAnswerMissing]),
        ("true", ["100", "100", "0", "0"], None, vec![Code::EAnswerCount]),
        ("true", ["50", "50", "0", "0"], None, vec![Code::WWeights, Code::EAnswerCount]),
        ("false", ["50", "50", "0", "0"], Some("AB"), vec![]),
        ("0", ["33.33333", "33.33333", "33.33333", "0"], Some("ABC"), vec![]),
        ("", ["33", "33", "33", "0"], Some("ABC"), vec![]),
        ("false", ["33,33333", "33,33333", "-100", "33,33333"], Some("ABD"), vec![]),
        ("false", ["60", "40", "0", "0"], Some("AB"), vec![]),
        ("false", ["60", "60", "0", "0"], Some("AB"), vec![Code::WWeights]),
        ("false", ["100", "0", "0", "0"], Some("A"), vec![Code::WAnswerCount]),
        ("false", ["25", "25", "25", "25"], Some("ABCD"), vec![Code::WAllCorrect]),
        ("false", ["-50", "-50", "0", "0"], None, vec![Code::WWeights, Code::EAnswerMissing]),
    ] {
        let rest = format!("<single>{single}</single>{}", four(weights));
        let (draft, codes) = one("multichoice", "哪些？", &rest);
        let kind = if matches!(single, "true" | "1") {
            QuestionType::SingleChoice
        } else {
            QuestionType::MultipleChoice
        };
        assert_eq!(
            (labels(&draft).as_deref(), draft.question_type, codes),
            (key, kind, expected),
            "{single} {weights:?}"
        );
        assert_eq!(draft.options.len(), 4);
    }
    let (draft, _) = one("multichoice", "Which?", &four(["0", "100", "0", "0"]));
    assert_eq!((draft.question_type, draft.lang.as_str()), (QuestionType::SingleChoice, "zh-CN"));
}

#[test]
fn fractions_that_say_more_than_right_and_wrong_become_weights() {
    let three = |weights: [&str; 3]| -> String {
        weights.iter().zip(["甲", "乙", "丙"]).map(|(w, t)| answer(w, t)).collect()
    };
    for (single, weights, expected) in [
        ("true", ["0", "100", "0"], None),
        ("true", ["50", "100", "-33.33333"], Some(vec![5_000, 10_000, -3_333])),
        ("true", ["100", "50", "x"], Some(vec![10_000, 5_000, 0])),
        ("true", ["50", "90", "0"], None),
        ("false", ["66.66667", "33.33333", "-100"], Some(vec![6_667, 3_333, -10_000])),
        ("false", ["70", "70", "0"], None),
    ] {
        let rest = format!("<single>{single}</single>{}", three(weights));
        assert_eq!(one("multichoice", "哪些？", &rest).0.weights, expected, "{single} {weights:?}");
    }
}

#[test]
fn everything_of_a_question_has_its_place() {
    let reading = read(
        "<question type=\"category\"><category><text>$course$/top/售后/TCP//IP</text></category></question>\n\
         <!-- question: 12  -->\n\
         <question type=\"multichoice\">\n<name><text>Q7</text></name>\n\
         <questiontext format=\"html\"><text><![CDATA[<p>哪些情况&nbsp;可以退货（&nbsp;&nbsp;）？</p>]]></text></questiontext>\n\
         <generalfeedback format=\"html\"><text>&lt;p&gt;见政策 2.1&lt;/p&gt;</text></generalfeedback>\n\
         <defaultgrade>2.5000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>svc-7</idnumber>\n\
         <single>false</single>\n\
         <answer fraction=\"50\" format=\"html\"><text>七天内<br/>未拆封</text></answer>\n\
         <answer fraction=\"50\" format=\"html\"><text><![CDATA[质量 &amp; 包装]]></text></answer>\n\
         <answer fraction=\"0\"><text>使用 &lt; 一年</text></answer>\n<answer fraction=\"0\"><text> </text></answer>\n\
         <tags><tag><text>退货</text></tag><tag><text>退货</text></tag><tag><text>物流</text></tag></tags>\n</question>",
    );
    assert_eq!(codes(&reading), []);
    let draft = &reading.questions[0];
    assert_eq!(draft.topic.as_deref(), Some("售后/TCP/IP"));
    assert_eq!((draft.number.as_deref(), draft.code.as_deref()), (Some("Q7"), Some("svc-7")));
    assert_eq!((draft.place.clone(), draft.place_end), (Place::line(5), Some(16)));
    assert_eq!(draft.stem, "哪些情况 可以退货（  ）？");
    assert_eq!(draft.explanation.as_deref(), Some("见政策 2.1"));
    assert_eq!((draft.points, draft.tags.concat()), (Some(250), "退货物流".to_owned()));
    let options: Vec<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
    assert_eq!(options, ["七天内\n未拆封", "质量 & 包装", "使用 < 一年"]);
    assert_eq!(labels(draft).as_deref(), Some("AB"));
}

#[test]
fn categories_are_paths() {
    for (path, topic) in [
        ("$course$/top/Default for A/B", Some("Default for A/B")),
        ("$module$/top/a", Some("a")),
        ("$cat1$/a//b", Some("a/b")),
        ("tom/dick", Some("tom/dick")),
        ("$course$/top", None),
        ("top", None),
        ("$course$/top/ a / b ", Some("a/b")),
        ("$course$/top/R&amp;amp;D", Some("R&D")),
        ("", None),
    ] {
        let reading = read(&format!(
            "<question type=\"category\"><category><text>{path}</text></category></question>\
             <question type=\"essay\"><questiontext><text>x</text></questiontext></question>"
        ));
        assert_eq!(reading.questions[0].topic.as_deref(), topic, "{path}");
        assert_eq!(reading.counts.unwrap().found, 1);
    }
}

#[test]
fn true_and_false_come_in_any_order_and_dress() {
    for (answers, key, expected) in [
        ([("100", "true"), ("0", "false")], Some(true), vec![]),
        ([("100", "false"), ("0", "true")], Some(false), vec![]),
        ([("0", "<![CDATA[<p>True</p>]]>"), ("100", "<![CDATA[<p>False</p>]]>")], Some(false), vec![]),
        ([("0", " 正确 "), ("100", "错误")], Some(false), vec![]),
        ([("0", "Wahr"), ("100", "Falsch")], Some(false), vec![]),
        ([("0", "Falso"), ("100", "Verdadero.")], Some(true), vec![]),
        ([("0", "Falso"), ("100", "Cierto")], Some(true), vec![]),
        ([("100", "Bai"), ("0", "Ez")], Some(true), vec![Code::WExtension]),
        ([("100", "true"), ("100", "false")], None, vec![Code::EAnswerUnclear]),
        ([("0", "true"), ("0", "false")], None, vec![Code::EAnswerMissing]),
    ] {
        let rest: String = answers.iter().map(|(fraction, text)| answer(fraction, text)).collect();
        let (draft, codes) = one("truefalse", "合同是第一步。", &rest);
        assert_eq!((draft.answer.clone(), codes), (key.map(Answer::Truth), expected), "{answers:?}");
        assert!(draft.options.is_empty());
        assert_eq!(draft.inferred.contains(&"answer".to_owned()), answers[0].1 == "Bai");
    }
}

#[test]
fn short_answers_are_one_gap() {
    let blanks =
        |texts: &[&str]| Some(Answer::Blanks(vec![texts.iter().map(|text| (*text).to_owned()).collect()]));
    for (answers, key, expected) in [
        (vec![("100", "net 30"), ("100", "30 天")], blanks(&["net 30", "30 天"]), vec![]),
        (vec![("100", "a &lt; b"), ("0", "*")], blanks(&["a < b"]), vec![]),
        (vec![("100", "4\\*5")], blanks(&["4*5"]), vec![]),
        (vec![("100", "*约见*")], blanks(&["*约见*"]), vec![Code::WScoring]),
        (vec![("100", "约见"), ("50", "见面")], blanks(&["约见"]), vec![Code::WWeights]),
        (vec![("80", "约见")], blanks(&["约见"]), vec![Code::WWeights]),
        (vec![("100", "*")], None, vec![Code::EAnswerUnclear]),
        (vec![("0", "约见")], None, vec![Code::EAnswerMissing]),
        (vec![], None, vec![Code::EAnswerMissing]),
        (vec![("100", "&lt;p&gt;约见&lt;/p&gt;")], blanks(&["约见"]), vec![]),
        (vec![("100", "&lt;p&gt;")], blanks(&["<p>"]), vec![]),
    ] {
        let rest: String = answers.iter().map(|(fraction, text)| answer(fraction, text)).collect();
        let (draft, codes) = one("shortanswer", "首先应____。", &rest);
        assert_eq!((draft.answer, codes), (key, expected), "{answers:?}");
        assert_eq!(draft.question_type, QuestionType::FillBlank);
    }
    let (_, codes) = one("shortanswer", "x", &format!("<usecase>1</usecase>{}", answer("100", "Net")));
    assert_eq!(codes, [Code::WScoring]);
}

#[test]
fn numbers_have_tolerances() {
    let numeric = |value: f64, tolerance: f64| {
        let number = |value| Number::new(value).unwrap();
        Some(Answer::Numeric { value: number(value), tolerance: number(tolerance) })
    };
    let with = |fraction: &str, text: &str, tolerance: &str| {
        format!(
            "<answer fraction=\"{fraction}\"><text>{text}</text><tolerance>{tolerance}</tolerance></answer>"
        )
    };
    for (rest, key, expected) in [
        (with("100", "30", "0"), numeric(30.0, 0.0), vec![]),
        (with("100", "-3,5", "0.05"), numeric(-3.5, 0.05), vec![]),
        (with("100", "1.5e3", ""), numeric(1500.0, 0.0), vec![]),
        (with("100", "10 000", "-1"), numeric(10_000.0, 1.0), vec![]),
        (with("100", "30", "0") + &with("0", "*", "0"), numeric(30.0, 0.0), vec![]),
        (with("100", "30", "0") + &with("50", "30", "2"), numeric(30.0, 0.0), vec![Code::WWeights]),
        (with("100", "30", "0") + &with("100", "60", "0"), numeric(30.0, 0.0), vec![Code::WScoring]),
        (with("100", "thirty", "0"), None, vec![Code::EAnswerUnclear]),
        (
            with("100", "5", "0")
                + "<units><unit><multiplier>1</multiplier><unit_name>元</unit_name></unit></units>",
            numeric(5.0, 0.0),
            vec![Code::WUnsupported],
        ),
    ] {
        let (draft, codes) = one("numerical", "账期几天？", &rest);
        assert_eq!((draft.answer, codes), (key, expected), "{rest}");
    }
}

#[test]
fn essays_have_what_graders_are_told() {
    let info =
        "<graderinfo format=\"html\"><text>&lt;p&gt;倾听；&lt;br&gt;确认&lt;/p&gt;</text></graderinfo>";
    let (draft, codes) = one("essay", "说明步骤。", info);
    assert_eq!((draft.answer, codes), (Some(Answer::Reference(vec!["倾听；\n确认".to_owned()])), vec![]));
    let (draft, codes) = one("essay", "说明步骤。", "<responsetemplate><text>首先</text></responsetemplate>");
    assert_eq!((draft.answer, codes), (None, vec![Code::WUnsupported, Code::WReferenceMissing]));
}

#[test]
fn matching_has_pairs_and_distractors() {
    let sub = |left: &str, right: &str| {
        format!(
            "<subquestion format=\"html\"><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        )
    };
    let rest = sub("&lt;p&gt;甲&lt;/p&gt;", "1 &lt; 2")
        + &sub("乙", "二")
        + &sub("丙", "二")
        + &sub("", "三")
        + &sub("", "");
    let (draft, codes) = one("matching", "连线。", &rest);
    let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
    let pairs = vec![pair("甲", "1 < 2"), pair("乙", "二"), pair("丙", "二"), pair("", "三")];
    assert_eq!((draft.answer, codes), (Some(Answer::Pairs(pairs)), vec![]));
    assert_eq!(
        draft.options.iter().map(|option| option.text.as_str()).collect::<Vec<_>>(),
        ["1 < 2", "二", "三"]
    );
    let html = sub("a", "x")
        .replace("<answer>", "<answer format=\"html\">")
        .replace("<text>x", "<text>&lt;b&gt;x&lt;/b&gt;");
    let (draft, _) = one("ddmatch", "连线。", &(html + &sub("b", "y")));
    assert_eq!(draft.answer, Some(Answer::Pairs(vec![pair("a", "x"), pair("b", "y")])));
    let (draft, codes) = one("matching", "连线。", &(sub("a", "") + &sub("b", "y") + &sub("c", "z")));
    assert_eq!((draft.answer, codes), (None, vec![Code::EAnswerUnclear]));
}

#[test]
fn the_order_of_options_does_not_tell_the_order_of_the_key() {
    let rest: String =
        [("1.0", "c 报价"), ("2.0", "a 签约"), ("3.0", "b 收款")].iter().map(|(f, t)| answer(f, t)).collect();
    let (draft, codes) = one("ordering", "排序。", &rest);
    assert_eq!((labels(&draft).as_deref(), codes), (Some(">CAB"), vec![]));
    assert_eq!(draft.options[0].text, "a 签约");
}

#[test]
fn embedded_answers_become_gaps_when_each_is_plain() {
    let blanks = |gaps: &[&[&str]]| {
        Some(Answer::Blanks(
            gaps.iter().map(|gap| gap.iter().map(|text| (*text).to_owned()).collect()).collect(),
        ))
    };
    for (text, stem, key, points, expected) in [
        (
            "账期{1:SHORTANSWER:=30~=30 天#对~%0%60}天，<b>利率</b>{2:SA:=万分之五}。",
            "账期____天，利率____。",
            blanks(&[&["30", "30 天"], &["万分之五"]]),
            Some(300),
            vec![Code::WUnsupported],
        ),
        ("{:NM:=3,5:0.1}", "____", blanks(&[&["3,5"]]), None, vec![Code::WScoring]),
        (
            "天是{1:MULTICHOICE_S:红~=蓝#对~%-50%绿}的，草是{1:SA:=绿}的",
            "天是____ (红 / 绿 / 蓝)的，草是____的",
            blanks(&[&["蓝"], &["绿"]]),
            Some(200),
            vec![Code::WUnsupported, Code::WUnsupported],
        ),
        (
            "{1:SA:%100%a\\}b\\#c&#126;d\\*~%50%e}",
            "____",
            blanks(&[&["a}b#c~d*"]]),
            Some(100),
            vec![Code::WScoring],
        ),
        (
            "\\(x_{1}\\) {1:SA:=<span>y</span>}",
            "\\(x_{1}\\) ____",
            blanks(&[&["y"]]),
            Some(100),
            vec![Code::WFormula],
        ),
    ] {
        let (draft, codes) = one("cloze", text, "");
        assert_eq!((draft.stem.as_str(), draft.answer, draft.points), (stem, key, points), "{text}");
        assert_eq!(codes, expected, "{text}");
        assert_eq!(draft.question_type, QuestionType::FillBlank);
    }
    let (draft, found) = one("cloze", "天是{2:MC:红~=<b>蓝</b>~%50%青}的", "");
    assert_eq!(
        (draft.stem.as_str(), labels(&draft).as_deref(), found),
        ("天是____的", Some("B"), vec![Code::WScoring])
    );
    assert_eq!((draft.question_type, draft.options[1].text.as_str()), (QuestionType::SingleChoice, "蓝"));
    assert_eq!(draft.inferred, ["type"]);
    for text in [
        "{1:MULTIRESPONSE:=a~=b~c}",
        "{1:MC:a~b}",
        "{1:SA:=*}",
        "no gap",
        "{1:SA:=open",
        "{1:MC:=a~=b}",
        "{1:XYZ:=a}",
    ] {
        let reading = read(&format!(
            "<question type=\"multianswer\"><questiontext><text>{text}</text></questiontext></question>"
        ));
        assert_eq!(codes(&reading), [Code::ENoQuestions, Code::WUnsupported], "{text}");
        assert_eq!(reading.skipped[0].reason, SkipReason::NotSupported);
    }
}

#[test]
fn kinds_that_a_draft_cannot_hold_are_listed() {
    let kinds = [
        "calculated",
        "calculatedmulti",
        "calculatedsimple",
        "ddimageortext",
        "ddmarker",
        "ddwtos",
        "gapselect",
        "randomsamatch",
        "coderunner",
        "stack",
        "random",
        "missingtype",
        "",
    ];
    let questions: String = kinds
        .iter()
        .map(|kind| format!("<question type=\"{kind}\"><name><text>题 {kind}</text></name><questiontext><text>x</text></questiontext></question>\n"))
        .collect();
    let reading = read(&format!(
        "{questions}<question type=\"description\"><name><text>说明</text></name></question><question/>{}",
        "<question type=\"essay\"><questiontext><text>y</text></questiontext></question>"
    ));
    let counts = reading.counts.unwrap();
    assert_eq!((counts.found, counts.questions, counts.skipped, counts.failed), (16, 1, 15, 0));
    assert_eq!(reading.skipped[5].what.as_deref(), Some("ddwtos: 题 ddwtos"));
    assert_eq!((reading.skipped[5].from, reading.skipped[13].reason), (8, SkipReason::Heading));
}

#[test]
fn formats_of_texts_differ() {
    for (format, text, stem) in [
        ("html", "&lt;p&gt;a&lt;br&gt;b&lt;/p&gt;", "a\nb"),
        ("moodle_auto_format", "a\n&lt;b&gt;b&lt;/b&gt; &amp;amp; c", "a\nb & c"),
        ("plain_text", "if a&lt;b and c&gt;d: &amp;amp;", "if a<b and c>d: &amp;"),
        ("markdown", "**粗** 1\n\n* 甲\n* 乙", "粗 1\n\n* 甲\n* 乙"),
        ("wiki_like", "&lt;i&gt;a&lt;/i&gt;", "a"),
    ] {
        let reading = read(&format!(
            "<question type=\"essay\"><questiontext format=\"{format}\"><text>{text}</text></questiontext></question>"
        ));
        assert_eq!(reading.questions[0].stem, stem, "{format}");
    }
    // Answers inherit the format of the question.
    let reading = read(
        "<question type=\"multichoice\"><questiontext format=\"plain_text\"><text>x</text></questiontext>\
         <answer fraction=\"100\"><text>&lt;b&gt;</text></answer><answer><text>y</text></answer></question>",
    );
    assert_eq!(reading.questions[0].options[0].text, "<b>");
    // Texts without their <text>, HTML without its CDATA.
    let reading = read(
        "<question type=\"multichoice\"><questiontext>哪个？</questiontext><answer fraction=\"100\">甲<feedback><text>对</text>\
         </feedback></answer><answer fraction=\"0\"><text>乙 <sub>2</sub> &lt; <b>丙</b></text></answer></question>",
    );
    let draft = &reading.questions[0];
    assert_eq!((draft.stem.as_str(), draft.options[0].text.as_str()), ("哪个？", "甲"));
    assert_eq!(draft.options[1].text, "乙 ₂ < 丙");
    assert_eq!((draft.explanation.as_deref(), draft.inferred.concat().as_str()), (Some("对"), "explanation"));
}

fn file(name: &str, path: &str, media: &Media) -> String {
    format!(
        "<file name=\"{name}\" path=\"{path}\" encoding=\"base64\">{}</file>",
        STANDARD.encode(&media.data)
    )
}

#[test]
fn images_are_found_beside_the_text_that_names_them() {
    let (red, blue) = (picture(200), picture(10));
    let reading = read(&format!(
        "<question type=\"multichoice\"><questiontext format=\"html\"><text><![CDATA[<p>看<img src=\"@@PLUGINFILE@@/a/%E7%9B%92%20b.png?x=1\" alt=\"盒[子]\">，\
         <img src='data:image/png;base64,{}'></p>]]></text>{}</questiontext>\
         <answer fraction=\"100\"><text><![CDATA[<img src=\"@@PLUGINFILE@@/image.png\">]]></text>{}</answer>\
         <answer fraction=\"0\"><text><![CDATA[<img src=\"@@PLUGINFILE@@/image.png\">]]></text>{}</answer></question>",
        STANDARD.encode(&blue.data),
        file("盒 b.png", "/a/", &red),
        file("image.png", "/", &red),
        file("image.png", "/", &blue),
    ));
    assert_eq!(codes(&reading), []);
    let draft = &reading.questions[0];
    assert_eq!(draft.stem, format!("看{}，{}", red.mark("盒 子 "), blue.mark("")));
    assert_eq!(draft.options[0].text, red.mark(""));
    assert_eq!(draft.options[1].text, blue.mark(""));
    assert_eq!(draft.media, [red.clone(), blue]);
    let old = read(&format!(
        "<question type=\"essay\"><questiontext format=\"moodle_auto_format\"><text>看图</text></questiontext>\
         <image>moodle/box.png</image><image_base64>\n{}\n</image_base64></question>",
        STANDARD.encode(&red.data)
    ));
    assert_eq!(old.questions[0].stem, format!("看图\n{}", red.mark("")));
    let markdown = read(&format!(
        "<question type=\"essay\"><questiontext format=\"markdown\"><text>看 ![盒](@@PLUGINFILE@@/b.png \"t\")。</text>{}</questiontext></question>",
        file("b.png", "/", &red)
    ));
    assert_eq!(markdown.questions[0].stem, format!("看 {}。", red.mark("盒")));
}

#[test]
fn feedback_for_the_whole_answer_is_reported_unless_moodle_wrote_it() {
    let answers = answer("100", "甲") + &answer("0", "乙");
    for (feedback, wanted) in [
        ("<correctfeedback format=\"html\"><text></text></correctfeedback>", vec![]),
        (
            "<correctfeedback><text><![CDATA[<p>Your answer is correct.</p>]]></text></correctfeedback>",
            vec![],
        ),
        ("<incorrectfeedback><text>回答不正确。</text></incorrectfeedback>", vec![]),
        (
            "<partiallycorrectfeedback><text>See page 4.</text></partiallycorrectfeedback>",
            vec![Code::WUnsupported],
        ),
        (
            "<correctfeedback><text>看第 3 页</text></correctfeedback><incorrectfeedback><text>看第 4 页</text></incorrectfeedback>",
            vec![Code::WUnsupported, Code::WUnsupported],
        ),
    ] {
        let (draft, codes) = one("multichoice", "问？", &format!("{answers}{feedback}"));
        assert_eq!((labels(&draft).as_deref(), codes), (Some("A"), wanted), "{feedback}");
    }
}

#[test]
fn images_that_are_not_there_are_reported_and_never_fetched() {
    let answers = answer("100", "甲") + &answer("0", "乙");
    for (image, alternative) in [
        ("<img src=\"https://example.org/a.png\" alt=\"图\">", "图"),
        ("<img src=\"@@PLUGINFILE@@/none.png\">", ""),
        ("<img src=\"//example.org/a.png\">", ""),
        ("<img src=\"data:image/svg+xml,%3Csvg/%3E\">", ""),
        ("<img src=\"data:image/png;base64,AAAA\">", ""),
        ("<img>", ""),
    ] {
        let (draft, codes) = one("multichoice", &format!("看{image}"), &answers);
        assert_eq!((draft.stem, codes), (format!("看{alternative}"), vec![Code::WImageLeftOut]), "{image}");
        assert_eq!(draft.answer, Some(Answer::Labels(vec!["A".to_owned()])));
    }
    // Without any other words the question cannot be asked; its printed key stays.
    let (draft, codes) = one("multichoice", "<img src=\"@@PLUGINFILE@@/none.png\">", &answers);
    assert_eq!((draft.stem.as_str(), codes), ("[none.png]", vec![Code::EMediaMissing]));
    assert_eq!(draft.answer, Some(Answer::Labels(vec!["A".to_owned()])));
    let sound = "<question type=\"essay\"><questiontext><text>听<![CDATA[<a href=\"@@PLUGINFILE@@/s.mp3\">录音</a>]]></text>\
                 <file name=\"s.mp3\" path=\"/\" encoding=\"base64\">AAAA</file></questiontext></question>";
    let reading = read(sound);
    assert_eq!(
        (reading.questions[0].stem.as_str(), codes_without_reference(&reading)),
        ("听录音", vec![Code::WUnsupported])
    );
}

fn codes_without_reference(reading: &Reading) -> Vec<Code> {
    codes(reading).into_iter().filter(|code| *code != Code::WReferenceMissing).collect()
}

#[test]
fn formulas_and_lost_markup_are_reported() {
    let (draft, codes) = one("truefalse", "$$a^2$$ 大", &answer("100", "true"));
    assert_eq!((draft.stem.as_str(), codes), ("$$a^2$$ 大", vec![Code::WFormula]));
    let (_, codes) =
        one("truefalse", "<table><tr><td>a</td></tr></table><math><mi>x</mi></math>", &answer("100", "true"));
    assert_eq!(codes, [Code::WFormula, Code::WHtmlStripped]);
}

#[test]
fn what_is_said_about_a_question_is_kept_or_reported() {
    let with_feedback = "<answer fraction=\"100\"><text>甲</text><feedback><text>手册 3.2</text></feedback></answer>\
                         <answer fraction=\"0\"><text>乙</text><feedback><text>过严</text></feedback></answer>";
    let (draft, codes) = one("multichoice", "x", with_feedback);
    assert_eq!((draft.explanation.as_deref(), codes), (Some("手册 3.2"), vec![Code::WUnsupported]));
    let general = "<generalfeedback><text>总的说</text></generalfeedback>";
    let (draft, codes) = one("multichoice", "x", &format!("{general}{with_feedback}"));
    assert_eq!((draft.explanation.as_deref(), codes), (Some("总的说"), vec![Code::WUnsupported]));
    assert!(draft.inferred.is_empty());
    for (extra, expected) in [
        ("<hidden>1</hidden>", Code::WUnsupported),
        ("<defaultgrade>0</defaultgrade>", Code::WScoring),
        ("<defaultgrade>many</defaultgrade>", Code::WScoring),
        ("<hint><text>想想</text></hint>", Code::WUnsupported),
    ] {
        let (draft, codes) = one("truefalse", "x", &format!("{extra}{}", answer("100", "true")));
        assert_eq!((draft.answer, codes), (Some(Answer::Truth(true)), vec![expected]), "{extra}");
    }
    let (draft, _) = one("truefalse", "x", "<defaultgrade>0.3333333</defaultgrade>");
    assert_eq!(draft.points, Some(33));
}

#[test]
fn codes_are_unique_and_near_duplicates_stay() {
    let question = |code: &str, text: &str, truth: &str| {
        format!(
            "<question type=\"truefalse\"><questiontext><text>{text}</text></questiontext><idnumber>{code}</idnumber>{}</question>\n",
            answer("100", truth)
        )
    };
    let reading =
        read(&(question("a", "2x", "true") + &question("a", "3x", "true") + &question("", "2x", "false")));
    let found: Vec<Option<&str>> = reading.questions.iter().map(|draft| draft.code.as_deref()).collect();
    assert_eq!(found, [Some("a"), None, None]);
    assert_eq!(codes(&reading), [Code::WUnsupported, Code::WDuplicateInFile]);
    assert_eq!(reading.questions[2].answer, Some(Answer::Truth(false)));
}

#[test]
fn names_are_numbers_or_for_teachers() {
    for (name, number) in [
        ("12", Some("12")),
        ("第3题", Some("第3题")),
        ("Question 004", Some("Question 004")),
        ("1.2-3", Some("1.2-3")),
        ("退货期限", None),
        ("2 plus", None),
        ("Essai1", None),
        ("Q", None),
        ("", None),
    ] {
        let reading = read(&format!(
            "<question type=\"essay\"><name><text>{name}</text></name><questiontext><text>2 plus 2?</text></questiontext></question>"
        ));
        assert_eq!(reading.questions[0].number.as_deref(), number, "{name}");
    }
    let reading = read(
        "<question type=\"essay\"><name><text>何为客户？</text></name><questiontext><text/></questiontext></question>",
    );
    assert_eq!(
        (reading.questions[0].stem.as_str(), reading.questions[0].inferred.concat().as_str()),
        ("何为客户？", "stem")
    );
}

/// One element after another, each broken in its own way.
#[test]
fn one_broken_question_costs_no_other() {
    let good = |text: &str| {
        format!(
            "<question type=\"truefalse\"><questiontext><text>{text}</text></questiontext>{}</question>\n",
            answer("100", "true")
        )
    };
    for (broken, is_mended) in [
        (good("R&D 与 a&eacute;b"), true),
        (good("第一<br>行 &amp; <p>第二"), true),
        (good("1 < 2 & 3"), true),
        (good("x").replace("</question>", ""), true),
        (good("<![CDATA[x"), false),
        (good("x").replace("</answer>", ""), false),
        (good("x").replace("100\"", "100"), false),
        (good("&#0;").replace("</text></questiontext>", ""), false),
    ] {
        let reading = read(&format!("{}{broken}{}", good("one"), good("two")));
        let counts = reading.counts.unwrap();
        assert_eq!((counts.found, counts.failed), (3, usize::from(!is_mended)), "{broken} {reading:?}");
        let stems: Vec<&str> = reading.questions.iter().map(|draft| draft.stem.as_str()).collect();
        assert_eq!((stems[0], stems[stems.len() - 1]), ("one", "two"), "{broken}");
        let first = &reading.diagnostics[0];
        assert_eq!(first.code, if is_mended { Code::WExtension } else { Code::EXml }, "{broken}");
        assert_eq!(first.place.as_ref().unwrap().line_number(), Some(4), "{broken}");
    }
    let mended = read(&good("R&D &eacute; &amp; x"));
    assert_eq!(mended.questions[0].stem, "R&D é & x");
    let mended = read(&good("第一<br>行 &amp; <p>第二"));
    assert_eq!(mended.questions[0].stem, "第一\n行 &\n第二");
}

#[test]
fn a_file_that_is_cut_off_gives_what_was_whole() {
    let question = "<question type=\"truefalse\"><questiontext><text>x</text></questiontext><answer fraction=\"100\"><text>true</text></answer></question>\n";
    let reading = whole(&format!("<quiz>{question}{}", question.split_at(90).0));
    assert_eq!((reading.questions.len(), codes(&reading)), (1, vec![Code::EXml, Code::EXml]));
    let reading = whole(&format!("<quiz>{question}"));
    assert_eq!((reading.questions.len(), codes(&reading)), (1, vec![Code::EXml]));
    let reading = whole(&format!("<quiz>{question}</quiz>\n<quiz>{question}</quiz>"));
    assert_eq!((reading.questions.len(), reading.diagnostics[0].code), (2, Code::WExtension));
    let reading = whole(&format!(
        "<quiz><!-- {question} --><question type=\"x\"><![CDATA[{question}]]></question></quiz>"
    ));
    assert_eq!((reading.questions.len(), reading.skipped.len()), (0, 1));
}

#[test]
fn what_is_no_quiz_is_refused_where_it_breaks() {
    for (file, line) in [
        ("<!DOCTYPE quiz [<!ENTITY x \"y\">]>\n<quiz></quiz>", 1),
        ("<html><body>x</body></html>", 1),
        ("<a>\n<b>\n</a>", 3),
        ("", 1),
    ] {
        let reading = whole(file);
        let diagnostic = &reading.diagnostics[0];
        assert_eq!((diagnostic.code, diagnostic.severity), (Code::EXml, Severity::Error), "{file}");
        assert_eq!(diagnostic.place.as_ref().unwrap().line_number(), Some(line), "{file}");
    }
    assert_eq!(codes(&whole("<quiz></quiz>")), [Code::ENoQuestions]);
    assert_eq!(
        codes(&whole("<!DOCTYPE quiz SYSTEM \"http://example.org/quiz.dtd\"><quiz></quiz>")),
        [Code::ENoQuestions]
    );
}

#[test]
fn more_options_than_letters_fail_with_a_sentence() {
    let answers: String = (0..27).map(|number| answer("0", &number.to_string())).collect();
    let reading = read(&format!(
        "<question type=\"multichoice\"><questiontext><text>x</text></questiontext>{answers}</question>"
    ));
    assert_eq!((reading.questions.len(), codes(&reading)), (0, vec![Code::EItemMalformed]));
}

#[test]
fn the_limit_of_questions_holds() {
    let questions =
        "<question type=\"essay\"><questiontext><text>x</text></questiontext></question>\n".repeat(5);
    let limits = Limits { questions: 2, ..Limits::default() };
    let reading = crate::read(
        format!("<quiz>{questions}</quiz>").as_bytes(),
        &ReadOptions { limits, ..ReadOptions::default() },
    );
    let counts = reading.counts.unwrap();
    assert!(counts.add_up() && reading.questions.len() == 2 && counts.failed == 3);
    assert_eq!(codes(&reading).iter().filter(|code| **code == Code::ETooMany).count(), 1);
}
