//! The queue: nothing is lost, nothing is sent by two, what fails waits and is given up at last.

use std::collections::BTreeSet;

use certamen::audit::Actor;
use certamen::calls::Caller;
use certamen::db::WebhookId;
use certamen::outbox::actions::{self, claim, settle};
use certamen::outbox::model::{Channel, EventName, Recipient};
use certamen::outbox::post;
use certamen::outbox::rules::{MOST_TRIES, Trouble, signature};

use super::listeners::{closed_port, mail_server, web_server};
use super::{company, deliver, give_mail, in_state, look, settings, write};
use crate::harness::{Server, server};

async fn webhook(server: &Server, port: u16, events: &[EventName]) -> (WebhookId, String) {
    let url = format!("http://127.0.0.1:{port}/hook?a=b");
    let mut conn = server.conn().await;
    actions::add_webhook(&mut conn, &Actor::server(), &url, events).await.unwrap()
}

#[actix_web::test]
async fn f57_a_dead_mail_server_holds_up_nothing_and_when_it_is_back_everything_is_sent_once() {
    let (server, people, _) = company(|people| vec![(people.ada.id, 358), (people.bo.id, 340)]).await;
    give_mail(&server, people.ada.id, "ada@example.com").await;
    give_mail(&server, people.bo.id, "bo@example.com").await;
    let port = closed_port().await;
    let dead = settings(Some(port));
    assert_eq!(look(&server, &dead).await.reminders, 2);
    for hour in 0..6 {
        server.stop_clock_at(&format!("2026-11-23T{:02}:00:00Z", 4 + hour)).await;
        assert!(deliver(&server, &dead, Channel::Mail).await <= 2);
        // Certificates are issued as ever, and people read what they were told.
        super::past_at(&server, people.cai.id, 100 - hour).await;
        assert!(people.ada.get("/my/certificates").await.expect(200).contains("Inbox: 1 new message"));
    }
    assert_eq!((in_state(&server, "waiting", "mail").await, in_state(&server, "sent", "mail").await), (2, 0));

    let alive = mail_server(port).await;
    server.stop_clock_at("2026-11-23T20:00:00Z").await;
    assert_eq!(deliver(&server, &dead, Channel::Mail).await, 2);
    assert_eq!(deliver(&server, &dead, Channel::Mail).await, 0);
    server.stop_clock_at("2026-11-24T20:00:00Z").await;
    assert_eq!(look(&server, &dead).await.reminders, 0);
    assert_eq!(deliver(&server, &dead, Channel::Mail).await, 0);
    let mails = alive.got();
    assert_eq!(mails.len(), 2, "{mails:#?}");
    for address in ["ada@example.com", "bo@example.com"] {
        assert_eq!(
            mails.iter().filter(|mail| mail.contains(&format!("To: {address}"))).count(),
            1,
            "{mails:#?}"
        );
    }
    let ids: BTreeSet<&str> =
        mails.iter().flat_map(|mail| mail.lines().find(|line| line.starts_with("Message-ID: "))).collect();
    assert_eq!(ids.len(), 2, "each mail has an id of its own");
}

#[actix_web::test]
async fn servers_that_deliver_at_the_same_time_send_nothing_twice() {
    let server = server().await;
    let target = web_server(&[("200 OK", "")]).await;
    let (id, _) = webhook(&server, target.port, &[EventName::Issued]).await;
    let about: Vec<String> = (0..40).map(|number| number.to_string()).collect();
    let messages: Vec<_> = about.iter().map(|about| (Recipient::Webhook(id), about.as_str())).collect();
    write(&server, &messages).await;
    let other = Server::on(server.database_url.clone()).await;
    let settings = settings(None);
    let (one, two) = tokio::join!(
        deliver(&server, &settings, Channel::Webhook),
        deliver(&other, &settings, Channel::Webhook)
    );
    assert_eq!(one + two, 40);
    let calls = target.got();
    let ids: BTreeSet<&str> = calls.iter().map(|call| call.header("certamen-delivery")).collect();
    assert_eq!((calls.len(), ids.len()), (40, 40));
    assert_eq!(in_state(&server, "sent", "webhook").await, 40);
    assert_eq!(server.count("SELECT count(*) FROM delivery_tries").await, 40);
}

