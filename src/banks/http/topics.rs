//! `/topics`: the tree of topics, which trainers own; `/topics/{id}`: one of them.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use crate::accounts::Trainer;
use crate::banks::actions::{self, TopicChange};
use crate::banks::forms::{TOPIC_FIELDS, new_topic, topic_id, topic_wish};
use crate::banks::model::Topic;
use crate::banks::pages::{TopicRow, TopicsAbove, misplaced_words, named_rows, topic_rows};
use crate::banks::queries;
use crate::banks::rules::TopicTree;
use crate::db::{Conn, TopicId};
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Fields, Flash, FormErrorItem, FormErrors, Visit};

#[derive(Serialize)]
struct TopicsPage {
    crumbs: Vec<Crumb>,
    rows: Vec<TopicRow>,
    unsorted: Vec<TopicRow>,
    form: Value,
    parents: Vec<Choice>,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /topics`.
pub(super) async fn list(trainer: Trainer) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let tree = queries::topic_tree(&mut conn).await?;
    list_page(&trainer, &mut conn, &tree, &Fields::default(), FormErrors::none()).await
}

/// `POST /topics`.
pub(super) async fn add(trainer: Trainer, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&TOPIC_FIELDS)?;
    let mut conn = trainer.conn().await?;
    let tree = queries::topic_tree(&mut conn).await?;
    let (code, wish) = match new_topic(&fields, &tree, &trainer) {
        Ok(topic) => topic,
        Err(errors) => return list_page(&trainer, &mut conn, &tree, &fields, errors).await,
    };
    let changed = actions::add_topic(&mut conn, &trainer.actor(), &code, &wish).await?;
    match refused(&trainer, changed) {
        Some(errors) => list_page(&trainer, &mut conn, &tree, &fields, errors).await,
        None => {
            let title = trainer.language.pick(&wish.title_zh, &wish.title_en).to_owned();
            let said = Flash::ok(trainer.text_with("topics-added", [("title", title)]));
            Ok(trainer.redirect_saying("/topics", &said))
        }
    }
}

/// What is wrong beside which field when a change was not made.
fn refused(visit: &Visit, change: TopicChange) -> Option<FormErrors> {
    let (field, sentence) = match change {
        TopicChange::Done => return None,
        TopicChange::Misplaced(why) => ("parent", misplaced_words(visit, why)),
        TopicChange::CodeTaken => ("code", visit.text("topics-code-taken")),
        TopicChange::InUse => ("remove", visit.text("topics-in-use")),
    };
    let mut errors = FormErrors::none();
    errors.add(field, sentence);
    Some(errors)
}

async fn list_page(
    trainer: &Trainer,
    conn: &mut Conn,
    tree: &TopicTree,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let counts = queries::topic_counts(conn, None).await?;
    let visit: &Visit = trainer;
    let chosen = fields.optional("parent").and_then(|typed| topic_id(tree, typed));
    let page = TopicsPage {
        crumbs: vec![Crumb::up("/banks", visit.text("banks-title")), Crumb::here(visit.text("topics-title"))],
        rows: topic_rows(visit, tree, &counts),
        unsorted: named_rows(visit, &tree.unsorted(), &counts),
        form: fields.echo(&TOPIC_FIELDS),
        parents: TopicsAbove { visit, tree, without: None }.choices(chosen),
        error_list: errors.list(),
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page("banks/topics", visit.text("topics-title"), page).with_status(status).respond()
}

#[derive(Serialize)]
struct TopicPage {
    crumbs: Vec<Crumb>,
    id: String,
    code: String,
    title: String,
    is_sorted: bool,
    form: Value,
    parents: Vec<Choice>,
    targets: Vec<Choice>,
    merged: Vec<TopicRow>,
    /// Questions that count for it, those below it included.
    question_count: i64,
    search_href: String,
    may_be_removed: bool,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
}

/// `GET /topics/{id}`.
pub(super) async fn show(trainer: Trainer, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let tree = queries::topic_tree(&mut conn).await?;
    let topic = one(&tree, &path)?;
    form_again(&trainer, &mut conn, &tree, topic, FormErrors::none()).await
}

/// A topic that stands for itself, by the id in an address.
fn one<'a>(tree: &'a TopicTree, id: &str) -> Result<&'a Topic, Error> {
    let topic = id.parse::<TopicId>().ok().and_then(|id| tree.by_id(id));
    topic.filter(|topic| topic.merged_into.is_none()).ok_or(Error::NotFound)
}

async fn topic_page(
    trainer: &Trainer,
    conn: &mut Conn,
    tree: &TopicTree,
    topic: &Topic,
    fields: &Fields,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    let counts = queries::topic_counts(conn, None).await?;
    let visit: &Visit = trainer;
    let chosen = fields.optional("parent").and_then(|typed| topic_id(tree, typed));
    let above = TopicsAbove { visit, tree, without: Some(topic.id) };
    let title = visit.language.pick(&topic.title_zh, &topic.title_en).to_owned();
    let page = TopicPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up("/topics", visit.text("topics-title")),
            Crumb::here(&title),
        ],
        id: topic.id.to_string(),
        code: topic.code.clone(),
        is_sorted: topic.is_sorted,
        form: fields.echo(&TOPIC_FIELDS),
        parents: above.choices(chosen),
        targets: above.targets(),
        merged: named_rows(visit, &tree.merged_into(topic.id), &counts),
        question_count: within(tree, &counts, topic),
        search_href: search_href(&topic.code),
        may_be_removed: !counts.contains_key(&topic.code) && !tree.is_needed(topic.id),
        error_list: errors.list(),
        errors,
        title: title.clone(),
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page("banks/topic", title, page).with_status(status).respond()
}

fn within(tree: &TopicTree, counts: &BTreeMap<String, i64>, topic: &Topic) -> i64 {
    tree.words_within(&topic.code).iter().filter_map(|word| counts.get(word)).sum()
}

fn search_href(code: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("topic", code).finish();
    format!("/banks/search?{query}")
}

/// `POST /topics/{id}`.
pub(super) async fn change(
    trainer: Trainer,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["title_zh", "title_en", "parent", "position"])?;
    let mut conn = trainer.conn().await?;
    let tree = queries::topic_tree(&mut conn).await?;
    let topic = one(&tree, &path)?;
    let wish = match topic_wish(&fields, &tree, &trainer) {
        Ok(wish) => wish,
        Err(errors) => return topic_page(&trainer, &mut conn, &tree, topic, &fields, errors).await,
    };
    let changed = actions::change_topic(&mut conn, &trainer.actor(), topic.id, &wish).await?;
    match refused(&trainer, changed) {
        Some(errors) => topic_page(&trainer, &mut conn, &tree, topic, &fields, errors).await,
        None => Ok(trainer.redirect_saying("/topics", &Flash::ok(trainer.text("topics-changed")))),
    }
}

/// `POST /topics/{id}/merge`.
pub(super) async fn merge(
    trainer: Trainer,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["into"])?;
    let mut conn = trainer.conn().await?;
    let tree = queries::topic_tree(&mut conn).await?;
    let topic = one(&tree, &path)?;
    let mut errors = FormErrors::none();
    let Some(into) = topic_id(&tree, fields.get("into")) else {
        errors.add("into", trainer.text("topics-into-missing"));
        return form_again(&trainer, &mut conn, &tree, topic, errors).await;
    };
    match actions::merge_topic(&mut conn, &trainer.actor(), topic.id, into).await? {
        TopicChange::Misplaced(why) => {
            errors.add("into", misplaced_words(&trainer, why));
            form_again(&trainer, &mut conn, &tree, topic, errors).await
        }
        _ => Ok(trainer.redirect_saying("/topics", &Flash::ok(trainer.text("topics-merged")))),
    }
}

/// `POST /topics/{id}/separate`: a topic that was merged into this one stands for itself again.
pub(super) async fn separate(
    trainer: Trainer,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["topic"])?;
    let id: TopicId = path.parse().map_err(|_| Error::NotFound)?;
    let separated: TopicId = fields.get("topic").parse().map_err(|_| Error::NotFound)?;
    let mut conn = trainer.conn().await?;
    actions::separate_topic(&mut conn, &trainer.actor(), id, separated).await?;
    let said = Flash::ok(trainer.text("topics-separated"));
    Ok(trainer.redirect_saying(&format!("/topics/{id}"), &said))
}

/// `POST /topics/{id}/remove`.
pub(super) async fn remove(
    trainer: Trainer,
    path: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&[])?;
    let mut conn = trainer.conn().await?;
    let tree = queries::topic_tree(&mut conn).await?;
    let topic = one(&tree, &path)?;
    let removed = actions::remove_topic(&mut conn, &trainer.actor(), topic.id).await?;
    match refused(&trainer, removed) {
        Some(errors) => form_again(&trainer, &mut conn, &tree, topic, errors).await,
        None => Ok(trainer.redirect_saying("/topics", &Flash::ok(trainer.text("topics-removed")))),
    }
}

/// The page of a topic with what is stored in its form, and what went wrong beside it.
async fn form_again(
    trainer: &Trainer,
    conn: &mut Conn,
    tree: &TopicTree,
    topic: &Topic,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    topic_page(trainer, conn, tree, topic, &stored(topic), errors).await
}

/// The form of a topic as it is stored.
fn stored(topic: &Topic) -> Fields {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    Fields::from_pairs(vec![
        pair("title_zh", topic.title_zh.clone()),
        pair("title_en", topic.title_en.clone()),
        pair("parent", topic.parent_id.map(|id| id.to_string()).unwrap_or_default()),
        pair("position", topic.position.to_string()),
    ])
}
