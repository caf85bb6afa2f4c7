//! Images of questions: from the file through review, bank and paper, to those who may see them and to nobody else.

use certamen::audit::Actor;
use certamen::exams;
use certamen::exams::model::Assignee;
use certamen::exams::review::{ReviewPolicy, When};

use super::world::{World, definition};
use crate::harness::{Browser, server};

/// Two questions; a red picture in the stem of the first, a blue one in its explanation.
const BANK: &str = r#"format = 1
code = "pictures"
title = { zh-CN = "看图", en = "Pictures" }
languages = ["zh-CN", "en"]

[[media]]
name = "red.png"
data = "RED"

[[media]]
name = "blue.png"
data = "BLUE"

[[question]]
code = "pictures-1"
type = "single_choice"
answer = ["A"]
[question.zh-CN]
stem = "图中是什么颜色？![一块颜色](media:red.png)"
options = ["红色", "蓝色"]
explanation = "蓝色是这样的：![](media:blue.png)"
[question.en]
stem = "Which colour is this? ![a patch of colour](media:red.png)"
options = ["red", "blue"]
explanation = "Blue looks like this: ![](media:blue.png)"

[[question]]
code = "pictures-2"
type = "true_false"
answer = true
[question.zh-CN]
stem = "红色是暖色。"
[question.en]
stem = "Red is a warm colour."
"#;
const RED: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGM4IScHRAAIdwIJkXAbPAAAAABJRU5ErkJggg==";
const BLUE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGOQkzsBRAAFzwIJPI7fKQAAAABJRU5ErkJggg==";

fn bank() -> String {
    BANK.replace("RED", RED).replace("BLUE", BLUE)
}

/// The address of the first image below this folder that a page shows.
fn image(page: &str, folder: &str) -> String {
    let start = page.split(&format!("src=\"{folder}/")).nth(1);
    let start = start.unwrap_or_else(|| panic!("no image below {folder} in {page}"));
    format!("{folder}/{}", start.split('"').next().unwrap())
}

/// Uploads the bank and commits it; the pages of the review before and after.
async fn imported(trainer: &Browser) -> String {
    let fields = [("bank", ""), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    let review = trainer.upload("/banks/import", &fields, "pictures.toml", bank().as_bytes()).await;
    let review = review.expect_redirect();
    let page = trainer.get(&review).await.expect(200);
    let mark = super::world::hidden(&page, "mark");
    trainer.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
    page
}

#[actix_web::test]
async fn an_image_is_seen_in_the_review_before_anything_is_in_the_bank_and_by_trainers_only() {
    let server = server().await;
    let people = server.people().await;
    let page = imported(&people.tian).await;
    assert!(page.contains("alt=\"a patch of colour\"") && page.contains("alt=\"Picture\""), "{page}");
    let address = image(&page, "/banks/images");
    let file = people.tian.get(&address).await;
    assert_eq!(file.headers.get("content-type").unwrap(), "image/png");
    assert!(file.headers.get("cache-control").unwrap().to_str().unwrap().starts_with("private"));
    assert!(file.expect(200).contains("PNG"));
    for wrong in ["/banks/images/nothing", "/banks/images/00000000000000000000000000000000.png"] {
        people.tian.get(wrong).await.expect(404);
    }
    people.ada.get(&address).await.expect(403);
    people.hui.get(&address).await.expect(403);
    let list = people.tian.get("/banks/pictures").await.expect(200);
    assert!(list.contains("Which colour is this? [a patch of colour]") && !list.contains("<img"), "{list}");
}

#[actix_web::test]
async fn a_bank_with_images_goes_out_with_them_and_comes_back_the_same() {
    let server = server().await;
    let people = server.people().await;
    imported(&people.tian).await;
    let file = people.tian.get("/banks/pictures/export/toml").await.expect(200);
    assert_eq!(file.matches("[[media]]").count(), 2, "{file}");
    let file = people.tian.get("/banks/pictures/export/moodle-xml").await.expect(200);
    assert_eq!(file.matches("encoding=\"base64\"").count(), 2, "{file}");
    let fields = [("bank", "pictures"), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    let review =
        people.tian.upload("/banks/import", &fields, "out.xml", file.as_bytes()).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("0 new + 0 changed + 2 the same"), "{page}");
}

#[actix_web::test]
async fn a_trainee_gets_the_images_of_the_own_paper_and_those_of_explanations_when_the_key_opens() {
    let server = server().await;
    let people = server.people().await;
    imported(&people.tian).await;
    let mut definition = definition();
    definition.sections.truncate(1);
    definition.sections[0].bank_code = "pictures".into();
    definition.sections[0].count = 1;
    definition.attempts_allowed = Some(1);
    definition.review = ReviewPolicy { score: When::AtOnce, responses: When::AtOnce, key: When::AtOnce };
    let mut conn = server.conn().await;
    let actor = Actor::person(people.tian.id);
    let exam = exams::actions::create(&mut conn, &actor, super::world::CODE, definition).await.unwrap();
    exams::actions::publish(&mut conn, &actor, exam).await.unwrap();
    exams::actions::assign(&mut conn, &actor, exam, Assignee::Group(people.east), None).await.unwrap();
    drop(conn);
    let preview = people.tian.get("/exams/pilot/preview").await.expect(200);
    let blue = image(preview.split("Why:").nth(1).unwrap(), "/banks/images");
    let blue = blue.rsplit('/').next().unwrap().to_owned();
    let world = World { server, people, exam };
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    let href = world.start(ada).await;
    let page = ada.get(&href).await.expect(200);
    let red = image(&page, &format!("{href}/images"));
    assert!(page.contains("alt=\"a patch of colour\"") && !page.contains(&blue), "{page}");
    let file = ada.get(&red).await;
    assert_eq!(file.headers.get("content-type").unwrap(), "image/png");
    file.expect(200);
    bo.get(&red).await.expect(404);
    let explained = format!("{href}/images/{blue}");
    ada.get(&explained).await.expect(404);
    ada.get(&format!("{href}/images/nothing")).await.expect(404);
    ada.get(&format!("/attempts/nothing/images/{blue}")).await.expect(404);
    let check = ada.get(&format!("{href}/submit")).await.expect(200);
    assert!(check.contains("[a patch of colour]") && !check.contains("media:"), "{check}");
    world.answer(ada, &href, &world.right_answers(&href).await).await;
    world.hand_in(ada, &href).await;
    let result = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(result.contains(&red) && result.contains(&explained) && !result.contains("media:"), "{result}");
    ada.get(&explained).await.expect(200);
    bo.get(&explained).await.expect(404);
}
