//! The pages of certifications and certificates.

use std::sync::Arc;

use certamen::audit::Actor;
use certamen::certification::model::{PastCertificate, PastEvidence};
use certamen::certification::{actions, queries, rules};
use certamen::db::{CertificateId, PersonId};
use certamen::exams::model::Definition;
use chrono::{TimeDelta, Utc};
use diesel_async::SimpleAsyncConnection;

use super::certificates::{passed, programme, record, rules as programme_rules};
use crate::harness::{People, Server, server};

/// A published exam with this code, as the exam room would have left it.
pub async fn exam(server: &Server, code: &str) {
    let titles = (format!("笔试 {code}"), format!("Exam {code}"));
    let definition = serde_json::to_string(&Definition::new(&titles.0, &titles.1)).unwrap();
    server
        .sql(&format!(
            "WITH exam AS (INSERT INTO exams (id, code, draft) VALUES (gen_random_uuid(), '{code}', '{definition}') RETURNING id)
             INSERT INTO exam_versions (id, exam_id, number, definition, title_zh, title_en, languages, pass_mark,
                                        question_count, maximum)
             SELECT gen_random_uuid(), id, 1, '{definition}', '{}', '{}', '{{en}}', 60, 10, 1000 FROM exam",
            titles.0, titles.1
        ))
        .await;
}

/// Ada certified today.
async fn certified() -> (Arc<Server>, People, CertificateId) {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account"]).await;
    let id = record(&server, &passed(people.ada.id, "key-account")).await[0];
    (server, people, id)
}

async fn code_of(server: &Server, id: CertificateId) -> String {
    let mut conn = server.conn().await;
    queries::certificate(&mut conn, id).await.unwrap().unwrap().certificate.verification_code
}

/// Ada's certificate of this many days ago, valid twelve months.
pub async fn past(server: &Server, person_id: PersonId, programme_code: &str, days: i64) -> CertificateId {
    let past = PastCertificate {
        person_id,
        programme_code: programme_code.to_owned(),
        issued_at: Utc::now() - TimeDelta::days(days),
        evidence: vec![PastEvidence {
            code: programme_code.to_owned(),
            title_zh: "笔试".into(),
            title_en: "Written exam".into(),
            score: 8330,
            maximum: 10_000,
        }],
    };
    let mut conn = server.conn().await;
    actions::issue_past(&mut conn, &server.app.config.site, &past).await.unwrap()
}

#[actix_web::test]
async fn a_certificate_is_seen_by_its_holder_hr_and_admins_and_by_nobody_else() {
    let (server, people, id) = certified().await;
    let path = format!("/certificates/{id}");
    for viewer in [&people.ada, &people.hui, &people.root] {
        let body = viewer.get(&path).await.expect(200);
        assert!(body.contains(people.ada.name) && body.contains("KEY-ACCOUNT-"), "{body}");
        assert!(body.contains("90%") && body.contains("<path d=\"M4 4.5h7"), "{body}");
    }
    for stranger in [&people.bo, &people.tian] {
        stranger.get(&path).await.expect(404);
    }
    assert!(server.anonymous().await.get(&path).await.expect_redirect().starts_with("/login"));
    people.ada.get("/certificates/nonsense").await.expect(404);
    people.hui.get(&format!("/certificates/{}", CertificateId::new())).await.expect(404);
    assert!(!people.ada.get(&path).await.body.contains("/revoke"));
    people.ada.post("/language", &[("lang", "zh-CN"), ("back", "/")]).await.expect_redirect();
    assert!(people.ada.get(&path).await.expect(200).contains("资格证书"));
}

