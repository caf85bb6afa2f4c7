//! Topics as their pages show them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::banks::model::Topic;
use crate::banks::rules::{MOST_LEVELS, Misplaced, TopicTree};
use crate::db::TopicId;
use crate::web::components::Choice;
use crate::web::{Language, Visit};

/// A topic in its place.
#[derive(Serialize)]
pub struct TopicRow {
    /// Marks that show how deep it lies; nothing at the top.
    branch: String,
    id: String,
    code: String,
    title: String,
    other_title: String,
    /// Questions that name it.
    own: i64,
    /// Questions that count for it: also those below it and what was merged into it.
    all: i64,
    href: String,
}

/// The sorted topics from top to bottom. `counts` are questions by the word they name.
pub fn topic_rows(visit: &Visit, tree: &TopicTree, counts: &BTreeMap<String, i64>) -> Vec<TopicRow> {
    let rows = tree.sorted().into_iter().map(|one| {
        let words = tree.words_within(&one.topic.code);
        let standing = |word: &&String| tree.standing(word).is_some_and(|topic| topic.id == one.topic.id);
        let count = |word: &String| counts.get(word).copied().unwrap_or(0);
        TopicRow {
            branch: match one.depth {
                0 => String::new(),
                depth => format!("{}└ ", "\u{3000}".repeat(depth - 1)),
            },
            own: words.iter().filter(standing).map(count).sum(),
            all: words.iter().map(count).sum(),
            ..row(visit, one.topic)
        }
    });
    rows.collect()
}

/// Topics without a place in the tree, each with the questions that name it.
pub fn named_rows(visit: &Visit, topics: &[&Topic], counts: &BTreeMap<String, i64>) -> Vec<TopicRow> {
    let count = |topic: &Topic| counts.get(&topic.code).copied().unwrap_or(0);
    topics
        .iter()
        .map(|topic| TopicRow { own: count(topic), all: count(topic), ..row(visit, topic) })
        .collect()
}

fn row(visit: &Visit, topic: &Topic) -> TopicRow {
    let title = |language: Language| language.pick(&topic.title_zh, &topic.title_en).to_owned();
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("topic", &topic.code).finish();
    TopicRow {
        branch: String::new(),
        id: topic.id.to_string(),
        code: topic.code.clone(),
        title: title(visit.language),
        other_title: title(visit.language.other()),
        own: 0,
        all: 0,
        href: format!("/banks/search?{query}"),
    }
}

/// A topic that is offered while a word is typed.
#[derive(Debug, Serialize)]
pub struct TopicChoice {
    /// The word questions name it by.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
}

/// The topics a question may be given: those of the tree from top to bottom, then those without a place in it.
pub fn topic_choices(visit: &Visit, tree: &TopicTree) -> Vec<TopicChoice> {
    let choice = |topic: &Topic| TopicChoice {
        code: topic.code.clone(),
        title: visit.language.pick(&topic.title_zh, &topic.title_en).to_owned(),
    };
    let sorted = tree.sorted();
    sorted.iter().map(|one| one.topic).chain(tree.unsorted()).map(choice).collect()
}

/// The topics that something may be put below, or merged into.
pub struct TopicsAbove<'a> {
    /// Whose language.
    pub visit: &'a Visit,
    /// All topics.
    pub tree: &'a TopicTree,
    /// The topic that is to be put somewhere; it and those below it are no place for it.
    pub without: Option<TopicId>,
}

impl TopicsAbove<'_> {
    /// The top, and every topic it may stand below.
    pub fn choices(&self, chosen: Option<TopicId>) -> Vec<Choice> {
        let top = Choice::new("", self.visit.text("topics-top"), chosen.is_none());
        std::iter::once(top).chain(self.places(chosen)).collect()
    }

    /// Every topic it may be merged into.
    pub fn targets(&self) -> Vec<Choice> {
        let none = Choice::new("", self.visit.text("topics-choose"), true);
        std::iter::once(none).chain(self.places(None)).collect()
    }

    fn places(&self, chosen: Option<TopicId>) -> Vec<Choice> {
        let sorted = self.tree.sorted();
        let own = |topic: &Topic| self.tree.path(topic).iter().any(|above| Some(above.id) == self.without);
        let places = sorted.iter().filter(|one| !own(one.topic)).map(|one| {
            let title = self.visit.language.pick(&one.topic.title_zh, &one.topic.title_en);
            let label = format!("{}{title}", "\u{3000}".repeat(one.depth));
            Choice::new(one.topic.id.to_string(), label, chosen == Some(one.topic.id))
        });
        places.collect()
    }
}

/// Why a topic cannot be put somewhere, as a sentence.
pub fn misplaced_words(visit: &Visit, why: Misplaced) -> String {
    match why {
        Misplaced::BelowItself => visit.text("topics-below-itself"),
        Misplaced::NoPlace => visit.text("topics-place-gone"),
        Misplaced::TooDeep => {
            visit.text_with("topics-too-deep", [("most", i64::try_from(MOST_LEVELS).unwrap_or(i64::MAX))])
        }
    }
}
