//! The audit trail: its chain, what is noted, its page and files.

use std::sync::Arc;

use certamen::audit::actions::{Chained, begin_with_new_key, chain, record, record_refusals};
use certamen::audit::verification::{KeptHead, Verdict, Wrong, verify};
use certamen::audit::{Actor, Event, queries};
use certamen::config::SecretKey;
use certamen::db::Pool;
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::postgres::empty_database;
use crate::harness::process::certamen;
use crate::harness::{Server, server};

fn key() -> SecretKey {
    SecretKey::of(b"the key of these tests")
}

fn event(number: usize) -> Event<'static> {
    Event {
        action: "exam.published",
        subject_kind: "exam",
        subject_id: number.to_string(),
        detail: json!({ "name": "Ada", "before": 1, "after": 2 }),
    }
}

async fn write(server: &Server, count: usize) {
    let actor = Actor { address: Some("192.0.2.7".to_owned()), ..Actor::server() };
    let mut conn = server.conn().await;
    for number in 0..count {
        record(&mut conn, &actor, event(number)).await.unwrap();
    }
}

async fn chain_all(server: &Server) {
    while let Chained::Added(1..) = chain(&mut *server.conn().await, &key(), 7).await.unwrap() {}
}

async fn checked(server: &Server, kept: Option<&KeptHead>) -> Verdict {
    let pool = Pool::new(&server.database_url, 2).unwrap();
    verify(&pool, &[key()], kept).await.unwrap()
}

/// An empty server with twenty events in the chain.
async fn chained() -> Arc<Server> {
    let server = server().await;
    write(&server, 20).await;
    chain_all(&server).await;
    assert_eq!(checked(&server, None).await.wrong, None);
    server
}

