//! Styles, scripts and pictures: from disk while developing, from inside the binary in a release.

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::{Error, Site};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// Name of the one style sheet pages link; `css/index.txt` lists what it is made of, in order.
const BUNDLE: &str = "css/certamen.css";

/// Access to the static files and their versions.
pub struct StaticFiles {
    bundle: Vec<u8>,
}

impl StaticFiles {
    /// Puts the style sheet together.
    pub fn load() -> Self {
        Self { bundle: bundle() }
    }

    /// The bytes of a file; `None` when there is no such file.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        match path {
            BUNDLE if cfg!(debug_assertions) => Some(bundle()),
            BUNDLE => Some(self.bundle.clone()),
            _ => Files::get(path).map(|file| file.data.into_owned()),
        }
    }

    /// The address of a file with a version in it, so that browsers keep it until it changes.
    pub fn address(&self, path: &str) -> String {
        match self.get(path) {
            Some(bytes) => format!("/static/{path}?v={}", version(&bytes)),
            None => format!("/static/{path}"),
        }
    }

    /// The symbol of an icon (`<symbol id="i-…">…</symbol>`) from `img/icons.svg`.
    pub fn icon(&self, name: &str) -> Option<String> {
        let sprite = String::from_utf8(self.get("img/icons.svg")?).ok()?;
        let start = sprite.find(&format!("<symbol id=\"i-{name}\""))?;
        let symbol = sprite.get(start..)?;
        let end = symbol.find("</symbol>")?;
        symbol.get(..end + "</symbol>".len()).map(str::to_owned)
    }
}

fn bundle() -> Vec<u8> {
    let index = Files::get("css/index.txt").map(|file| file.data.into_owned()).unwrap_or_default();
    let mut css = Vec::new();
    for name in String::from_utf8_lossy(&index).lines().map(str::trim).filter(|name| !name.is_empty()) {
        if let Some(part) = Files::get(&format!("css/{name}")) {
            css.extend_from_slice(&part.data);
            css.push(b'\n');
        }
    }
    css
}

fn version(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes).get(..6).unwrap_or_default())
}

/// `GET /static/{path}`.
pub async fn serve(
    site: web::Data<Site>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let bytes = site.static_files().get(&path).ok_or(Error::NotFound)?;
    let etag = format!("\"{}\"", version(&bytes));
    let caching = if request.query_string().starts_with("v=") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known == Some(etag.as_str()) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag))
            .insert_header((CACHE_CONTROL, caching))
            .finish());
    }
    let kind = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    Ok(HttpResponse::Ok()
        .content_type(kind.as_ref())
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, caching))
        .body(bytes))
}
