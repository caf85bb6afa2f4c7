//! The steps of an attempt, in any order and all at once.

use futures_util::future::join_all;
use serde_json::json;

use crate::attempts::world::{CODE, nobody, save, world};

#[actix_web::test]
async fn s40_no_step_of_an_attempt_can_be_left_out_or_repeated() {
    let world = world().await;
    let ada = &world.people.ada;
    // Before the start there is nothing to answer, hand in or read.
    let none = nobody();
    for path in ["", "/submit", "/take-over", "/flags", "/notes"] {
        let status = ada.post(&format!("{none}{path}"), &[]).await.status.as_u16();
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    ada.get(&format!("{none}/result")).await.expect(404);

    let href = world.start(ada).await;
    assert_eq!(ada.get(&format!("{href}/result")).await.expect_redirect(), href, "no result before the end");
    assert_eq!(
        ada.get(&format!("{href}/receipt")).await.expect_redirect(),
        href,
        "no receipt before the end"
    );
    let receipt = world.hand_in(ada, &href).await;
    let stored = "SELECT concat((SELECT string_agg(row_to_json(r)::text, ',') FROM responses r), ' ', (SELECT count(*) FROM results))";
    let before = world.server.text(stored).await;

    assert_eq!(world.hand_in(ada, &href).await, receipt, "a second time leads to the same receipt");
    let late = [json!({ "position": 1, "sequence": 99, "response": "A" })];
    let (_, reply) = save(ada, &href, 1, &late).await;
    assert_ne!(reply["results"][0]["verdict"], "saved", "{reply}");
    let status = ada.post(&format!("{href}/take-over"), &[("epoch", "1")]).await.status.as_u16();
    assert!(status < 500, "{status}");
    assert_eq!(world.server.text(stored).await, before, "nothing changed after the end");
}

#[actix_web::test]
async fn s41_of_twenty_starts_at_once_where_one_is_allowed_one_begins() {
    let world = world().await;
    let start = format!("/my/exams/{CODE}/start");
    let to = join_all((0..20).map(|_| world.people.ada.post(&start, &[]))).await;
    assert!(to.iter().all(|answer| answer.status.as_u16() < 500));
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 1);
}
