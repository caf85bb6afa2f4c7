//! `/people/{id}/certifications`: where a person stands, and exempting the person from a certification.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::accounts::model::PersonDetail;
use crate::accounts::{Hr, HrOrAdmin, Role};
use crate::base::clock::day_in;
use crate::certification::forms::{EndForm, ExemptionForm};
use crate::certification::model::{Programme, StoredExemption};
use crate::certification::pages::{CertificateRow, ExemptPage, ExemptionRow, PersonPage, StandingRow};
use crate::certification::{actions, queries};
use crate::db::{self, Conn, PersonId};
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, FormErrors, Visit};

/// Where a person stands in each certification, with all of them as they count on the day.
///
/// # Errors
/// Whatever the database says.
pub async fn rows(
    conn: &mut Conn,
    person: PersonId,
    today: NaiveDate,
    visit: &Visit,
) -> Result<(Vec<StandingRow>, Vec<Programme>), Error> {
    let zone = visit.site().config().zone;
    let programmes = queries::programmes(conn, today).await?;
    let known = queries::known(conn, Some(&[person]), None, zone).await?;
    let standings: HashMap<_, _> = programmes
        .iter()
        .filter_map(|one| {
            Some((one.code.clone(), known.standing((person, one.id), (today, zone), None, None)?))
        })
        .collect();
    let codes: Vec<String> = programmes.iter().flat_map(|one| one.policy.codes()).collect();
    let exams = queries::requirement_titles(conn, &codes).await?;
    let rows = programmes
        .iter()
        .filter_map(|one| StandingRow::new(one, &programmes, &standings, &exams, visit))
        .collect();
    Ok((rows, programmes))
}

async fn person(conn: &mut Conn, id: &str) -> Result<PersonDetail, Error> {
    let id: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    crate::accounts::queries::person(conn, id).await?.ok_or(Error::NotFound)
}

/// `GET /people/{id}/certifications`.
pub async fn show(viewer: HrOrAdmin, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = viewer.conn().await?;
    let person = person(&mut conn, &id).await?;
    let zone = viewer.site().config().zone;
    let today = day_in(db::now(&mut conn).await?, zone);
    let (rows, programmes) = rows(&mut conn, person.id, today, &viewer).await?;
    let is_hr = viewer.person.is(Role::Hr);
    let exempt = |row: StandingRow, one: &Programme| {
        let href = format!("/people/{}/certifications/{}/exempt", person.id, one.code);
        if is_hr { row.with_exempt_href(href) } else { row }
    };
    let mut rows: Vec<StandingRow> =
        rows.into_iter().zip(&programmes).map(|(row, one)| exempt(row, one)).collect();
    rows.sort_by_key(|row| !row.concerns());
    let exemptions = queries::exemptions_of(&mut conn, person.id).await?;
    let certificates = queries::certificates_of(&mut conn, person.id).await?;
    let page = PersonPage {
        rows,
        exemptions: exemptions
            .iter()
            .map(|one| ExemptionRow::new(one, &programmes, (today, zone), is_hr, viewer.language))
            .collect(),
        certificates: certificates
            .iter()
            .filter(|one| !one.is_withdrawn())
            .map(|one| CertificateRow::new(one, today, viewer.language))
            .collect(),
        crumbs: vec![
            Crumb::up("/people", viewer.text("people-title")),
            Crumb::up(format!("/people/{}", person.id), person.name.clone()),
            Crumb::here(viewer.text("standing-title")),
        ],
        name: person.name,
    };
    viewer.page("certification/person", viewer.text("standing-title"), page).respond()
}

/// The certification and its words beside the person's name.
async fn subject(
    conn: &mut Conn,
    id: &str,
    code: &str,
    hr: &Hr,
) -> Result<(PersonDetail, Programme, String), Error> {
    let person = person(conn, id).await?;
    let today = day_in(db::now(conn).await?, hr.site().config().zone);
    let programme = queries::programme(conn, code, today).await?.ok_or(Error::NotFound)?;
    let what = what(hr, &person.name, &programme);
    Ok((person, programme, what))
}

fn what(hr: &Hr, name: &str, programme: &Programme) -> String {
    let title = hr.language.pick(&programme.title_zh, &programme.title_en);
    hr.text_with("certification-revoke-what", [("name", name), ("title", title)])
}