#[actix_web::test]
async fn a_later_change_of_name_or_title_leaves_the_certificate_as_it_was() {
    let (server, people, id) = certified().await;
    server
        .sql(&format!(
            "UPDATE person_names SET valid_to = app_now() WHERE person_id = '{ada}';
             INSERT INTO person_names (id, person_id, name) VALUES (gen_random_uuid(), '{ada}', '林改名');
             INSERT INTO programme_versions (id, programme_id, number, title_zh, title_en, requirement_codes)
             SELECT gen_random_uuid(), id, 2, '新标题', 'New title', '{{key-account}}' FROM programmes",
            ada = people.ada.id
        ))
        .await;
    let body = people.hui.get(&format!("/certificates/{id}")).await.expect(200);
    assert!(body.contains("林晓雯") && body.contains("Key accounts"), "{body}");
    assert!(!body.contains("林改名") && !body.contains("New title"), "{body}");
    let edited = server.conn().await.batch_execute("UPDATE certificates SET holder_name = 'x'").await;
    assert!(edited.is_err());
}

#[actix_web::test]
async fn my_certificates_lists_mine_and_says_what_to_do_when_there_are_none() {
    let (server, people, _) = certified().await;
    past(&server, people.ada.id, "key-account", 400).await;
    let body = people.ada.get("/my/certificates").await.expect(200);
    assert!(body.contains("Key accounts") && body.contains("Superseded"), "{body}");
    let body = people.bo.get("/my/certificates").await.expect(200);
    assert!(body.contains("no certificate yet") && !body.contains("KEY-ACCOUNT"), "{body}");
    assert!(server.anonymous().await.get("/my/certificates").await.expect_redirect().starts_with("/login"));
}

#[actix_web::test]
async fn anyone_verifies_a_certificate_however_the_code_is_typed_and_never_sees_the_full_name() {
    let (server, people, id) = certified().await;
    let code = code_of(&server, id).await;
    let grouped = rules::group_code(&code).to_lowercase().replace('0', "o");
    let browser = server.anonymous().await;
    for path in [format!("/verify/{code}"), format!("/verify/{grouped}")] {
        let body = browser.get(&path).await.expect(200);
        assert!(body.contains("Genuine and valid now") && body.contains("林*雯"), "{body}");
        for secret in [people.ada.name, people.ada.login, &people.ada.id.to_string(), &id.to_string()] {
            assert!(!body.contains(secret), "{secret}");
        }
    }
    let to = browser.get(&format!("/verify?code={}", grouped.replace('-', "+"))).await.expect_redirect();
    assert_eq!(to, format!("/verify/{code}"));
    browser.get("/verify").await.expect(200);
    assert!(browser.get("/verify?code=abc").await.expect(422).contains("cannot be a code"));
    for unknown in ["/verify/00000000000000000000000000", "/verify/nonsense", "/verify/%00"] {
        assert!(browser.get(unknown).await.expect(404).contains("No certificate has this code"), "{unknown}");
    }
}

#[actix_web::test]
async fn verification_tells_expired_superseded_and_revoked_apart() {
    let (server, people, newest) = certified().await;
    let expired = past(&server, people.bo.id, "key-account", 400).await;
    let renewed = record(&server, &passed(people.ada.id, "key-account")).await[0];
    assert_ne!(renewed, newest);
    let browser = server.anonymous().await;
    for (id, said) in [(expired, "has expired"), (newest, "newer certificate"), (renewed, "valid now")] {
        let body = browser.get(&format!("/verify/{}", code_of(&server, id).await)).await.expect(200);
        assert!(body.contains(said), "{said}: {body}");
    }
    let revoke = [("reason", "misconduct"), ("note", "used <b>notes</b>")];
    people.hui.post(&format!("/certificates/{renewed}/revoke"), &revoke).await.expect_redirect();
    let body = browser.get(&format!("/verify/{}", code_of(&server, renewed).await)).await.expect(200);
    assert!(body.contains("was revoked") && !body.contains("notes"), "{body}");
    let body = people.hui.get(&format!("/certificates/{renewed}")).await.expect(200);
    assert!(body.contains("used &lt;b&gt;notes&lt;/b&gt;"), "{body}");
    assert!(!people.ada.get(&format!("/certificates/{renewed}")).await.expect(200).contains("notes"));
}

