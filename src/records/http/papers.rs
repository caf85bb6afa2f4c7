//! `/records.zip`: the certificates of a list that hold, each as PDF, in one file.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use actix_web::web;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::files::exported;
use crate::accounts::HrOrAdmin;
use crate::accounts::http::confirm::{Confirmation, before_download};
use crate::audit;
use crate::base::clock::day_in;
use crate::certification::http::{origin, papers};
use crate::certification::model::IssuedCertificate;
use crate::db;
use crate::records::filter::Filter;
use crate::records::queries;
use crate::web::{Error, Flash, download};

/// Most certificates in one file.
const MOST: usize = 300;

/// `GET /records.zip`, with the filter of the page.
pub(super) async fn certificates(
    viewer: HrOrAdmin,
    request: HttpRequest,
    query: web::Query<BTreeMap<String, String>>,
) -> Result<HttpResponse, Error> {
    if let Confirmation::Needed(response) = before_download(&viewer, &request) {
        return Ok(response);
    }
    let filter = Filter::from_query(&query)?;
    let mut conn = viewer.conn().await?;
    let config = viewer.site().config();
    let today = day_in(db::now(&mut conn).await?, config.zone);
    let scope = queries::scope(&mut conn, &filter, today, config.zone).await?;
    let ids = queries::holding(&mut conn, &scope).await?;
    let back = |said: String| Ok(viewer.redirect_saying(&filter.on("/records"), &Flash::warn(said)));
    if ids.is_empty() {
        return back(viewer.text("paper-zip-none"));
    }
    if ids.len() > MOST {
        return back(viewer.text_with("paper-zip-many", [("count", ids.len()), ("most", MOST)]));
    }
    let origin = origin(&request, config);
    let mut zip = ZipWriter::new(tempfile::tempfile().map_err(Error::internal)?);
    // What is inside is compressed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for issued in crate::certification::queries::certificates(&mut conn, &ids).await? {
        match papers::paper(&mut conn, viewer.site(), &issued, &origin).await? {
            Ok(pdf) => {
                zip.start_file(name(&issued), options).map_err(Error::internal)?;
                zip.write_all(&pdf).map_err(Error::internal)?;
            }
            Err(problem) => {
                let said = papers::problem_words(viewer.site(), viewer.language, &problem);
                return back(format!("{}: {said}", issued.certificate.holder_name));
            }
        }
    }
    let detail = json!({ "format": "zip", "filter": query.0, "count": ids.len() });
    audit::record(&mut conn, &viewer.actor(), exported("certificates", detail)).await?;
    drop(conn);
    let mut file = zip.finish().map_err(Error::internal)?;
    file.rewind().map_err(Error::internal)?;
    download::file(&format!("certificates-{today}.zip"), "application/zip", file)
}

/// Number and holder, without what a file name cannot have. Numbers are unique, so names are.
fn name(issued: &IssuedCertificate) -> String {
    let certificate = &issued.certificate;
    let plain = |text: &str| -> String {
        text.chars()
            .map(|one| if "/\\:*?\"<>|".contains(one) || one.is_control() { '-' } else { one })
            .collect()
    };
    format!("{} {}.pdf", plain(&certificate.number), plain(&certificate.holder_name))
}
