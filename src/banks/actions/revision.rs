//! Writing a revision of a bank: questions, versions, materials, and which of them count from now on.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::BATCH;
use super::finding::{SEARCHABLE_AT_ONCE, Written, add_named_topics, make_searchable};
use super::images::link_images;
use crate::audit::{self, Actor, Event};
use crate::banks::content;
use crate::banks::model::{
    Content, NewMaterial, NewMembership, NewQuestion, NewQuestionVersion, NewReview, NewRevision,
    RevisionSource,
};
use crate::banks::queries;
use crate::banks::rules::Codes;
use crate::db::schema::{
    bank_questions, bank_revisions, banks, materials, question_versions, questions, version_reviews,
};
use crate::db::{BankId, Conn, JsonText, MaterialId, QuestionId, QuestionVersionId};

/// A question to be written: a new version of the one with this code, or a new question.
#[derive(Debug, Clone)]
pub(super) struct Write {
    /// Its code; `None` takes the next free one.
    pub(super) code: Option<String>,
    /// What it says.
    pub(super) content: Content,
}

/// What a revision changes.
pub(super) struct Change<'a> {
    /// How it came to be.
    pub(super) source: RevisionSource,
    /// Name of the file.
    pub(super) source_name: &'a str,
    /// Questions to write.
    pub(super) writes: &'a [Write],
    /// Questions to take out.
    pub(super) removed: &'a [QuestionId],
    /// Questions that say again what an earlier version of theirs said, with that version.
    pub(super) restored: &'a [(QuestionId, QuestionVersionId)],
}

/// Writes the next revision inside the caller's transaction, which holds the bank; `None` when there is nothing to
/// write.
pub(super) async fn write_revision(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    bank_code: &str,
    change: &Change<'_>,
) -> QueryResult<Option<i32>> {
    write_revision_telling(conn, actor, bank, bank_code, change, &|_, _| ()).await
}

/// The same, saying from time to time how many questions of how many are written.
pub(super) async fn write_revision_telling(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    bank_code: &str,
    change: &Change<'_>,
    far: &(dyn Fn(usize, usize) + Sync),
) -> QueryResult<Option<i32>> {
    if change.writes.is_empty() && change.removed.is_empty() && change.restored.is_empty() {
        return Ok(None);
    }
    let known = queries::codes_ever(conn, bank).await?;
    let current: HashSet<QuestionId> = bank_questions::table
        .filter(bank_questions::bank_id.eq(bank))
        .filter(bank_questions::to_revision.is_null())
        .select(bank_questions::question_id)
        .load::<QuestionId>(conn)
        .await?
        .into_iter()
        .collect();
    let used = known.keys().map(String::as_str);
    let mut codes =
        Codes::after(bank_code, used.chain(change.writes.iter().filter_map(|write| write.code.as_deref())));
    let named: Vec<Named<'_>> =
        change.writes.iter().map(|write| Named::new(write, &known, &mut codes)).collect();
    let restored = change.restored.iter().map(|(id, _)| *id);
    let written: Vec<QuestionId> = named.iter().map(|one| one.question_id).chain(restored).collect();
    let replaced: Vec<QuestionId> = written.iter().copied().filter(|id| current.contains(id)).collect();
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let number = queries::revision_number(conn, bank).await? + 1;
    let (added, changed) = (count(written.len() - replaced.len()), count(replaced.len()));
    diesel::insert_into(bank_revisions::table)
        .values(NewRevision {
            bank_id: bank,
            number,
            created_by: actor.person_id,
            source: change.source,
            source_name: change.source_name,
            added,
            changed,
            removed: count(change.removed.len()),
        })
        .execute(conn)
        .await?;
    insert_questions(conn, bank, &named).await?;
    let versions = insert_versions(conn, bank, &named, far).await?;
    let contents: Vec<(QuestionVersionId, &Content)> =
        versions.iter().copied().zip(named.iter().map(|one| one.content)).collect();
    link_images(conn, &contents).await?;
    ask_for_review(conn, actor, bank, change.source, &versions).await?;
    make_findable(conn, actor, &named, &versions).await?;
    end_memberships(conn, bank, &replaced, change.removed, number).await?;
    let members: Vec<NewMembership> = named
        .iter()
        .map(|one| one.question_id)
        .zip(versions)
        .chain(change.restored.iter().copied())
        .map(|(question_id, version_id)| NewMembership {
            bank_id: bank,
            question_id,
            version_id,
            from_revision: number,
        })
        .collect();
    for batch in members.chunks(BATCH) {
        diesel::insert_into(bank_questions::table).values(batch).execute(conn).await?;
    }
    let event = Event {
        action: "bank.revised",
        subject_kind: "bank",
        subject_id: bank_code.to_owned(),
        detail: json!({
            "revision": number, "source": change.source, "file": change.source_name,
            "added": added, "changed": changed, "removed": change.removed.len(),
        }),
    };
    audit::record(conn, actor, event).await?;
    Ok(Some(number))
}

/// Where the bank asks for a second person, what people wrote waits for one.
async fn ask_for_review(
    conn: &mut Conn,
    actor: &Actor,
    bank: BankId,
    source: RevisionSource,
    versions: &[QuestionVersionId],
) -> QueryResult<()> {
    let needs_review: bool = banks::table.find(bank).select(banks::needs_review).first(conn).await?;
    if !needs_review || source == RevisionSource::Shipped {
        return Ok(());
    }
    let rows: Vec<NewReview> = versions
        .iter()
        .map(|version_id| NewReview { version_id: *version_id, author_id: actor.person_id })
        .collect();
    for batch in rows.chunks(BATCH) {
        diesel::insert_into(version_reviews::table).values(batch).execute(conn).await?;
    }
    Ok(())
}