#[actix_web::test]
async fn only_hr_revokes_and_a_reason_is_needed() {
    let (server, people, id) = certified().await;
    let path = format!("/certificates/{id}/revoke");
    assert!(people.hui.get(&path).await.expect(200).contains("Revoke this certificate?"));
    for other in [&people.ada, &people.tian, &people.root] {
        other.get(&path).await.expect(403);
        other.post(&path, &[("reason", "misconduct")]).await.expect(403);
    }
    assert!(server.anonymous().await.get(&path).await.expect_redirect().starts_with("/login"));
    people.hui.post_raw(&path, &[("reason", "misconduct")]).await.expect(403);
    people.hui.get("/certificates/nonsense/revoke").await.expect(404);
    assert!(people.hui.post(&path, &[]).await.expect(422).contains("Choose why"));
    let body = people.hui.post(&path, &[("reason", "other")]).await.expect(422);
    assert!(
        body.contains("Write the reason in a note") && body.contains("value=\"other\" checked"),
        "{body}"
    );
    assert_eq!(server.count("SELECT count(*) FROM certificate_events").await, 0);
    people.hui.post(&path, &[("reason", "issued_in_error")]).await.expect_redirect();
    people.hui.post(&path, &[("reason", "issued_in_error")]).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM certificate_events").await, 1);
    assert_eq!(
        server.count("SELECT count(*) FROM audit_events WHERE action = 'certificate.revoked'").await,
        1
    );
}

#[actix_web::test]
async fn hr_makes_a_certification_and_changes_it_without_touching_old_rules() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.hui.get("/certifications").await.expect(200).contains("There is no certification yet"));
    assert!(people.hui.get("/certifications/new").await.expect(200).contains("No exam is published yet"));
    exam(&server, "key-account").await;
    exam(&server, "etiquette").await;
    let (group, from) = (format!("group-{}", people.east), format!("from-{}", people.east));
    let form = [
        ("code", "key-account"),
        ("title_zh", "大客户识别"),
        ("title_en", "Key accounts"),
        ("months", "12"),
        ("part-key-account", "1"),
        (group.as_str(), "on"),
        (from.as_str(), "2026-01-01"),
    ];
    assert_eq!(
        people.hui.post("/certifications/new", &form).await.expect_redirect(),
        "/certifications/key-account"
    );
    assert!(
        people.hui.post("/certifications/new", &form).await.expect(422).contains("already has this code")
    );
    let body = people.root.get("/certifications/key-account").await.expect(200);
    assert!(
        body.contains("value=\"2026-01-01\"") && body.contains("<option value=\"1\" selected>"),
        "{body}"
    );
    assert!(people.hui.get("/certifications").await.expect(200).contains("Exam key-account"));
    let since = "SELECT count(*) FROM holding_requirements WHERE valid_from = '2025-12-31T16:00:00Z' AND valid_to IS NULL";
    assert_eq!(server.count(since).await, 1);
    let mut change = form[1..].to_vec();
    change.push(("version", "1"));
    // Nothing of the rules changed: no new version. Then one more exam: a second one.
    people.hui.post("/certifications/key-account", &change).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM programme_versions").await, 1);
    change.push(("part-etiquette", "1"));
    people.hui.post("/certifications/key-account", &change).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM programme_versions").await, 2);
    assert_eq!(server.count(since).await, 1);
    let body = people.hui.post("/certifications/key-account", &change).await.expect(409);
    assert!(body.contains("Someone else changed this certification"), "{body}");
    let without: Vec<_> = change
        .iter()
        .filter(|(name, _)| *name != group && *name != from && *name != "version")
        .copied()
        .chain([("version", "2")])
        .collect();
    people.hui.post("/certifications/key-account", &without).await.expect_redirect();
    assert_eq!(server.count(since).await, 0);
    assert_eq!(server.count("SELECT count(*) FROM holding_requirements WHERE valid_to IS NOT NULL").await, 1);
}

