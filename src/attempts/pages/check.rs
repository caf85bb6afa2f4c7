//! The page that checks before handing in.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Bar, Choices};
use crate::attempts::model::{Paper, StoredResponse};
use crate::banks::model::QuestionVersion;
use crate::base::text::cut;
use crate::web::images::without_images;
use crate::web::{FormErrorItem, Language};

/// One question on the page that checks before handing in.
#[derive(Debug, Serialize)]
pub struct CheckRow {
    /// Where it stands, from 1.
    pub position: i16,
    /// Beginning of the question.
    pub stem: String,
    /// Language tag of it.
    pub lang: &'static str,
    /// Type, as the word in the database.
    pub kind: &'static str,
    /// Points in 1/100.
    pub points: i32,
    /// Whether it is marked to look at again.
    pub flagged: bool,
    /// The answer: letters, `T`, `F` or text.
    pub response: String,
}

/// The page that checks before handing in.
#[derive(Debug, Serialize)]
pub struct CheckPage {
    /// Address of the attempt.
    pub href: String,
    /// Its id, for the browser's own storage.
    pub id: String,
    /// Epoch the page acts with.
    pub epoch: i32,
    /// Whether this session may only look.
    pub read_only: bool,
    /// Whether the time with its grace is over.
    pub over: bool,
    /// The server's time when the page was made.
    pub now: DateTime<Utc>,
    /// What the trainee chose for the exam pages.
    pub choices: Choices,
    /// Whether the page notes things about the sitting.
    pub noted: bool,
    /// The bar.
    pub bar: Bar,
    /// Whole minutes left; `None` without limit.
    pub minutes: Option<i64>,
    /// Questions marked to look at again.
    pub flags: usize,
    /// Questions without an answer.
    pub open: Vec<CheckRow>,
    /// Questions with an answer that are marked.
    pub flagged: Vec<CheckRow>,
    /// What has to be changed: the box that says one knows about the open ones.
    pub errors: Vec<FormErrorItem>,
    /// The sentence beside that box.
    pub sure_error: Option<String>,
}

/// The rows of the check page for the positions that `wanted` picks.
pub fn check_rows(
    paper: &Paper,
    versions: &[Arc<QuestionVersion>],
    responses: &[StoredResponse],
    flags: &[i16],
    language: Language,
    wanted: impl Fn(&CheckRow) -> bool,
) -> Vec<CheckRow> {
    // Latin letters are half as wide as Chinese characters and say less each.
    let longest = match language {
        Language::Chinese => 60,
        Language::English => 120,
    };
    (1i16..)
        .zip(&paper.items)
        .filter_map(|(position, item)| {
            let version = versions.iter().find(|version| version.id == item.version_id)?;
            let stored = responses.iter().find(|stored| stored.position == position);
            Some(CheckRow {
                position,
                stem: cut(&without_images(&version.content.texts.in_language(language).stem), longest),
                lang: language.tag(),
                kind: item.kind.as_str(),
                points: item.points,
                flagged: flags.contains(&position),
                response: cut(&stored.map_or("", |stored| stored.response.as_str()).replace('\n', " / "), 30),
            })
        })
        .filter(wanted)
        .collect()
}
