//! Files to be saved by the browser.

use actix_web::HttpResponse;
use actix_web::HttpResponseBuilder;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::io::AsyncReadExt;

use super::Error;

/// Bytes of a file that are sent at a time.
const CHUNK: usize = 64 * 1024;

/// The head of an answer whose body is to be saved under this name (letters, digits, dots and dashes) and kept nowhere on
/// the way.
pub fn head(file_name: &str, media_type: &str) -> HttpResponseBuilder {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let name: String = file_name.chars().filter(plain).collect();
    let mut head = HttpResponse::Ok();
    head.insert_header((CONTENT_TYPE, media_type))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"));
    head
}

/// A file as it comes. An error ends the transfer in the middle, so that half a file is never taken for a whole one.
pub fn stream<S>(file_name: &str, media_type: &str, pieces: S) -> HttpResponse
where
    S: Stream<Item = Result<Bytes, Error>> + 'static,
{
    head(file_name, media_type).streaming(pieces.map(|bytes| bytes.map_err(|error| error.to_string())))
}

/// A temporary file from where it stands, with its length.
///
/// # Errors
/// [`Error::Internal`] when it cannot be read.
pub fn file(file_name: &str, media_type: &str, file: std::fs::File) -> Result<HttpResponse, Error> {
    let length = file.metadata().map_err(Error::internal)?.len();
    let mut head = head(file_name, media_type);
    head.insert_header((CONTENT_LENGTH, length)).no_chunking(length);
    Ok(head.streaming(pieces(file)))
}

/// The bytes of a file, a piece at a time.
fn pieces(file: std::fs::File) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = vec![0; CHUNK];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(Error::internal(error)), file)),
        }
    })
}
