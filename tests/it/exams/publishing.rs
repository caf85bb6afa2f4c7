//! The proof before publishing, and versions that never change.

use std::sync::Arc;

use certamen::audit::Actor;
use certamen::exams::actions::{self, Publishing};
use certamen::exams::model::Definition;
use certamen::exams::queries;
use certamen::exams::rules::{CellPlace, Part, Problem};

use super::world::{bank, definition, exam, published, question, section};
use crate::harness::server;

#[actix_web::test]
async fn publishing_a_short_section_is_refused_with_the_exact_cell() {
    let server = server().await;
    let mut people = server.people().await;
    bank(&server, [4, 0, 0, 2, 1]).await;
    let exam = exam(&server, vec![section(3, (1, 3)), section(5, (4, 5))]).await;
    let publish = [("draft_number", "1"), ("version_number", "0")];
    for (language, sentence) in [
        ("en", "FAB, single choice, multiple choice, true or false, difficulty 4–5: needs 5, has 3"),
        ("zh-CN", "FAB，单选题、多选题、判断题，难度 4–5：要抽 5 题，只有 3 题"),
    ] {
        people.tian.browser.language = language;
        for page in [
            people.tian.get("/exams/product/sections").await.expect(200),
            people.tian.get("/exams/product/publish").await.expect(200),
            people.tian.get("/exams/product/preview").await.expect(200),
            people.tian.post("/exams/product/publish", &publish).await.expect(422),
        ] {
            assert!(page.contains(sentence), "{page}");
            assert!(page.contains("/exams/product/sections/2#count"), "{page}");
        }
    }
    let refused = actions::publish(&mut *server.conn().await, &Actor::server(), exam).await.unwrap();
    let short = Problem::Short {
        cells: vec![CellPlace { section: 1, part: Part::Whole }],
        needs: 5,
        has: 3,
        languages: vec![("zh-CN".to_owned(), 3), ("en".to_owned(), 3)],
    };
    assert_eq!(refused, Publishing::Refused(vec![short]));
    assert_eq!(server.count("SELECT count(*) FROM exam_versions").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM exam_sections").await, 0);
}

#[actix_web::test]
async fn parts_that_fight_for_the_same_questions_are_named_together() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [4, 0, 0, 0, 0]).await;
    exam(&server, vec![section(3, (1, 2)), section(2, (1, 1))]).await;
    let page = people.tian.get("/exams/product/sections").await.expect(200);
    assert!(page.contains("FAB, single choice, multiple choice, true or false, difficulty 1–2; FAB, single choice, multiple choice, true or false, difficulty 1. Together: needs 5, has 4"), "{page}");
    assert!(page.contains("Short together with other parts"), "{page}");
}

#[actix_web::test]
async fn what_cannot_be_graded_or_read_in_every_language_is_left_out_and_counted() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [2, 0, 0, 0, 0]).await;
    question(&server, "no-key", 1, "single_choice", false, true).await;
    question(&server, "by-people", 1, "short_answer", false, true).await;
    question(&server, "chinese-only", 1, "single_choice", true, false).await;
    exam(&server, vec![section(3, (1, 5))]).await;
    let page = people.tian.get("/exams/product/publish").await.expect(200);
    assert!(
        page.contains("FAB, single choice, multiple choice, true or false, difficulty 1–5: needs 3, has 2"),
        "{page}"
    );
    let page = people.tian.get("/exams/product/sections").await.expect(200);
    for reason in ["graded by people", "no key", "not in every language of the exam"] {
        assert!(page.contains(&format!("1 left out: {reason}")), "{reason}: {page}");
    }
}

#[actix_web::test]
async fn an_exam_without_questions_or_whose_window_is_over_is_not_published() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [2, 0, 0, 0, 0]).await;
    let exam = exam(&server, vec![]).await;
    let publish = |draft| [("draft_number", draft), ("version_number", "0")];
    let page = people.tian.post("/exams/product/publish", &publish("1")).await.expect(422);
    assert!(page.contains("The paper has no questions yet"), "{page}");
    let closed = Definition {
        closes_at: Some("2020-01-01T00:00:00Z".parse().unwrap()),
        ..definition(vec![section(1, (1, 5))])
    };
    actions::save_draft(&mut *server.conn().await, &Actor::server(), exam, 1, &closed).await.unwrap();
    let page = people.tian.post("/exams/product/publish", &publish("2")).await.expect(422);
    assert!(page.contains("The window is over already"), "{page}");
}

#[actix_web::test]
async fn a_published_version_never_changes_and_the_next_one_is_a_new_one() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5))]).await;
    let mut conn = server.conn().await;
    let first = queries::published(&mut conn, "product").await.unwrap().unwrap();
    question(&server, "later", 1, "single_choice", true, true).await;
    let changed = Definition { pass_mark: 90, ..definition(vec![section(3, (1, 5))]) };
    actions::save_draft(&mut conn, &Actor::server(), exam, 1, &changed).await.unwrap();
    assert!(people.tian.get("/exams").await.expect(200).contains("Changes not published"));
    let publish = [("draft_number", "2"), ("version_number", "1")];
    people.tian.post("/exams/product/publish", &publish).await.expect_redirect();
    people.tian.post("/exams/product/publish", &publish).await.expect(409);
    let second = queries::published(&mut conn, "product").await.unwrap().unwrap();
    let kept = queries::published_version(&mut conn, first.version_id).await.unwrap();
    assert_eq!(
        (second.number, second.pass_mark, second.sections[0].drawn_from.cells[0].pool.len()),
        (2, 90, 4)
    );
    assert_eq!((kept.number, kept.pass_mark, kept.sections[0].drawn_from.cells[0].pool.len()), (1, 80, 3));
    assert_eq!(kept.definition, first.definition);
}

#[actix_web::test]
async fn of_trainers_who_publish_at_once_one_does_and_the_others_are_told() {
    let server = server().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = exam(&server, vec![section(2, (1, 5))]).await;
    let seen = actions::Seen { draft_number: 1, version_number: 0 };
    let tries = (0..6).map(|_| {
        let server = Arc::clone(&server);
        async move {
            let mut conn = server.conn().await;
            actions::publish_seen(&mut conn, &Actor::server(), exam, seen).await.unwrap()
        }
    });
    let outcomes = futures_util::future::join_all(tries).await;
    let published = outcomes.iter().filter(|outcome| matches!(outcome, Publishing::Published(_))).count();
    let told = outcomes.iter().filter(|outcome| **outcome == Publishing::Stale).count();
    assert_eq!((published, told), (1, 5));
    assert_eq!(server.count("SELECT count(*) FROM exam_versions").await, 1);
}
