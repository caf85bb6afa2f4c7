//! Which questions fit a filter, and how many would fit if one part of it were another.

use std::collections::BTreeMap;

use super::topics::TopicTree;
use crate::banks::model::{Listed, QuestionFilter, ReviewState};
use crate::base::QuestionKind;
use crate::db::QuestionVersionId;
use crate::web::Language;

/// The topic filter for questions that have none.
pub const NO_TOPIC: &str = "-";

/// How many questions each choice of a filter would show, the other parts of the filter staying as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// By type.
    pub kinds: BTreeMap<QuestionKind, usize>,
    /// By word of a topic, those below it included; [`NO_TOPIC`] for none.
    pub topics: BTreeMap<String, usize>,
    /// By difficulty; those without one are in none.
    pub difficulties: BTreeMap<i16, usize>,
    /// By tag.
    pub tags: BTreeMap<String, usize>,
    /// By tag of a language that is missing.
    pub missing: BTreeMap<&'static str, usize>,
    /// Without a key.
    pub without_key: usize,
    /// In a published exam, and in none.
    pub used: (usize, usize),
    /// By how far they are on their way into exams.
    pub reviews: BTreeMap<ReviewState, usize>,
}

/// What a filter found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The versions, in the order they were given.
    pub versions: Vec<QuestionVersionId>,
    /// Those of them that exams do not draw yet, with how far they are.
    pub waiting: BTreeMap<QuestionVersionId, ReviewState>,
    /// What each choice would show.
    pub counts: Counts,
}

/// The languages in which a question is missing.
pub fn missing_languages(languages: &[String]) -> impl Iterator<Item = Language> {
    Language::ALL.into_iter().filter(|language| languages.iter().all(|own| own != language.tag()))
}

