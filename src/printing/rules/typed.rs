//! What staff type from a sheet of paper: responses, points, the time of the sitting.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::base::QuestionKind;
use crate::base::text::unix_line_ends;
use crate::exams::scoring::{Response, ResponseProblem};

/// Why something typed is no response to its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedProblem {
    /// It is not made of letters.
    NotLetters,
    /// The question has no option with this letter.
    NoSuchOption(char),
    /// Only one option can be chosen.
    OnlyOne,
    /// It says neither true nor false.
    NotTrueOrFalse,
    /// It is too long or has characters that no text has.
    NotText,
}

/// What a person may put between letters.
const BETWEEN: &[char] = &[' ', ',', '、', ';', '/', '.', '。', '-', '—', '–', '_', '·'];

/// Words for true and false, in capitals.
const TRUE_WORDS: &[&str] = &["T", "TRUE", "对", "正确", "√", "✓", "✔"];
const FALSE_WORDS: &[&str] = &["F", "FALSE", "错", "错误", "×", "X", "✗", "✘"];

/// The response as it is stored, of what was typed from a sheet: letters in any order, case and width with anything
/// usual between them; true and false as letters, words or ticks; text as it stands. Nothing, or a dash, is no response.
///
/// # Errors
/// [`TypedProblem`] when it is no response to a question of this type with this many options.
pub fn typed_response(kind: QuestionKind, option_count: u8, typed: &str) -> Result<String, TypedProblem> {
    let response = match kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => {
            folded(typed).chars().filter(|sign| !BETWEEN.contains(sign)).collect()
        }
        QuestionKind::TrueFalse => match folded(typed).trim_matches(BETWEEN) {
            "" => String::new(),
            word if TRUE_WORDS.contains(&word) => "T".to_owned(),
            word if FALSE_WORDS.contains(&word) => "F".to_owned(),
            _ => return Err(TypedProblem::NotTrueOrFalse),
        },
        // Here a dash is a place that is left open.
        QuestionKind::Matching | QuestionKind::Ordering => {
            let letters = folded(typed).replace(['—', '–', '_'], "-");
            letters.chars().filter(|sign| *sign == '-' || !BETWEEN.contains(sign)).collect()
        }
        QuestionKind::FillBlank => unix_line_ends(typed.trim()).replace(['|', '｜'], "\n"),
        _ => unix_line_ends(typed.trim()),
    };
    let response = Response::parse(kind, option_count, &response).map_err(|problem| match problem {
        ResponseProblem::NotLabels => TypedProblem::NotLetters,
        ResponseProblem::NoSuchOption(letter) => TypedProblem::NoSuchOption(letter),
        ResponseProblem::MoreThanOne => TypedProblem::OnlyOne,
        ResponseProblem::NotTrueOrFalse => TypedProblem::NotTrueOrFalse,
        ResponseProblem::TooLong | ResponseProblem::ControlCharacter => TypedProblem::NotText,
    })?;
    Ok(response.to_canonical())
}

/// Width and case folded.
fn folded(typed: &str) -> String {
    typed.nfkc().collect::<String>().trim().to_uppercase()
}

/// Points as a person types them, in 1/100, from nothing to `maximum`: `7`, `7.5`, `7.25`. `None` for anything else.
pub fn typed_score(typed: &str, maximum: i32) -> Option<i32> {
    let text: String = typed.nfkc().collect::<String>().replace('。', ".");
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 2 || !is_number(whole) || !is_number(decimals) {
        return None;
    }
    let hundredths: i32 = format!("{decimals:0<2}").parse().ok()?;
    let points = whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
    (points <= maximum).then_some(points)
}

/// Why nobody can have sat a paper at this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SittingProblem {
    /// It is still to come.
    InFuture,
    /// The version of the exam was not published then.
    BeforePublishing,
}

