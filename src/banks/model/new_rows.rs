//! Rows to be written.

use std::borrow::Cow;

use diesel::prelude::*;
use serde_json::Value;

use super::{Decision, RevisionSource, Shown, Verdict};
use crate::db::schema::{
    bank_questions, bank_revisions, banks, images, import_rows, imports, materials, question_images,
    question_versions, questions,
};
use crate::db::{BankId, ImportId, JsonText, MaterialId, PersonId, QuestionId, QuestionVersionId};

/// Row of `banks` to be written.
#[derive(Insertable)]
#[diesel(table_name = banks)]
pub(in crate::banks) struct NewBank<'a> {
    pub(in crate::banks) id: BankId,
    pub(in crate::banks) code: &'a str,
    pub(in crate::banks) title_zh: &'a str,
    pub(in crate::banks) title_en: &'a str,
    pub(in crate::banks) created_by: Option<PersonId>,
}

/// Row of `bank_revisions` to be written.
#[derive(Insertable)]
#[diesel(table_name = bank_revisions)]
pub(in crate::banks) struct NewRevision<'a> {
    pub(in crate::banks) bank_id: BankId,
    pub(in crate::banks) number: i32,
    pub(in crate::banks) created_by: Option<PersonId>,
    pub(in crate::banks) source: RevisionSource,
    pub(in crate::banks) source_name: &'a str,
    pub(in crate::banks) added: i32,
    pub(in crate::banks) changed: i32,
    pub(in crate::banks) removed: i32,
}

/// Row of `materials` to be written.
#[derive(Insertable)]
#[diesel(table_name = materials)]
pub(in crate::banks) struct NewMaterial {
    pub(in crate::banks) id: MaterialId,
    pub(in crate::banks) bank_id: BankId,
    pub(in crate::banks) digest: Vec<u8>,
    pub(in crate::banks) texts: Value,
}

/// Row of `questions` to be written.
#[derive(Insertable)]
#[diesel(table_name = questions)]
pub(in crate::banks) struct NewQuestion<'a> {
    pub(in crate::banks) id: QuestionId,
    pub(in crate::banks) bank_id: BankId,
    pub(in crate::banks) code: &'a str,
}

/// Row of `question_versions` to be written.
#[derive(Insertable)]
#[diesel(table_name = question_versions)]
pub(in crate::banks) struct NewQuestionVersion<'a> {
    pub(in crate::banks) id: QuestionVersionId,
    pub(in crate::banks) question_id: QuestionId,
    pub(in crate::banks) number: i32,
    pub(in crate::banks) kind: &'static str,
    pub(in crate::banks) topic: Option<&'a str>,
    pub(in crate::banks) difficulty: Option<i16>,
    pub(in crate::banks) points: Option<i32>,
    pub(in crate::banks) tags: &'a [String],
    pub(in crate::banks) material_id: Option<MaterialId>,
    pub(in crate::banks) texts: JsonText,
    pub(in crate::banks) languages: Vec<String>,
    pub(in crate::banks) option_count: i16,
    pub(in crate::banks) answer: Option<&'a Value>,
    pub(in crate::banks) fingerprint: Vec<u8>,
    pub(in crate::banks) content_digest: Vec<u8>,
    pub(in crate::banks) kept_options: Option<&'a [String]>,
    pub(in crate::banks) option_weights: Option<&'a [i32]>,
}

/// Row of `bank_questions` to be written.
#[derive(Insertable)]
#[diesel(table_name = bank_questions)]
pub(in crate::banks) struct NewMembership {
    pub(in crate::banks) bank_id: BankId,
    pub(in crate::banks) question_id: QuestionId,
    pub(in crate::banks) version_id: QuestionVersionId,
    pub(in crate::banks) from_revision: i32,
}

/// Row of `images` to be written.
#[derive(Insertable)]
#[diesel(table_name = images)]
pub(in crate::banks) struct NewImage<'a> {
    pub(in crate::banks) name: &'a str,
    pub(in crate::banks) width: i32,
    pub(in crate::banks) height: i32,
    pub(in crate::banks) content: &'a [u8],
}

/// Row of `question_images` to be written.
#[derive(Insertable)]
#[diesel(table_name = question_images)]
pub(in crate::banks) struct NewQuestionImage<'a> {
    pub(in crate::banks) version_id: QuestionVersionId,
    pub(in crate::banks) shown: Shown,
    pub(in crate::banks) image_name: &'a str,
}

/// Row of `imports` to be written.
#[derive(Insertable)]
#[diesel(table_name = imports)]
pub(in crate::banks) struct NewImportRow<'a> {
    pub(in crate::banks) id: ImportId,
    pub(in crate::banks) bank_id: Option<BankId>,
    pub(in crate::banks) new_bank_code: Option<&'a str>,
    pub(in crate::banks) new_bank_title_zh: Option<&'a str>,
    pub(in crate::banks) new_bank_title_en: Option<&'a str>,
    pub(in crate::banks) file_name: &'a str,
    pub(in crate::banks) content: &'a [u8],
    pub(in crate::banks) format: Option<String>,
    pub(in crate::banks) encoding: &'a str,
    pub(in crate::banks) line_count: i32,
    pub(in crate::banks) diagnostics: Value,
    pub(in crate::banks) skipped: Value,
    pub(in crate::banks) created_by: Option<PersonId>,
    pub(in crate::banks) tables: Value,
    pub(in crate::banks) column_uses: Value,
}

/// Row of `import_rows` to be written.
#[derive(Insertable)]
#[diesel(table_name = import_rows)]
pub(in crate::banks) struct NewImportQuestion<'a> {
    pub(in crate::banks) import_id: ImportId,
    pub(in crate::banks) position: i32,
    pub(in crate::banks) verdict: Verdict,
    pub(in crate::banks) draft: JsonText,
    pub(in crate::banks) diagnostics: JsonText,
    pub(in crate::banks) source_from: Option<i32>,
    pub(in crate::banks) source_to: Option<i32>,
    pub(in crate::banks) source_text: Cow<'a, str>,
    pub(in crate::banks) question_id: Option<QuestionId>,
    pub(in crate::banks) decision: Decision,
    pub(in crate::banks) resembles: JsonText,
    pub(in crate::banks) original: Option<JsonText>,
}
