//! No page of another site can act for a person here. Three guards, all of them always:
//! a token in every form and script request, `Sec-Fetch-Site` when the browser sends it, `Origin` when it sends it.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::cookies::{Secret, secret, secret as secret_in_cookie};
use super::{Error, Fields, Site, unsent};

/// Name of the form field that carries the token.
pub const FIELD: &str = "csrf";

/// Name of the header that carries the token of a script's request.
pub const HEADER: &str = "X-CSRF-Token";

/// Where people sign in.
const SIGN_IN_PATHS: [&str; 2] = ["/login", "/login/code"];

/// The largest form body: an exam page with every answer as long as allowed.
const FORM_LIMIT: usize = 2 * 1024 * 1024;

/// The token that belongs to a session (or pre-session): HMAC-SHA256 of it, in hex.
pub fn token(secret: &Secret) -> String {
    // HMAC takes a key of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return String::new() };
    mac.update(b"certamen csrf");
    hex::encode(mac.finalize().into_bytes())
}

/// Whether `given` is the token of `secret`, in constant time.
pub fn is_token_of(given: &str, secret: &Secret) -> bool {
    token(secret).as_bytes().ct_eq(given.as_bytes()).into()
}

/// The secret the token of this request must belong to: the session's, before sign-in the pre-session's.
pub fn secret_of(request: &actix_web::HttpRequest, site: &Site) -> Option<Secret> {
    secret(request, site.cookies().session()).or_else(|| secret(request, site.cookies().pre_session()))
}

/// Whether people sign in at this path.
pub fn is_sign_in(path: &str) -> bool {
    SIGN_IN_PATHS.contains(&path)
}

/// Middleware: refuses unsafe requests without a valid token or from another site.
///
/// # Errors
/// Those of the handlers; a refusal is a response that carries [`Error::Csrf`] or [`Error::TooLarge`].
pub async fn guard<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match check(&mut request).await {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(refusal) => Ok(request.error_response(refusal).map_into_right_body()),
    }
}

async fn check(request: &mut ServiceRequest) -> Result<(), Error> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let site = request.app_data::<web::Data<Site>>().cloned().ok_or_else(|| Error::internal("no site"))?;
    let host = super::host(request.request());
    if !is_same_site(request.headers(), &host, site.config().public_origin.as_deref()) {
        return Err(Error::Csrf);
    }
    let secret = secret_of(request.request(), &site);
    let given = match content_type(request.headers()) {
        "application/x-www-form-urlencoded" => {
            let body = read_form(request).await?;
            let fields = Fields::parse(&body);
            request.set_payload(Payload::from(body));
            let token = fields.get(FIELD).to_owned();
            unsent::keep(request.request(), fields);
            token
        }
        // The upload extractor checks the token before it hands anything out; only routes with it take this type.
        "multipart/form-data" if super::upload::is_upload_path(request.path()) => return Ok(()),
        _ => {
            request.headers().get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        }
    };
    // The cookie of a session that is over stays in the browser; the form of the login page belongs to the visitor.
    let visitor = is_sign_in(request.path())
        .then(|| secret_in_cookie(request.request(), site.cookies().pre_session()))
        .flatten();
    let belongs = |secret: &Secret| is_token_of(&given, secret);
    if secret.iter().chain(&visitor).any(belongs) { Ok(()) } else { Err(Error::Csrf) }
}

fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

async fn read_form(request: &mut ServiceRequest) -> Result<Bytes, Error> {
    use futures_util::StreamExt;
    let mut payload = actix_web::HttpMessage::take_payload(request);
    let mut body = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::BadRequest("error-body-cut"))?;
        if body.len() + chunk.len() > FORM_LIMIT {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Whether the headers of a request agree that it comes from our own pages. Where no public origin is configured,
/// ours is the host the browser itself names.
fn is_same_site(headers: &HeaderMap, host: &str, public_origin: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return false;
    }
    match (text(ORIGIN.as_str()), public_origin) {
        (None, _) => true,
        (Some(origin), Some(ours)) => origin == ours,
        (Some(origin), None) => {
            !host.is_empty() && (origin == format!("http://{host}") || origin == format!("https://{host}"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect()
    }

    #[test]
    fn a_token_belongs_to_one_session_only() {
        let (ours, theirs) = (Secret::new(), Secret::new());
        assert!(is_token_of(&token(&ours), &ours));
        assert!(!is_token_of(&token(&ours), &theirs));
        assert!(!is_token_of("", &ours));
    }

    #[test]
    fn a_request_from_another_site_is_told_by_either_header() {
        let ours = Some("https://certamen.example.com");
        for (pairs, same) in [
            (vec![], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("origin", "https://certamen.example.com")], true),
            (vec![("origin", "https://evil.example")], false),
            (vec![("origin", "null")], false),
            (vec![("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false),
        ] {
            assert_eq!(is_same_site(&headers(&pairs), "", ours), same, "{pairs:?}");
        }
    }

    #[test]
    fn without_a_configured_origin_the_host_the_browser_names_is_ours() {
        let own = "localhost:8080";
        assert!(is_same_site(&headers(&[("origin", "http://localhost:8080")]), own, None));
        assert!(is_same_site(&headers(&[("origin", "https://localhost:8080")]), own, None));
        assert!(!is_same_site(&headers(&[("origin", "http://evil.example")]), own, None));
        assert!(!is_same_site(&headers(&[("origin", "http://")]), "", None));
    }
}
