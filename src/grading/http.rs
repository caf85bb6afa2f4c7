//! `/exams/{code}/results` and its CSV; `/grading`.

mod answer;
mod changes;
mod disputes;
mod loaded;
mod make_up;
mod queue;

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes, ServiceConfig};
use chrono::{DateTime, Utc};
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;

use super::model::{Asked, Standing};
use super::pages::{ResultRow, ResultsPage, csv_cells, csv_header, figures, standing_word};
use super::queries;
use crate::accounts::Trainer;
use crate::audit::{self, Event};
use crate::db::{self, PersonId};
use crate::exams;
use crate::exams::counting::Counting;
use crate::exams::model::ExamListItem;
use crate::exams::pages::{Head, View, counting_words};
use crate::web::paging::{Pager, Paging};
use crate::web::{Error, csv};

/// People on a page.
const PAGE: usize = 50;

/// People read at once for the CSV.
const CSV_STEP: usize = 500;

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/grading").get(queue::list))
        .service(web::resource("/grading/disputes/{id}").get(disputes::show).post(disputes::answer))
        .service(web::resource("/grading/exams/{code}").get(queue::exam))
        .service(web::resource("/grading/exams/{code}/names").post(queue::names))
        .service(web::resource("/grading/exams/{code}/next").post(queue::next))
        .service(
            web::resource("/grading/exams/{code}/answers/{attempt}/{position}")
                .get(answer::show)
                .post(answer::mark),
        )
        .service(
            web::resource("/exams/{code}/results/{attempt}/void").get(changes::void_page).post(changes::void),
        )
        .service(
            web::resource("/exams/{code}/results/{attempt}/reopen")
                .get(changes::reopen_page)
                .post(changes::reopen),
        )
        .service(
            web::resource("/exams/{code}/results/{attempt}/marks/{position}")
                .get(changes::mark_page)
                .post(changes::mark),
        )
        .service(web::resource("/exams/{code}/results").get(show))
        .service(web::resource("/exams/{code}/make-up").get(make_up::show).post(make_up::grant))
        .service(web::resource("/exams/{code}/make-up/{id}/withdraw").post(make_up::withdraw))
        .service(web::resource("/exams/{code}/results.csv").get(download));
}

/// Query of the page.
#[derive(Deserialize)]
struct Filter {
    show: Option<String>,
    page: Option<String>,
}

impl Filter {
    /// The standing that is asked for. An unknown word is no address of ours.
    fn standing(&self) -> Result<Option<Standing>, Error> {
        let word = self.show.as_deref().filter(|word| !word.is_empty());
        word.map(|word| Standing::parse(word).ok_or(Error::NotFound)).transpose()
    }

    fn page(&self) -> Result<usize, Error> {
        let page = self.page.as_deref().map_or(Ok(1), |page| page.parse().map_err(|_| Error::NotFound))?;
        if page == 0 { Err(Error::NotFound) } else { Ok(page) }
    }
}

impl Asked {
    /// An exam as it stands now.
    fn of(standing: &ExamListItem, now: DateTime<Utc>) -> Self {
        let rule = standing.current.map_or(Counting::Best, |version| version.counting);
        Self { exam: standing.exam.id, rule, published: standing.current.is_some(), now }
    }
}

/// `GET /exams/{code}/results`.
async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse, Error> {
    let (wanted, page) = (filter.standing()?, filter.page()?);
    let mut conn = trainer.conn().await?;
    let standing = exams::queries::standing(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let now = db::now(&mut conn).await?;
    let asked = Asked::of(&standing, now);
    let everyone = queries::standings(&mut conn, &asked, trainer.language).await?;
    let figures = figures(&trainer, &code, &everyone);
    let shown: Vec<PersonId> = everyone
        .into_iter()
        .filter(|person| wanted.is_none_or(|wanted| person.standing == wanted))
        .map(|person| person.person_id)
        .collect();
    let on_page: Vec<PersonId> =
        shown.iter().copied().skip((page - 1).saturating_mul(PAGE)).take(PAGE).collect();
    if on_page.is_empty() && page > 1 {
        return Err(Error::NotFound);
    }
    let rows = queries::results_of(&mut conn, &asked, &on_page).await?;
    let query = wanted.map(|wanted| format!("?show={}", wanted.as_str())).unwrap_or_default();
    let data = ResultsPage {
        head: Head::new(&trainer, &standing, View::Results, None, now),
        figures,
        rows: rows.into_iter().map(|row| ResultRow::new(&trainer, row)).collect(),
        pager: pager(&trainer, &code, wanted, page, shown.len()),
        csv: format!("/exams/{code}/results.csv{query}"),
        filter: wanted.map(|wanted| standing_word(&trainer, wanted)),
        all: format!("/exams/{code}/results"),
        counting: counting_words(&trainer, asked.rule),
    };
    trainer.page("grading/results", trainer.text("grading-title"), data).respond()
}

fn pager(
    trainer: &Trainer,
    code: &str,
    wanted: Option<Standing>,
    page: usize,
    count: usize,
) -> Option<Pager> {
    if count == 0 {
        return None;
    }
    let paging = Paging::in_memory(page, PAGE, count);
    let shown = [("from", paging.first_row()), ("to", paging.last_row()), ("count", paging.total())];
    let address = |page: i64| {
        let show = wanted.map(|wanted| format!("show={}&", wanted.as_str())).unwrap_or_default();
        format!("/exams/{code}/results?{show}page={page}")
    };
    Some(Pager::new(paging, trainer.text_with("grading-sum", shown), address))
}

/// `GET /exams/{code}/results.csv`: everyone the page shows under the same filter, some hundred at a time.
async fn download(
    trainer: Trainer,
    code: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse, Error> {
    let wanted = filter.standing()?;
    let mut conn = trainer.report_conn().await?;
    let standing = exams::queries::standing(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let asked = Asked::of(&standing, db::now(&mut conn).await?);
    let people: Vec<PersonId> = queries::standings(&mut conn, &asked, trainer.language)
        .await?
        .into_iter()
        .filter(|person| wanted.is_none_or(|wanted| person.standing == wanted))
        .map(|person| person.person_id)
        .collect();
    let event = Event {
        action: "exam.results_exported",
        subject_kind: "exam",
        subject_id: code.to_string(),
        detail: json!({ "format": "csv", "count": people.len() }),
    };
    drop(conn);
    audit::record(&mut *trainer.conn().await?, &trainer.actor(), event).await?;
    let header = csv_header(&trainer);
    let steps = stream::try_unfold((trainer, people, 0), move |(trainer, people, from)| async move {
        let step: Vec<PersonId> = people.iter().copied().skip(from).take(CSV_STEP).collect();
        if step.is_empty() {
            return Ok(None);
        }
        let bytes = csv_lines(&trainer, &asked, &step).await?;
        Ok(Some((bytes, (trainer, people, from + CSV_STEP))))
    });
    csv::respond(&format!("{code}-results.csv"), &header, steps)
}

async fn csv_lines(trainer: &Trainer, asked: &Asked, people: &[PersonId]) -> Result<Bytes, Error> {
    let mut conn = trainer.report_conn().await?;
    let rows = queries::results_of(&mut conn, asked, people).await?;
    let mut bytes = Vec::new();
    for row in &rows {
        bytes.extend(csv::line(csv_cells(trainer, row, trainer.zone()))?);
    }
    Ok(bytes.into())
}
