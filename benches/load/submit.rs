//! Everybody hands in and waits for the receipt.

use crate::arguments::{Arguments, Failed};
use crate::herd;
use crate::http::Browser;
use crate::people::Person;

/// Hands in and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    herd::drive(arguments, async |browser: &mut Browser, person: Person| {
        let cookie = person.cookie();
        let path = format!("/attempts/{}/submit", person.attempt);
        let fields = "&epoch=1&sure=1&by=page_at_deadline";
        let submitted = browser.post(&path, &cookie, &person.session, fields).await?;
        let page = match submitted.header("location") {
            Some(page) if submitted.is(303) && page.ends_with("/receipt") => page.to_owned(),
            _ => {
                return Err(
                    format!("submit: {} {:?}", submitted.status(), submitted.header("location")).into()
                );
            }
        };
        let receipt = browser.get(&page, &cookie).await?;
        if !receipt.is(200) || receipt.body.is_empty() {
            return Err(format!("receipt: {}", receipt.status()).into());
        }
        Ok(())
    })
    .await
}
