//! Which options of a question keep their place when options are shuffled: 以上都对 belongs after those it speaks of, and
//! where an option names others by their letters (A和C都对) the whole question stays as it is.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::exams::scoring::Labels;

/// The options that keep their place. `languages` holds the options of each language in their order; `marked` are the
/// labels that the bank marks, which decide alone when there are any marks or an empty list of them.
pub(super) fn kept<'a>(languages: impl Iterator<Item = &'a [String]>, marked: Option<&[String]>) -> Labels {
    if let Some(marked) = marked {
        return Labels::parse(&marked.concat()).unwrap_or(Labels::NONE);
    }
    languages.fold(Labels::NONE, |kept, options| kept.in_either(kept_by_words(options)))
}

/// Longest option that can speak of others and nothing else, in bytes. Most options are longer, and this is looked at for
/// every question of every paper that is drawn.
const LONGEST: usize = 80;

fn kept_by_words(options: &[String]) -> Labels {
    let indexes = || (0u8..26).zip(options);
    let short = || indexes().filter(|(_, option)| option.len() <= LONGEST);
    if short().any(|(_, option)| names_options(option, options.len())) {
        return indexes().fold(Labels::NONE, |all, (index, _)| all.with(index));
    }
    let speaking = short().filter(|(_, option)| speaks_of_the_others(option));
    speaking.fold(Labels::NONE, |kept, (index, _)| kept.with(index))
}

/// Whether an option speaks of the others as a whole: all of the above, 以上都不对.
fn speaks_of_the_others(option: &str) -> bool {
    let folded: String = option.nfkc().flat_map(char::to_lowercase).collect();
    speaks_in_chinese(&folded) || speaks_in_english(&folded)
}

const BEFORE: &[&str] = &[
    "以上", "上述", "上面", "前面", "前述", "前几", "前三", "前两", "所有", "全部", "这些", "四", "三", "两",
    "几",
];
const NOUNS: &[&str] = &[
    "选项", "答案", "说法", "各项", "方面", "内容", "情况", "观点", "做法", "因素", "措施", "方法", "描述",
    "表述", "项", "点", "者", "个", "种", "的",
];
const QUANTIFIERS: &[&str] =
    &["全部都", "全都", "全部", "都", "均", "皆", "全", "无一", "没有一个", "没有一项", "没有"];
const VERDICTS: &[&str] = &[
    "",
    "对",
    "不对",
    "是",
    "不是",
    "非",
    "正确",
    "不正确",
    "错",
    "错误",
    "不全对",
    "不全是",
    "包括",
    "不包括",
    "可以",
    "不可以",
    "可",
    "不可",
    "行",
    "不行",
    "属于",
    "不属于",
    "符合",
    "不符合",
    "适用",
    "不适用",
    "需要",
    "不需要",
    "有可能",
    "应该",
    "选",
];

/// (以上 | 上述 | …) (选项 | 说法 | …) (都 | 均 | …) (对 | 不对 | …): the verdict, and one of the first and the third.
fn speaks_in_chinese(folded: &str) -> bool {
    let letters: String = folded.chars().filter(|one| one.is_alphanumeric()).collect();
    let (points_back, rest) = without_prefixes(&letters, BEFORE);
    let (_, rest) = without_prefixes(rest, NOUNS);
    let quantifier = QUANTIFIERS.iter().find_map(|word| rest.strip_prefix(word));
    let verdict = quantifier.unwrap_or(rest);
    let is_whole = VERDICTS.contains(&verdict) && (!verdict.is_empty() || points_back);
    is_whole && (quantifier.is_some() || (points_back && letters.starts_with(['以', '上', '前', '所', '全'])))
}

/// Whether any of the words stands in front, and what is left when all of them are taken away.
fn without_prefixes<'t>(text: &'t str, words: &[&str]) -> (bool, &'t str) {
    let (mut rest, mut found) = (text, false);
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        (rest, found) = (shorter, true);
    }
    (found, rest)
}

/// All, none, any, both, neither or either of the above, these, them, the others; also with a verdict after it.
fn speaks_in_english(folded: &str) -> bool {
    const WHOLE: &[&str] = &["all", "none", "any", "both", "neither", "either", "nothing", "everything"];
    const LITTLE: &[&str] = &[
        "of",
        "the",
        "is",
        "are",
        "a",
        "an",
        "correct",
        "right",
        "wrong",
        "true",
        "false",
        "incorrect",
        "apply",
        "applies",
        "not",
        "statements",
        "answers",
        "options",
        "choices",
    ];
    const OTHERS: &[&str] =
        &["above", "these", "them", "foregoing", "preceding", "others", "mentioned", "listed"];
    let mut words = folded.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    if !words.next().is_some_and(|first| WHOLE.contains(&first)) {
        return false;
    }
    let rest: Vec<&str> = words.collect();
    !rest.is_empty() && rest.iter().all(|word| LITTLE.contains(word) || OTHERS.contains(word))
}

