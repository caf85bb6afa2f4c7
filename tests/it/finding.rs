//! Finding questions: in one bank and over all, by words and by filters.

use std::sync::Arc;

use certamen::banks::actions::{catch_up, load_shipped};
use certamen::base::QuestionKind;

use crate::exams::world::{SECTION, published, section, with};
use crate::harness::{Browser, Server, server};

/// A question in both languages.
const BOTH: &str = r#"format = 1
code = "calls"
title = { zh-CN = "電話與拜訪", en = "Calls" }
languages = ["zh-CN", "en"]

[[question]]
code = "calls-1"
type = "single_choice"
answer = ["B"]
topic = "phone"
difficulty = 1
tags = ["first", "price"]
[question.zh-CN]
stem = "第一通电话里，處理客戶異議的第一步是什么？"
options = ["马上让价", "听对方说完"]
explanation = "先弄清真正的顾虑，再谈条件。"
[question.en]
stem = "What is the first step with an objection on the phone?"
options = ["Concede at once", "Hear it out"]
"#;

/// Two questions in Chinese only.
const CHINESE: &str = r#"format = 1
code = "calls"
title = { zh-CN = "電話與拜訪" }
languages = ["zh-CN"]

[[question]]
code = "calls-2"
type = "multiple_choice"
answer = ["A", "B"]
topic = "phone"
difficulty = 4
[question.zh-CN]
stem = "通话记录里应当有什么？"
options = ["下一步", "联系人", "天气"]

[[question]]
code = "calls-3"
type = "true_false"
answer = false
topic = "visits"
[question.zh-CN]
stem = "拜访大客户可以不预约。"
"#;

