//! Cutting a line at its tags: `【答案】`, `解析：`, `难度：` and their like.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lines::Slice;
use super::said_keys;
use super::scan::Scan;
use crate::about::About;

/// What a tag announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// The key.
    Answer,
    /// What somebody once answered, and how it was marked. Never the key.
    OwnAnswer,
    Explanation,
    Difficulty,
    Points,
    /// Topics and the like, kept as tags.
    Topic,
    QuestionType,
    /// The same in English papers.
    About(About),
    /// The stem itself: `【题目】`.
    Stem,
    /// The options: `【选项】`.
    Options,
    /// Known, and of no use here.
    Other,
}

/// A part of a line and the tag before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub tag: Option<Tag>,
    pub body: Slice<'a>,
}

/// Tag words, longest first among those that begin alike.
const WORDS: &[(&str, Tag)] = &[
    ("正确答案", Tag::Answer),
    ("参考答案", Tag::Answer),
    ("标准答案", Tag::Answer),
    ("答案及解析", Tag::Answer),
    ("答案与解析", Tag::Answer),
    ("答案和解析", Tag::Answer),
    ("正确选项", Tag::Answer),
    ("标准选项", Tag::Answer),
    ("题目答案", Tag::Answer),
    ("正解", Tag::Answer),
    ("标答", Tag::Answer),
    ("试题答案", Tag::Answer),
    ("本题答案", Tag::Answer),
    ("答案要点", Tag::Answer),
    ("答题要点", Tag::Answer),
    ("参考要点", Tag::Answer),
    ("评分标准", Tag::Explanation),
    ("我的答案", Tag::OwnAnswer),
    ("你的答案", Tag::OwnAnswer),
    ("您的答案", Tag::OwnAnswer),
    ("考生答案", Tag::OwnAnswer),
    ("学生答案", Tag::OwnAnswer),
    ("用户答案", Tag::OwnAnswer),
    ("我的作答", Tag::OwnAnswer),
    ("您的作答", Tag::OwnAnswer),
    ("我的得分", Tag::OwnAnswer),
    ("本题得分", Tag::OwnAnswer),
    ("回答错误", Tag::OwnAnswer),
    ("回答正确", Tag::OwnAnswer),
    ("此题得分", Tag::OwnAnswer),
    ("得分", Tag::OwnAnswer),
    ("批注", Tag::OwnAnswer),
    ("答案解析", Tag::Explanation),
    ("试题解析", Tag::Explanation),
    ("参考解析", Tag::Explanation),
    ("参考解答", Tag::Answer),
    ("名师解析", Tag::Explanation),
    ("专家解析", Tag::Explanation),
    ("本题解析", Tag::Explanation),
    ("答题解析", Tag::Explanation),
    ("解题分析", Tag::Explanation),
    ("答案依据", Tag::Explanation),
    ("命题依据", Tag::Explanation),
    ("出题依据", Tag::Explanation),
    ("题目解析", Tag::Explanation),
    ("考点解析", Tag::Explanation),
    ("解题思路", Tag::Explanation),
    ("答案说明", Tag::Explanation),
    ("答案分析", Tag::Explanation),
    ("试题分析", Tag::Explanation),
    ("解析", Tag::Explanation),
    ("详解", Tag::Explanation),
    ("解释", Tag::Explanation),
    ("分析", Tag::Explanation),
    ("点评", Tag::Explanation),
    ("说明", Tag::Explanation),
    ("依据", Tag::Explanation),
    ("思路", Tag::Explanation),
    ("小结", Tag::Explanation),
    ("难易程度", Tag::Difficulty),
    ("难易度", Tag::Difficulty),
    ("难度等级", Tag::Difficulty),
    ("难度系数", Tag::Other),
    ("题目难度", Tag::Difficulty),
    ("试题难度", Tag::Difficulty),
    ("难度", Tag::Difficulty),
    ("本题分值", Tag::Points),
    ("试题分数", Tag::Points),
    ("题目分数", Tag::Points),
    ("题目分值", Tag::Points),
    ("试题分值", Tag::Points),
    ("本题分数", Tag::Points),
    ("分值", Tag::Points),
    ("分数", Tag::Points),
    ("知识点", Tag::Topic),
    ("考查点", Tag::Topic),
    ("考核点", Tag::Topic),
    ("所属知识点", Tag::Topic),
    ("考点", Tag::Topic),
    ("标签", Tag::Topic),
    ("试题类型", Tag::QuestionType),
    ("题目类型", Tag::QuestionType),
    ("题型", Tag::QuestionType),
    ("试题编号", Tag::Other),
    ("命题单位", Tag::Other),
    ("命题人", Tag::Other),
    ("出题人", Tag::Other),
    ("审核人", Tag::Other),
    ("认知层次", Tag::Other),
    ("章节", Tag::Other),
    ("分类", Tag::Other),
    ("编号", Tag::Other),
    ("页码", Tag::Other),
    ("出处", Tag::Other),
    ("来源", Tag::Other),
    ("题目", Tag::Stem),
    ("题干", Tag::Stem),
    ("选项", Tag::Options),
    ("CORRECT ANSWER", Tag::Answer),
    ("Correct Answer", Tag::Answer),
    ("Correct answer", Tag::Answer),
    ("Right answer", Tag::Answer),
    ("ANSWER", Tag::Answer),
    ("Answer", Tag::Answer),
    ("answer", Tag::Answer),
    ("ANS", Tag::Answer),
    ("Ans", Tag::Answer),
    ("EXPLANATION", Tag::Explanation),
    ("Explanation", Tag::Explanation),
    ("RATIONALE", Tag::Explanation),
    ("Rationale", Tag::Explanation),
    ("Your answer", Tag::OwnAnswer),
    ("Your Answer", Tag::OwnAnswer),
    ("Difficulty level", Tag::About(About::Difficulty)),
    ("Difficulty", Tag::About(About::Difficulty)),
    ("DIFFICULTY", Tag::About(About::Difficulty)),
    ("Level", Tag::About(About::Difficulty)),
    ("Topics", Tag::About(About::Topic)),
    ("Topic", Tag::About(About::Topic)),
    ("TOPIC", Tag::About(About::Topic)),
    ("Category", Tag::About(About::Topic)),
    ("Tags", Tag::About(About::Tags)),
    ("Tag", Tag::About(About::Tags)),
    ("Keywords", Tag::About(About::Tags)),
    ("Points", Tag::About(About::Points)),
    ("POINTS", Tag::About(About::Points)),
    ("Marks", Tag::About(About::Points)),
    ("Question type", Tag::About(About::Type)),
    ("Question Type", Tag::About(About::Type)),
    ("Type", Tag::About(About::Type)),
    ("TYPE", Tag::About(About::Type)),
    ("答案选项", Tag::Answer),
    ("答案", Tag::Answer),
    ("答 案", Tag::Answer),
    ("答  案", Tag::Answer),
    ("解 析", Tag::Explanation),
    ("解  析", Tag::Explanation),
    ("答", Tag::Answer),
];

