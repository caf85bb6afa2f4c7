//! The pages of this room. All are the trainers'.

mod assignments;
mod basics;
mod delivery;
mod draft;
mod drawing;
mod list;
mod preview;
mod publish;
mod room;
mod section;
mod section_questions;
mod sections;
mod times;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};

use super::model::{Definition, ExamListItem};
use super::pages::BankTitles;
use super::{actions, queries};
use crate::accounts::Trainer;
use crate::banks;
use crate::db::{self, Conn};
use crate::web::{Error, Visit};

/// The addresses of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/exams").get(list::show))
        .service(web::resource("/exams/new").get(list::new).post(list::create))
        .service(web::resource("/exams/{code}").get(basics::show).post(basics::save))
        .service(web::resource("/exams/{code}/sections").get(sections::list))
        .service(web::resource("/exams/{code}/drawing").get(drawing::show).post(drawing::save))
        .service(web::resource("/exams/{code}/sections/new").get(section::new).post(section::add))
        .service(web::resource("/exams/{code}/sections/{position}").get(section::show).post(section::save))
        .service(
            web::resource("/exams/{code}/sections/{position}/questions")
                .get(section_questions::show)
                .post(section_questions::change),
        )
        .service(web::resource("/exams/{code}/sections/{position}/move").post(sections::reorder))
        .service(
            web::resource("/exams/{code}/sections/{position}/remove")
                .get(sections::confirm_removal)
                .post(sections::remove),
        )
        .service(web::resource("/exams/{code}/times").get(times::show).post(times::save))
        .service(web::resource("/exams/{code}/delivery").get(delivery::show).post(delivery::save))
        .service(web::resource("/exams/{code}/assignments").get(assignments::show).post(assignments::add))
        .service(
            web::resource("/exams/{code}/assignments/{id}/withdraw")
                .get(assignments::confirm_withdrawal)
                .post(assignments::withdraw),
        )
        .service(web::resource("/exams/{code}/room/start").post(room::start))
        .service(web::resource("/exams/{code}/publish").get(publish::show).post(publish::publish))
        .service(web::resource("/exams/{code}/preview").get(preview::show));
}

/// The exam of the address, and the time.
async fn load(conn: &mut Conn, code: &str) -> Result<(ExamListItem, DateTime<Utc>), Error> {
    let standing = queries::standing(conn, code).await?.ok_or(Error::NotFound)?;
    Ok((standing, db::now(conn).await?))
}

/// Saves a changed draft that builds on draft `number`. `None` when the draft is another one by now: nothing is
/// written, and the page shows the form again.
async fn save_draft(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    number: i32,
    draft: &Definition,
) -> Result<Option<i32>, Error> {
    if standing.exam.draft_number != number {
        return Ok(None);
    }
    Ok(actions::save_draft(conn, &trainer.actor(), standing.exam.id, number, draft).await?)
}

/// The titles of all banks and topics in the language of the page.
async fn bank_titles(conn: &mut Conn, visit: &Visit) -> Result<BankTitles, Error> {
    let banks = banks::queries::list(conn).await?;
    let tree = banks::queries::topic_tree(conn).await?;
    let title = |zh: &str, en: &str| visit.language.pick(zh, en).to_owned();
    Ok(BankTitles {
        banks: banks.into_iter().map(|bank| (bank.code, title(&bank.title_zh, &bank.title_en))).collect(),
        topics: tree
            .titles()
            .map(|(code, topic)| (code.to_owned(), title(&topic.title_zh, &topic.title_en)))
            .collect(),
    })
}
