//! Changing the tree of topics. What questions say stays: a topic that is renamed, moved or merged only counts
//! elsewhere from then on, and published exams keep the questions they were published with.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::audit::{self, Actor, Event};
use crate::banks::model::{NewTopic, Topic, TopicWish};
use crate::banks::queries::{topic_counts, topics_for_update};
use crate::banks::rules::{MOST_LEVELS, Misplaced, TopicTree};
use crate::db::schema::topics;
use crate::db::{Conn, TopicId};
use crate::web::Error;

/// How a change of the tree ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicChange {
    /// It is done.
    Done,
    /// The place is none for it; nothing was written.
    Misplaced(Misplaced),
    /// The code is another topic's; nothing was written.
    CodeTaken,
    /// Questions name it, or other topics need it; nothing was written.
    InUse,
}

pub(super) async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    topic: &str,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "topic", subject_id: topic.to_owned(), detail };
    audit::record(conn, actor, event).await
}

fn code_of(tree: &TopicTree, id: Option<TopicId>) -> Option<&str> {
    id.and_then(|id| tree.by_id(id)).map(|topic| topic.code.as_str())
}

/// Makes a topic that files may name by `code`.
///
/// # Errors
/// Whatever the database says.
pub async fn add_topic(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    wish: &TopicWish,
) -> Result<TopicChange, Error> {
    conn.transaction(async |conn| {
        let tree = topics_for_update(conn).await?;
        if let Err(misplaced) = tree.may_stand(None, wish.parent) {
            return Ok(TopicChange::Misplaced(misplaced));
        }
        let row = NewTopic {
            id: TopicId::new(),
            code,
            title_zh: &wish.title_zh,
            title_en: &wish.title_en,
            parent_id: wish.parent,
            position: wish.position,
            is_sorted: true,
            created_by: actor.person_id,
        };
        let added = diesel::insert_into(topics::table)
            .values(row)
            .on_conflict(topics::code)
            .do_nothing()
            .execute(conn)
            .await?;
        if added == 0 {
            return Ok(TopicChange::CodeTaken);
        }
        let detail = json!({
            "title_zh": wish.title_zh, "title_en": wish.title_en, "below": code_of(&tree, wish.parent),
        });
        record(conn, actor, "topic.added", code, detail).await?;
        Ok(TopicChange::Done)
    })
    .await
}

/// Renames a topic and puts it where the wish says. One that only files named is sorted from then on.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or when it was merged into another.
pub async fn change_topic(
    conn: &mut Conn,
    actor: &Actor,
    id: TopicId,
    wish: &TopicWish,
) -> Result<TopicChange, Error> {
    conn.transaction(async |conn| {
        let tree = topics_for_update(conn).await?;
        let topic = standing(&tree, id)?;
        if let Err(misplaced) = tree.may_stand(Some(id), wish.parent) {
            return Ok(TopicChange::Misplaced(misplaced));
        }
        diesel::update(topics::table.find(id))
            .set((
                topics::title_zh.eq(&wish.title_zh),
                topics::title_en.eq(&wish.title_en),
                topics::parent_id.eq(wish.parent),
                topics::position.eq(wish.position),
                topics::is_sorted.eq(true),
            ))
            .execute(conn)
            .await?;
        let state = |zh: &str, en: &str, parent, position| {
            json!({ "title_zh": zh, "title_en": en, "below": code_of(&tree, parent), "position": position })
        };
        let detail = json!({
            "before": state(&topic.title_zh, &topic.title_en, topic.parent_id, topic.position),
            "after": state(&wish.title_zh, &wish.title_en, wish.parent, wish.position),
        });
        record(conn, actor, "topic.changed", &topic.code, detail).await?;
        Ok(TopicChange::Done)
    })
    .await
}

