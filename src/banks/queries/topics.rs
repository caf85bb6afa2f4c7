//! Reading topics.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::banks::model::Topic;
use crate::banks::rules::TopicTree;
use crate::db::schema::{bank_questions, banks, question_versions, topics};
use crate::db::{BankId, Conn};

/// All topics.
///
/// # Errors
/// Whatever the database says.
pub async fn topic_tree(conn: &mut Conn) -> QueryResult<TopicTree> {
    let all = topics::table.select(Topic::as_select()).load(conn).await?;
    Ok(TopicTree::of(all))
}

/// All topics, which nobody else changes until the caller's transaction ends.
pub(in crate::banks) async fn topics_for_update(conn: &mut Conn) -> QueryResult<TopicTree> {
    let all = topics::table.select(Topic::as_select()).order(topics::id).for_update().load(conn).await?;
    Ok(TopicTree::of(all))
}

/// How many current questions name each topic, by its word; in all banks, or in one.
///
/// # Errors
/// Whatever the database says.
pub async fn topic_counts(conn: &mut Conn, bank: Option<BankId>) -> QueryResult<BTreeMap<String, i64>> {
    let mut query = bank_questions::table
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(question_versions::topic.is_not_null())
        .group_by(question_versions::topic)
        .select((question_versions::topic, count_star()))
        .into_boxed();
    if let Some(bank) = bank {
        query = query.filter(bank_questions::bank_id.eq(bank));
    }
    let rows: Vec<(Option<String>, i64)> = query.load(conn).await?;
    Ok(rows.into_iter().filter_map(|(topic, count)| Some((topic?, count))).collect())
}

/// A topic that questions of a bank have, or one above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicInBank {
    /// The word it is named by.
    pub code: String,
    /// How many of the bank's topics stand above it.
    pub depth: usize,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
}

/// The topics the current questions of a bank have and those above them, from top to bottom; last those that are in no
/// place of the tree yet.
///
/// # Errors
/// Whatever the database says.
pub async fn topics_of_bank(
    conn: &mut Conn,
    tree: &TopicTree,
    bank_code: &str,
) -> QueryResult<Vec<TopicInBank>> {
    let words: Vec<Option<String>> = bank_questions::table
        .inner_join(banks::table)
        .inner_join(question_versions::table)
        .filter(bank_questions::to_revision.is_null())
        .filter(banks::code.eq(bank_code))
        .filter(question_versions::topic.is_not_null())
        .select(question_versions::topic)
        .distinct()
        .load(conn)
        .await?;
    let mut needed: BTreeSet<String> = BTreeSet::new();
    for word in words.into_iter().flatten() {
        match tree.standing(&word) {
            Some(topic) => needed.extend(tree.path(topic).iter().map(|topic| topic.code.clone())),
            None => {
                needed.insert(word);
            }
        }
    }
    let sorted = tree.sorted();
    let placed = sorted.iter().filter(|one| needed.contains(&one.topic.code));
    let mut found: Vec<TopicInBank> = placed
        .map(|one| TopicInBank {
            code: one.topic.code.clone(),
            depth: one.depth,
            title_zh: one.topic.title_zh.clone(),
            title_en: one.topic.title_en.clone(),
        })
        .collect();
    for code in needed {
        if found.iter().all(|one| one.code != code) {
            let title = |pick: fn(&Topic) -> &String| tree.standing(&code).map_or(&code, pick).clone();
            let (title_zh, title_en) = (title(|topic| &topic.title_zh), title(|topic| &topic.title_en));
            found.push(TopicInBank { depth: 0, title_zh, title_en, code });
        }
    }
    Ok(found)
}
