//! The paper without JavaScript: every button, the rule of sequences, other devices.

use certamen::accounts::actions::{Origin, begin_session};
use certamen::exams::model::Definition;

use super::world::{CODE, World, definition, hidden, nobody, save, world, world_with};
use crate::harness::Browser;
use crate::harness::people::Someone;
use serde_json::json;

/// Fills in the form of the paper as it was shown.
async fn post_form(
    browser: &Browser,
    href: &str,
    page: &str,
    answer: &[&str],
    button: (&str, &str),
) -> crate::harness::browser::Response {
    let (epoch, position) = (hidden(page, "epoch"), hidden(page, "position"));
    let (sequence, response) = (format!("sequence-{position}"), format!("response-{position}"));
    let shown = hidden(page, &sequence);
    let mut fields =
        vec![("epoch", epoch.as_str()), (sequence.as_str(), shown.as_str()), ("position", position.as_str())];
    fields.extend(answer.iter().map(|value| (response.as_str(), *value)));
    fields.push(button);
    browser.post(href, &fields).await
}

/// Another browser in which the same person signed in.
async fn other_device(world: &World, someone: &Someone) -> Browser {
    let origin = Origin { address: "127.0.0.9".into(), ..Origin::default() };
    let opened = begin_session(&mut *world.server.conn().await, someone.id, &origin, None).await.unwrap();
    Browser::with_session(&world.server, &opened.session).await
}

#[actix_web::test]
async fn f47_a_whole_exam_is_sat_without_javascript() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    let mut to = href.clone();
    for (index, answer) in right.iter().enumerate() {
        let page = ada.get(&to).await.expect(200);
        assert!(page.contains(&format!("<b>Question {}</b>", index + 1)), "{page}");
        let letters: Vec<String> = answer.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        let go = if index + 1 == right.len() { "check".to_owned() } else { (index + 2).to_string() };
        to = post_form(ada, &href, &page, &letters, ("go", &go)).await.expect_redirect();
    }
    assert_eq!(to, format!("{href}/submit"));
    let page = ada.get(&to).await.expect(200);
    assert!(page.contains("Every question has an answer."), "{page}");
    let receipt = ada.post(&to, &[("epoch", &hidden(&page, "epoch"))]).await.expect_redirect();
    assert_eq!(receipt, format!("{href}/receipt"));
    let page = ada.get(&receipt).await.expect(200);
    assert!(page.contains("Your exam is handed in") && page.contains("5 / 5"), "{page}");
    let result = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(result.contains("100%") && result.contains("Passed"), "{result}");
    assert_eq!(world.server.count("SELECT count(*) FROM achievements").await, 1);
}

#[actix_web::test]
async fn flag_clear_and_jump_keep_what_was_chosen() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let page = ada.get(&href).await.expect(200);
    let back = post_form(ada, &href, &page, &["C"], ("do", "flag-1")).await.expect_redirect();
    let page = ada.get(&back).await.expect(200);
    assert!(page.contains("value=\"C\" checked") && page.contains("Question 1, answered, marked"), "{page}");
    assert!(page.contains("Remove the mark"));
    let jumped = post_form(ada, &href, &page, &["C"], ("go", "4")).await.expect_redirect();
    assert_eq!(jumped, format!("{href}?question=4"));
    let page = ada.get(&format!("{href}?question=1")).await.expect(200);
    let back = post_form(ada, &href, &page, &["C"], ("do", "unflag-1")).await.expect_redirect();
    let page = ada.get(&back).await.expect(200);
    let back = post_form(ada, &href, &page, &["C"], ("do", "clear-1")).await.expect_redirect();
    let page = ada.get(&back).await.expect(200);
    assert!(!page.contains(" checked") && page.contains("Question 1, not answered\""), "{page}");
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_flags").await, 0);
    assert_eq!(world.server.count("SELECT max(sequence) FROM responses").await, 2);
}

#[actix_web::test]
async fn f15_an_older_tab_never_overwrites_and_shows_both_answers() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let old = ada.get(&href).await.expect(200);
    let new = ada.get(&href).await.expect(200);
    post_form(ada, &href, &new, &["B"], ("go", "2")).await.expect_redirect();
    let page = post_form(ada, &href, &old, &["D"], ("go", "2")).await.expect(409);
    assert!(page.contains("Stored: B. From here came: D."), "{page}");
    assert!(page.contains("value=\"B\" checked") && hidden(&page, "sequence-1") == "1");
    // With the page that shows the stored answer the choice can be made again.
    post_form(ada, &href, &page, &["D"], ("go", "2")).await.expect_redirect();
    assert!(ada.get(&format!("{href}?question=1")).await.expect(200).contains("value=\"D\" checked"));
    assert_eq!(
        world.server.count("SELECT count(*) FROM response_journal WHERE verdict = 'conflict'").await,
        1
    );
}

#[actix_web::test]
async fn f15_a_form_with_missing_or_garbled_marks_is_stale() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    for (epoch, sequence) in [("", "0"), ("x", "0"), ("0", "0"), ("1", ""), ("1", "x"), ("1", "-1")] {
        let fields = [("epoch", epoch), ("sequence", sequence), ("position", "1"), ("response", "A")];
        ada.post(&href, &fields).await.expect(409);
    }
    assert_eq!(world.server.count("SELECT count(*) FROM responses").await, 0);
    ada.post(&href, &[("epoch", "1"), ("sequence", "0"), ("position", "99"), ("response", "A")])
        .await
        .expect(404);
    ada.post(&href, &[("epoch", "1"), ("sequence", "0"), ("position", "1"), ("response", "E")])
        .await
        .expect(400);
    ada.post(&href, &[("epoch", "1"), ("sequence", "0"), ("response", "A")]).await.expect(400);
    ada.post(&href, &[("position", "1"), ("state", "graded")]).await.expect(400);
}

