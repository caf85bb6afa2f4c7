//! The HTTP server: middleware in order, listening, stopping.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, web};

use crate::app::App;
use crate::audit::http::note_refusals;
use crate::operation::{limit, watch};
use crate::web::{Site, csrf, error_pages, headers};

/// The application as it is served, and as tests call it without sockets.
/// Outermost first: headers on everything, request id with log and figures, compression, error pages, refusals, time limits,
/// CSRF guard, turns, rooms.
pub fn application(
    app: web::Data<App>,
    site: web::Data<Site>,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let https = site.config().is_https();
    ActixApp::new()
        .app_data(web::Data::new(app.operation.clone()))
        .app_data(app)
        .app_data(site)
        .wrap(from_fn(limit::admit))
        .wrap(from_fn(csrf::guard))
        .wrap(from_fn(limit::keep))
        .wrap(from_fn(note_refusals))
        .wrap(from_fn(error_pages::show))
        .wrap(Compress::default())
        .wrap(from_fn(watch::requests))
        .wrap(headers::defaults(https))
        .configure(crate::routes::routes)
}
