//! Everybody presses Start and waits for the first question.

use crate::arguments::{Arguments, Failed};
use crate::herd;
use crate::http::Browser;
use crate::people::Person;

/// Starts and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    herd::drive(arguments, async |browser: &mut Browser, person: Person| {
        let cookie = person.cookie();
        let started = browser.post("/my/exams/bench/start", &cookie, &person.session, "").await?;
        let page = match started.header("location") {
            Some(page) if started.is(303) && page.starts_with("/attempts/") => page.to_owned(),
            _ => return Err(format!("start: {} {:?}", started.status(), started.header("location")).into()),
        };
        let paper = browser.get(&page, &cookie).await?;
        if !paper.is(200) || paper.body.is_empty() {
            return Err(format!("paper: {}", paper.status()).into());
        }
        Ok(())
    })
    .await
}