/// A tag found in a line: where it begins, and where its body begins and, when it is closed, ends.
struct Found {
    tag: Tag,
    start: usize,
    body: usize,
    body_end: Option<usize>,
}

/// Cuts a line before every known tag. The first piece has no tag and is left out when it is empty.
pub(super) fn cut(slice: Slice<'_>) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut current: Option<Tag> = None;
    let mut from = 0;
    let mut at = 0;
    while at < slice.view.len() {
        let Some(found) = tag_at(slice, at, current) else {
            at += 1;
            continue;
        };
        let before = slice.range(from, found.start);
        if current.is_some() || before.view.len() > 12 || !only_page_reference(before) {
            push(&mut pieces, current, before);
        }
        if let Some(end) = found.body_end {
            push(&mut pieces, Some(found.tag), slice.range(found.body, end));
            // After a closed tag the text goes on as what it was.
            from = end + 1;
            at = from;
        } else {
            current = Some(found.tag);
            from = found.body;
            at = from.max(at + 1);
        }
    }
    push(&mut pieces, current, slice.from(from));
    // `故选B` on a line of its own explains, with or without the word for it.
    if let [Piece { tag: tag @ None, body }] = pieces.as_mut_slice()
        && said_keys::is_line(body.view)
    {
        *tag = Some(Tag::Explanation);
    }
    pieces
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, tag: Option<Tag>, body: Slice<'a>) {
    // A colon that slipped in front of a tag is no text.
    let empty = body.view.iter().all(|one| " :;,.、".contains(*one));
    if tag.is_some() || !empty {
        pieces.push(Piece { tag, body: body.trim() });
    }
}

