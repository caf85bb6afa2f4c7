//! One question on a page or all of them, without JavaScript, and the choices of the trainee.

use certamen::exams::delivery::{Delivery, Paging};
use certamen::exams::model::Definition;
use serde_json::json;

use super::world::{World, definition, hidden, save, world, world_with};
use crate::harness::Browser;
use crate::harness::browser::Response;

async fn world_showing(paging: Paging) -> World {
    world_with(Definition { delivery: Delivery { paging, notes: None }, ..definition() }, "first").await
}

/// Sends the page with all questions as a browser does, with these answers.
async fn post_all(
    browser: &Browser,
    href: &str,
    page: &str,
    answers: &[(i16, &str)],
    button: (&str, &str),
) -> Response {
    let mut fields = vec![("epoch".to_owned(), hidden(page, "epoch"))];
    for position in 1..=5 {
        let sequence = format!("sequence-{position}");
        fields.push(("position".to_owned(), position.to_string()));
        fields.push((sequence.clone(), hidden(page, &sequence)));
    }
    for (position, response) in answers {
        for letter in response.chars() {
            fields.push((format!("response-{position}"), letter.to_string()));
        }
    }
    fields.push((button.0.to_owned(), button.1.to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(href, &fields).await
}

#[actix_web::test]
async fn f47_all_questions_on_one_page_are_sent_by_one_form() {
    let world = world_showing(Paging::All).await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let page = ada.get(&href).await.expect(200);
    assert_eq!(page.matches("data-position=").count(), 5, "{page}");
    assert_eq!(page.matches("<h1").count(), 1);
    let answers = [(1, "A"), (3, "AC"), (5, "T")];
    let back = post_all(ada, &href, &page, &answers, ("do", "save")).await.expect_redirect();
    assert_eq!(back, href);
    let page = ada.get(&back).await.expect(200);
    assert_eq!(page.matches(" checked").count(), 4, "{page}");
    assert_eq!(world.server.count("SELECT count(*) FROM responses").await, 3, "only what was answered");
    // Only what changed is saved again.
    let answers = [(1, "B"), (3, "AC"), (5, "T")];
    let to = post_all(ada, &href, &page, &answers, ("go", "4")).await.expect_redirect();
    assert_eq!(to, format!("{href}?question=4#question-4"));
    assert_eq!(world.server.count("SELECT count(*) FROM response_journal").await, 4);
    let page = ada.get(&to).await.expect(200);
    let answers = [(1, "B"), (3, "AC"), (5, "T")];
    let to = post_all(ada, &href, &page, &answers, ("do", "flag-3")).await.expect_redirect();
    assert!(ada.get(&to).await.expect(200).contains("Question 3, answered, marked"));
    let to = post_all(ada, &href, &page, &answers, ("do", "clear-3")).await.expect_redirect();
    assert!(ada.get(&to).await.expect(200).contains("Question 3, not answered, marked"));
    let page = ada.get(&href).await.expect(200);
    let to = post_all(ada, &href, &page, &[(1, "B"), (5, "T")], ("go", "check")).await.expect_redirect();
    assert_eq!(to, format!("{href}/submit"));
}

#[actix_web::test]
async fn f15_of_two_windows_with_all_questions_the_older_one_overwrites_none() {
    let world = world_showing(Paging::All).await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let old = ada.get(&href).await.expect(200);
    world.answer(ada, &href, &["A".into(), "B".into()]).await;
    let answers = [(1, "C"), (2, "B"), (3, "D")];
    let page = post_all(ada, &href, &old, &answers, ("go", "check")).await.expect(409);
    assert!(page.contains("Stored: A. From here came: C."), "{page}");
    assert!(page.contains("Question 1 was answered in another window"), "{page}");
    assert!(!page.contains("Question 2 was answered in another window"), "the same answer is no conflict");
    assert_eq!(world.server.count("SELECT count(*) FROM responses WHERE response = 'D'").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM responses WHERE response = 'A'").await, 1);
}

#[actix_web::test]
async fn f47_the_deadline_holds_without_javascript() {
    let world = world_showing(Paging::All).await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let page = ada.get(&href).await.expect(200);
    world.deadline_in(&href, -61).await;
    let to = post_all(ada, &href, &page, &[(1, "A")], ("do", "save")).await.expect_redirect();
    assert_eq!(to, format!("{href}/receipt"));
    assert!(ada.get(&to).await.expect(200).contains("0 / 5"));
}

#[actix_web::test]
async fn a_trainee_chooses_within_what_the_exam_allows() {
    let count = |page: &str| page.matches("data-position=").count();
    for (paging, before, after, asked) in
        [(Paging::One, 1, 1, false), (Paging::All, 5, 5, false), (Paging::Choice, 1, 5, true)]
    {
        let world = world_showing(paging).await;
        let ada = &world.people.ada;
        let href = world.start(ada).await;
        let page = ada.get(&href).await.expect(200);
        assert_eq!((count(&page), page.contains("name=\"paging\"")), (before, asked), "{paging:?}");
        let to = ada.post("/my/exam-page", &[("paging", "all"), ("back", &href)]).await.expect_redirect();
        assert_eq!(to, href);
        assert_eq!(count(&ada.get(&href).await.expect(200)), after, "{paging:?}");
    }
}

#[actix_web::test]
async fn the_size_of_the_text_is_remembered_and_odd_choices_change_nothing() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    assert!(ada.get(&href).await.expect(200).contains("data-size=\"1\""));
    ada.post("/my/exam-page", &[("size", "3"), ("back", &href)]).await.expect_redirect();
    assert!(ada.get(&href).await.expect(200).contains("data-size=\"3\""));
    assert!(ada.get(&format!("{href}/submit")).await.expect(200).contains("data-size=\"3\""));
    ada.post("/my/exam-page", &[("size", "9"), ("paging", "x"), ("back", "//evil")]).await.expect_redirect();
    assert!(ada.get(&href).await.expect(200).contains("data-size=\"3\""));
    ada.post("/my/exam-page", &[("colour", "red")]).await.expect(400);
    ada.set_cookie("exam_page", "<script>.all.hidden");
    assert!(ada.get(&href).await.expect(200).contains("data-size=\"1\""));
}

#[actix_web::test]
async fn the_whole_paper_comes_in_one_piece_for_a_page_that_goes_offline() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    save(ada, &href, 1, &[json!({ "position": 2, "sequence": 3, "response": "B" })]).await;
    let questions = ada.get(&format!("{href}/questions")).await.expect(200);
    assert_eq!(questions.matches("data-position=").count(), 5);
    assert_eq!(hidden(&questions, "sequence-2"), "3");
    assert!(questions.contains("value=\"B\" checked") && !questions.contains("<html"), "{questions}");
    world.hand_in(ada, &href).await;
    ada.get(&format!("{href}/questions")).await.expect(404);
}

#[actix_web::test]
async fn a_question_is_marked_by_the_script_for_its_trainee_alone() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let href = world.start(ada).await;
    let address = format!("{href}/flags");
    let mark = |position: i16, flagged: bool| json!({ "position": position, "flagged": flagged });
    for _ in 0..2 {
        assert_eq!(ada.post_json(&address, &mark(2, true)).await.status, 204);
    }
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_flags").await, 1);
    assert_eq!(ada.post_json(&address, &mark(2, false)).await.status, 204);
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_flags").await, 0);
    for position in [0, 6, -1] {
        ada.post_json(&address, &mark(position, true)).await.expect(404);
    }
    ada.post_json(&address, &json!({ "position": 1, "flagged": "yes" })).await.expect(400);
    bo.post_json(&address, &mark(1, true)).await.expect(404);
    tian.post_json(&address, &mark(1, true)).await.expect(403);
    ada.post_raw(&address, &[("position", "1")]).await.expect(403);
}
