//! Papers, answer sheets and keys.

use certamen::base::QuestionKind;
use certamen::exams::model::Definition;
use certamen::exams::scoring::Key;
use certamen::printing::model::PrintedPaper;
use certamen::printing::queries;

use crate::attempts::world::{CODE, World, definition, world, world_with};

/// Draws a paper as a trainer; its address.
pub async fn drawn(world: &World, letter: &str) -> String {
    let tian = &world.people.tian;
    let to = tian.post(&format!("/exams/{CODE}/print"), &[("letter", letter)]).await.expect_redirect();
    assert_eq!(to, format!("/exams/{CODE}/print"));
    format!("/exams/{CODE}/print/{}", paper(world, letter).await.id)
}

async fn paper(world: &World, letter: &str) -> PrintedPaper {
    let mut conn = world.server.conn().await;
    let all = queries::printed_papers(&mut conn, world.exam).await.unwrap();
    all.into_iter().find(|paper| paper.letter.as_str() == letter).unwrap()
}

/// What is printed of a page.
fn article(page: &str) -> &str {
    let (_, rest) = page.split_once("<article class=\"printed\"").unwrap();
    rest.split_once("</article>").unwrap().0
}

/// Every question, nothing shuffled: then the paper does not depend on the seed.
fn whole_bank() -> Definition {
    let mut definition = definition();
    for section in &mut definition.sections {
        section.count = 4;
    }
    Definition { shuffle_questions: false, shuffle_options: false, ..definition }
}

#[actix_web::test]
async fn a_letter_prints_the_same_for_ever_and_each_letter_is_another_paper() {
    let world = world().await;
    let tian = &world.people.tian;
    let list = tian.get(&format!("/exams/{CODE}/print")).await.expect(200);
    assert!(
        list.contains("There is no paper yet") && list.contains("Each letter draws questions of its own")
    );
    let (a, b) = (drawn(&world, "A").await, drawn(&world, "B").await);
    let first = tian.get(&a).await.expect(200);
    let other = tian.get(&b).await.expect(200);
    assert_ne!(article(&first), article(&other));
    // Asked again, the letter stays as it was drawn.
    assert_eq!(drawn(&world, "A").await, a);
    assert_eq!(article(&tian.get(&a).await.expect(200)), article(&first));
    assert_eq!(world.server.count("SELECT count(*) FROM printed_papers").await, 2);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'paper.prepared'";
    assert_eq!(world.server.count(audited).await, 2);
    let list = tian.get(&format!("/exams/{CODE}/print")).await.expect(200);
    let list = list.replace("&#x3D;", "=");
    assert!(
        list.contains(&format!("{a}?language=en")) && list.contains(&format!("{b}/sheet?language=zh-CN"))
    );
}

#[actix_web::test]
async fn a_paper_has_a_head_to_fill_in_its_sections_and_points_in_the_language_that_is_asked_for() {
    let world = world().await;
    let tian = &world.people.tian;
    let address = drawn(&world, "A").await;
    let english = tian.get(&format!("{address}?language=en")).await.expect(200);
    let chinese = tian.get(&format!("{address}?language=zh-CN")).await.expect(200);
    let (english, chinese) = (article(&english), article(&chinese));
    for words in ["Pilot exam", "Name", "Employee number", "Date", "30 minutes", "5 questions", "11 points"] {
        assert!(english.contains(words), "{words} in {english}");
    }
    for words in ["试点考试", "姓名", "工号", "日期", "30 分钟", "5 题", "共 11 分", "1部分", "多选题，3 分"]
    {
        assert!(chinese.contains(words), "{words} in {chinese}");
    }
    assert!(english.contains("Part 2") && english.contains("Each right option gives its share"), "{english}");
    assert!(!english.contains("zh stem") && !chinese.contains("en stem"));
    // Questions stand in the stored order, options in the stored order of each.
    let stored = paper(&world, "A").await.paper;
    for item in &stored.items {
        let index = &item.version_id.to_string()[34..];
        let index: usize = index.parse().unwrap();
        assert!(english.contains(&format!("en stem {index}?")), "{english}");
        for (letter, option) in ('A'..).zip(&item.option_order) {
            let option = format!("<b>{letter}.</b> <span>en option {option} of {index}</span>");
            assert!(english.contains(&option), "{option}");
        }
    }
    let sheet = tian.get(&format!("{address}/sheet?language=en")).await.expect(200);
    let bubbles: usize = stored
        .items
        .iter()
        .map(|item| if item.kind == QuestionKind::TrueFalse { 2 } else { item.option_order.len() })
        .sum();
    assert_eq!(article(&sheet).matches("class=\"bubble").count(), bubbles);
    assert!(article(&sheet).contains("Employee number") && !article(&sheet).contains("stem"));
}

