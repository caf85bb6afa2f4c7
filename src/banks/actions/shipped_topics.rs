//! The topics that the shipped banks name, with their titles and places in the tree.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use serde::Deserialize;
use serde_json::json;

use super::topics::record;
use crate::audit::Actor;
use crate::banks::model::NewTopic;
use crate::banks::queries::topics_for_update;
use crate::db::schema::topics;
use crate::db::{Conn, TopicId};

/// What `question-banks/topics.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShippedTopics {
    topic: Vec<ShippedTopic>,
}

/// One topic of the file, after the one it stands below.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedTopic {
    code: String,
    below: String,
    title: BTreeMap<String, String>,
}

/// Makes the topics that are not there. One that is, whoever made it and wherever it was put, stays as it is; so does the
/// tree where trainers took away the topic that one would stand below: it then comes in as not sorted, with its questions.
pub(super) async fn load_topics(conn: &mut Conn, shipped: &ShippedTopics) -> QueryResult<()> {
    conn.transaction(async |conn| {
        conn.batch_execute("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'").await?;
        let tree = topics_for_update(conn).await?;
        for (position, one) in (1..).zip(&shipped.topic) {
            let parent = tree.standing(&one.below).map(|topic| topic.id);
            if parent.is_none_or(|parent| tree.may_stand(None, Some(parent)).is_err()) {
                continue;
            }
            let title = |language: &str| one.title.get(language).unwrap_or(&one.code);
            let row = NewTopic {
                id: TopicId::new(),
                code: &one.code,
                title_zh: title("zh-CN"),
                title_en: title("en"),
                parent_id: parent,
                position,
                is_sorted: true,
                created_by: None,
            };
            let added = diesel::insert_into(topics::table)
                .values(row)
                .on_conflict(topics::code)
                .do_nothing()
                .execute(conn)
                .await?;
            if added > 0 {
                let detail =
                    json!({ "title_zh": title("zh-CN"), "title_en": title("en"), "below": one.below });
                record(conn, &Actor::server(), "topic.added", &one.code, detail).await?;
            }
        }
        Ok(())
    })
    .await
}
