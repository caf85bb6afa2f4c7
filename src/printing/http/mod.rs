//! The pages of this room. All are the trainers'.

mod entry;
mod entry_choice;
mod key;
mod list;
mod sheets;

use actix_web::web::{self, ServiceConfig};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/exams/{code}/print").get(list::show).post(list::prepare))
        .service(web::resource("/exams/{code}/print/{id}").get(sheets::paper))
        .service(web::resource("/exams/{code}/print/{id}/sheet").get(sheets::answer_sheet))
        .service(web::resource("/exams/{code}/print/{id}/key").get(key::ask).post(key::show))
        .service(web::resource("/exams/{code}/results/paper").get(entry_choice::show).post(entry::send));
}
