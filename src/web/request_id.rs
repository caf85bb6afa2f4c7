//! Each request has an id: in the log, on error pages, in audit rows.

use actix_web::dev::ServiceRequest;
use actix_web::{HttpMessage, HttpRequest};
use rand::RngExt;

/// Name of the response header.
pub const HEADER: &str = "x-request-id";

/// Ten characters, easy to read out on the telephone.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Gives a request its id.
pub fn give(request: &ServiceRequest) -> String {
    let id = new_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    id
}

/// The path as it may stand in a log: whoever reads the log must not be able to use a secret link.
pub fn loggable_path(path: &str) -> &str {
    ["/welcome/…", "/calendar/…"]
        .into_iter()
        .find(|shown| path.starts_with(shown.trim_end_matches('…')))
        .unwrap_or(path)
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
    fn the_token_of_a_secret_link_does_not_reach_the_log() {
        assert_eq!(loggable_path("/welcome/secret"), "/welcome/…");
        assert_eq!(loggable_path("/calendar/secret.ics"), "/calendar/…");
        assert_eq!(loggable_path("/banks/fab"), "/banks/fab");
    }
}
