//! What the options are: items 6 to 9.

use super::*;

#[test]
fn option_marks_in_every_spelling() {
    for mark in [
        "A.", "A、", "A．", "A:", "A：", "A)", "A）", "A\\)", "(A)", "（A）", "【A】", "[A]", "A ", "A",
        "a.", "a、", "a)", "Ａ．", "Ａ、", "Ａ", "A，", "A．、", "A。", "- A. ", "* A. ", "A,",
    ] {
        let options: String = ["前台", "司机", "县级经理", "孙总"]
            .iter()
            .zip([("A", "a", "Ａ"), ("B", "b", "Ｂ"), ("C", "c", "Ｃ"), ("D", "d", "Ｄ")])
            .map(|(text, (upper, lower, wide))| {
                let label = mark.replace('A', upper).replace('a', lower).replace('Ａ', wide);
                format!("{label}{text}\n")
            })
            .collect();
        assert_eq!(
            second(&format!("2. 谁负责审批？（C）\n{options}")),
            "2 single_choice 谁负责审批？ | A 前台 | B 司机 | C 县级经理 | D 孙总 => C",
            "{mark}"
        );
    }
}

#[test]
fn skipped_repeated_and_empty_labels() {
    for (labels, expected, code) in [
        ("AC", "A 甲 | C 乙", Code::WOptionGap),
        ("ABDD", "A 甲 | B 乙 | C 丙 | D 丁", Code::WOptionRelabelled),
        ("ABCEE", "A 甲 | B 乙 | C 丙 | D 丁 | E 戊", Code::WOptionRelabelled),
        ("ABCC", "A 甲 | B 乙 | C 丙 | D 丁", Code::WOptionRelabelled),
    ] {
        let options: String = labels
            .chars()
            .zip(["甲", "乙", "丙", "丁", "戊"])
            .map(|(label, text)| format!("{label}、{text}\n"))
            .collect();
        let lines = format!("2. 谁负责审批？（A）\n{options}");
        assert_eq!(second(&lines), format!("2 single_choice 谁负责审批？ | {expected} => A"), "{labels}");
        assert!(codes(&between(&lines)).contains(&code), "{labels}: {:?}", codes(&between(&lines)));
    }
    let empty = "2. 谁负责审批？（A）\nA、甲\nB、乙\nC、丙\nD、";
    assert_eq!(second(empty), "2 single_choice 谁负责审批？ | A 甲 | B 乙 | C 丙 | D  => A");
    assert!(codes(&between(empty)).contains(&Code::WOptionEmpty));
}

#[test]
fn several_options_on_a_line_with_anything_between() {
    for gap in
        ["\t", " ", "   ", "\u{a0}", "\u{a0}\u{a0}\u{a0}", "\u{3000}", "\u{3000}\u{3000}", ";", "；", ""]
    {
        for lines in [
            format!("A、前台{gap}B、司机{gap}C、经理{gap}D、客户"),
            format!("A、前台{gap}B、司机\nC、经理{gap}D、客户"),
        ] {
            assert_eq!(
                second(&format!("2. 谁负责审批？（C）\n{lines}")),
                "2 single_choice 谁负责审批？ | A 前台 | B 司机 | C 经理 | D 客户 => C",
                "{lines}"
            );
        }
    }
}

#[test]
fn a_first_option_glued_to_the_stem() {
    assert_eq!(
        second("2. 报价单的审批人是（）A、前台\nB、司机\nC、经理\n答案：C"),
        "2 single_choice 报价单的审批人是（） | A 前台 | B 司机 | C 经理 => C"
    );
    assert_eq!(
        second("2. 每次最多带（）件样品，且登记在【A】 前台\n【B】 司机\n【C】 经理\n答案：C"),
        "2 single_choice 每次最多带（）件样品，且登记在 | A 前台 | B 司机 | C 经理 => C"
    );
}

#[test]
fn text_on_the_line_after_the_label() {
    assert_eq!(
        second("2. 谁负责审批？\n【A】前台\n【B】司机\n【C】\n经理\n【D】\n客户\n答案：C"),
        "2 single_choice 谁负责审批？ | A 前台 | B 司机 | C 经理 | D 客户 => C"
    );
}

