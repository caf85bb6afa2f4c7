//! What stands on the paper of a certificate: texts with places for what differs, filled in.

use certificate_pdf::Sheet;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Longest text of a design in characters.
pub const TEXT_CHARS: usize = 300;

/// Where the title of the certification goes in a sentence.
pub const TITLE: &str = "{title}";

/// Where the result goes, as people write percents.
pub const SCORE: &str = "{score}";

/// Where the day of issue goes.
pub const DATE: &str = "{date}";

/// The texts and the colour of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignTexts {
    /// The large word, Chinese.
    pub heading_zh: String,
    /// The same in English, small.
    pub heading_en: String,
    /// What is certified where there is a result, Chinese.
    pub sentence_zh: String,
    /// The same in English.
    pub sentence_en: String,
    /// What is certified where no result is known, Chinese.
    pub plain_zh: String,
    /// The same in English.
    pub plain_en: String,
    /// Who signs; may be empty.
    pub signer: String,
    /// Colour of frame and ornament as `#rrggbb`.
    pub accent: String,
}

impl Default for DesignTexts {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            heading_zh: text("资格证书"),
            heading_en: text("Certificate of qualification"),
            sentence_zh: text("于 {date} 达到“{title}”认证的全部要求，成绩 {score}，特发此证。"),
            sentence_en: text(
                "On {date} the holder met all requirements of \"{title}\" with a score of {score}.",
            ),
            plain_zh: text("已取得“{title}”认证，特发此证。"),
            plain_en: text("The holder is certified in \"{title}\"."),
            signer: String::new(),
            accent: text("#2e4899"),
        }
    }
}

/// Why a sentence cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentenceProblem {
    /// It does not say what is certified.
    NoTitle,
    /// A place that means nothing here: its text.
    UnknownPlace(String),
}

/// Checks the places of a sentence; without a result `{score}` means nothing.
///
/// # Errors
/// What is wrong with it.
pub fn check_sentence(sentence: &str, has_score: bool) -> Result<(), SentenceProblem> {
    let known = |place: &str| place == TITLE || place == DATE || (has_score && place == SCORE);
    let mut rest = sentence;
    while let Some((_, after)) = rest.split_once('{') {
        let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
        let place = format!("{{{inside}}}");
        if !known(&place) {
            return Err(SentenceProblem::UnknownPlace(place));
        }
        rest = behind;
    }
    if sentence.contains(TITLE) { Ok(()) } else { Err(SentenceProblem::NoTitle) }
}

/// Red, green and blue of `#rrggbb`.
pub fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let mut parts = [0; 3];
    hex::decode_to_slice(digits, &mut parts).ok()?;
    Some(parts)
}

/// What differs from certificate to certificate, in both languages (Chinese, English).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Who issued it.
    pub organisation: String,
    /// Name of the holder.
    pub holder: String,
    /// The name in Latin letters; may be empty.
    pub holder_latin: String,
    /// Titles of the certification.
    pub titles: (String, String),
    /// The result as people write percents; `None` when none is known.
    pub score: Option<String>,
    /// Number for people.
    pub number: String,
    /// Day of issue.
    pub issued: NaiveDate,
    /// The same in words.
    pub issued_words: (String, String),
    /// Last day it is valid; `None` is without end.
    pub valid_to: Option<NaiveDate>,
    /// The code in groups.
    pub code: String,
    /// Address of the page that verifies it.
    pub address: String,
}

/// The words beside the facts, Chinese and English in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Before the number.
    pub number: String,
    /// Before the day of issue.
    pub issued: String,
    /// Before the last day.
    pub valid_to: String,
    /// In place of a last day.
    pub without_end: String,
    /// Before the code.
    pub code: String,
    /// Below the QR code.
    pub scan: String,
}

