//! What the address of a list of questions asks for.

use serde::Deserialize;

use crate::banks::model::{QuestionFilter, ReviewState};
use crate::banks::rules::LONGEST_SEARCH;
use crate::base::QuestionKind;
use crate::base::text::has_forbidden_controls;
use crate::web::Language;
use crate::web::paging::page_number;

/// Longest word of a topic or tag that is looked for, in characters.
const LONGEST_WORD: usize = 200;

/// The query of the page of a bank and of the search over all banks.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    /// Only questions with this text.
    pub q: Option<String>,
    /// Only this type.
    pub kind: Option<String>,
    /// Only this topic and those below it.
    pub topic: Option<String>,
    /// Only this difficulty.
    pub difficulty: Option<String>,
    /// Only this tag.
    pub tag: Option<String>,
    /// Only questions that are not there in this language.
    pub missing: Option<String>,
    /// `missing`: only questions without a key.
    pub key: Option<String>,
    /// `yes`: only questions that a published exam may draw; `no`: only those that none may.
    pub used: Option<String>,
    /// Only questions that are so far on their way into exams.
    pub review: Option<String>,
    /// Page, from 1.
    pub page: Option<String>,
}

impl ListQuery {
    /// As a filter; what cannot be read filters nothing.
    pub fn filter(&self) -> QuestionFilter {
        let word = |text: &Option<String>, longest: usize| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            (!has_forbidden_controls(text)).then(|| text.chars().take(longest).collect::<String>())
        };
        QuestionFilter {
            text: word(&self.q, LONGEST_SEARCH),
            kind: self.kind.as_deref().and_then(QuestionKind::parse),
            topic: word(&self.topic, LONGEST_WORD),
            difficulty: self
                .difficulty
                .as_deref()
                .and_then(|text| text.parse().ok())
                .filter(|difficulty| (1..=5).contains(difficulty)),
            tag: word(&self.tag, LONGEST_WORD),
            missing: self
                .missing
                .as_deref()
                .and_then(Language::parse)
                .map(|missing| missing.tag().to_owned()),
            without_key: self.key.as_deref() == Some("missing"),
            used: match self.used.as_deref() {
                Some("yes") => Some(true),
                Some("no") => Some(false),
                _ => None,
            },
            review: self.review.as_deref().and_then(ReviewState::parse),
        }
    }

    /// The page, from 1.
    pub fn page(&self) -> i64 {
        page_number(self.page.as_deref())
    }
}

/// A filter as it stands in an address: what [`ListQuery`] reads again. Empty, or ends in `&`.
pub fn filter_query(filter: &QuestionFilter) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    let difficulty = filter.difficulty.map(|difficulty| difficulty.to_string());
    for (name, value) in [
        ("q", filter.text.as_deref()),
        ("kind", filter.kind.map(QuestionKind::as_str)),
        ("topic", filter.topic.as_deref()),
        ("difficulty", difficulty.as_deref()),
        ("tag", filter.tag.as_deref()),
        ("missing", filter.missing.as_deref()),
        ("key", filter.without_key.then_some("missing")),
        ("used", filter.used.map(|used| if used { "yes" } else { "no" })),
        ("review", filter.review.map(ReviewState::as_str)),
    ] {
        if let Some(value) = value {
            pairs.append_pair(name, value);
        }
    }
    let query = pairs.finish();
    if query.is_empty() { query } else { format!("{query}&") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(query: &str) -> QuestionFilter {
        let pairs: serde_json::Map<String, serde_json::Value> = url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
            .collect();
        serde_json::from_value::<ListQuery>(pairs.into()).unwrap().filter()
    }

    #[test]
    fn an_address_says_the_filter_it_was_made_from() {
        let filter = QuestionFilter {
            text: Some("大客户 & 异议".to_owned()),
            kind: Some(QuestionKind::TrueFalse),
            topic: Some("销售/价格".to_owned()),
            difficulty: Some(3),
            tag: Some("a=b".to_owned()),
            missing: Some("en".to_owned()),
            without_key: true,
            used: Some(false),
            review: Some(ReviewState::Draft),
        };
        assert_eq!(read(filter_query(&filter).trim_end_matches('&')), filter);
        assert_eq!(filter_query(&QuestionFilter::default()), "");
    }

    #[test]
    fn what_cannot_be_read_filters_nothing() {
        let query = "q=%00&kind=essay&difficulty=9&missing=fr&used=maybe&review=done&tag=+&topic=";
        assert_eq!(read(query), QuestionFilter::default());
    }
}
