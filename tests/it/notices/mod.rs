//! What is told to people and programs: the queue, the ladder of reminders, the pages, the calendar.

mod calendar;
mod delivery;
mod ladder;
mod listeners;
mod pages;

use std::sync::Arc;

use certamen::audit::Actor;
use certamen::certification::actions::{create_programme, issue_past};
use certamen::certification::model::{PastCertificate, PastEvidence};
use certamen::config::{Config, Notices};
use certamen::db::{CertificateId, PersonId};
use certamen::outbox::jobs::{Courier, deliver_due};
use certamen::outbox::model::{Channel, Kind, NewMessage, Recipient};
use certamen::reminders::actions::remind;
use certamen::reminders::model::Reminded;
use serde_json::json;

use crate::certificates::rules;
use crate::harness::{People, Server, server};

/// Settings with mail through this port, and webhooks on this machine.
fn settings(mail_port: Option<u16>) -> Notices {
    let mut vars = vec![("CERTAMEN_WEBHOOKS_MAY_REACH_PRIVATE".to_owned(), "true".to_owned())];
    if let Some(port) = mail_port {
        vars.push(("CERTAMEN_SMTP_URL".to_owned(), format!("smtp://127.0.0.1:{port}")));
        vars.push(("CERTAMEN_MAIL_FROM".to_owned(), "Certamen <certamen@example.com>".to_owned()));
    }
    Config::from_vars(&vars.into_iter().collect()).unwrap().notices
}

/// Delivers what is due of one way, as the server does every few seconds; how many were tried.
async fn deliver(server: &Server, settings: &Notices, channel: Channel) -> usize {
    let courier = Courier::new(settings).unwrap();
    let mut all = 0;
    loop {
        let tried = deliver_due(&server.app, &server.site, &courier, channel).await.unwrap();
        if tried == 0 {
            return all;
        }
        all += tried;
    }
}

/// Looks at the ladder, as the server does every few minutes.
async fn look(server: &Server, settings: &Notices) -> Reminded {
    let zone = server.app.config.site.zone;
    let mut conn = server.conn().await;
    remind(&mut conn, zone, settings).await.unwrap()
}

/// A certification that is valid for a year, and a certificate of each of these people issued so many days ago.
async fn company(
    issued: impl Fn(&People) -> Vec<(PersonId, i64)>,
) -> (Arc<Server>, People, Vec<CertificateId>) {
    let server = server().await;
    server.stop_clock_at("2026-11-23T04:00:00Z").await;
    let people = server.people().await;
    let mut conn = server.conn().await;
    create_programme(&mut conn, &Actor::server(), "key-account", &rules(&["key-account"])).await.unwrap();
    drop(conn);
    let mut ids = Vec::new();
    for (person, days) in issued(&people) {
        ids.push(past_at(&server, person, days).await);
    }
    (server, people, ids)
}

/// A certificate that was issued so many days before the 23rd of November 2026, at noon in the company zone.
async fn past_at(server: &Server, person: PersonId, days: i64) -> CertificateId {
    let issued_at = "2026-11-23T04:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
        - chrono::TimeDelta::days(days);
    let programme_code = "key-account".to_owned();
    let past = PastCertificate { person_id: person, programme_code, issued_at, evidence: vec![evidence()] };
    let mut conn = server.conn().await;
    issue_past(&mut conn, &server.app.config.site, &past).await.unwrap()
}

fn evidence() -> PastEvidence {
    PastEvidence {
        code: "key-account".into(),
        title_zh: "大客户识别".into(),
        title_en: "Key accounts".into(),
        score: 9000,
        maximum: 10_000,
    }
}

/// Writes messages that show that the way works.
async fn write(server: &Server, recipients: &[(Recipient, &str)]) -> usize {
    let messages: Vec<NewMessage> = recipients
        .iter()
        .map(|(recipient, about)| NewMessage {
            kind: Kind::Test,
            recipient: *recipient,
            payload: json!({ "event": "test" }),
            about: (*about).to_owned(),
        })
        .collect();
    let mut conn = server.conn().await;
    certamen::outbox::actions::enqueue(&mut conn, &messages).await.unwrap().len()
}

/// Gives a person an address for mail.
async fn give_mail(server: &Server, person: PersonId, address: &str) {
    server.sql(&format!("UPDATE people SET email = '{address}' WHERE id = '{person}'")).await;
}

async fn in_state(server: &Server, state: &str, channel: &str) -> i64 {
    let sql =
        format!("SELECT count(*) FROM outbox_messages WHERE state = '{state}' AND channel = '{channel}'");
    server.count(&sql).await
}
