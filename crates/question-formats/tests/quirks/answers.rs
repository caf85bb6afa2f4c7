//! What the key is: items 10 to 15.

use super::*;

const OPTIONS: &str = "A. 资料\nB. 名片\nC. 打牌\nD. 样品";

/// The key of a question whose stem line and following lines these are; kinds are left to the shape.
fn key_of(lines: &str) -> String {
    let text = between(lines).replace("一、单项选择题\n", "");
    let found = keys(&text);
    assert_eq!(found.len(), 3, "{lines}\n{:#?}", questions(&text));
    found[1].clone()
}

#[test]
fn keys_in_brackets() {
    for (bracket, expected) in [
        ("（ABD）", "ABD"),
        ("（ A B D ）", "ABD"),
        ("(A D)", "AD"),
        ("(D)", "D"),
        ("（\u{a0}\u{a0}D\u{a0}）", "D"),
        ("（\u{3000}D\u{3000}）", "D"),
        ("（A、B、D）", "ABD"),
        ("（A,D）", "AD"),
        ("（ABD。", "ABD"),
        ("（（D））", "D"),
        ("【D】", "D"),
        ("[D]", "D"),
        ("（ｄ）", "D"),
        ("（d）", "D"),
        ("（DA）", "AD"),
        ("（A）（B）（D）", "ABD"),
    ] {
        assert_eq!(key_of(&format!("2. 下列属于拜访准备的是{bracket}\n{OPTIONS}")), expected, "{bracket}");
    }
    assert_eq!(key_of(&format!("2. 下列（D）属于拜访准备。\n{OPTIONS}")), "D");
}

#[test]
fn other_brackets_in_the_stem_are_no_keys() {
    for stem in [
        "收寄(或揽收)的样品属于（D）类。",
        "重量以吨(T)计的货物属于（D）",
        "客户(含D类客户)归谁（D）",
        "报价(见附件A)归谁（ D ）",
    ] {
        let found = second(&format!("2. {stem}\n{OPTIONS}"));
        assert!(found.ends_with("=> D"), "{found}");
        let (kept, _) = stem.split_once('(').unwrap();
        assert!(found.contains(&format!("{kept}(")), "{found}");
    }
    let text = "三、判断题\n1. 每吨(T)的价格由市场决定。（×）\n2. 铁路货物以吨(T)计重。\n答案：√\n3. 货重可以用吨(T)表示。\n";
    assert_eq!(keys(text), ["false", "true", "none"]);
}

#[test]
fn keys_on_a_line_of_their_own() {
    for line in [
        "答案：D",
        "答 案：D",
        "答案＝D",
        "答案（D）",
        "答案D。解析：样品要带。",
        "答案选项：D",
        "答案：D 解析：样品要带。",
        "答案:D",
        "答案；D",
        "答案D",
        "答案 D",
        "答：D",
        "答案是：d",
        "参考答案D",
        "参考答案：D",
        "正确答案：D",
        "标准答案：D",
        "【正确答案】D",
        "【正确答案】：D",
        "【答案】D",
        "[答案]D",
        "［答案］D",
        "答案为D",
        "Answer: D",
        "ANSWER: D",
        "正确答案是D",
        "我的答案:A正确答案:D",
        "我的答案：A 正确答案：D",
        "**答案：D**",
        "> 答案：D",
        "答案：（D）",
        "答案：D。",
        "答案：D、",
        "答案：D.",
        "正确答案: D : 样品",
    ] {
        assert_eq!(key_of(&format!("2. 下列属于拜访准备的是\n{OPTIONS}\n{line}")), "D", "{line}");
    }
}

#[test]
fn several_letters_in_every_spelling() {
    for letters in [
        "ABD",
        "A, B, D",
        "A、B、D、",
        "A,B,D",
        "A;B;D",
        "A B D",
        "DBA",
        "BAD",
        "abd",
        "A/B/D",
        "A｜B｜D",
        "A|B|D",
        "ＡＢＤ",
        "A B、D",
        "A.B.D",
    ] {
        for tag in ["答案：", "【答案】"] {
            assert_eq!(
                key_of(&format!("2. [多选题]下列属于拜访准备的有\n{OPTIONS}\n{tag}{letters}")),
                "ABD",
                "{tag}{letters}"
            );
        }
    }
}

#[test]
fn letters_with_the_text_of_their_options() {
    let csv = "题型,题目,A,B,C,D,答案\n多选题,哪些属于拜访准备？,资料,名片,打牌,样品,A资料┋B名片┋D样品\n";
    let reading = reading_of(csv.as_bytes(), Some("bank.csv"));
    assert_eq!(reading.questions.iter().map(key).collect::<Vec<_>>(), ["ABD"]);
    assert_eq!(key_of(&format!("2. [单选题]哪项属于拜访准备？\n{OPTIONS}\n答案：D.样品")), "D");
}