/// Changes rows as somebody would who owns the database.
async fn tamper(server: &Server, sql: &str) {
    let tables = ["audit_events", "audit_chain", "audit_personal"];
    for table in tables {
        server.sql(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await;
    }
    server.sql(sql).await;
    for table in tables {
        server.sql(&format!("ALTER TABLE {table} ENABLE TRIGGER USER")).await;
    }
}

#[actix_web::test]
async fn every_event_becomes_one_link_and_the_chain_is_whole() {
    let server = chained().await;
    let verdict = checked(&server, None).await;
    assert_eq!((verdict.links, verdict.wrong), (20, None));
    assert_eq!(server.count("SELECT count(*) FROM audit_pending").await, 0);
    assert_eq!(server.count("SELECT count(DISTINCT event_id) FROM audit_chain").await, 20);
    assert_eq!(chain(&mut *server.conn().await, &key(), 7).await.unwrap(), Chained::Added(0));
}

#[actix_web::test]
async fn s54_an_edited_event_is_found_whatever_was_edited() {
    for change in [
        "action = 'exam.withdrawn'",
        "actor_id = gen_random_uuid()",
        "at = at + interval '1 microsecond'",
        "detail = '{\"after\": 3}'",
        "subject_id = 'another'",
        "request_id = 'abc'",
        "commitments = '{}'",
    ] {
        let server = chained().await;
        let row = "id = (SELECT event_id FROM audit_chain WHERE position = 8)";
        tamper(&server, &format!("UPDATE audit_events SET {change} WHERE {row}")).await;
        let wrong = checked(&server, None).await.wrong;
        assert!(matches!(wrong, Some(Wrong::Changed { position: 8, .. })), "{change}: {wrong:?}");
    }
}

#[actix_web::test]
async fn s54_a_deleted_event_is_found_and_so_is_a_deleted_link() {
    let server = chained().await;
    tamper(
        &server,
        "DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_chain WHERE position = 8)",
    )
    .await;
    assert_eq!(checked(&server, None).await.wrong, Some(Wrong::EventDeleted { position: 8 }));
    let server = chained().await;
    tamper(
        &server,
        "DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_chain WHERE position = 8);
         DELETE FROM audit_chain WHERE position = 8",
    )
    .await;
    assert_eq!(checked(&server, None).await.wrong, Some(Wrong::LinkMissing { position: 8, found: 9 }));
    let closed_up = "UPDATE audit_chain SET position = position - 1 WHERE position > 8";
    tamper(&server, closed_up).await;
    assert_eq!(checked(&server, None).await.wrong, Some(Wrong::DoesNotFollow { position: 8 }));
}

#[actix_web::test]
async fn s54_two_events_that_changed_places_are_found() {
    let server = chained().await;
    tamper(
        &server,
        "UPDATE audit_chain SET position = -position + 100 WHERE position IN (8, 9);
         UPDATE audit_chain SET position = CASE position WHEN 92 THEN 9 ELSE 8 END WHERE position IN (92, 91)",
    )
    .await;
    assert_eq!(checked(&server, None).await.wrong, Some(Wrong::DoesNotFollow { position: 8 }));
    let server = chained().await;
    tamper(
        &server,
        "CREATE TEMP TABLE two AS SELECT position, event_id FROM audit_chain WHERE position IN (8, 9);
         UPDATE audit_chain SET event_id = gen_random_uuid() WHERE position IN (8, 9);
         UPDATE audit_chain c SET event_id = (SELECT event_id FROM two WHERE position = 17 - c.position)
          WHERE position IN (8, 9)",
    )
    .await;
    assert!(matches!(checked(&server, None).await.wrong, Some(Wrong::Changed { position: 8, .. })));
}

#[actix_web::test]
async fn s54_an_event_or_a_link_that_was_put_in_is_found() {
    let server = chained().await;
    let put_in = "INSERT INTO audit_events (id, at, action, subject_kind, subject_id)
                  VALUES (gen_random_uuid(), app_now() - interval '1 day', 'exam.published', 'exam', 'x')";
    tamper(&server, put_in).await;
    assert!(matches!(checked(&server, None).await.wrong, Some(Wrong::NotChained { .. })));
    tamper(
        &server,
        "UPDATE audit_chain SET position = position + 100 WHERE position > 8;
         UPDATE audit_chain SET position = position - 99 WHERE position > 108;
         INSERT INTO audit_chain (position, event_id, key_id, previous_hash, hash)
         SELECT 9, (SELECT id FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)),
                key_id, hash, sha256('guessed') FROM audit_chain WHERE position = 8",
    )
    .await;
    assert!(matches!(checked(&server, None).await.wrong, Some(Wrong::Changed { position: 9, .. })));
}

#[actix_web::test]
async fn s54_an_end_that_was_cut_off_is_found_with_a_head_that_was_kept_elsewhere() {
    let server = chained().await;
    let kept = checked(&server, None).await.head.unwrap();
    assert_eq!(checked(&server, Some(&kept)).await.wrong, None);
    tamper(
        &server,
        "DELETE FROM audit_personal WHERE event_id IN (SELECT event_id FROM audit_chain WHERE position > 15);
         DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE position > 15);
         DELETE FROM audit_chain WHERE position > 15",
    )
    .await;
    assert_eq!(checked(&server, None).await.wrong, None, "without a head nobody can know");
    assert_eq!(checked(&server, Some(&kept)).await.wrong, Some(Wrong::Cut { position: 20, end: 15 }));
    write(&server, 10).await;
    chain_all(&server).await;
    assert_eq!(checked(&server, Some(&kept)).await.wrong, Some(Wrong::OtherHead { position: 20 }));
}

