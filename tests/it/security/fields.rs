//! Fields: what a page does not ask for changes nothing, and what a role must not see is on none of its pages.

use crate::attempts::world::world;
use crate::harness::server;

#[actix_web::test]
async fn s36_rights_scores_and_owners_cannot_be_sent_along() {
    let world = world().await;
    let (server, people) = (&world.server, &world.people);
    let href = world.start(&people.ada).await;
    let before = server
        .text("SELECT string_agg(row_to_json(r)::text, '') FROM (SELECT * FROM role_grants ORDER BY id) r")
        .await;
    let extras = [
        ("role", "admin"),
        ("roles", "admin"),
        ("score", "100"),
        ("person_id", "1"),
        ("is_admin", "true"),
        ("user_id", "1"),
    ];
    for (path, fields) in [
        (
            "/account/preferences".to_owned(),
            vec![("language", "en"), ("zone", "Asia/Shanghai"), ("theme", "")],
        ),
        ("/account/password".to_owned(), vec![("current", "x"), ("password", "y")]),
        (href.clone(), vec![("epoch", "1"), ("sequence", "1"), ("position", "1"), ("response", "A")]),
        (format!("{href}/submit"), vec![("epoch", "1"), ("sure", "on")]),
    ] {
        for extra in extras {
            let all: Vec<_> = fields.iter().copied().chain([extra]).collect();
            let answer = people.ada.post(&path, &all).await;
            assert_eq!(answer.status.as_u16(), 400, "{path} with {extra:?}: {}", answer.body);
        }
    }
    let saves = serde_json::json!({ "epoch": 1, "score": 100, "saves": [] });
    let answer = people.ada.post_json(&format!("{href}/saves"), &saves).await;
    assert!((400..500).contains(&answer.status.as_u16()), "{}", answer.status);
    let after = server
        .text("SELECT string_agg(row_to_json(r)::text, '') FROM (SELECT * FROM role_grants ORDER BY id) r")
        .await;
    assert_eq!(before, after);
    assert_eq!(server.count("SELECT count(*) FROM results").await, 0);
}

#[actix_web::test]
async fn s51_s52_when_rights_cannot_be_read_nobody_has_any_and_nothing_is_told() {
    let server = server().await;
    let people = server.people().await;
    server.sql("ALTER TABLE role_grants RENAME TO role_grants_gone").await;
    for (browser, path) in [
        (&people.root, "/admin"),
        (&people.tian, "/banks"),
        (&people.ada, "/my/exams"),
        (&people.hui, "/records"),
    ] {
        let answer = browser.get(path).await;
        assert!(answer.status.as_u16() >= 500, "{path}: {}", answer.status);
        let body = answer.body.to_lowercase();
        for told in ["relation", "role_grants", "select ", "diesel", "panicked", "backtrace"] {
            assert!(!body.contains(told), "s51: {path} tells {told}");
        }
        assert!(
            answer.headers.contains_key("x-request-id")
                && answer.headers.contains_key("content-security-policy")
        );
    }
}
