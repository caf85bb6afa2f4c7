//! What single items look like.

use super::*;
use crate::model::{Number, QuestionType};

#[test]
fn both_spellings_and_every_namespace_are_read() {
    let three = format!(
        "<qti-assessment-item xmlns=\"{SPACE_THREE}\" identifier=\"x\" title=\"T\" time-dependent=\"false\">\
         <qti-response-declaration identifier=\"R\" cardinality=\"multiple\" base-type=\"identifier\">\
         <qti-correct-response><qti-value>c1</qti-value><qti-value>c3</qti-value></qti-correct-response>\
         </qti-response-declaration><qti-item-body><qti-choice-interaction response-identifier=\"R\" max-choices=\"3\">\
         <qti-prompt>哪两个？</qti-prompt><qti-simple-choice identifier=\"c1\">一</qti-simple-choice>\
         <qti-simple-choice identifier=\"c2\">二</qti-simple-choice><qti-simple-choice identifier=\"c3\">三\
         </qti-simple-choice></qti-choice-interaction></qti-item-body></qti-assessment-item>"
    );
    let draft = only(&three);
    assert_eq!((draft.stem.as_str(), draft.question_type), ("哪两个？", QuestionType::MultipleChoice));
    assert_eq!((draft.answer, draft.lang.as_str()), (labels(&["A", "C"]), "zh-CN"));
    assert_eq!(format_of(three.as_bytes()), Some(Format::Qti30));
    for (space, format) in [
        (SPACE_TWO, Format::Qti21),
        ("http://www.imsglobal.org/xsd/imsqti_v2p0", Format::Qti21),
        ("http://www.imsglobal.org/xsd/imsqti_v2p1p1", Format::Qti21),
        ("http://www.imsglobal.org/xsd/imsqti_v2p2", Format::Qti22),
    ] {
        assert_eq!(format_of(simple("哪个？").replace(SPACE_TWO, space).as_bytes()), Some(format), "{space}");
    }
    let none = simple("哪个？").replace(&format!(" xmlns=\"{SPACE_TWO}\""), "");
    assert_eq!(only(&none).answer, labels(&["B"]));
    let prefixed = simple("哪个？").replace("<p>", "<q:p>").replace("</p>", "</q:p>");
    let prefixed = prefixed
        .replace("<assessmentItem xmlns=", "<q:assessmentItem xmlns:q=")
        .replace("</assessmentItem", "</q:assessmentItem");
    let mut prefixed = prefixed;
    for name in
        ["itemBody", "choiceInteraction", "simpleChoice", "responseDeclaration", "correctResponse", "value"]
    {
        prefixed = prefixed.replace(&format!("<{name}"), &format!("<q:{name}"));
        prefixed = prefixed.replace(&format!("</{name}"), &format!("</q:{name}"));
    }
    assert_eq!(only(&prefixed).answer, labels(&["B"]));
}

#[test]
fn the_kind_of_a_choice_follows_its_cardinality() {
    let options = [("a", "甲"), ("b", "乙"), ("c", "丙"), ("d", "丁")];
    for (cardinality, most, values, kind) in [
        ("single", "1", &["b"][..], QuestionType::SingleChoice),
        ("single", "0", &["b"], QuestionType::SingleChoice),
        ("multiple", "0", &["b"], QuestionType::MultipleChoice),
        ("multiple", "3", &["b", "c"], QuestionType::MultipleChoice),
        ("multiple", "5", &["b", "c"], QuestionType::MultipleChoice),
        ("multiple", "1", &["b"], QuestionType::SingleChoice),
        ("multiple", "1", &["b", "c"], QuestionType::MultipleChoice),
        ("single", "0", &["b", "c"], QuestionType::MultipleChoice),
    ] {
        let text = item(
            &declared(cardinality, "identifier", values),
            &format!("<p>问？</p>{}", choice(most, &options)),
            "",
        );
        let draft = only(&text);
        assert_eq!(draft.question_type, kind, "{cardinality} {most} {values:?}");
        let expected: Vec<String> = values.iter().map(|value| value.to_uppercase()).collect();
        assert_eq!(draft.answer, Some(Answer::Labels(expected)), "{cardinality} {most} {values:?}");
    }
    // One choice may be made and several are right: nobody can tell which.
    let text = item(
        &declared("single", "identifier", &["a", "b"]),
        &format!("<p>问？</p>{}", choice("1", &options)),
        "",
    );
    let reading = read(text.as_bytes());
    assert_eq!((codes(&reading), &reading.questions[0].answer), (vec!["E_ANSWER_COUNT"], &None));
}