#[actix_web::test]
async fn s54_a_hundred_writers_and_two_servers_make_one_chain() {
    let server = server().await;
    let other = Arc::new(Server::on(server.database_url.clone()).await);
    let writers = (0..100).map(|number| {
        let server = Arc::clone(if number % 2 == 0 { &server } else { &other });
        async move {
            for one in 0..3 {
                // The pool is small: whoever finds it empty comes back.
                let mut conn = loop {
                    if let Ok(conn) = server.app.db.get().await {
                        break conn;
                    }
                };
                record(&mut conn, &Actor::server(), event(3 * number + one)).await.unwrap();
            }
        }
    });
    let chainers = [&server, &other].map(|server| async move {
        let pool = Pool::new(&server.database_url, 1).unwrap();
        let mut elsewhere = 0;
        while server.count("SELECT count(*) FROM audit_chain").await < 300 {
            let done = chain(&mut pool.get().await.unwrap(), &key(), 11).await.unwrap();
            elsewhere += usize::from(done == Chained::Elsewhere);
        }
        elsewhere
    });
    futures_util::future::join(join_all(writers), join_all(chainers)).await;
    let verdict = checked(&server, None).await;
    assert_eq!((verdict.links, verdict.wrong), (300, None));
}

#[actix_web::test]
async fn what_is_written_in_a_transaction_that_fails_leaves_neither_row_nor_link() {
    let server = server().await;
    server.sql("BEGIN; INSERT INTO audit_events (id, action, subject_kind, subject_id) VALUES (gen_random_uuid(), 'exam.made', 'exam', 'x'); ROLLBACK").await;
    assert_eq!(server.count("SELECT count(*) FROM audit_pending").await, 0);
}

#[actix_web::test]
async fn s54_rows_and_links_cannot_be_changed_deleted_or_emptied() {
    let server = chained().await;
    for refused in [
        "UPDATE audit_events SET action = 'a.b'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "UPDATE audit_chain SET position = position",
        "DELETE FROM audit_chain",
        "TRUNCATE audit_chain",
        "UPDATE audit_personal SET value = '\"x\"'",
    ] {
        use diesel_async::SimpleAsyncConnection;
        assert!(server.conn().await.batch_execute(refused).await.is_err(), "{refused}");
    }
}

