//! `/banks/{code}/bulk`: choosing questions of a bank and changing them all in one way.

use actix_web::{HttpResponse, web};
use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::accounts::Trainer;
use crate::banks::actions::{self, BulkSums};
use crate::banks::forms::{BulkOrder, ListQuery, filter_query, tags};
use crate::banks::model::{Bank, QuestionFilter};
use crate::banks::pages::{FindingView, QUESTIONS_A_PAGE, TopicChoice, finding_view, topic_choices};
use crate::banks::queries;
use crate::db::Conn;
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Fields, Flash, Visit};

#[derive(Serialize)]
struct BulkPage {
    crumbs: Vec<Crumb>,
    bank: String,
    title: String,
    /// Where the choice is sent: the filter stands in the address, for all that match it.
    action: String,
    finding: FindingView,
    total: i64,
    targets: Vec<Choice>,
    topics: Vec<TopicChoice>,
}

/// `GET /banks/{code}/bulk`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let filter = query.filter();
    let found = queries::find(&mut conn, Some(bank.id), &filter, query.page(), QUESTIONS_A_PAGE).await?;
    let home = format!("/banks/{}", bank.code);
    let title = visit.text("bank-bulk");
    let data = BulkPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&home, visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::here(&title),
        ],
        action: address(&bank, &filter),
        finding: finding_view(visit, &format!("{home}/bulk"), &filter, &found, None),
        total: found.paging.total(),
        targets: targets(visit, &mut conn, &bank).await?,
        topics: topic_choices(visit, &found.tree),
        title: title.clone(),
        bank: bank.code,
    };
    visit.page("banks/bulk", title, data).respond()
}

/// The page with this filter.
fn address(bank: &Bank, filter: &QuestionFilter) -> String {
    let query = filter_query(filter);
    format!("/banks/{}/bulk?{}", bank.code, query.trim_end_matches('&'))
}

/// The other banks.
async fn targets(visit: &Visit, conn: &mut Conn, own: &Bank) -> Result<Vec<Choice>, Error> {
    let banks = queries::list(conn).await?;
    let others = banks.into_iter().filter(|bank| bank.code != own.code).map(|bank| {
        let label = format!("{} ({})", visit.language.pick(&bank.title_zh, &bank.title_en), bank.code);
        Choice::new(bank.code, label, false)
    });
    Ok(std::iter::once(Choice::new("", visit.text("bank-bulk-no-bank"), true)).chain(others).collect())
}

/// `POST /banks/{code}/bulk`.
pub(super) async fn change(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ListQuery>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["do", "question", "all", "set_tag", "set_topic", "set_difficulty", "bank"])?;
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let filter = query.filter();
    let back = address(&bank, &filter);
    let warn = |id: &str| Ok(visit.redirect_saying(&back, &Flash::warn(visit.text(id))));
    let codes = if fields.has("all") {
        queries::codes_of_fitting(&mut conn, bank.id, &filter).await?
    } else {
        fields.all("question").into_iter().map(str::to_owned).collect()
    };
    if codes.is_empty() {
        return warn("bank-bulk-none-chosen");
    }
    let actor = trainer.actor();
    let sums = match BulkOrder::parse(&fields, tags) {
        Ok(BulkOrder::Change(what)) => {
            actions::change_many(&mut conn, &actor, bank.id, &codes, &what).await?
        }
        Ok(BulkOrder::Retire) => actions::retire_many(&mut conn, &actor, bank.id, &codes).await?,
        Ok(BulkOrder::Move(target)) => match queries::bank_by_code(&mut conn, &target).await? {
            Some(other) if other.id != bank.id => {
                actions::move_many(&mut conn, &actor, (bank.id, other.id), &codes).await?
            }
            _ => return warn("bank-bulk-choose-bank"),
        },
        Err(id) => return warn(id),
    };
    Ok(visit.redirect_saying(&back, &Flash::ok(sum_words(visit, &sums))))
}

fn sum_words(visit: &Visit, sums: &BulkSums) -> String {
    let values =
        [("chosen", sums.chosen), ("changed", sums.changed), ("same", sums.same), ("gone", sums.gone)];
    visit.text_with("bank-bulk-done", values.map(|(name, count)| (name, FluentValue::from(count))))
}
