//! The page of the form of a question, as it is opened and as it comes back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::edit::preview_of;
use crate::accounts::Trainer;
use crate::banks::forms::QuestionForm;
use crate::banks::model::{Bank, QuestionVersion};
use crate::banks::pages::{EditPage, StaleView, form_view, material_choices, topic_choices};
use crate::banks::{pages, queries};
use crate::db::Conn;
use crate::web::components::Crumb;
use crate::web::{Error, FormErrors};

/// A form on its way back to the person.
pub(super) struct Editing<'a> {
    /// The bank.
    pub(super) bank: &'a Bank,
    /// The version the form was filled with; `None` for a new question.
    pub(super) version: Option<QuestionVersion>,
    /// What is typed.
    pub(super) form: QuestionForm,
    /// What is wrong with it.
    pub(super) errors: FormErrors,
    /// Whether it can be saved without its key.
    pub(super) offers_keyless: bool,
    /// Where the next picture goes.
    pub(super) picture_for: String,
    /// What is said about it.
    pub(super) picture_words: String,
    /// What somebody else saved meanwhile.
    pub(super) now: Option<QuestionVersion>,
    /// Whether somebody took the question out meanwhile.
    pub(super) gone: bool,
}

impl<'a> Editing<'a> {
    /// A form about which nothing is to be said yet.
    pub(super) fn new(bank: &'a Bank, version: Option<QuestionVersion>, form: QuestionForm) -> Self {
        Self {
            bank,
            version,
            form,
            errors: FormErrors::none(),
            offers_keyless: false,
            picture_for: String::new(),
            picture_words: String::new(),
            now: None,
            gone: false,
        }
    }
}

/// The page with the form.
pub(super) async fn respond(
    trainer: &Trainer,
    conn: &mut Conn,
    editing: Editing<'_>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let Editing { bank, version, form, errors, now, .. } = editing;
    let home = format!("/banks/{}", bank.code);
    let code = version.as_ref().map(|version| version.question_code.clone());
    let heading = match &code {
        Some(code) => trainer.text_with("bank-edit-heading", [("code", code.clone())]),
        None => trainer.text("bank-edit-new"),
    };
    let mut crumbs = vec![
        Crumb::up("/banks", trainer.text("banks-title")),
        Crumb::up(&home, trainer.language.pick(&bank.title_zh, &bank.title_en)),
    ];
    crumbs.extend(code.as_ref().map(|code| Crumb::up(format!("{home}/questions/{code}"), code)));
    crumbs.push(Crumb::here(trainer.text(if code.is_some() { "bank-edit-do" } else { "bank-edit-new" })));
    let own = (bank.code.as_str(), code.as_deref());
    let preview = preview_of(trainer, conn, &form, version.as_ref(), own).await?;
    let materials = queries::current_materials(conn, bank.id).await?;
    let stale = match (&version, &now) {
        (Some(before), Some(now)) => Some(StaleView {
            number: now.number,
            by: queries::written_by(conn, now.id).await?.unwrap_or_default(),
            lines: pages::all_lines(trainer, &before.content, &now.content),
        }),
        _ => None,
    };
    // Who saves again after having seen what the other one wrote, saves over that.
    let base = now.as_ref().or(version.as_ref()).map(|version| version.id.to_string()).unwrap_or_default();
    let page = EditPage {
        crumbs,
        heading: heading.clone(),
        bank: bank.code.clone(),
        action: match &code {
            Some(code) => format!("{home}/questions/{code}/edit"),
            None => format!("{home}/new-question"),
        },
        code,
        base,
        form: form_view(trainer, &form, &errors, &editing.picture_for),
        error_list: errors.list(),
        errors,
        offers_keyless: editing.offers_keyless,
        topics: topic_choices(trainer, &queries::topic_tree(conn).await?),
        materials: material_choices(trainer, materials.iter().map(|(id, texts)| (id.to_string(), texts))),
        picture_words: editing.picture_words,
        stale,
        gone: editing.gone,
        preview,
        images: "/banks/images",
        read_only: true,
        all: true,
    };
    trainer.page("banks/edit", heading, page).with_status(status).respond()
}