#[test]
fn two_options_that_say_true_and_false_are_a_statement() {
    for (first, second, right, truth) in [
        ("正确", "错误", "a", true),
        ("错误", "正确", "a", false),
        ("True", "False", "b", false),
        ("对。", "错。", "b", false),
        ("是", "否", "a", true),
        ("√", "×", "b", false),
    ] {
        let options = [("a", first), ("b", second)];
        let text = item(
            &declared("single", "identifier", &[right]),
            &format!("<p>口头承诺有效。</p>{}", choice("1", &options)),
            "",
        );
        let draft = only(&text);
        assert_eq!(
            (draft.question_type, draft.answer),
            (QuestionType::TrueFalse, Some(Answer::Truth(truth)))
        );
        assert!(draft.options.is_empty());
    }
    let options = [("a", "正确"), ("b", "未知")];
    let text =
        item(&declared("single", "identifier", &["a"]), &format!("<p>?</p>{}", choice("1", &options)), "");
    assert_eq!(only(&text).question_type, QuestionType::SingleChoice);
}

#[test]
fn a_key_stands_in_the_correct_response_the_mapping_or_a_simple_comparison() {
    let options = [("a", "甲"), ("b", "乙"), ("c", "丙")];
    let declare = |cardinality: &str, inside: &str| {
        format!(
            "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"identifier\">\
             {inside}</responseDeclaration>"
        )
    };
    let entry = |key: &str, value: &str| format!("<mapEntry mapKey=\"{key}\" mappedValue=\"{value}\"/>");
    let test = |test: &str, score: &str| {
        format!(
            "<responseProcessing><responseCondition><responseIf>{test}<setOutcomeValue identifier=\"SCORE\">\
             <baseValue baseType=\"float\">{score}</baseValue></setOutcomeValue></responseIf></responseCondition>\
             </responseProcessing>"
        )
    };
    let base = |value: &str| format!("<baseValue baseType=\"identifier\">{value}</baseValue>");
    let response = "<variable identifier=\"RESPONSE\"/>";
    let one = test(&format!("<match>{response}{}</match>", base("c")), "2");
    let all = test(
        &format!(
            "<and><member>{0}{response}</member><member>{1}{response}</member><not><member>{2}{response}</member></not></and>",
            base("a"),
            base("c"),
            base("b")
        ),
        "1",
    );
    let whole =
        test(&format!("<match>{response}<multiple>{}{}</multiple></match>", base("b"), base("c")), "1");
    let either = test(
        &format!("<or><match>{response}{}</match><match>{response}{}</match></or>", base("a"), base("b")),
        "1",
    );
    let mapping = |entries: &[(&str, &str)]| {
        let entries: String = entries.iter().map(|(key, value)| entry(key, value)).collect();
        format!("<mapping defaultValue=\"0\">{entries}</mapping>")
    };
    for (declaration, after, answer, expected) in [
        (
            declare("multiple", &mapping(&[("a", "1"), ("c", "1"), ("b", "-1")])),
            "",
            labels(&["A", "C"]),
            vec![],
        ),
        (
            declare("multiple", &mapping(&[("a", "1"), ("c", "2")])),
            "",
            labels(&["A", "C"]),
            vec!["W_WEIGHT_ROUNDED"],
        ),
        (
            declare("single", &mapping(&[("a", "0.5"), ("c", "1")])),
            "",
            labels(&["C"]),
            vec!["W_WEIGHT_ROUNDED"],
        ),
        (
            declare(
                "multiple",
                &format!("<correctResponse><value>a</value></correctResponse>{}", mapping(&[("b", "1")])),
            ),
            "",
            labels(&["A"]),
            vec!["W_ANSWER_COUNT", "W_KEY_CONFLICT"],
        ),
        (declare("single", ""), one.as_str(), labels(&["C"]), vec![]),
        (declare("multiple", ""), all.as_str(), labels(&["A", "C"]), vec![]),
        (declare("multiple", ""), whole.as_str(), labels(&["B", "C"]), vec![]),
        (declare("single", ""), either.as_str(), None, vec!["E_ANSWER_MISSING"]),
        (declare("single", ""), "", None, vec!["E_ANSWER_MISSING"]),
        (declare("single", "<correctResponse/>"), "", None, vec!["E_ANSWER_MISSING"]),
        (
            declare("single", "<correctResponse><value>z</value></correctResponse>"),
            "",
            None,
            vec!["E_ANSWER_UNCLEAR"],
        ),
        (
            declare("single", "<correctResponse><value>乙</value></correctResponse>"),
            "",
            labels(&["B"]),
            vec![],
        ),
    ] {
        let text = item(&declaration, &format!("<p>问？</p>{}", choice("1", &options)), after);
        let text = if declaration.contains("multiple") {
            text.replace("maxChoices=\"1\"", "maxChoices=\"0\"")
        } else {
            text
        };
        let reading = read(text.as_bytes());
        let mut found = codes(&reading);
        found.sort_unstable();
        assert_eq!((&reading.questions[0].answer, found), (&answer, expected), "{declaration}{after}");
    }
}

