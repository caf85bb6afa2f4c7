//! `/my/certificates`, `/certificates/{id}` and its revocation.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::origin;
use crate::accounts::{Hr, Role, SignedIn};
use crate::base::clock::day_in;
use crate::certification::forms::RevokeForm;
use crate::certification::model::{IssuedCertificate, RevocationReason};
use crate::certification::pages::{
    CertificatePage, CertificateRow, Looks, MinePage, RevokePage, own_rows, reason_words,
};
use crate::certification::{actions, queries};
use crate::db::{self, CertificateId, Conn};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, FormErrors};

/// `GET /my/certificates`.
pub async fn mine(signed_in: SignedIn) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let today = day_in(db::now(&mut conn).await?, signed_in.site().config().zone);
    let all = queries::certificates_of(&mut conn, signed_in.person.id).await?;
    let (current, past) = all
        .iter()
        .filter(|issued| !issued.is_withdrawn())
        .map(|issued| CertificateRow::new(issued, today, signed_in.language))
        .partition(CertificateRow::holds);
    let (rows, _) = super::people::rows(&mut conn, signed_in.person.id, today, &signed_in).await?;
    let page = MinePage { standings: own_rows(rows), current, past };
    let title = signed_in.text("certification-mine");
    signed_in.page("certification/mine", title, page).respond()
}

/// `GET /certificates/{id}`: the holder's own, or any for HR and admins; nobody else learns that it exists.
pub async fn show(
    signed_in: SignedIn,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let mut conn = signed_in.conn().await?;
    let (issued, looks) = readable(&mut conn, &signed_in, &id).await?;
    let config = signed_in.site().config();
    let today = day_in(db::now(&mut conn).await?, config.zone);
    let number = queries::version_number(&mut conn, issued.certificate.programme_version_id).await?;
    let origin = origin(&request, config);
    let source = queries::brought_in_from(&mut conn, issued.certificate.id).await?;
    let page = CertificatePage::new(&issued, source, number, today, &origin, looks, &signed_in);
    let title = signed_in.text_with("certification-page-title", [("number", &*issued.certificate.number)]);
    signed_in.page("certification/certificate", title, page).respond()
}

/// `GET /certificates/{id}/revoke`.
pub async fn ask(hr: Hr, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let issued = find(&mut conn, &id).await?;
    if issued.is_revoked() {
        return Ok(already(&hr, &issued));
    }
    page(&hr, &issued, &Fields::default(), FormErrors::none(), StatusCode::OK)
}

/// `POST /certificates/{id}/revoke`.
pub async fn revoke(hr: Hr, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["reason", "note"])?;
    let mut conn = hr.conn().await?;
    let issued = find(&mut conn, &id).await?;
    let form = match RevokeForm::parse(&fields, &hr) {
        Ok(form) => form,
        Err(errors) => return page(&hr, &issued, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let certificate = issued.certificate.id;
    let is_new =
        actions::revoke(&mut conn, &hr.actor(), certificate, form.reason, form.note.as_deref()).await?;
    if !is_new {
        return Ok(already(&hr, &issued));
    }
    let said = hr.text_with("certification-revoked", [("number", &*issued.certificate.number)]);
    Ok(hr.redirect_saying(&format!("/certificates/{certificate}"), &Flash::ok(said)))
}

fn already(hr: &Hr, issued: &IssuedCertificate) -> HttpResponse {
    let said = Flash::warn(hr.text("certification-revoked-already"));
    hr.redirect_saying(&format!("/certificates/{}", issued.certificate.id), &said)
}

/// A certificate that this person may look at, and as what.
pub(super) async fn readable(
    conn: &mut Conn,
    signed_in: &SignedIn,
    id: &str,
) -> Result<(IssuedCertificate, Looks), Error> {
    let issued = find(conn, id).await?;
    let person = &signed_in.person;
    let looks = Looks { is_holder: issued.certificate.person_id == person.id, is_hr: person.is(Role::Hr) };
    let may = looks.is_holder || looks.is_hr || person.is(Role::Admin);
    if may { Ok((issued, looks)) } else { Err(Error::NotFound) }
}

pub(super) async fn find(conn: &mut Conn, id: &str) -> Result<IssuedCertificate, Error> {
    let id: CertificateId = id.parse().map_err(|_| Error::NotFound)?;
    queries::certificate(conn, id).await?.ok_or(Error::NotFound)
}

fn page(
    hr: &Hr,
    issued: &IssuedCertificate,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let certificate = &issued.certificate;
    let title = hr.language.pick(&certificate.title_zh, &certificate.title_en);
    let chosen = fields.get("reason");
    let reasons = RevocationReason::ALL
        .iter()
        .map(|reason| reason.as_str())
        .map(|word| Choice::new(word, reason_words(word, hr), chosen == word))
        .collect();
    let page = RevokePage {
        id: certificate.id.to_string(),
        number: certificate.number.clone(),
        what: hr.text_with(
            "certification-revoke-what",
            [("name", certificate.holder_name.as_str()), ("title", title)],
        ),
        reasons,
        note: fields.raw("note").to_owned(),
        error_list: errors.list(),
        errors,
    };
    hr.page("certification/revoke", hr.text("certification-revoke-title"), page).with_status(status).respond()
}
