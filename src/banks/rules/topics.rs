//! The tree of topics: what stands below what, and what was merged into what.

use std::collections::HashMap;

use crate::banks::model::Topic;
use crate::db::TopicId;

/// Deepest tree that is followed. Nothing writes a deeper one or a circle; if one were there, this ends it.
const DEEPEST: usize = 16;

/// All topics.
#[derive(Debug, Clone, Default)]
pub struct TopicTree {
    topics: Vec<Topic>,
    by_code: HashMap<String, usize>,
    by_id: HashMap<TopicId, usize>,
}

/// A topic in its place.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// How many stand above it.
    pub depth: usize,
    /// The topic.
    pub topic: &'a Topic,
}

/// Why a topic cannot be put somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misplaced {
    /// It would stand below itself.
    BelowItself,
    /// The place is none: that topic is gone, merged into another or not sorted yet.
    NoPlace,
    /// The tree would be deeper than people can follow.
    TooDeep,
}

/// Most levels of the tree.
pub const MOST_LEVELS: usize = 6;

impl TopicTree {
    /// The tree of these topics.
    pub fn of(topics: Vec<Topic>) -> Self {
        let by_code = topics.iter().enumerate().map(|(at, topic)| (topic.code.clone(), at)).collect();
        let by_id = topics.iter().enumerate().map(|(at, topic)| (topic.id, at)).collect();
        Self { topics, by_code, by_id }
    }

    /// A topic by its id.
    pub fn by_id(&self, id: TopicId) -> Option<&Topic> {
        self.topics.get(*self.by_id.get(&id)?)
    }

    /// The topic that questions with this word count for: the one of that code, or what it was merged into.
    pub fn standing(&self, code: &str) -> Option<&Topic> {
        let mut topic = self.topics.get(*self.by_code.get(code)?)?;
        for _ in 0..DEEPEST {
            let Some(into) = topic.merged_into.and_then(|id| self.by_id(id)) else { break };
            topic = into;
        }
        Some(topic)
    }

    /// Every word of a topic with the topic that it stands for.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &Topic)> {
        self.topics.iter().filter_map(|topic| Some((topic.code.as_str(), self.standing(&topic.code)?)))
    }

    /// A topic and those above it, nearest first.
    pub fn path<'a>(&'a self, topic: &'a Topic) -> Vec<&'a Topic> {
        let above = |topic: &&'a Topic| topic.parent_id.and_then(|id| self.by_id(id));
        std::iter::successors(Some(topic), above).take(DEEPEST).collect()
    }

    /// Whether questions with the word `own` belong to the topic that `asked` names, or to one below it.
    pub fn is_within(&self, own: &str, asked: &str) -> bool {
        match (self.standing(own), self.standing(asked)) {
            (Some(own), Some(asked)) => self.path(own).iter().any(|topic| topic.id == asked.id),
            _ => own == asked,
        }
    }

    /// Every word under which questions belong to the topic that `asked` names, or to one below it.
    pub fn words_within(&self, asked: &str) -> Vec<String> {
        let within = self.topics.iter().filter(|topic| self.is_within(&topic.code, asked));
        let mut words: Vec<String> = within.map(|topic| topic.code.clone()).collect();
        if !self.by_code.contains_key(asked) {
            words.push(asked.to_owned());
        }
        words
    }

    /// Every word under which a question with the word `own` is found.
    pub fn found_under(&self, own: &str) -> Vec<String> {
        let mut words: Vec<String> = match self.standing(own) {
            None => vec![own.to_owned()],
            Some(topic) => {
                let path: Vec<TopicId> = self.path(topic).iter().map(|topic| topic.id).collect();
                let names = |topic: &&Topic| {
                    self.standing(&topic.code).is_some_and(|standing| path.contains(&standing.id))
                };
                self.topics.iter().filter(names).map(|topic| topic.code.clone()).collect()
            }
        };
        words.sort();
        words
    }

    /// The sorted topics from top to bottom, each with those below it right after it.
    pub fn sorted(&self) -> Vec<Placed<'_>> {
        let mut below: HashMap<Option<TopicId>, Vec<&Topic>> = HashMap::new();
        for topic in self.topics.iter().filter(|topic| topic.is_sorted && topic.merged_into.is_none()) {
            below.entry(topic.parent_id).or_default().push(topic);
        }
        for beside in below.values_mut() {
            beside.sort_by(|a, b| (a.position, &a.code).cmp(&(b.position, &b.code)));
        }
        let mut found = Vec::new();
        place(&below, None, 0, &mut found);
        found
    }

    /// Topics that only question files named so far, by code.
    pub fn unsorted(&self) -> Vec<&Topic> {
        let mut found: Vec<&Topic> =
            self.topics.iter().filter(|topic| !topic.is_sorted && topic.merged_into.is_none()).collect();
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found
    }

    /// The topics that were merged into this one, by code.
    pub fn merged_into(&self, id: TopicId) -> Vec<&Topic> {
        let mut found: Vec<&Topic> =
            self.topics.iter().filter(|topic| topic.merged_into == Some(id)).collect();
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found
    }

    /// Whether a topic (`None` is one to be made) may stand below `parent`.
    ///
    /// # Errors
    /// Why not.
    pub fn may_stand(&self, topic: Option<TopicId>, parent: Option<TopicId>) -> Result<(), Misplaced> {
        let Some(parent) = parent else { return Ok(()) };
        let parent = self.by_id(parent).ok_or(Misplaced::NoPlace)?;
        if !parent.is_sorted || parent.merged_into.is_some() {
            return Err(Misplaced::NoPlace);
        }
        let path = self.path(parent);
        if path.iter().any(|above| Some(above.id) == topic) {
            return Err(Misplaced::BelowItself);
        }
        let own = topic.map_or(1, |topic| self.levels(topic));
        if path.len() + own > MOST_LEVELS { Err(Misplaced::TooDeep) } else { Ok(()) }
    }

    /// How many levels a topic and those below it have, itself included.
    pub fn levels(&self, id: TopicId) -> usize {
        let deepest = |topic: &Topic| {
            let path = self.path(topic);
            path.iter().position(|above| above.id == id).map_or(0, |place| place + 1)
        };
        self.topics.iter().map(deepest).max().unwrap_or(1)
    }

    /// Whether anything stands below a topic or was merged into it.
    pub fn is_needed(&self, id: TopicId) -> bool {
        self.topics.iter().any(|topic| topic.parent_id == Some(id) || topic.merged_into == Some(id))
    }
}

