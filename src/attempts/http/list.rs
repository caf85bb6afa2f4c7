//! `/my/exams`: everything assigned to the trainee.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::accounts::Trainee;
use crate::attempts::overview::{self, MyExam};
use crate::web::Error;

/// What `attempts/list.hbs` shows.
#[derive(Serialize)]
struct ListPage {
    to_do: Vec<MyExam>,
    done: Vec<MyExam>,
}

/// `GET /my/exams`.
pub(super) async fn show(trainee: Trainee) -> Result<HttpResponse, Error> {
    let mut conn = trainee.conn().await?;
    let exams = overview::my_exams(&mut conn, trainee.person.id).await?;
    let (to_do, done) = exams.into_iter().partition(MyExam::is_to_do);
    trainee.page("attempts/list", trainee.text("attempts-list-title"), ListPage { to_do, done }).respond()
}
