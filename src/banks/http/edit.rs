//! `/banks/{code}/new-question`, `…/preview-question`, `…/questions/{question}/edit`: writing a question by hand.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use question_formats::Media;
use serde::Serialize;

use super::edit_page::{Editing, respond};
use crate::accounts::Trainer;
use crate::banks::actions::{self, Edited, Saved};
use crate::banks::forms::{
    Findings, MOST_OPTIONS, QUESTION_FIELDS, QuestionForm, TypedOption, check, named_pictures,
};
use crate::banks::model::{Bank, QuestionVersion};
use crate::banks::pages::{PreviewView, preview_view, reader_language};
use crate::banks::queries;
use crate::db::{Conn, QuestionVersionId};
use crate::formats::ReaderStopped;
use crate::web::upload::{Upload, UploadedFile};
use crate::web::{Error, Fields, Flash, FormErrors, Language, Visit};

/// `GET /banks/{code}/new-question`.
pub(super) async fn new(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    respond(&trainer, &mut conn, Editing::new(&bank, None, QuestionForm::empty()), StatusCode::OK).await
}

/// `GET /banks/{code}/questions/{question}/edit`.
pub(super) async fn show(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (bank_code, question_code) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &bank_code).await?.ok_or(Error::NotFound)?;
    let version = queries::current_question(&mut conn, bank.id, &question_code).await?;
    let version = version.ok_or(Error::NotFound)?;
    let form = QuestionForm::of(&version.content);
    respond(&trainer, &mut conn, Editing::new(&bank, Some(version), form), StatusCode::OK).await
}

/// `POST /banks/{code}/new-question`.
pub(super) async fn add(
    trainer: Trainer,
    code: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    drop(conn);
    act(&trainer, &bank, None, upload).await
}

/// `POST /banks/{code}/questions/{question}/edit`.
pub(super) async fn save(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    upload: Upload,
) -> Result<HttpResponse, Error> {
    let (bank_code, question_code) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &bank_code).await?.ok_or(Error::NotFound)?;
    let base: QuestionVersionId = upload.fields.get("base").parse().map_err(|_| Error::NotFound)?;
    let version = queries::versions(&mut conn, &[base]).await?.into_iter().next();
    let version = version
        .filter(|version| version.bank_code == bank_code && version.question_code == question_code)
        .ok_or(Error::NotFound)?;
    drop(conn);
    act(&trainer, &bank, Some(std::sync::Arc::unwrap_or_clone(version)), upload).await
}