/// What stands on the paper.
pub fn sheet(texts: &DesignTexts, facts: Facts, labels: Labels) -> Sheet {
    let (zh, en) = match &facts.score {
        Some(_) => (&texts.sentence_zh, &texts.sentence_en),
        None => (&texts.plain_zh, &texts.plain_en),
    };
    let score = facts.score.as_deref().unwrap_or_default();
    let paragraphs = vec![
        fill(zh, &facts.titles.0, score, &facts.issued_words.0),
        fill(en, &facts.titles.1, score, &facts.issued_words.1),
    ];
    let valid_to = facts.valid_to.map_or(labels.without_end, |day| day.to_string());
    let issued = facts.issued;
    Sheet {
        organisation: facts.organisation,
        heading: texts.heading_zh.clone(),
        subheading: texts.heading_en.clone(),
        holder: facts.holder,
        holder_latin: facts.holder_latin,
        paragraphs,
        facts: vec![
            (labels.number, facts.number.clone()),
            (labels.issued, issued.to_string()),
            (labels.valid_to, valid_to),
            (labels.code, facts.code),
        ],
        signer: texts.signer.clone(),
        scan: labels.scan,
        address: facts.address,
        language: "zh-CN".to_owned(),
        title: format!("{} {}", texts.heading_zh, facts.number),
        issued: (
            u16::try_from(issued.year()).unwrap_or_default(),
            u8::try_from(issued.month()).unwrap_or(1),
            u8::try_from(issued.day()).unwrap_or(1),
        ),
    }
}

/// A sentence with its places filled, each once: what is put in is never read as a place.
fn fill(sentence: &str, title: &str, score: &str, date: &str) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(match inside {
            "title" => title,
            "score" => score,
            "date" => date,
            _ => "",
        });
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_sentence_must_say_what_is_certified_and_have_only_known_places() {
        assert_eq!(check_sentence("合格：{title}，{score}，{date}", true), Ok(()));
        assert_eq!(check_sentence("合格", true), Err(SentenceProblem::NoTitle));
        assert_eq!(
            check_sentence("{title} {score}", false),
            Err(SentenceProblem::UnknownPlace("{score}".into()))
        );
        assert_eq!(
            check_sentence("{title} {name}", true),
            Err(SentenceProblem::UnknownPlace("{name}".into()))
        );
        assert_eq!(check_sentence("{title} {", true), Err(SentenceProblem::UnknownPlace("{}".into())));
        let texts = DesignTexts::default();
        for (sentence, has_score) in [
            (&texts.sentence_zh, true),
            (&texts.sentence_en, true),
            (&texts.plain_zh, false),
            (&texts.plain_en, false),
        ] {
            assert_eq!(check_sentence(sentence, has_score), Ok(()), "{sentence}");
        }
    }

    #[test]
    fn colours_are_three_pairs_of_digits() {
        assert_eq!(colour("#2e4899"), Some([0x2e, 0x48, 0x99]));
        for wrong in ["2e4899", "#2e489", "#2e48991", "#xxxxxx", "", "#2e48９9"] {
            assert_eq!(colour(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn s30_places_are_filled_once_and_what_is_put_in_stays_as_it_is() {
        assert_eq!(
            fill("{date}: “{title}”, {score}", "A {score} B", "91%", "18 May"),
            "18 May: “A {score} B”, 91%"
        );
    }

    #[test]
    fn a_certificate_without_a_result_does_not_speak_of_one() {
        let day: NaiveDate = "2026-05-18".parse().unwrap();
        let facts = Facts {
            organisation: "澄海".into(),
            holder: "林晓雯".into(),
            holder_latin: String::new(),
            titles: ("异议处理".into(), "Objections".into()),
            score: None,
            number: "OBJ-2026-00001".into(),
            issued: day,
            issued_words: ("2026 年 5 月 18 日".into(), "18 May 2026".into()),
            valid_to: None,
            code: "CH7K".into(),
            address: "https://localhost/verify/CH7K".into(),
        };
        let label = |word: &str| word.to_owned();
        let labels = Labels {
            number: label("编号"),
            issued: label("签发"),
            valid_to: label("至"),
            without_end: label("长期"),
            code: label("码"),
            scan: label("扫码"),
        };
        let sheet = sheet(&DesignTexts::default(), facts, labels);
        assert_eq!(
            sheet.paragraphs,
            ["已取得“异议处理”认证，特发此证。", "The holder is certified in \"Objections\"."]
        );
        assert_eq!(sheet.facts.get(2).unwrap(), &("至".to_owned(), "长期".to_owned()));
        assert_eq!(sheet.issued, (2026, 5, 18));
    }
}
