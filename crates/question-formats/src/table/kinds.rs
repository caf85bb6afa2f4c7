//! What a file's own words for kinds of questions mean.
//!
//! Names are known. Codes (`1`, `2`, `3`) and names that are used both ways (`multiple choice`) mean what the rows that
//! carry them show; only where the rows leave it open, the usual meaning counts.

use std::collections::HashMap;

use super::entry::Entry;
use super::keys;
use crate::model::QuestionType;
use crate::paper_text::shared;

/// A kind of question as files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A kind that drafts have.
    Type(QuestionType),
    /// A choice question with one key or several.
    Choice,
}

/// The kind a word surely names.
fn named(word: &str) -> Option<Kind> {
    use QuestionType as Q;
    let plain: String =
        word.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(match plain.as_str() {
        "single"
        | "singlechoice"
        | "sc"
        | "radio"
        | "singleanswer"
        | "singleselect"
        | "单"
        | "单项"
        | "最佳选择题"
        | "a1型题"
        | "单项选择题a型"
        | "单选单选题" => Kind::Type(Q::SingleChoice),
        "multiple" | "mc" | "checkbox" | "multipleanswer" | "multipleanswers" | "multipleselect"
        | "multiselect" | "multipleresponse" | "mr" | "ma" | "multi" | "多" | "多项" | "不定向选择题"
        | "不定项选" | "kprim" | "checkboxes" => Kind::Type(Q::MultipleChoice),
        "tf" | "truefalse" | "trueorfalse" | "judge" | "judgement" | "judgment" | "boolean" | "yesno"
        | "判" | "是非" | "对错" | "正误题" | "判断正误题" | "bool" => Kind::Type(Q::TrueFalse),
        "blank" | "fib" | "fill" | "fillblank" | "fillintheblank" | "fillin" | "fillintheblanks" | "填"
        | "cloze" | "填空题客观" => Kind::Type(Q::FillBlank),
        "essay" | "short" | "qa" | "shorttext" | "shortanswer" | "openended" | "free" | "freetext"
        | "text" | "open" | "subjective" | "主观" | "问" | "简" | "论述分析题" | "实操题" | "计算题"
        | "分析题" | "操作题" | "画图题" | "作文" | "作文题" => Kind::Type(Q::ShortAnswer),
        "numeric" | "numerical" | "number" | "数值题" | "数值" | "数字题" => Kind::Type(Q::Numeric),
        "matching" | "match" | "匹配题" | "匹配" | "连线题" | "连线" | "配对题" => {
            Kind::Type(Q::Matching)
        }
        "ordering" | "order" | "sorting" | "排序题" | "排序" | "sequence" => Kind::Type(Q::Ordering),
        "choice" => Kind::Choice,
        _ => return shared::kind_named(plain.as_str()).and_then(from_paper),
    })
}

/// The kind of a section of a paper. A case says nothing about the questions on it.
pub(super) fn from_paper(kind: shared::Kind) -> Option<Kind> {
    use shared::Kind as K;
    Some(match kind {
        K::Single => Kind::Type(QuestionType::SingleChoice),
        K::Multiple | K::Indefinite => Kind::Type(QuestionType::MultipleChoice),
        K::Choice => Kind::Choice,
        K::TrueFalse => Kind::Type(QuestionType::TrueFalse),
        K::Blank => Kind::Type(QuestionType::FillBlank),
        K::Short => Kind::Type(QuestionType::ShortAnswer),
        K::Case | K::Mixed => return None,
    })
}

/// Whether a word names a kind.
pub(super) fn is_known(word: &str) -> bool {
    word.chars().count() <= 16 && (named(word).is_some() || contained(word).is_some())
}

/// The kind named somewhere in a longer word: `高级单选题（新）`.
fn contained(word: &str) -> Option<Kind> {
    (word.chars().count() <= 24).then(|| shared::kind_within(word).and_then(from_paper)).flatten()
}

/// The usual meaning of codes and of names that are used both ways.
fn usual(word: &str) -> Option<QuestionType> {
    let plain: String =
        word.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(match plain.as_str() {
        "1" | "01" => QuestionType::SingleChoice,
        "2" | "02" | "multiplechoice" => QuestionType::MultipleChoice,
        "3" | "03" => QuestionType::TrueFalse,
        "4" | "04" => QuestionType::ShortAnswer,
        _ => return None,
    })
}

/// A kind, and whether it was concluded from the rows.
pub(super) type Meaning = (Option<Kind>, bool);

/// What the rows that carry one word look like.
#[derive(Default)]
struct Shapes {
    truth: usize,
    one_label: usize,
    several_labels: usize,
    no_options: usize,
    choice: usize,
    /// No options, and 1 or 2 for a key.
    one_or_two: usize,
    all: usize,
}

/// What each word for a kind means in this file.
pub(super) fn meanings(entries: &[Entry]) -> HashMap<String, Meaning> {
    let mut shapes: HashMap<&str, Shapes> = HashMap::new();
    for entry in entries.iter().filter(|entry| !entry.kind_word.is_empty()) {
        look(entry, shapes.entry(entry.kind_word.as_str()).or_default());
    }
    // `multiple choice` beside `single choice` can only mean several keys.
    let names_single = shapes.keys().any(|word| named(word) == Some(Kind::Type(QuestionType::SingleChoice)));
    shapes
        .into_iter()
        .map(|(word, shapes)| {
            let meaning = match named(word).or_else(|| contained(word)) {
                Some(kind) => (Some(kind), false),
                None => learned(usual(word), &shapes, names_single),
            };
            (word.to_owned(), meaning)
        })
        .collect()
}

