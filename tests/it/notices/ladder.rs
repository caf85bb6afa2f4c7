//! Who is reminded of what, when, and who is spared.

use certamen::accounts::actions as accounts;
use certamen::audit::Actor;
use certamen::outbox::actions::{add_robot, add_webhook};
use certamen::outbox::model::{Channel, EventName, NewRobot, Provider};

use super::listeners::web_server;
use super::{company, deliver, give_mail, in_state, look, past_at, settings};
use crate::harness::Server;

async fn days_left(server: &Server, kind: &str, channel: &str) -> i64 {
    let sql = format!(
        "SELECT sum((payload->>'days_left')::int) FROM outbox_messages WHERE kind = '{kind}' AND channel = '{channel}'"
    );
    server.count(&sql).await
}

#[actix_web::test]
async fn each_step_is_told_once_however_often_and_wherever_somebody_looks() {
    let (server, people, _) = company(|people| vec![(people.ada.id, 270)]).await;
    give_mail(&server, people.ada.id, "ada@example.com").await;
    let other = Server::on(server.database_url.clone()).await;
    let with_mail = settings(Some(1));
    let mut told = Vec::new();
    for day in 0..120 {
        let at = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap() + chrono::Days::new(day);
        server.stop_clock_at(&format!("{at}T04:00:00Z")).await;
        let (one, two) = tokio::join!(look(&server, &with_mail), look(&other, &with_mail));
        let again = look(&server, &with_mail).await;
        assert_eq!(again.reminders, 0);
        if one.reminders + two.reminders > 0 {
            assert_eq!(one.reminders + two.reminders, 1);
            told.push(day);
        }
    }
    // Issued on 26 February 2026: the last day is 25 February 2027, 94 days after 23 November.
    assert_eq!(told, [4, 64, 87, 94, 101]);
    for channel in ["inbox", "mail"] {
        assert_eq!(days_left(&server, "reminder", channel).await, 90 + 30 + 7 - 7, "{channel}");
    }
    assert_eq!(server.count("SELECT count(*) FROM outbox_messages").await, 10);
}

#[actix_web::test]
async fn after_an_outage_only_the_latest_step_is_told() {
    let (server, _, _) = company(|people| vec![(people.ada.id, 270), (people.bo.id, 360)]).await;
    server.stop_clock_at("2027-02-20T04:00:00Z").await;
    // Ada has five days left; Bo's ended more than a month ago.
    let reminded = look(&server, &settings(None)).await;
    assert_eq!(reminded.reminders, 1);
    assert_eq!(days_left(&server, "reminder", "inbox").await, 5);
}

#[actix_web::test]
async fn the_day_is_one_of_the_company_zone() {
    // At 15:59 UTC it is 23:59 in Shanghai.
    let (server, _, _) = company(|people| vec![(people.ada.id, 270)]).await;
    server.stop_clock_at("2026-11-26T15:59:59Z").await;
    assert_eq!(look(&server, &settings(None)).await.reminders, 0);
    server.stop_clock_at("2026-11-26T16:00:00Z").await;
    assert_eq!(look(&server, &settings(None)).await.reminders, 1);
}

#[actix_web::test]
async fn whoever_renewed_is_exempt_left_or_lost_the_certificate_is_spared() {
    let (server, people, ids) = company(|people| {
        let all = [&people.ada, &people.bo, &people.cai, &people.tian, &people.hui, &people.root];
        all.map(|one| (one.id, 360)).into()
    })
    .await;
    past_at(&server, people.ada.id, 1).await;
    let mut conn = server.conn().await;
    let reason = certamen::certification::model::RevocationReason::Misconduct;
    certamen::certification::actions::revoke(&mut conn, &Actor::server(), ids[1], reason, None)
        .await
        .unwrap();
    server
        .sql(&format!(
            "INSERT INTO exemptions (id, person_id, programme_id, reason, valid_from)
             SELECT gen_random_uuid(), '{}', id, 'away', '2026-11-01' FROM programmes;
             UPDATE employments SET valid_to = '2026-11-23T03:00:00Z', valid_from = '2020-01-01' WHERE person_id = '{}';
             UPDATE people SET blocked_at = '2026-11-23T03:00:00Z' WHERE id = '{}'",
            people.cai.id, people.tian.id, people.hui.id
        ))
        .await;
    assert_eq!(look(&server, &settings(None)).await.reminders, 1, "only Root is left");
    let own = format!("SELECT count(*) FROM outbox_messages WHERE person_id = '{}'", people.root.id);
    assert_eq!(server.count(&own).await, 1);
}

