//! `POST /exams/{code}/results/paper`: what stands on the sheet is read, checked, shown, and then entered.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use fluent_bundle::FluentValue;

use crate::accounts::{self, Trainer, model::PersonDetail};
use crate::attempts;
use crate::attempts::actions::mark_on_paper;
use crate::attempts::model::Attempt;
use crate::base::clock::zone_label;
use crate::db::{self, Conn, PersonId, PrintedPaperId};
use crate::exams;
use crate::exams::forms::is_ambiguous;
use crate::exams::model::{ExamListItem, PublishedExam};
use crate::exams::pages::{Head, View};
use crate::printing::actions::{self, Entered, Entry};
use crate::printing::forms::EntryForm;
use crate::printing::model::{EntryRefusal, PrintedPaper};
use crate::printing::pages::{CheckPage, EntryHead, EntryPage};
use crate::printing::queries;
use crate::web::markup::points_value;
use crate::web::{Error, Fields, Flash, FormErrors};

/// Whose sitting of which paper of which exam.
pub(super) struct Context {
    standing: ExamListItem,
    exam: Arc<PublishedExam>,
    printed: PrintedPaper,
    person: PersonDetail,
    own: Vec<Attempt>,
    now: DateTime<Utc>,
}

impl Context {
    /// The trainee and the paper with these ids. Anybody else and another exam's paper are not found.
    pub(super) async fn load(conn: &mut Conn, code: &str, person: &str, paper: &str) -> Result<Self, Error> {
        let person: PersonId = person.parse().map_err(|_| Error::NotFound)?;
        let paper: PrintedPaperId = paper.parse().map_err(|_| Error::NotFound)?;
        let standing = exams::queries::standing(conn, code).await?.ok_or(Error::NotFound)?;
        let printed = queries::printed_paper(conn, standing.exam.id, paper).await?.ok_or(Error::NotFound)?;
        if exams::queries::trainees_among(conn, &[person]).await?.is_empty() {
            return Err(Error::NotFound);
        }
        Ok(Self {
            exam: exams::queries::published_version(conn, printed.version_id).await?,
            person: accounts::queries::person(conn, person).await?.ok_or(Error::NotFound)?,
            own: attempts::queries::attempts_at(conn, standing.exam.id, person).await?,
            now: db::now(conn).await?,
            printed,
            standing,
        })
    }

    /// Whether the person has an attempt open, so that nothing can be entered.
    pub(super) fn open(&self) -> Option<EntryRefusal> {
        self.own.iter().any(Attempt::is_open).then_some(EntryRefusal::OpenAttempt)
    }

    fn head(&self, trainer: &Trainer) -> EntryHead {
        let here = Some(trainer.text("printing-enter"));
        let head = Head::new(trainer, &self.standing, View::Results, here, self.now);
        let zone = zone_label(trainer.site().config().zone, self.now);
        EntryHead::new(head, &self.exam.code, &self.person, &self.printed, zone)
    }
}

/// `POST /exams/{code}/results/paper`. Reads the sheet and says what it comes to; `do` asks to enter it or to change it
/// once more.
pub(super) async fn send(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(EntryForm::FIELDS)?;
    let mut conn = trainer.conn().await?;
    let context = Context::load(&mut conn, &code, fields.get("person"), fields.get("paper")).await?;
    if fields.get("do") == "change" {
        let status = StatusCode::OK;
        return form_page(&trainer, &context, &fields, FormErrors::none(), context.open(), status);
    }
    let form = match EntryForm::parse(&fields, &trainer, &context.exam, &context.printed.paper, context.now) {
        Ok(form) => form,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return form_page(&trainer, &context, &fields, errors, context.open(), status);
        }
    };
    match fields.get("do") {
        "enter" => enter(&trainer, &mut conn, &context, &fields, &form).await,
        _ => check(&trainer, &mut conn, &context, &fields, form).await,
    }
}

async fn check(
    trainer: &Trainer,
    conn: &mut Conn,
    context: &Context,
    fields: &Fields,
    form: EntryForm,
) -> Result<HttpResponse, Error> {
    let Context { exam, printed, person, .. } = context;
    if let Some(refusal) = actions::refusal(conn, exam, printed, person.id, form.sat_at).await? {
        return refused(trainer, context, fields, refusal);
    }
    let marked = mark_on_paper(conn, &printed.paper, &form.given, exam.pass_mark).await?;
    let number = context.own.iter().map(|attempt| attempt.number).max().unwrap_or(0).saturating_add(1);
    let data = CheckPage::new(context.head(trainer), fields, form, &marked, exam.pass_mark, number);
    trainer.page("printing/entry-check", trainer.text("printing-check"), data).respond()
}

async fn enter(
    trainer: &Trainer,
    conn: &mut Conn,
    context: &Context,
    fields: &Fields,
    form: &EntryForm,
) -> Result<HttpResponse, Error> {
    let entry = Entry {
        exam: &context.exam,
        printed: &context.printed,
        person: context.person.id,
        sat_at: form.sat_at,
        given: &form.given,
        reason: &form.reason,
    };
    let site = &trainer.app.config.site;
    let entered = match actions::enter(conn, &trainer.actor(), site, entry).await? {
        Entered::Done(entered) => entered,
        Entered::Refused(refusal) => return refused(trainer, context, fields, refusal),
    };
    let marked = &entered.marked;
    let said = trainer.text_with(
        match (marked.waiting.is_empty(), marked.passed) {
            (false, _) => "hand-entered",
            (true, true) => "printing-entered-passed",
            (true, false) => "printing-entered-not-passed",
        },
        [
            ("name", context.person.name.clone().into()),
            ("score", points_value(marked.score.into())),
            ("maximum", points_value(marked.maximum.into())),
            ("receipt", FluentValue::from(entered.receipt.clone())),
        ],
    );
    Ok(trainer.redirect_saying(&View::Results.path(&context.exam.code), &Flash::ok(said)))
}

fn refused(
    trainer: &Trainer,
    context: &Context,
    fields: &Fields,
    refusal: EntryRefusal,
) -> Result<HttpResponse, Error> {
    form_page(trainer, context, fields, FormErrors::none(), Some(refusal), StatusCode::CONFLICT)
}

/// The form as it was typed.
pub(super) fn form_page(
    trainer: &Trainer,
    context: &Context,
    fields: &Fields,
    errors: FormErrors,
    refusal: Option<EntryRefusal>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let is_twice = is_ambiguous(fields, "sat_at", trainer.site().config().zone);
    let who = context.head(trainer);
    let data = EntryPage::new(trainer, who, &context.printed.paper, fields, is_twice, errors, refusal);
    trainer.page("printing/entry", trainer.text("printing-enter"), data).with_status(status).respond()
}
