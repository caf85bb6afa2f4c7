//! Reading banks, revisions, questions, topics, images and imports.

use std::sync::{Arc, LazyLock};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{QuestionVersion, VersionRow};
use crate::base::kept::Kept;
use crate::db::schema::{banks, materials, question_versions, questions};
use crate::db::{Conn, QuestionVersionId};

/// Columns of [`VersionRow`], for queries that join versions with questions, banks and (left) materials.
macro_rules! version_columns {
    () => {
        (
            question_versions::id,
            question_versions::question_id,
            questions::code,
            banks::code,
            question_versions::number,
            question_versions::kind,
            question_versions::topic,
            question_versions::difficulty,
            question_versions::points,
            question_versions::tags,
            question_versions::texts,
            question_versions::languages,
            question_versions::option_count,
            question_versions::answer,
            materials::texts.nullable(),
            question_versions::created_at,
            question_versions::kept_options,
            question_versions::option_weights,
        )
    };
}

mod bank;
mod columns;
mod edit;
mod finding;
mod history;
mod images;
mod imports;
mod question;
mod review;
mod similar;
mod topics;
mod undo;
mod work;

pub use bank::{bank_by_code, language_counts, list, pool, pool_of_codes, revision_number, revisions};
pub use columns::{import_tables, known_columns};
pub use edit::{current_materials, current_of, current_question, held, same_elsewhere};
pub(super) use finding::not_searchable;
pub use finding::{FoundQuestions, codes_of_fitting, find};
pub use history::{
    authors, change_counts, changes, exams_using, retired, retired_count, version_by_number, written_by,
};
pub use images::{image, image_shown, images_of, missing_images};
pub use imports::{
    Review, existing, import, import_content, import_questions, import_row, open_imports, previous_row,
    question_count, review,
};
pub use question::{codes_ever, current, history};
pub use review::{review_state, waiting, waiting_counts};
pub use similar::resemblances;
pub(super) use topics::topics_for_update;
pub use topics::{TopicInBank, topic_counts, topic_tree, topics_of_bank};
pub use undo::{Undo, imports_of_revisions, undo};
pub(in crate::banks) use work::IS_SILENT;
pub use work::work;

fn all(rows: Vec<VersionRow>) -> QueryResult<Vec<QuestionVersion>> {
    rows.into_iter().map(QuestionVersion::try_from).collect()
}

/// Versions never change, and everybody who sits an exam needs those of the same pool.
static VERSIONS: LazyLock<Kept<QuestionVersionId, QuestionVersion>> =
    LazyLock::new(|| Kept::of_one_database(2000));

/// The versions with these ids, in any order. Ids that do not exist are left out.
///
/// # Errors
/// Whatever the database says.
pub async fn versions(conn: &mut Conn, ids: &[QuestionVersionId]) -> QueryResult<Vec<Arc<QuestionVersion>>> {
    let mut found = Vec::with_capacity(ids.len());
    let mut missing = Vec::new();
    for id in ids {
        match VERSIONS.get(*id) {
            Some(kept) => found.push(kept),
            None => missing.push(*id),
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let rows = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .left_join(materials::table)
        .filter(question_versions::id.eq_any(missing))
        .select(version_columns!())
        .load(conn)
        .await?;
    for version in all(rows)? {
        found.push(VERSIONS.put(version.id, version));
    }
    Ok(found)
}