#[test]
fn unusual_scoring_is_read_and_named() {
    let adaptive = simple("问？").replace("adaptive=\"false\"", "adaptive=\"true\"");
    let custom = simple("问？").replace(
        "</assessmentItem>",
        "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><customOperator class=\"x\"/></setOutcomeValue>\
         </responseProcessing></assessmentItem>",
    );
    let template = "<templateDeclaration identifier=\"N\" cardinality=\"single\" baseType=\"integer\"/><templateProcessing>";
    let templated = simple("<printedVariable identifier=\"N\"/> 件？")
        .replace("<itemBody>", &format!("{template}</templateProcessing><itemBody>"));
    for (text, found) in
        [(&adaptive, "adaptive"), (&custom, "customOperator"), (&templated, "templateDeclaration")]
    {
        let reading = read(text.as_bytes());
        assert_eq!(reading.questions[0].answer, labels(&["B"]));
        assert_eq!(codes(&reading), ["W_SCORING"]);
        assert_eq!(reading.diagnostics[0].found.as_deref(), Some(found));
    }
    assert_eq!(only(&templated).stem, "{N} 件？");
    // A key that is made for each trainee is not the one that is declared.
    let made =
        templated.replace(template, &format!("{template}<setCorrectResponse identifier=\"RESPONSE\"/>"));
    assert_eq!(only(&made).answer, None);
}