fn place<'a>(
    below: &HashMap<Option<TopicId>, Vec<&'a Topic>>,
    parent: Option<TopicId>,
    depth: usize,
    found: &mut Vec<Placed<'a>>,
) {
    if depth > DEEPEST {
        return;
    }
    for topic in below.get(&parent).into_iter().flatten() {
        found.push(Placed { depth, topic });
        place(below, Some(topic.id), depth + 1, found);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    /// Topics from lines `code`, `code<parent` (below) and `code=other` (merged), in this order.
    fn tree(lines: &[&str]) -> TopicTree {
        let mut topics: Vec<Topic> = Vec::new();
        for (position, line) in (0..).zip(lines) {
            let (code, rest) = line.split_once(['<', '=']).unwrap_or((line, ""));
            let other = topics.iter().find(|topic| topic.code == rest).map(|topic| topic.id);
            topics.push(Topic {
                id: TopicId::new(),
                code: code.to_owned(),
                title_zh: code.to_owned(),
                title_en: code.to_owned(),
                parent_id: other.filter(|_| line.contains('<')),
                position,
                is_sorted: true,
                merged_into: other.filter(|_| line.contains('=')),
            });
        }
        TopicTree::of(topics)
    }

    fn id(tree: &TopicTree, code: &str) -> TopicId {
        tree.topics.iter().find(|topic| topic.code == code).unwrap().id
    }

    #[test]
    fn a_topic_holds_those_below_it_and_those_merged_into_them() {
        let tree = tree(&["sales", "fab<sales", "fabe=fab", "price<sales", "etiquette"]);
        for (own, asked, is_within) in [
            ("fab", "sales", true),
            ("fabe", "sales", true),
            ("fabe", "fab", true),
            ("fab", "fabe", true),
            ("sales", "fab", false),
            ("etiquette", "sales", false),
            ("unknown", "unknown", true),
            ("unknown", "sales", false),
        ] {
            assert_eq!(tree.is_within(own, asked), is_within, "{own} in {asked}");
            assert_eq!(tree.words_within(asked).contains(&own.to_owned()), is_within, "{own} in {asked}");
            assert_eq!(tree.found_under(own).contains(&asked.to_owned()), is_within, "{own} in {asked}");
        }
    }

    #[test]
    fn the_tree_is_read_from_top_to_bottom_without_what_was_merged() {
        let tree = tree(&["b", "a", "b1<b", "b2<b", "old=b", "b11<b1"]);
        let shown: Vec<String> =
            tree.sorted().iter().map(|one| format!("{}{}", one.depth, one.topic.code)).collect();
        assert_eq!(shown, ["0b", "1b1", "2b11", "1b2", "0a"]);
        assert_eq!(tree.merged_into(id(&tree, "b")).len(), 1);
    }

    #[test]
    fn a_topic_never_stands_below_itself_nor_deeper_than_people_follow() {
        let tree = tree(&["a", "b<a", "c<b", "d<c", "e<d", "f<e", "x", "y<x", "old=x"]);
        let place =
            |topic: &str, parent: &str| tree.may_stand(Some(id(&tree, topic)), Some(id(&tree, parent)));
        assert_eq!(place("a", "c"), Err(Misplaced::BelowItself));
        assert_eq!(place("a", "a"), Err(Misplaced::BelowItself));
        assert_eq!(place("y", "old"), Err(Misplaced::NoPlace));
        assert_eq!(place("x", "e"), Err(Misplaced::TooDeep));
        assert_eq!(place("x", "d"), Ok(()));
        assert_eq!(place("y", "e"), Ok(()));
        assert_eq!(tree.may_stand(None, Some(id(&tree, "f"))), Err(Misplaced::TooDeep));
        assert_eq!(tree.may_stand(Some(id(&tree, "c")), None), Ok(()));
        assert_eq!(tree.may_stand(None, Some(TopicId::new())), Err(Misplaced::NoPlace));
    }

    proptest! {
        /// Whatever is moved, as far as it may be: everything stays reachable from the top.
        #[test]
        fn no_move_makes_a_circle(moves in prop::collection::vec((0..8_usize, 0..9_usize), 0..40)) {
            let codes = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let mut tree = tree(&codes);
            for (topic, parent) in moves {
                let topic = id(&tree, codes[topic]);
                let parent = codes.get(parent).map(|code| id(&tree, code));
                if tree.may_stand(Some(topic), parent).is_ok() {
                    let at = tree.by_id[&topic];
                    tree.topics[at].parent_id = parent;
                }
                prop_assert_eq!(tree.sorted().len(), codes.len());
                prop_assert!(tree.sorted().iter().all(|one| one.depth < MOST_LEVELS));
            }
        }
    }
}
