//! `/attempts/{id}/images/{name}`: an image of the paper, for the trainee whose paper it is.

use actix_web::{HttpResponse, web};

use super::Sitting;
use crate::accounts::Trainee;
use crate::banks;
use crate::banks::model::Shown;
use crate::db::QuestionVersionId;
use crate::exams::review::ReviewLevel;
use crate::web::Error;
use crate::web::images::image_file;

/// `GET /attempts/{id}/images/{name}`. Images of explanations are there from when the key opens.
pub(super) async fn show(trainee: Trainee, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (id, name) = path.into_inner();
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let openness = sitting.openness(&mut conn).await?;
    let is_reviewed =
        !sitting.attempt.is_open() && sitting.review_level(&openness) == ReviewLevel::KeyAndExplanation;
    let shown: &[Shown] = if is_reviewed { Shown::ALL } else { &[Shown::Question] };
    let versions: Vec<QuestionVersionId> = sitting.paper.items.iter().map(|item| item.version_id).collect();
    let image = banks::queries::image_shown(&mut conn, &versions, &name, shown).await?;
    let image = image.ok_or(Error::NotFound)?;
    Ok(image_file(image.mime(), image.content))
}
