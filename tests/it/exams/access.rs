//! Who may see and change exams, and in which languages.

use certamen::exams::model::Assignee;

use super::world::{assigned, bank, exam, published, section};
use crate::harness::server;

#[actix_web::test]
async fn every_page_is_there_in_both_languages_and_for_trainers_only() {
    let server = server().await;
    let mut people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5)), section(1, (1, 2))]).await;
    let assignment = assigned(&server, exam, Assignee::Group(people.east)).await;
    let withdraw = format!("/exams/product/assignments/{assignment}/withdraw");
    for (path, english, chinese) in [
        ("/exams", "Product exam", "产品认证"),
        ("/exams/new", "Create and compose", "新建，去组卷"),
        ("/exams/product", "Instructions in English", "英文考试说明"),
        ("/exams/product/sections", "Can it be filled for everyone", "能不能为每个人抽满"),
        ("/exams/product/sections/new", "Save this part", "保存这个部分"),
        ("/exams/product/sections/2", "Products", "一、产品"),
        ("/exams/product/sections/1/remove", "Remove “Products” from the draft?", "从草稿里删掉“一、产品”？"),
        ("/exams/product/times", "Attempts allowed", "可以考几次"),
        ("/exams/product/assignments?q=t00", "Bo Chen · T002", "林晓雯 · T001"),
        (withdraw.as_str(), "No longer ask “East” to take it?", "不再要求“华东区”参加？"),
        ("/exams/product/publish", "Checks before publishing", "发布前的检查"),
        ("/exams/product/preview", "Sample paper", "试抽一份"),
        ("/exams/product/results", "Not started", "还没有考"),
    ] {
        for (language, words) in [("en", english), ("zh-CN", chinese)] {
            people.tian.browser.language = language;
            let page = people.tian.get(path).await.expect(200);
            assert!(page.contains(words), "{path} {language}: {page}");
            assert!(!page.contains("exams-") && !page.contains("grading-"), "{path} lacks words: {page}");
        }
        for other in [&people.ada, &people.hui, &people.root] {
            other.get(path).await.expect(403);
        }
        let anonymous = server.anonymous().await;
        assert!(anonymous.get(path).await.expect_redirect().starts_with("/login?next="), "{path}");
    }
    for path in ["/exams/product/results.csv"] {
        people.ada.get(path).await.expect(403);
        people.tian.get(path).await.expect(200);
    }
}

#[actix_web::test]
async fn an_address_that_leads_nowhere_is_404() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    exam(&server, vec![section(2, (1, 5))]).await;
    for path in [
        "/exams/other",
        "/exams/%00",
        "/exams/other/sections",
        "/exams/product/sections/0",
        "/exams/product/sections/2",
        "/exams/product/sections/x",
        "/exams/product/sections/99999999999999999999",
        "/exams/product/sections/2/remove",
        "/exams/other/times",
        "/exams/Product",
        "/exams/other/assignments",
        "/exams/product/assignments/x/withdraw",
        "/exams/product/assignments/0198c0de-0000-7000-8000-000000000000/withdraw",
        "/exams/other/publish",
        "/exams/other/preview",
        "/exams/product/preview?seed=zz",
        "/exams/other/results",
        "/exams/product/results?show=nonsense",
        "/exams/product/results?page=0",
        "/exams/product/results?page=2",
        "/exams/other/results.csv",
    ] {
        people.tian.get(path).await.expect(404);
    }
    people.tian.get("/exams/product/assignments?q=%00").await.expect(200);
    let stranger = "0198c0de-0000-7000-8000-000000000000";
    people.tian.post("/exams/product/assignments", &[("people", stranger)]).await.expect(404);
    people.tian.post("/exams/product/assignments", &[("groups", stranger)]).await.expect(404);
}

#[actix_web::test]
async fn a_form_without_its_token_changes_nothing() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = exam(&server, vec![section(2, (1, 5))]).await;
    let assignment = assigned(&server, exam, Assignee::Group(people.east)).await;
    let withdraw = format!("/exams/product/assignments/{assignment}/withdraw");
    for path in [
        "/exams/new",
        "/exams/product",
        "/exams/product/sections/new",
        "/exams/product/sections/1",
        "/exams/product/sections/1/move",
        "/exams/product/sections/1/remove",
        "/exams/product/times",
        "/exams/product/assignments",
        withdraw.as_str(),
        "/exams/product/publish",
    ] {
        people.tian.post_raw(path, &[("draft_number", "1")]).await.expect(403);
        people.ada.post(path, &[("draft_number", "1")]).await.expect(403);
    }
    assert_eq!(server.count("SELECT draft_number FROM exams").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM assignments WHERE withdrawn_at IS NULL").await, 1);
}
