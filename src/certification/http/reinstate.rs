//! `/certificates/{id}/reinstate`: giving back what was taken back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::certificates::find;
use crate::accounts::Hr;
use crate::certification::forms::ReinstateForm;
use crate::certification::model::{IssuedCertificate, ReinstatementReason};
use crate::certification::pages::{RevokePage, reason_words};
use crate::certification::{actions, queries};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, FormErrors};

/// `GET /certificates/{id}/reinstate`.
pub async fn ask(hr: Hr, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let issued = find(&mut conn, &id).await?;
    if !issued.can_be_reinstated() {
        return Ok(not_now(&hr, &issued));
    }
    page(&hr, &issued, &Fields::default(), FormErrors::none())
}

/// `POST /certificates/{id}/reinstate`.
pub async fn reinstate(hr: Hr, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["reason", "note"])?;
    let mut conn = hr.conn().await?;
    let issued = find(&mut conn, &id).await?;
    let form = match ReinstateForm::parse(&fields, &hr) {
        Ok(form) => form,
        Err(errors) => return page(&hr, &issued, &fields, errors),
    };
    let certificate = issued.certificate.id;
    if !actions::reinstate(&mut conn, &hr.actor(), certificate, form.reason, form.note.as_deref()).await? {
        let issued = queries::certificate(&mut conn, certificate).await?.ok_or(Error::NotFound)?;
        return Ok(not_now(&hr, &issued));
    }
    let said = hr.text_with("certification-reinstated", [("number", &*issued.certificate.number)]);
    Ok(hr.redirect_saying(&format!("/certificates/{certificate}"), &Flash::ok(said)))
}

fn not_now(hr: &Hr, issued: &IssuedCertificate) -> HttpResponse {
    let said = Flash::warn(hr.text("certification-reinstate-not"));
    hr.redirect_saying(&format!("/certificates/{}", issued.certificate.id), &said)
}

fn page(
    hr: &Hr,
    issued: &IssuedCertificate,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let certificate = &issued.certificate;
    let title = hr.language.pick(&certificate.title_zh, &certificate.title_en);
    let chosen = fields.get("reason");
    let reasons = ReinstatementReason::ALL
        .iter()
        .map(|reason| reason.as_str())
        .map(|word| Choice::new(word, reason_words(word, hr), chosen == word))
        .collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
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
    let heading = hr.text("certification-reinstate-title");
    hr.page("certification/reinstate", heading, page).with_status(status).respond()
}
