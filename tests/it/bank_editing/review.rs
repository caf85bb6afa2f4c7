//! The second person: what is new waits, its author cannot accept it, exams draw only what counts.

use certamen::banks::model::PoolFilter;
use certamen::banks::queries;

use super::{World, base_of, save, single, world, write};

async fn asked_for() -> World {
    let world = world().await;
    let form = [("title_zh", "拜访"), ("title_en", "Visits"), ("review", "second")];
    world.people.tian.post("/banks/visits/settings", &form).await.expect_redirect();
    world
}

/// How many questions exams may draw, and how many wait.
async fn drawn(world: &World) -> (usize, usize) {
    let filter = PoolFilter {
        bank_code: "visits".into(),
        topic: None,
        kinds: vec![],
        difficulty_min: 1,
        difficulty_max: 5,
    };
    let pool = queries::pool(&mut *world.server.conn().await, &filter).await.unwrap();
    let waiting = pool.iter().filter(|entry| entry.waits).count();
    (pool.len() - waiting, waiting)
}

#[actix_web::test]
async fn a_new_question_waits_until_somebody_else_accepts_it() {
    let world = asked_for().await;
    let (tian, mei) = (&world.people.tian, &world.mei);
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    assert_eq!(drawn(&world).await, (0, 1));
    assert!(tian.get("/banks/visits").await.expect(200).contains("Review: 1"));
    let version = base_of(tian, &code).await;
    let own = tian.get("/banks/visits/review").await.expect(200);
    assert!(own.contains("You wrote this version") && !own.contains("accept-use"), "{own}");
    tian.post("/banks/visits/review", &[("do", "accept-use"), ("version", &version)]).await.expect_redirect();
    assert_eq!(drawn(&world).await, (0, 1), "the author is no second person");
    let page = mei.get("/banks/visits/review").await.expect(200);
    assert!(page.contains("An appointment") && page.contains("accept-use"), "{page}");
    mei.post("/banks/visits/review", &[("do", "send-back"), ("version", &version)]).await.expect_redirect();
    assert_eq!(world.audited("question.sent_back").await, 0, "without a word why nothing is sent back");
    let back = [("do", "send-back"), ("version", version.as_str()), ("note", "选项 A 也说得通")];
    mei.post("/banks/visits/review", &back).await.expect_redirect();
    assert!(tian.get("/banks/visits/review").await.expect(200).contains("选项 A 也说得通"));
    mei.post("/banks/visits/review", &[("do", "accept"), ("version", &version)]).await.expect_redirect();
    assert_eq!(drawn(&world).await, (0, 1), "accepted, and not in use yet");
    assert!(
        tian.get(&format!("/banks/visits/questions/{code}"))
            .await
            .expect(200)
            .contains("Accepted, not in use yet")
    );
    tian.post("/banks/visits/review", &[("do", "use")]).await.expect_redirect();
    assert_eq!(drawn(&world).await, (1, 0));
    assert_eq!((world.audited("question.accepted").await, world.audited("bank.accepted_used").await), (1, 1));
    // A changed version waits anew, and is accepted and used in one step.
    save(tian, &code, &version, &single("换了的题干？")).await.expect_redirect();
    assert_eq!(drawn(&world).await, (0, 1));
    let changed = base_of(tian, &code).await;
    let page = mei.get("/banks/visits/review").await.expect(200);
    assert!(page.contains("<ins>换了的题干</ins>"), "the second person sees what changed: {page}");
    mei.post("/banks/visits/review", &[("do", "accept-use"), ("version", &changed)]).await.expect_redirect();
    assert_eq!(drawn(&world).await, (1, 0));
    mei.post("/banks/visits/review", &[("do", "accept"), ("version", &changed)]).await.expect_redirect();
    assert_eq!(drawn(&world).await, (1, 0), "what is in use does not wait again");
    mei.post("/banks/visits/review", &[("do", "accept"), ("version", "nothing")]).await.expect(404);
    mei.post("/banks/visits/review", &[("do", "other"), ("version", &changed)]).await.expect(400);
}

