//! Every address of the server, one line a room.

use actix_web::web::{self, ServiceConfig};

use crate::accounts::Anyone;
use crate::web::{Error, static_files};

/// Mounts every room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/static/{path:.*}").get(static_files::serve))
        .configure(crate::accounts::http::routes)
        .configure(crate::banks::http::routes)
        .configure(crate::exams::http::routes)
        .configure(crate::certification::http::routes)
        .configure(crate::attempts::http::routes)
        .configure(crate::grading::http::routes)
        .configure(crate::records::http::routes)
        .configure(crate::home::http::routes)
        .configure(crate::admin::http::routes)
        .default_service(web::route().to(not_found));
}

/// Takes the visitor so that the page knows who is signed in.
async fn not_found(_: Anyone) -> Result<actix_web::HttpResponse, Error> {
    Err(Error::NotFound)
}