#[test]
fn gaps_are_blanks_and_one_gap_for_a_number_is_numeric() {
    let two = "<responseDeclaration identifier=\"R1\" cardinality=\"single\" baseType=\"string\"><correctResponse>\
               <value>30 天</value></correctResponse><mapping><mapEntry mapKey=\"30 天\" mappedValue=\"1\"/>\
               <mapEntry mapKey=\"一个月\" mappedValue=\"1\"/><mapEntry mapKey=\"一年\" mappedValue=\"0\"/></mapping>\
               </responseDeclaration><responseDeclaration identifier=\"R2\" cardinality=\"single\" baseType=\"string\">\
               <correctResponse><value>5%</value></correctResponse></responseDeclaration>";
    let body = "<p>账期为<textEntryInteraction responseIdentifier=\"R1\"/>，折扣为<textEntryInteraction responseIdentifier=\"R2\"/>。</p>";
    let draft = only(&item(two, body, ""));
    assert_eq!(
        (draft.stem.as_str(), draft.question_type),
        ("账期为____，折扣为____。", QuestionType::FillBlank)
    );
    let blanks = vec![vec!["30 天".to_owned(), "一个月".to_owned()], vec!["5%".to_owned()]];
    assert_eq!(draft.answer, Some(Answer::Blanks(blanks)));
    let half = two.replace("<value>5%</value>", "");
    let reading = read(item(&half, body, "").as_bytes());
    assert_eq!((codes(&reading), &reading.questions[0].answer), (vec!["E_BLANK_COUNT"], &None));

    let number = declared("single", "float", &["12.5"]);
    let alone = "<p>每箱几件？</p><p><textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>";
    let equal = "<responseProcessing><responseCondition><responseIf><equal toleranceMode=\"absolute\" tolerance=\"0.5 0.5\">\
                 <variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></equal></responseIf>\
                 </responseCondition></responseProcessing>";
    let value = |value: f64| Number::new(value).unwrap();
    for (declaration, after, number, tolerance) in [
        (number.as_str(), "", 12.5, 0.0),
        (number.as_str(), equal, 12.5, 0.5),
        (number.as_str(), &equal.replace("absolute", "relative").replace("0.5 0.5", "10"), 12.5, 1.25),
        (
            "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"float\"/>",
            "<responseProcessing><responseCondition><responseIf><and><gte><variable identifier=\"RESPONSE\"/>\
             <baseValue baseType=\"float\">12</baseValue></gte><lte><variable identifier=\"RESPONSE\"/>\
             <baseValue baseType=\"float\">13</baseValue></lte></and><setOutcomeValue identifier=\"SCORE\">\
             <baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>",
            12.5,
            0.5,
        ),
    ] {
        let draft = only(&item(declaration, alone, after));
        assert_eq!((draft.stem.as_str(), draft.question_type), ("每箱几件？", QuestionType::Numeric));
        let expected = Answer::Numeric { value: value(number), tolerance: value(tolerance) };
        assert_eq!(draft.answer, Some(expected), "{after}");
    }
}

#[test]
fn inline_choices_are_a_choice_when_alone_and_blanks_when_several() {
    let gap = |name: &str| {
        format!(
            "<inlineChoiceInteraction responseIdentifier=\"{name}\" shuffle=\"false\"><inlineChoice identifier=\"x\">甲</inlineChoice>\
             <inlineChoice identifier=\"y\">乙</inlineChoice></inlineChoiceInteraction>"
        )
    };
    let one = only(&item(
        &declared("single", "identifier", &["y"]),
        &format!("<p>选{}项。</p>", gap("RESPONSE")),
        "",
    ));
    assert_eq!(
        (one.stem.as_str(), one.question_type, one.answer),
        ("选____项。", QuestionType::SingleChoice, labels(&["B"]))
    );
    let second = declared("single", "identifier", &["x"]).replace("RESPONSE", "R2");
    let both = format!("{}{second}", declared("single", "identifier", &["y"]));
    let reading = read(item(&both, &format!("<p>先{}后{}</p>", gap("RESPONSE"), gap("R2")), "").as_bytes());
    let blanks = vec![vec!["乙".to_owned()], vec!["甲".to_owned()]];
    assert_eq!(reading.questions[0].answer, Some(Answer::Blanks(blanks)));
    assert_eq!(codes(&reading), ["W_UNSUPPORTED_FEATURE", "W_UNSUPPORTED_FEATURE"]);
}