fn tag_at(slice: Slice<'_>, at: usize, current: Option<Tag>) -> Option<Found> {
    let character = *slice.view.get(at)?;
    if matches!(character, '【' | '[' | '(') {
        return bracketed(slice, at, character);
    }
    plain(slice, at, current)
}

/// The tag words by their first character: most characters of a line begin none.
static BY_FIRST: LazyLock<HashMap<char, Vec<(&'static str, Tag)>>> = LazyLock::new(|| {
    let mut table: HashMap<char, Vec<(&'static str, Tag)>> = HashMap::new();
    for (word, tag) in WORDS {
        table.entry(word.chars().next().unwrap_or(' ')).or_default().push((word, *tag));
    }
    table
});

fn word(scan: &mut Scan<'_>) -> Option<(&'static str, Tag)> {
    let first = scan.peek()?;
    let (word, tag) = BY_FIRST.get(&first)?.iter().copied().find(|(word, _)| scan.sees(word))?;
    scan.eat_word(word);
    Some((word, tag))
}

/// `【答案】`, `[解析]`, `【答案：B】`, `（参考答案：B）`
fn bracketed(slice: Slice<'_>, at: usize, open: char) -> Option<Found> {
    let close = match open {
        '【' => '】',
        '[' => ']',
        _ => ')',
    };
    let mut scan = Scan::starting_at(slice.view, at + 1);
    scan.spaces();
    let (_, tag) = word(&mut scan)?;
    scan.spaces();
    if open != '(' && scan.eat(|one| one == close).is_some() {
        scan.spaces();
        scan.eat(|one| one == ':');
        return Some(Found { tag, start: at, body: scan.at, body_end: None });
    }
    scan.eat(|one| one == ':')?;
    let body = scan.at;
    let length = scan.skip(|one| one != close);
    scan.eat(|one| one == close)?;
    (length > 0 && matches!(tag, Tag::Answer | Tag::Difficulty | Tag::Points | Tag::Topic | Tag::OwnAnswer))
        .then_some(Found { tag, start: at, body, body_end: Some(body + length) })
}

/// `答案：B`, `答案是：b`, `参考答案A`, `P205 答：…`
fn plain(slice: Slice<'_>, at: usize, current: Option<Tag>) -> Option<Found> {
    let mut scan = Scan::starting_at(slice.view, at);
    let (name, tag) = word(&mut scan)?;
    let length = name.chars().count();
    let before = slice.range(0, at);
    // A tag far into the line is not at its start; not looking there keeps long lines linear.
    let near_start = at <= 12;
    let at_start =
        near_start && (before.view.iter().all(|one| " :>.,".contains(*one)) || only_page_reference(before));
    let previous = before.view.last().copied();
    let lower_case = name.starts_with(|one: char| one.is_ascii_lowercase());
    let after_break = at_start
        || !lower_case && previous.is_some_and(|one| " 。;,.!?)】]、…\"”".contains(one))
        || length >= 4 && !name.is_ascii()
        || is_glued_tag(&scan, tag, length, previous, current);
    if !after_break {
        return None;
    }
    if matches!(tag, Tag::Stem | Tag::Options) && !at_start {
        return None;
    }
    let mut ahead = scan;
    if tag == Tag::Answer && length > 1 {
        ahead.eat_any(&["应该是", "应为", "是", "为", "选", " is"]);
    }
    ahead.spaces();
    let equals = tag == Tag::Answer && length > 1;
    if ahead.eat(|one| one == ':' || equals && one == '=').is_some() {
        return Some(Found { tag, start: at, body: ahead.at, body_end: None });
    }
    if !at_start {
        return None;
    }
    let mark = scan.eat(|one| one == ' ' || one == ';' || one == '、').is_some();
    let tail = slice.from(ahead.at);
    let key_follows = tag == Tag::Answer && length > 1 && is_short_key(tail);
    let spaced = mark
        && length > 1
        && matches!(tag, Tag::Explanation | Tag::Difficulty | Tag::Topic | Tag::Points)
        && length <= 4;
    let ends_here = tail.is_blank() && length > 1 && matches!(tag, Tag::Answer | Tag::Explanation);
    if key_follows {
        return Some(Found { tag, start: at, body: ahead.at, body_end: None });
    }
    (spaced || ends_here).then_some(Found { tag, start: at, body: scan.at, body_end: None })
}