#[actix_web::test]
async fn what_a_server_took_and_did_not_finish_is_tried_again_and_its_late_word_does_not_count() {
    let server = server().await;
    server.stop_clock_at("2026-11-23T04:00:00Z").await;
    let (id, _) = webhook(&server, 1, &[EventName::Issued]).await;
    write(&server, &[(Recipient::Webhook(id), "one")]).await;
    let mut conn = server.conn().await;
    let first = claim(&mut conn, Channel::Webhook, 10).await.unwrap().pop().unwrap();
    assert!(claim(&mut conn, Channel::Webhook, 10).await.unwrap().is_empty(), "taken by one");
    server.stop_clock_at("2026-11-23T04:02:01Z").await;
    let second = claim(&mut conn, Channel::Webhook, 10).await.unwrap().pop().unwrap();
    assert_eq!((second.id, second.tries), (first.id, 2));
    let took = std::time::Duration::from_millis(3);
    let late = settle(&mut conn, &first, &Err(Trouble::TooSlow), took, 0.5).await.unwrap();
    assert!(!late, "another try is under way");
    assert!(settle(&mut conn, &second, &Ok(Some(200)), took, 0.5).await.unwrap());
    assert!(!settle(&mut conn, &second, &Ok(Some(200)), took, 0.5).await.unwrap(), "it is finished");
    assert_eq!(in_state(&server, "sent", "webhook").await, 1);
}

#[actix_web::test]
async fn a_message_is_given_up_after_its_last_try_and_a_person_can_have_it_sent_again() {
    let server = server().await;
    let people = server.people().await;
    let (id, _) = webhook(&server, closed_port().await, &[EventName::Issued]).await;
    write(&server, &[(Recipient::Webhook(id), "one")]).await;
    let settings = settings(None);
    for try_number in 1..=MOST_TRIES {
        assert_eq!(deliver(&server, &settings, Channel::Webhook).await, 1, "try {try_number}");
        assert_eq!(deliver(&server, &settings, Channel::Webhook).await, 0, "it waits after try {try_number}");
        server.move_clock(&format!("{} hours", try_number * 3)).await;
    }
    assert_eq!(in_state(&server, "given_up", "webhook").await, 1);
    assert_eq!(deliver(&server, &settings, Channel::Webhook).await, 0);
    server.move_clock("0 hours").await;
    let message: certamen::db::MessageId = first_message(&server).await;
    let page = people.root.get("/notices?state=given_up").await.expect(200);
    assert!(page.contains(&format!("/notices/{message}")) && page.contains("Given up"), "{page}");
    let to = people.root.post(&format!("/notices/{message}"), &[]).await.expect_redirect();
    assert_eq!(to, format!("/notices/{message}"));
    assert_eq!(in_state(&server, "waiting", "webhook").await, 1);
    assert_eq!(
        server.count("SELECT count(*) FROM audit_events WHERE action = 'message.sent_again'").await,
        1
    );
    assert_eq!(deliver(&server, &settings, Channel::Webhook).await, 1);
}

async fn first_message(server: &Server) -> certamen::db::MessageId {
    use certamen::outbox::model::MessageFilter;
    let mut conn = server.conn().await;
    certamen::outbox::queries::messages(&mut conn, &MessageFilter::default(), 0, 1).await.unwrap()[0].id
}

#[actix_web::test]
async fn a_mailbox_that_does_not_exist_is_given_up_at_once_and_a_busy_one_waits() {
    let server = server().await;
    let people = server.people().await;
    let listener = mail_server(0).await;
    let settings = settings(Some(listener.port));
    for (person, address) in [
        (people.ada.id, "refused@example.com"),
        (people.bo.id, "later@example.com"),
        (people.cai.id, "cai@example.com"),
        (people.tian.id, "no address"),
    ] {
        give_mail(&server, person, address).await;
        write(&server, &[(Recipient::Mail(person), "one")]).await;
    }
    write(&server, &[(Recipient::Mail(people.hui.id), "nobody has an address")]).await;
    deliver(&server, &settings, Channel::Mail).await;
    let states = [
        in_state(&server, "given_up", "mail").await,
        in_state(&server, "waiting", "mail").await,
        in_state(&server, "sent", "mail").await,
    ];
    assert_eq!(states, [3, 1, 1]);
    assert_eq!(listener.got().len(), 1);
    let page = people.hui.get("/notices").await.expect(200);
    for said in ["The mail server refused the message.", "The recipient has no usable address any more."] {
        assert!(page.contains(said), "{page}");
    }
}

#[actix_web::test]
async fn the_same_thing_is_written_once_for_each_recipient_and_way() {
    let server = server().await;
    let people = server.people().await;
    let ada = people.ada.id;
    let both = [(Recipient::Inbox(ada), "one"), (Recipient::Mail(ada), "one")];
    assert_eq!(write(&server, &both).await, 2);
    assert_eq!(write(&server, &both).await, 0);
    assert_eq!(
        write(&server, &[(Recipient::Inbox(people.bo.id), "one"), (Recipient::Inbox(ada), "two")]).await,
        2
    );
}

