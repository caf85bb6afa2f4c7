#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

mod damage;
mod round_trip;

use super::*;
use crate::detect;
use crate::model::{Answer, ChoiceOption, Material, Number, QuestionType};

fn reading(text: &str) -> Reading {
    let reading = read(text, &ReadOptions::default());
    let counts = reading.counts.expect("GIFT is counted");
    assert!(counts.add_up(), "{counts:?}\n{text}");
    let failed = reading.diagnostics.iter().filter(|one| one.code == Code::EItemMalformed).count();
    assert!(failed >= counts.failed, "{text}");
    reading
}

/// The only question of a file.
fn one(text: &str) -> QuestionDraft {
    let reading = reading(text);
    assert_eq!(reading.questions.len(), 1, "{text}\n{:#?}", reading.diagnostics);
    reading.questions[0].clone()
}

fn codes(text: &str) -> Vec<Code> {
    reading(text).diagnostics.iter().map(|one| one.code).collect()
}

fn options(draft: &QuestionDraft) -> Vec<&str> {
    draft.options.iter().map(|option| option.text.as_str()).collect()
}

fn key(draft: &QuestionDraft) -> serde_json::Value {
    draft.answer.as_ref().map_or(serde_json::Value::Null, Answer::to_value)
}

/// Kind, stem and key of each way to write a question.
#[test]
fn each_kind_of_block_is_read() {
    use QuestionType::{FillBlank, Matching, MultipleChoice, Numeric, ShortAnswer, SingleChoice, TrueFalse};
    let cases = [
        ("谁签合同？{~甲 =乙 ~丙}", SingleChoice, "谁签合同？", r#"["B"]"#),
        ("Who signs?{=we~you~they}", SingleChoice, "Who signs?", r#"["A"]"#),
        ("Which two? {~%50%one ~%50%two ~%-100%three}", MultipleChoice, "Which two?", r#"["A","B"]"#),
        ("Any? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-50%d}", MultipleChoice, "Any?", r#"["A","B","C"]"#),
        ("Lists go first. {T}", TrueFalse, "Lists go first.", "true"),
        ("Lists go last. {FALSE#No#Yes}", TrueFalse, "Lists go last.", "false"),
        ("合同在先。{ TRUE }", TrueFalse, "合同在先。", "true"),
        ("Say why. {}", ShortAnswer, "Say why.", "null"),
        ("Say why.{ #### because }", ShortAnswer, "Say why.", "null"),
        ("Terms? {=net 30 =30 days}", FillBlank, "Terms?", r#"[["net 30","30 days"]]"#),
        ("Terms? {net 30}", FillBlank, "Terms?", r#"[["net 30"]]"#),
        ("Days? {#30}", Numeric, "Days?", r#"{"tolerance":0.0,"value":30.0}"#),
        ("Days? {#30:2}", Numeric, "Days?", r#"{"tolerance":2.0,"value":30.0}"#),
        ("Days? {#28..32}", Numeric, "Days?", r#"{"tolerance":2.0,"value":30.0}"#),
        ("Rate? {#1.1..1.2}", Numeric, "Rate?", r#"{"tolerance":0.05,"value":1.15}"#),
        ("Frost? {#-5.5 : .5}", Numeric, "Frost?", r#"{"tolerance":0.5,"value":-5.5}"#),
        ("Days? {#3:2~#No.}\";", Numeric, "Days?", r#"{"tolerance":2.0,"value":3.0}"#),
        ("Days? {#=30:1 =%50%30:5}", Numeric, "Days?", r#"{"tolerance":1.0,"value":30.0}"#),
        (
            "Match. {=甲 -> 一 =乙 -> 二 = -> 三}",
            Matching,
            "Match.",
            r#"[["甲","一"],["乙","二"],["","三"]]"#,
        ),
    ];
    for (text, kind, stem, expected) in cases {
        let draft = one(text);
        assert_eq!((draft.question_type, draft.stem.as_str()), (kind, stem), "{text}");
        assert_eq!(key(&draft).to_string(), expected, "{text}");
        assert_eq!(detect::by_text(text, Some("q.gift")).format, Format::Gift, "{text}");
    }
}

#[test]
fn a_missing_word_leaves_a_gap_where_the_block_stood() {
    for (text, stem) in [
        ("Signed by {=both ~one} sides.", "Signed by ____ sides."),
        ("账期为{#30:0}天。", "账期为____天。"),
        ("{=Net ~Gross} prices are printed.", "____ prices are printed."),
        ("The price is {=net ~gross}.", "The price is ____."),
        ("Which price? {=net ~gross}.", "Which price?"),
        ("Name it {=net}\n---", "Name it"),
        ("[html]<p>Which price? {=net ~gross}</p>", "Which price?"),
        ("[html]<p>The {=net ~gross} price</p>", "The ____ price"),
        ("The list is final. {T} (policy 3)", "The list is final.  (policy 3)"),
        ("Water has {=two\n=2} parts\nof hydrogen.", "Water has ____ parts\nof hydrogen."),
    ] {
        assert_eq!(one(text).stem, stem, "{text}");
    }
}

#[test]
fn escapes_are_signs_and_nothing_else_is() {
    let draft = one(
        "::a\\:\\:b::Is \\{x\\} \\= 1\\: y \\# z \\~ w \\\\ v\\nnext \\alpha? {=f\\{1\\}\\=2 ~g\\~3 \\#4}",
    );
    assert_eq!(draft.stem, "Is {x} = 1: y # z ~ w \\ v\nnext \\alpha?");
    assert_eq!(options(&draft), ["f{1}=2", "g~3 #4"]);
    assert_eq!(key(&draft), serde_json::json!(["A"]));
    assert_eq!(one("One\n\\\ntwo? {T}").stem, "One\n\ntwo?");
}

#[test]
fn categories_hold_for_what_follows() {
    let text = "// question: 0  name: Switch category\n$CATEGORY: $course$/top/Sales/TCP//IP\n\n\nOne? {T}\n\n\
                $CATEGORY: 产品/定价\nTwo? {F}\n\n$CATEGORY: $course$/top\n\nThree? {T}\n";
    let reading = reading(text);
    let topics: Vec<Option<&str>> = reading.questions.iter().map(|draft| draft.topic.as_deref()).collect();
    assert_eq!(topics, [Some("Sales/TCP／IP"), Some("产品/定价"), None]);
    let counts = reading.counts.unwrap();
    assert_eq!((counts.found, counts.questions, counts.skipped, counts.failed), (6, 3, 3, 0));
    assert!(reading.skipped.iter().all(|skipped| skipped.reason == SkipReason::Heading));
}

#[test]
fn comments_carry_code_and_tags_and_are_not_text() {
    let draft = one(
        "// Chapter [id:px-014] [tag:报价] [tag:a\\]b]\n::Q7:: Which? {\n  =one\n  // [tag:x]\n  ~two\n}\n",
    );
    assert_eq!((draft.code.as_deref(), draft.number.as_deref()), (Some("px-014"), Some("7")));
    assert_eq!(draft.tags, ["报价", "a]b", "x"]);
    assert_eq!(options(&draft), ["one", "two"]);
    let apart = "// [id:a] [tag:x]\n\nOne? {T}\n\nTwo? {T}\n";
    let codes: Vec<Option<String>> = reading(apart).questions.into_iter().map(|draft| draft.code).collect();
    assert_eq!(codes, [Some("a".to_owned()), None]);
    let alone = reading("// only a comment\n\nOne? {T}\n");
    assert_eq!((alone.skipped.len(), alone.questions.len()), (1, 1));
}

#[test]
fn feedback_becomes_the_explanation_or_is_reported() {
    let explained = |text: &str| one(text).explanation;
    assert_eq!(explained("Q? {=a ~b #### because\n of it}").as_deref(), Some("because\nof it"));
    assert_eq!(explained("Q? {=a#right ~b}").as_deref(), Some("right"));
    assert_eq!(explained("Q. {T#no#yes}").as_deref(), Some("yes"));
    assert_eq!(explained("Q. {T#the rule}").as_deref(), Some("the rule"));
    assert_eq!(explained("Q. {F####rule}").as_deref(), Some("rule"));
    assert_eq!(explained("Q? {#3:0#three}").as_deref(), Some("three"));
    assert_eq!(explained("Q? {=a#x =b#y =c#x}").as_deref(), Some("x\ny"));
    assert_eq!(codes("Q? {=a#right ~b}"), []);
    assert_eq!(codes("Q? {=a#right ~b#wrong}"), [Code::WUnsupported]);
    assert_eq!(codes("Q? {=a#right ~b####all}"), [Code::WUnsupported]);
    assert_eq!(codes("Q. {T#no#yes}"), [Code::WUnsupported]);
    assert_eq!(explained("Q. {T#no#yes####all}").as_deref(), Some("all"));
}

#[test]
fn formats_are_made_plain() {
    let draft =
        one("[html]<p>1 &lt; 2<br>and <b>why</b>?</p>{=<p>a&nbsp;b</p> ~[plain]<p> ~[markdown]**c**}");
    assert_eq!(draft.stem, "1 < 2\nand why?");
    assert_eq!(options(&draft), ["a b", "<p>", "**c**"]);
    assert_eq!(one("What does <b> do? {T}").stem, "What does <b> do?");
    assert_eq!(one("Is <b>this</b> right,\nif a < b? {T}").stem, "Is this right,\nif a < b?");
    assert_eq!(one("vector<int> &amp; <br> list<T>? {T}").stem, "vector<int> &\nlist<T>?");
    assert_eq!(one("Does <b> make &lt;bold&gt; <i>text</i>? {T}").stem, "Does <b> make <bold> text?");
    assert_eq!(one("[moodle]plain {T}").stem, "plain");
    assert_eq!(one("[note] plain {T}").stem, "[note] plain");
    assert_eq!(codes("[html]<table><tr><td>x</td></tr></table>? {T}"), [Code::WHtmlStripped]);
    assert_eq!(codes("Is $$\\frac\\{1\\}\\{2\\}$$ half? {T}"), [Code::WFormula]);
}

#[test]
fn images_are_taken_over_when_they_are_in_the_file() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, png.into_inner());
    let draft = one(&format!(
        "[html]See <img alt\\=\"box\" src\\=\"data\\:image/png;base64,{}\">? {{T}}",
        data.replace('=', "\\=")
    ));
    assert_eq!(draft.media.len(), 1);
    assert_eq!(draft.stem, format!("See {}?", draft.media[0].mark("box")));
    let text = "[html]See <img alt\\=\"the box\" src\\=\"@@PLUGINFILE@@/box.png\"/>? {=a ~b}";
    assert_eq!((one(text).stem.as_str(), key(&one(text))), ("See the box?", serde_json::json!(["A"])));
    assert_eq!(codes(text), [Code::EMediaMissing]);
    assert_eq!(codes("[html]<img src\\=\"data\\:image/png;base64,AAAA\">See? {T}"), [Code::WImageLeftOut]);
}

#[test]
fn weights_that_fit_the_key_are_kept_and_others_become_right_and_wrong() {
    for (text, weights) in [
        ("Q? {~%70%a ~%30%b ~c}", Some(vec![7_000, 3_000, 0])),
        ("Q? {~%50%a ~%50%b ~%-25%c}", Some(vec![5_000, 5_000, -2_500])),
        ("Q? {=a ~%50%b ~c}", Some(vec![10_000, 5_000, 0])),
        ("Q? {~%50%a ~%50%b ~%-100%c}", None),
        ("Q? {=a ~b}", None),
        ("Q? {~%70%a ~%70%b ~c}", None),
    ] {
        assert_eq!(one(text).weights, weights, "{text}");
    }
    for (text, expected, code) in [
        ("Q? {~%50%a ~%50%b ~%-50%c}", r#"["A","B"]"#, None),
        ("Q? {~%70%a ~%30%b ~c}", r#"["A","B"]"#, None),
        ("Q? {~%70%a ~%70%b ~c}", r#"["A","B"]"#, Some(Code::WWeights)),
        ("Q? {=a ~%50%b ~c}", r#"["A"]"#, None),
        ("Q? {~%100%a ~b}", r#"["A"]"#, Some(Code::WAnswerCount)),
        ("Q? {~%50%a ~%50%b}", r#"["A","B"]"#, Some(Code::WAllCorrect)),
        ("Q? {=%50%a =%50%b ~c}", r#"["A","B"]"#, Some(Code::WExtension)),
        ("Q? {=a =%50%b}", r#"[["a"]]"#, Some(Code::WWeights)),
        ("Q? {=100% ~%5 of all ~%x%y}", r#"["A"]"#, None),
    ] {
        assert_eq!(key(&one(text)).to_string(), expected, "{text}");
        assert_eq!(codes(text), code.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn no_key_is_invented() {
    for (text, code) in [
        ("Q? {~a ~b ~c}", Code::EAnswerMissing),
        ("Q? {~%-50%a ~%0%b}", Code::EAnswerMissing),
        ("Q? {=a =b ~c}", Code::EAnswerCount),
        ("Q? {=%50%a}", Code::EAnswerMissing),
        ("Q? {#}", Code::EAnswerMissing),
        ("Q? {#about 5}", Code::EAnswerUnclear),
        ("Q? {#5:-1}", Code::EAnswerUnclear),
        ("Q? {#9..1}", Code::EAnswerUnclear),
        ("Q? {#1,500}", Code::EAnswerUnclear),
        ("Q? {=a -> b =c}", Code::EAnswerUnclear),
        ("Q? {＝甲 ～乙}", Code::EAnswerUnclear),
        ("Q? {=甲 ～乙 ～丙}", Code::EAnswerUnclear),
        ("Q? {=only ~}", Code::WOptionEmpty),
        ("{=a ~b}", Code::EStemEmpty),
    ] {
        let draft = one(text);
        assert!(codes(text).contains(&code), "{text}: {:?}", codes(text));
        assert!(draft.answer.is_none() || code == Code::WOptionEmpty, "{text}");
    }
    assert_eq!(key(&one("Q? {#3,5}")).to_string(), r#"{"tolerance":0.0,"value":3.5}"#);
}

#[test]
fn accepted_texts_may_follow_each_other_without_a_space() {
    for (block, wanted) in [
        ("=at once=at first", serde_json::json!([["at once", "at first"]])),
        ("='d sold=’d sold=had sold.=sold", serde_json::json!([["'d sold", "’d sold", "had sold.", "sold"]])),
        ("=一周=七天", serde_json::json!([["一周", "七天"]])),
        ("=x=y", serde_json::json!([["x=y"]])),
        ("=WHERE id=1", serde_json::json!([["WHERE id=1"]])),
        ("=<a href=\"b\">", serde_json::json!([["<a href=\"b\">"]])),
    ] {
        assert_eq!(key(&one(&format!("They {{{block}}} it."))), wanted, "{block}");
    }
}

#[test]
fn choices_inside_a_sentence_are_gaps_when_there_are_several() {
    let draft = one("I drink {~=hardly any~a few} tea, and never too {~many~=much} of it {=now}.");
    assert_eq!(
        draft.stem,
        "I drink ____ (a few / hardly any) tea, and never too ____ (many / much) of it ____."
    );
    assert_eq!(draft.question_type, QuestionType::FillBlank);
    assert_eq!(key(&draft), serde_json::json!([["hardly any"], ["much"], ["now"]]));
}

#[test]
fn descriptions_and_embedded_answers_are_listed_as_left_out() {
    let several = reading("Go {1:MC:~on~=by} or {1:SA:=off} it.\n\nGo. {T}\n");
    assert_eq!(several.skipped[0].reason, SkipReason::NotSupported);
    let reading = reading("::Intro:: Read this first.\n\nThen {1:MULTICHOICE:=yes~no} it.\n\nGo. {T}\n");
    let left_out: Vec<(SkipReason, &str)> =
        reading.skipped.iter().map(|one| (one.reason, one.what.as_deref().unwrap())).collect();
    assert_eq!(
        left_out,
        [
            (SkipReason::Heading, "Intro: Read this first."),
            (SkipReason::NotSupported, "cloze MULTICHOICE: Then {1:MULTICHOICE:=yes~no} it."),
        ]
    );
    assert_eq!(reading.questions.len(), 1);
}

#[test]
fn titles_are_numbers_or_stems_or_reported_once() {
    assert_eq!(one("::第12题::Q? {T}").number.as_deref(), Some("12"));
    let draft = one("::Which way?::{=left ~right}");
    assert_eq!((draft.stem.as_str(), draft.inferred), ("Which way?", vec!["stem".to_owned()]));
    assert_eq!(codes("::Lists::Which one? {T}\n\n::Terms::Which two? {F}\n"), [Code::WUnsupported]);
    assert_eq!(codes("::Which on::Which one? {T}\n"), []);
    assert_eq!(one("::no end of title {T}").stem, "no end of title");
}

#[test]
fn near_duplicates_and_repeated_codes_are_kept_and_reported() {
    let text = "// [id:a]\nQ? {=x ~y}\n\n// [id:a]\nQ? {~x =y}\n";
    let reading = reading(text);
    assert_eq!(reading.questions.len(), 2);
    assert_eq!(key(&reading.questions[1]), serde_json::json!(["B"]));
    let mut found = codes(text);
    found.sort();
    assert_eq!(found, [Code::ECodeDuplicate, Code::WDuplicateInFile]);
}

#[test]
fn gift_is_told_from_everything_else_with_braces() {
    for text in [
        "Which price is printed? {=net ~gross}\n",
        "客户先问什么？{~价格 =交期}\n",
        "The list is final. {T}\n",
        "The list is final. {true}\n\nPrices are net. {False}\n",
        "账期为{#30:2}天。\n",
        "$CATEGORY: sales\n\nText only.\n",
        "::q1:: Describe the visit. {}\n\n::q2:: And why? {}\n",
        "Match them. {\n=甲 -> 一\n=乙 -> 二\n}\n",
        "The capital of France is {=Paris}.\n",
        "// head\n\n[html]<p>Which?</p>{\n\t=<p>a</p>\n\t~<p>b</p>\n}\n",
    ] {
        assert_eq!(detect::by_text(text, None).format, Format::Gift, "{text}");
    }
    for text in [
        "fn main() {\n    let x = Foo {};\n    if a == b { return; }\n}\n",
        "{\"questions\": [{\"stem\": \"a\", \"answer\": \"=b\"}], \"more\": {}}\n",
        "\\begin{document}\n\\newcommand{\\x}[1]{\\textbf{#1}} $x^{T}y_{=}$ and {\\bf bold} {}\n\\end{document}\n",
        "1. 集合{1,2}与{2,3}的交集是（ B ）\nA. {1}  B. {2}  C. {3}\n",
        "1. 若 A={x|x>1}，B={ }，则（ A ）\nA. A={x} B. {=}\n",
        "<% for x in y %}{# a comment #}{{=name}}\n",
        "a { color: red }\nb{}\n",
        "#define X(a) {#a, T}\nauto f = [=]{ return ~a = 1; };\n",
        "for f in *.txt; do echo ${f} ${#f} ${~f}; done\n",
        "f\"{x!r} {y=}\" and d = {T}; e = {F}\n",
        "class A {\n  ~A() {}\n  ::std::string b{};\n};\n",
        "::ns::Type f() {}\n::ns::Type g() {}\n",
        "union { =1; ~2 }\n",
    ] {
        assert_ne!(detect::by_text(text, None).format, Format::Gift, "{text}");
    }
}
