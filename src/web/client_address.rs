//! Where a request comes from, and whom it asked for.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;

/// The address of the peer or, where that is one of `trusted`, the last one in `X-Forwarded-For` that is not: what stands
/// before it anybody may have written. `unknown` without a peer.
pub fn of(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let peer = request.peer_addr().map(|address| address.ip().to_canonical());
    let is_trusted = |address: &IpAddr| trusted.contains(address);
    let forwarded = peer.filter(is_trusted).and_then(|_| {
        let lines: Vec<&str> =
            request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok()).collect();
        let parsed = |one: &str| one.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical());
        lines
            .iter()
            .rev()
            .flat_map(|line| line.split(',').rev())
            .map_while(parsed)
            .find(|one| !is_trusted(one))
    });
    forwarded.or(peer).map_or_else(|| "unknown".to_owned(), |address| address.to_string())
}

/// Host and port the client asked for: of the header, with HTTP/2 of the address itself; empty when it named none.
pub fn host(request: &HttpRequest) -> String {
    let named = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    named.or_else(|| request.uri().authority().map(Authority::as_str)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use actix_web::test::TestRequest;

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        let mut request = TestRequest::get().peer_addr(format!("{peer}:4711").parse().unwrap());
        for line in forwarded {
            request = request.append_header(("X-Forwarded-For", *line));
        }
        of(&request.to_http_request(), &trusted)
    }

    #[test]
    fn s58_only_what_a_trusted_proxy_says_of_its_own_client_counts() {
        assert_eq!(address("192.0.2.7", &["198.51.100.1"]), "192.0.2.7", "who is no proxy is not believed");
        assert_eq!(address("10.0.0.1", &["198.51.100.1, 203.0.113.9"]), "203.0.113.9", "the last hop counts");
        assert_eq!(address("10.0.0.1", &["198.51.100.1", "203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(
            address("10.0.0.1", &["198.51.100.1, nonsense"]),
            "10.0.0.1",
            "nothing is looked for past nonsense"
        );
        assert_eq!(address("10.0.0.1", &[]), "10.0.0.1");
    }
}
