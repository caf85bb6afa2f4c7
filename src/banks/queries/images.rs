//! Reading images of questions.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::banks::model::{Image, Shown};
use crate::db::schema::{images, question_images};
use crate::db::{Conn, QuestionVersionId};

/// The image with this name.
///
/// # Errors
/// Whatever the database says.
pub async fn image(conn: &mut Conn, name: &str) -> QueryResult<Option<Image>> {
    images::table.find(name).select(Image::as_select()).first(conn).await.optional()
}

/// The images that these versions name, each once. The files of all of them are in memory then.
///
/// # Errors
/// Whatever the database says.
pub async fn images_of(conn: &mut Conn, versions: &[QuestionVersionId]) -> QueryResult<Vec<Image>> {
    let named = question_images::table
        .filter(question_images::version_id.eq_any(versions))
        .select(question_images::image_name);
    images::table.filter(images::name.eq_any(named)).select(Image::as_select()).load(conn).await
}

/// The image with this name, when one of these versions names it where it may be shown now.
///
/// # Errors
/// Whatever the database says.
pub async fn image_shown(
    conn: &mut Conn,
    versions: &[QuestionVersionId],
    name: &str,
    shown: &[Shown],
) -> QueryResult<Option<Image>> {
    let named = question_images::table
        .filter(question_images::version_id.eq_any(versions))
        .filter(question_images::shown.eq_any(shown.to_vec()))
        .filter(question_images::image_name.eq(images::name));
    images::table
        .find(name)
        .filter(diesel::dsl::exists(named))
        .select(Image::as_select())
        .first(conn)
        .await
        .optional()
}

/// Those of these names under which no image is stored.
///
/// # Errors
/// Whatever the database says.
pub async fn missing_images(conn: &mut Conn, mut names: Vec<String>) -> QueryResult<Vec<String>> {
    if names.is_empty() {
        return Ok(names);
    }
    let stored: Vec<String> =
        images::table.filter(images::name.eq_any(&names)).select(images::name).load(conn).await?;
    names.retain(|name| !stored.contains(name));
    Ok(names)
}