#[test]
fn a_key_glued_to_the_last_option() {
    for glue in ["答案：B", " 答案：B", "【答案】B", "    正确答案：B"] {
        assert_eq!(
            second(&format!("2. 哪项属于拜访准备？\nA. 打牌\nB. 名片\nC. 睡觉{glue}")),
            "2 single_choice 哪项属于拜访准备？ | A 打牌 | B 名片 | C 睡觉 => B",
            "{glue}"
        );
    }
}

#[test]
fn a_key_before_the_options_or_in_the_header() {
    assert_eq!(key_of(&format!("2. 哪项属于拜访准备？\n答案：D\n{OPTIONS}")), "D");
    assert_eq!(key_of(&format!("2. [单选][B] 哪项属于拜访准备？\n{OPTIONS}")), "B");
    assert_eq!(key_of(&format!("2. 【单选】【B】哪项属于拜访准备？\n{OPTIONS}")), "B");
}

#[test]
fn a_bold_option_is_the_key_and_said_to_be_inferred() {
    let text = between("2. 哪项属于拜访准备？\nA. 打牌\n**B. 名片**\nC. 睡觉");
    let reading = reading_of(text.as_bytes(), None);
    assert_eq!(key(&reading.questions[1]), "B");
    assert!(reading.questions[1].inferred.contains(&"answer".to_owned()), "{:?}", reading.questions[1]);
}

#[test]
fn lists_of_keys_at_the_end_of_each_section() {
    let text = "一、单选题\n1. 谁审批报价？\nA. 经理\nB. 前台\n2. 谁盖合同章？\nA. 司机\nB. 法务\n答案：1-2：AB\n\
                二、多选题\n1. 哪些是准备？\nA. 资料\nB. 名片\nC. 打牌\n2. 哪些是跟进？\nA. 回访\nB. 睡觉\nC. 寄样\n答案：1. AB 2. AC\n\
                三、判断题\n1. 样品要登记。\n2. 合同不用归档。\n答案：1. √  2. ×\n";
    assert_eq!(keys(text), ["A", "B", "AB", "AC", "true", "false"]);
}

#[test]
fn the_points_of_one_answer_are_no_list_of_keys() {
    for (first, points) in [
        (1, ["（1）", "（2）", "（3）"]),
        (21, ["1、", "2、", "3、"]),
        (1, ["1、", "2、", "3、"]),
        (1, ["1)", "2)", "3)"]),
    ] {
        let [one, two, three] = points;
        let (next, last) = (first + 1, first + 2);
        let text = format!(
            "五、简答题\n{first}. 说明审批的步骤。\n参考答案：\n{one}先复核；\n{two}再签字；\n{three}再归档。\n\
             {next}. 说明分级的意义。\n答案：集中资源。\n{last}. 说明拜访的步骤。\n答案：\n{one}预约；\n{two}拜访。\n"
        );
        assert_eq!(
            keys(&text),
            [
                format!("[\"{one}先复核；\\n{two}再签字；\\n{three}再归档。\"]"),
                "[\"集中资源。\"]".to_owned(),
                format!("[\"{one}预约；\\n{two}拜访。\"]")
            ],
            "{text}"
        );
    }
    let list = "五、简答题\n1. 说明审批的步骤。\n2. 说明分级的意义。\n参考答案\n1、先复核，再签字。\n2、集中资源。\n";
    assert_eq!(keys(list), ["[\"先复核，再签字。\"]", "[\"集中资源。\"]"]);
}

#[test]
fn true_and_false_in_every_spelling() {
    for (truth, falsehood) in [
        ("正确", "错误"),
        ("对", "错"),
        ("√", "×"),
        ("✓", "✗"),
        ("✔", "❌"),
        ("T", "F"),
        ("true", "false"),
        ("True", "False"),
        ("是", "否"),
        ("Y", "N"),
        ("✅", "❌"),
    ] {
        for (left, right) in [("答案：", ""), ("（", "）"), ("（ ", " ）")] {
            let text = format!(
                "判断题\n1. 样品要登记。{left}{truth}{right}\n2. 合同不用归档。{left}{falsehood}{right}\n3. 报价要复核。{left}{truth}{right}\n"
            )
            .replace("。答案", "。\n答案");
            assert_eq!(keys(&text), ["true", "false", "true"], "{text}");
        }
    }
}

#[test]
fn letters_of_truth_go_through_the_printed_options() {
    for (first, second, expected) in [
        ("正确", "错误", ["true", "false"]),
        ("错误", "正确", ["false", "true"]),
        ("对", "错", ["true", "false"]),
    ] {
        let text = format!(
            "判断题\n1. 样品要登记。（A）\nA. {first}\nB. {second}\n2. 合同不用归档。（B）\nA. {first}\nB. {second}\n"
        );
        assert_eq!(keys(&text), expected, "{first}/{second}");
    }
}

