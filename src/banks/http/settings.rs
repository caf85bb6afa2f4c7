//! `/banks/new` and `/banks/{code}/settings`: making a bank, its titles, and whether a second person looks at its questions.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use crate::accounts::Trainer;
use crate::banks::forms::{NewBankForm, titles};
use crate::banks::model::Bank;
use crate::banks::{actions, queries};
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Visit};

const FIELDS: [&str; 3] = ["code", "title_zh", "title_en"];

#[derive(Serialize)]
struct SettingsPage {
    crumbs: Vec<Crumb>,
    heading: String,
    lead: String,
    action: String,
    back: String,
    is_new: bool,
    form: Value,
    review: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /banks/new`.
pub(super) async fn new(trainer: Trainer) -> Result<HttpResponse, Error> {
    new_page(&trainer, &Fields::default(), FormErrors::none(), StatusCode::OK)
}

/// `POST /banks/new`.
pub(super) async fn add(trainer: Trainer, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&FIELDS)?;
    let visit: &Visit = &trainer;
    let wrong = |errors| new_page(visit, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY);
    let form = match NewBankForm::parse(&fields, None, visit) {
        Ok(form) => form,
        Err(errors) => return wrong(errors),
    };
    let mut conn = trainer.conn().await?;
    let added =
        actions::add_bank(&mut conn, &trainer.actor(), &form.code, &form.title_zh, &form.title_en).await?;
    if added.is_none() {
        let mut errors = FormErrors::none();
        errors.add("code", visit.text_with("bank-new-taken", [("code", form.code)]));
        return wrong(errors);
    }
    let said = Flash::ok(visit.text("bank-new-done"));
    Ok(visit.redirect_saying(&format!("/banks/{}", form.code), &said))
}

fn new_page(
    visit: &Visit,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let heading = visit.text("bank-new");
    let data = SettingsPage {
        crumbs: vec![Crumb::up("/banks", visit.text("banks-title")), Crumb::here(&heading)],
        lead: visit.text("bank-new-lead"),
        action: "/banks/new".to_owned(),
        back: "/banks".to_owned(),
        is_new: true,
        form: fields.echo(&FIELDS),
        review: Vec::new(),
        error_list: errors.list(),
        errors,
        heading: heading.clone(),
    };
    visit.page("banks/settings", heading, data).with_status(status).respond()
}

/// `GET /banks/{code}/settings`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let stored = [
        ("title_zh", bank.title_zh.as_str()),
        ("title_en", &bank.title_en),
        ("review", if bank.needs_review { "second" } else { "" }),
    ];
    let pairs = stored.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    settings_page(&trainer, &bank, &Fields::from_pairs(pairs), FormErrors::none(), StatusCode::OK)
}

/// `POST /banks/{code}/settings`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["title_zh", "title_en", "review"])?;
    let visit: &Visit = &trainer;
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let (zh, en) = match titles(&fields, visit) {
        Ok(titles) => titles,
        Err(errors) => {
            return settings_page(visit, &bank, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let needs_review = fields.get("review") == "second";
    actions::save_settings(&mut conn, &trainer.actor(), bank.id, (&zh, &en), needs_review).await?;
    let said = Flash::ok(visit.text("bank-settings-saved"));
    Ok(visit.redirect_saying(&format!("/banks/{}", bank.code), &said))
}

fn settings_page(
    visit: &Visit,
    bank: &Bank,
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let heading = visit.text("bank-settings");
    let asked = fields.get("review") == "second";
    let home = format!("/banks/{}", bank.code);
    let data = SettingsPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&home, visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::here(&heading),
        ],
        lead: visit.text("bank-settings-lead"),
        action: format!("{home}/settings"),
        back: home,
        is_new: false,
        form: fields.echo(&FIELDS),
        review: vec![
            Choice::new("", visit.text("bank-settings-review-none"), !asked),
            Choice::new("second", visit.text("bank-settings-review-second"), asked),
        ],
        error_list: errors.list(),
        errors,
        heading: heading.clone(),
    };
    visit.page("banks/settings", heading, data).with_status(status).respond()
}
