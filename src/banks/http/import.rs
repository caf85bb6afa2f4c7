//! `/banks/import`: a file or pasted text on its way to review.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use question_formats::BankHeader;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::Trainer;
use crate::banks::actions::{self, NewImport, Target};
use crate::banks::forms::{IMPORT_FIELDS, NewBankForm, sent};
use crate::banks::model::BankListItem;
use crate::banks::pages::reader_language;
use crate::banks::rules::{self, ColumnUses};
use crate::banks::{jobs, queries};
use crate::formats::{Hints, ReadFile, ReaderStopped};
use crate::web::components::{Choice, Crumb};
use crate::web::upload::Upload;
use crate::web::{Error, Fields, FormErrorItem, FormErrors, Language, Visit};

#[derive(Serialize)]
struct ImportPage {
    crumbs: Vec<Crumb>,
    banks: Vec<Choice>,
    form: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// Query of the import page.
#[derive(Deserialize)]
pub(super) struct ImportQuery {
    bank: Option<String>,
}

/// `GET /banks/import`.
pub(super) async fn show(trainer: Trainer, query: web::Query<ImportQuery>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let banks = queries::list(&mut conn).await?;
    let fields = Fields::from_pairs(vec![("bank".to_owned(), query.into_inner().bank.unwrap_or_default())]);
    page(&trainer, &banks, &fields, FormErrors::none(), StatusCode::OK)
}

/// `POST /banks/import`.
pub(super) async fn send(trainer: Trainer, upload: Upload) -> Result<HttpResponse, Error> {
    let fields = upload.fields.clone();
    fields.only(&[&IMPORT_FIELDS[..], &["file"]].concat())?;
    let visit: &Visit = &trainer;
    let had_file = upload.file.as_ref().map(|file| file.name.clone());
    match read_and_store(&trainer, &fields, upload).await? {
        Ok(address) => Ok(visit.redirect(&address)),
        Err(mut errors) => {
            // A browser does not send a file twice by itself.
            if let Some(name) = had_file.filter(|_| errors.get("file").is_none()) {
                errors.add("file", visit.text_with("banks-file-again", [("name", name)]));
            }
            let mut conn = trainer.conn().await?;
            let banks = queries::list(&mut conn).await?;
            page(visit, &banks, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The address of the review, or what is wrong with the form.
async fn read_and_store(
    trainer: &Trainer,
    fields: &Fields,
    upload: Upload,
) -> Result<Result<String, FormErrors>, Error> {
    let visit: &Visit = trainer;
    let sent = match sent(upload, visit) {
        Ok(sent) => sent,
        Err(errors) => return Ok(Err(errors)),
    };
    if jobs::is_large(sent.bytes.len())
        && let Some(target) = target_before_reading(trainer, fields).await?
    {
        let mut conn = trainer.conn().await?;
        let actor = trainer.actor();
        let (id, worker) = actions::keep_file(&mut conn, &actor, &target, &sent.name, &sent.bytes).await?;
        drop(conn);
        jobs::read(&trainer.app, actor, id, worker).await;
        return Ok(Ok(format!("/banks/import/{id}")));
    }
    let (file, uses) = match read_with_known_columns(trainer, &sent.bytes, &sent.hints).await? {
        Ok(read) => read,
        Err(stopped) => return Ok(Err(stopped_errors(visit, &stopped))),
    };
    let target = match target(trainer, fields, &file, Some(&sent.name)).await? {
        Ok(target) => target,
        Err(errors) => return Ok(Err(errors)),
    };
    let new = NewImport { target, file_name: &sent.name, bytes: &sent.bytes, file: &file, uses: &uses };
    let mut conn = trainer.conn().await?;
    let id = actions::start_import(&mut conn, &trainer.actor(), &new).await?;
    Ok(Ok(format!("/banks/import/{id}")))
}

/// A file as it is read; a table whose columns a person once named is read as that person said.
async fn read_with_known_columns(
    trainer: &Trainer,
    bytes: &[u8],
    hints: &Hints,
) -> Result<Result<(ReadFile, ColumnUses), ReaderStopped>, Error> {
    let file = match trainer.app.reader.read(bytes, hints).await {
        Ok(file) => file,
        Err(stopped) => return Ok(Err(stopped)),
    };
    if file.reading.tables.is_empty() {
        return Ok(Ok((file, ColumnUses::default())));
    }
    let uses = queries::known_columns(&mut *trainer.conn().await?, &file.reading.tables).await?;
    if uses.is_empty() {
        return Ok(Ok((file, uses)));
    }
    let hints = Hints { columns: uses.columns.clone(), first_row: uses.first_row, ..hints.clone() };
    let read = trainer.app.reader.read(bytes, &hints).await;
    Ok(read.map(|file| (file, uses)))
}

/// What a reader that stopped means beside the file's field.
fn stopped_errors(visit: &Visit, stopped: &ReaderStopped) -> FormErrors {
    tracing::warn!(%stopped, "a question file could not be read");
    let language = reader_language(visit);
    let mut errors = FormErrors::none();
    let space = visit.language.pick("", " ");
    errors.add(
        "file",
        format!("{}{space}{}", ReaderStopped::message(language), ReaderStopped::suggestion(language)),
    );
    errors
}

/// Where a large file goes, when the form says so by itself. What is missing or wrong may stand in the file, which is
/// read first then.
async fn target_before_reading(trainer: &Trainer, fields: &Fields) -> Result<Option<Target>, Error> {
    Ok(target(trainer, fields, &ReadFile::default(), None).await?.ok())
}

async fn target(
    trainer: &Trainer,
    fields: &Fields,
    file: &ReadFile,
    name: Option<&str>,
) -> Result<Result<Target, FormErrors>, Error> {
    let visit: &Visit = trainer;
    let mut conn = trainer.conn().await?;
    let mut errors = FormErrors::none();
    if let Some(code) = fields.optional("bank") {
        return Ok(match queries::bank_by_code(&mut conn, code).await? {
            Some(bank) => Ok(Target::Bank(bank.id)),
            None => {
                errors.add("bank", visit.text("banks-bank-unknown"));
                Err(errors)
            }
        });
    }
    let named = match (&file.reading.bank, name) {
        (Some(header), _) => Some(header.clone()),
        (None, Some(name)) => Some(called_like(name, &queries::list(&mut conn).await?)),
        (None, None) => None,
    };
    let form = match NewBankForm::parse(fields, named.as_ref(), visit) {
        Ok(form) => form,
        Err(errors) => return Ok(Err(errors)),
    };
    if queries::bank_by_code(&mut conn, &form.code).await?.is_some() {
        errors.add("code", visit.text_with("banks-code-taken", [("code", form.code)]));
        return Ok(Err(errors));
    }
    Ok(Ok(Target::NewBank { code: form.code, title_zh: form.title_zh, title_en: form.title_en }))
}

/// What a bank is called that gets its name from a file.
fn called_like(name: &str, banks: &[BankListItem]) -> BankHeader {
    let title = rules::title_from_name(name);
    BankHeader {
        code: rules::code_from_name(name, |code| banks.iter().any(|bank| bank.code == code)),
        title: Language::ALL.into_iter().map(|language| (language.tag().to_owned(), title.clone())).collect(),
        languages: Vec::new(),
    }
}

fn page(
    visit: &Visit,
    banks: &[BankListItem],
    fields: &Fields,
    errors: FormErrors,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let chosen = fields.get("bank");
    let new = Choice::new("", visit.text("banks-new-bank"), chosen.is_empty());
    let choices = banks.iter().map(|bank| {
        let label = format!("{} ({})", visit.language.pick(&bank.title_zh, &bank.title_en), bank.code);
        Choice::new(&bank.code, label, bank.code == chosen)
    });
    let data = ImportPage {
        crumbs: vec![Crumb::up("/banks", visit.text("banks-title")), Crumb::here(visit.text("banks-import"))],
        banks: std::iter::once(new).chain(choices).collect(),
        form: fields.echo(&IMPORT_FIELDS),
        error_list: errors.list(),
        errors,
    };
    visit.page("banks/import", visit.text("banks-import"), data).with_status(status).respond()
}
