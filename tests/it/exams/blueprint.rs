//! Quotas, questions chosen by hand and the rules of the draw: their pages and their proof.

use certamen::base::QuestionKind;
use certamen::exams::actions::{self, Publishing};
use certamen::exams::counting::Counting;
use certamen::exams::model::{Definition, Quota, SectionDefinition};
use certamen::exams::queries;

use super::world::{SECTION, bank, exam, published, question, section, with};
use crate::harness::{Server, server};

fn quota(difficulty: (i16, i16), count: i32) -> Quota {
    Quota { topic: None, kind: None, difficulty_min: difficulty.0, difficulty_max: difficulty.1, count }
}

async fn draft(server: &Server) -> Definition {
    queries::exam(&mut *server.conn().await, "product").await.unwrap().unwrap().draft
}

#[actix_web::test]
async fn quotas_are_typed_saved_shown_with_their_numbers_and_frozen_as_cells() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [4, 3, 0, 0, 5]).await;
    let id = exam(&server, vec![]).await;
    let typed = [
        ("draft_number", "1"),
        ("title_was", ""),
        ("count", "６"),
        ("instructions_en", "One answer each."),
        ("quota_count_1", "2"),
        ("quota_min_1", "5"),
        ("quota_max_1", "5"),
        ("quota_topic_1", ""),
        ("quota_kind_1", ""),
        ("quota_topic_2", "fab"),
        ("quota_kind_2", "single_choice"),
        ("quota_min_2", "1"),
        ("quota_max_2", "2"),
        ("quota_count_2", "3"),
        ("quota_count_3", ""),
    ];
    people.tian.post("/exams/product/sections/new", &with(&SECTION, &typed)).await.expect_redirect();
    let stored = draft(&server).await.sections.remove(0);
    assert_eq!((stored.count, stored.instructions_en.as_str()), (6, "One answer each."));
    let second =
        Quota { topic: Some("fab".to_owned()), kind: Some(QuestionKind::SingleChoice), ..quota((1, 2), 3) };
    assert_eq!(stored.quotas, [quota((5, 5), 2), second]);
    let page = people.tian.get("/exams/product/sections").await.expect(200);
    for words in
        ["difficulty 5", "FAB and FABE selling × single choice × difficulty 1–2", "what the quotas leave"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = people.tian.get("/exams/product/sections/1").await.expect(200);
    assert!(page.contains("name=\"quota_count_2\" type=\"text\" value=\"3\""), "{page}");
    let mut conn = server.conn().await;
    let done = actions::publish(&mut conn, &certamen::audit::Actor::server(), id).await.unwrap();
    let Publishing::Published(version) = done else { unreachable!("{done:?}") };
    let section = queries::published_version(&mut conn, version).await.unwrap().sections[0].clone();
    let cells: Vec<(usize, usize)> =
        section.drawn_from.cells.iter().map(|cell| (cell.count, cell.pool.len())).collect();
    assert_eq!(cells, [(2, 5), (3, 7), (1, 12)]);
    let kept =
        "SELECT count(*) FROM exam_sections WHERE cardinality(pool) = 12 AND jsonb_array_length(cells) = 3";
    assert_eq!(server.count(kept).await, 1);
}

#[actix_web::test]
async fn a_quota_that_cannot_be_taken_is_answered_beside_it_and_nothing_typed_is_lost() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [4, 0, 0, 0, 0]).await;
    exam(&server, vec![]).await;
    for (more, sentence) in [
        (vec![("quota_count_1", "9")], "The quotas ask for 9 questions and the part draws 4"),
        (vec![("quota_count_1", "x")], "a whole number from 1 to 500"),
        (vec![("quota_topic_1", "fab")], "Say how many"),
        (vec![("quota_topic_1", "nothing"), ("quota_count_1", "1")], "This topic is not in the bank"),
        (vec![("quota_kind_1", "true_false"), ("quota_count_1", "1")], "does not draw this type"),
        (vec![("quota_min_1", "4"), ("quota_max_1", "2"), ("quota_count_1", "1")], "not be below"),
        (vec![("fixed", "q-1-0 q-1-0")], "q-1-0 stands here twice"),
        (vec![("fixed", "q-1-0\nnowhere")], "The bank has no question nowhere"),
        (vec![("fixed", "q-1-0\0")], "The bank has no question"),
    ] {
        let typed = with(&SECTION, &with(&[("draft_number", "1"), ("title_was", ""), ("count", "4")], &more));
        let page = people.tian.post("/exams/product/sections/new", &typed).await.expect(422);
        assert!(page.contains(sentence), "{more:?}: {page}");
        assert!(page.contains("一、产品"), "{page}");
    }
    let typed =
        with(&SECTION, &[("draft_number", "1"), ("count", "4"), ("quota_colour_1", "1"), ("colour", "1")]);
    people.tian.post("/exams/product/sections/new", &typed).await.expect(400);
    assert!(draft(&server).await.sections.is_empty());
}