#[test]
fn ones_noughts_and_twos_are_never_truth() {
    for codes_of_truth in [["1", "0"], ["0", "1"], ["1", "2"], ["2", "1"]] {
        let [first, second] = codes_of_truth;
        let paper = format!("判断题\n1. 样品要登记。\n答案：{first}\n2. 合同不用归档。\n答案：{second}\n");
        assert_eq!(keys(&paper), ["none", "none"], "{paper}");
        assert!(codes(&paper).contains(&Code::EAnswerUnclear), "{:?}", codes(&paper));
        let csv = format!("题型,题目,答案\n判断题,样品要登记。,{first}\n判断题,合同不用归档。,{second}\n");
        let reading = reading_of(csv.as_bytes(), Some("bank.csv"));
        assert_eq!(reading.questions.iter().map(key).collect::<Vec<_>>(), ["none", "none"], "{csv}");
    }
}

#[test]
fn crosses_inside_words_are_no_marks() {
    let text = "三、判断题\n1. 报表用 E×cel 编写。（√）\n2. 求最大值用 MA×函数。\n答案：√\n3. 价格表的后缀是.×ls\n4. 旧报表是 E×cel 97 的 x 版本\n5. 尺寸写作 3×4 米。（×）\n";
    assert_eq!(
        questions(text),
        [
            "1 true_false 报表用 E×cel 编写。 => true",
            "2 true_false 求最大值用 MA×函数。 => true",
            "3 true_false 价格表的后缀是.×ls => none",
            "4 true_false 旧报表是 E×cel 97 的 x 版本 => none",
            "5 true_false 尺寸写作 3×4 米。 => false"
        ]
    );
}

#[test]
fn a_file_without_keys_gives_none() {
    let text: String = (1..=300)
        .map(|number| {
            format!("{number}. 编号{number}的客户由谁负责（   ）\nA. 前台{number}\nB. 经理\nC. 司机\n")
        })
        .collect();
    let reading = reading_of(format!("一、单选题\n{text}").as_bytes(), None);
    assert_eq!(reading.questions.len(), 300);
    assert!(reading.questions.iter().all(|question| question.answer.is_none()));
    assert_eq!(reading.diagnostics.iter().filter(|one| one.code == Code::EAnswerMissing).count(), 300);
}

#[test]
fn doubtful_keys_are_none() {
    for tail in [
        "",
        "答案：全错。",
        "答案：A或者D这题没查到",
        "答案：无",
        "答案：略",
        "答案：",
        "答案：？",
        "答案：待定",
        "【答案】暂无",
        "我的答案：D",
    ] {
        assert_eq!(
            key_of(&format!("2. [单选题]下列属于拜访准备的是（  ）\n{OPTIONS}\n{tail}")),
            "none",
            "{tail}"
        );
    }
}

#[test]
fn a_single_choice_with_several_letters_has_no_key_and_a_multiple_choice_with_one_keeps_it() {
    let several = format!("2. [单选题]哪项属于拜访准备？（AB）\n{OPTIONS}");
    assert_eq!(key_of(&several), "none");
    assert!(codes(&between(&several)).contains(&Code::EAnswerCount));
    let one = format!("2. [多选题]哪项属于拜访准备？（B）\n{OPTIONS}");
    assert_eq!(key_of(&one), "B");
    let text = between(&one);
    assert!(codes(&text).contains(&Code::WAnswerCount));
    assert_eq!(reading_of(text.as_bytes(), None).questions[1].question_type.as_str(), "multiple_choice");
}

#[test]
fn a_printed_key_that_looks_wrong_is_kept() {
    assert_eq!(
        second("2. 3 加 4 等于几？（A）\nA. 8\nB. 7"),
        "2 single_choice 3 加 4 等于几？ | A 8 | B 7 => A"
    );
    let text = "判断题\n1. 1 加 1 等于 3。（√）\n2. 合同要归档。（×）\n";
    assert_eq!(keys(text), ["true", "false"]);
}

#[test]
fn what_follows_a_key_is_neither_an_option_nor_the_next_stem() {
    for after in [
        "解析：名片上有电话。",
        "【解析】A 项不对；\nB 项名片上有电话。",
        "命题单位：培训部",
        "知识点：拜访准备",
        "难度：易",
        "页码：12",
        "出处：销售手册第 3 页",
        "备注：去年考过",
        "解析：\n1. 名片上有电话；\n2. 打牌与拜访无关。",
        "【难度】中\n【知识点】拜访\n【页码】8\n【命题单位】销售部",
        "// 这题有争议",
    ] {
        assert_eq!(
            second(&format!("2. 哪项属于拜访准备？\nA. 打牌\nB. 名片\nC. 睡觉\n答案：B\n{after}")),
            "2 single_choice 哪项属于拜访准备？ | A 打牌 | B 名片 | C 睡觉 => B",
            "{after}"
        );
    }
}
