//! Which of several attempts counts: in my exams, in the results, in the CSV and for certificates.

use certamen::audit::Actor;
use certamen::certification::actions as certification;
use certamen::exams::counting::Counting;
use certamen::exams::model::Definition;

use super::world::{World, definition, world_with};

/// Ada hands in as told: right, or nothing.
async fn sit(world: &World, right: bool) {
    let href = world.start(&world.people.ada).await;
    if right {
        let answers = world.right_answers(&href).await;
        world.answer(&world.people.ada, &href, &answers).await;
    }
    world.hand_in(&world.people.ada, &href).await;
}

async fn world_counting(counting: Counting) -> World {
    let world = world_with(Definition { counting, attempts_allowed: None, ..definition() }, "first").await;
    let rules = crate::certificates::rules(&["pilot"]);
    let mut conn = world.server.conn().await;
    certification::create_programme(&mut conn, &Actor::server(), "pilot-programme", &rules).await.unwrap();
    drop(conn);
    world
}

#[actix_web::test]
async fn f24_the_rule_decides_which_attempt_is_shown_and_whether_a_later_one_certifies() {
    for (counting, first, second, shown, certificates) in [
        (Counting::Best, true, false, "100%", 1),
        (Counting::Best, false, true, "100%", 1),
        (Counting::Last, true, false, "0%", 1),
        (Counting::Last, false, true, "100%", 1),
        (Counting::First, true, false, "100%", 1),
        (Counting::First, false, true, "0%", 0),
    ] {
        let case = format!("{counting:?} {first} {second}");
        let world = world_counting(counting).await;
        sit(&world, first).await;
        sit(&world, second).await;
        let passed = shown == "100%";
        let mine = world.people.ada.get("/my/exams").await.expect(200);
        let words = if passed { "Passed, 100%" } else { "Not passed, 0%" };
        assert!(mine.contains(words), "{case}: {mine}");
        let results = world.people.tian.get("/exams/pilot/results?show=passed").await.expect(200);
        assert_eq!(results.contains("/ 11"), passed, "{case}: {results}");
        let csv = world.people.tian.get("/exams/pilot/results.csv").await.expect(200);
        let line = csv.lines().find(|line| line.contains("T001")).unwrap();
        let word = if passed { ",Passed,11,11,100%,2," } else { ",Not passed,0,11,0%,2," };
        assert!(line.contains(word), "{case}: {line}");
        let issued = world.server.count("SELECT count(*) FROM certificates").await;
        assert_eq!(issued, certificates, "{case}");
    }
}

#[actix_web::test]
async fn trainees_read_before_they_start_which_attempt_counts_where_there_may_be_several() {
    for (counting, words) in [
        (Counting::Best, "Of several attempts the best counts."),
        (Counting::Last, "Of several attempts the last counts."),
        (Counting::First, "Only the first attempt counts"),
    ] {
        let world = world_counting(counting).await;
        let page = world.people.ada.get("/my/exams/pilot").await.expect(200);
        assert!(page.contains(words), "{page}");
        let page = world.people.tian.get("/exams/pilot/results").await.expect(200);
        assert!(page.contains("What counts: the "), "{page}");
    }
    let once = Definition { attempts_allowed: Some(1), ..definition() };
    let world = world_with(once, "first").await;
    let page = world.people.ada.get("/my/exams/pilot").await.expect(200);
    assert!(!page.contains("attempts the best counts"), "{page}");
}

#[actix_web::test]
async fn while_the_deciding_attempt_is_open_the_person_is_sitting_and_keeps_the_result_before() {
    let world = world_counting(Counting::Last).await;
    sit(&world, true).await;
    world.start(&world.people.ada).await;
    let csv = world.people.tian.get("/exams/pilot/results.csv").await.expect(200);
    let line = csv.lines().find(|line| line.contains("T001")).unwrap();
    assert!(line.contains(",11,11,100%,2,"), "{line}");
    assert!(!line.contains(",Passed,"), "{line}");
}