#[actix_web::test]
async fn a_manager_gets_one_list_and_of_the_next_group_above_only_where_there_is_no_nearer_one() {
    let (server, people, _) =
        company(|people| [&people.ada, &people.bo, &people.cai].map(|one| (one.id, 358)).into()).await;
    let mut conn = server.conn().await;
    let actor = Actor::server();
    server
        .sql(&format!("UPDATE groups SET parent_id = '{}' WHERE id = '{}'", people.north, people.east))
        .await;
    // Tian manages both, Ada her own group: of herself Tian hears, of Bo only Ada does.
    for (group, person) in
        [(people.north, people.tian.id), (people.east, people.ada.id), (people.north, people.hui.id)]
    {
        assert!(accounts::add_manager(&mut conn, &actor, group, person).await.unwrap());
    }
    accounts::remove_manager(&mut conn, &actor, people.north, people.hui.id).await.unwrap();
    let reminded = look(&server, &settings(None)).await;
    assert_eq!((reminded.reminders, reminded.digests), (3, 2));
    let tian = people.tian.get("/inbox").await.expect(200);
    assert!(tian.contains("2 certificates need renewing"), "{tian}");
    assert!(
        tian.contains("林晓雯: &quot;") && tian.contains("蔡远: &quot;") && !tian.contains("Bo Chen: &quot;"),
        "{tian}"
    );
    let ada = people.ada.get("/inbox").await.expect(200);
    assert!(ada.contains("One certificate needs renewing") && ada.contains("Bo Chen: &quot;"), "{ada}");
    assert!(!people.hui.get("/inbox").await.expect(200).contains("renewing"));
    assert_eq!(look(&server, &settings(None)).await.digests, 0);
    // What turns up later on the same day comes in a list of its own.
    past_at(&server, people.bo.id, 357).await;
    assert_eq!(look(&server, &settings(None)).await.digests, 1);
}

#[actix_web::test]
async fn chats_hear_of_their_group_and_programs_of_everything() {
    let (server, people, _) =
        company(|people| vec![(people.ada.id, 358), (people.cai.id, 358), (people.bo.id, 366)]).await;
    let chat = web_server(&[("200 OK", r#"{"errcode":0}"#)]).await;
    let program = web_server(&[("204 No Content", "")]).await;
    let mut conn = server.conn().await;
    for (name, group) in [("all", None), ("north", Some(people.north))] {
        let robot = NewRobot {
            name: name.into(),
            provider: Provider::DingTalk,
            url: format!("http://127.0.0.1:{}/{name}", chat.port),
            secret: Some("SEC1".into()),
            group_id: group,
            language: "en",
        };
        add_robot(&mut conn, &Actor::server(), &robot).await.unwrap();
    }
    let url = format!("http://127.0.0.1:{}/", program.port);
    let events = [EventName::Expiring, EventName::Expired];
    add_webhook(&mut conn, &Actor::server(), &url, &events).await.unwrap();
    let settings = settings(None);
    let reminded = look(&server, &settings).await;
    // Bo's has ended two days ago: the step of the last day is told.
    assert_eq!((reminded.reminders, reminded.digests, reminded.events), (3, 2, 3));
    assert_eq!(look(&server, &settings).await.events, 0);
    assert_eq!(deliver(&server, &settings, Channel::Robot).await, 2);
    assert_eq!(deliver(&server, &settings, Channel::Webhook).await, 3);
    let mut chats: Vec<(String, String)> = chat
        .got()
        .iter()
        .map(|call| {
            (call.path.split('?').next().unwrap().to_owned(), call.json()["text"]["content"].to_string())
        })
        .collect();
    chats.sort();
    assert!(
        chats[0].0 == "/all" && chats[0].1.contains("Bo Chen") && chats[0].1.contains("蔡远"),
        "{chats:?}"
    );
    assert!(
        chats[1].0 == "/north" && !chats[1].1.contains("Bo Chen") && chats[1].1.contains("蔡远"),
        "{chats:?}"
    );
    assert!(chat.got()[0].path.contains("?timestamp=") && chat.got()[0].path.contains("&sign="));
    let mut names: Vec<String> =
        program.got().iter().map(|call| call.header("certamen-event").to_owned()).collect();
    names.sort();
    assert_eq!(names, ["certificate.expired", "certificate.expiring", "certificate.expiring"]);
    let first =
        program.got().into_iter().find(|call| call.header("certamen-event").ends_with("expiring")).unwrap();
    assert_eq!(first.json()["days_left"], 6);
    assert_eq!(in_state(&server, "sent", "webhook").await, 3);
}

#[actix_web::test]
async fn without_a_mail_server_no_mail_is_written_that_could_flood_people_later() {
    let (server, people, _) = company(|people| vec![(people.ada.id, 358)]).await;
    give_mail(&server, people.ada.id, "ada@example.com").await;
    look(&server, &settings(None)).await;
    assert_eq!(look(&server, &settings(Some(1))).await.reminders, 0);
    assert_eq!(server.count("SELECT count(*) FROM outbox_messages WHERE channel = 'mail'").await, 0);
}
