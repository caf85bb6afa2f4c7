//! What questions are about: rows of the tree that trainers own.

use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::{question_search, topics};
use crate::db::{PersonId, QuestionVersionId, TopicId};

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = topics)]
pub struct Topic {
    /// Its id.
    pub id: TopicId,
    /// The word question files name it by.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// The topic above; `None` at the top.
    pub parent_id: Option<TopicId>,
    /// Order among those beside it; equal ones by code.
    pub position: i32,
    /// Whether a trainer has put it into the tree.
    pub is_sorted: bool,
    /// The topic that its questions count for now.
    pub merged_into: Option<TopicId>,
}

/// A topic as a trainer wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicWish {
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// The topic above; `None` is the top.
    pub parent: Option<TopicId>,
    /// Order among those beside it.
    pub position: i32,
}

/// Row of `topics` to be written.
#[derive(Insertable)]
#[diesel(table_name = topics)]
pub(in crate::banks) struct NewTopic<'a> {
    pub(in crate::banks) id: TopicId,
    pub(in crate::banks) code: &'a str,
    pub(in crate::banks) title_zh: &'a str,
    pub(in crate::banks) title_en: &'a str,
    pub(in crate::banks) parent_id: Option<TopicId>,
    pub(in crate::banks) position: i32,
    pub(in crate::banks) is_sorted: bool,
    pub(in crate::banks) created_by: Option<PersonId>,
}

/// Row of `question_search` to be written.
#[derive(Insertable)]
#[diesel(table_name = question_search)]
pub(in crate::banks) struct NewSearchable {
    pub(in crate::banks) version_id: QuestionVersionId,
    pub(in crate::banks) method: i16,
    pub(in crate::banks) terms: Vec<String>,
    pub(in crate::banks) folded: String,
}
