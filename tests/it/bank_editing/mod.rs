//! Changing banks by hand: questions, revisions, what is taken out, the second person, many at once.

mod bulk;
mod history;
mod races;
mod review;
mod seeing;
mod writing;

use std::sync::Arc;

use crate::harness::people::someone;
use crate::harness::{Browser, People, Server, server};

/// The fields of a form.
pub type Form<'a> = Vec<(&'a str, &'a str)>;

pub struct World {
    pub server: Arc<Server>,
    pub people: People,
    /// Another trainer.
    pub mei: crate::harness::people::Someone,
}

/// A server with an empty bank `visits` and two trainers, Tian and Mei.
pub async fn world() -> World {
    let server = server().await;
    let people = server.people().await;
    let mei = someone(&server, "梅老师", "R002", certamen::accounts::Role::Trainer, None).await;
    let form = [("code", "visits"), ("title_zh", "拜访"), ("title_en", "Visits")];
    assert_eq!(people.tian.post("/banks/new", &form).await.expect_redirect(), "/banks/visits");
    World { server, people, mei }
}

/// A single choice question in both languages whose key is B.
pub fn single(stem: &'static str) -> Form<'static> {
    vec![
        ("kind", "single_choice"),
        ("stem_zh", stem),
        ("stem_en", "What comes first on a visit?"),
        ("rows", "3"),
        ("option_1_zh", "报价"),
        ("option_1_en", "A price"),
        ("option_2_zh", "预约"),
        ("option_2_en", "An appointment"),
        ("option_3_zh", "合同"),
        ("option_3_en", "A contract"),
        ("key", "2"),
        ("explanation_zh", "先约好时间。"),
        ("explanation_en", "Agree on a time first."),
        ("topic", "visits"),
        ("difficulty", "2"),
    ]
}

/// The form with one field more or another value in it.
pub fn with<'a>(form: &Form<'a>, name: &'a str, value: &'a str) -> Form<'a> {
    let mut changed: Form<'a> = form.iter().copied().filter(|(known, _)| *known != name).collect();
    changed.push((name, value));
    changed
}

/// Writes a new question; its code.
pub async fn write(browser: &Browser, form: &Form<'_>) -> String {
    let form = with(form, "do", "save");
    let page = browser.upload("/banks/visits/new-question", &form, "", b"").await.expect_redirect();
    page.rsplit('/').next().unwrap().to_owned()
}

/// The id of the version the form of a question is filled with.
pub async fn base_of(browser: &Browser, code: &str) -> String {
    let page = browser.get(&format!("/banks/visits/questions/{code}/edit")).await.expect(200);
    crate::attempts::world::hidden(&page, "base")
}

/// Saves a question over this version of it.
pub async fn save(
    browser: &Browser,
    code: &str,
    base: &str,
    form: &Form<'_>,
) -> crate::harness::browser::Response {
    let form = with(form, "do", "save");
    let mut form = with(&form, "base", base);
    form.dedup();
    browser.upload(&format!("/banks/visits/questions/{code}/edit"), &form, "", b"").await
}

impl World {
    /// Codes of the questions the bank holds now, in order.
    pub async fn current(&self, bank: &str) -> i64 {
        let sql = format!(
            "SELECT count(*) FROM bank_questions m JOIN banks b ON b.id = m.bank_id
             WHERE b.code = '{bank}' AND m.to_revision IS NULL"
        );
        self.server.count(&sql).await
    }

    pub async fn revisions(&self) -> i64 {
        self.server.count("SELECT count(*) FROM bank_revisions").await
    }

    pub async fn audited(&self, action: &str) -> i64 {
        self.server.count(&format!("SELECT count(*) FROM audit_events WHERE action = '{action}'")).await
    }
}
