//! What trainers send about topics.

use crate::banks::model::TopicWish;
use crate::banks::rules::TopicTree;
use crate::base::text::{has_forbidden_controls, is_code};
use crate::db::TopicId;
use crate::web::{Fields, FormErrors, Visit};

/// The fields of a topic that are shown again when something is wrong.
pub const TOPIC_FIELDS: [&str; 5] = ["code", "title_zh", "title_en", "parent", "position"];

/// Longest title of a topic, in characters.
const TITLE: usize = 100;

/// Places of a topic among those beside it.
const POSITIONS: std::ops::RangeInclusive<i32> = 0..=999;

/// A topic that is to be made: its code and the rest.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn new_topic(
    fields: &Fields,
    tree: &TopicTree,
    visit: &Visit,
) -> Result<(String, TopicWish), FormErrors> {
    let code = fields.get("code").to_owned();
    let mut errors = FormErrors::none();
    if !is_code(&code) {
        errors.add("code", visit.text("topics-code-wrong"));
    }
    let wish = wish(fields, tree, visit, &mut errors);
    if errors.is_empty() { Ok((code, wish)) } else { Err(errors) }
}

/// What a topic is to be from now on.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn topic_wish(fields: &Fields, tree: &TopicTree, visit: &Visit) -> Result<TopicWish, FormErrors> {
    let mut errors = FormErrors::none();
    let wish = wish(fields, tree, visit, &mut errors);
    if errors.is_empty() { Ok(wish) } else { Err(errors) }
}

fn wish(fields: &Fields, tree: &TopicTree, visit: &Visit, errors: &mut FormErrors) -> TopicWish {
    let mut title = |name: &'static str| {
        let title = fields.get(name);
        if title.is_empty() || title.chars().count() > TITLE || has_forbidden_controls(title) {
            errors.add(name, visit.text_with("topics-title-wrong", [("field", name)]));
        }
        title.to_owned()
    };
    let (title_zh, title_en) = (title("title_zh"), title("title_en"));
    let typed = fields.optional("parent");
    let parent = typed.and_then(|typed| topic_id(tree, typed));
    if typed.is_some() && parent.is_none() {
        errors.add("parent", visit.text("topics-place-gone"));
    }
    let typed = fields.optional("position").unwrap_or("0");
    let position = typed.parse().ok().filter(|position| POSITIONS.contains(position)).unwrap_or_else(|| {
        errors.add("position", visit.text("topics-position-wrong"));
        0
    });
    TopicWish { title_zh, title_en, parent, position }
}

/// The topic with this id, if there is one.
pub fn topic_id(tree: &TopicTree, typed: &str) -> Option<TopicId> {
    typed.parse().ok().filter(|id| tree.by_id(*id).is_some())
}
