//! Storing images, and which questions name them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use question_formats::{Media, QuestionDraft};

use super::BATCH;
use crate::banks::content;
use crate::banks::model::{Content, NewImage, NewQuestionImage, Shown};
use crate::db::schema::{images, question_images};
use crate::db::{Conn, QuestionVersionId};

/// Images in one INSERT: each may have 4 MiB.
const AT_ONCE: usize = 4;

/// Stores the images of drafts inside the caller's transaction. Those that are there already stay as they are.
pub(super) async fn store_images(conn: &mut Conn, drafts: &[QuestionDraft]) -> QueryResult<()> {
    let by_name: BTreeMap<&str, &Media> =
        drafts.iter().flat_map(|draft| &draft.media).map(|media| (media.name.as_str(), media)).collect();
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let rows: Vec<NewImage<'_>> = by_name
        .into_iter()
        .map(|(name, media)| NewImage {
            name,
            width: side(media.width),
            height: side(media.height),
            content: &media.data,
        })
        .collect();
    for batch in rows.chunks(AT_ONCE) {
        diesel::insert_into(images::table).values(batch).on_conflict_do_nothing().execute(conn).await?;
    }
    Ok(())
}

/// Writes down which stored images these versions name. A name without an image is a text like any other.
pub(super) async fn link_images(
    conn: &mut Conn,
    versions: &[(QuestionVersionId, &Content)],
) -> QueryResult<()> {
    let named: Vec<(QuestionVersionId, BTreeSet<(Shown, &str)>)> =
        versions.iter().map(|(id, content)| (*id, content::images(content))).collect();
    let names: BTreeSet<&str> = named.iter().flat_map(|(_, found)| found).map(|(_, name)| *name).collect();
    if names.is_empty() {
        return Ok(());
    }
    let stored: HashSet<String> = images::table
        .filter(images::name.eq_any(names))
        .select(images::name)
        .load::<String>(conn)
        .await?
        .into_iter()
        .collect();
    let rows: Vec<NewQuestionImage<'_>> = named
        .iter()
        .flat_map(|(version_id, found)| found.iter().map(|(shown, name)| (*version_id, *shown, *name)))
        .filter(|(_, _, name)| stored.contains(*name))
        .map(|(version_id, shown, image_name)| NewQuestionImage { version_id, shown, image_name })
        .collect();
    for batch in rows.chunks(BATCH) {
        diesel::insert_into(question_images::table).values(batch).execute(conn).await?;
    }
    Ok(())
}
