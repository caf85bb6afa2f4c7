//! Changing the design of the paper, and keeping papers that were made.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{self, Actor, Event};
use crate::certification::model::{DesignPicture, StoredDesign};
use crate::certification::queries;
use crate::certification::rules::paper::DesignTexts;
use crate::db::schema::{certificate_designs, certificate_papers};
use crate::db::{self, CertificateId, Conn};

/// One change of the draft.
#[derive(Debug)]
pub enum DraftChange {
    /// Other texts.
    Texts(DesignTexts),
    /// Another picture (PNG), or none.
    Picture(DesignPicture, Option<Vec<u8>>),
}

/// Changes the draft; the first change begins one from the design that counts.
///
/// # Errors
/// Whatever the database says.
pub async fn change_draft(conn: &mut Conn, actor: &Actor, change: DraftChange) -> QueryResult<()> {
    conn.transaction(async |conn| {
        lock_designs(conn).await?;
        let mut draft = match queries::draft_design(conn).await? {
            Some(draft) => draft,
            None => begin_draft(conn).await?,
        };
        let what = match change {
            DraftChange::Texts(texts) => {
                draft.texts = json!(texts);
                "texts"
            }
            DraftChange::Picture(which, picture) => {
                match which {
                    DesignPicture::Logo => draft.logo = picture,
                    DesignPicture::Signature => draft.signature = picture,
                }
                which.as_str()
            }
        };
        diesel::insert_into(certificate_designs::table)
            .values(&draft)
            .on_conflict(certificate_designs::id)
            .do_update()
            .set((
                certificate_designs::texts.eq(&draft.texts),
                certificate_designs::logo.eq(&draft.logo),
                certificate_designs::signature.eq(&draft.signature),
                certificate_designs::changed_at.eq(db::app_now()),
                certificate_designs::changed_by.eq(actor.person_id),
            ))
            .execute(conn)
            .await?;
        record(
            conn,
            actor,
            "certificate_design.changed",
            draft.id,
            json!({ "what": what, "texts": draft.texts }),
        )
        .await
    })
    .await
}

async fn begin_draft(conn: &mut Conn) -> QueryResult<StoredDesign> {
    let now = db::now(conn).await?;
    let counting = queries::design_at(conn, now).await?;
    Ok(StoredDesign {
        id: Uuid::now_v7(),
        texts: counting.as_ref().map_or_else(|| json!(DesignTexts::default()), |design| design.texts.clone()),
        logo: counting.as_ref().and_then(|design| design.logo.clone()),
        signature: counting.and_then(|design| design.signature),
        changed_by: None,
        used_from: None,
    })
}

/// Lets the draft count for what is issued from now on. `false` when there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn use_draft(conn: &mut Conn, actor: &Actor) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        lock_designs(conn).await?;
        let Some(draft) = queries::draft_design(conn).await? else { return Ok(false) };
        diesel::update(certificate_designs::table.find(draft.id))
            .set(certificate_designs::used_from.eq(db::app_now().nullable()))
            .execute(conn)
            .await?;
        record(conn, actor, "certificate_design.used", draft.id, json!({ "texts": draft.texts })).await?;
        Ok(true)
    })
    .await
}

/// Throws the draft away. `false` when there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn discard_draft(conn: &mut Conn, actor: &Actor) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        lock_designs(conn).await?;
        let Some(draft) = queries::draft_design(conn).await? else { return Ok(false) };
        diesel::delete(certificate_designs::table.find(draft.id)).execute(conn).await?;
        record(conn, actor, "certificate_design.discarded", draft.id, json!({})).await?;
        Ok(true)
    })
    .await
}

/// Keeps the PDF of a certificate: the first one stays. Gives what is kept.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_paper(
    conn: &mut Conn,
    id: CertificateId,
    design: Option<Uuid>,
    pdf: &[u8],
) -> QueryResult<Vec<u8>> {
    diesel::insert_into(certificate_papers::table)
        .values((
            certificate_papers::certificate_id.eq(id),
            certificate_papers::design_id.eq(design),
            certificate_papers::pdf.eq(pdf),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    queries::stored_paper(conn, id).await?.ok_or(diesel::result::Error::NotFound)
}

/// One change at a time, until the end of the transaction.
async fn lock_designs(conn: &mut Conn) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('certificate designs', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

async fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "certificate_design", subject_id: id.to_string(), detail };
    audit::record(conn, actor, event).await
}