#[actix_web::test]
async fn paper_and_answer_sheet_read_the_same_under_another_key() {
    let mut pages = Vec::new();
    for keys in ["first", "second"] {
        let world = world_with(whole_bank(), keys).await;
        let tian = &world.people.tian;
        let list = tian.get(&format!("/exams/{CODE}/print")).await.expect(200);
        assert!(list.contains("Each letter is the same"), "{list}");
        let address = drawn(&world, "A").await;
        let mut of_keys = Vec::new();
        for sheet in ["", "?language=zh-CN", "/sheet", "/sheet?language=zh-CN", "/key"] {
            let page = tian.get(&format!("{address}{sheet}")).await.expect(200);
            let id = address.rsplit('/').next().unwrap();
            let page = page.replace(id, "ID").replace(&tian.csrf(), "TOKEN");
            assert!(!page.contains("because"), "{page}");
            of_keys.push(page);
        }
        let key = tian.post(&format!("{address}/key"), &[("sure", "on")]).await.expect(200);
        of_keys.push(article(&key).to_owned());
        pages.push(of_keys);
    }
    let (first, second) = (&pages[0], &pages[1]);
    for (one, other) in first.iter().zip(second).take(5) {
        assert_eq!(one, other);
    }
    assert_ne!(first[5], second[5], "the keys make a difference");
}

#[actix_web::test]
async fn the_key_is_shown_after_a_question_and_it_is_noted_who_saw_it() {
    let world = world().await;
    let tian = &world.people.tian;
    let address = format!("{}/key?language=en", drawn(&world, "C").await);
    let shown = "SELECT count(*) FROM audit_events WHERE action = 'paper.key_shown'";
    let asked = tian.get(&address).await.expect(200);
    assert!(asked.contains("Show the key of paper C?") && !asked.contains("class=\"printed\""));
    let unsure = tian.post(&address, &[]).await.expect(422);
    assert!(unsure.contains("Tick the box") && !unsure.contains("class=\"printed\""));
    assert_eq!(world.server.count(shown).await, 0);
    let page = tian.post(&address, &[("sure", "on")]).await.expect(200);
    assert_eq!(world.server.count(shown).await, 1);

    let stored = paper(&world, "C").await.paper;
    let ids: Vec<_> = stored.items.iter().map(|item| item.version_id).collect();
    let versions = certamen::banks::queries::versions(&mut *world.server.conn().await, &ids).await.unwrap();
    let expected: Vec<String> = stored
        .items
        .iter()
        .map(|item| {
            let version = versions.iter().find(|version| version.id == item.version_id).unwrap();
            match Key::of(&version.content).unwrap().unwrap() {
                Key::Labels(labels) => labels.as_shown(&item.option_order).to_string(),
                Key::Truth(truth) => if truth { "True" } else { "False" }.to_owned(),
                other => panic!("{other:?}"),
            }
        })
        .collect();
    let printed: Vec<&str> = article(&page)
        .split("<span class=\"printed__key\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(printed, expected);
}

#[actix_web::test]
async fn what_is_not_there_is_not_found_and_a_wrong_letter_is_told() {
    let world = world().await;
    let tian = &world.people.tian;
    let address = drawn(&world, "A").await;
    let wrong = tian.post(&format!("/exams/{CODE}/print"), &[("letter", "E")]).await.expect(422);
    assert!(wrong.contains("Choose paper A, B, C or D"));
    tian.get(&format!("{address}?language=fr")).await.expect(404);
    tian.get(&format!("/exams/{CODE}/print/nothing")).await.expect(404);
    let nobodys = uuid::Uuid::now_v7();
    tian.get(&format!("/exams/{CODE}/print/{nobodys}")).await.expect(404);
    tian.post(&format!("/exams/{CODE}/print/{nobodys}/key"), &[("sure", "on")]).await.expect(404);
    // Another exam: its list is its own, and papers of this one are not found below it.
    let mut conn = world.server.conn().await;
    let actor = certamen::audit::Actor::server();
    certamen::exams::actions::create(&mut conn, &actor, "other", definition()).await.unwrap();
    drop(conn);
    let other = tian.get("/exams/other/print").await.expect(200);
    assert!(other.contains("The exam is not published yet"));
    tian.post("/exams/other/print", &[("letter", "A")]).await.expect(404);
    tian.get(&address.replace(CODE, "other")).await.expect(404);
}

#[actix_web::test]
async fn papers_of_an_older_version_stay_as_they_were() {
    let world = world().await;
    let tian = &world.people.tian;
    let address = drawn(&world, "A").await;
    let before = tian.get(&address).await.expect(200);
    let mut conn = world.server.conn().await;
    let actor = certamen::audit::Actor::server();
    let changed = Definition { limit_minutes: Some(90), ..whole_bank() };
    certamen::exams::actions::save_draft(&mut conn, &actor, world.exam, 1, &changed).await.unwrap();
    certamen::exams::actions::publish(&mut conn, &actor, world.exam).await.unwrap();
    drop(conn);
    assert_eq!(article(&tian.get(&address).await.expect(200)), article(&before));
    let list = tian.get(&format!("/exams/{CODE}/print")).await.expect(200);
    assert!(list.contains(&address) && list.contains("drawn from version 2"), "{list}");
    drawn(&world, "A").await;
    assert_eq!(world.server.count("SELECT count(*) FROM printed_papers WHERE letter = 'A'").await, 2);
}
