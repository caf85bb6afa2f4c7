//! A trainee disputes a question, a trainer answers, the answer comes back.

use certamen::exams::model::Definition;
use certamen::exams::review::ReviewPolicy;

use super::world::{definition, grade, handed_in, world, world_with};

#[actix_web::test]
async fn a_dispute_is_answered_and_the_answer_stands_beside_the_question() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let href = handed_in(&world, ada, ["one", "two"]).await;
    let address = format!("{href}/disputes");
    let fields = [("position", "2"), ("text", "I named both benefits")];
    ada.post(&address, &fields).await.expect(404);
    grade(&world, &href, 2, "1").await;
    grade(&world, &href, 3, "1").await;
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("Dispute this question"), "{page}");
    let page = ada.post(&address, &[("position", "2"), ("text", " ")]).await.expect(422);
    assert!(page.contains("Say what is wrong with the marking"), "{page}");
    let long = "字".repeat(2001);
    let page = ada.post(&address, &[("position", "2"), ("text", &long)]).await.expect(422);
    assert!(page.contains(&long), "nothing typed is lost");
    for position in ["0", "4", "x"] {
        ada.post(&address, &[("position", position), ("text", "no")]).await.expect(404);
    }
    bo.post(&address, &fields).await.expect(404);
    ada.post(&address, &fields).await.expect_redirect();
    ada.post(&address, &[("position", "2"), ("text", "Once more")]).await.expect_redirect();
    assert_eq!(
        world.server.count("SELECT count(*) FROM disputes").await,
        1,
        "at most one is open for a question"
    );
    assert!(tian.get("/").await.expect(200).contains("1 dispute to answer"));
    let list = tian.get("/grading").await.expect(200);
    assert!(list.contains("I named both benefits") && !list.contains("林晓雯"), "{list}");
    let one = format!(
        "/grading/disputes/{}",
        list.split("/grading/disputes/").nth(1).unwrap().split('"').next().unwrap()
    );
    let page = tian.get(&one).await.expect(200);
    assert!(
        page.contains("en guide") && page.contains("Change the mark") && !page.contains("林晓雯"),
        "{page}"
    );
    tian.post(&one, &[("answer", "")]).await.expect(422);
    tian.post(&one, &[("answer", "Only one of them is a benefit")]).await.expect_redirect();
    let second = tian.post(&one, &[("answer", "Another answer")]).await.expect(409);
    assert!(second.contains("Another answer") && second.contains("Only one of them"), "{second}");
    let page = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(page.contains("Only one of them is a benefit"), "{page}");
    // One of choice is shown with its options and its key.
    ada.post(&address, &[("position", "1"), ("text", "B is wrong")]).await.expect_redirect();
    let list = tian.get("/grading").await.expect(200);
    let links = list.split("/grading/disputes/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for link in links {
        let page = tian.get(&format!("/grading/disputes/{link}")).await.expect(200);
        assert_eq!(page.contains("en option 1"), page.contains("B is wrong"), "{page}");
    }
    // Answered, it can be disputed again.
    ada.post(&address, &fields).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM disputes").await, 3);
    tian.get("/grading/disputes/x").await.expect(404);
}

#[actix_web::test]
async fn what_is_not_open_to_the_trainee_cannot_be_disputed() {
    let world = world_with(Definition { review: ReviewPolicy::default(), ..definition() }).await;
    let ada = &world.people.ada;
    let href = handed_in(&world, ada, ["", ""]).await;
    ada.post(&format!("{href}/disputes"), &[("position", "1"), ("text", "why")]).await.expect(404);
    assert!(!ada.get(&format!("{href}/result")).await.expect(200).contains("Dispute this question"));
}
