//! What is kept beside questions so that they are found: terms for the search, and the topics that files name.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::BATCH;
use crate::audit::{self, Actor, Event};
use crate::banks::model::{Content, NewSearchable, NewTopic};
use crate::banks::queries;
use crate::banks::rules::{SEARCH_METHOD, Searchable};
use crate::db::schema::{question_search, topics};
use crate::db::{Conn, QuestionVersionId, TopicId};
use crate::web::Error;

/// Questions that a revision makes searchable at once. Those of larger ones follow in the background, so that a large
/// import does not hold its bank for long.
pub(super) const SEARCHABLE_AT_ONCE: usize = 500;

/// A version with the code of its question.
pub(super) type Written<'a> = (QuestionVersionId, &'a str, &'a Content);

/// Keeps what versions are found by, inside the caller's transaction.
pub(super) async fn make_searchable(conn: &mut Conn, written: &[Written<'_>]) -> QueryResult<()> {
    for batch in written.chunks(BATCH) {
        let rows: Vec<NewSearchable> = batch
            .iter()
            .map(|(version_id, code, content)| {
                let Searchable { terms, folded } = Searchable::of(code, content);
                NewSearchable { version_id: *version_id, method: SEARCH_METHOD, terms, folded }
            })
            .collect();
        diesel::insert_into(question_search::table)
            .values(rows)
            .on_conflict(question_search::version_id)
            .do_update()
            .set((
                question_search::method.eq(excluded(question_search::method)),
                question_search::terms.eq(excluded(question_search::terms)),
                question_search::folded.eq(excluded(question_search::folded)),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Adds the topics that contents name and nobody has made, as not sorted yet, inside the caller's transaction.
pub(super) async fn add_named_topics<'a>(
    conn: &mut Conn,
    actor: &Actor,
    contents: impl Iterator<Item = &'a Content>,
) -> QueryResult<()> {
    let named: BTreeSet<&str> =
        contents.filter_map(|content| content.topic.as_deref()).filter(|code| !code.is_empty()).collect();
    if named.is_empty() {
        return Ok(());
    }
    let known: Vec<String> = topics::table
        .filter(topics::code.eq_any(named.iter().copied().collect::<Vec<&str>>()))
        .select(topics::code)
        .load(conn)
        .await?;
    for code in named.into_iter().filter(|code| known.iter().all(|known| known != code)) {
        let row = NewTopic {
            id: TopicId::new(),
            code,
            title_zh: code,
            title_en: code,
            parent_id: None,
            position: 0,
            is_sorted: false,
            created_by: actor.person_id,
        };
        let added = diesel::insert_into(topics::table)
            .values(row)
            .on_conflict(topics::code)
            .do_nothing()
            .execute(conn)
            .await?;
        if added > 0 {
            let event = Event {
                action: "topic.named",
                subject_kind: "topic",
                subject_id: code.to_owned(),
                detail: json!({}),
            };
            audit::record(conn, actor, event).await?;
        }
    }
    Ok(())
}

/// Makes current questions findable that are not yet, at most `limit`; how many that were. Several servers may do this
/// at once.
///
/// # Errors
/// Whatever the database says.
pub async fn catch_up(conn: &mut Conn, limit: i64) -> Result<usize, Error> {
    let missing = queries::not_searchable(conn, limit).await?;
    let written: Vec<Written<'_>> = missing
        .iter()
        .map(|version| (version.id, version.question_code.as_str(), &version.content))
        .collect();
    if !written.is_empty() {
        conn.transaction::<_, diesel::result::Error, _>(async |conn| {
            add_named_topics(conn, &Actor::server(), written.iter().map(|(_, _, content)| *content)).await?;
            make_searchable(conn, &written).await
        })
        .await?;
    }
    Ok(missing.len())
}
