//! The queue: what waits, one answer after the other, names hidden, marks that can be taken back.

use certamen::accounts::Role;

use super::world::{answer, grade, handed_in, world};
use crate::attempts::world::{CODE, nobody};
use crate::harness::people::someone;

const EXAM: &str = "/grading/exams/pilot";

#[actix_web::test]
async fn a_trainer_grades_one_answer_after_the_other_without_knowing_whose_they_are() {
    let world = world().await;
    let tian = &world.people.tian;
    handed_in(&world, &world.people.ada, ["Ada one", "Ada two"]).await;
    handed_in(&world, &world.people.bo, ["Bo one", ""]).await;
    let list = tian.get("/grading").await.expect(200);
    assert!(
        list.contains("Case exam") && list.contains("0 of 3 graded") && list.contains("3 wait"),
        "{list}"
    );
    let exam = tian.get(EXAM).await.expect(200);
    assert!(
        exam.contains("Names are hidden") && exam.contains("Answer sheet ") && exam.contains("en case 1?"),
        "{exam}"
    );
    assert!(!exam.contains("林晓雯") && !exam.contains("Bo Chen"), "{exam}");
    let mut page = tian.post(&format!("{EXAM}/next"), &[]).await.expect_redirect();
    for graded in 0..3 {
        let shown = tian.get(&page).await.expect(200);
        assert!(shown.contains(&format!("{graded} of 3 graded")), "{shown}");
        assert!(
            shown.contains("en guide") && !shown.contains("en explanation") && shown.contains("autofocus"),
            "{shown}"
        );
        assert!(!shown.contains("林晓雯") && !shown.contains("Bo Chen"), "{shown}");
        let fields =
            [("points", "4"), ("comment", "Good start"), ("seen", "0"), ("among", "exam"), ("do", "mark")];
        page = tian.post(page.split('?').next().unwrap(), &fields).await.expect_redirect();
    }
    assert_eq!(page, EXAM, "nothing is left");
    assert!(tian.get(EXAM).await.expect(200).contains("Nothing is left to grade here"));
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 2);
}

#[actix_web::test]
async fn names_are_shown_to_whoever_grades_only_when_somebody_switched_them_on() {
    let world = world().await;
    let tian = &world.people.tian;
    let href = handed_in(&world, &world.people.ada, ["one", "two"]).await;
    tian.post(&format!("{EXAM}/names"), &[("shown", "yes")]).await.expect_redirect();
    for page in [EXAM.to_owned(), answer(&href, 2)] {
        assert!(tian.get(&page).await.expect(200).contains("林晓雯"), "{page}");
    }
    tian.post(&format!("{EXAM}/names"), &[("shown", "no")]).await.expect_redirect();
    assert!(!tian.get(EXAM).await.expect(200).contains("林晓雯"));
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'exam.grading_names'").await,
        2
    );
}

#[actix_web::test]
async fn points_that_are_none_of_the_question_are_refused_with_everything_kept() {
    let world = world().await;
    let tian = &world.people.tian;
    let href = handed_in(&world, &world.people.ada, ["one", "two"]).await;
    for points in ["", "5.01", "-1", "many", "1.234"] {
        let fields = [
            ("points", points),
            ("comment", "Kept words"),
            ("seen", "0"),
            ("among", "question"),
            ("do", "mark"),
        ];
        let page = tian.post(&answer(&href, 2), &fields).await.expect(422);
        assert!(page.contains("Type points from 0 to 5") && page.contains("Kept words"), "{points}: {page}");
    }
    let long = "x".repeat(2001);
    let fields =
        [("points", "1"), ("comment", long.as_str()), ("seen", "0"), ("among", "exam"), ("do", "mark")];
    tian.post(&answer(&href, 2), &fields).await.expect(422);
    assert_eq!(world.server.count("SELECT count(*) FROM manual_marks").await, 0);
    for wrong in [answer(&href, 1), answer(&href, 9), answer(&nobody(), 2), format!("{EXAM}/answers/x/2")] {
        tian.get(&wrong).await.expect(404);
        tian.post(&wrong, &[("points", "1"), ("do", "mark")]).await.expect(404);
    }
    tian.get("/grading/exams/nothing").await.expect(404);
    tian.post(&format!("{EXAM}/next"), &[("question", "x")]).await.expect(404);
    assert_eq!(
        tian.post(&format!("/grading/exams/{CODE}/next"), &[("grade", "1")]).await.status.as_u16(),
        400
    );
}

