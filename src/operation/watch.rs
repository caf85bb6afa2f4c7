//! Middleware: the id of the request, its line in the log, its place in the figures.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use tracing::Instrument;

use super::Operation;
use super::class::Class;
use crate::web::request_id;

/// What a save is called in the figures: known without asking the router again.
const SAVES: &str = "/attempts/{id}/saves";

/// What stands for addresses that do not exist: they must not fill the figures.
const NO_ROUTE: &str = "none";

/// Middleware, outermost but for the headers.
///
/// # Errors
/// Those of the handlers.
pub async fn requests(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = Instant::now();
    let id = request_id::give(&request);
    let (method, path) = (request.method().clone(), request_id::loggable_path(request.path()).to_owned());
    let class = Class::of(&method, request.path());
    let operation = request.app_data::<Data<Operation>>().cloned();
    let span = tracing::info_span!("request", request_id = %id);
    let answered = next.call(request).instrument(span).await;
    let status = match &answered {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    if let Some(operation) = &operation {
        let route = match &answered {
            Ok(_) if class == Class::Save => SAVES.to_owned(),
            Ok(response) => response.request().match_pattern().unwrap_or_else(|| NO_ROUTE.to_owned()),
            Err(_) => NO_ROUTE.to_owned(),
        };
        operation.metrics.request(known(&method), route, status, began.elapsed());
    }
    log(&id, &method, &path, status, began);
    let mut response = answered?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static(request_id::HEADER), value);
    }
    if operation.is_some_and(|operation| operation.is_draining()) {
        // The next request of this browser goes to a server that stays.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

fn log(id: &str, method: &Method, path: &str, status: StatusCode, began: Instant) {
    tracing::info!(request_id = %id, %method, path, status = status.as_u16(), elapsed_us = began.elapsed().as_micros(), "request");
}

/// A method as figures name it: a client may send any word.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}