#[actix_web::test]
async fn what_waits_is_found_by_its_state_and_changed_together() {
    let world = world().await;
    let (tian, mei) = (&world.people.tian, &world.mei);
    let counts = write(tian, &single("首次拜访前先做什么？")).await;
    let page = tian.get("/banks/visits").await.expect(200);
    assert!(!page.contains("name=\"review\""), "without a second person nobody asks for states: {page}");
    let on = [("title_zh", "拜访"), ("title_en", "Visits"), ("review", "second")];
    tian.post("/banks/visits/settings", &on).await.expect_redirect();
    let waits = write(tian, &single("拜访之后先做什么？")).await;
    let link = |code: &str| format!("/banks/visits/questions/{code}\"");
    for address in ["/banks/visits", "/banks/search"] {
        let all = tian.get(address).await.expect(200);
        assert!(all.contains(&link(&counts)) && all.contains(&link(&waits)), "{all}");
        assert!(all.contains("Waiting for review (1)") && all.contains("Drawn by exams (1)"), "{all}");
        let drafts = mei.get(&format!("{address}?review=draft")).await.expect(200);
        assert!(!drafts.contains(&link(&counts)) && drafts.contains(&link(&waits)), "{drafts}");
        let active = mei.get(&format!("{address}?review=active")).await.expect(200);
        assert!(active.contains(&link(&counts)) && !active.contains(&link(&waits)), "{active}");
    }
    let form = [("all", "on"), ("do", "difficulty"), ("set_difficulty", "5")];
    let back = tian.post("/banks/visits/bulk?review=draft", &form).await.expect_redirect();
    assert!(tian.get(&back).await.expect(200).contains("1 chosen &#x3D; 1 changed"));
    let hard = "SELECT count(*) FROM question_versions v JOIN bank_questions m ON m.version_id = v.id
        WHERE m.to_revision IS NULL AND v.difficulty = 5";
    assert_eq!(world.server.count(hard).await, 1);
}

#[actix_web::test]
async fn the_proof_of_an_exam_names_how_many_wait_and_publishing_leaves_them_out() {
    let world = asked_for().await;
    write(&world.people.tian, &single("首次拜访前先做什么？")).await;
    let mut section = crate::exams::world::section(1, (1, 5));
    section.bank_code = "visits".into();
    let exam = crate::exams::world::exam(&world.server, vec![section]).await;
    let page = world.people.tian.get("/exams/product/sections").await.expect(200);
    assert!(page.contains("1 left out: waiting for review"), "{page}");
    let refused = certamen::exams::actions::publish(
        &mut *world.server.conn().await,
        &certamen::audit::Actor::server(),
        exam,
    )
    .await
    .unwrap();
    assert!(matches!(refused, certamen::exams::actions::Publishing::Refused(_)), "{refused:?}");
}

#[actix_web::test]
async fn turning_the_review_off_lets_everything_count_and_what_was_there_before_never_waited() {
    let world = world().await;
    let tian = &world.people.tian;
    write(tian, &single("首次拜访前先做什么？")).await;
    let on = [("title_zh", "拜访"), ("title_en", "Visits"), ("review", "second")];
    tian.post("/banks/visits/settings", &on).await.expect_redirect();
    assert_eq!(drawn(&world).await, (1, 0));
    write(tian, &single("另一道题？")).await;
    assert_eq!(drawn(&world).await, (1, 1));
    let off = [("title_zh", "拜访"), ("title_en", "Visits"), ("review", "")];
    tian.post("/banks/visits/settings", &off).await.expect_redirect();
    assert_eq!(drawn(&world).await, (2, 0));
    assert!(tian.get("/banks/visits/review").await.expect(200).contains("asks for no second person"));
}