#[actix_web::test]
async fn f46_another_device_looks_only_until_it_continues_there_with_one_click() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    world.answer(ada, &href, &["A".into()]).await;
    let phone = other_device(&world, ada).await;
    let page = phone.get(&format!("{href}?question=1")).await.expect(200);
    assert!(
        page.contains("Continue here")
            && page.contains("<fieldset disabled")
            && page.contains("value=\"A\" checked"),
        "{page}"
    );
    assert!(!page.contains("name=\"go\""));
    assert_eq!(world.attempt(&href).await.writer_epoch, 1, "looking changes nothing");
    let to = phone.post(&format!("{href}/take-over"), &[("question", "1")]).await.expect_redirect();
    let page = phone.get(&to).await.expect(200);
    assert!(!page.contains("Continue here") && hidden(&page, "epoch") == "2");
    // The first device is told, its late answer is kept as evidence only.
    let (status, reply) =
        save(ada, &href, 1, &[json!({ "position": 2, "sequence": 1, "response": "B" })]).await;
    assert_eq!(
        (status, reply["results"][0]["verdict"].as_str(), reply["epoch"].as_i64()),
        (409, Some("superseded"), Some(2))
    );
    assert_eq!(
        world.server.count("SELECT count(*) FROM response_journal WHERE verdict = 'superseded'").await,
        1
    );
    assert!(ada.get(&href).await.expect(200).contains("Continue here"));
    let old = [("epoch", "1"), ("sequence", "0"), ("position", "3"), ("response", "A")];
    assert!(ada.post(&href, &old).await.expect(409).contains("Continue here"));
    assert!(
        ada.post(&format!("{href}/submit"), &[("epoch", "1"), ("sure", "on")])
            .await
            .expect(409)
            .contains("Continue here")
    );
    // Taking over again in the session that holds it changes nothing.
    phone.post(&format!("{href}/take-over"), &[]).await.expect_redirect();
    assert_eq!(world.attempt(&href).await.writer_epoch, 2);
    // From the exam's own page it goes on at once.
    ada.post(&format!("/my/exams/{CODE}/start"), &[]).await.expect_redirect();
    assert_eq!(world.attempt(&href).await.writer_epoch, 3);
    assert_eq!(world.server.count("SELECT count(*) FROM attempt_events WHERE kind = 'taken_over'").await, 2);
}

#[actix_web::test]
async fn the_paper_is_shown_in_the_language_of_the_reader() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let page = ada.get(&href).await.expect(200);
    assert!(page.contains("en stem") && page.contains("One answer") && page.contains("2 points"), "{page}");
    ada.set_cookie("lang", "zh-CN");
    let page = ada.get(&format!("{href}?question=3")).await.expect(200);
    assert!(
        page.contains("zh stem") && page.contains("漏选按比例得分，错选不得分") && page.contains("剩余时间"),
        "{page}"
    );
}

#[actix_web::test]
async fn the_questions_of_an_exam_are_shown_in_its_own_languages_whatever_language_the_page_has() {
    let definition = Definition { languages: vec!["zh-CN".to_owned()], ..definition() };
    let world = world_with(definition, "first").await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    for language in ["en", "zh-CN"] {
        ada.set_cookie("lang", language);
        for page in [href.clone(), format!("{href}/questions")] {
            let page = ada.get(&page).await.expect(200);
            assert!(!page.contains("en stem") && !page.contains("en option"), "{page}");
        }
        assert!(ada.get(&href).await.expect(200).contains("zh stem"));
    }
}

#[actix_web::test]
async fn an_attempt_is_seen_by_its_trainee_alone() {
    let world = world().await;
    let people = &world.people;
    let href = world.start(&people.ada).await;
    for path in
        ["", "/submit", "/receipt", "/result", "/saves", "/take-over", "/heartbeat", "/questions", "/flags"]
    {
        let path = format!("{href}{path}");
        people.bo.get(&path).await.expect(404);
        people.tian.get(&path).await.expect(403);
        assert!(world.server.anonymous().await.get(&path).await.expect_redirect().starts_with("/login"));
    }
    for id in ["1", "x", "00000000-0000-0000-0000-00000000000g"] {
        for page in ["", "/submit", "/receipt", "/result", "/questions"] {
            people.ada.get(&format!("/attempts/{id}{page}")).await.expect(404);
        }
    }
    people.ada.get(&nobody()).await.expect(404);
    for question in ["0", "6", "-1", "x", "99999999"] {
        people.ada.get(&format!("{href}?question={question}")).await.expect(404);
    }
    let form = [("epoch", "1"), ("sequence", "0"), ("position", "1"), ("response", "A")];
    people.bo.post(&href, &form).await.expect(404);
    people.tian.post(&href, &form).await.expect(403);
    people.ada.post_raw(&href, &form).await.expect(403);
    for path in ["/submit", "/take-over"] {
        people.bo.post(&format!("{href}{path}"), &[]).await.expect(404);
        people.tian.post(&format!("{href}{path}"), &[]).await.expect(403);
        people.ada.post_raw(&format!("{href}{path}"), &[]).await.expect(403);
    }
    assert_eq!(people.ada.get(&format!("{href}/take-over")).await.expect_redirect(), href);
    assert_eq!(people.ada.get(&format!("{href}/result")).await.expect_redirect(), href);
    assert_eq!(people.ada.get(&format!("{href}/receipt")).await.expect_redirect(), href);
}
