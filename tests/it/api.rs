//! What other programs read: who gets in, page after page, and the document that says so.

use std::sync::Arc;

use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use certamen::accounts::Role;
use serde_json::Value;

use super::records::company;
use crate::harness::people::someone;
use crate::harness::{Browser, People, Server, browser::Response};

/// A token made by the administrator on the page, with these scopes.
async fn token(people: &People, scopes: &[&str]) -> String {
    let mut fields = vec![("name", "HR system"), ("days", "30")];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    let page = people.root.post("/admin/tokens", &fields).await.expect(200);
    let start = page.find("certamen_").expect("the token is shown");
    page[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect()
}

async fn ask(server: &Arc<Server>, path: &str, token: &str) -> Response {
    let request = TestRequest::get().uri(path).insert_header((AUTHORIZATION, format!("Bearer {token}")));
    server.anonymous().await.send(request).await
}

async fn read(server: &Arc<Server>, path: &str, token: &str) -> Value {
    serde_json::from_str(&ask(server, path, token).await.expect(200)).unwrap()
}

fn error(body: &str) -> String {
    serde_json::from_str::<Value>(body).unwrap()["error"].as_str().unwrap().to_owned()
}

/// Every entry of a list, read with pages of this length.
async fn all(server: &Arc<Server>, path: &str, token: &str, limit: usize) -> Vec<Value> {
    let join = if path.contains('?') { '&' } else { '?' };
    let mut entries = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = read(server, &format!("{path}{join}limit={limit}{cursor}"), token).await;
        entries.extend(page["data"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return entries,
        }
    }
}

#[actix_web::test]
async fn only_a_token_that_works_and_may_reads_and_a_session_never() {
    let (server, people) = company().await;
    let records = token(&people, &["records"]).await;
    read(&server, "/api/v1/records", &records).await;
    for path in ["/api/v1/people", "/api/v1/certificates"] {
        assert_eq!(error(&ask(&server, path, &records).await.expect(403)), "missing_scope");
    }
    let unknown = format!("certamen_{}", "A".repeat(43));
    for wrong in ["", "certamen_", "x", unknown.as_str()] {
        let answer = ask(&server, "/api/v1/records", wrong).await;
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert!(["no_token", "token_refused"].contains(&error(&answer.expect(401)).as_str()), "{wrong}");
    }
    for person in [&people.root, &people.hui] {
        assert_eq!(error(&person.get("/api/v1/records").await.expect(401)), "no_token");
    }
}

#[actix_web::test]
async fn a_token_is_kept_as_a_hash_and_shown_once() {
    let (server, people) = company().await;
    let shown = token(&people, &["people"]).await;
    let page = people.root.get("/admin/tokens").await.expect(200);
    assert!(page.contains("HR system") && !page.contains(&shown));
    let kept = server.text("SELECT row_to_json(t)::text FROM api_tokens t").await;
    let secret = shown.trim_start_matches("certamen_");
    assert!(!kept.contains(secret), "{kept}");
    let audited = server
        .text(
            "SELECT string_agg(concat(detail, ' ', value), ' ')
             FROM audit_events LEFT JOIN audit_personal ON event_id = id WHERE action = 'api_token.created'",
        )
        .await;
    assert!(audited.contains("HR system") && !audited.contains(secret), "{audited}");
}

#[actix_web::test]
async fn a_token_ends_with_its_time_and_when_it_is_taken_back() {
    let (server, people) = company().await;
    let first = token(&people, &["people"]).await;
    let second = token(&people, &["people"]).await;
    read(&server, "/api/v1/people", &first).await;
    let used = server.text("SELECT count(last_used_at)::text FROM api_tokens").await;
    assert_eq!(used, "1", "that it was used is noted");

    let newest = server.text("SELECT id::text FROM api_tokens ORDER BY id DESC LIMIT 1").await;
    let path = format!("/admin/tokens/{newest}/revoke");
    assert!(people.root.get(&path).await.expect(200).contains("HR system"));
    for _ in 0..2 {
        assert_eq!(people.root.post(&path, &[]).await.expect_redirect(), "/admin/tokens");
    }
    let revoked = "SELECT count(*)::text FROM audit_events WHERE action = 'api_token.revoked'";
    assert_eq!(server.text(revoked).await, "1");
    assert_eq!(error(&ask(&server, "/api/v1/people", &second).await.expect(401)), "token_refused");

    server.sql("UPDATE api_tokens SET created_at = app_now() - interval '9 days', expires_at = app_now() WHERE revoked_at IS NULL").await;
    assert_eq!(error(&ask(&server, "/api/v1/people", &first).await.expect(401)), "token_refused");
}

#[actix_web::test]
async fn s53_what_a_program_reads_is_noted_once_an_hour_for_each_address_and_kind() {
    let (server, people) = company().await;
    let token = token(&people, &["people", "certificates"]).await;
    let began = chrono::Utc::now();
    server.stop_clock_at(&began.to_rfc3339()).await;
    let noted = async |more: &str| {
        let rows = "SELECT count(*) FROM audit_events WHERE action = 'api_token.used'";
        server.count(&format!("{rows} AND {more}")).await
    };
    // The same server, and another one on its database: a list of many pages is one row.
    let other = Arc::new(Server::on(server.database_url.clone()).await);
    for asked in [&server, &other] {
        assert!(all(asked, "/api/v1/people", &token, 1).await.len() > 3);
    }
    assert_eq!(noted("detail->>'scope' = 'people'").await, 1);
    read(&server, "/api/v1/certificates", &token).await;
    assert_eq!(noted("detail->>'scope' = 'certificates'").await, 1);
    // What is refused is read by nobody.
    ask(&server, "/api/v1/records", &token).await.expect(403);
    assert_eq!(noted("true").await, 2);

    server.sql("UPDATE api_reads SET address = '192.0.2.1'").await;
    read(&server, "/api/v1/people", &token).await;
    assert_eq!(noted("true").await, 3, "another address is another row");
    server.stop_clock_at(&(began + chrono::TimeDelta::hours(1)).to_rfc3339()).await;
    for _ in 0..2 {
        read(&server, "/api/v1/people", &token).await;
    }
    assert_eq!(noted("true").await, 4, "and so is another hour");
    assert_eq!(server.count("SELECT count(*) FROM api_reads").await, 1, "what is over is forgotten");
    let page = people.root.get("/admin/audit?what=api_token.used").await.expect(200);
    for shown in ["A program read with a token", "HR system", "127.0.0.1"] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[actix_web::test]
async fn pages_of_any_length_hold_every_person_record_and_certificate_once() {
    let (server, people) = company().await;
    for (name, number) in [("More 1", "M1"), ("More 2", "M2"), ("More 3", "M3"), ("More 4", "M4")] {
        someone(&server, name, number, Role::Trainee, Some(people.east)).await;
    }
    let token = token(&people, &["people", "records", "certificates"]).await;
    let count = async |sql: &str| usize::try_from(server.count(sql).await).unwrap();
    for limit in [1, 2, 3, 500] {
        let found = all(&server, "/api/v1/people", &token, limit).await;
        assert_eq!(found.len(), count("SELECT count(*) FROM people").await, "{limit}");
        let mut ids: Vec<&str> = found.iter().map(|one| one["id"].as_str().unwrap()).collect();
        ids.dedup();
        assert_eq!(ids.len(), found.len());

        let certificates = all(&server, "/api/v1/certificates", &token, limit).await;
        assert_eq!(certificates.len(), count("SELECT count(*) FROM certificates").await);

        let mut records: Vec<String> = all(&server, "/api/v1/records", &token, limit)
            .await
            .iter()
            .map(|one| format!("{} {} {}", one["name"], one["certification"], one["status"]))
            .collect();
        records.sort();
        let file = people.hui.get("/records.jsonl").await.expect(200);
        let mut expected: Vec<String> = file
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|one| format!("{} {} {}", one["name"], one["certification"], one["status"]))
            .collect();
        expected.sort();
        assert_eq!(records, expected, "{limit}");
    }
}

#[actix_web::test]
async fn filters_narrow_and_what_cannot_be_read_is_told_with_what_is_expected() {
    let (server, people) = company().await;
    let token = token(&people, &["people", "records", "certificates"]).await;
    let missing = all(&server, "/api/v1/records?status=expired", &token, 100).await;
    assert_eq!(missing.len(), 1);
    let east = all(&server, "/api/v1/people?group=east", &token, 100).await;
    assert!(
        !east.is_empty() && east.iter().all(|one| one["groups"].as_array().unwrap().contains(&"east".into()))
    );
    let adas = all(&server, &format!("/api/v1/certificates?person={}", people.ada.id), &token, 100).await;
    assert_eq!(adas.len(), 1);
    assert_eq!(adas[0]["status"], "valid");
    for path in [
        "/api/v1/people?limit=0",
        "/api/v1/people?limit=501",
        "/api/v1/people?cursor=x",
        "/api/v1/people?group=nowhere",
        "/api/v1/people?colour=red",
        "/api/v1/records?on=yesterday",
        "/api/v1/records?on=2999-01-01",
        "/api/v1/records?status=unheard",
        "/api/v1/records?group=nowhere",
        "/api/v1/certificates?person=ada",
    ] {
        let body = ask(&server, path, &token).await.expect(400);
        assert_eq!(error(&body), "wrong_parameter", "{path}");
    }
}

#[actix_web::test]
async fn a_form_without_name_scope_or_time_makes_no_token() {
    let (server, people) = company().await;
    for fields in [
        vec![("name", ""), ("days", "30"), ("scope", "people")],
        vec![("name", "x"), ("days", "30")],
        vec![("name", "x"), ("days", "731"), ("scope", "people")],
        vec![("name", "x"), ("days", "30"), ("scope", "everything")],
    ] {
        people.root.post("/admin/tokens", &fields).await.expect(422);
    }
    assert_eq!(server.text("SELECT count(*)::text FROM api_tokens").await, "0");
}

#[actix_web::test]
async fn the_document_describes_every_address_and_every_field_that_comes_back() {
    let (server, people) = company().await;
    let token = token(&people, &["people", "records", "certificates"]).await;
    let document: Value =
        serde_json::from_str(&server.anonymous().await.get("/api/openapi.json").await.expect(200)).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    for (path, schema) in
        [("people", "ApiPerson"), ("records", "ApiRecord"), ("certificates", "ApiCertificate")]
    {
        let described = &document["paths"][format!("/api/v1/{path}")]["get"];
        assert!(described["security"][0]["token"].is_array(), "{path}: {described}");
        let entries = all(&server, &format!("/api/v1/{path}"), &token, 100).await;
        let properties = document["components"]["schemas"][schema]["properties"].as_object().unwrap();
        let mut described: Vec<&String> = properties.keys().collect();
        let mut sent: Vec<&String> = entries[0].as_object().unwrap().keys().collect();
        described.sort();
        sent.sort();
        assert_eq!(described, sent, "{path}");
        assert!(
            properties.values().all(|field| field["description"].is_string() || field["items"].is_object())
        );
    }
    let page = Browser::get(&server.anonymous().await, "/api").await.expect(200);
    for word in ["GET /api/v1/people", "ApiCertificate", "missing_scope", "verify_path"] {
        assert!(page.contains(word), "{word}");
    }
}