#[actix_web::test]
async fn a_short_quota_is_named_with_its_part_and_the_language_that_is_missing() {
    let server = server().await;
    let mut people = server.people().await;
    bank(&server, [9, 0, 0, 0, 2]).await;
    question(&server, "chinese-a", 5, "single_choice", true, false).await;
    let short = SectionDefinition { quotas: vec![quota((5, 5), 3)], ..section(4, (1, 5)) };
    let exam = exam(&server, vec![section(1, (1, 1)), short]).await;
    for (language, sentence) in [
        ("en", "“Products”, difficulty 5: needs 3, has 2. Too few by language: English 2"),
        ("zh-CN", "“一、产品”的难度 5：要抽 3 题，只有 2 题。按语言看不够的：英文 2 题"),
    ] {
        people.tian.browser.language = language;
        let page = people.tian.get("/exams/product/sections").await.expect(200);
        assert!(page.contains(sentence), "{page}");
        assert!(page.contains("/exams/product/sections/2#quotas"), "{page}");
        let publish = [("draft_number", "1"), ("version_number", "0")];
        let page = people.tian.post("/exams/product/publish", &publish).await.expect(422);
        assert!(page.contains(sentence), "{page}");
    }
    let mut conn = server.conn().await;
    let refused = actions::publish(&mut conn, &certamen::audit::Actor::server(), exam).await.unwrap();
    assert!(matches!(refused, Publishing::Refused(problems) if problems.len() == 1));
}

#[actix_web::test]
async fn questions_are_chosen_by_hand_moved_and_taken_out_on_their_own_page() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [5, 0, 0, 0, 0]).await;
    exam(&server, vec![section(3, (1, 5))]).await;
    let address = "/exams/product/sections/1/questions";
    let page = people.tian.get(address).await.expect(200);
    assert!(page.contains("None is chosen: the part draws 3 questions"), "{page}");
    let change = async |number: &str, what: &str, code: &str| {
        let fields = [("draft_number", number), ("do", what), ("code", code), ("q", "")];
        people.tian.post(address, &fields).await
    };
    change("1", "add", "q-1-3").await.expect_redirect();
    change("2", "add", "q-1-1").await.expect_redirect();
    change("3", "up", "q-1-1").await.expect_redirect();
    let stored = draft(&server).await.sections.remove(0);
    assert_eq!(
        (stored.fixed.as_slice(), stored.count),
        (["q-1-1", "q-1-3"].map(str::to_owned).as_slice(), 2)
    );
    change("3", "remove", "q-1-1").await.expect(409);
    change("4", "add", "nowhere").await.expect(409);
    change("4", "add", "\0").await.expect(409);
    change("4", "paint", "q-1-1").await.expect(400);
    let page = people.tian.get("/exams/product/sections").await.expect(200);
    assert!(page.contains("chosen by hand"), "{page}");
    let page = people.tian.get(&format!("{address}?q=q-1-4&page=9")).await.expect(200);
    assert!(page.contains("q-1-4") && !page.contains("q-1-2"), "{page}");
    change("4", "remove", "q-1-1").await.expect_redirect();
    change("5", "remove", "q-1-3").await.expect_redirect();
    assert!(!draft(&server).await.sections.remove(0).is_fixed());
    people.tian.get("/exams/product/sections/2/questions").await.expect(404);
    people.tian.get("/exams/product/sections/x/questions").await.expect(404);
}

#[actix_web::test]
async fn a_question_chosen_by_hand_that_left_the_bank_or_cannot_be_marked_stops_publishing_by_name() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [2, 0, 0, 0, 0]).await;
    question(&server, "no-key", 1, "single_choice", false, true).await;
    question(&server, "essay", 1, "short_answer", false, true).await;
    question(&server, "chinese", 1, "single_choice", true, false).await;
    let fixed = ["q-1-0", "q-1-1", "no-key", "essay", "chinese"].map(str::to_owned).to_vec();
    exam(&server, vec![SectionDefinition { fixed, ..section(5, (1, 5)) }]).await;
    server
        .sql(
            "INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
             SELECT id, 2, 'import', 'test', 0, 0, 1 FROM banks;
             UPDATE bank_questions SET to_revision = 2 WHERE question_id = (SELECT id FROM questions WHERE code = 'q-1-1')",
        )
        .await;
    let page = people.tian.get("/exams/product/publish").await.expect(200);
    for words in ["q-1-1 is not in the bank any more", "no-key has no key", "chinese is missing in English"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("q-1-0 ") && !page.contains("essay is"), "people grade what has no key: {page}");
    let page = people.tian.get("/exams/product/sections/1/questions").await.expect(200);
    assert!(page.contains("is not in the bank any more"), "{page}");
}

#[actix_web::test]
async fn the_rules_of_the_draw_are_saved_and_a_limit_that_cannot_hold_is_said_and_stops_nothing() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [5, 0, 0, 0, 0]).await;
    published(&server, vec![section(3, (1, 5))]).await;
    let page = people.tian.get("/exams/product/drawing").await.expect(200);
    assert!(page.contains("name=\"avoid_last_paper\" checked"), "{page}");
    for wrong in ["0", "100", "half"] {
        let fields = [("draft_number", "1"), ("exposure_cap", wrong), ("counting", "last")];
        let page = people.tian.post("/exams/product/drawing", &fields).await.expect(422);
        assert!(page.contains("a whole number from 1 to 99") && page.contains(wrong), "{page}");
    }
    let fields = [("draft_number", "1"), ("exposure_cap", "40"), ("counting", "middle")];
    people.tian.post("/exams/product/drawing", &fields).await.expect(422);
    let fields = [("draft_number", "1"), ("exposure_cap", "40"), ("counting", "first")];
    let to = people.tian.post("/exams/product/drawing", &fields).await.expect_redirect();
    let page = people.tian.get(&to).await.expect(200);
    assert!(page.contains("this cannot hold in Products"), "{page}");
    assert!(page.contains("Questions of the last paper may come again"), "{page}");
    let stored = draft(&server).await;
    assert_eq!(
        (stored.avoid_last_paper, stored.exposure_cap, stored.counting),
        (false, Some(40), Counting::First)
    );
    let publish = [("draft_number", "2"), ("version_number", "1")];
    people.tian.post("/exams/product/publish", &publish).await.expect_redirect();
}
