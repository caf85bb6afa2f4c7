//! What changes a score that is there: a mark, voiding, opening again. The old score stays, certificates are asked about.

use certamen::attempts::model::AttemptState;
use certamen::exams::counting::Counting;
use certamen::exams::model::Definition;

use super::world::{answer, definition, fill, grade, handed_in, history, world, world_with};
use crate::attempts::files::{bring, sealed};
use crate::attempts::world::{CODE, World, nobody};

/// Ada has passed with 9 of 12 points and a certificate.
async fn passed(world: &World) -> String {
    let href = handed_in(world, &world.people.ada, ["one", "two"]).await;
    grade(world, &href, 2, "5").await;
    grade(world, &href, 3, "2").await;
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 1);
    href
}

const REVOKED: &str = "SELECT count(*) FROM certificate_events WHERE kind = 'revoked'";

#[actix_web::test]
async fn f21_a_changed_mark_makes_a_new_score_and_whoever_turns_a_pass_into_a_fail_decides_about_the_certificate()
 {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = passed(&world).await;
    let address = format!("{}/marks/2", history(&href));
    let page = tian.get(&address).await.expect(200);
    assert!(page.contains("A certificate rests on this attempt") && page.contains("value=\"5\""), "{page}");
    let seen = [("points", "0"), ("comment", "see again"), ("seen", "1")];
    let page = tian.post(&address, &seen).await.expect(422);
    assert!(
        page.contains("Write something") && page.contains("Choose what becomes of the certificate"),
        "{page}"
    );
    assert!(page.contains("see again"), "{page}");
    let mut fields = seen.to_vec();
    fields.extend([("reason", "Copied from a neighbour"), ("fate", "revoke")]);
    assert_eq!(tian.post(&address, &fields).await.expect_redirect(), history(&href));
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 2, "the old one is kept");
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 2 AND cause = 'regraded' AND score = 400 AND NOT passed AND created_by IS NOT NULL").await, 1);
    assert_eq!(world.server.count(REVOKED).await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM achievement_withdrawals").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.regraded' AND detail->>'reason' = 'Copied from a neighbour'").await, 1);
    let page = tian.get(&history(&href)).await.expect(200);
    assert!(
        page.contains("Graded by people")
            && page.contains("Mark changed")
            && page.contains("Copied from a neighbour"),
        "{page}"
    );
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("Not passed") && page.contains("see again"), "{page}");
    // The page from before is stale now; a new one gives the pass back, with a new certificate.
    let stale = tian.post(&address, &fields).await.expect(409);
    assert!(stale.contains("Somebody else changed it meanwhile"), "{stale}");
    let back = [("points", "4"), ("comment", ""), ("seen", "2"), ("reason", "It was not copied")];
    tian.post(&address, &back).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 2);
    assert_eq!(
        world.server.count("SELECT count(*) FROM achievements WHERE evidence_kind = 'result'").await,
        1
    );
    assert_eq!(world.server.count(REVOKED).await, 1);
}

#[actix_web::test]
async fn a_certificate_stays_where_whoever_changes_the_mark_says_so() {
    let world = world().await;
    let href = passed(&world).await;
    let address = format!("{}/marks/2", history(&href));
    let fields =
        [("points", "0"), ("comment", ""), ("seen", "1"), ("reason", "Guide was wrong"), ("fate", "keep")];
    world.people.tian.post(&address, &fields).await.expect_redirect();
    assert_eq!(world.server.count(REVOKED).await, 0);
    assert_eq!(
        world.server.count("SELECT count(*) FROM achievement_withdrawals").await,
        1,
        "it proves nothing later"
    );
}

