//! Certificates: issued once, frozen, superseded, revoked.

use std::sync::Arc;

use certamen::audit::Actor;
use certamen::certification::model::{Achievement, ProgrammeRules, RevocationReason};
use certamen::certification::rules::policy::Policy;
use certamen::certification::{actions, queries};
use certamen::db::{CertificateId, Conn, PersonId};
use chrono::Utc;
use diesel_async::AsyncConnection;
use uuid::Uuid;

use crate::harness::{Server, server};

/// Rules that ask for these exams and hold twelve months.
pub fn rules(exams: &[&str]) -> ProgrammeRules {
    ProgrammeRules {
        title_zh: "大客户识别".into(),
        title_en: "Key accounts".into(),
        validity_months: Some(12),
        policy: Policy::plain(&exams.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()),
        applies_from: None,
        holders: Vec::new(),
        roles: Vec::new(),
    }
}

pub fn passed(person_id: PersonId, exam: &str) -> Achievement {
    Achievement {
        person_id,
        requirement_code: exam.to_owned(),
        evidence_kind: "attempt",
        evidence_id: Uuid::now_v7(),
        title_zh: "笔试".into(),
        title_en: "Written exam".into(),
        score: 9000,
        maximum: 10_000,
        achieved_at: Utc::now(),
    }
}

pub async fn record(server: &Server, achievement: &Achievement) -> Vec<CertificateId> {
    let mut conn = server.conn().await;
    let site = &server.app.config.site;
    let conn: &mut Conn = &mut conn;
    conn.transaction(async |conn| actions::record_achievements(conn, site, vec![achievement.clone()]).await)
        .await
        .unwrap()
}

pub async fn programme(server: &Server, code: &str, exams: &[&str]) {
    let mut conn = server.conn().await;
    actions::create_programme(&mut conn, &Actor::server(), code, &rules(exams)).await.unwrap();
}

#[actix_web::test]
async fn a_certificate_comes_when_the_last_required_exam_is_passed_and_only_once() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account", "etiquette"]).await;
    assert_eq!(record(&server, &passed(people.ada.id, "etiquette")).await, []);
    let last = passed(people.ada.id, "key-account");
    let issued = record(&server, &last).await;
    assert_eq!(issued.len(), 1);
    assert_eq!(record(&server, &last).await, []);
    let mut conn = server.conn().await;
    let found = queries::certificate(&mut conn, issued[0]).await.unwrap().unwrap();
    assert_eq!(found.certificate.holder_name, people.ada.name);
    assert_eq!((found.certificate.score, found.certificate.maximum), (18_000, 20_000));
    assert!(
        found.certificate.number.starts_with("KEY-ACCOUNT-") && found.certificate.number.ends_with("-00001")
    );
    let codes: Vec<String> = found.evidence().into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["key-account", "etiquette"]);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'certificate.issued'";
    assert_eq!(server.count(audited).await, 1);
}

#[actix_web::test]
async fn what_a_crowd_passed_is_told_at_once_with_numbers_in_a_row_and_twice_for_whoever_passed_twice() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account"]).await;
    programme(&server, "both", &["key-account", "etiquette"]).await;
    let (ada, bo) = (people.ada.id, people.bo.id);
    let told = vec![
        passed(ada, "key-account"),
        passed(bo, "key-account"),
        passed(ada, "etiquette"),
        passed(bo, "x"),
    ];
    let mut conn = server.conn().await;
    let site = server.app.config.site.clone();
    let tell = async |conn: &mut Conn| {
        conn.transaction(async |conn| actions::record_achievements(conn, &site, told.clone()).await)
            .await
            .unwrap()
    };
    assert_eq!(tell(&mut conn).await.len(), 3);
    assert_eq!(tell(&mut conn).await, [], "all of it was told before");
    let numbers =
        |code: &str| format!("SELECT count(*) FROM certificates WHERE number LIKE '{code}-%-0000_'");
    assert_eq!(server.count(&numbers("KEY-ACCOUNT")).await, 2);
    assert_eq!(server.count(&numbers("BOTH")).await, 1);
    assert_eq!(server.count("SELECT max(last) FROM certificate_counters").await, 2);
    assert_eq!(server.count("SELECT count(DISTINCT number) FROM certificates").await, 3);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'certificate.issued'";
    assert_eq!(server.count(audited).await, 3);
}

#[actix_web::test]
async fn nothing_stays_when_the_callers_transaction_fails() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account"]).await;
    let achievement = passed(people.ada.id, "key-account");
    let mut conn = server.conn().await;
    let site = server.app.config.site.clone();
    let failed: Result<(), diesel::result::Error> = conn
        .transaction(async |conn| {
            assert_eq!(actions::record_achievements(conn, &site, vec![achievement.clone()]).await?.len(), 1);
            Err(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(failed.is_err());
    for table in ["achievements", "certificates", "certificate_counters", "current_certificates"] {
        assert_eq!(server.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
}

#[actix_web::test]
async fn f22_many_passes_at_once_leave_one_current_certificate_and_a_chain_without_gaps() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account", "etiquette"]).await;
    let tasks: Vec<_> = (0..8)
        .map(|turn| {
            let server = Arc::clone(&server);
            let achievement = passed(people.ada.id, if turn % 2 == 0 { "key-account" } else { "etiquette" });
            actix_web::rt::spawn(async move { record(&server, &achievement).await.len() })
        })
        .collect();
    let mut issued = 0;
    for task in tasks {
        issued += task.await.unwrap();
    }
    let issued = i64::try_from(issued).unwrap();
    // The first pass of the one exam that comes first issues nothing; from the first of the other one on each does.
    assert!((4..=7).contains(&issued), "{issued}");
    assert_eq!(server.count("SELECT count(*) FROM certificates").await, issued);
    assert_eq!(server.count("SELECT count(*) FROM current_certificates").await, 1);
    let superseded = "SELECT count(*) FROM certificate_events WHERE kind = 'superseded'";
    assert_eq!(server.count(superseded).await, issued - 1);
    let open = "SELECT count(*) FROM certificates c WHERE NOT EXISTS
                (SELECT 1 FROM certificate_events e WHERE e.certificate_id = c.id)";
    assert_eq!(server.count(open).await, 1);
    assert_eq!(server.count("SELECT max(last) FROM certificate_counters").await, issued);
    assert_eq!(server.count("SELECT count(DISTINCT number) FROM certificates").await, issued);
}

#[actix_web::test]
async fn f23_revoking_is_noted_once_and_the_certificate_itself_is_untouched() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account"]).await;
    let id = record(&server, &passed(people.ada.id, "key-account")).await[0];
    let mut conn = server.conn().await;
    let hui = Actor::person(people.hui.id);
    let revoke = async |conn: &mut Conn| {
        actions::revoke(conn, &hui, id, RevocationReason::IssuedInError, Some("wrong paper")).await.unwrap()
    };
    assert!(revoke(&mut conn).await);
    assert!(!revoke(&mut conn).await);
    assert!(queries::certificate(&mut conn, id).await.unwrap().unwrap().is_revoked());
    assert_eq!(server.count("SELECT count(*) FROM certificate_events").await, 1);
}
