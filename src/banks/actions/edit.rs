//! Changing banks by hand: a bank and its titles, one question, pictures.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use question_formats::{Media, Place, QuestionDraft, QuestionType};
use serde_json::json;

use super::images::store_images;
use super::revision::{Change, Write, write_revision};
use super::{insert_bank, lock_bank, record_about_bank, record_about_question};
use crate::audit::Actor;
use crate::banks::model::{Bank, Content, QuestionVersion, RevisionSource};
use crate::banks::queries;
use crate::banks::rules::{Codes, changed_parts};
use crate::db::schema::banks;
use crate::db::{BankId, Conn, QuestionVersionId};

/// Which question is written.
#[derive(Debug, Clone, Copy)]
pub enum Edited<'a> {
    /// A new one with this code; `None` takes the next free one.
    New(Option<&'a str>),
    /// The one with this code, as long as it still says what this version says.
    Version(&'a str, QuestionVersionId),
}

/// How saving a question ended.
#[derive(Debug)]
pub enum Saved {
    /// It is in the bank.
    Done {
        /// Its code.
        code: String,
        /// The revision of the bank.
        revision: i32,
    },
    /// It said just that before. Nothing was written.
    Same,
    /// Somebody saved it meanwhile; this is what it says now. Nothing was written.
    Stale(Box<QuestionVersion>),
    /// Somebody took it out of the bank meanwhile. Nothing was written.
    Gone,
    /// There is a question with this code already. Nothing was written.
    CodeTaken,
}

/// Makes an empty bank; `None` when the code is taken.
///
/// # Errors
/// Whatever the database says.
pub async fn add_bank(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    title_zh: &str,
    title_en: &str,
) -> QueryResult<Option<BankId>> {
    conn.transaction(async |conn| insert_bank(conn, actor, code, title_zh, title_en).await).await
}

/// Gives a bank its titles and says whether a second person looks at its questions.
///
/// # Errors
/// Whatever the database says.
pub async fn save_settings(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    titles: (&str, &str),
    needs_review: bool,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        lock_bank(conn, bank).await?;
        let before: Bank = banks::table.find(bank).select(Bank::as_select()).first(conn).await?;
        let after = (titles.0, titles.1, needs_review);
        if (before.title_zh.as_str(), before.title_en.as_str(), before.needs_review) == after {
            return Ok(());
        }
        diesel::update(banks::table.find(bank))
            .set((
                banks::title_zh.eq(titles.0),
                banks::title_en.eq(titles.1),
                banks::needs_review.eq(needs_review),
            ))
            .execute(conn)
            .await?;
        let detail = json!({
            "before": { "title_zh": before.title_zh, "title_en": before.title_en, "needs_review": before.needs_review },
            "after": { "title_zh": titles.0, "title_en": titles.1, "needs_review": needs_review },
        });
        record_about_bank(conn, actor, "bank.settings_saved", &before.code, detail).await
    })
    .await
}

/// Keeps a picture that was drawn anew, for a text to name.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_picture(conn: &mut Conn, actor: &Actor, bank_code: &str, media: &Media) -> QueryResult<()> {
    let mut carrier = QuestionDraft::new(QuestionType::ShortAnswer, Place::line(1), "zh-CN");
    carrier.media.push(media.clone());
    conn.transaction(async |conn| {
        store_images(conn, std::slice::from_ref(&carrier)).await?;
        record_about_bank(conn, actor, "bank.picture_added", bank_code, json!({ "picture": media.name }))
            .await
    })
    .await
}

/// Writes what a question says: a new version of it and a new revision of its bank.
///
/// # Errors
/// Whatever the database says.
pub async fn save_question(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    edited: Edited<'_>,
    content: &Content,
) -> QueryResult<Saved> {
    conn.transaction(async |conn| {
        let bank_code = lock_bank(conn, bank).await?;
        let before = match edited {
            Edited::New(_) => None,
            Edited::Version(code, base) => match queries::current_question(conn, bank, code).await? {
                None => return Ok(Saved::Gone),
                Some(now) if now.id != base => return Ok(Saved::Stale(Box::new(now))),
                Some(now) if now.content.digest() == content.digest() => return Ok(Saved::Same),
                Some(now) => Some(now),
            },
        };
        let code = match edited {
            Edited::Version(code, _) => code.to_owned(),
            Edited::New(wanted) => {
                let known = queries::codes_ever(conn, bank).await?;
                match wanted {
                    Some(code) if known.contains_key(code) => return Ok(Saved::CodeTaken),
                    Some(code) => code.to_owned(),
                    None => Codes::after(&bank_code, known.keys().map(String::as_str)).give(),
                }
            }
        };
        let writes = [Write { code: Some(code.clone()), content: content.clone() }];
        let change = Change {
            source: RevisionSource::Edited,
            source_name: &code,
            writes: &writes,
            removed: &[],
            restored: &[],
        };
        let revision = write_revision(conn, actor, bank, &bank_code, &change).await?.unwrap_or_default();
        let action = if before.is_some() { "question.edited" } else { "question.added" };
        // Which parts changed, not what they say: the trail is read by people who may see no key.
        let detail = json!({
            "revision": revision,
            "before": before.as_ref().map(|version| version.number),
            "after": before.as_ref().map_or(1, |version| version.number + 1),
            "changed": before.as_ref().map(|version| changed_parts(&version.content, content)),
        });
        record_about_question(conn, actor, action, &bank_code, &code, detail).await?;
        Ok(Saved::Done { code, revision })
    })
    .await
}