#[actix_web::test]
async fn a_voided_attempt_counts_nowhere_and_its_certificate_goes_as_was_decided() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = passed(&world).await;
    let address = format!("{}/void", history(&href));
    let page = tian.get(&address).await.expect(200);
    assert!(page.contains("A certificate rests on this attempt") && page.contains("林晓雯"), "{page}");
    tian.post(&address, &[("reason", ""), ("fate", "revoke")]).await.expect(422);
    tian.post(&address, &[("reason", "Somebody else sat it")]).await.expect(422);
    tian.post(&address, &[("reason", "Somebody else sat it"), ("fate", "revoke")]).await.expect_redirect();
    assert_eq!(world.attempt(&href).await.state, AttemptState::Voided);
    assert_eq!(world.server.count(REVOKED).await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 1, "its score stays in the history");
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("Voided") && !page.contains("<small> / 12</small>"), "{page}");
    let csv = tian.get(&format!("/exams/{CODE}/results.csv")).await.expect(200);
    assert!(csv.lines().any(|line| line.contains("T001") && line.contains("Not started")), "{csv}");
    let page = tian.get(&history(&href)).await.expect(200);
    assert!(page.contains("Somebody else sat it") && page.contains("9 / 12"), "{page}");
    // Once is enough, and it uses up no attempt.
    tian.post(&address, &[("reason", "again"), ("fate", "keep")]).await.expect(409);
    for number in 2..=4 {
        let next = world.start(ada).await;
        assert_eq!(world.attempt(&next).await.number, number);
        world.hand_in(ada, &next).await;
    }
    tian.get(&format!("/exams/{CODE}/results/{}/void", nobody().trim_start_matches("/attempts/")))
        .await
        .expect(404);
}

#[actix_web::test]
async fn where_only_the_first_attempt_counts_the_next_takes_the_place_of_one_that_is_void() {
    let world = world_with(Definition { counting: Counting::First, ..definition() }).await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let first = handed_in(&world, ada, ["", ""]).await;
    let second = handed_in(&world, ada, ["one", "two"]).await;
    grade(&world, &second, 2, "5").await;
    grade(&world, &second, 3, "5").await;
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 0);
    let fields = [("reason", "The projector fell over")];
    tian.post(&format!("{}/void", history(&first)), &fields).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 1);
}

#[actix_web::test]
async fn an_attempt_that_is_opened_again_goes_on_with_its_answers_and_gets_a_score_beside_the_old_one() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = passed(&world).await;
    let address = format!("{}/reopen", history(&href));
    assert!(tian.get(&address).await.expect(200).contains("A certificate rests on this attempt"));
    let late = [("until", "2020-01-01T10:00"), ("reason", "Power cut"), ("fate", "keep")];
    let page = tian.post(&address, &late).await.expect(422);
    assert!(page.contains("Choose a time in the future") && page.contains("Power cut"), "{page}");
    let fields = [("until", "2099-01-01T10:00"), ("reason", "Power cut"), ("fate", "revoke")];
    tian.post(&address, &fields).await.expect_redirect();
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.state, attempt.writer_epoch, attempt.receipt), (AttemptState::InProgress, 2, None));
    assert_eq!(world.server.count(REVOKED).await, 1);
    assert!(ada.get("/my/exams").await.expect(200).contains("In progress"));
    let csv = tian.get(&format!("/exams/{CODE}/results.csv")).await.expect(200);
    assert!(csv.lines().any(|line| line.contains("T001") && line.contains("In progress")), "{csv}");
    tian.post(&address, &fields).await.expect(409);
    assert_eq!(world.start(ada).await, href, "she goes on with the same one");
    assert!(ada.get(&href).await.expect(200).contains("one"), "her answers are there");
    fill(&world, ada, &href, ["better", "two"], 2).await;
    world.hand_in(ada, &href).await;
    assert_eq!(world.attempt(&href).await.state, AttemptState::Submitted);
    assert!(ada.get(&format!("{href}/result")).await.expect(200).contains("Being graded"));
    // The answer that did not change has its mark; only the other one is graded again.
    assert_eq!(world.server.count("SELECT position FROM grading_tasks WHERE points IS NULL").await, 2);
    grade(&world, &href, 2, "5").await;
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 2 AND score = 900").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 2);
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 2);
    assert_eq!(
        world.server.count("SELECT count(*) FROM manual_marks").await,
        3,
        "the marks from before are kept"
    );
}

