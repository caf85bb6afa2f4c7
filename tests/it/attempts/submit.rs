//! Handing in: the check, the receipt, twice, late, beside the sweep and beside saves.

use certamen::attempts::model::{AttemptState, SubmittedBy};
use certamen::db::schema::{audit_events, response_journal};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::future::join;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::world::{id_of, save, world};

#[actix_web::test]
async fn open_questions_are_listed_and_have_to_be_confirmed() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.answer(ada, &href, &["A".into(), "B".into()]).await;
    let page = ada.get(&format!("{href}/submit")).await.expect(200);
    assert!(page.contains("3 questions have no answer yet."), "{page}");
    assert!(page.contains(&format!("{href}?question=3")) && !page.contains(&format!("{href}?question=1\"")));
    let page = ada.post(&format!("{href}/submit"), &[("epoch", "1")]).await.expect(422);
    assert!(page.contains("Tick the box") && page.contains("href=\"#sure\""), "{page}");
    assert!(world.attempt(&href).await.is_open());
    let receipt = world.hand_in(ada, &href).await;
    assert!(ada.get(&receipt).await.expect(200).contains("2 / 5"));
}

#[actix_web::test]
async fn f17_handing_in_a_hundred_times_is_handing_in_once() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.hand_in(ada, &href).await;
    let number = world.attempt(&href).await.receipt.unwrap();
    for _ in 0..100 {
        let to =
            ada.post(&format!("{href}/submit"), &[("epoch", "1"), ("sure", "on")]).await.expect_redirect();
        assert_eq!(to, format!("{href}/receipt"));
    }
    assert_eq!(world.attempt(&href).await.receipt.unwrap(), number);
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_events WHERE kind = 'submitted'").await, 1);
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.submitted'").await,
        1
    );
}

#[actix_web::test]
async fn f19_after_handing_in_every_way_back_leads_to_the_receipt_and_nothing_is_taken() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.answer(ada, &href, &["A".into()]).await;
    let receipt = world.hand_in(ada, &href).await;
    for path in ["", "?question=2", "/submit", "/saves", "/take-over"] {
        let mut to = ada.get(&format!("{href}{path}")).await.expect_redirect();
        if to == href {
            to = ada.get(&to).await.expect_redirect();
        }
        assert_eq!(to, receipt, "{path}");
    }
    let form = [("epoch", "1"), ("sequence", "1"), ("position", "1"), ("response", "B")];
    assert_eq!(ada.post(&href, &form).await.expect_redirect(), receipt);
    let (status, reply) =
        save(ada, &href, 1, &[json!({ "position": 1, "sequence": 2, "response": "B" })]).await;
    assert_eq!((status, reply["results"][0]["verdict"].as_str()), (409, Some("closed")));
    assert_eq!(world.server.count("SELECT count(*) FROM responses WHERE response = 'B'").await, 0);
}

#[actix_web::test]
async fn the_grace_takes_what_comes_just_late_and_the_end_of_it_nothing() {
    let world = world().await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    let href = world.start(ada).await;
    world.deadline_in(&href, -58).await;
    let (status, _) = save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    assert_eq!(status, 200);
    assert!(ada.get(&href).await.expect(200).contains("0:00"));
    world.hand_in(ada, &href).await;
    let attempt = world.attempt(&href).await;
    assert!(attempt.late && attempt.submitted_by == Some(SubmittedBy::Trainee));
    assert!(ada.get(&format!("{href}/receipt")).await.expect(200).contains("just after the deadline"));

    let href = world.start(bo).await;
    world.deadline_in(&href, -61).await;
    let (status, reply) =
        save(bo, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    assert_eq!((status, reply["results"][0]["verdict"].as_str()), (409, Some("late")));
    assert_eq!(bo.get(&href).await.expect_redirect(), format!("{href}/submit"));
    assert!(bo.get(&format!("{href}/submit")).await.expect(200).contains("The time is over."));
    bo.post(&format!("{href}/submit"), &[]).await.expect_redirect();
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.submitted_by, attempt.submitted_at), (Some(SubmittedBy::Sweep), attempt.deadline_at));
    assert_eq!(world.server.count("SELECT count(*) FROM response_journal WHERE verdict = 'late'").await, 1);
}

#[actix_web::test]
async fn a_form_that_comes_after_the_grace_ends_at_the_receipt() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.deadline_in(&href, -61).await;
    let form = [("epoch", "1"), ("sequence", "0"), ("position", "1"), ("response", "B")];
    assert_eq!(ada.post(&href, &form).await.expect_redirect(), format!("{href}/receipt"));
    assert_eq!(world.attempt(&href).await.state, AttemptState::Graded);
    // Whoever starts over finds the old one closed and begins a new one.
    assert_ne!(world.start(ada).await, href);
}