#[test]
fn order_and_pairs_become_ordering_and_matching() {
    let order = format!(
        "<p>排序</p>{}",
        choice("1", &[("a", "签约"), ("b", "约见"), ("c", "报价")])
            .replace("choiceInteraction", "orderInteraction")
    );
    let draft = only(&item(&declared("ordered", "identifier", &["b", "c", "a"]), &order, ""));
    let expected: Vec<String> = ["B", "C", "A"].map(str::to_owned).into();
    assert_eq!((draft.question_type, draft.answer), (QuestionType::Ordering, Some(Answer::Order(expected))));

    let set = |choices: &[(&str, &str)]| {
        let choices: String = choices
            .iter()
            .map(|(id, text)| format!("<simpleAssociableChoice identifier=\"{id}\" matchMax=\"1\">{text}</simpleAssociableChoice>"))
            .collect();
        format!("<simpleMatchSet>{choices}</simpleMatchSet>")
    };
    let body = format!(
        "<matchInteraction responseIdentifier=\"RESPONSE\"><prompt>连线</prompt>{}{}</matchInteraction>",
        set(&[("a", "甲"), ("b", "乙")]),
        set(&[("x", "一"), ("y", "二"), ("z", "三")])
    );
    let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
    for values in [&["a y", "b x"][..], &["x b", "y a"]] {
        let draft = only(&item(&declared("multiple", "directedPair", values), &body, ""));
        let pairs = vec![pair("甲", "二"), pair("乙", "一"), pair("", "三")];
        assert_eq!((draft.question_type, draft.stem.as_str()), (QuestionType::Matching, "连线"));
        assert_eq!(draft.answer, Some(Answer::Pairs(pairs)));
        assert_eq!(draft.options.len(), 3);
    }
    // One that belongs to two, and one that belongs to none, are more than pairs.
    for values in [&["a y", "a x", "b x"][..], &["a y"]] {
        let reading = read(item(&declared("multiple", "directedPair", values), &body, "").as_bytes());
        assert_eq!(reading.skipped[0].what.as_deref(), Some("matchInteraction: T"));
    }
    let gaps = "<gapMatchInteraction responseIdentifier=\"RESPONSE\"><gapText identifier=\"u\" matchMax=\"1\">冬</gapText>\
                <gapText identifier=\"v\" matchMax=\"1\">夏</gapText><p>先<gap identifier=\"g1\"/>后<gap identifier=\"g2\"/></p>\
                </gapMatchInteraction>";
    let draft = only(&item(&declared("multiple", "directedPair", &["u g1", "v g2"]), gaps, ""));
    assert_eq!(draft.stem, "先(1)____后(2)____");
    assert_eq!(draft.answer, Some(Answer::Pairs(vec![pair("(1)", "冬"), pair("(2)", "夏")])));
}

#[test]
fn what_a_draft_cannot_hold_is_listed_by_name() {
    for name in [
        "hotspotInteraction",
        "hottextInteraction",
        "sliderInteraction",
        "uploadInteraction",
        "drawingInteraction",
        "mediaInteraction",
        "graphicOrderInteraction",
        "graphicGapMatchInteraction",
        "selectPointInteraction",
        "associateInteraction",
        "customInteraction",
        "portableCustomInteraction",
    ] {
        let text = item("", &format!("<p>问</p><{name} responseIdentifier=\"R\"/>"), "");
        let reading = read(text.as_bytes());
        assert_eq!(reading.skipped[0].what.as_deref(), Some(format!("{name}: T").as_str()));
        assert!(reading.questions.is_empty());
    }
    let nothing = read(item("", "<p>只是说明。</p>", "").as_bytes());
    assert_eq!(nothing.skipped[0].reason, crate::SkipReason::NotAQuestion);
}