/// Merges a topic into another: its questions, those below it and what was merged into it before count there.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or when it was merged before.
pub async fn merge_topic(
    conn: &mut Conn,
    actor: &Actor,
    id: TopicId,
    into: TopicId,
) -> Result<TopicChange, Error> {
    conn.transaction(async |conn| {
        let tree = topics_for_update(conn).await?;
        let topic = standing(&tree, id)?;
        // What stands below the topic comes to stand below the other, which therefore must bear it.
        if let Err(misplaced) = tree.may_stand(Some(id), Some(into)) {
            let bears_it = misplaced == Misplaced::TooDeep && fits_without_itself(&tree, id, into);
            if !bears_it {
                return Ok(TopicChange::Misplaced(misplaced));
            }
        }
        let target = tree.by_id(into).ok_or(Error::NotFound)?;
        diesel::update(topics::table.filter(topics::parent_id.eq(id)))
            .set(topics::parent_id.eq(into))
            .execute(conn)
            .await?;
        diesel::update(topics::table.filter(topics::merged_into.eq(id)))
            .set(topics::merged_into.eq(into))
            .execute(conn)
            .await?;
        diesel::update(topics::table.find(id))
            .set((
                topics::merged_into.eq(into),
                topics::parent_id.eq(None::<TopicId>),
                topics::is_sorted.eq(true),
            ))
            .execute(conn)
            .await?;
        record(conn, actor, "topic.merged", &topic.code, json!({ "into": target.code })).await?;
        Ok(TopicChange::Done)
    })
    .await
}

/// Takes a topic out of the one it was merged into: it stands beside that one again, and the questions that name it count
/// for it. Topics that stood below it before stay where they are.
///
/// # Errors
/// [`Error::NotFound`] when there is no such topic, or `separated` was not merged into it.
pub async fn separate_topic(
    conn: &mut Conn,
    actor: &Actor,
    id: TopicId,
    separated: TopicId,
) -> Result<(), Error> {
    conn.transaction(async |conn| {
        let tree = topics_for_update(conn).await?;
        let from = standing(&tree, id)?;
        let topic = tree.by_id(separated).filter(|topic| topic.merged_into == Some(id));
        let topic = topic.ok_or(Error::NotFound)?;
        diesel::update(topics::table.find(separated))
            .set((
                topics::merged_into.eq(None::<TopicId>),
                topics::parent_id.eq(from.parent_id),
                topics::is_sorted.eq(from.is_sorted),
            ))
            .execute(conn)
            .await?;
        let below = code_of(&tree, from.parent_id);
        let detail = json!({ "from": from.code, "below": below });
        Ok(record(conn, actor, "topic.separated", &topic.code, detail).await?)
    })
    .await
}

/// Whether those below a topic fit below another: the topic itself no longer counts as a level.
fn fits_without_itself(tree: &TopicTree, id: TopicId, into: TopicId) -> bool {
    let levels = |id| tree.by_id(id).map_or(0, |topic| tree.path(topic).len());
    let above = levels(into);
    tree.levels(id) - 1 + above <= MOST_LEVELS
}

/// Removes a topic that no current question names and no other topic needs.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or when it was merged into another.
pub async fn remove_topic(conn: &mut Conn, actor: &Actor, id: TopicId) -> Result<TopicChange, Error> {
    conn.transaction(async |conn| {
        let tree = topics_for_update(conn).await?;
        let topic = standing(&tree, id)?;
        let is_named = topic_counts(conn, None).await?.contains_key(&topic.code);
        if is_named || tree.is_needed(id) {
            return Ok(TopicChange::InUse);
        }
        diesel::delete(topics::table.find(id)).execute(conn).await?;
        let detail = json!({ "title_zh": topic.title_zh, "title_en": topic.title_en });
        record(conn, actor, "topic.removed", &topic.code, detail).await?;
        Ok(TopicChange::Done)
    })
    .await
}

/// A topic that stands for itself.
fn standing(tree: &TopicTree, id: TopicId) -> Result<&Topic, Error> {
    tree.by_id(id).filter(|topic| topic.merged_into.is_none()).ok_or(Error::NotFound)
}
