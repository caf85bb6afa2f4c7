//! `/api/v1/…` for programs, `/api` for those who write them, `/admin/tokens` for those who let them in.

mod data;
mod document;
mod tokens;

use actix_web::web::{self, ServiceConfig};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/api/v1/people").get(data::people))
        .service(web::resource("/api/v1/records").get(data::records))
        .service(web::resource("/api/v1/certificates").get(data::certificates))
        .service(web::resource("/api/openapi.json").get(document::json))
        .service(web::resource("/api").get(document::show))
        .service(web::resource("/admin/tokens").get(tokens::list).post(tokens::create))
        .service(web::resource("/admin/tokens/{id}/revoke").get(tokens::ask_revoke).post(tokens::revoke));
}
