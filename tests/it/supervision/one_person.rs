//! What is done for one person alone: another device, an end.

use certamen::accounts::actions::{Origin, begin_session};
use certamen::attempts::model::{AttemptState, SubmittedBy};
use futures_util::future::join;
use serde_json::json;

use super::{ROOM, beat, follow};
use crate::attempts::world::{save, world};
use crate::harness::Browser;

#[actix_web::test]
async fn an_exam_that_is_ended_is_handed_in_with_what_was_saved_and_says_who_ended_it() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    world.answer(ada, &href, &right).await;
    let person = format!("{ROOM}/people/{}", ada.id);
    let end = format!("{person}/end");
    let page = tian.post(&end, &[("reason", "left < early")]).await.expect(422);
    assert!(page.contains("value=\"left &lt; early\"") && page.contains("id=\"sure-error\""), "{page}");
    let page = tian.post(&end, &[("reason", "")]).await.expect(422);
    assert!(page.contains("Give the reason in one line") && page.contains("Tick the box to end the exam"));
    assert!(world.attempt(&href).await.is_open());
    let page = follow(tian, &end, &[("reason", "left the room"), ("sure", "on")]).await;
    assert!(page.contains("The exam is ended and handed in.") && page.contains("left the room"), "{page}");
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.state, attempt.submitted_by), (AttemptState::Graded, Some(SubmittedBy::Staff)));
    assert_eq!(world.server.count("SELECT score FROM results").await, 1100);
    let receipt = ada.get(&format!("{href}/receipt")).await.expect(200);
    assert!(receipt.contains("A trainer ended the exam.") && !receipt.contains("left the room"), "{receipt}");
    for sql in [
        "SELECT count(*) FROM attempt_events WHERE kind = 'ended_by_staff' AND detail->>'reason' = 'left the room'",
        "SELECT count(*) FROM audit_events WHERE action = 'attempt.ended' AND detail->>'reason' = 'left the room'",
        "SELECT count(*) FROM results",
    ] {
        assert_eq!(world.server.count(sql).await, 1, "{sql}");
    }
    let page = follow(tian, &end, &[("reason", "again"), ("sure", "on")]).await;
    assert!(page.contains("sits no exam now"), "{page}");
    assert!(!page.contains("/end\""), "nothing is left to end");
}

#[actix_web::test]
async fn an_end_that_races_the_hand_in_leaves_one_result() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    for _ in 0..2 {
        let href = world.start(ada).await;
        let end = format!("{ROOM}/people/{}/end", ada.id);
        join(world.hand_in(ada, &href), tian.post(&end, &[("reason", "x"), ("sure", "on")])).await;
        assert_eq!(world.attempt(&href).await.state, AttemptState::Graded);
    }
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 2);
}

#[actix_web::test]
async fn taken_from_a_broken_computer_the_exam_goes_on_at_another() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    let release = format!("{ROOM}/people/{}/release", ada.id);
    assert!(tian.post(&release, &[]).await.expect(422).contains("Give the reason in one line"));
    let page = follow(tian, &release, &[("reason", "screen is dark")]).await;
    assert!(page.contains("Taken from its device."), "{page}");
    let (status, reply) =
        save(ada, &href, 1, &[json!({ "position": 2, "sequence": 1, "response": "B" })]).await;
    assert_eq!((status, reply["results"][0]["verdict"].as_str()), (409, Some("superseded")));
    assert_eq!(beat(ada, &href, 1, 1, 2).await["epoch"], json!(2));

    let origin = Origin { address: "127.0.0.2".into(), ..Origin::default() };
    let opened = begin_session(&mut *world.server.conn().await, ada.id, &origin, None).await.unwrap();
    let secret = opened.session;
    let other = Browser::with_session(&world.server, &secret).await;
    let to = other.post("/my/exams/pilot/start", &[]).await.expect_redirect();
    assert_eq!(to, href);
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.writer_epoch, attempt.is_held_by(&secret.hash())), (3, true));
    assert!(other.get(&format!("{href}?question=1")).await.expect(200).contains("class=\"opt\""));
    assert_eq!(
        world.server.count("SELECT count(*) FROM attempt_events WHERE kind = 'released_device'").await,
        1
    );
    assert!(tian.get(ROOM).await.expect(200).contains("changed device once"));
}

#[actix_web::test]
async fn who_has_nothing_to_do_with_the_exam_has_no_page_in_its_room() {
    let world = world().await;
    let tian = &world.people.tian;
    let stranger = world.people.cai.id;
    tian.get(&format!("{ROOM}/people/{stranger}")).await.expect(404);
    for below in ["", "/end", "/release"] {
        tian.get(&format!("{ROOM}/people/x{below}")).await.expect(404);
    }
    for act in ["end", "release"] {
        let address = format!("{ROOM}/people/{stranger}/{act}");
        let form = [("reason", "x"), ("sure", "on")];
        let fields = if act == "end" { &form[..] } else { &form[..1] };
        let to = tian.post(&address, fields).await.expect_redirect();
        assert_eq!(to, format!("{ROOM}/people/{stranger}"));
        assert_eq!(
            tian.get(&address).await.expect_redirect(),
            format!("{ROOM}/people/{stranger}"),
            "opened as a page"
        );
    }
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_events").await, 0);
    let page = tian.get(&format!("{ROOM}/people/{}", world.people.ada.id)).await.expect(200);
    assert!(page.contains("Not come yet") && !page.contains("/release\""), "{page}");
}