/// Goes through the questions once.
pub fn found(listed: &[Listed], filter: &QuestionFilter, tree: &TopicTree) -> Found {
    let mut found = Found::default();
    let words = filter.topic.as_deref().map(|topic| tree.words_within(topic));
    let mut under: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in listed {
        let fails = failing(one, filter, words.as_deref());
        if fails.is_empty() {
            found.versions.push(one.version_id);
            if one.review != ReviewState::Active {
                found.waiting.insert(one.version_id, one.review);
            }
        }
        // A choice of one part shows what only that part keeps out, and what nothing keeps out.
        let counts = |part: Part| fails.iter().all(|failing| *failing == part);
        let sums = &mut found.counts;
        if counts(Part::Kind) {
            *sums.kinds.entry(one.kind).or_default() += 1;
        }
        if counts(Part::Topic) {
            let own = one.topic.as_deref().unwrap_or(NO_TOPIC);
            let topics = under.entry(own).or_insert_with(|| tree.found_under(own));
            topics.iter().for_each(|topic| *sums.topics.entry(topic.clone()).or_default() += 1);
        }
        if counts(Part::Difficulty)
            && let Some(difficulty) = one.difficulty
        {
            *sums.difficulties.entry(difficulty).or_default() += 1;
        }
        if counts(Part::Tag) {
            one.tags.iter().for_each(|tag| *sums.tags.entry(tag.clone()).or_default() += 1);
        }
        if counts(Part::Language) {
            missing_languages(&one.languages)
                .for_each(|language| *sums.missing.entry(language.tag()).or_default() += 1);
        }
        if counts(Part::Key) && one.lacks_key() {
            sums.without_key += 1;
        }
        if counts(Part::Use) {
            let (used, unused) = &mut sums.used;
            *(if one.is_used { used } else { unused }) += 1;
        }
        if counts(Part::Review) {
            *sums.reviews.entry(one.review).or_default() += 1;
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Kind,
    Topic,
    Difficulty,
    Tag,
    Language,
    Key,
    Use,
    Review,
}

/// The parts of the filter that keep a question out.
fn failing(one: &Listed, filter: &QuestionFilter, words: Option<&[String]>) -> Vec<Part> {
    let topic_fits = match (&filter.topic, &one.topic) {
        (None, _) => true,
        (Some(asked), None) => asked == NO_TOPIC,
        (Some(_), Some(own)) => words.is_some_and(|words| words.contains(own)),
    };
    let lacks = |tag: &String| missing_languages(&one.languages).any(|missing| missing.tag() == tag);
    let parts = [
        (Part::Kind, filter.kind.is_none_or(|kind| kind == one.kind)),
        (Part::Topic, topic_fits),
        (Part::Difficulty, filter.difficulty.is_none_or(|asked| one.difficulty == Some(asked))),
        (Part::Tag, filter.tag.as_ref().is_none_or(|tag| one.tags.contains(tag))),
        (Part::Language, filter.missing.as_ref().is_none_or(lacks)),
        (Part::Key, !filter.without_key || one.lacks_key()),
        (Part::Use, filter.used.is_none_or(|used| used == one.is_used)),
        (Part::Review, filter.review.is_none_or(|asked| asked == one.review)),
    ];
    parts.into_iter().filter(|(_, fits)| !fits).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    fn listed(number: u128) -> Listed {
        Listed {
            version_id: QuestionVersionId(uuid::Uuid::from_u128(number)),
            kind: if number.is_multiple_of(2) {
                QuestionKind::SingleChoice
            } else {
                QuestionKind::ShortAnswer
            },
            topic: (!number.is_multiple_of(3)).then(|| if number < 5 { "fab" } else { "price" }.to_owned()),
            difficulty: i16::try_from(number % 4).ok().filter(|difficulty| *difficulty > 0),
            tags: if number.is_multiple_of(5) { vec!["new".to_owned()] } else { Vec::new() },
            languages: Language::ALL[..if number.is_multiple_of(7) { 1 } else { 2 }]
                .iter()
                .map(|language| language.tag().to_owned())
                .collect(),
            has_key: number != 8,
            is_used: number > 6,
            review: if number == 9 { ReviewState::Draft } else { ReviewState::Active },
        }
    }

    #[test]
    fn each_choice_is_counted_as_if_the_others_stayed() {
        let all: Vec<Listed> = (0..10).map(listed).collect();
        let tree = TopicTree::default();
        let filter = QuestionFilter { kind: Some(QuestionKind::SingleChoice), ..QuestionFilter::default() };
        let found = found(&all, &filter, &tree);
        assert_eq!(found.versions.len(), 5);
        let counts = found.counts;
        assert_eq!(counts.kinds[&QuestionKind::ShortAnswer], 5);
        assert_eq!((counts.topics["fab"], counts.topics["price"], counts.topics[NO_TOPIC]), (2, 1, 2));
        assert_eq!(counts.missing, BTreeMap::from([("en", 1)]));
        assert_eq!((counts.without_key, counts.used, counts.tags["new"]), (1, (1, 4), 1));
        assert_eq!(counts.reviews, BTreeMap::from([(ReviewState::Active, 5)]));
    }

    #[test]
    fn what_waits_for_a_second_person_is_found_by_that_and_named() {
        let all: Vec<Listed> = (0..10).map(listed).collect();
        let waiting = QuestionFilter { review: Some(ReviewState::Draft), ..QuestionFilter::default() };
        let found = found(&all, &waiting, &TopicTree::default());
        assert_eq!(found.versions, [listed(9).version_id]);
        assert_eq!(found.waiting, BTreeMap::from([(listed(9).version_id, ReviewState::Draft)]));
        let reviews = BTreeMap::from([(ReviewState::Active, 9), (ReviewState::Draft, 1)]);
        assert_eq!(found.counts.reviews, reviews);
    }

    #[test]
    fn people_grade_short_answers_so_no_key_is_missing_there() {
        let one = Listed { has_key: false, kind: QuestionKind::ShortAnswer, ..listed(1) };
        assert!(!one.lacks_key());
        assert!(Listed { kind: QuestionKind::Numeric, ..one }.lacks_key());
    }

    proptest! {
        /// Choosing what a choice says shows as many as the choice said.
        #[test]
        fn a_choice_shows_what_it_says(kind in 0..3_u8, difficulty in 0..4_i16, used in 0..3_u8, count in 0..60_u128) {
            let all: Vec<Listed> = (0..count).map(listed).collect();
            let tree = TopicTree::default();
            let filter = QuestionFilter {
                kind: [None, Some(QuestionKind::SingleChoice), Some(QuestionKind::ShortAnswer)][usize::from(kind)],
                difficulty: Some(difficulty).filter(|difficulty| *difficulty > 0),
                used: [None, Some(true), Some(false)][usize::from(used)],
                ..QuestionFilter::default()
            };
            let counts = found(&all, &filter, &tree).counts;
            let shown = |filter: QuestionFilter| found(&all, &filter, &tree).versions.len();
            for (topic, says) in &counts.topics {
                prop_assert_eq!(shown(QuestionFilter { topic: Some(topic.clone()), ..filter.clone() }), *says);
            }
            for (kind, says) in &counts.kinds {
                prop_assert_eq!(shown(QuestionFilter { kind: Some(*kind), ..filter.clone() }), *says);
            }
            for (tag, says) in &counts.tags {
                prop_assert_eq!(shown(QuestionFilter { tag: Some(tag.clone()), ..filter.clone() }), *says);
            }
            for (tag, says) in &counts.missing {
                prop_assert_eq!(shown(QuestionFilter { missing: Some((*tag).to_owned()), ..filter.clone() }), *says);
            }
            for (review, says) in &counts.reviews {
                prop_assert_eq!(shown(QuestionFilter { review: Some(*review), ..filter.clone() }), *says);
            }
            prop_assert_eq!(shown(QuestionFilter { without_key: true, ..filter.clone() }), counts.without_key);
            prop_assert_eq!(shown(QuestionFilter { used: Some(true), ..filter.clone() }), counts.used.0);
            prop_assert_eq!(shown(QuestionFilter { used: Some(false), ..filter }), counts.used.1);
        }
    }
}