#[actix_web::test]
async fn the_page_hands_in_by_itself_without_a_question() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let fields = [("epoch", "1"), ("by", "page_at_deadline")];
    ada.post(&format!("{href}/submit"), &fields).await.expect_redirect();
    assert_eq!(world.attempt(&href).await.submitted_by, Some(SubmittedBy::PageAtDeadline));
}

#[actix_web::test]
async fn a_hundred_rounds_of_handing_in_against_the_sweep_end_each_in_one_result() {
    let world = world().await;
    world.server.sql("UPDATE assignments SET due_at = NULL").await;
    let ada = &world.people.ada;
    let mut closed_by_sweep = 0;
    for round in 0..100 {
        // Two attempts are allowed: the old ones are laid aside.
        world.server.sql("UPDATE attempts SET state = 'voided'").await;
        let href = world.start(ada).await;
        world.deadline_in(&href, -60).await;
        let path = format!("{href}/submit");
        let fields = [("epoch", "1"), ("sure", "on")];
        let (answer, swept) = if round % 2 == 0 {
            join(ada.post(&path, &fields), world.server.sweep(10)).await
        } else {
            let (swept, answer) = join(world.server.sweep(10), ada.post(&path, &fields)).await;
            (answer, swept)
        };
        assert_eq!(answer.expect_redirect(), format!("{href}/receipt"));
        closed_by_sweep += swept.closed;
        let attempt = world.attempt(&href).await;
        assert_eq!((attempt.state, attempt.submitted_at), (AttemptState::Graded, attempt.deadline_at));
    }
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 100);
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number <> 1").await, 0);
    assert_eq!(
        world
            .server
            .count("SELECT count(*) FROM attempt_events WHERE kind IN ('submitted', 'closed_by_sweep')")
            .await,
        100
    );
    assert!(closed_by_sweep > 0, "the sweep never came first: the rounds race nothing");
}

#[actix_web::test]
async fn f18_a_save_beside_a_hand_in_is_in_the_marked_paper_or_refused() {
    let world = world().await;
    let ada = &world.people.ada;
    for _ in 0..20 {
        world.server.sql("UPDATE attempts SET state = 'voided'").await;
        let href = world.start(ada).await;
        let path = format!("{href}/submit");
        let saves = [json!({ "position": 1, "sequence": 1, "response": "C" })];
        let fields = [("epoch", "1"), ("sure", "on")];
        let ((status, reply), _) = join(save(ada, &href, 1, &saves), ada.post(&path, &fields)).await;
        let id = id_of(&href);
        let marked = world
            .server
            .count(&format!(
                "SELECT count(*) FROM results WHERE attempt_id = '{id}' AND marks->0->>'response' = 'C'"
            ))
            .await;
        match status {
            200 => assert_eq!(marked, 1, "acknowledged and not marked: {reply}"),
            409 => assert_eq!((marked, reply["results"][0]["verdict"].as_str()), (0, Some("closed"))),
            other => panic!("{other} {reply}"),
        }
    }
}

#[actix_web::test]
async fn the_audit_row_of_a_hand_in_holds_a_digest_of_every_save() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    world.answer(ada, &href, &right).await;
    ada.post(&format!("{href}/submit"), &[("epoch", "1"), ("sure", "on")]).await.expect_redirect();
    let mut conn = world.server.conn().await;
    type Save = (i16, i32, i32, chrono::DateTime<chrono::Utc>, String, String);
    let journal: Vec<Save> = response_journal::table
        .filter(response_journal::attempt_id.eq(id_of(&href)))
        .order((response_journal::position, response_journal::writer_epoch, response_journal::sequence))
        .select((
            response_journal::position,
            response_journal::writer_epoch,
            response_journal::sequence,
            response_journal::received_at,
            response_journal::verdict,
            response_journal::response,
        ))
        .load(&mut conn)
        .await
        .unwrap();
    let mut lines = String::new();
    for (position, epoch, sequence, at, verdict, response) in &journal {
        let (at, bytes) = (at.timestamp_micros(), response.len());
        lines += &format!("{position} {epoch} {sequence} {at} {verdict} {bytes} {response}\n");
    }
    let detail: serde_json::Value = audit_events::table
        .filter(audit_events::action.eq("attempt.submitted"))
        .select(audit_events::detail)
        .first(&mut conn)
        .await
        .unwrap();
    assert_eq!(journal.len(), right.len());
    assert_eq!(detail["journal_saves"], journal.len());
    assert_eq!(detail["journal_sha256"], hex::encode(Sha256::digest(&lines)));
}