#[actix_web::test]
async fn an_attempt_that_comes_back_as_it_was_has_its_marks_and_the_grader_may_change_them() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = handed_in(&world, ada, ["one", "two"]).await;
    grade(&world, &href, 2, "5").await;
    let fields = [("until", "2099-01-01T10:00"), ("reason", "Power cut")];
    tian.post(&format!("{}/reopen", history(&href)), &fields).await.expect_redirect();
    tian.get(&answer(&href, 2)).await.expect(404);
    world.hand_in(ada, &href).await;
    assert_eq!(world.attempt(&href).await.state, AttemptState::Submitted, "the third question still waits");
    assert_eq!(world.server.count("SELECT position FROM grading_tasks WHERE points IS NULL").await, 3);
    grade(&world, &href, 3, "2").await;
    assert_eq!(world.server.count("SELECT score FROM results").await, 900);
    tian.post(&format!("{}/reopen", history(&href)), &[&fields[..], &[("fate", "keep")]].concat())
        .await
        .expect_redirect();
    world.hand_in(ada, &href).await;
    assert_eq!(world.attempt(&href).await.state, AttemptState::Graded, "nothing is left to grade");
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 2 AND score = 900").await, 1);
    let change = [("points", "1"), ("comment", ""), ("seen", "1"), ("reason", "Too much"), ("fate", "keep")];
    tian.post(&format!("{}/marks/2", history(&href)), &change).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 3 AND score = 500").await, 1);
}

#[actix_web::test]
async fn an_answer_by_file_that_turns_a_pass_into_a_fail_asks_about_the_certificate() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    fill(&world, ada, &href, ["one", "two"], 1).await;
    let later = serde_json::json!([{ "position": 2, "sequence": 2, "response": "later" }]);
    let file = sealed(ada, &href, 1, &later).await;
    world.hand_in(ada, &href).await;
    grade(&world, &href, 2, "5").await;
    grade(&world, &href, 3, "2").await;
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 1);
    // The old points count until somebody has read the new answer, so nothing is lost and nothing asked yet.
    let review = bring(&world, &file).await.expect_redirect();
    tian.post(&review, &[("reason", "Network down")]).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 2 AND passed").await, 1);
    let address = answer(&href, 2);
    assert!(tian.get(&address).await.expect(200).contains("A certificate rests on this attempt"));
    let mut fields =
        vec![("points", "0"), ("comment", "no"), ("seen", "0"), ("among", "exam"), ("do", "mark")];
    let page = tian.post(&address, &fields).await.expect(422);
    assert!(
        page.contains("Choose what becomes of the certificate") && page.contains("value=\"0\""),
        "{page}"
    );
    assert_eq!(world.server.count("SELECT count(*) FROM manual_marks").await, 2, "nothing changed");
    fields.push(("fate", "keep"));
    tian.post(&address, &fields).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 3 AND NOT passed").await, 1);
    assert_eq!(world.server.count(REVOKED).await, 0);
    assert_eq!(world.server.count("SELECT count(*) FROM achievement_withdrawals").await, 1);
}

#[actix_web::test]
async fn nothing_is_opened_again_while_another_attempt_is_open() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let first = handed_in(&world, ada, ["", ""]).await;
    let second = world.start(ada).await;
    let fields = [("until", "2099-01-01T10:00"), ("reason", "Power cut")];
    let page = tian.post(&format!("{}/reopen", history(&first)), &fields).await.expect(409);
    assert!(page.contains("another attempt open"), "{page}");
    let page = tian.post(&format!("{}/void", history(&second)), &[("reason", "x")]).await.expect(409);
    assert!(page.contains("Only an attempt that is handed in"), "{page}");
}
