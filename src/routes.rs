//! Every address of the server, one line a room.

use actix_web::web::{self, ServiceConfig};

use crate::accounts::Anyone;
use crate::web::{Error, static_files};

/// Mounts every room. Addresses are tried in this order, so answers, of which there are most, come first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .configure(crate::attempts::http::routes)
        .service(web::resource("/static/{path:.*}").get(static_files::serve))
        .configure(crate::accounts::http::routes)
        .configure(crate::banks::http::routes)
        .configure(crate::exams::http::routes)
        .configure(crate::certification::http::routes)
        .configure(crate::outbox::http::routes)
        .configure(crate::reminders::http::routes)
        .configure(crate::supervision::http::routes)
        .configure(crate::printing::http::routes)
        .configure(crate::grading::http::routes)
        .configure(crate::records::http::routes)
        .configure(crate::home::http::routes)
        .configure(crate::admin::http::routes)
        .configure(crate::api::http::routes)
        .default_service(web::route().to(not_found));
}

/// Takes the visitor so that the page knows who is signed in.
async fn not_found(_: Anyone) -> Result<actix_web::HttpResponse, Error> {
    Err(Error::NotFound)
}
