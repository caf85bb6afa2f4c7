//! Addresses of this room.

mod bank;
mod bulk;
mod edit;
mod edit_page;
mod export;
mod guide;
mod images;
mod import;
mod import_columns;
mod import_review;
mod import_row;
mod restore;
mod retire;
mod review;
mod revisions;
mod search;
mod settings;
mod topics;

use actix_web::web::{self, ServiceConfig};

/// Mounts the pages of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/banks").get(bank::list))
        .service(web::resource("/banks/images/{name}").get(images::show))
        .service(web::resource("/banks/import").get(import::show).post(import::send))
        .service(web::resource("/banks/import/guide").get(guide::show))
        .service(web::resource("/banks/import/template/{format}").get(export::template))
        .service(web::resource("/banks/import/{id}").get(import_review::show))
        .service(web::resource("/banks/import/{id}/decide").post(import_review::decide_several))
        .service(
            web::resource("/banks/import/{id}/rows/{position}")
                .get(import_row::show)
                .post(import_review::decide),
        )
        .service(web::resource("/banks/import/{id}/rows/{position}/edit").post(import_row::edit))
        .service(web::resource("/banks/import/{id}/rows/{position}/split").post(import_row::split))
        .service(web::resource("/banks/import/{id}/rows/{position}/merge").post(import_row::merge))
        .service(web::resource("/banks/import/{id}/rows/{position}/restore").post(import_row::restore))
        .service(web::resource("/banks/import/{id}/reread").post(import_review::reread))
        .service(
            web::resource("/banks/import/{id}/columns").get(import_columns::show).post(import_columns::send),
        )
        .service(web::resource("/banks/import/{id}/commit").post(import_review::commit))
        .service(web::resource("/banks/import/{id}/discard").post(import_review::discard))
        .service(web::resource("/banks/import/{id}/failed").get(import_review::failed))
        .service(web::resource("/banks/import/{id}/stop").post(import_review::stop))
        .service(web::resource("/banks/import/{id}/undo").post(import_review::undo))
        .service(web::resource("/banks/new").get(settings::new).post(settings::add))
        .service(web::resource("/banks/search").get(search::show))
        .service(web::resource("/topics").get(topics::list).post(topics::add))
        .service(web::resource("/topics/{id}").get(topics::show).post(topics::change))
        .service(web::resource("/topics/{id}/merge").post(topics::merge))
        .service(web::resource("/topics/{id}/separate").post(topics::separate))
        .service(web::resource("/topics/{id}/remove").post(topics::remove))
        .service(web::resource("/banks/{code}").get(bank::show))
        .service(web::resource("/banks/{code}/settings").get(settings::show).post(settings::save))
        .service(web::resource("/banks/{code}/revisions").get(revisions::list))
        .service(web::resource("/banks/{code}/revisions/compare").get(revisions::compare))
        .service(web::resource("/banks/{code}/revisions/{number}").get(revisions::show))
        .service(
            web::resource("/banks/{code}/revisions/{number}/restore")
                .get(restore::ask)
                .post(restore::restore),
        )
        .service(web::resource("/banks/{code}/bulk").get(bulk::show).post(bulk::change))
        .service(web::resource("/banks/{code}/review").get(review::show).post(review::say))
        .service(web::resource("/banks/{code}/retired").get(retire::list))
        .service(
            web::resource("/banks/{code}/questions/{question}/retire").get(retire::ask).post(retire::retire),
        )
        .service(web::resource("/banks/{code}/questions/{question}/restore").post(retire::restore))
        .service(web::resource("/banks/{code}/new-question").get(edit::new).post(edit::add))
        .service(web::resource("/banks/{code}/preview-question").post(edit::preview))
        .service(web::resource("/banks/{code}/questions/{question}/edit").get(edit::show).post(edit::save))
        .service(web::resource("/banks/{code}/export").get(export::show))
        .service(web::resource("/banks/{code}/export/{format}").get(export::download))
        .service(web::resource("/banks/{code}/questions/{question}").get(bank::question));
}
