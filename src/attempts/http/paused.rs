//! What stands in place of the paper while the time of an attempt stands still.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Sitting;
use crate::accounts::Trainee;
use crate::attempts::pages::{Bar, paper_language};
use crate::web::Error;

#[derive(Serialize)]
struct PausedPage {
    href: String,
    bar: Bar,
    paused_at: Option<DateTime<Utc>>,
}

/// The page of a paused attempt. It goes on by itself.
pub(super) fn page(trainee: &Trainee, sitting: &Sitting) -> Result<HttpResponse, Error> {
    let language = paper_language(trainee.language, &sitting.exam);
    let (attempt, now) = (&sitting.attempt, sitting.now);
    let data = PausedPage {
        href: sitting.href(),
        bar: Bar::new(&sitting.exam, attempt, &sitting.responses, language, now, trainee.zone()),
        paused_at: attempt.paused_at,
    };
    trainee.page("attempts/paused", trainee.text("attempts-paused-heading"), data).respond()
}
