//! The second person's word about a version, and taking accepted ones into use.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;

use super::{lock_bank, record_about_bank, record_about_question};
use crate::audit::Actor;
use crate::banks::model::ReviewState;
use crate::banks::queries;
use crate::db::schema::{bank_questions, version_reviews};
use crate::db::{BankId, Conn, PersonId, QuestionVersionId, app_now};

/// What the second person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Accepted, and exams may draw it from now on.
    AcceptAndUse,
    /// Accepted; somebody takes it into use later.
    Accept,
    /// It has to be changed first.
    SendBack,
}

/// How a review ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// It is written.
    Done,
    /// The author themselves cannot be the second person. Nothing was written.
    Own,
    /// It does not wait any more, or was changed meanwhile. Nothing was written.
    Gone,
}

/// Writes what a second person says about a version that waits.
///
/// # Errors
/// Whatever the database says.
pub async fn review(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    version: QuestionVersionId,
    (word, note): (Word, &str),
) -> QueryResult<Reviewed> {
    conn.transaction(async |conn| {
        let bank_code = lock_bank(conn, bank).await?;
        let waits: Option<Option<PersonId>> = version_reviews::table
            .inner_join(bank_questions::table.on(bank_questions::version_id.eq(version_reviews::version_id)))
            .filter(version_reviews::version_id.eq(version))
            .filter(version_reviews::state.eq(ReviewState::Draft))
            .filter(bank_questions::bank_id.eq(bank))
            .filter(bank_questions::to_revision.is_null())
            .select(version_reviews::author_id)
            .first(conn)
            .await
            .optional()?;
        let Some(author) = waits else { return Ok(Reviewed::Gone) };
        if actor.person_id.is_none() || actor.person_id == author {
            return Ok(Reviewed::Own);
        }
        let state = match word {
            Word::AcceptAndUse => ReviewState::Active,
            Word::Accept => ReviewState::Reviewed,
            Word::SendBack => ReviewState::Draft,
        };
        diesel::update(version_reviews::table.find(version))
            .set((
                version_reviews::state.eq(state),
                version_reviews::reviewed_by.eq(actor.person_id),
                version_reviews::reviewed_at.eq(app_now().nullable()),
                version_reviews::note.eq(note),
            ))
            .execute(conn)
            .await?;
        let found = queries::versions(conn, &[version]).await?.into_iter().next();
        let number = found.as_ref().map(|version| version.number);
        let question = found.as_ref().map_or("", |version| version.question_code.as_str());
        let action = if word == Word::SendBack { "question.sent_back" } else { "question.accepted" };
        let detail = json!({ "version": number, "state": state, "note": note });
        record_about_question(conn, actor, action, &bank_code, question, detail).await?;
        Ok(Reviewed::Done)
    })
    .await
}

/// Takes every accepted question of a bank into use; how many there were.
///
/// # Errors
/// Whatever the database says.
pub async fn use_accepted(conn: &mut Conn, actor: &Actor, bank: BankId) -> QueryResult<usize> {
    conn.transaction(async |conn| {
        let bank_code = lock_bank(conn, bank).await?;
        let current = bank_questions::table
            .filter(bank_questions::bank_id.eq(bank))
            .filter(bank_questions::to_revision.is_null())
            .select(bank_questions::version_id);
        let count = diesel::update(
            version_reviews::table
                .filter(version_reviews::state.eq(ReviewState::Reviewed))
                .filter(version_reviews::version_id.eq_any(current)),
        )
        .set(version_reviews::state.eq(ReviewState::Active))
        .execute(conn)
        .await?;
        if count > 0 {
            let detail = json!({ "questions": count });
            record_about_bank(conn, actor, "bank.accepted_used", &bank_code, detail).await?;
        }
        Ok(count)
    })
    .await
}
