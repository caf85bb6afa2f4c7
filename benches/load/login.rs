//! Everybody signs in, all from one address, as an exam room does.

use crate::arguments::{Arguments, Failed};
use crate::herd;
use crate::http::Browser;
use crate::people::{Person, Secret};

/// The password of everybody in `people.sql`.
pub(crate) const PASSWORD: &str = "bench-room-7";

/// Signs in and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    herd::drive(arguments, async |browser: &mut Browser, person: Person| {
        let before = Secret::of("visitor", person.number);
        let cookie = format!("pre={}", before.encode());
        let fields = format!("&login=bench-{}&password={PASSWORD}&next=%2F", person.number);
        let answer = browser.post("/login", &cookie, &before, &fields).await?;
        let begun = answer.header("set-cookie").is_some_and(|cookie| cookie.starts_with("sid="));
        if answer.is(303) && begun { Ok(()) } else { Err(format!("login: {}", answer.status()).into()) }
    })
    .await
}
