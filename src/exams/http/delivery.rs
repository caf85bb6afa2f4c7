//! `/exams/{code}/delivery`: questions on a page, notes about a sitting.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::{self, Filled};
use crate::accounts::Trainer;
use crate::exams::delivery::Paging;
use crate::exams::forms::DeliveryForm;
use crate::exams::pages::{FormView, Head, View};
use crate::web::components::Choice;
use crate::web::{Error, Fields};

#[derive(Serialize)]
struct DeliveryPage {
    head: Head,
    form: FormView,
    paging: Vec<Choice>,
    notes: bool,
}

/// `GET /exams/{code}/delivery`.
pub(super) async fn show(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    draft::show::<DeliveryForm>(&trainer, &code, page).await
}

/// `POST /exams/{code}/delivery`.
pub(super) async fn save(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    draft::save::<DeliveryForm>(&trainer, &code, fields, View::Delivery, page).await
}

fn page(trainer: &Trainer, filled: Filled) -> Result<HttpResponse, Error> {
    let Filled { standing, now, fields, form, status, .. } = filled;
    let chosen = [fields.get("paging")];
    let paging = Paging::ALL.into_iter().map(|paging| {
        let label = match paging {
            Paging::Choice => "delivery-paging-choice",
            Paging::One => "delivery-paging-one",
            Paging::All => "delivery-paging-all",
        };
        Choice::among(paging.as_str(), trainer.text(label), &chosen)
    });
    let data = DeliveryPage {
        head: Head::new(trainer, &standing, View::Delivery, None, now),
        paging: paging.collect(),
        notes: fields.has("notes"),
        form,
    };
    trainer.page("exams/delivery", trainer.text("exams-tab-delivery"), data).with_status(status).respond()
}