#[actix_web::test]
async fn personal_facts_can_be_erased_and_the_chain_stays_whole_but_not_changed() {
    let server = chained().await;
    assert_eq!(server.count("SELECT count(*) FROM audit_events WHERE detail::text LIKE '%Ada%'").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM audit_personal WHERE value = '\"Ada\"'").await, 20);
    server.sql("DELETE FROM audit_personal WHERE field = 'name'").await;
    assert_eq!(checked(&server, None).await.wrong, None);
    tamper(&server, "UPDATE audit_personal SET value = '\"192.0.2.8\"'").await;
    let wrong = checked(&server, None).await.wrong;
    assert!(
        matches!(wrong, Some(Wrong::PersonalChanged { ref field, .. }) if field == "address"),
        "{wrong:?}"
    );
}

#[actix_web::test]
async fn another_key_adds_nothing_until_somebody_says_that_it_counts() {
    let server = chained().await;
    write(&server, 3).await;
    let other = SecretKey::of(b"another key");
    assert_eq!(chain(&mut *server.conn().await, &other, 7).await.unwrap(), Chained::OtherKey);
    let added = begin_with_new_key(&mut *server.conn().await, &other, "the old one was lost").await.unwrap();
    assert_eq!(added, Chained::Added(4));
    let pool = Pool::new(&server.database_url, 2).unwrap();
    assert_eq!(verify(&pool, &[key(), other.clone()], None).await.unwrap().wrong, None);
    let wrong = verify(&pool, &[other], None).await.unwrap().wrong;
    assert!(matches!(wrong, Some(Wrong::UnknownKey { position: 1, .. })), "{wrong:?}");
}

#[actix_web::test]
async fn a_row_that_waits_for_more_than_a_minute_is_an_alarm_on_the_page_and_in_the_figures() {
    let server = server().await;
    let people = server.people().await;
    let page = people.root.get("/admin/audit").await.expect(200);
    assert!(page.contains("The chain grows as it should"));
    server.move_clock("90 seconds").await;
    let page = people.root.get("/admin/audit").await.expect(200);
    assert!(page.contains("are not in the chain") && page.contains("alert--bad"));
    let state = queries::chain_state(&mut *server.conn().await).await.unwrap();
    assert!(state.is_late() && state.head.is_none());
    let figures = server.anonymous().await.get("/metrics").await.expect(200);
    let lag = figures.lines().find_map(|line| line.strip_prefix("certamen_audit_lag_seconds ")).unwrap();
    assert!(lag.parse::<f64>().unwrap() > 60.0, "{lag}");
}

#[actix_web::test]
async fn the_trail_is_filtered_by_who_what_whom_day_and_address_and_comes_in_pages() {
    let server = server().await;
    let people = server.people().await;
    people.root.post(&format!("/people/{}/block", people.cai.id), &[]).await.expect(303);
    server
        .sql(
            "INSERT INTO audit_events (id, at, action, subject_kind, subject_id)
             SELECT gen_random_uuid(), app_now() - interval '3 days', 'old.thing', 'thing', n::text
             FROM generate_series(1, 120) n",
        )
        .await;
    let rows = |page: &str| page.matches("role=\"rowheader\"").count();
    let first = people.root.get("/admin/audit").await.expect(200);
    assert_eq!(rows(&first), 50);
    let next = |page: &str| {
        let page = page.replace("&#x3D;", "=").replace("&amp;", "&");
        page.split("<li><a href=\"")
            .find(|part| part.contains("rel=\"next\""))
            .map(|part| part.split('"').next().unwrap().to_owned())
    };
    let mut seen = rows(&first);
    let mut page = first;
    while let Some(address) = next(&page) {
        page = people.root.get(&address).await.expect(200);
        seen += rows(&page);
    }
    assert_eq!(i64::try_from(seen).unwrap(), server.count("SELECT count(*) FROM audit_events").await);
    for (query, count) in [
        ("who=A001&what=person.blocked".to_owned(), 1),
        ("who=A001&what=group".to_owned(), 0),
        (format!("kind=person&subject={}&what=person.blocked", people.cai.id), 1),
        ("by=server&what=old".to_owned(), 50),
        ("what=person.blocked&address=127.0.0.1".to_owned(), 1),
        ("what=person.blocked&address=192.0.2.1".to_owned(), 0),
        ("what=person.blocked&to=2001-01-01".to_owned(), 0),
    ] {
        let page = people.root.get(&format!("/admin/audit?{query}")).await.expect(200);
        assert_eq!(rows(&page), count, "{query}");
    }
    let page = people.root.get("/admin/audit?from=soon").await.expect(200);
    assert!(page.contains("Write the day as"));
}

#[actix_web::test]
async fn s53_a_change_says_before_after_who_and_from_where() {
    let server = server().await;
    let people = server.people().await;
    let form = [("name", "蔡远航"), ("latin_name", "")];
    people.root.post(&format!("/people/{}/name", people.cai.id), &form).await.expect(303);
    let page = people.root.get("/admin/audit?what=person.renamed").await.expect(200);
    for shown in ["Name changed", "name: 蔡远 → 蔡远航", "顾明远", "127.0.0.1", "<code>"] {
        assert!(page.contains(shown), "{shown}");
    }
    people
        .ada
        .post("/account/preferences", &[("language", "en"), ("zone", "Asia/Tokyo"), ("theme", "")])
        .await
        .expect(303);
    let page = people.root.get("/admin/audit?what=person.preferences_changed").await.expect(200);
    assert!(page.contains("time zone: nothing → Asia/Tokyo"), "{page}");
    people.ada.post("/logout", &[]).await.expect(303);
    let page = people.root.get("/admin/audit?what=session.ended").await.expect(200);
    assert!(page.contains("Signed out") && page.contains("林晓雯"));
}

#[actix_web::test]
async fn the_trail_is_given_out_whole_as_it_is_filtered_and_that_is_noted() {
    let server = server().await;
    let people = server.people().await;
    server
        .sql(
            "INSERT INTO audit_events (id, at, action, subject_kind, subject_id)
             SELECT gen_random_uuid(), app_now(), 'old.thing', 'thing', n::text FROM generate_series(1, 2500) n",
        )
        .await;
    let lines = people.root.get("/admin/audit.jsonl?what=old").await.expect(200);
    assert_eq!(lines.lines().count(), 2500);
    let subjects: std::collections::BTreeSet<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["subject_id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(subjects.len(), 2500);
    let csv = people.root.get("/admin/audit.csv?what=audit").await.expect(200);
    assert!(csv.contains("Audit trail given out as a file") && csv.contains("audit.exported"), "{csv}");
    assert_eq!(server.count("SELECT count(*) FROM audit_events WHERE action = 'audit.exported'").await, 2);
    people.hui.get("/admin/audit.csv").await.expect(403);
    people.hui.get("/records.csv").await.expect(200);
    let noted =
        "SELECT count(*) FROM audit_events WHERE action = 'records.exported' AND detail->>'format' = 'csv'";
    assert_eq!(server.count(noted).await, 1);
}

#[actix_web::test]
async fn s53_refusals_are_noted_once_a_source_and_not_once_a_try() {
    let server = server().await;
    let people = server.people().await;
    for _ in 0..30 {
        people.ada.get("/people").await.expect(403);
    }
    people.ada.post_raw("/account/sessions", &[]).await.expect(403);
    people.ada.post("/account/sessions", &[("role", "admin")]).await.expect(400);
    let stranger = server.anonymous().await;
    stranger.get("/login").await.expect(200);
    for name in ["T998", "T999"] {
        stranger
            .post("/login", &[("login", name), ("password", "wrong password"), ("next", "/")])
            .await
            .expect(422);
    }
    let due = server.app.refusals.due();
    record_refusals(&mut *server.conn().await, &due).await.unwrap();
    let one = |action: &str, more: &str| {
        format!("SELECT count(*) FROM audit_events WHERE action = '{action}' AND {more}")
    };
    let by_ada = format!(
        "actor_id = '{}' AND (detail->>'count')::int = 30 AND subject_id = 'GET /people'",
        people.ada.id
    );
    assert_eq!(server.count(&one("access.forbidden", &by_ada)).await, 1);
    assert_eq!(server.count(&one("access.form_refused", "true")).await, 1);
    assert_eq!(server.count(&one("access.field_refused", "true")).await, 1);
    assert_eq!(
        server.count(&one("session.refused", "(detail->>'count')::int = 2 AND actor_id IS NULL")).await,
        1
    );
    assert_eq!(server.count("SELECT count(*) FROM audit_events e, audit_personal p WHERE p.event_id = e.id AND e.action LIKE 'access.%' AND p.field = 'address' AND p.value = '\"127.0.0.1\"'").await, 3);
    assert_eq!(
        server.count(&one("session.refused", "detail::text LIKE '%T99%'")).await,
        0,
        "no name that was typed"
    );
}

#[actix_web::test]
async fn s53_backups_and_what_is_put_back_from_them_are_on_record() {
    let server = server().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.backup");
    let run = |arguments: &[&str], url: &str| {
        let output = certamen().args(arguments).arg(&file).env("DATABASE_URL", url).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let noted = async |server: &Server, action: &str| {
        let rows =
            "SELECT count(*) FROM audit_events WHERE detail->>'file' = 'all.backup' AND actor_id IS NULL";
        server.count(&format!("{rows} AND action = '{action}'")).await
    };
    run(&["backup", "--output"], &server.database_url);
    assert_eq!(noted(&server, "database.backup_begun").await, 1);
    let url = empty_database().await;
    run(&["restore"], &url);
    let restored = Server::on(url).await;
    assert_eq!(noted(&restored, "database.backup_begun").await, 1, "every copy says that it was made");
    assert_eq!(noted(&restored, "database.restored").await, 1);
    assert_eq!(noted(&server, "database.restored").await, 0);
}
