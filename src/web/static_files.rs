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
const STYLES: &str = "css/certamen.css";

/// Name of the one script of the exam page; `js/exam/index.txt` lists the modules it is made of. One file, because on a
/// slow line every further request costs more than the script itself.
const EXAM_SCRIPT: &str = "js/exam.js";

/// Access to the static files and their versions.
pub struct StaticFiles {
    styles: Vec<u8>,
    exam_script: Vec<u8>,
}

impl StaticFiles {
    /// Puts together what is made of several files.
    pub fn load() -> Self {
        Self { styles: styles(), exam_script: exam_script() }
    }

    /// The bytes of a file; `None` when there is no such file.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        match path {
            STYLES if cfg!(debug_assertions) => Some(styles()),
            STYLES => Some(self.styles.clone()),
            EXAM_SCRIPT if cfg!(debug_assertions) => Some(exam_script()),
            EXAM_SCRIPT => Some(self.exam_script.clone()),
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

fn styles() -> Vec<u8> {
    parts("css").join("\n").into_bytes()
}

/// The modules in one: their imports from each other go, and what they export is there for all of them. The test
/// `the_modules_of_the_exam_script_fit_into_one` keeps them such that this is the same script.
fn exam_script() -> Vec<u8> {
    let mut script = String::new();
    for module in parts("js/exam") {
        for line in module.lines() {
            let is_comment = line.trim_start().starts_with("//");
            if line.trim().is_empty() || is_comment || line.starts_with("import ") {
                continue;
            }
            script.push_str(line.strip_prefix("export ").unwrap_or(line));
            script.push('\n');
        }
    }
    script.into_bytes()
}

/// The files of a folder that its `index.txt` lists, in that order.
fn parts(folder: &str) -> Vec<String> {
    let text = |path: String| Files::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    let index = text(format!("{folder}/index.txt")).unwrap_or_default();
    let names = index.lines().map(str::trim).filter(|name| !name.is_empty());
    names.filter_map(|name| text(format!("{folder}/{name}"))).collect()
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
