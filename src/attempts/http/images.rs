//! `/attempts/{id}/images/{name}`: an image of the paper, for the trainee whose paper it is.

use actix_web::{HttpResponse, web};

use super::Sitting;
use crate::accounts::Trainee;
use crate::attempts::overview::attempts_remain;
use crate::attempts::queries;
use crate::banks;
use crate::banks::model::Shown;
use crate::db::{Conn, QuestionVersionId};
use crate::exams::review::{self, ReviewLevel};
use crate::web::Error;
use crate::web::images::image_file;

/// `GET /attempts/{id}/images/{name}`. Images of explanations are there from when the key opens.
pub(super) async fn show(trainee: Trainee, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (id, name) = path.into_inner();
    let mut conn = trainee.conn().await?;
    let sitting = Sitting::load(&mut conn, &trainee, &id).await?;
    let shown: &[Shown] =
        if keys_open(&mut conn, &trainee, &sitting).await? { Shown::ALL } else { &[Shown::Question] };
    let versions: Vec<QuestionVersionId> = sitting.paper.items.iter().map(|item| item.version_id).collect();
    let image = banks::queries::image_shown(&mut conn, &versions, &name, shown).await?;
    let image = image.ok_or(Error::NotFound)?;
    Ok(image_file(image.mime(), image.content))
}

async fn keys_open(conn: &mut Conn, trainee: &Trainee, sitting: &Sitting) -> Result<bool, Error> {
    if sitting.attempt.is_open() {
        return Ok(false);
    }
    let exam = &sitting.exam;
    let own = queries::attempts_at(conn, exam.exam_id, trainee.person.id).await?;
    let remain = attempts_remain(exam, &own, sitting.now);
    let level = review::what_is_open(&exam.definition.review, sitting.now, exam.closes_at, remain);
    Ok(level == ReviewLevel::KeyAndExplanation)
}
