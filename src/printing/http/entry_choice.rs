//! `GET /exams/{code}/results/paper`: who sat which paper, then the form for it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::entry::{Context, form_page};
use crate::accounts::Trainer;
use crate::db::{self, Conn};
use crate::exams;
use crate::exams::model::ExamListItem;
use crate::exams::pages::{Head, View};
use crate::printing::pages::ChoosePage;
use crate::printing::queries;
use crate::web::components::Choice;
use crate::web::{Error, Fields, FormErrors};

/// Most people a search shows.
const MOST_FOUND: u8 = 30;

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct Choosing {
    /// What is searched for.
    #[serde(default)]
    q: String,
    /// Who sat the paper.
    person: Option<String>,
    /// Which printed paper.
    paper: Option<String>,
}

/// `GET /exams/{code}/results/paper`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    choosing: web::Query<Choosing>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    if let (Some(person), Some(paper)) = (&choosing.person, &choosing.paper) {
        let context = Context::load(&mut conn, &code, person, paper).await?;
        let fields = Fields::default();
        return form_page(&trainer, &context, &fields, FormErrors::none(), context.open(), StatusCode::OK);
    }
    let standing = exams::queries::standing(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    choose(&trainer, &mut conn, &standing, &choosing).await
}

async fn choose(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    choosing: &Choosing,
) -> Result<HttpResponse, Error> {
    let now = db::now(conn).await?;
    let papers = queries::printed_papers(conn, standing.exam.id).await?;
    let q = choosing.q.trim();
    // One more than is shown tells whether there are more.
    let mut found = match q {
        "" => Vec::new(),
        _ => exams::queries::find_trainees(conn, q, i64::from(MOST_FOUND) + 1).await?,
    };
    let shown_of_more = (found.len() > usize::from(MOST_FOUND)).then_some(MOST_FOUND);
    found.truncate(usize::from(MOST_FOUND));
    let is_only_one = found.len() == 1;
    let wanted = choosing.paper.as_deref();
    let was_sent = choosing.person.is_some() || wanted.is_some();
    let data = ChoosePage {
        head: Head::new(trainer, standing, View::Results, Some(trainer.text("printing-enter")), now),
        print: format!("/exams/{}/print", standing.exam.code),
        q: q.to_owned(),
        found: found
            .into_iter()
            .map(|person| {
                let id = person.id.to_string();
                let is_chosen = is_only_one || choosing.person.as_deref() == Some(id.as_str());
                let label = match person.employee_number {
                    Some(number) => format!("{} · {number}", person.name),
                    None => person.name,
                };
                Choice::new(id, label, is_chosen)
            })
            .collect(),
        shown_of_more,
        papers: papers
            .iter()
            .map(|paper| {
                let id = paper.id.to_string();
                let letter = trainer.text_with("printing-paper-letter", [("letter", paper.letter.as_str())]);
                let version = trainer.text_with("exams-version", [("number", paper.version)]);
                let is_chosen = wanted == Some(id.as_str());
                Choice::new(id, format!("{letter} · {version}"), is_chosen)
            })
            .collect(),
        missing_person: (was_sent && choosing.person.is_none())
            .then(|| trainer.text("printing-person-missing")),
        missing_paper: (was_sent && wanted.is_none()).then(|| trainer.text("printing-paper-missing")),
    };
    trainer.page("printing/entry-choice", trainer.text("printing-enter"), data).respond()
}
