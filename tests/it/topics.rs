//! Topics: a tree that trainers own.

use std::sync::Arc;

use certamen::banks::actions::load_shipped;

use crate::harness::{Browser, People, Server, server};

/// Topics that come with the shipped banks, below the four that are there from the start.
const SHIPPED: i64 = 19;

async fn with_banks() -> (Arc<Server>, People) {
    let server = server().await;
    let people = server.people().await;
    load_shipped(&mut *server.conn().await).await.unwrap();
    (server, people)
}

async fn id(server: &Server, code: &str) -> String {
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        id: String,
    }
    let sql = format!("SELECT id::text AS id FROM topics WHERE code = '{code}'");
    let row: Row = diesel::sql_query(sql).get_result(&mut server.conn().await).await.unwrap();
    row.id
}

fn fields<'a>(zh: &'a str, en: &'a str, parent: &'a str, position: &'a str) -> [(&'a str, &'a str); 4] {
    [("title_zh", zh), ("title_en", en), ("parent", parent), ("position", position)]
}

async fn add(browser: &Browser, code: &str, parent: &str) {
    let mut all = fields(code, code, parent, "").to_vec();
    all.push(("code", code));
    assert_eq!(browser.post("/topics", &all).await.expect_redirect(), "/topics");
}

/// How many questions a topic has with those below it, as its page says.
async fn questions(browser: &Browser, id: &str) -> String {
    let page = browser.get(&format!("/topics/{id}")).await.expect(200);
    let rest = page.split("/banks/search?topic").nth(1).unwrap();
    rest.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[actix_web::test]
async fn trainers_add_move_rename_merge_and_remove_topics_and_every_step_is_in_the_audit_trail() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    let page = tian.get("/topics").await.expect(200);
    assert!(
        page.contains("Business etiquette") && page.contains("/topics/") && !page.contains("Not sorted yet")
    );
    assert!(page.contains("aria-current"), "the navigation marks the banks: {page}");
    add(tian, "sales", "").await;
    let (sales, fab, key) =
        (id(&server, "sales").await, id(&server, "fab").await, id(&server, "key-account").await);
    let address = |id: &str| format!("/topics/{id}");
    tian.post(&address(&fab), &fields("特征与利益", "Features", &sales, "2")).await.expect_redirect();
    assert_eq!(questions(tian, &sales).await, "61 questions");
    let page = tian.get("/topics").await.expect(200);
    assert!(page.contains("└ ") && page.contains("Features"), "{page}");
    tian.post(&format!("/topics/{key}/merge"), &[("into", &fab)]).await.expect_redirect();
    assert_eq!(questions(tian, &sales).await, "122 questions");
    tian.get(&address(&key)).await.expect(404);
    let found = tian.get("/banks/search?topic=sales").await.expect(200);
    assert!(found.contains("of 122") && found.contains("Features"), "{found}");
    // What questions say stays as it was.
    let named = "SELECT count(*) FROM question_versions WHERE topic LIKE 'key-account-%'";
    assert_eq!(server.count(named).await, 61);
    add(tian, "unused", &sales).await;
    let unused = id(&server, "unused").await;
    tian.post(&format!("/topics/{unused}/remove"), &[]).await.expect_redirect();
    tian.get(&address(&unused)).await.expect(404);
    for (action, count) in
        [("added", 2 + SHIPPED), ("changed", 1), ("merged", 1), ("separated", 0), ("removed", 1)]
    {
        let sql = format!("SELECT count(*) FROM audit_events WHERE action = 'topic.{action}'");
        assert_eq!(server.count(&sql).await, count, "{action}");
    }
    let trail = people.root.get("/admin?tab=audit").await.expect(200);
    assert!(!trail.contains("audit-topic"), "{trail}");
}

