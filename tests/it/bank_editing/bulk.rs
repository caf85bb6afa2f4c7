//! Many questions at once: one revision, sums that add up.

use super::{Form, World, single, world, write};

const STEMS: [&str; 4] = ["第一道题？", "第二道题？", "第三道题？", "别的问题？"];

async fn four() -> World {
    let world = world().await;
    for stem in STEMS {
        write(&world.people.tian, &single(stem)).await;
    }
    world
}

/// What the page says after a change.
async fn change(world: &World, form: &Form<'_>) -> String {
    change_of(world, "", form).await
}

/// The same where the list was narrowed by this query.
async fn change_of(world: &World, query: &str, form: &Form<'_>) -> String {
    let tian = &world.people.tian;
    let back = tian.post(&format!("/banks/visits/bulk{query}"), form).await.expect_redirect();
    tian.get(&back).await.expect(200)
}

/// 道题 as it stands in an address.
const FILTER: &str = "?q=%E9%81%93%E9%A2%98";

#[actix_web::test]
async fn tags_topics_and_difficulties_change_in_one_revision_and_the_sum_adds_up() {
    let world = four().await;
    let chosen = [("question", "visits-0001"), ("question", "visits-0002"), ("question", "nothing")];
    let page = change(&world, &[&chosen[..], &[("do", "add-tag"), ("set_tag", "季度")]].concat()).await;
    assert!(page.contains("3 chosen &#x3D; 2 changed + 0 as they were + 1 no longer in the bank."), "{page}");
    assert!(page.contains("#季度"), "{page}");
    let page = change(&world, &[&chosen[..1], &[("do", "add-tag"), ("set_tag", "季度")]].concat()).await;
    assert!(page.contains("1 chosen &#x3D; 0 changed + 1 as they were"), "{page}");
    assert_eq!(world.revisions().await, 5, "nothing was written the second time");
    let all = vec![("all", "on"), ("do", "difficulty"), ("set_difficulty", "5")];
    let page = change_of(&world, FILTER, &all).await;
    assert!(page.contains("3 chosen &#x3D; 3 changed"), "only those that match the filter: {page}");
    change(&world, &vec![("all", "on"), ("do", "topic"), ("set_topic", "first-visit")]).await;
    change(&world, &vec![("all", "on"), ("do", "remove-tag"), ("set_tag", "季度")]).await;
    let now = "SELECT count(*) FROM question_versions v JOIN bank_questions m ON m.version_id = v.id
        WHERE m.to_revision IS NULL AND v.topic = 'first-visit' AND v.tags = '{}'";
    assert_eq!((world.server.count(now).await, world.revisions().await), (4, 8));
    assert_eq!(world.audited("bank.questions_changed").await, 4);
    for (form, said) in [
        (vec![("do", "add-tag"), ("set_tag", "x")], "Choose at least one question."),
        (vec![("question", "visits-0001"), ("do", "add-tag"), ("set_tag", "a,b")], "Enter one tag"),
        (
            vec![("question", "visits-0001"), ("do", "difficulty"), ("set_difficulty", "7")],
            "Choose a difficulty",
        ),
        (vec![("question", "visits-0001"), ("do", "move"), ("bank", "visits")], "Choose the bank"),
        (vec![("question", "visits-0001"), ("do", "other")], "Choose what is to be done."),
    ] {
        assert!(change(&world, &form).await.contains(said), "{said}");
    }
    assert_eq!(world.revisions().await, 8);
}

#[actix_web::test]
async fn many_are_taken_out_at_once() {
    let world = four().await;
    let page = change_of(&world, FILTER, &vec![("all", "on"), ("do", "retire")]).await;
    assert!(page.contains("3 chosen &#x3D; 3 changed"), "{page}");
    assert_eq!((world.current("visits").await, world.revisions().await), (1, 5));
}

#[actix_web::test]
async fn moved_questions_keep_their_code_where_it_is_free_and_leave_their_history() {
    let world = four().await;
    let tian = &world.people.tian;
    let form = [("code", "other"), ("title_zh", "别处"), ("title_en", "Elsewhere")];
    tian.post("/banks/new", &form).await.expect_redirect();
    // The other bank has had a question of one of these codes.
    let taken: Form<'_> =
        super::with(&super::with(&single("占用编号？"), "code", "visits-0002"), "do", "save");
    tian.upload("/banks/other/new-question", &taken, "", b"").await.expect_redirect();
    let chosen =
        vec![("question", "visits-0001"), ("question", "visits-0002"), ("do", "move"), ("bank", "other")];
    let page = change(&world, &chosen).await;
    assert!(page.contains("2 chosen &#x3D; 2 changed"), "{page}");
    assert_eq!((world.current("visits").await, world.current("other").await), (2, 3));
    assert_eq!(world.audited("bank.questions_moved").await, 1);
    assert!(tian.get("/banks/other/questions/visits-0001").await.expect(200).contains("第一道题"));
    assert!(tian.get("/banks/other/questions/other-0001").await.expect(200).contains("第二道题"));
    let left = tian.get("/banks/visits/questions/visits-0001").await.expect(200);
    assert!(left.contains("The bank no longer holds this question"), "{left}");
    let none = vec![("question", "visits-0003"), ("do", "move"), ("bank", "nowhere")];
    assert!(change(&world, &none).await.contains("Choose the bank"));
}