#[test]
fn several_questions_in_one_item_share_its_text() {
    let part = |name: &str, prompt: &str| {
        choice("1", &[("a", "甲"), ("b", "乙")]).replace("RESPONSE", name).replacen(
            '>',
            &format!("><prompt>{prompt}</prompt>"),
            1,
        )
    };
    let declarations = format!(
        "{}{}",
        declared("single", "identifier", &["a"]).replace("RESPONSE", "R1"),
        declared("single", "identifier", &["b"]).replace("RESPONSE", "R2")
    );
    let body =
        format!("<div><p>客户来电。</p></div>{}{}", part("R1", "先做什么？"), part("R2", "再做什么？"));
    let reading = read(item(&declarations, &body, "").as_bytes());
    let stems: Vec<&str> = reading.questions.iter().map(|draft| draft.stem.as_str()).collect();
    assert_eq!(stems, ["先做什么？", "再做什么？"]);
    let materials: Vec<&str> =
        reading.questions.iter().map(|each| each.material.as_ref().unwrap().text.as_str()).collect();
    assert_eq!(materials, ["客户来电。", "客户来电。"]);
    assert_eq!(reading.questions[1].answer, labels(&["B"]));
    assert_eq!(reading.counts.unwrap().questions, 1);

    // Without prompts, the text before each one asks.
    let bare = |name: &str| choice("1", &[("a", "甲"), ("b", "乙")]).replace("RESPONSE", name);
    let body = format!("<p>一？</p>{}<p>二？</p>{}", bare("R1"), bare("R2"));
    let reading = read(item(&declarations, &body, "").as_bytes());
    let stems: Vec<&str> = reading.questions.iter().map(|draft| draft.stem.as_str()).collect();
    assert_eq!(stems, ["一？", "二？"]);
    // Nothing asks for the second one.
    let body = format!("<p>一？</p>{}{}", bare("R1"), bare("R2"));
    assert_eq!(
        read(item(&declarations, &body, "").as_bytes()).skipped[0].what.as_deref(),
        Some("choiceInteraction: T")
    );
}

#[test]
fn feedback_for_right_answers_explains_and_the_rest_is_named() {
    let feedback = |identifier: &str, text: &str| {
        format!(
            "<modalFeedback outcomeIdentifier=\"F\" identifier=\"{identifier}\" showHide=\"show\">{text}</modalFeedback>"
        )
    };
    for (feedbacks, explanation) in [
        (vec![("correct", "对，见手册。"), ("incorrect", "再想想。")], Some("对，见手册。")),
        (vec![("b", "选乙。"), ("a", "不是甲。")], Some("选乙。")),
        (vec![("general", "手册第三章。")], Some("手册第三章。")),
        (vec![("wrong", "再想想。")], None),
    ] {
        let after: String = feedbacks.iter().map(|(identifier, text)| feedback(identifier, text)).collect();
        let text = simple("问？").replace("</assessmentItem>", &format!("{after}</assessmentItem>"));
        assert_eq!(only(&text).explanation.as_deref(), explanation);
    }
    let inline = simple("问？").replace(
        "乙</simpleChoice>",
        "乙<feedbackInline outcomeIdentifier=\"F\" identifier=\"b\" showHide=\"show\">说得好</feedbackInline></simpleChoice>",
    );
    let draft = only(&inline);
    assert_eq!((draft.options[1].text.as_str(), draft.explanation.as_deref()), ("乙", Some("说得好")));
}

#[test]
fn rubrics_are_material_for_trainees_and_explanation_for_others() {
    let text = simple("问？").replace(
        "<itemBody>",
        "<itemBody><rubricBlock view=\"candidate\"><p>材料</p></rubricBlock><rubricBlock view=\"scorer\">评分</rubricBlock>",
    );
    let draft = only(&text);
    assert_eq!(draft.stem, "问？");
    assert_eq!(draft.material.unwrap().text, "材料");
    assert_eq!(draft.explanation.as_deref(), Some("评分"));
}

#[test]
fn essays_keep_their_reference() {
    let body = "<p>说明步骤。</p><extendedTextInteraction responseIdentifier=\"RESPONSE\"/>";
    let draft = only(&item(&declared("single", "string", &["倾听"]), body, ""));
    assert_eq!(draft.answer, Some(Answer::Reference(vec!["倾听".to_owned()])));
    let reading = read(item("", body, "").as_bytes());
    assert_eq!(codes(&reading), ["W_REFERENCE_MISSING"]);
}