/// Search and topics know what was written; of a large revision the search learns in the background.
async fn make_findable(
    conn: &mut Conn,
    actor: &Actor,
    named: &[Named<'_>],
    versions: &[QuestionVersionId],
) -> QueryResult<()> {
    add_named_topics(conn, actor, named.iter().map(|one| one.content)).await?;
    if named.len() > SEARCHABLE_AT_ONCE {
        return Ok(());
    }
    let written: Vec<Written<'_>> =
        versions.iter().zip(named).map(|(id, one)| (*id, one.code.as_str(), one.content)).collect();
    make_searchable(conn, &written).await
}

/// A write with its question.
struct Named<'a> {
    question_id: QuestionId,
    code: String,
    is_new: bool,
    number: i32,
    content: &'a Content,
}

impl<'a> Named<'a> {
    fn new(write: &'a Write, known: &HashMap<String, (QuestionId, i32)>, codes: &mut Codes) -> Self {
        let code = write.code.clone().unwrap_or_else(|| codes.give());
        let old = known.get(&code);
        Self {
            question_id: old.map_or_else(QuestionId::new, |(id, _)| *id),
            is_new: old.is_none(),
            number: old.map_or(0, |(_, number)| *number) + 1,
            code,
            content: &write.content,
        }
    }
}

async fn insert_questions(conn: &mut Conn, bank: BankId, named: &[Named<'_>]) -> QueryResult<()> {
    let rows: Vec<NewQuestion<'_>> = named
        .iter()
        .filter(|one| one.is_new)
        .map(|one| NewQuestion { id: one.question_id, bank_id: bank, code: &one.code })
        .collect();
    for batch in rows.chunks(BATCH) {
        diesel::insert_into(questions::table).values(batch).execute(conn).await?;
    }
    Ok(())
}

/// Writes the versions and gives their ids, in the order of `named`; ids rise in that order.
async fn insert_versions(
    conn: &mut Conn,
    bank: BankId,
    named: &[Named<'_>],
    far: &(dyn Fn(usize, usize) + Sync),
) -> QueryResult<Vec<QuestionVersionId>> {
    let materials = store_materials(conn, bank, named).await?;
    let mut ids = Vec::with_capacity(named.len());
    far(0, named.len());
    for batch in named.chunks(BATCH) {
        let rows: Vec<NewQuestionVersion<'_>> = batch
            .iter()
            .map(|one| {
                let content = one.content;
                NewQuestionVersion {
                    id: QuestionVersionId::new(),
                    question_id: one.question_id,
                    number: one.number,
                    kind: content.kind.as_str(),
                    topic: content.topic.as_deref(),
                    difficulty: content.difficulty,
                    points: content.points,
                    tags: &content.tags,
                    material_id: content
                        .material
                        .as_ref()
                        .and_then(|texts| materials.get(&material_digest(texts)).copied()),
                    texts: JsonText::of(&content.texts),
                    languages: content.texts.languages(),
                    option_count: content.option_count(),
                    answer: content.answer.as_ref(),
                    fingerprint: content::stored_fingerprint(content).to_vec(),
                    content_digest: content.digest().to_vec(),
                    kept_options: content.kept_options.as_deref(),
                    option_weights: content.weights.as_deref(),
                }
            })
            .collect();
        ids.extend(rows.iter().map(|row| row.id));
        diesel::insert_into(question_versions::table).values(rows).execute(conn).await?;
        far(ids.len(), named.len());
    }
    Ok(ids)
}

fn material_digest(texts: &BTreeMap<String, String>) -> Vec<u8> {
    Sha256::digest(serde_json::to_vec(texts).unwrap_or_default()).to_vec()
}

async fn store_materials(
    conn: &mut Conn,
    bank: BankId,
    named: &[Named<'_>],
) -> QueryResult<HashMap<Vec<u8>, MaterialId>> {
    let texts: BTreeMap<Vec<u8>, &BTreeMap<String, String>> = named
        .iter()
        .filter_map(|one| one.content.material.as_ref())
        .map(|texts| (material_digest(texts), texts))
        .collect();
    let rows: Vec<NewMaterial> = texts
        .iter()
        .map(|(digest, texts)| NewMaterial {
            id: MaterialId::new(),
            bank_id: bank,
            digest: digest.clone(),
            texts: serde_json::to_value(texts).unwrap_or_default(),
        })
        .collect();
    for batch in rows.chunks(BATCH) {
        diesel::insert_into(materials::table).values(batch).on_conflict_do_nothing().execute(conn).await?;
    }
    let digests: Vec<&Vec<u8>> = texts.keys().collect();
    let ids: Vec<(Vec<u8>, MaterialId)> = materials::table
        .filter(materials::bank_id.eq(bank))
        .filter(materials::digest.eq_any(digests))
        .select((materials::digest, materials::id))
        .load(conn)
        .await?;
    Ok(ids.into_iter().collect())
}

async fn end_memberships(
    conn: &mut Conn,
    bank: BankId,
    replaced: &[QuestionId],
    removed: &[QuestionId],
    number: i32,
) -> QueryResult<()> {
    let ended: Vec<QuestionId> = replaced.iter().chain(removed).copied().collect();
    diesel::update(
        bank_questions::table
            .filter(bank_questions::bank_id.eq(bank))
            .filter(bank_questions::to_revision.is_null())
            .filter(bank_questions::question_id.eq_any(ended)),
    )
    .set(bank_questions::to_revision.eq(number))
    .execute(conn)
    .await?;
    Ok(())
}
