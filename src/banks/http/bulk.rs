//! `/banks/{code}/bulk`: choosing questions of a bank and changing them all in one way.

use actix_web::{HttpResponse, web};
use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::accounts::Trainer;
use crate::banks::actions::{self, BulkSums};
use crate::banks::forms::{BankQuery, BulkOrder, tags};
use crate::banks::model::{Bank, QuestionVersion};
use crate::banks::pages::{kind_word, pager};
use crate::banks::queries;
use crate::base::text::cut;
use crate::db::Conn;
use crate::web::components::{Choice, Crumb};
use crate::web::images::without_images;
use crate::web::paging::{Pager, Paging};
use crate::web::{Error, Fields, Flash, Visit};

/// Characters of a question in the list.
const SHOWN: usize = 120;

#[derive(Serialize)]
struct Row {
    code: String,
    stem: String,
    kind: String,
    topic: Option<String>,
    difficulty: Option<i16>,
    tags: Vec<String>,
}

#[derive(Serialize)]
struct BulkPage {
    crumbs: Vec<Crumb>,
    bank: String,
    title: String,
    rows: Vec<Row>,
    total: i64,
    pager: Option<Pager>,
    kinds: Vec<Choice>,
    difficulties: Vec<Choice>,
    text: String,
    kind: String,
    difficulty: String,
    targets: Vec<Choice>,
    topics: Vec<String>,
}

/// `GET /banks/{code}/bulk`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<BankQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let filter = query.filter();
    let (questions, total) = queries::bank_page(&mut conn, bank.id, &filter, query.page()).await?;
    let home = format!("/banks/{}", bank.code);
    let paging = Paging::new(query.page(), queries::QUESTIONS_A_PAGE, total);
    let title = visit.text("bank-bulk");
    let kind = filter.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
    let difficulty = filter.difficulty.map(|one| one.to_string()).unwrap_or_default();
    let text = filter.text.unwrap_or_default();
    let data = BulkPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(&home, visit.language.pick(&bank.title_zh, &bank.title_en)),
            Crumb::here(&title),
        ],
        rows: questions.iter().map(|question| row(visit, question)).collect(),
        total,
        pager: pager(visit, paging, |page| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("kind", &kind)
                .append_pair("difficulty", &difficulty)
                .append_pair("q", &text)
                .finish();
            format!("{home}/bulk?{query}&page={page}")
        }),
        kinds: super::bank::kinds(visit, filter.kind),
        difficulties: super::bank::difficulties(visit, filter.difficulty),
        targets: targets(visit, &mut conn, &bank).await?,
        topics: queries::topic_codes(&mut conn, bank.id).await?,
        title: title.clone(),
        bank: bank.code,
        text,
        kind,
        difficulty,
    };
    visit.page("banks/bulk", title, data).respond()
}

fn row(visit: &Visit, question: &QuestionVersion) -> Row {
    let content = &question.content;
    Row {
        code: question.question_code.clone(),
        stem: cut(&without_images(&content.texts.in_language(visit.language).stem), SHOWN),
        kind: kind_word(visit, content.kind),
        topic: content.topic.clone(),
        difficulty: content.difficulty,
        tags: content.tags.clone(),
    }
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
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[
        "do",
        "question",
        "all",
        "tag",
        "topic",
        "set_difficulty",
        "bank",
        "kind",
        "difficulty",
        "q",
    ])?;
    let mut conn = trainer.conn().await?;
    let visit: &Visit = &trainer;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let query = BankQuery {
        kind: fields.optional("kind").map(str::to_owned),
        difficulty: fields.optional("difficulty").map(str::to_owned),
        q: fields.optional("q").map(str::to_owned),
        ..BankQuery::default()
    };
    let back = back(&bank, &fields);
    let warn = |id: &str| Ok(visit.redirect_saying(&back, &Flash::warn(visit.text(id))));
    let codes = if fields.has("all") {
        matching(&mut conn, &bank, &query).await?
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

/// Back to the list with its filter.
fn back(bank: &Bank, fields: &Fields) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("kind", fields.get("kind"))
        .append_pair("difficulty", fields.get("difficulty"))
        .append_pair("q", fields.get("q"))
        .finish();
    format!("/banks/{}/bulk?{query}", bank.code)
}

/// The codes of all questions that match a filter.
async fn matching(conn: &mut Conn, bank: &Bank, query: &BankQuery) -> Result<Vec<String>, Error> {
    let filter = query.filter();
    let mut codes = Vec::new();
    for page in 1.. {
        let (questions, total) = queries::bank_page(conn, bank.id, &filter, page).await?;
        codes.extend(questions.iter().map(|question| question.question_code.clone()));
        if questions.is_empty() || i64::try_from(codes.len()).is_ok_and(|count| count >= total) {
            break;
        }
    }
    Ok(codes)
}
