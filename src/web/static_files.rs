//! Styles, scripts and pictures: from disk while developing, from inside the binary in a release.

use std::io::Write;

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use flate2::Compression;
use flate2::write::GzEncoder;
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
    styles: Packed,
    exam_script: Packed,
}

/// A file with its compressed form. What every first visit loads is worth more work than compressing each answer anew
/// allows.
#[derive(Clone)]
struct Packed {
    plain: Vec<u8>,
    gzip: Vec<u8>,
}

impl Packed {
    fn new(plain: Vec<u8>) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing into memory cannot fail; where it did, the file would go out as it is.
        let gzip = encoder.write_all(&plain).and_then(|()| encoder.finish()).unwrap_or_default();
        Self { plain, gzip }
    }
}

impl StaticFiles {
    /// Puts together what is made of several files.
    pub fn load() -> Self {
        Self { styles: Packed::new(styles()), exam_script: Packed::new(exam_script()) }
    }

    /// The bytes of a file; `None` when there is no such file.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        match path {
            STYLES if cfg!(debug_assertions) => Some(styles()),
            EXAM_SCRIPT if cfg!(debug_assertions) => Some(exam_script()),
            _ => match self.packed(path) {
                Some(packed) => Some(packed.plain.clone()),
                None => Files::get(path).map(|file| file.data.into_owned()),
            },
        }
    }

    /// The compressed bytes of a file, where they are kept. While developing the file may be a newer one.
    fn gzip(&self, path: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let packed = self.packed(path)?;
        let gzip = if packed.plain == plain { packed.gzip.clone() } else { Packed::new(plain.to_vec()).gzip };
        Some(gzip).filter(|gzip| !gzip.is_empty())
    }

    fn packed(&self, path: &str) -> Option<&Packed> {
        match path {
            STYLES => Some(&self.styles),
            EXAM_SCRIPT => Some(&self.exam_script),
            _ => None,
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
    without_comments(&parts("css").join("\n")).into_bytes()
}

/// Style sheets are read by people in their own files; browsers need no comments and no indentation.
fn without_comments(styles: &str) -> String {
    let mut pieces = styles.split("/*");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once("*/").map_or("", |(_, rest)| rest));
    }
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
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
            script.push_str(line.strip_prefix("export ").unwrap_or(line).trim_start());
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
    let mut response = HttpResponse::Ok();
    response
        .content_type(kind.as_ref())
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, "accept-encoding"));
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let wants_gzip = accepted.unwrap_or_default().split(',').any(|one| one.trim() == "gzip");
    match site.static_files().gzip(&path, &bytes).filter(|_| wants_gzip) {
        Some(gzip) => Ok(response.insert_header((CONTENT_ENCODING, "gzip")).body(gzip)),
        None => Ok(response.body(bytes)),
    }
}
