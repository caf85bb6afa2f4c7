//! Each request has an id: in the log, on error pages, in audit rows.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest};
use rand::RngExt;
use std::time::Instant;

/// Name of the response header.
const HEADER: &str = "x-request-id";

/// Ten characters, easy to read out on the telephone.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Middleware: gives the request its id and writes one log line when it is done.
///
/// # Errors
/// Those of the handlers.
pub async fn assign(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let id = new_id();
    let started = Instant::now();
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), loggable_path(request.path()).to_owned());
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static(HEADER), value);
    }
    tracing::info!(request_id = %id, %method, path, status = response.status().as_u16(), elapsed_us = started.elapsed().as_micros(), "request");
    Ok(response)
}

/// The path as it may stand in a log: whoever reads the log must not be able to use a one-time link.
pub fn loggable_path(path: &str) -> &str {
    if path.starts_with("/welcome/") { "/welcome/…" } else { path }
}

/// The id of a request.
pub fn of(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<RequestId>().map(|id| id.0.clone())
}

fn new_id() -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut random = rand::rng();
    (0..10)
        .map(|_| DIGITS.get(random.random_range(0..DIGITS.len())).copied().map_or('0', char::from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_one_time_link_does_not_reach_the_log() {
        assert_eq!(loggable_path("/welcome/secret"), "/welcome/…");
        assert_eq!(loggable_path("/banks/fab"), "/banks/fab");
    }
}