#[actix_web::test]
async fn the_shipped_banks_come_with_a_small_tree_of_topics_that_trainers_own() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    for (code, topics) in [("fab", 4), ("key-account", 5), ("etiquette", 5), ("objection-handling", 5)] {
        let below = format!(
            "SELECT count(*) FROM topics JOIN topics AS above ON above.id = topics.parent_id WHERE above.code = '{code}'"
        );
        assert_eq!(server.count(&below).await, topics, "{code}");
        let least = format!(
            "SELECT min(n) FROM (SELECT count(*) AS n FROM bank_questions JOIN question_versions AS v ON v.id = version_id \
             JOIN banks ON banks.id = bank_id WHERE banks.code = '{code}' GROUP BY v.topic) AS counted"
        );
        assert!(server.count(&least).await >= 5, "{code}: a topic has enough questions to draw from");
        assert_eq!(questions(tian, &id(&server, code).await).await, "61 questions");
    }
    assert_eq!(server.count("SELECT count(*) FROM topics WHERE NOT is_sorted").await, 0);
    let price = id(&server, "objection-price").await;
    tian.post(&format!("/topics/{price}"), &fields("谈价格", "Money", "", "1")).await.expect_redirect();
    load_shipped(&mut *server.conn().await).await.unwrap();
    let page = tian.get(&format!("/topics/{price}")).await.expect(200);
    assert!(page.contains("Money"), "what trainers changed stays: {page}");
}

#[actix_web::test]
async fn a_merged_topic_can_be_separated_again_with_its_questions() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    let (fab, terms) = (id(&server, "fab").await, id(&server, "fab-terms").await);
    let key = id(&server, "key-account").await;
    tian.post(&format!("/topics/{terms}/merge"), &[("into", &key)]).await.expect_redirect();
    assert_eq!(questions(tian, &fab).await, "50 questions");
    assert_eq!(questions(tian, &key).await, "72 questions");
    let page = tian.get(&format!("/topics/{key}")).await.expect(200);
    assert!(page.contains(&format!("/topics/{key}/separate")), "{page}");
    let separate = format!("/topics/{key}/separate");
    tian.post(&separate, &[("topic", &fab)]).await.expect(404);
    tian.post(&separate, &[("topic", "nonsense")]).await.expect(404);
    tian.post(&separate, &[("topic", &terms)]).await.expect_redirect();
    assert_eq!(questions(tian, &key).await, "61 questions");
    assert_eq!(questions(tian, &terms).await, "11 questions");
    tian.post(&separate, &[("topic", &terms)]).await.expect(404);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'topic.separated'";
    assert_eq!(server.count(audited).await, 1);
}

#[actix_web::test]
async fn topics_that_files_name_come_in_as_not_sorted_and_are_given_a_place() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    let toml = "format = 1\ncode = \"calls\"\ntitle = { zh-CN = \"电话\", en = \"Calls\" }\nlanguages = [\"zh-CN\"]\n
[[question]]\ncode = \"c-1\"\ntype = \"true_false\"\ntopic = \"电话/礼貌\"\nanswer = true\n[question.zh-CN]\nstem = \"先问好。\"\n
[[question]]\ncode = \"c-2\"\ntype = \"true_false\"\ntopic = \"fab\"\nanswer = true\n[question.zh-CN]\nstem = \"后道别。\"\n";
    let new = [("bank", ""), ("code", "calls"), ("title_zh", "电话"), ("title_en", "Calls"), ("text", "")];
    let review = tian.upload("/banks/import", &new, "calls.toml", toml.as_bytes()).await.expect_redirect();
    assert!(!tian.get("/topics").await.expect(200).contains("电话/礼貌"), "nothing before the commit");
    let page = tian.get(&review).await.expect(200);
    let mark = page.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    tian.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
    let page = tian.get("/topics").await.expect(200);
    assert!(
        page.contains("Not sorted yet") && page.contains("电话/礼貌") && page.contains("1 question<"),
        "{page}"
    );
    assert_eq!(server.count("SELECT count(*) FROM topics WHERE NOT is_sorted").await, 1);
    let found = tian.get("/banks/search?topic=%E7%94%B5%E8%AF%9D%2F%E7%A4%BC%E8%B2%8C").await.expect(200);
    assert!(found.contains("c-1") && !found.contains("c-2"), "{found}");
    let polite = id(&server, "电话/礼貌").await;
    let etiquette = id(&server, "etiquette").await;
    tian.post(&format!("/topics/{polite}"), &fields("电话礼貌", "On the phone", &etiquette, "1"))
        .await
        .expect_redirect();
    let page = tian.get("/topics").await.expect(200);
    assert!(page.contains("On the phone") && !page.contains("Not sorted yet"), "{page}");
    assert_eq!(questions(tian, &etiquette).await, "62 questions");
}

