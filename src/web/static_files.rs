//! Styles, scripts and pictures: from disk while developing, from inside the binary in a release. A release reads each once
//! at its start and compresses it as far as it goes; what a browser gets is ready then.

mod made;
mod packed;

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;

use self::packed::Packed;
use super::{Error, Site, compression};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// Name of the one style sheet pages link.
const STYLES: &str = "css/certamen.css";

/// Name of the one script of the exam page.
const EXAM_SCRIPT: &str = "js/exam.js";

/// The pictures `{{icon}}` names.
const ICONS: &str = "img/icons.svg";

/// Access to the static files and their versions.
pub struct StaticFiles {
    files: HashMap<String, Arc<Packed>>,
    icons: HashMap<String, String>,
}

impl StaticFiles {
    /// Reads every file and puts together what is made of several. Compressing goes on beside: until a file is ready it is sent as
    /// it is.
    pub fn load() -> Self {
        let names =
            Files::iter().map(|name| name.to_string()).chain([STYLES, EXAM_SCRIPT].map(str::to_owned));
        let files: HashMap<String, Arc<Packed>> =
            names.filter_map(|name| read(&name).map(|file| (name, Arc::new(file)))).collect();
        if !cfg!(debug_assertions) {
            let waiting: Vec<Arc<Packed>> = files.values().cloned().collect();
            std::thread::spawn(move || waiting.iter().for_each(|file| file.compress()));
        }
        let icons = files.get(ICONS).map(|sprite| symbols(&sprite.bytes())).unwrap_or_default();
        Self { files, icons }
    }

    /// The bytes of a file; `None` when there is none of this name.
    pub fn get(&self, path: &str) -> Option<Bytes> {
        self.file(path).map(|file| file.bytes())
    }

    fn file(&self, path: &str) -> Option<Arc<Packed>> {
        if cfg!(debug_assertions) { read(path).map(Arc::new) } else { self.files.get(path).cloned() }
    }

    /// The address of a file with a version in it, so that browsers keep it until it changes.
    pub fn address(&self, path: &str) -> String {
        match self.file(path) {
            Some(file) => format!("/static/{path}?v={}", file.version()),
            None => format!("/static/{path}"),
        }
    }

    /// The symbol of an icon (`<symbol id="i-…">…</symbol>`) from `img/icons.svg`.
    pub fn icon(&self, name: &str) -> Option<&str> {
        self.icons.get(name).map(String::as_str)
    }
}

/// The symbols of the sprite by name, without `i-`.
fn symbols(sprite: &[u8]) -> HashMap<String, String> {
    const START: &str = "<symbol id=\"i-";
    const END: &str = "</symbol>";
    String::from_utf8_lossy(sprite)
        .split(START)
        .skip(1)
        .filter_map(|rest| {
            let (name, _) = rest.split_once('"')?;
            let (symbol, _) = rest.split_once(END)?;
            Some((name.to_owned(), format!("{START}{symbol}{END}")))
        })
        .collect()
}

fn read(path: &str) -> Option<Packed> {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let bytes = match path {
        STYLES => made::styles(),
        EXAM_SCRIPT => made::exam_script(),
        _ => Files::get(path)?.data.into_owned(),
    };
    Some(Packed::new(bytes, kind.as_ref()))
}

/// `GET /static/{path}`.
pub async fn serve(
    site: web::Data<Site>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let file = site.static_files().file(&path).ok_or(Error::NotFound)?;
    let (bytes, encoding) = file.as_accepted(&compression::accepted(&request));
    let etag = format!("\"{}-{}\"", file.version(), encoding.unwrap_or("plain"));
    let caching = if request.query_string().starts_with("v=") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response =
        if known == Some(etag.as_str()) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, etag.as_str()))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, ACCEPT_ENCODING.as_str()));
    if known == Some(etag.as_str()) {
        return Ok(response.finish());
    }
    if let Some(encoding) = encoding {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    Ok(response.content_type(file.kind()).body(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_of_the_sprite_is_found_by_its_name() {
        let found = symbols(
            br#"<svg><symbol id="i-ok" viewBox="0"><path/></symbol><symbol id="i-bad"></symbol></svg>"#,
        );
        assert_eq!(found.len(), 2);
        let symbol = r#"<symbol id="i-ok" viewBox="0"><path/></symbol>"#;
        assert_eq!(found.get("ok").map(String::as_str), Some(symbol));
    }
}
