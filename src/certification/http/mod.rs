//! The pages of this room.

pub mod certificates;
pub mod design;
pub mod import;
pub mod papers;
pub mod people;
pub mod programmes;
pub mod reinstate;
pub mod verify;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};

use crate::config::SiteConfig;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/certifications").get(programmes::list))
        .service(web::resource("/certifications/new").get(programmes::new).post(programmes::create))
        .service(web::resource("/certifications/{code}").get(programmes::show).post(programmes::change))
        .service(web::resource("/people/{id}/certifications").get(people::show))
        .service(
            web::resource("/people/{id}/certifications/{code}/exempt").get(people::ask).post(people::exempt),
        )
        .service(
            web::resource("/people/{id}/exemptions/{exemption}/end").get(people::ask_end).post(people::end),
        )
        .service(web::resource("/certificates/{id}/reinstate").get(reinstate::ask).post(reinstate::reinstate))
        .service(web::resource("/my/certificates").get(certificates::mine))
        .service(web::resource("/certificates/import").get(import::list).post(import::send))
        .service(web::resource("/certificates/import/{id}").get(import::show).post(import::explain))
        .service(web::resource("/certificates/import/{id}/commit").post(import::commit))
        .service(web::resource("/certificates/import/{id}/discard").post(import::discard))
        .service(web::resource("/certificates/import/{id}/undo").post(import::undo))
        .service(web::resource("/certificates/design").get(design::show).post(design::change))
        .service(web::resource("/certificates/design/preview.png").get(design::preview_png))
        .service(web::resource("/certificates/design/preview.pdf").get(design::preview_pdf))
        .service(web::resource("/certificates/design/use").post(design::use_draft))
        .service(web::resource("/certificates/design/discard").post(design::discard))
        .service(web::resource("/certificates/design/{picture}").post(design::picture))
        .service(web::resource("/certificates/{id}.pdf").get(papers::pdf))
        .service(web::resource("/certificates/{id}.png").get(papers::png))
        .service(web::resource("/certificates/{id}").get(certificates::show))
        .service(web::resource("/certificates/{id}/revoke").get(certificates::ask).post(certificates::revoke))
        .service(web::resource("/verify").get(verify::form))
        .service(web::resource("/verify/{code}").get(verify::show));
}

/// Scheme and host for the address on a certificate: the configured ones, else those of this request.
pub(crate) fn origin(request: &HttpRequest, config: &SiteConfig) -> String {
    config.public_origin.clone().unwrap_or_else(|| {
        let scheme = if request.app_config().secure() { "https" } else { "http" };
        let named = crate::web::host(request);
        let host = if named.is_empty() { request.app_config().host() } else { &named };
        format!("{scheme}://{host}")
    })
}
