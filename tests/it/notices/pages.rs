//! The pages: inbox, messages, robots, webhooks, managers.

use certamen::outbox::model::Recipient;

use super::listeners::web_server;
use super::{company, deliver, in_state, look, settings, write};
use crate::harness::server;

#[actix_web::test]
async fn a_message_is_new_until_its_reader_marks_it_as_read() {
    let (server, people, ids) = company(|people| vec![(people.ada.id, 358), (people.bo.id, 340)]).await;
    look(&server, &settings(None)).await;
    let page = people.ada.get("/inbox").await.expect(200);
    assert!(page.contains("&quot;Key accounts&quot; ends on 2026-11-29"), "{page}");
    assert!(page.contains("valid for 6 more days") && page.contains("One message is new"), "{page}");
    assert!(
        page.contains(&format!("href=\"/certificates/{}\"", ids[0])) && !page.contains("Bo Chen"),
        "{page}"
    );
    let address = page.split("action=\"/inbox/").nth(1).unwrap().split('"').next().unwrap();
    people.bo.post(&format!("/inbox/{address}"), &[]).await.expect(404);
    assert!(people.ada.get("/my/exams").await.expect(200).contains("Inbox: 1 new message"));
    people.ada.post(&format!("/inbox/{address}"), &[("page", "1")]).await.expect_redirect();
    let page = people.ada.get("/inbox").await.expect(200);
    assert!(page.contains("You have read everything") && page.contains("ends on 2026-11-29"), "{page}");
    // The other language, and all at once.
    people.bo.post("/language", &[("lang", "zh-CN"), ("back", "/inbox")]).await.expect_redirect();
    let page = people.bo.get("/inbox").await.expect(200);
    assert!(page.contains("将于 2026-12-17 到期") && page.contains("您有 1 条新消息"), "{page}");
    people.bo.post("/inbox", &[]).await.expect_redirect();
    assert!(people.bo.get("/inbox").await.expect(200).contains("您已读完所有消息"));
}

#[actix_web::test]
async fn f55_a_title_is_text_wherever_it_is_shown() {
    let (server, people, _) = company(|people| vec![(people.ada.id, 358)]).await;
    let canary = "<script>alert(1)</script>{{7*7}}";
    look(&server, &settings(None)).await;
    server
        .sql(&format!(
            "UPDATE outbox_messages SET payload = jsonb_set(payload, '{{title_en}}', to_jsonb('{canary}'::text))"
        ))
        .await;
    for page in [people.ada.get("/inbox").await, people.hui.get("/notices").await] {
        let page = page.expect(200);
        assert!(
            !page.contains("<script>alert") && page.contains("&lt;script&gt;") && page.contains("{{7*7}}"),
            "{page}"
        );
    }
}

#[actix_web::test]
async fn the_list_is_filtered_by_its_address_and_comes_in_pages() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.hui.get("/notices").await.expect(200).contains("Nothing was sent yet"));
    let about: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    let mut all: Vec<_> =
        about.iter().map(|about| (Recipient::Mail(people.ada.id), about.as_str())).collect();
    all.push((Recipient::Inbox(people.bo.id), "one"));
    write(&server, &all).await;
    for (query, count) in [
        ("", 61),
        ("?channel=mail", 60),
        ("?state=waiting", 60),
        ("?state=sent&channel=inbox", 1),
        ("?kind=reminder", 0),
        ("?name=bo+ch", 1),
        ("?name=%25", 0),
    ] {
        let page = people.hui.get(&format!("/notices{query}")).await.expect(200);
        let said = match count {
            0 => "No message fits".to_owned(),
            1 => "One message".to_owned(),
            _ => format!("of {count} messages"),
        };
        assert!(page.contains(&said), "{query}: {page}");
    }
    let second = people.hui.get("/notices?page=2").await.expect(200);
    assert!(second.contains("51–61 of 61 messages"), "{second}");
    for query in ["?state=odd", "?channel=pigeon", "?webhook=1"] {
        people.hui.get(&format!("/notices{query}")).await.expect(400);
    }
}

#[actix_web::test]
async fn what_has_arrived_cannot_be_sent_again() {
    let (server, people, _) = company(|people| vec![(people.ada.id, 358)]).await;
    look(&server, &settings(None)).await;
    let page = people.hui.get("/notices").await.expect(200);
    let address = page.split("href=\"/notices/").nth(1).unwrap().split('"').next().unwrap();
    let detail = people.hui.get(&format!("/notices/{address}")).await.expect(200);
    assert!(detail.contains("valid for 6 more days") && !detail.contains("Send again"), "{detail}");
    people.hui.post(&format!("/notices/{address}"), &[]).await.expect_redirect();
    assert_eq!(in_state(&server, "sent", "inbox").await, 1);
    assert_eq!(
        server.count("SELECT count(*) FROM audit_events WHERE action = 'message.sent_again'").await,
        0
    );
}