/// Whether a paper can have been sat then. Sittings are typed in whole minutes, so the minute in which the version was
/// published counts.
pub fn sitting_problem(
    sat_at: DateTime<Utc>,
    published_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<SittingProblem> {
    let published_at = published_at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(published_at);
    if sat_at > now {
        Some(SittingProblem::InFuture)
    } else if sat_at < published_at {
        Some(SittingProblem::BeforePublishing)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;
    use QuestionKind::{
        FillBlank, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice, TrueFalse,
    };

    #[test]
    fn what_is_typed_from_a_sheet_becomes_the_stored_response() {
        for (kind, typed, stored) in [
            (SingleChoice, " b ", "B"),
            (SingleChoice, "Ｃ", "C"),
            (SingleChoice, "", ""),
            (SingleChoice, "—", ""),
            (MultipleChoice, "d、a，C", "ACD"),
            (MultipleChoice, "A, B", "AB"),
            (MultipleChoice, "abba", "AB"),
            (TrueFalse, "t", "T"),
            (TrueFalse, "错", "F"),
            (TrueFalse, "√", "T"),
            (TrueFalse, "×", "F"),
            (TrueFalse, "ｘ", "F"),
            (TrueFalse, " - ", ""),
            (ShortAnswer, "  先问\r\n再讲 ", "先问\n再讲"),
            (FillBlank, " 30 ｜ 日息 | ", "30\n日息"),
            (FillBlank, "| 日息", "\n日息"),
            (Numeric, " 1,5 % ", "1,5 %"),
            (Matching, "b、—、ａ", "B-A"),
            (Matching, "b--", "B"),
            (Ordering, "D, c，B a", "DCBA"),
        ] {
            assert_eq!(typed_response(kind, 4, typed).as_deref(), Ok(stored), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_response_is_told_apart() {
        use TypedProblem::{NoSuchOption, NotLetters, NotText, NotTrueOrFalse, OnlyOne};
        for (kind, typed, problem) in [
            (SingleChoice, "AB", OnlyOne),
            (SingleChoice, "E", NoSuchOption('E')),
            (SingleChoice, "1", NotLetters),
            (MultipleChoice, "AZ", NoSuchOption('Z')),
            (MultipleChoice, "甲", NotLetters),
            (TrueFalse, "A", NotTrueOrFalse),
            (TrueFalse, "TF", NotTrueOrFalse),
            (ShortAnswer, "a\0b", NotText),
            (Matching, "AE", NoSuchOption('E')),
            (Ordering, "1234", NotLetters),
            (FillBlank, "a\0b", NotText),
        ] {
            assert_eq!(typed_response(kind, 4, typed), Err(problem), "{typed:?}");
        }
    }

    #[test]
    fn points_are_exact_to_a_hundredth_and_never_more_than_the_maximum() {
        for (typed, score) in [
            ("0", Some(0)),
            ("7", Some(700)),
            ("7.5", Some(750)),
            (" 7.05 ", Some(705)),
            ("７．２５", Some(725)),
            ("11", Some(1100)),
            ("11.01", None),
            ("7.255", None),
            ("-1", None),
            ("+1", None),
            ("", None),
            (".5", None),
            ("7,5", None),
            ("99999999999", None),
        ] {
            assert_eq!(typed_score(typed, 1100), score, "{typed:?}");
        }
    }

    #[test]
    fn nobody_sat_a_paper_tomorrow_or_before_it_was_published() {
        let at = |time: &str| format!("2026-11-22T{time}Z").parse::<DateTime<Utc>>().unwrap();
        let (published, now) = (at("08:30:40"), at("12:00:00"));
        for (sat_at, problem) in [
            (at("12:00:00"), None),
            (at("12:00:01"), Some(SittingProblem::InFuture)),
            (at("08:30:00"), None),
            (at("08:29:59"), Some(SittingProblem::BeforePublishing)),
        ] {
            assert_eq!(sitting_problem(sat_at, published, now), problem, "{sat_at}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_as_itself(typed in "[A-Fa-f ,、ＡＢ√×TF对错.-]{0,8}", options in 1u8..7) {
            for kind in [SingleChoice, MultipleChoice, TrueFalse] {
                if let Ok(stored) = typed_response(kind, options, &typed) {
                    prop_assert!(Response::parse(kind, options, &stored).is_ok());
                    prop_assert_eq!(typed_response(kind, options, &stored), Ok(stored));
                }
            }
        }
    }
}