#[actix_web::test]
async fn what_cannot_be_is_said_beside_its_field_and_nothing_is_lost_or_written() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    let before = "SELECT count(*) FROM audit_events WHERE subject_kind = 'topic'";
    let (fab, key) = (id(&server, "fab").await, id(&server, "key-account").await);
    let long = "长".repeat(101);
    for (code, zh, en, parent, position, sentence) in [
        ("Not A Code", "甲", "A", "", "", "The code should be"),
        ("", "甲", "A", "", "", "The code should be"),
        ("fab", "甲", "A", "", "", "There already is a topic with this code"),
        ("new", "", "A", "", "", "Enter the Chinese title"),
        ("new", "甲", &long, "", "", "Enter the English title"),
        ("new", "甲", "A", "nonsense", "", "That topic is no longer there"),
        ("new", "甲", "A", "", "-1", "Enter a whole number"),
        ("new", "甲", "A", "", "1000", "Enter a whole number"),
    ] {
        let mut all = fields(zh, en, parent, position).to_vec();
        all.push(("code", code));
        let page = tian.post("/topics", &all).await.expect(422);
        assert!(page.contains(sentence) && page.contains(zh), "{sentence}: {page}");
    }
    let own = tian.post(&format!("/topics/{fab}"), &fields("甲", "A", &fab, "")).await.expect(422);
    assert!(own.contains("A topic cannot stand below itself"), "{own}");
    let merged = tian.post(&format!("/topics/{fab}/merge"), &[("into", &fab)]).await.expect(422);
    assert!(merged.contains("A topic cannot stand below itself"), "{merged}");
    let nowhere = tian.post(&format!("/topics/{fab}/merge"), &[("into", "")]).await.expect(422);
    assert!(nowhere.contains("Choose the topic"), "{nowhere}");
    let used = tian.post(&format!("/topics/{key}/remove"), &[]).await.expect(422);
    assert!(used.contains("Questions name this topic"), "{used}");
    tian.post("/topics", &[("code", "new"), ("colour", "red")]).await.expect(400);
    for bad in ["nothing", "00000000-0000-7000-8000-000000000000", "%00"] {
        tian.get(&format!("/topics/{bad}")).await.expect(404);
        tian.post(&format!("/topics/{bad}/remove"), &[]).await.expect(404);
    }
    tian.post_raw("/topics", &[("code", "new")]).await.expect(403);
    assert_eq!(server.count(before).await, SHIPPED);
}

#[actix_web::test]
async fn of_two_moves_at_once_that_would_make_a_circle_one_is_refused() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    let (fab, key) = (id(&server, "fab").await, id(&server, "key-account").await);
    for _ in 0..5 {
        let (fab_address, key_address) = (format!("/topics/{fab}"), format!("/topics/{key}"));
        let (below_key, below_fab) = (fields("甲", "A", &key, "1"), fields("乙", "B", &fab, "1"));
        let (one, two) =
            futures_util::join!(tian.post(&fab_address, &below_key), tian.post(&key_address, &below_fab));
        let statuses = [one.status.as_u16(), two.status.as_u16()];
        assert!(statuses.contains(&303) && statuses.contains(&422), "{statuses:?}");
        let top = "SELECT count(*) FROM topics WHERE code IN ('fab', 'key-account') AND parent_id IS NULL";
        assert_eq!(server.count(top).await, 1);
        for address in [&fab_address, &key_address] {
            tian.post(address, &fields("丙", "C", "", "1")).await.expect_redirect();
        }
    }
}

#[actix_web::test]
async fn the_pages_of_topics_speak_chinese_too() {
    let (server, people) = with_banks().await;
    let tian = &people.tian;
    tian.post("/language", &[("lang", "zh-CN"), ("back", "/")]).await.expect_redirect();
    let fab = id(&server, "fab").await;
    for path in ["/topics".to_owned(), format!("/topics/{fab}"), "/banks/search".to_owned()] {
        let page = tian.get(&path).await.expect(200);
        assert!(page.contains("<html lang=\"zh-CN\"") && page.contains("主题"), "{path}");
        assert!(!page.contains(">topics-") && !page.contains(">finding-"), "{path}: {page}");
    }
}
