//! `POST /my/exam-page`: text size, questions on a page, the clock shown or hidden; remembered in a cookie.

use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::Trainee;
use crate::attempts::pages::Choices;
use crate::web::{Error, Fields};

/// Name of the cookie.
const COOKIE: &str = "exam_page";

/// What this browser remembers.
pub(super) fn of(request: &HttpRequest) -> Choices {
    request.cookie(COOKIE).map(|cookie| Choices::parse(cookie.value())).unwrap_or_default()
}

/// `POST /my/exam-page`.
pub(super) async fn choose(
    trainee: Trainee,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["size", "paging", "time", "back"])?;
    let chosen = ["size", "paging", "time"]
        .into_iter()
        .fold(of(&request), |choices, name| choices.with(name, fields.get(name)));
    let mut response = trainee.redirect(fields.get("back"));
    let cookie = trainee.site().cookies().make_lasting(COOKIE, chosen.to_cookie());
    let _ = response.add_cookie(&cookie);
    Ok(response)
}