fn look(entry: &Entry, shapes: &mut Shapes) {
    shapes.all += 1;
    let options = entry.options.as_slice();
    let key = keys::quick(entry);
    let is_marked = options.len() < 2 && (matches!(key, shared::Key::Truth(_)) || is_coded_truth(entry));
    if options.len() < 2 && matches!(entry.answer.as_str(), "1" | "2") {
        shapes.one_or_two += 1;
    }
    if shared::is_truth_pair(options) || is_marked {
        shapes.truth += 1;
    } else if options.len() >= 2 {
        shapes.choice += 1;
        match &key {
            shared::Key::Labels(labels) if labels.len() > 1 => shapes.several_labels += 1,
            shared::Key::Labels(_) => shapes.one_label += 1,
            _ => {}
        }
    } else {
        shapes.no_options += 1;
    }
}

/// Whether a statement without options and gaps has 1 or 0 for a key: it is to be judged, though nobody knows which of the
/// two means true.
pub(super) fn is_coded_truth(entry: &Entry) -> bool {
    entry.options.is_empty()
        && (matches!(entry.answer.as_str(), "0" | "1" | "0.0" | "1.0") || is_two_for_false(entry))
        && shared::count_blanks(&entry.stem) == 0
        && !entry.stem.ends_with(['?', '？'])
}

/// `1` and `2` are used too; only a whole sentence shows that `2` is no number asked for.
fn is_two_for_false(entry: &Entry) -> bool {
    matches!(entry.answer.as_str(), "2" | "2.0") && entry.stem.trim_end().ends_with('。')
}

fn learned(usual: Option<QuestionType>, shapes: &Shapes, names_single: bool) -> Meaning {
    let most = |count: usize| count * 10 >= shapes.all * 8;
    let known = |question_type: QuestionType| (Some(Kind::Type(question_type)), usual != Some(question_type));
    let coded = shapes.one_or_two == shapes.all && shapes.all > 2;
    if most(shapes.truth) || coded {
        return known(QuestionType::TrueFalse);
    }
    if most(shapes.choice) {
        return match usual {
            Some(QuestionType::MultipleChoice) if shapes.several_labels > 0 || names_single => {
                known(QuestionType::MultipleChoice)
            }
            Some(QuestionType::SingleChoice) if shapes.several_labels * 10 < shapes.choice => {
                known(QuestionType::SingleChoice)
            }
            _ if shapes.several_labels > 0 => known(QuestionType::MultipleChoice),
            _ if shapes.one_label > 0 => known(QuestionType::SingleChoice),
            _ => (None, true),
        };
    }
    if most(shapes.no_options) && usual == Some(QuestionType::ShortAnswer) {
        return known(QuestionType::ShortAnswer);
    }
    (None, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn entry(word: &str, options: usize, answer: &str) -> Entry {
        let mut entry = Entry::new(Place::line(1));
        entry.kind_word = word.to_owned();
        entry.options = ('A'..='Z').take(options).map(|label| (label, format!("选{label}"))).collect();
        entry.answer = answer.to_owned();
        entry
    }

    fn meaning(entries: &[Entry], word: &str) -> Meaning {
        meanings(entries).remove(word).unwrap_or_default()
    }

    #[test]
    fn names_of_kinds_are_known() {
        for (word, kind) in [
            ("单选题", QuestionType::SingleChoice),
            ("[多选]", QuestionType::MultipleChoice),
            ("判断", QuestionType::TrueFalse),
            ("true_false", QuestionType::TrueFalse),
            ("Checkbox", QuestionType::MultipleChoice),
            ("填空题", QuestionType::FillBlank),
            ("问答题", QuestionType::ShortAnswer),
            ("产品单选题", QuestionType::SingleChoice),
        ] {
            assert_eq!(meaning(&[entry(word, 0, "")], word), (Some(Kind::Type(kind)), false), "{word}");
        }
    }

    #[test]
    fn codes_mean_what_their_rows_show() {
        let usual = [entry("1", 4, "A"), entry("2", 4, "AB"), entry("3", 0, "对")];
        assert_eq!(meaning(&usual, "1"), (Some(Kind::Type(QuestionType::SingleChoice)), false));
        assert_eq!(meaning(&usual, "2"), (Some(Kind::Type(QuestionType::MultipleChoice)), false));
        assert_eq!(meaning(&usual, "3"), (Some(Kind::Type(QuestionType::TrueFalse)), false));
        let other = [entry("0", 4, "A"), entry("1", 4, "AB"), entry("2", 0, "错")];
        assert_eq!(meaning(&other, "0"), (Some(Kind::Type(QuestionType::SingleChoice)), true));
        assert_eq!(meaning(&other, "1"), (Some(Kind::Type(QuestionType::MultipleChoice)), true));
        assert_eq!(meaning(&other, "2"), (Some(Kind::Type(QuestionType::TrueFalse)), true));
        assert_eq!(meaning(&[entry("7", 0, "文字")], "7"), (None, true));
    }
}