#[actix_web::test]
async fn a_mark_can_be_changed_as_long_as_the_attempt_waits_for_another() {
    let world = world().await;
    let tian = &world.people.tian;
    let href = handed_in(&world, &world.people.ada, ["one", "two"]).await;
    grade(&world, &href, 2, "1").await;
    let page = tian.get(&answer(&href, 3)).await.expect(200);
    assert!(page.contains("Back to the last one (points: 1)"), "{page}");
    let stale = [("points", "4"), ("comment", ""), ("seen", "0"), ("among", "exam"), ("do", "mark")];
    let page = tian.post(&answer(&href, 2), &stale).await.expect(409);
    assert!(
        page.contains("Somebody else graded this answer meanwhile") && page.contains("value=\"4\""),
        "{page}"
    );
    let again = [("points", "4"), ("comment", ""), ("seen", "1"), ("among", "exam"), ("do", "mark")];
    tian.post(&answer(&href, 2), &again).await.expect_redirect();
    assert_eq!(world.server.count("SELECT points FROM grading_tasks WHERE position = 2").await, 400);
    assert_eq!(world.server.count("SELECT count(*) FROM manual_marks").await, 2, "the first one is kept");
    grade(&world, &href, 3, "0").await;
    assert_eq!(world.server.count("SELECT score FROM results").await, 600);
    let again = [("points", "5"), ("comment", ""), ("seen", "2"), ("among", "exam"), ("do", "mark")];
    let page = tian.post(&answer(&href, 2), &again).await.expect(409);
    assert!(page.contains("The result is there already"), "{page}");
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 1);
}

#[actix_web::test]
async fn an_answer_is_kept_for_whoever_has_it_until_the_claim_ends() {
    let world = world().await;
    let tian = &world.people.tian;
    let other = someone(&world.server, "Ou", "R002", Role::Trainer, None).await;
    handed_in(&world, &world.people.ada, ["one", ""]).await;
    let place = tian.post(&format!("{EXAM}/next"), &[]).await.expect_redirect();
    let address = place.split('?').next().unwrap();
    assert_eq!(other.post(&format!("{EXAM}/next"), &[]).await.expect_redirect(), EXAM, "none is free");
    let fields = [("points", "3"), ("comment", "mine"), ("seen", "0"), ("among", "exam"), ("do", "mark")];
    let page = other.post(address, &fields).await.expect(409);
    assert!(page.contains("Somebody else is grading this answer") && page.contains("mine"), "{page}");
    assert_eq!(
        tian.post(&format!("{EXAM}/next"), &[]).await.expect_redirect(),
        place,
        "one's own comes again"
    );
    // Given back, it is free at once.
    tian.post(address, &[("do", "skip"), ("among", "exam")]).await.expect_redirect();
    world.server.sql("UPDATE grading_tasks SET claimed_by = NULL, claimed_until = NULL").await;
    assert_eq!(tian.post(&format!("{EXAM}/next"), &[]).await.expect_redirect(), place);
    world.server.move_clock("16 minutes").await;
    assert_eq!(
        other.post(&format!("{EXAM}/next"), &[]).await.expect_redirect(),
        place,
        "whoever went away keeps it no longer"
    );
    other.post(address, &fields).await.expect_redirect();
    assert_eq!(world.server.count("SELECT score FROM results").await, 500);
}
