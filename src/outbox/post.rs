//! JSON to an address that somebody typed.

use hyper::header::CONTENT_TYPE;
use hyper::{Request, Response};
use url::Url;

use super::rules::Trouble;
use crate::calls::Caller;

/// Sends JSON, with more headers, and waits for the answer.
///
/// # Errors
/// [`Trouble`] when there was no answer.
pub async fn json(
    caller: &Caller,
    url: &Url,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Result<Response<Vec<u8>>, Trouble> {
    let mut request = Request::post(url.as_str()).header(CONTENT_TYPE, "application/json; charset=utf-8");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body).map_err(|_| Trouble::Unreadable)?;
    Ok(caller.send(request).await?)
}