/// Does what the pressed button says, and shows the form again unless the question was saved.
async fn act(
    trainer: &Trainer,
    bank: &Bank,
    version: Option<QuestionVersion>,
    upload: Upload,
) -> Result<HttpResponse, Error> {
    let Upload { fields, file } = upload;
    fields.only(QUESTION_FIELDS)?;
    let mut editing = Editing::new(bank, version, QuestionForm::parse(&fields));
    editing.picture_for = fields.get("picture_for").to_owned();
    editing.picture_words = fields.get("picture_words").to_owned();
    // Drawing a picture may take seconds and needs no connection meanwhile.
    let drawn = match &file {
        Some(file) => Some(drawn(trainer, file).await?),
        None => None,
    };
    let mut conn = trainer.conn().await?;
    match drawn {
        Some(Ok(media)) => {
            actions::keep_picture(&mut conn, &trainer.actor(), &bank.code, &media).await?;
            place(&mut editing.form, &editing.picture_for, &media.mark(&editing.picture_words));
            editing.picture_words.clear();
        }
        Some(Err(sentence)) => {
            editing.errors.add("file", sentence);
            return respond(trainer, &mut conn, editing, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        None if fields.get("do") == "picture" => {
            editing.errors.add("file", trainer.text("bank-edit-picture-none"));
            return respond(trainer, &mut conn, editing, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        None => {}
    }
    match fields.get("do") {
        "" | "save" => save_form(trainer, &mut conn, editing, false).await,
        "save-keyless" => save_form(trainer, &mut conn, editing, true).await,
        button => {
            change_form(&mut conn, &mut editing, bank, button, &fields).await?;
            if button == "preview" {
                editing.errors = findings(trainer, &mut conn, &editing.form).await?.errors;
            }
            respond(trainer, &mut conn, editing, StatusCode::OK).await
        }
    }
}

/// Buttons that only change the form.
async fn change_form(
    conn: &mut Conn,
    editing: &mut Editing<'_>,
    bank: &Bank,
    button: &str,
    fields: &Fields,
) -> Result<(), Error> {
    let form = &mut editing.form;
    match button {
        "preview" | "kind" | "picture" => {}
        "add-option" => {
            if form.rows.len() < MOST_OPTIONS {
                form.rows.push(TypedOption::default());
            }
        }
        "material" => {
            let materials = queries::current_materials(conn, bank.id).await?;
            let chosen = materials.iter().find(|(id, _)| id.to_string() == fields.get("material"));
            if let Some((_, texts)) = chosen {
                form.set_material(texts);
            }
        }
        other => {
            let number: usize = other
                .strip_prefix("remove-option-")
                .and_then(|number| number.parse().ok())
                .ok_or(Error::BadRequest("error-unknown-field"))?;
            if (1..=form.rows.len()).contains(&number) {
                form.rows.remove(number - 1);
            }
        }
    }
    if form.shows_rows() && form.rows.is_empty() {
        form.rows.push(TypedOption::default());
    }
    Ok(())
}

/// The picture drawn anew, or a sentence beside its field.
async fn drawn(trainer: &Trainer, file: &UploadedFile) -> Result<Result<Media, String>, Error> {
    let language = reader_language(trainer);
    Ok(match trainer.app.reader.picture(&file.bytes).await {
        Ok(Ok(media)) => Ok(media),
        Ok(Err(_)) => Err(trainer.text("bank-edit-picture-wrong")),
        Err(stopped) => {
            tracing::warn!(%stopped, "a picture could not be read");
            Err(ReaderStopped::message(language).to_owned())
        }
    })
}

/// Puts the mark of a picture where it belongs, in every language the question has.
fn place(form: &mut QuestionForm, target: &str, mark: &str) {
    let after = |text: &mut String, space: &str| {
        if !text.is_empty() {
            text.push_str(space);
        }
        text.push_str(mark);
    };
    let speaks_english = !form.en.stem.is_empty();
    let speaks_chinese = !form.zh.stem.is_empty() || !speaks_english;
    let languages = [(Language::Chinese, speaks_chinese), (Language::English, speaks_english)];
    for language in languages.into_iter().filter(|(_, speaks)| *speaks).map(|(language, _)| language) {
        let number = target.strip_prefix("option_").and_then(|number| number.parse::<usize>().ok());
        match (target, number.and_then(|number| form.rows.get_mut(number.checked_sub(1)?))) {
            (_, Some(row)) => {
                after(if language == Language::Chinese { &mut row.zh } else { &mut row.en }, " ");
            }
            ("explanation", None) => after(&mut form.texts_mut(language).explanation, "\n"),
            ("material", None) => after(&mut form.texts_mut(language).material, "\n"),
            _ => after(&mut form.texts_mut(language).stem, "\n"),
        }
    }
}

/// Saves what is typed if nothing is wrong with it.
async fn save_form(
    trainer: &Trainer,
    conn: &mut Conn,
    mut editing: Editing<'_>,
    keyless: bool,
) -> Result<HttpResponse, Error> {
    let findings = findings(trainer, conn, &editing.form).await?;
    let may_be_saved = findings.errors.is_empty() || keyless && findings.lacks_only_key;
    if !may_be_saved {
        editing.offers_keyless = findings.lacks_only_key;
        editing.errors = findings.errors;
        return respond(trainer, conn, editing, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let content = editing.form.content(editing.version.as_ref().map(|version| &version.content));
    let edited = match &editing.version {
        Some(version) => Edited::Version(&version.question_code, version.id),
        None => Edited::New(Some(editing.form.code.as_str()).filter(|code| !code.is_empty())),
    };
    let bank_code = &editing.bank.code;
    let home = |code: &str| format!("/banks/{bank_code}/questions/{code}");
    match actions::save_question(conn, &trainer.actor(), editing.bank.id, edited, &content).await? {
        Saved::Done { code, revision } => {
            let said = trainer.text_with(
                "bank-edit-saved",
                [("code", fluent_bundle::FluentValue::from(code.clone())), ("revision", revision.into())],
            );
            Ok(trainer.redirect_saying(&home(&code), &Flash::ok(said)))
        }
        Saved::Same => {
            let code = editing.version.as_ref().map_or("", |version| version.question_code.as_str());
            Ok(trainer.redirect_saying(&home(code), &Flash::ok(trainer.text("bank-edit-same"))))
        }
        Saved::CodeTaken => {
            editing.errors.add("code", trainer.text("bank-edit-code-taken"));
            respond(trainer, conn, editing, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Saved::Stale(now) => {
            editing.now = Some(*now);
            respond(trainer, conn, editing, StatusCode::CONFLICT).await
        }
        Saved::Gone => {
            editing.gone = true;
            respond(trainer, conn, editing, StatusCode::CONFLICT).await
        }
    }
}

#[derive(Serialize)]
struct PreviewPage {
    preview: PreviewView,
    images: &'static str,
    read_only: bool,
    all: bool,
}

/// `POST /banks/{code}/preview-question`: the preview alone, for the script of the page.
pub(super) async fn preview(
    trainer: Trainer,
    code: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse, Error> {
    let fields = upload.fields;
    fields.only(QUESTION_FIELDS)?;
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let form = QuestionForm::parse(&fields);
    let base: Option<QuestionVersionId> = fields.get("base").parse().ok();
    let base = match base {
        Some(base) => queries::versions(&mut conn, &[base]).await?.into_iter().next(),
        None => None,
    };
    let base = base.filter(|version| version.bank_code == bank.code);
    let own = (bank.code.as_str(), base.as_ref().map(|version| version.question_code.as_str()));
    let preview = preview_of(&trainer, &mut conn, &form, base.as_deref(), own).await?;
    let page = PreviewPage { preview, images: "/banks/images", read_only: true, all: true };
    let visit: &Visit = &trainer;
    visit.page("banks/edit-preview", String::new(), page).respond()
}

/// What is to be said about the form, with what only the database knows.
async fn findings(trainer: &Trainer, conn: &mut Conn, form: &QuestionForm) -> Result<Findings, Error> {
    let mut findings = check(form, trainer);
    let named = named_pictures(form);
    let names: Vec<String> = named.iter().map(|(_, name)| (*name).to_owned()).collect();
    let missing = queries::missing_images(conn, names).await?;
    findings.add_missing_pictures(trainer, &named, &missing);
    Ok(findings)
}

/// What a trainee would see of the form, and what is to be said about it.
pub(super) async fn preview_of(
    trainer: &Trainer,
    conn: &mut Conn,
    form: &QuestionForm,
    base: Option<&QuestionVersion>,
    own: (&str, Option<&str>),
) -> Result<PreviewView, Error> {
    let content = form.content(base.map(|version| &version.content));
    let mut findings = findings(trainer, conn, form).await?;
    let is_said = content.texts.0.values().any(|text| !text.stem.is_empty());
    let same = if is_said { queries::same_elsewhere(conn, &content, own).await? } else { None };
    if !is_said {
        findings.errors = FormErrors::none();
        findings.warnings.clear();
    }
    Ok(preview_view(trainer, &content, &findings, same))
}
