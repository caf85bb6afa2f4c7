//! The banks that come with the program. Loaded at every start; a file that was loaded before is not looked at again,
//! so that what trainers changed since stays.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::commit::write_of;
use super::images::store_images;
use super::import::rows_of;
use super::revision::{Change, Write, write_revision};
use super::shipped_topics::{ShippedTopics, load_topics};
use super::{insert_bank, lock_bank};
use crate::audit::Actor;
use crate::banks::model::{Decision, Outcome, RevisionSource};
use crate::banks::{queries, rules};
use crate::db::schema::{bank_questions, bank_revisions, banks};
use crate::db::{BankId, Conn, QuestionId};
use crate::formats::{Hints, ReadFile, child};

#[derive(RustEmbed)]
#[folder = "question-banks/"]
#[include = "*.toml"]
struct Files;

/// The file that is no bank.
const TOPICS: &str = "topics.toml";

/// Why a shipped bank was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum ShippedError {
    /// The file is wrong; a test keeps this from being shipped.
    #[error("{file}: {problem}")]
    File {
        /// Name of the file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// One bank that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Code of the bank.
    pub bank_code: String,
    /// The revision that was written.
    pub revision: i32,
}

/// Loads every shipped bank that is new or changed. Any number of servers may do this at once.
///
/// # Errors
/// Names the file that is wrong; otherwise whatever the database says.
pub async fn load_shipped(conn: &mut Conn) -> Result<Vec<Loaded>, ShippedError> {
    let mut loaded = Vec::new();
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    for name in names.into_iter().filter(|name| name != TOPICS) {
        let Some(file) = Files::get(&name) else { continue };
        let digest = hex::encode(Sha256::digest(&file.data).get(..8).unwrap_or_default());
        let source_name = format!("{name} {digest}");
        let is_known: bool = diesel::select(diesel::dsl::exists(
            bank_revisions::table
                .filter(bank_revisions::source.eq(RevisionSource::Shipped))
                .filter(bank_revisions::source_name.eq(&source_name)),
        ))
        .get_result(conn)
        .await?;
        if !is_known {
            if loaded.is_empty() {
                load_topics(conn, &shipped_topics()?).await?;
            }
            loaded.extend(load(conn, &name, &source_name, &file.data).await?);
        }
    }
    Ok(loaded)
}

/// The topics that the banks name.
fn shipped_topics() -> Result<ShippedTopics, ShippedError> {
    let wrong = |problem: String| ShippedError::File { file: TOPICS.to_owned(), problem };
    let file = Files::get(TOPICS).ok_or_else(|| wrong("is missing".to_owned()))?;
    toml::from_slice(&file.data).map_err(|error| wrong(error.to_string()))
}

async fn load(
    conn: &mut Conn,
    name: &str,
    source_name: &str,
    bytes: &[u8],
) -> Result<Option<Loaded>, ShippedError> {
    let file = child::read(bytes, Hints { file_name: Some(name.to_owned()), ..Hints::default() });
    let wrong = |problem: String| ShippedError::File { file: name.to_owned(), problem };
    if let Some(error) =
        file.reading.diagnostics.iter().find(|one| one.severity == question_formats::Severity::Error)
    {
        return Err(wrong(format!("{error:?}")));
    }
    let header = file.reading.bank.clone().ok_or_else(|| wrong("no bank header".to_owned()))?;
    let title = |language: &str| header.title.get(language).cloned().unwrap_or_else(|| header.code.clone());
    let (zh, en) = (title("zh-CN"), title("en"));
    let revision = conn
        .transaction::<_, diesel::result::Error, _>(async |conn| {
            conn.batch_execute("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'").await?;
            insert_bank(conn, &Actor::server(), &header.code, &zh, &en).await?;
            let bank: BankId =
                banks::table.filter(banks::code.eq(&header.code)).select(banks::id).first(conn).await?;
            lock_bank(conn, bank).await?;
            revise(conn, bank, &header.code, source_name, &file).await
        })
        .await?;
    Ok(revision.map(|revision| Loaded { bank_code: header.code.clone(), revision }))
}

/// Writes what the file says over what earlier files of the program said. Questions that people added or changed stay.
async fn revise(
    conn: &mut Conn,
    bank: BankId,
    bank_code: &str,
    source_name: &str,
    file: &ReadFile,
) -> QueryResult<Option<i32>> {
    let latest: Option<String> = bank_revisions::table
        .filter(bank_revisions::bank_id.eq(bank))
        .filter(bank_revisions::source.eq(RevisionSource::Shipped))
        .order(bank_revisions::number.desc())
        .select(bank_revisions::source_name)
        .first(conn)
        .await
        .optional()?;
    if latest.as_deref() == Some(source_name) {
        return Ok(None);
    }
    let own: HashSet<QuestionId> = bank_questions::table
        .inner_join(
            bank_revisions::table.on(bank_revisions::bank_id
                .eq(bank_questions::bank_id)
                .and(bank_revisions::number.eq(bank_questions::from_revision))),
        )
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .filter(bank_revisions::source.eq(RevisionSource::Shipped))
        .select(bank_questions::question_id)
        .load::<QuestionId>(conn)
        .await?
        .into_iter()
        .collect();
    store_images(conn, &file.reading.questions).await?;
    let mut rows = rows_of(file);
    for row in &mut rows {
        row.decision = Decision::Take;
    }
    let existing = queries::existing(conn, Some(bank), &rows).await?;
    let planned = rules::plan(&rows, &existing);
    let is_own = |place: Option<usize>| {
        place
            .and_then(|place| existing.questions.get(place))
            .is_none_or(|question| own.contains(&question.question_id))
    };
    let writes: Vec<Write> = planned
        .into_iter()
        .zip(&rows)
        .filter(|(one, _)| matches!(one.outcome, Outcome::Created | Outcome::Updated) && is_own(one.matched))
        .map(|(one, row)| write_of(one, &row.draft, &existing))
        .collect();
    let named: HashSet<&str> = rows.iter().filter_map(|row| row.draft.code.as_deref()).collect();
    let removed: Vec<QuestionId> = existing
        .questions
        .iter()
        .filter(|question| {
            own.contains(&question.question_id) && !named.contains(question.question_code.as_str())
        })
        .map(|question| question.question_id)
        .collect();
    let change = Change {
        source: RevisionSource::Shipped,
        source_name,
        writes: &writes,
        removed: &removed,
        restored: &[],
    };
    write_revision(conn, &Actor::server(), bank, bank_code, &change).await
}