#[actix_web::test]
async fn a_webhook_shows_its_secret_once_and_every_delivery() {
    let server = server().await;
    let people = server.people().await;
    let target = web_server(&[("500 Oops", ""), ("200 OK", "")]).await;
    let private = format!("http://127.0.0.1:{}/", target.port);
    let refused = people.root.post("/webhooks", &[("url", &private), ("events", "certificate.issued")]).await;
    assert!(refused.expect(422).contains("lies in a private network"));
    let refused = people.root.post("/webhooks", &[("url", "https://example.com/")]).await.expect(422);
    assert!(
        refused.contains("Choose at least one event") && refused.contains("https://example.com/"),
        "{refused}"
    );
    let odd = people
        .root
        .post("/webhooks", &[("url", "https://example.com/"), ("events", "certificate.odd")])
        .await;
    odd.expect(422);
    let fields = [
        ("url", "https://example.com/x"),
        ("events", "certificate.issued"),
        ("events", "certificate.revoked"),
    ];
    let shown = people.root.post("/webhooks", &fields).await.expect(200);
    let secret = format!("whsec_{}", shown.split("whsec_").nth(1).unwrap().split('<').next().unwrap());
    assert_eq!(secret.len(), 49);
    let id = shown.split("href=\"/webhooks/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/webhooks/{id}");
    // To where the test listens: what a page refuses, settings may allow.
    server.sql(&format!("UPDATE webhooks SET url = '{private}'")).await;
    people.root.post(&format!("{path}/test"), &[]).await.expect_redirect();
    deliver(&server, &settings(None), super::Channel::Webhook).await;
    let page = people.root.get(&path).await.expect(200);
    assert!(page.contains("Will be tried again") && page.contains("The answer was an error."), "{page}");
    server.move_clock("1 hour").await;
    deliver(&server, &settings(None), super::Channel::Webhook).await;
    server.move_clock("0 hours").await;
    let message = page.split("href=\"/notices/").nth(1).unwrap().split('"').next().unwrap();
    let detail = people.root.get(&format!("/notices/{message}")).await.expect(200);
    assert!(detail.contains("HTTP 200") && detail.contains("The answer was an error."), "{detail}");
    for page in ["/webhooks", &*path, "/notices", &*format!("/notices/{message}"), "/admin"] {
        assert!(!people.root.get(page).await.expect(200).contains("whsec_"), "{page}");
    }
    // What was delivered can be delivered again, under the same id.
    people.root.post(&format!("/notices/{message}"), &[]).await.expect_redirect();
    deliver(&server, &settings(None), super::Channel::Webhook).await;
    let calls = target.got();
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.header("certamen-delivery") == message));
    people.root.get(&format!("{path}/remove")).await.expect(200);
    people.root.post(&format!("{path}/remove"), &[]).await.expect_redirect();
    people.root.post(&format!("{path}/test"), &[]).await.expect(404);
    let audit = "SELECT count(*) FROM audit_events WHERE action IN ('webhook.added', 'webhook.tested', 'webhook.removed')";
    assert_eq!(server.count(audit).await, 3);
}

#[actix_web::test]
async fn a_robot_is_tried_and_removed_and_its_address_is_shown_nowhere() {
    let server = server().await;
    let people = server.people().await;
    let chat = web_server(&[
        ("200 OK", r#"{"errcode":310000,"errmsg":"sign not match"}"#),
        ("200 OK", r#"{"errcode":0}"#),
    ])
    .await;
    let fields = |url| {
        [("name", "华东群"), ("provider", "wecom"), ("url", url), ("group", "east"), ("language", "zh-CN")]
    };
    people.hui.post("/robots", &fields("http://169.254.169.254/")).await.expect(422);
    people.hui.post("/robots", &fields("https://example.com/send?key=secret-key")).await.expect_redirect();
    let page = people.hui.get("/robots").await.expect(200);
    assert!(
        page.contains("华东群") && page.contains("example.com") && !page.contains("secret-key"),
        "{page}"
    );
    assert!(page.contains("East"), "{page}");
    let id = page.split("action=\"/robots/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    server.sql(&format!("UPDATE robots SET url = 'http://127.0.0.1:{}/'", chat.port)).await;
    people.hui.post(&format!("/robots/{id}/test"), &[]).await.expect_redirect();
    deliver(&server, &settings(None), super::Channel::Robot).await;
    let page = people.hui.get("/notices?channel=robot").await.expect(200);
    assert!(page.contains("The chat robot refused the message."), "{page}");
    server.move_clock("1 hour").await;
    deliver(&server, &settings(None), super::Channel::Robot).await;
    assert_eq!(in_state(&server, "sent", "robot").await, 1);
    assert!(chat.got()[0].json()["text"]["content"].as_str().unwrap().contains("测试"));
    server.move_clock("0 hours").await;
    people.hui.post(&format!("/robots/{id}/remove"), &[]).await.expect_redirect();
    people.hui.post(&format!("/robots/{id}/remove"), &[]).await.expect(404);
    assert!(people.hui.get("/robots").await.expect(200).contains("There is no chat robot yet"));
}

#[actix_web::test]
async fn a_manager_is_named_by_the_sign_in_name_and_can_be_taken_off() {
    let server = server().await;
    let people = server.people().await;
    let path = "/groups/east/managers";
    let unknown = people.hui.post(path, &[("login", "X999")]).await.expect(422);
    assert!(unknown.contains("Nobody signs in under this name") && unknown.contains("X999"));
    people.hui.post(path, &[("login", "r001")]).await.expect_redirect();
    people.hui.post(path, &[("login", "R001")]).await.expect_redirect();
    let tian = people.tian.id;
    assert!(people.hui.get(path).await.expect(200).contains(people.tian.name));
    assert!(people.hui.get("/groups").await.expect(200).contains(people.tian.name));
    people.hui.post(&format!("{path}/{tian}/remove"), &[]).await.expect_redirect();
    people.hui.post(&format!("{path}/{tian}/remove"), &[]).await.expect(404);
    people.hui.get("/groups/nowhere/managers").await.expect(404);
    let audit = "SELECT count(*) FROM audit_events WHERE action LIKE 'group.manager_%'";
    assert_eq!(server.count(audit).await, 2);
}