#[test]
fn points_come_from_wherever_they_stand() {
    let outcome = |name: &str, rest: &str| {
        format!(
            "<outcomeDeclaration identifier=\"{name}\" cardinality=\"single\" baseType=\"float\"{rest}</outcomeDeclaration>"
        )
    };
    let most = outcome("MAXSCORE", "><defaultValue><value>2.5</value></defaultValue>");
    let normal = outcome("SCORE", " normalMaximum=\"3\">");
    let mapping =
        "<mapping upperBound=\"4\" defaultValue=\"0\"><mapEntry mapKey=\"b\" mappedValue=\"4\"/></mapping>";
    let scored = "<responseProcessing><responseCondition><responseIf><match><variable identifier=\"RESPONSE\"/>\
                  <correct identifier=\"RESPONSE\"/></match><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">5\
                  </baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>";
    for (text, points) in [
        (simple("问？").replace("<itemBody>", &format!("{most}{normal}<itemBody>")), Some(250)),
        (simple("问？").replace("<itemBody>", &format!("{normal}<itemBody>")), Some(300)),
        (
            simple("问？").replace("</responseDeclaration>", &format!("{mapping}</responseDeclaration>")),
            Some(400),
        ),
        (simple("问？").replace("</assessmentItem>", &format!("{scored}</assessmentItem>")), Some(500)),
        (simple("问？"), None),
    ] {
        assert_eq!(only(&text).points, points);
    }
}

#[test]
fn markup_and_formulas_become_lines_of_text() {
    let body = "<p>若 <m:math xmlns:m=\"http://www.w3.org/1998/Math/MathML\"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup>\
                <m:mo>=</m:mo><m:mn>4</m:mn></m:math>，\n   则 H<sub>2</sub>O &lt;br&gt; 是\n</p><ul><li>一</li><li>二</li></ul>";
    let text = simple("@").replace("<p>@</p>", body);
    let reading = read(text.as_bytes());
    assert_eq!(reading.questions[0].stem, "若 x^2=4，则 H₂O <br> 是\n- 一\n- 二");
    assert_eq!(codes(&reading), ["W_FORMULA"]);
    let spaced = simple("@").replace("<p>@</p>", "<p>甲&#160;</p><p>（&#160;&#160;）乙</p>");
    assert_eq!(only(&spaced).stem, "甲\n（  ）乙");
    let table = simple("@").replace("<p>@</p>", "<table><tr><td>甲</td><td>1</td></tr></table><p>几个？</p>");
    let reading = read(table.as_bytes());
    assert_eq!(
        (reading.questions[0].stem.as_str(), codes(&reading)),
        ("甲\t1\n几个？", vec!["W_HTML_STRIPPED"])
    );
}

#[test]
fn html_in_sections_is_html_and_escaped_html_is_text() {
    let options = "<simpleChoice identifier=\"a\"><![CDATA[A <em>short</em>&nbsp;call]]></simpleChoice>\
                   <simpleChoice identifier=\"b\"><![CDATA[2 < 3 & 4 > 1]]></simpleChoice>\
                   <simpleChoice identifier=\"c\">&lt;b&gt;x&lt;/b&gt;</simpleChoice>\
                   <simpleChoice identifier=\"d\"><![CDATA[<br/>]]></simpleChoice>";
    let body = format!(
        "<choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"1\"><prompt><![CDATA[<strong>Part A</strong><br />\
         Which one?]]></prompt>{options}</choiceInteraction>"
    );
    let draft = only(&item(&declared("single", "identifier", &["b"]), &body, ""));
    assert_eq!(draft.stem, "Part A\nWhich one?");
    let found: Vec<&str> = draft.options.iter().map(|option| option.text.as_str()).collect();
    assert_eq!(found, ["A short call", "2 < 3 & 4 > 1", "<b>x</b>", "<br/>"]);
    // Markup may begin in one section and end in another, behind a gap.
    let body = "<div><![CDATA[<table><tr><td>A</td><td> ]]><textEntryInteraction responseIdentifier=\"RESPONSE\"/>\
                <![CDATA[ </td></tr></table><b>days</b>]]></div>";
    let draft = only(&item(&declared("single", "string", &["30"]), body, ""));
    assert!(draft.stem.contains("____") && !draft.stem.contains('<'), "{}", draft.stem);
    assert!(draft.stem.ends_with("days"), "{}", draft.stem);
}

