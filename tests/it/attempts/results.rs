//! The result page: as much as the review policy opens, to the trainee alone.

use certamen::attempts::model::AttemptState;
use certamen::attempts::queries;
use certamen::exams::review::{ReviewPolicy, When};
use serde_json::json;

use super::world::{World, definition, save, world, world_with};

/// Ada with one right and one wrong answer, handed in.
async fn handed_in(world: &World) -> String {
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    let wrong = if right[1] == "A" { "C" } else { "A" };
    let saves = [
        json!({ "position": 1, "sequence": 1, "response": right[0] }),
        json!({ "position": 2, "sequence": 1, "response": wrong }),
        json!({ "position": 3, "sequence": 1, "response": right[2].chars().next().unwrap().to_string() }),
    ];
    assert_eq!(save(ada, &href, 1, &saves).await.0, 200);
    world.hand_in(ada, &href).await;
    href
}

#[actix_web::test]
async fn by_default_the_score_comes_at_once_and_the_key_after_the_window() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = handed_in(&world).await;
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    // 2 of 2 points, 0 of 2, a third of 3; 11 in all: 27.27 % is cut to 27.2.
    assert!(
        page.contains("27.2%") && page.contains("3<small> / 11</small>") && page.contains("Not passed"),
        "{page}"
    );
    assert!(
        !page.contains("Right answer") && !page.contains("because") && !page.contains("your choice"),
        "{page}"
    );
    let exam = ada.get("/my/exams/pilot").await.expect(200);
    assert!(exam.contains("Not passed, 27.2%"), "{exam}");
    world.server.move_clock("8 days").await;
    world
        .server
        .sql("UPDATE sessions SET expires_at = app_now() + interval '1 day', last_seen_at = app_now()")
        .await;
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(
        page.contains("Right answer") && page.contains("en because first") && page.contains("your choice"),
        "{page}"
    );
}

#[actix_web::test]
async fn s38_the_key_stays_closed_while_an_attempt_is_left_and_opens_with_the_last() {
    let mut definition = definition();
    definition.closes_at = None;
    definition.review = ReviewPolicy { score: When::AtOnce, responses: When::AtOnce, key: When::AtOnce };
    let world = world_with(definition, "first").await;
    let ada = &world.people.ada;
    let href = handed_in(&world).await;
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(
        page.contains("your choice") && !page.contains("because") && !page.contains("Right answer:"),
        "{page}"
    );
    assert!(page.contains("when you have no attempts left"), "{page}");
    let second = world.start(ada).await;
    world.hand_in(ada, &second).await;
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("en because first") && page.contains("Right answer:"), "{page}");
}

#[actix_web::test]
async fn a_closed_result_says_when_it_opens_and_shows_nothing() {
    let mut definition = definition();
    definition.review = ReviewPolicy { score: When::AfterWindow, responses: When::Never, key: When::Never };
    let world = world_with(definition, "first").await;
    let ada = &world.people.ada;
    let href = handed_in(&world).await;
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("The result is not open yet") && page.contains("The result opens:"), "{page}");
    for path in [
        format!("{href}/result"),
        format!("{href}/receipt"),
        "/my/exams".to_owned(),
        "/my/exams/pilot".to_owned(),
    ] {
        let page = ada.get(&path).await.expect(200);
        assert!(!page.contains("27.2") && !page.contains("Not passed"), "{page}");
    }
    world.people.bo.get(&format!("{href}/result")).await.expect(404);
    world.people.tian.get(&format!("{href}/result")).await.expect(403);
}

#[actix_web::test]
async fn the_results_of_an_exam_list_every_attempt_with_its_score() {
    let world = world().await;
    let href = handed_in(&world).await;
    world.start(&world.people.bo).await;
    let rows = queries::results_of_exam(&mut *world.server.conn().await, world.exam).await.unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.state, row.score, row.passed)).collect();
    assert_eq!(seen.len(), 2);
    assert!(seen.contains(&("林晓雯", AttemptState::Graded, Some(300), Some(false))), "{seen:?}");
    assert!(seen.contains(&("Bo Chen", AttemptState::InProgress, None, None)), "{seen:?}");
    assert!(rows.iter().any(|row| href.ends_with(&row.attempt_id.to_string()) && row.submitted_at.is_some()));
}
