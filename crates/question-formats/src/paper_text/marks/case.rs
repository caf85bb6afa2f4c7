//! Headings of cases and other shared material, chapters, page references.

use super::section::is_decoration;
use crate::paper_text::scan::Scan;

/// A heading of a case or other material; gives where its title begins.
pub(in crate::paper_text) fn case_heading(view: &[char]) -> Option<usize> {
    let mut scan = Scan::new(view);
    scan.skip(is_decoration);
    let word = scan.eat_any(&[
        "案例分析题",
        "案例分析",
        "案例题",
        "案例",
        "背景材料",
        "背景资料",
        "材料",
        "资料",
        "情景",
        "情境",
    ])?;
    scan.spaces();
    scan.eat_word("(");
    let numbered = scan.chinese_number() > 0
        || scan.number(3).is_some()
        || scan.eat(|one| "①②③④⑤⑥⑦⑧⑨⑩".contains(one)).is_some();
    let closed = scan.eat_any(&[")", "】", "]"]).is_some();
    let spaces = scan.spaces();
    let mark = scan.skip(|one| matches!(one, ':' | '、' | '.' | ',' | ' ' | ')' | '】' | '-' | '—'));
    let alone = scan.is_done();
    let fits = if numbered {
        closed || spaces + mark > 0 || alone
    } else {
        mark > 0 && view.contains(&':') && word != "资料" || alone && view.len() <= 8
    };
    if !fits || view.len() > 120 && !numbered {
        return None;
    }
    page_reference(&mut scan);
    scan.skip(|one| matches!(one, ':' | '、' | ' '));
    Some(scan.at)
}

/// `P96` or `(P96)`.
pub(in crate::paper_text) fn page_reference(scan: &mut Scan<'_>) -> bool {
    let mut ahead = *scan;
    let opened = ahead.eat_word("(");
    if ahead.eat(|one| matches!(one, 'P' | 'p')).is_none() || ahead.number(4).is_none() {
        return false;
    }
    ahead.skip(|one| one.is_ascii_digit() || one == '-');
    if opened && !ahead.eat_word(")") {
        return false;
    }
    ahead.spaces();
    *scan = ahead;
    true
}

/// `阅读下列材料，回答 5-8 题`: the numbers it names, `None` when it names none.
pub(in crate::paper_text) fn shared_material(plain: &str) -> Option<Option<(u32, u32)>> {
    let about = ["根据", "阅读", "依据", "结合"].iter().any(|word| plain.contains(word))
        && ["材料", "资料", "案例", "短文", "背景", "下文", "情景", "以下", "下列"]
            .iter()
            .any(|word| plain.contains(word));
    let (before, after) = plain.split_once("回答").or_else(|| plain.split_once("完成"))?;
    if !about || before.chars().count() > 40 || after.chars().count() > 30 {
        return None;
    }
    let characters: Vec<char> = after.chars().collect();
    let mut scan = Scan::new(&characters);
    while !scan.is_done() {
        if let Some(from) = scan.number(4) {
            scan.skip(|one| !one.is_ascii_digit() && one != '题');
            return Some(scan.number(4).map(|to| (from, to)));
        }
        scan.at += 1;
    }
    after.contains('题').then_some(None).or_else(|| after.contains("问题").then_some(None))
}

/// `(2~3题共用备选答案)`: the options below it are shared by these questions.
pub(in crate::paper_text) fn shared_options(plain: &str) -> Option<(u32, u32)> {
    if plain.chars().count() > 40 || !plain.contains("共用") {
        return None;
    }
    let (before, after) = plain.split_once("共用")?;
    if !(after.contains("答案") || after.contains("选项")) {
        return None;
    }
    let characters: Vec<char> = before.chars().collect();
    let mut scan = Scan::new(&characters);
    scan.skip(|one| !one.is_ascii_digit());
    let from = scan.number(4)?;
    scan.skip(|one| "-~—–至到 ".contains(one));
    Some((from, scan.number(4)?))
}

/// A chapter or part title: `第二章 客户开发`.
pub(in crate::paper_text) fn is_chapter(view: &[char]) -> bool {
    let mut scan = Scan::new(view);
    scan.skip(is_decoration);
    if !scan.eat_word("第") || scan.chinese_number() == 0 && scan.number(3).is_none() {
        return false;
    }
    scan.eat_any(&["章", "节", "篇", "部分", "单元", "讲", "模块", "课"]).is_some() && view.len() <= 40
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::super::view;
    use super::*;

    #[test]
    fn case_headings_are_read() {
        for (text, title) in [
            ("案例一:客户价值", "客户价值"),
            ("案例三 P96 终身价值", "终身价值"),
            ("案例九、如何整理", "如何整理"),
            ("【案例2】某公司", "某公司"),
            ("材料一：某公司", "某公司"),
        ] {
            let view = view(text);
            let at = case_heading(&view).unwrap();
            assert_eq!(view.get(at..).unwrap().iter().collect::<String>(), title, "{text}");
        }
        assert!(case_heading(&view("案例一直是教学的重点")).is_none());
    }
}