#[actix_web::test]
async fn a_certification_with_mistakes_is_shown_again_with_all_that_was_typed() {
    let server = server().await;
    let people = server.people().await;
    exam(&server, "key-account").await;
    let group = format!("group-{}", people.north);
    let form = [
        ("code", "Key Account"),
        ("title_zh", ""),
        ("title_en", "<Key>"),
        ("months", "0"),
        ("part-unheard-of", "1"),
        (group.as_str(), "on"),
    ];
    let body = people.hui.post("/certifications/new", &form).await.expect(422);
    for said in [
        "lower-case letters, digits and dashes, at most 32",
        "Enter the Chinese title, at most 120",
        "value=\"&lt;Key&gt;\"",
        "whole number of months",
        "One of the exams is not published any more",
        "Enter the day from which",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(server.count("SELECT count(*) FROM programmes").await, 0);
    people.hui.post("/certifications/new", &[("code", "x"), ("issuer", "y")]).await.expect(400);
}

#[actix_web::test]
async fn certifications_are_for_hr_and_admins() {
    let (server, people, _) = certified().await;
    for path in ["/certifications", "/certifications/new", "/certifications/key-account"] {
        people.hui.get(path).await.expect(200);
        people.root.get(path).await.expect(200);
        for other in [&people.ada, &people.tian] {
            other.get(path).await.expect(403);
        }
        assert!(server.anonymous().await.get(path).await.expect_redirect().starts_with("/login"));
    }
    people.hui.get("/certifications/unknown").await.expect(404);
    people.hui.post_raw("/certifications/new", &[("code", "x")]).await.expect(403);
    people.hui.post_raw("/certifications/key-account", &[("version", "1")]).await.expect(403);
}

#[actix_web::test]
async fn months_end_where_the_calendar_ends() {
    let server = server().await;
    let people = server.people().await;
    let mut conn = server.conn().await;
    let mut monthly = programme_rules(&["key-account"]);
    monthly.validity_months = Some(1);
    actions::create_programme(&mut conn, &Actor::server(), "key-account", &monthly).await.unwrap();
    // 2024-01-31 00:30 in Shanghai is still the 30th in UTC.
    for (at, first, last) in [
        ("2024-01-30T16:30:00Z", "2024-01-31", "2024-02-29"),
        ("2024-02-29T01:00:00Z", "2024-02-29", "2024-03-28"),
        ("2025-01-31T01:00:00Z", "2025-01-31", "2025-02-28"),
    ] {
        let past = PastCertificate {
            person_id: people.ada.id,
            programme_code: "key-account".into(),
            issued_at: at.parse().unwrap(),
            evidence: vec![PastEvidence {
                code: "key-account".into(),
                title_zh: "笔试".into(),
                title_en: "Written exam".into(),
                score: 60,
                maximum: 100,
            }],
        };
        let id = actions::issue_past(&mut conn, &server.app.config.site, &past).await.unwrap();
        let found = queries::certificate(&mut conn, id).await.unwrap().unwrap().certificate;
        assert_eq!(found.valid_from.to_string(), first);
        assert_eq!(found.valid_to.unwrap().to_string(), last);
    }
    assert_eq!(server.count("SELECT count(*) FROM current_certificates").await, 1);
    assert_eq!(server.count("SELECT max(last) FROM certificate_counters WHERE year = 2024").await, 2);
}

#[actix_web::test]
async fn s34_s42_who_asks_for_one_code_again_and_again_waits_and_others_do_not() {
    let (server, _people, _id) = certified().await;
    let outsider = server.anonymous().await;
    let code = "A".repeat(26);
    let mut statuses = Vec::new();
    for _ in 0..200 {
        statuses.push(outsider.get(&format!("/verify/{code}")).await.status.as_u16());
        if statuses.last() == Some(&429) {
            break;
        }
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    assert!(statuses.len() > 50, "a room of people may scan one certificate: {}", statuses.len());
    let refused = outsider.get(&format!("/verify/{code}")).await;
    assert!(!refused.header("retry-after").is_empty());
    outsider.get(&format!("/verify/{}", "B".repeat(26))).await.expect(404);
}