/// Tags in papers that were run together: `…D.催款答案:B解析:…`. The key right after the tag, or before it, shows
/// that it is one.
fn is_glued_tag(
    scan: &Scan<'_>,
    tag: Tag,
    length: usize,
    previous: Option<char>,
    current: Option<Tag>,
) -> bool {
    let mut ahead = *scan;
    if length < 2 || ahead.eat(|one| one == ':').is_none() {
        return false;
    }
    ahead.spaces();
    match tag {
        Tag::Answer => {
            let key = ahead.peek().is_some_and(|one| ('A'..='H').contains(&one) || "√×✓✗✔✘❌".contains(one))
                || ahead.sees("正确")
                || ahead.sees("错误");
            let word_goes_on = ahead.peek_at(1).is_some_and(|one| one.is_ascii_lowercase());
            key && !word_goes_on
        }
        Tag::Explanation => {
            let after_key =
                previous.is_some_and(|one| one.is_ascii_uppercase() || "√×✓✗✔✘❌对错确误".contains(one));
            after_key && matches!(current, Some(Tag::Answer) | None)
        }
        _ => false,
    }
}

/// Only `P205` or `(P205)` stands before.
fn only_page_reference(before: Slice<'_>) -> bool {
    let mut scan = Scan::new(before.trim().view);
    super::marks::page_reference(&mut scan) && scan.is_done()
}

/// Nothing but labels or a truth word, as after `参考答案` without a colon; what follows a full stop must be a tag.
fn is_short_key(tail: Slice<'_>) -> bool {
    let text = tail.plain();
    let (text, rest) = text.split_once('。').unwrap_or((text.as_str(), ""));
    if !rest.is_empty() && !rest.starts_with(['【', '[']) && !rest.starts_with("解析") {
        return false;
    }
    let text = text.trim_end_matches('.');
    let text = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    !text.is_empty()
        && (text.chars().count() <= 14
            && text
                .chars()
                .all(|one| ('A'..='P').contains(&one.to_ascii_uppercase()) || " ,、;".contains(one))
            || super::words::is_plain_truth(text))
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    fn cut_text(text: &str) -> Vec<(Option<Tag>, String)> {
        let line = lines::split(text).remove(0);
        cut(line.all()).into_iter().map(|piece| (piece.tag, piece.body.text())).collect()
    }

    #[test]
    fn tags_on_one_line_are_cut_apart() {
        assert_eq!(
            cut_text("【答案】AB 【解析】天气无关。【分值】3"),
            vec![
                (Some(Tag::Answer), "AB".to_owned()),
                (Some(Tag::Explanation), "天气无关。".to_owned()),
                (Some(Tag::Points), "3".to_owned()),
            ]
        );
        assert_eq!(
            cut_text("难度：易   知识点：电话邀约"),
            vec![(Some(Tag::Difficulty), "易".to_owned()), (Some(Tag::Topic), "电话邀约".to_owned())]
        );
        assert_eq!(
            cut_text("我的答案:C正确答案:A"),
            vec![(Some(Tag::OwnAnswer), "C".to_owned()), (Some(Tag::Answer), "A".to_owned())]
        );
    }

    #[test]
    fn answer_tags_are_read_in_every_spelling() {
        for (text, key) in [
            ("答案：B", "B"),
            ("答案B", "B"),
            ("答：AB", "AB"),
            ("答案是：b", "b"),
            ("参考答案A", "A"),
            ("【正确答案】：C", "C"),
            ("【答案：D】", "D"),
            ("正确答案 对", "对"),
            (":答:因为", "因为"),
            ("P205 答:因为", "因为"),
        ] {
            assert_eq!(cut_text(text), vec![(Some(Tag::Answer), key.to_owned())], "{text}");
        }
    }

    #[test]
    fn ordinary_sentences_are_not_cut() {
        for text in
            ["客户的回答:先看价格", "案例分析:某公司", "解答客户的疑问", "答案在合同里面", "【背景】某公司"]
        {
            assert_eq!(cut_text(text), vec![(None, text.to_owned())], "{text}");
        }
    }
}
