//! One question of an import: changed in place, cut in two, joined with the one before, as it was read.

use super::{PAPER, between, commit, current, new_bank, outcomes};
use crate::harness::server;

/// What the form of a question sends for a single choice with these options, the first of which is right.
fn form<'a>(seen: &'a str, stem: &'a str, options: [&'a str; 2]) -> Vec<(&'static str, &'a str)> {
    vec![
        ("seen", seen),
        ("kind", "single_choice"),
        ("stem", stem),
        ("option-0", options[0]),
        ("option-1", options[1]),
        ("right", "0"),
        ("difficulty", "3"),
        ("points", "2.5"),
        ("topic", "visits"),
        ("tags", "first, cards"),
        ("explanation", "因为"),
    ]
}

const BROKEN: &str = "1. 客户迟到十分钟，合适的做法是（ F ）。\nA. 先离开\nB. 耐心等候并电话联系\n";

#[actix_web::test]
async fn a_question_with_an_error_is_mended_in_place_and_then_written() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "paper.txt", BROKEN.as_bytes()).await;
    let row = format!("{review}/rows/1");
    let page = people.tian.get(&row).await.expect(200);
    assert!(page.contains("合适的做法是") && page.contains("（ F ）") && page.contains("at-bad"), "{page}");
    let seen = between(&page, "name=\"seen\" value=\"", "\"").to_owned();
    let fields = form(&seen, "客户迟到十分钟，您怎么做？", ["耐心等候", "先离开"]);
    people.tian.post(&format!("{row}/edit"), &fields).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("1 new") && page.contains("Changed") && page.contains("您怎么做"), "{page}");
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([1, 0, 0, 0, 0], 1));
    let stored = "SELECT count(*) FROM question_versions WHERE answer = '[\"A\"]' AND difficulty = 3
                  AND points = 250 AND topic = 'visits' AND tags = '{first,cards}'";
    assert_eq!(server.count(stored).await, 1);
    assert_eq!(
        server.count("SELECT count(*) FROM audit_events WHERE action = 'import.row_changed'").await,
        1
    );
}

#[actix_web::test]
async fn a_form_with_mistakes_is_shown_again_with_what_was_typed_and_stores_nothing() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let edit = format!("{review}/rows/1/edit");
    for (name, value, field) in [
        ("kind", "riddle", "#kind"),
        ("stem", " ", "#stem"),
        ("points", "-1", "#points"),
        ("points", "two", "#points"),
        ("question_code", "not a code", "#question_code"),
        ("topic", "a\u{1}b", "#topic"),
    ] {
        let mut fields = form("x", "我写的题干", ["甲", "乙"]);
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        let page = people.tian.post(&edit, &fields).await.expect(422);
        assert!(page.contains(&format!("href=\"{field}\"")), "{name} {value}: {page}");
        assert!(name == "stem" || page.contains("我写的题干"), "{name}");
    }
    let mut fields = form("x", "30 天是几周？", ["", ""]);
    fields.retain(|(name, _)| *name != "kind");
    fields.extend([("kind", "numeric"), ("key_text", "about four")]);
    assert!(people.tian.post(&edit, &fields).await.expect(422).contains("href=\"#key_text\""));
    people.tian.post(&edit, &[("role", "admin")]).await.expect(400);
    assert_eq!(server.count("SELECT count(*) FROM import_rows WHERE original IS NOT NULL").await, 0);
}

#[actix_web::test]
async fn of_two_who_change_one_question_the_second_sees_what_the_first_made_of_it_and_loses_nothing() {
    let server = server().await;
    let people = server.people().await;
    let other =
        crate::harness::people::someone(&server, "周老师", "R002", certamen::accounts::Role::Trainer, None)
            .await;
    let review = new_bank(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let row = format!("{review}/rows/1");
    let seen = between(&people.tian.get(&row).await.expect(200), "name=\"seen\" value=\"", "\"").to_owned();
    let edit = format!("{row}/edit");
    people.tian.post(&edit, &form(&seen, "先到的人写的", ["甲", "乙"])).await.expect_redirect();
    let page = other.post(&edit, &form(&seen, "后到的人写的", ["丙", "丁"])).await.expect(409);
    assert!(page.contains("先到的人写的") && page.contains("后到的人写的"), "{page}");
    let now = between(&page, "name=\"seen\" value=\"", "\"").to_owned();
    other.post(&edit, &form(&now, "后到的人写的", ["丙", "丁"])).await.expect_redirect();
    assert!(people.tian.get(&review).await.expect(200).contains("后到的人写的"));
}

#[actix_web::test]
async fn a_changed_question_can_be_brought_back_as_it_was_read() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let row = format!("{review}/rows/1");
    let seen = between(&people.tian.get(&row).await.expect(200), "name=\"seen\" value=\"", "\"").to_owned();
    people
        .tian
        .post(&format!("{row}/edit"), &form(&seen, "改过的题干", ["甲", "乙"]))
        .await
        .expect_redirect();
    assert!(people.tian.get(&row).await.expect(200).contains("Back to what was read"));
    people.tian.post(&format!("{row}/restore"), &[]).await.expect_redirect();
    let page = people.tian.get(&row).await.expect(200);
    assert!(!page.contains("改过的题干") && page.contains("第一次拜访新客户之前"), "{page}");
    assert!(!page.contains("Back to what was read"), "{page}");
}