#[actix_web::test]
async fn a_webhook_hears_what_happens_signed_and_a_failed_delivery_changes_no_certificate() {
    let (server, people, _) = company(|_| vec![]).await;
    let target = web_server(&[("503 Busy", ""), ("302 Found", ""), ("200 OK", "")]).await;
    let (_, secret) = webhook(&server, target.port, EventName::ALL).await;
    let first = super::past_at(&server, people.ada.id, 10).await;
    let second = super::past_at(&server, people.ada.id, 5).await;
    let mut conn = server.conn().await;
    let reason = certamen::certification::model::RevocationReason::Misconduct;
    certamen::certification::actions::revoke(&mut conn, &Actor::server(), second, reason, None)
        .await
        .unwrap();
    let settings = settings(None);
    assert_eq!(deliver(&server, &settings, Channel::Webhook).await, 3);
    server.stop_clock_at("2026-11-23T05:00:00Z").await;
    assert_eq!(
        deliver(&server, &settings, Channel::Webhook).await,
        2,
        "an error and a redirect are tried again"
    );
    assert_eq!(in_state(&server, "sent", "webhook").await, 3);
    let calls = target.got();
    assert_eq!(calls.len(), 5);
    let mut events: Vec<String> = Vec::new();
    for call in &calls[2..] {
        let seconds: i64 = call.header("certamen-signature")[2..].split(',').next().unwrap().parse().unwrap();
        assert_eq!(call.header("certamen-signature"), signature::header(&secret, seconds, &call.body));
        assert_eq!(call.path, "/hook?a=b");
        assert_eq!(call.json()["event"], call.header("certamen-event"));
        events.push(call.header("certamen-event").to_owned());
    }
    events.sort();
    assert_eq!(events, ["certificate.issued", "certificate.renewed", "certificate.revoked"]);
    let issued =
        calls.iter().find(|call| call.header("certamen-event") == "certificate.issued").unwrap().json();
    assert_eq!(issued["certificate"]["id"], first.to_string());
    assert_eq!(issued["holder"]["employee_number"], "T001");
    let tried = calls.iter().map(|call| call.header("certamen-delivery").to_owned());
    assert_eq!(tried.collect::<BTreeSet<_>>().len(), 3, "a second try has the id of the first");
}

#[actix_web::test]
async fn an_event_that_is_rolled_back_is_told_nobody() {
    use diesel_async::AsyncConnection;
    let (server, people, ids) = company(|people| vec![(people.ada.id, 10)]).await;
    webhook(&server, 1, EventName::ALL).await;
    let mut conn = server.conn().await;
    let reason = certamen::certification::model::RevocationReason::Misconduct;
    let rolled_back: Result<(), diesel::result::Error> = conn
        .transaction(async |conn| {
            certamen::certification::actions::revoke_within(conn, &Actor::server(), ids[0], reason, None)
                .await?;
            Err(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(rolled_back.is_err());
    assert_eq!(server.count("SELECT count(*) FROM outbox_messages").await, 0);
    drop(people);
}

#[actix_web::test]
async fn a_name_that_leads_into_the_own_network_is_not_called() {
    let target = web_server(&[("200 OK", "")]).await;
    let careful = Caller::new(false).unwrap();
    let url = |host: &str| url::Url::parse(&format!("http://{host}:{}/", target.port)).unwrap();
    for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0", "0"] {
        let refused = post::json(&careful, &url(host), &[], Vec::new()).await.unwrap_err();
        assert!(matches!(refused, Trouble::ForbiddenAddress(_)), "{host}: {refused:?}");
    }
    assert!(target.got().is_empty());
    let other = Caller::new(true).unwrap();
    assert_eq!(post::json(&other, &url("localhost"), &[], Vec::new()).await.unwrap().status(), 200);
    let unknown = post::json(&careful, &url("nowhere.invalid"), &[], Vec::new()).await.unwrap_err();
    assert_eq!(unknown, Trouble::UnknownHost);
}

#[actix_web::test]
async fn a_webhook_that_was_stored_while_private_addresses_were_allowed_is_refused_when_they_are_not() {
    let server = server().await;
    let target = web_server(&[("200 OK", "")]).await;
    let (id, _) = webhook(&server, target.port, &[EventName::Issued]).await;
    write(&server, &[(Recipient::Webhook(id), "one")]).await;
    assert_eq!(deliver(&server, &certamen::config::Notices::default(), Channel::Webhook).await, 1);
    assert!(target.got().is_empty());
    let stored = "SELECT count(*) FROM outbox_messages WHERE last_error LIKE 'forbidden_address: %'";
    assert_eq!(server.count(stored).await, 1);
}

#[actix_web::test]
async fn tries_are_never_changed() {
    use diesel_async::SimpleAsyncConnection;
    let server = server().await;
    let (id, _) = webhook(&server, closed_port().await, &[EventName::Issued]).await;
    write(&server, &[(Recipient::Webhook(id), "one")]).await;
    deliver(&server, &settings(None), Channel::Webhook).await;
    let mut conn = server.conn().await;
    for sql in ["UPDATE delivery_tries SET error = NULL", "DELETE FROM delivery_tries"] {
        assert!(conn.batch_execute(sql).await.is_err(), "{sql}");
    }
}