#[test]
fn elements_that_no_version_has_are_named_and_not_shown() {
    let text = simple("问？").replace(
        "</itemBody>",
        "<choiceRationales><rationale>乙是答案</rationale></choiceRationales></itemBody>",
    );
    let reading = read(text.as_bytes());
    assert_eq!(reading.questions[0].stem, "问？");
    assert_eq!(reading.diagnostics[0].found.as_deref(), Some("choiceRationales"));
    assert_eq!(reading.questions[0].answer, labels(&["B"]));
}

#[test]
fn the_width_of_a_number_among_several_gaps_is_said() {
    let gap = |name: &str| format!("<textEntryInteraction responseIdentifier=\"{name}\"/>");
    let declared =
        |name: &str| declared("single", "float", &["7"]).replace("\"RESPONSE\"", &format!("\"{name}\""));
    let processing = "<responseProcessing><responseCondition><responseIf><equal toleranceMode=\"absolute\" tolerance=\"1 1\">\
                      <variable identifier=\"x\"/><correct identifier=\"x\"/></equal></responseIf></responseCondition></responseProcessing>";
    let text =
        item(&(declared("x") + &declared("y")), &format!("<p>{} and {}</p>", gap("x"), gap("y")), processing);
    let reading = read(text.as_bytes());
    assert_eq!(codes(&reading), ["W_SCORING"]);
    assert_eq!(
        reading.questions[0].answer,
        Some(Answer::Blanks(vec![vec!["7".to_owned()], vec!["7".to_owned()]]))
    );
}

#[test]
fn a_film_is_named_and_the_question_is_kept() {
    let text = simple("听后回答。<object type=\"audio/mpeg\" data=\"a.mp3\"/>");
    let reading = read(text.as_bytes());
    assert_eq!(codes(&reading), ["W_UNSUPPORTED_FEATURE"]);
    assert_eq!(reading.questions[0].answer, labels(&["B"]));
}

#[test]
fn more_options_than_letters_are_said_and_not_guessed() {
    let names: Vec<(String, String)> =
        (0..30).map(|index| (format!("o{index}"), format!("项{index}"))).collect();
    let options: Vec<(&str, &str)> = names.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let text = item(
        &declared("single", "identifier", &["o29"]),
        &format!("<p>问？</p>{}", choice("1", &options)),
        "",
    );
    let reading = read(text.as_bytes());
    assert_eq!(codes(&reading), ["E_VALUE"]);
    assert_eq!((reading.questions[0].options.len(), &reading.questions[0].answer), (26, &None));
}

#[test]
fn a_document_type_and_other_encodings_are_no_hindrance() {
    let text = simple("价格？").replacen(
        "?>",
        "?><!DOCTYPE assessmentItem PUBLIC \"-//X\" \"http://example.org/x.dtd\">",
        1,
    );
    assert_eq!(only(&text).answer, labels(&["B"]));
    let (wide, _, _) = encoding_rs::GB18030.encode(&text);
    let reading = read(&wide.replace_encoding());
    assert_eq!(reading.questions[0].stem, "价格？");
}

trait ReplaceEncoding {
    fn replace_encoding(&self) -> Vec<u8>;
}

impl ReplaceEncoding for [u8] {
    fn replace_encoding(&self) -> Vec<u8> {
        let at = self.windows(5).position(|part| part == b"UTF-8").unwrap();
        [&self[..at], b"gb18030".as_slice(), &self[at + 5..]].concat()
    }
}