/// Imports a file into this bank; an empty one makes the bank the file names.
async fn import(browser: &Browser, bank: &str, toml: &str) {
    let fields = [("bank", bank), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    let review =
        browser.upload("/banks/import", &fields, "bank.toml", toml.as_bytes()).await.expect_redirect();
    let page = browser.get(&review).await.expect(200);
    let start = page.find("name=\"mark\" value=\"").expect("a page with a commit button") + 19;
    let mark = page[start..].split('"').next().unwrap().to_owned();
    browser.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
}

async fn calls() -> (Arc<Server>, crate::harness::People) {
    let server = server().await;
    let people = server.people().await;
    import(&people.tian, "", BOTH).await;
    import(&people.tian, "calls", CHINESE).await;
    (server, people)
}

/// The codes of the questions a list shows, in order; the button for a new one stands above them.
fn codes(page: &str) -> Vec<&str> {
    let codes = page.split("/questions/").skip(1).map(|rest| rest.split('"').next().unwrap());
    codes.filter(|code| *code != "new").collect()
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[actix_web::test]
async fn questions_are_found_by_two_characters_in_either_script_and_by_beginnings_of_words() {
    let (_server, people) = calls().await;
    for (typed, found) in [
        ("异议", vec!["calls-1"]),
        ("異議", vec!["calls-1"]),
        ("大客戶", vec!["calls-3"]),
        ("客户", vec!["calls-1", "calls-3"]),
        ("客", vec!["calls-1", "calls-3"]),
        ("通話", vec!["calls-2"]),
        ("客户 通话", vec![]),
        ("电话 顾虑", vec!["calls-1"]),
        ("OBJEC", vec!["calls-1"]),
        ("bjection", vec![]),
        ("ｃａｌｌｓ－2", vec!["calls-2"]),
        ("price", vec!["calls-1"]),
        ("，。", vec![]),
        ("%", vec![]),
        ("_", vec![]),
        ("\\", vec![]),
        ("'; DROP TABLE questions; --", vec![]),
        ("{\"zz\"}", vec![]),
        ("客户\0", vec!["calls-1", "calls-2", "calls-3"]),
    ] {
        for path in ["/banks/calls", "/banks/search"] {
            let page = people.tian.get(&format!("{path}?q={}", encoded(typed))).await.expect(200);
            assert_eq!(codes(&page), found, "{typed} on {path}");
        }
    }
}

#[actix_web::test]
async fn what_was_sought_is_marked_and_shown_where_it_stands() {
    let (_server, people) = calls().await;
    let page = people.tian.get(&format!("/banks/search?q={}", encoded("异议"))).await.expect(200);
    assert!(page.contains("What is the first step") && page.contains("處理客戶<mark>異議</mark>"), "{page}");
    assert!(page.contains("電話與拜訪") || page.contains("Calls"), "the bank is named: {page}");
    let page = people.tian.get(&format!("/banks/calls?q={}", encoded("顾虑"))).await.expect(200);
    assert!(page.contains("先弄清真正的<mark>顾虑</mark>"), "{page}");
    let script = encoded("<script>alert(1)</script>");
    let page = people.tian.get(&format!("/banks/calls?q={script}")).await.expect(200);
    assert!(!page.contains("<script>alert"), "{page}");
}

#[actix_web::test]
async fn filters_narrow_the_list_and_say_how_many_each_choice_would_show() {
    let (_server, people) = calls().await;
    for (query, found) in [
        ("", vec!["calls-1", "calls-2", "calls-3"]),
        ("topic=phone", vec!["calls-1", "calls-2"]),
        ("topic=phone&kind=single_choice", vec!["calls-1"]),
        ("topic=nothing", vec![]),
        ("topic=-", vec![]),
        ("difficulty=4", vec!["calls-2"]),
        ("tag=price", vec!["calls-1"]),
        ("missing=en", vec!["calls-2", "calls-3"]),
        ("missing=zh-CN", vec![]),
        ("missing=en&topic=visits", vec!["calls-3"]),
        ("key=missing", vec![]),
        ("used=yes", vec![]),
        ("used=no", vec!["calls-1", "calls-2", "calls-3"]),
        ("kind=essay&difficulty=x&page=x", vec!["calls-1", "calls-2", "calls-3"]),
        ("page=99", vec!["calls-1", "calls-2", "calls-3"]),
    ] {
        let page = people.tian.get(&format!("/banks/calls?{query}")).await.expect(200);
        assert_eq!(codes(&page), found, "{query}");
    }
    let page = people.tian.get("/banks/calls?topic=phone").await.expect(200);
    for choice in [
        "value=\"single_choice\">Single choice (1)",
        "value=\"multiple_choice\">Multiple choice (1)",
        "visits (1)",
    ] {
        assert!(page.contains(choice), "{choice}: {page}");
    }
    assert!(!page.contains("True or false ("), "a choice that shows nothing is not offered: {page}");
    assert!(page.contains("value=\"phone\" selected>phone (2)"), "{page}");
}

#[actix_web::test]
async fn missing_translations_show_in_the_list_the_head_and_on_the_question() {
    let (_server, people) = calls().await;
    let page = people.tian.get("/banks/calls").await.expect(200);
    assert!(
        page.contains("href=\"/banks/calls?missing&#x3D;en\"") && page.contains("No English yet: 2"),
        "{page}"
    );
    let page = people.tian.get("/banks/search?missing=en").await.expect(200);
    assert_eq!(page.matches("</svg>No English yet</span>").count(), 2, "{page}");
    let whole = people.tian.get("/banks/calls/questions/calls-1").await.expect(200);
    assert!(whole.contains("處理客戶異議") && whole.contains("with an objection on the phone"), "{whole}");
    assert!(!whole.contains("No English yet"), "{whole}");
    let half = people.tian.get("/banks/calls/questions/calls-2").await.expect(200);
    assert!(
        half.contains("No English yet") && half.contains("href=\"/banks/calls/questions/calls-2/edit\""),
        "{half}"
    );
}

#[actix_web::test]
async fn a_question_is_used_from_the_moment_an_exam_with_it_is_published() {
    let server = server().await;
    let people = server.people().await;
    crate::exams::world::bank(&server, [2, 1, 0, 0, 0]).await;
    let used = async || {
        let page = people.tian.get("/banks/fab?used=yes").await.expect(200);
        codes(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(used().await.is_empty());
    published(&server, vec![section(2, (1, 1))]).await;
    assert_eq!(used().await, ["q-1-0", "q-1-1"]);
    let page = people.tian.get("/banks/fab?used=no").await.expect(200);
    assert_eq!(codes(&page), ["q-2-0"]);
}

#[actix_web::test]
async fn long_lists_have_pages_of_fifty_that_keep_the_filter() {
    let server = server().await;
    let people = server.people().await;
    load_shipped(&mut *server.conn().await).await.unwrap();
    let page = people.tian.get("/banks/search?difficulty=2").await.expect(200);
    assert_eq!(codes(&page).len(), 50);
    assert!(page.contains("/banks/search?difficulty&#x3D;2&amp;page&#x3D;2"), "{page}");
    let all = people.tian.get("/banks/search").await.expect(200);
    assert!(all.contains("1–50 of 244"), "{all}");
    people.tian.post("/language", &[("lang", "zh-CN"), ("back", "/")]).await.expect_redirect();
    let page = people.tian.get(&format!("/banks/search?q={}", encoded("異議"))).await.expect(200);
    assert!(page.contains("查找所有题库") && page.contains("<mark>异议</mark>"), "{page}");
}

#[actix_web::test]
async fn questions_that_an_earlier_program_wrote_become_findable() {
    let server = server().await;
    let people = server.people().await;
    crate::exams::world::bank(&server, [3, 0, 0, 0, 0]).await;
    server.sql("DELETE FROM question_search; DELETE FROM topics WHERE code = 'fab'").await;
    let address = format!("/banks/fab?q={}", encoded("什么是"));
    let page = people.tian.get(&address).await.expect(200);
    assert!(codes(&page).is_empty() && page.contains("3 questions that were just added"), "{page}");
    let mut conn = server.conn().await;
    assert_eq!(catch_up(&mut conn, 2).await.unwrap(), 2);
    assert_eq!(catch_up(&mut conn, 2).await.unwrap(), 1);
    assert_eq!(catch_up(&mut conn, 2).await.unwrap(), 0);
    let page = people.tian.get(&address).await.expect(200);
    assert!(codes(&page).len() == 3 && !page.contains("just added"), "{page}");
    assert_eq!(server.count("SELECT count(*) FROM topics WHERE code = 'fab' AND NOT is_sorted").await, 1);
    // What was made by an older method is made anew.
    server.sql("UPDATE question_search SET method = 1, folded = ''; ALTER TABLE question_search DROP CONSTRAINT question_search_method_check; UPDATE question_search SET method = 0").await;
    assert_eq!(catch_up(&mut conn, 9).await.unwrap(), 3);
    assert_eq!(codes(&people.tian.get(&address).await.expect(200)).len(), 3);
}

#[actix_web::test]
async fn the_search_goes_through_its_index() {
    let server = server().await;
    // Enough questions that reading them all would be the slower way.
    server
        .sql(
            "INSERT INTO banks (id, code, title_zh, title_en) VALUES (gen_random_uuid(), 'many', '多', 'Many');
             INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
             SELECT id, 1, 'import', 'test', 0, 0, 0 FROM banks;
             INSERT INTO questions (id, bank_id, code)
             SELECT gen_random_uuid(), banks.id, 'm-' || n FROM banks, generate_series(1, 5000) AS n;
             INSERT INTO question_versions (id, question_id, number, kind, texts, languages, option_count, fingerprint, content_digest)
             SELECT gen_random_uuid(), id, 1, 'true_false', '{\"en\": {\"stem\": \"x\"}}', '{en}', 0, sha256('x'), sha256('x')
             FROM questions;
             INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
             SELECT questions.bank_id, questions.id, question_versions.id, 1
             FROM questions JOIN question_versions ON question_versions.question_id = questions.id;
             INSERT INTO question_search (version_id, method, terms, folded)
             SELECT id, 1, ARRAY['t' || substr(md5(id::text), 1, 2), 'common'], repeat(' common', 150) FROM question_versions;
             ANALYZE;",
        )
        .await;
    let listed = include_str!("../../src/banks/queries/listed.sql");
    let sought = "SELECT version_id FROM question_search
                  WHERE terms @> ARRAY['t0a', 'common'] AND folded LIKE ALL (ARRAY['%com%'])";
    let explained = explain(&server, &format!("{listed} AND members.version_id IN ({sought})")).await;
    assert!(explained.contains("question_search_by_terms"), "{explained}");
}

async fn explain(server: &Server, sql: &str) -> String {
    let (client, connection) =
        tokio_postgres::connect(&server.database_url, tokio_postgres::NoTls).await.unwrap();
    actix_web::rt::spawn(connection);
    let lines = client.query(&format!("EXPLAIN {sql}"), &[]).await.unwrap();
    lines.iter().map(|line| line.get::<_, String>(0)).collect::<Vec<_>>().join("\n")
}

#[actix_web::test]
async fn the_questions_of_a_part_are_chosen_with_the_same_search() {
    let (server, people) = calls().await;
    let calls = certamen::exams::model::SectionDefinition {
        kinds: vec![QuestionKind::SingleChoice],
        ..certamen::exams::model::SectionDefinition::new("calls")
    };
    crate::exams::world::exam(&server, vec![calls]).await;
    let address = format!("/exams/product/sections/1/questions?q={}", encoded("異議"));
    let page = people.tian.get(&address).await.expect(200);
    assert!(page.contains("calls-1") && !page.contains("calls-2"), "{page}");
}

#[actix_web::test]
async fn a_part_and_its_quotas_draw_from_a_topic_and_those_below_it() {
    let (server, people) = calls().await;
    let tian = &people.tian;
    // phone stands below visits from now on.
    server
        .sql(
            "UPDATE topics SET is_sorted = true, title_en = 'Visits', title_zh = '拜访' WHERE code = 'visits';
             UPDATE topics SET is_sorted = true, parent_id = (SELECT id FROM topics WHERE code = 'visits') WHERE code = 'phone';",
        )
        .await;
    let page = tian.get("/banks/calls?topic=visits").await.expect(200);
    assert_eq!(codes(&page).len(), 3);
    let new = [("code", "product"), ("title_zh", "产品认证"), ("title_en", "Product exam")];
    tian.post("/exams/new", &new).await.expect_redirect();
    let only_chinese =
        [("draft_number", "1"), ("title_zh", "认证"), ("title_en", "Exam"), ("languages", "zh-CN")];
    tian.post("/exams/product", &only_chinese).await.expect_redirect();
    let page = tian.get("/exams/product/sections/new").await.expect(200);
    assert!(page.contains("value=\"calls/visits\"") && page.contains("Calls · Visits"), "{page}");
    let base: Vec<(&str, &str)> = SECTION.iter().copied().filter(|(name, _)| *name != "source").collect();
    let fields = with(
        &base,
        &[
            ("draft_number", "2"),
            ("title_was", ""),
            ("source", "calls/visits"),
            ("count", "3"),
            ("kinds", "multiple_choice"),
            ("kinds", "true_false"),
            ("quota_topic_1", "phone"),
            ("quota_min_1", "1"),
            ("quota_max_1", "5"),
            ("quota_count_1", "2"),
        ],
    );
    tian.post("/exams/product/sections/new", &fields).await.expect_redirect();
    let page = tian.get("/exams/product/sections").await.expect(200);
    tian.post("/exams/product/publish", &[("draft_number", "3"), ("version_number", "0")])
        .await
        .expect_redirect();
    assert!(page.contains("Calls · Visits"), "{page}");
    assert_eq!(server.count("SELECT cardinality(pool) FROM exam_sections").await, 3);
    // A topic that does not belong to the part's is refused beside its field.
    let wrong = with(
        &base,
        &[
            ("draft_number", "3"),
            ("title_was", ""),
            ("source", "calls/phone"),
            ("count", "1"),
            ("quota_topic_1", "visits"),
            ("quota_count_1", "1"),
        ],
    );
    let page = tian.post("/exams/product/sections/new", &wrong).await.expect(422);
    assert!(page.contains("This topic is not in the bank or topic the part draws from"), "{page}");
}