/// Whether an option names others by their letters: A和C都对, B、D, both A and B. `count` options have letters.
fn names_options(option: &str, count: usize) -> bool {
    const WORDS: &[&str] = &[
        "both", "either", "neither", "only", "and", "or", "nor", "are", "is", "correct", "right", "wrong",
        "true", "false", "options", "option", "answers", "answer", "以上", "选项", "答案", "正确", "错误",
        "都", "均", "皆", "全", "对", "不", "错", "是", "和", "与", "及", "或", "以", "仅", "只有", "只",
        "项", "两", "三", "者",
    ];
    let last = char::from_u32(u32::from('A') + u32::try_from(count.clamp(1, 26) - 1).unwrap_or(0));
    let folded: String = option.nfkc().collect();
    let mut rest: &str = &folded;
    let (mut letters, mut others, mut previous_is_latin) = (BTreeSet::new(), 0usize, false);
    while let Some(first) = rest.chars().next() {
        let word = WORDS.iter().find(|word| starts_with_word(rest, word, previous_is_latin));
        if let Some(word) = word {
            others += 1;
            previous_is_latin = word.is_ascii();
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        if first.is_ascii_uppercase() && Some(first) <= last && !is_word(rest) {
            letters.insert(first);
        } else if first.is_alphanumeric() {
            return false;
        }
        previous_is_latin = false;
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    letters.len() > 1 || (letters.len() == 1 && others > 0)
}

/// Whether the text goes on with this word; a Latin one must not be a piece of a longer one.
fn starts_with_word(rest: &str, word: &str, previous_is_latin: bool) -> bool {
    if !word.is_ascii() {
        return rest.starts_with(word);
    }
    let head = rest.get(..word.len());
    let next = rest.get(word.len()..).and_then(|after| after.chars().next());
    !previous_is_latin
        && head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        && !next.is_some_and(|next| next.is_ascii_alphabetic())
}

/// Whether a capital begins a word in small letters, as in Always.
fn is_word(rest: &str) -> bool {
    rest.chars().nth(1).is_some_and(|second| second.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_words(options: &[&str]) -> String {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        kept(std::iter::once(options.as_slice()), None).to_string()
    }

    #[test]
    fn options_that_speak_of_the_others_are_known_by_their_words() {
        for option in [
            "以上都对",
            "以上都不对。",
            "以上都是",
            "以上都不是",
            "以上均正确",
            "以上说法都不正确",
            "以上选项均不对",
            "上述各项都是",
            "全部正确",
            "都不对",
            "都是",
            "以上皆非",
            "以上全部",
            "以上三项都对",
            "前三项都对",
            "所有选项都正确",
            "以上答案都不对",
            "全对",
            "没有一个正确",
            "无一正确",
            "以 上 都 对",
            "以上都包括",
            "以上情况都有可能",
            "全选",
            "All of the above",
            "None of the above.",
            "all the above",
            "None of these",
            "All of the above are correct",
            "Neither of the above",
            "Any of these",
            "none of them",
            "All are correct",
            "Both of the above",
        ] {
            assert_eq!(by_words(&["甲", option, "乙"]), "B", "{option}");
        }
    }

    #[test]
    fn options_that_say_something_of_their_own_may_move() {
        for option in [
            "都市白领",
            "全部客户名单",
            "以上海为中心",
            "对",
            "不对",
            "正确",
            "错误",
            "是",
            "上门拜访",
            "前台接待",
            "三个月",
            "四项原则",
            "全额退款",
            "都要先打招呼再递名片",
            "没有",
            "所有人",
            "两者兼顾",
            "All customers",
            "None",
            "Both sides profit",
            "Any time before noon",
            "Nothing",
            "all right then",
            "A",
            "B 类客户",
            "AB 型",
            "Always",
            "A client",
            "Benefit",
            "C 级高管",
            "I and you",
            "OK",
            "VIP",
        ] {
            assert_eq!(by_words(&["甲", option, "乙", "丙"]), "", "{option}");
        }
    }

    #[test]
    fn where_an_option_names_others_by_letter_nothing_moves() {
        for option in [
            "A和C都对",
            "A、B",
            "AB",
            "A与B均正确",
            "A和B都不对",
            "both A and B",
            "A and C only",
            "Neither A nor B",
            "选项A正确",
            "A, B and C",
            "Ａ和Ｂ",
            "A 或 C",
            "以上A、B、C都对",
            "(A)(B)",
            "only A",
            "AB都是",
        ] {
            assert_eq!(by_words(&["甲", "乙", "丙", option]), "ABCD", "{option}");
        }
        assert_eq!(by_words(&["甲", "乙", "A、D"]), "", "there is no D");
    }

    #[test]
    fn what_the_bank_marks_decides_alone() {
        let options = ["甲", "以上都对"].map(str::to_owned);
        let by = |marked: &[&str]| {
            let marked: Vec<String> = marked.iter().map(|label| (*label).to_owned()).collect();
            kept(std::iter::once(options.as_slice()), Some(&marked)).to_string()
        };
        assert_eq!(by(&["A"]), "A");
        assert_eq!(by(&[]), "");
    }

    #[test]
    fn words_of_any_language_of_the_question_count() {
        let (chinese, english) =
            (["甲", "以上全是"].map(str::to_owned), ["one", "all of the above"].map(str::to_owned));
        let both = [chinese.as_slice(), english.as_slice()];
        assert_eq!(kept(both.into_iter(), None).to_string(), "B");
    }
}
