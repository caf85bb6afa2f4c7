//! An attempt with answers for people waits: no result, no certificate, and everybody is told.

use certamen::attempts::model::AttemptState;

use super::world::{grade, handed_in, history, world};
use crate::attempts::world::CODE;

#[actix_web::test]
async fn while_people_grade_there_is_no_result_and_no_certificate_and_every_page_says_so() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = handed_in(&world, ada, ["先问需求", "再报价"]).await;
    assert_eq!(world.attempt(&href).await.state, AttemptState::Submitted);
    for table in ["results", "certificates", "achievements"] {
        assert_eq!(world.server.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    for page in [
        format!("{href}/receipt"),
        format!("{href}/result"),
        "/my/exams".into(),
        "/".into(),
        format!("/my/exams/{CODE}"),
    ] {
        let page = ada.get(&page).await.expect(200);
        assert!(page.contains("Being graded"), "{page}");
        assert!(!page.contains("Passed,") && !page.contains("Not passed"), "{page}");
    }
    let results = format!("/exams/{CODE}/results");
    assert!(tian.get(&results).await.expect(200).contains("Waiting to be graded"));
    let csv = tian.get(&format!("{results}.csv")).await.expect(200);
    assert!(csv.lines().any(|line| line.contains("T001") && line.contains("Waiting to be graded")), "{csv}");
    assert!(tian.get(&format!("/exams/{CODE}/room")).await.expect(200).contains("Being graded"));
    assert!(tian.get(&history(&href)).await.expect(200).contains("Being graded"));
    assert!(tian.get("/").await.expect(200).contains("2 answers to grade"));
    grade(&world, &href, 2, "5").await;
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 0, "one mark is missing");
    assert!(ada.get(&format!("{href}/result")).await.expect(200).contains("Being graded"));
    grade(&world, &href, 3, "2.5").await;
    assert_eq!(world.attempt(&href).await.state, AttemptState::Graded);
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE cause = 'graded' AND number = 1 AND score = 950 AND passed").await, 1);
    assert_eq!(
        world.server.count("SELECT count(*) FROM certificates").await,
        1,
        "with the last mark, not before"
    );
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.answer_graded'").await,
        2
    );
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.graded'").await,
        1
    );
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("9.5<small> / 12</small>") && !page.contains("Being graded"), "{page}");
    assert!(!page.contains("en guide"), "the model answer waits for the key to open: {page}");
    assert!(ada.get("/my/exams").await.expect(200).contains("Passed, 79.1%"));
}

#[actix_web::test]
async fn a_case_that_was_left_empty_needs_nobody() {
    let world = world().await;
    let href = handed_in(&world, &world.people.ada, ["", "   "]).await;
    assert_eq!(world.attempt(&href).await.state, AttemptState::Graded);
    assert_eq!(world.server.count("SELECT score FROM results").await, 200);
    assert_eq!(world.server.count("SELECT count(*) FROM grading_tasks").await, 0);
}

#[actix_web::test]
async fn the_sweep_hands_in_what_people_grade_and_leaves_it_to_them() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    super::world::fill(&world, ada, &href, ["one", "two"], 1).await;
    world.deadline_in(&href, -60).await;
    let swept = world.server.sweep(100).await;
    assert_eq!((swept.closed, swept.failed), (1, 0));
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.state, attempt.submitted_at), (AttemptState::Submitted, attempt.deadline_at));
    assert_eq!(world.server.count("SELECT count(*) FROM grading_tasks WHERE points IS NULL").await, 2);
    grade(&world, &href, 2, "5").await;
    grade(&world, &href, 3, "5").await;
    assert_eq!(
        world
            .server
            .count("SELECT count(*) FROM achievements a JOIN attempts t ON t.submitted_at = a.achieved_at")
            .await,
        1,
        "passed when it was handed in, not when it was graded"
    );
}

#[actix_web::test]
async fn staff_end_an_attempt_for_people_to_grade_and_the_next_one_can_begin() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    super::world::fill(&world, ada, &href, ["one", "two"], 1).await;
    let end = format!("/exams/{CODE}/room/people/{}/end", ada.id);
    tian.post(&end, &[("reason", "fire alarm"), ("sure", "on")]).await.expect_redirect();
    assert_eq!(world.attempt(&href).await.state, AttemptState::Submitted);
    let next = world.start(ada).await;
    assert_ne!(next, href);
    assert_eq!(world.attempt(&next).await.number, 2);
}
