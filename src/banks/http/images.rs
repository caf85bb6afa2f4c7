//! `/banks/images/{name}`: an image that a question names, for trainers.

use actix_web::{HttpResponse, web};

use crate::accounts::Trainer;
use crate::banks::queries;
use crate::web::Error;
use crate::web::images::image_file;

/// `GET /banks/images/{name}`.
pub(super) async fn show(trainer: Trainer, name: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let image = queries::image(&mut conn, &name).await?.ok_or(Error::NotFound)?;
    Ok(image_file(image.mime(), image.content))
}
