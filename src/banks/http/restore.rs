//! `/banks/{code}/revisions/{number}/restore`: bringing back what a bank held once.

use actix_web::{HttpResponse, web};
use fluent_bundle::FluentValue;
use serde::Serialize;

use super::revisions::{crumbs, revision};
use crate::accounts::Trainer;
use crate::banks::actions::{self, Turned};
use crate::banks::queries;
use crate::web::components::Crumb;
use crate::web::{Error, Fields, Flash, Visit};

#[derive(Serialize)]
struct RestorePage {
    crumbs: Vec<Crumb>,
    heading: String,
    text: String,
    action: String,
    back: String,
    seen: i32,
}

/// `GET /banks/{code}/revisions/{number}/restore`: what it would change, and the button.
pub(super) async fn ask(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, number) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let (bank, all, revision) = revision(&mut conn, &code, &number).await?;
    let current = all.first().map_or(0, |one| one.number);
    let number = revision.number;
    let counts = queries::change_counts(&mut conn, bank.id, (current, number)).await?;
    let back = format!("/banks/{}/revisions/{number}", bank.code);
    let heading = visit.text_with("bank-restore-heading", [("number", number)]);
    let values = [
        ("number", FluentValue::from(number)),
        ("added", counts.added.into()),
        ("changed", counts.changed.into()),
        ("removed", counts.removed.into()),
    ];
    let data = RestorePage {
        crumbs: crumbs(
            visit,
            &bank,
            vec![
                Crumb::up(&back, visit.text_with("bank-revision", [("number", number)])),
                Crumb::here(&heading),
            ],
        ),
        text: visit.text_with("bank-restore-text", values),
        action: format!("{back}/restore"),
        heading: heading.clone(),
        seen: current,
        back,
    };
    visit.page("banks/restore", heading, data).respond()
}

/// `POST /banks/{code}/revisions/{number}/restore`.
pub(super) async fn restore(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (code, number) = path.into_inner();
    fields.only(&["seen"])?;
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let (bank, _, revision) = revision(&mut conn, &code, &number).await?;
    let seen: i32 = fields.get("seen").parse().map_err(|_| Error::BadRequest("error-unknown-field"))?;
    let turned =
        actions::restore_revision(&mut conn, &trainer.actor(), bank.id, revision.number, seen).await?;
    let home = format!("/banks/{}/revisions", bank.code);
    Ok(match turned {
        Turned::Done(written) => {
            let values = [("number", revision.number), ("written", written)];
            visit.redirect_saying(&home, &Flash::ok(visit.text_with("bank-restored", values)))
        }
        Turned::Same => visit.redirect_saying(&home, &Flash::ok(visit.text("bank-restored-same"))),
        Turned::Stale => {
            let again = format!("{home}/{}/restore", revision.number);
            visit.redirect_saying(&again, &Flash::warn(visit.text("bank-stale")))
        }
    })
}