/// `GET /people/{id}/certifications/{code}/exempt`.
pub async fn ask(hr: Hr, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let (person, programme, what) = subject(&mut conn, &path.0, &path.1, &hr).await?;
    let today = day_in(db::now(&mut conn).await?, hr.site().config().zone);
    let fields = Fields::from_pairs(vec![("from".to_owned(), today.to_string())]);
    let action = format!("/people/{}/certifications/{}/exempt", person.id, programme.code);
    form(&hr, "certification/exempt", (person.id, action, what), &fields, FormErrors::none())
}

/// `POST /people/{id}/certifications/{code}/exempt`.
pub async fn exempt(
    hr: Hr,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["from", "to", "reason"])?;
    let mut conn = hr.conn().await?;
    let (person, programme, what) = subject(&mut conn, &path.0, &path.1, &hr).await?;
    let action = format!("/people/{}/certifications/{}/exempt", person.id, programme.code);
    let mut errors = match ExemptionForm::parse(&fields, &hr) {
        Ok(form) => {
            let actor = hr.actor();
            let done =
                actions::exempt(&mut conn, &actor, person.id, programme.id, form.days, &form.reason).await?;
            if done {
                let said = Flash::ok(hr.text("exemption-granted"));
                return Ok(hr.redirect_saying(&format!("/people/{}/certifications", person.id), &said));
            }
            FormErrors::none()
        }
        Err(errors) => errors,
    };
    if errors.is_empty() {
        errors.add("from", hr.text("exemption-overlaps"));
    }
    form(&hr, "certification/exempt", (person.id, action, what), &fields, errors)
}

async fn exemption(
    conn: &mut Conn,
    (id, exemption): (&str, &str),
    hr: &Hr,
) -> Result<(PersonDetail, StoredExemption, String), Error> {
    let person = person(conn, id).await?;
    let wanted: Uuid = exemption.parse().map_err(|_| Error::NotFound)?;
    let found = queries::exemptions_of(conn, person.id).await?;
    let found = found.into_iter().find(|one| one.id == wanted).ok_or(Error::NotFound)?;
    let today = day_in(db::now(conn).await?, hr.site().config().zone);
    let programmes = queries::programmes(conn, today).await?;
    let programme = programmes.iter().find(|one| one.id == found.programme_id).ok_or(Error::NotFound)?;
    let what = what(hr, &person.name, programme);
    Ok((person, found, what))
}

/// `GET /people/{id}/exemptions/{exemption}/end`.
pub async fn ask_end(hr: Hr, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let mut conn = hr.conn().await?;
    let (person, found, what) = exemption(&mut conn, (&path.0, &path.1), &hr).await?;
    let action = format!("/people/{}/exemptions/{}/end", person.id, found.id);
    let page = (person.id, action, what);
    form(&hr, "certification/exempt-end", page, &Fields::default(), FormErrors::none())
}

/// `POST /people/{id}/exemptions/{exemption}/end`.
pub async fn end(hr: Hr, path: web::Path<(String, String)>, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["reason"])?;
    let mut conn = hr.conn().await?;
    let (person, found, what) = exemption(&mut conn, (&path.0, &path.1), &hr).await?;
    let sent = match EndForm::parse(&fields, &hr) {
        Ok(sent) => sent,
        Err(errors) => {
            let action = format!("/people/{}/exemptions/{}/end", person.id, found.id);
            return form(&hr, "certification/exempt-end", (person.id, action, what), &fields, errors);
        }
    };
    let is_new = actions::end_exemption(&mut conn, &hr.actor(), person.id, found.id, &sent.reason).await?;
    let said = if is_new {
        Flash::ok(hr.text("exemption-ended"))
    } else {
        Flash::warn(hr.text("exemption-ended-already"))
    };
    Ok(hr.redirect_saying(&format!("/people/{}/certifications", person.id), &said))
}

fn form(
    hr: &Hr,
    template: &'static str,
    (person, action, what): (PersonId, String, String),
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ExemptPage {
        action,
        back: format!("/people/{person}/certifications"),
        what,
        from: fields.raw("from").to_owned(),
        to: fields.raw("to").to_owned(),
        reason: fields.raw("reason").to_owned(),
        error_list: errors.list(),
        errors,
    };
    let title = hr.text(if template.ends_with("end") { "exemption-end-title" } else { "exemption-title" });
    hr.page(template, title, page).with_status(status).respond()
}