#[actix_web::test]
async fn a_question_that_swallowed_another_is_cut_in_two_and_can_be_joined_again() {
    let server = server().await;
    let people = server.people().await;
    // The second number is missing, so its lines belong to the first question.
    let swallowed = PAPER.replace("2. 名片", "名片").replace("（ A ）", "（　　）");
    let review = new_bank(&people.tian, "visits", "paper.txt", swallowed.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    let rows = page.matches("<article class=\"verdict").count();
    let row = format!("{review}/rows/{rows}");
    let mended = PAPER.split_once("2. ").map(|(one, two)| format!("{one}2. {two}")).unwrap();
    people.tian.post(&format!("{review}/rows/1/split"), &[("text", mended.as_str())]).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("2 new") || rows > 1, "{row}: {page}");

    let review = new_bank(&people.tian, "visits2", "paper.txt", PAPER.as_bytes()).await;
    people.tian.post(&format!("{review}/rows/2/merge"), &[]).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert_eq!(page.matches("<article class=\"verdict").count(), 1, "{page}");
    assert!(page.contains("1 question in the file") && page.contains("名片递给客户时"), "{page}");
    people.tian.post(&format!("{review}/rows/1/restore"), &[]).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert_eq!(page.matches("<article class=\"verdict").count(), 2, "{page}");
    commit(&people.tian, &review).await;
    assert_eq!(current(&server, "visits2").await, 2);
}

#[actix_web::test]
async fn lines_are_cut_where_the_second_question_begins_and_later_questions_move_on() {
    let server = server().await;
    let people = server.people().await;
    let text = format!("{PAPER}3. 何时拜访？（ A ）\nA. 约好的时间\nB. 随时\n");
    let review = new_bank(&people.tian, "visits", "paper.txt", text.as_bytes()).await;
    let count = async || server.count("SELECT count(*) FROM import_rows").await;
    people.tian.post(&format!("{review}/rows/2/merge"), &[]).await.expect_redirect();
    assert_eq!(count().await, 2);
    let row = people.tian.get(&format!("{review}/rows/1")).await.expect(200);
    assert!(row.contains("<option value=\"6\"") && row.contains("Line 6: 2. 名片"), "{row}");
    for at in ["1", "99", "x"] {
        people.tian.post(&format!("{review}/rows/1/split"), &[("at", at)]).await.expect_redirect();
    }
    assert_eq!(count().await, 2);
    people.tian.post(&format!("{review}/rows/1/split"), &[("at", "6")]).await.expect_redirect();
    assert_eq!(count().await, 3);
    // One question becomes two by itself: the later ones make room.
    let two = "1. 先做什么？（ A ）\nA. 了解\nB. 报价\n2. 名片朝向谁？（ B ）\nA. 自己\nB. 客户\n";
    people.tian.post(&format!("{review}/rows/1/split"), &[("text", two)]).await.expect_redirect();
    assert_eq!(count().await, 4);
    assert_eq!(server.count("SELECT max(position) FROM import_rows").await, 4);
    people.tian.post(&format!("{review}/rows/1/split"), &[("text", "没有题目。")]).await.expect_redirect();
    assert_eq!(count().await, 4);
    commit(&people.tian, &review).await;
    assert_eq!(current(&server, "visits").await, 4);
}

#[actix_web::test]
async fn a_question_of_a_closed_import_or_none_cannot_be_changed() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    people.tian.get(&format!("{review}/rows/9")).await.expect(404);
    people.tian.get(&format!("{review}/rows/x")).await.expect(404);
    people.tian.get("/banks/import/rubbish/rows/1").await.expect(404);
    people.tian.post(&format!("{review}/rows/1/merge"), &[]).await.expect(404);
    commit(&people.tian, &review).await;
    people.tian.get(&format!("{review}/rows/1")).await.expect(409);
    for action in ["edit", "split", "merge", "restore"] {
        let fields: &[(&str, &str)] = if action == "split" { &[("at", "2")] } else { &[] };
        people.tian.post(&format!("{review}/rows/1/{action}"), fields).await.expect(409);
        people.ada.post(&format!("{review}/rows/1/{action}"), &[]).await.expect(403);
    }
}