#[test]
fn options_in_one_cell_joined_in_every_way() {
    for cell in [
        "A. 前台 B. 司机 C. 经理",
        "A、前台；B、司机；C、经理",
        "\"A. 前台\nB. 司机\nC. 经理\"",
        "前台|司机|经理",
        "前台&司机&经理",
        "\"前台\n司机\n经理\"",
        "\"[\"\"前台\"\",\"\"司机\"\",\"\"经理\"\"]\"",
        "A:前台║B:司机║C:经理",
        "A.前台B.司机C.经理",
        "\"{\"\"A\"\":\"\"前台\"\",\"\"B\"\":\"\"司机\"\",\"\"C\"\":\"\"经理\"\"}\"",
    ] {
        let text = format!("题型,题目,选项,答案\n单选题,谁负责审批？,{cell},C\n");
        let reading = reading_of(text.as_bytes(), Some("bank.csv"));
        assert_eq!(reading.questions.len(), 1, "{cell}");
        assert_eq!(
            line(&reading.questions[0]),
            "- single_choice 谁负责审批？ | A 前台 | B 司机 | C 经理 => C",
            "{cell}"
        );
    }
}

#[test]
fn letters_that_are_no_options() {
    for (stem, shown) in [
        ("在铭牌上的“mA、动作时间”由谁核对？", "在铭牌上的“mA、动作时间”由谁核对？"),
        (
            "关于公司在境外收款所使用的支付系统以及它的日常维护，\nCIPS系统由谁维护？",
            "关于公司在境外收款所使用的支付系统以及它的日常维护，CIPS系统由谁维护？",
        ),
        ("文件在C:／Tomcat 里，由谁备份？", "文件在C:／Tomcat 里，由谁备份？"),
        ("标有\"B\"的箱子由谁发出？", "标有\"B\"的箱子由谁发出？"),
        ("D经理所在公司的合同由谁签署？", "D经理所在公司的合同由谁签署？"),
    ] {
        assert_eq!(
            second(&format!("2. {stem}（B）\nA. 前台\nB. 专员")),
            format!("2 single_choice {shown} | A 前台 | B 专员 => B")
        );
    }
    let essay = questions(
        "简答题\n1. D经理所在公司流失客户的原因是什么？\n答:D经理没有回访客户。\n2. 怎样挽回？\n答：登门道歉。\n",
    );
    assert_eq!(
        essay,
        [
            "1 short_answer D经理所在公司流失客户的原因是什么？ => [\"D经理没有回访客户。\"]",
            "2 short_answer 怎样挽回？ => [\"登门道歉。\"]"
        ]
    );
    assert_eq!(
        second("2. `x**2` 里的运算符与 2 ** 3 的相同，都是\nA. *\nB. **\nC. ^\n答案：B"),
        "2 single_choice `x**2` 里的运算符与 2 ** 3 的相同，都是 | A * | B ** | C ^ => B"
    );
}

#[test]
fn two_to_fourteen_options() {
    for count in 2..=14 {
        let labels = || ('A'..='Z').take(count);
        let lines: String = labels().map(|label| format!("{label}. 第{label}组\n")).collect();
        let options: String = labels().map(|label| format!(" | {label} 第{label}组")).collect();
        let last = labels().last().unwrap();
        assert_eq!(
            second(&format!("2. 由哪一组负责？（{last}）\n{lines}")),
            format!("2 single_choice 由哪一组负责？{options} => {last}")
        );
    }
    let five =
        questions("多选题\n1. 哪些属于拜访准备？（ABDE）\nA. 资料\nB. 名片\nC. 打牌\nD. 样品\nE. 目标\n");
    assert_eq!(
        five,
        ["1 multiple_choice 哪些属于拜访准备？ | A 资料 | B 名片 | C 打牌 | D 样品 | E 目标 => ABDE"]
    );
}

#[test]
fn options_without_any_text_of_their_own() {
    for mark in ["", "."] {
        let lines = format!("2. 下面哪个是公司的标志？（C）\nA．{mark}\nB．{mark}\nC．{mark}\nD．{mark}");
        let found = second(&lines);
        assert!(found.starts_with("2 single_choice 下面哪个是公司的标志？ | A "), "{found}");
        assert!(found.ends_with("=> C") && found.matches(" | ").count() == 4, "{found}");
    }
}
