//! A form with a file: read whole into memory within a limit, token checked before anything is handed out.

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::{Error, Fields, Site, csrf};

/// The largest upload: file and fields together, in bytes.
pub const LIMIT: usize = 8 * 1024 * 1024;

/// Paths that take `multipart/form-data`; everywhere else it is refused.
const PATHS: &[&str] = &[
    "/banks/import",
    "/certificates/import",
    "/people/import",
    "/certificates/design/logo",
    "/certificates/design/signature",
];

/// Whether a path takes uploads.
pub fn is_upload_path(path: &str) -> bool {
    PATHS.contains(&path)
        || path.starts_with("/exams/") && path.ends_with("/hand-in-files")
        || is_question_form(path)
}

/// The form of a question takes pictures: `/banks/{code}/new-question`, `…/preview-question` and `…/questions/{question}/edit`.
fn is_question_form(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["", "banks", _, "new-question" | "preview-question"] | ["", "banks", _, "questions", _, "edit"]
    )
}

/// A form with at most one file.
#[derive(Debug)]
pub struct Upload {
    /// The other fields.
    pub fields: Fields,
    /// The file, if one was chosen.
    pub file: Option<UploadedFile>,
}

/// A file as it was sent.
#[derive(Debug)]
pub struct UploadedFile {
    /// Its name, without any path, at most 200 characters. Only for showing.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let secret = request.app_data::<web::Data<Site>>().and_then(|site| csrf::secret_of(request, site));
        let multipart = Multipart::from_request(request, payload);
        Box::pin(async move {
            let multipart = multipart.await.map_err(|_| Error::BadRequest("error-body-cut"))?;
            let upload = read(multipart).await?;
            match secret {
                Some(secret) if csrf::is_token_of(upload.fields.get(csrf::FIELD), &secret) => Ok(upload),
                _ => Err(Error::Csrf),
            }
        })
    }
}

async fn read(mut multipart: Multipart) -> Result<Upload, Error> {
    let cut = |_| Error::BadRequest("error-body-cut");
    let (mut pairs, mut file, mut size) = (Vec::new(), None, 0);
    while let Some(part) = multipart.next().await {
        let mut part = part.map_err(cut)?;
        let disposition = part.content_disposition();
        let name = disposition.and_then(|one| one.get_name()).unwrap_or_default().to_owned();
        let file_name = disposition.and_then(|one| one.get_filename()).map(plain_name);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(cut)?;
            size += chunk.len();
            if size > LIMIT {
                return Err(Error::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        match file_name {
            Some(file_name) if !file_name.is_empty() => file = Some(UploadedFile { name: file_name, bytes }),
            Some(_) => {}
            None => pairs.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(Upload { fields: Fields::from_pairs(pairs), file })
}

/// The last part of a path, as some browsers send one, without control characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|character| !character.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s43_a_file_name_is_only_a_name() {
        assert_eq!(plain_name("C:\\papers\\试卷.txt"), "试卷.txt");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("a\r\nb.txt"), "ab.txt");
        assert_eq!(plain_name(&"x".repeat(4000)).len(), 200);
    }
}
