//! The pages that are one form on the draft of an exam: show what is stored; read what was sent, and save it or show
//! it again. A page says which form it is and how it looks.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};

use super::{load, save_draft};
use crate::accounts::Trainer;
use crate::db::Conn;
use crate::exams::forms::{DraftForm, draft_number};
use crate::exams::model::{ExamListItem, ExtraTimeAt};
use crate::exams::pages::{FormView, View};
use crate::exams::queries;
use crate::web::{Error, Fields, Flash};

/// A form on the draft, filled in, with everything its page needs.
pub(super) struct Filled {
    /// The exam as it is stored.
    pub(super) standing: ExamListItem,
    /// When the page was asked for.
    pub(super) now: DateTime<Utc>,
    /// What stands in the fields.
    pub(super) fields: Fields,
    /// The same with what is wrong, for the template.
    pub(super) form: FormView,
    /// Why the page is shown.
    pub(super) status: StatusCode,
    /// Who has extra time at the published exam, where the page tells it.
    pub(super) extra_time: Option<Vec<ExtraTimeAt>>,
}

/// Who has extra time, where the page of the form tells it and the exam is published.
async fn extra_time<Form: DraftForm>(
    conn: &mut Conn,
    standing: &ExamListItem,
    now: DateTime<Utc>,
) -> Result<Option<Vec<ExtraTimeAt>>, Error> {
    if !Form::TELLS_EXTRA_TIME || standing.current.is_none() {
        return Ok(None);
    }
    Ok(Some(queries::extra_time_at(conn, standing.exam.id, now).await?))
}

/// Answers with the page of a form.
type Answer = fn(&Trainer, Filled) -> Result<HttpResponse, Error>;

/// The form as the stored draft fills it.
pub(super) async fn show<Form: DraftForm>(
    trainer: &Trainer,
    code: &str,
    answer: Answer,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, code).await?;
    let fields = Form::fields(&standing.exam.draft, trainer.site().config().zone);
    let form = FormView::new(&fields, Form::FIELDS, standing.exam.draft_number);
    let extra_time = extra_time::<Form>(&mut conn, &standing, now).await?;
    answer(trainer, Filled { standing, now, fields, form, status: StatusCode::OK, extra_time })
}

/// Saves what was sent and leads back to `view`. What cannot be taken, or was typed on a draft that somebody else
/// has changed since, is shown again.
pub(super) async fn save<Form: DraftForm>(
    trainer: &Trainer,
    code: &str,
    fields: Fields,
    view: View,
    answer: Answer,
) -> Result<HttpResponse, Error> {
    fields.only(&[Form::FIELDS, &["draft_number"]].concat())?;
    let number = draft_number(&fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, code).await?;
    let form = FormView::new(&fields, Form::FIELDS, number);
    let read = match Form::parse(&fields, trainer) {
        Ok(read) => read,
        Err(errors) => {
            let (form, status) = (form.with_errors(errors), StatusCode::UNPROCESSABLE_ENTITY);
            let extra_time = extra_time::<Form>(&mut conn, &standing, now).await?;
            return answer(trainer, Filled { standing, now, fields, form, status, extra_time });
        }
    };
    let draft = read.apply(&standing.exam.draft);
    if save_draft(trainer, &mut conn, &standing, number, &draft).await?.is_some() {
        let said = Flash::ok(trainer.text("exams-saved"));
        return Ok(trainer.redirect_saying(&view.path(code), &said));
    }
    let (standing, now) = load(&mut conn, code).await?;
    let form = form.on_top_of(trainer, &standing.exam);
    let extra_time = extra_time::<Form>(&mut conn, &standing, now).await?;
    answer(trainer, Filled { standing, now, fields, form, status: StatusCode::CONFLICT, extra_time })
}
