//! Exams: composing, the proof, publishing, assigning, and the results trainers see.

use std::sync::Arc;

use certamen::audit::Actor;
use certamen::base::QuestionKind;
use certamen::db::{ExamId, PersonId};
use certamen::exams::actions::{self, Publishing};
use certamen::exams::model::{Assignee, Definition, SectionDefinition};
use certamen::exams::queries;
use certamen::exams::rules::Problem;
use certamen::exams::scoring::Scoring;

use crate::harness::people::Someone;
use crate::harness::{People, Server, server};

/// A bank `fab` titled FAB: questions of difficulty 1, 2, 3, 4, 5 as many as given, single choice, two
/// languages, key B.
async fn bank(server: &Server, counts: [i32; 5]) {
    server
        .sql(
            "INSERT INTO banks (id, code, title_zh, title_en) VALUES (gen_random_uuid(), 'fab', 'FAB', 'FAB');
             INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
             SELECT id, 1, 'import', 'test', 0, 0, 0 FROM banks;",
        )
        .await;
    for (difficulty, count) in (1..).zip(counts) {
        for number in 0..count {
            question(server, &format!("q-{difficulty}-{number}"), difficulty, "single_choice", true, true)
                .await;
        }
    }
}

async fn question(server: &Server, code: &str, difficulty: i32, kind: &str, key: bool, english: bool) {
    let text = |stem: &str| {
        format!(
            r#"{{"stem":"{stem} {code}","options":["one","two","three"],"explanation":"because {code}","reference":[]}}"#
        )
    };
    let english_text = if english { format!(r#","en":{}"#, text("What is")) } else { String::new() };
    let languages = if english { "{zh-CN,en}" } else { "{zh-CN}" };
    let answer = if key { r#"'["B"]'"# } else { "NULL" };
    server
        .sql(&format!(
            "WITH q AS (
                 INSERT INTO questions (id, bank_id, code) SELECT gen_random_uuid(), id, '{code}' FROM banks RETURNING id, bank_id
             ), v AS (
                 INSERT INTO question_versions (id, question_id, number, kind, topic, difficulty, texts, languages,
                                                option_count, answer, fingerprint, content_digest)
                 SELECT gen_random_uuid(), id, 1, '{kind}', 'fab', {difficulty},
                        '{{\"zh-CN\":{zh}{english_text}}}', '{languages}', 3, {answer}, sha256('{code}'), sha256('{code}')
                 FROM q RETURNING id, question_id
             )
             INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
             SELECT q.bank_id, q.id, v.id, 1 FROM q JOIN v ON v.question_id = q.id",
            zh = text("什么是"),
        ))
        .await;
}

fn section(count: i32, difficulty: (i16, i16)) -> SectionDefinition {
    SectionDefinition {
        title_zh: "一、产品".to_owned(),
        title_en: "Products".to_owned(),
        bank_code: "fab".to_owned(),
        topic: None,
        kinds: vec![QuestionKind::SingleChoice, QuestionKind::MultipleChoice, QuestionKind::TrueFalse],
        difficulty_min: difficulty.0,
        difficulty_max: difficulty.1,
        count,
        points: 200,
        scoring: Scoring::AllOrNothing,
    }
}

fn definition(sections: Vec<SectionDefinition>) -> Definition {
    Definition { sections, ..Definition::new("产品认证", "Product exam") }
}

/// An exam `product` with these sections.
async fn exam(server: &Server, sections: Vec<SectionDefinition>) -> ExamId {
    let mut conn = server.conn().await;
    actions::create(&mut conn, &Actor::server(), "product", definition(sections)).await.unwrap()
}

async fn published(server: &Server, sections: Vec<SectionDefinition>) -> ExamId {
    let exam = exam(server, sections).await;
    let published = actions::publish(&mut *server.conn().await, &Actor::server(), exam).await.unwrap();
    assert!(matches!(published, Publishing::Published(_)), "{published:?}");
    exam
}

const SECTION: [(&str, &str); 8] = [
    ("title_zh", "一、产品"),
    ("title_en", "Products"),
    ("source", "fab"),
    ("kinds", "single_choice"),
    ("difficulty_min", "1"),
    ("difficulty_max", "5"),
    ("points", "2.5"),
    ("scoring", "subset_proportional"),
];

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    base.iter().chain(more).copied().collect()
}

const TIMES: [(&str, &str); 6] = [
    ("limit_minutes", "45"),
    ("attempts_allowed", "2"),
    ("pass_mark", "60"),
    ("review_score", "at_once"),
    ("review_responses", "after_window"),
    ("review_key", "after_window"),
];

#[actix_web::test]
async fn a_trainer_composes_publishes_and_assigns_an_exam_in_the_browser() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [4, 4, 4, 0, 0]).await;
    let tian = &people.tian;
    assert!(tian.get("/exams").await.expect(200).contains("There is no exam yet"));
    tian.get("/exams/new").await.expect(200);
    let new = [("code", "product"), ("title_zh", "产品认证"), ("title_en", "Product exam")];
    assert_eq!(tian.post("/exams/new", &new).await.expect_redirect(), "/exams/product/sections");
    assert!(tian.get("/exams/product/sections").await.expect(200).contains("No questions yet"));
    assert!(tian.get("/exams/product/sections/new").await.expect(200).contains("FAB · fab"));
    let section =
        with(&SECTION, &[("draft_number", "1"), ("title_was", ""), ("count", "５"), ("kinds", "true_false")]);
    tian.post("/exams/product/sections/new", &section).await.expect_redirect();
    let page = tian.get("/exams/product/sections").await.expect(200);
    assert!(page.contains("Products") && page.contains("7 more possible") && page.contains("12.5"), "{page}");
    let times =
        with(&TIMES, &[("draft_number", "2"), ("closes_at", "2099-12-05T18:00"), ("shuffle_options", "on")]);
    tian.post("/exams/product/times", &times).await.expect_redirect();
    let page = tian.get("/exams/product/times").await.expect(200);
    assert!(page.contains("2099-12-05T18:00") && page.contains("UTC+8"), "{page}");
    let basics = [
        ("draft_number", "3"),
        ("title_zh", "产品认证"),
        ("title_en", "Product exam 2026"),
        ("instructions_zh", "请独立完成。"),
        ("instructions_en", "Work alone."),
        ("languages", "en"),
        ("languages", "zh-CN"),
    ];
    tian.post("/exams/product", &basics).await.expect_redirect();
    assert!(tian.get("/exams/product").await.expect(200).contains("Work alone."));
    assert!(tian.get("/exams/product/publish").await.expect(200).contains("Publish version 1"));
    let publish = [("draft_number", "4"), ("version_number", "0")];
    tian.post("/exams/product/publish", &publish).await.expect_redirect();
    let group = people.east.to_string();
    let assign = [("groups", group.as_str()), ("due", "2099-12-01"), ("q", "")];
    tian.post("/exams/product/assignments", &assign).await.expect_redirect();
    let page = tian.get("/exams/product/assignments").await.expect(200);
    assert!(page.contains("East") && page.contains("2099-12-01") && page.contains("2 people now"), "{page}");
    let list = tian.get("/exams").await.expect(200);
    assert!(list.contains("Product exam 2026") && list.contains("See results"), "{list}");

    let mut conn = server.conn().await;
    let exam = queries::published(&mut conn, "product").await.unwrap().unwrap();
    assert_eq!((exam.number, exam.question_count, exam.maximum), (1, 5, 1250));
    assert_eq!((exam.limit_seconds, exam.attempts_allowed, exam.pass_mark), (Some(2700), Some(2), 60));
    assert_eq!(exam.closes_at, Some("2099-12-05T10:00:00Z".parse().unwrap()));
    assert!(!exam.definition.shuffle_questions && exam.definition.shuffle_options);
    assert_eq!(exam.sections[0].scoring, Scoring::SubsetProportional);
    assert_eq!(exam.sections[0].pool.len(), 12);
    assert!(exam.sections[0].pool.is_sorted());
    let for_ada = queries::assigned_to(&mut conn, people.ada.id).await.unwrap();
    assert_eq!(for_ada.len(), 1);
    assert_eq!(for_ada[0].due_at, Some("2099-12-01T15:59:59Z".parse().unwrap()));
    assert!(queries::assigned_to(&mut conn, people.cai.id).await.unwrap().is_empty());
    let audited = server.count("SELECT count(*) FROM audit_events WHERE subject_kind = 'exam'").await;
    assert_eq!(audited, 6);
}

#[actix_web::test]
async fn every_page_is_there_in_both_languages_and_for_trainers_only() {
    let server = server().await;
    let mut people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5)), section(1, (1, 2))]).await;
    let assignment = actions::assign(
        &mut *server.conn().await,
        &Actor::server(),
        exam,
        Assignee::Group(people.east),
        None,
    )
    .await
    .unwrap();
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
    let assignment = actions::assign(
        &mut *server.conn().await,
        &Actor::server(),
        exam,
        Assignee::Group(people.east),
        None,
    )
    .await
    .unwrap();
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

#[actix_web::test]
async fn what_cannot_be_taken_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let server = server().await;
    let people = server.people().await;
    let tian = &people.tian;
    bank(&server, [3, 0, 0, 0, 0]).await;
    exam(&server, vec![section(2, (1, 5))]).await;
    for (code, sentence) in [
        ("Product!", "1 to 64 lower-case letters"),
        ("new", "This code is taken"),
        ("product", "This code is taken"),
    ] {
        let form = [("code", code), ("title_zh", "新的考试"), ("title_en", "Another")];
        let page = tian.post("/exams/new", &form).await.expect(422);
        assert!(page.contains(sentence) && page.contains("新的考试") && page.contains(code), "{page}");
    }
    for (field, value, sentence) in [
        ("count", "0", "whole number from 1 to 500"),
        ("count", "many", "whole number from 1 to 500"),
        ("points", "1.234", "at most two decimals"),
        ("source", "nowhere", "Choose a bank or a topic"),
        ("difficulty_max", "1", "The hardest should not be below the easiest"),
        ("title_en", "", "Enter one line"),
        ("scoring", "generous", "Choose how points are given"),
        ("kinds", "short_answer", "Choose at least one type"),
    ] {
        let form: Vec<(&str, &str)> =
            with(&SECTION, &[("draft_number", "1"), ("title_was", "一、产品"), ("count", "2")])
                .into_iter()
                .map(|(name, old)| match name {
                    "difficulty_min" => (name, "2"),
                    name if name == field => (name, value),
                    name => (name, old),
                })
                .collect();
        let page = tian.post("/exams/product/sections/1", &form).await.expect(422);
        assert!(page.contains(sentence) && page.contains("一、产品"), "{field}: {page}");
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field} is in the summary: {page}");
    }
    for (field, value, sentence) in [
        ("limit_minutes", "0", "from 1 to 10080"),
        ("attempts_allowed", "-1", "from 1 to 100"),
        ("pass_mark", "101", "from 0 to 100"),
        ("closes_at", "2026-01-01T09:00", "The end should be after the start"),
        ("closes_at", "tomorrow", "Enter a date and a time"),
        ("review_score", "never", "A step stays closed"),
        ("review_key", "on_date", "Enter from when"),
        ("review_key", "soon", "Choose when it opens"),
    ] {
        let mut form = with(&TIMES, &[("draft_number", "1"), ("opens_at", "2026-01-02T09:00")]);
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let page = tian.post("/exams/product/times", &form).await.expect(422);
        assert!(page.contains(sentence) && page.contains("2026-01-02T09:00"), "{field} {value}: {page}");
    }
    let basics = [
        ("draft_number", "1"),
        ("title_zh", "改名"),
        ("title_en", "Renamed"),
        ("instructions_zh", ""),
        ("instructions_en", ""),
    ];
    let page = tian.post("/exams/product", &basics).await.expect(422);
    assert!(page.contains("Choose at least one language") && page.contains("Renamed"), "{page}");
    let assign = [("due", "2020-01-01"), ("q", "")];
    let page = tian.post("/exams/product/assignments", &assign).await.expect(422);
    assert!(
        page.contains("Choose at least one group or person") && page.contains("This day is over"),
        "{page}"
    );
    tian.post("/exams/product", &[("draft_number", "x")]).await.expect(400);
    tian.post("/exams/product", &[("draft_number", "1"), ("pass_mark", "0")]).await.expect(400);
    assert_eq!(server.count("SELECT draft_number FROM exams").await, 1);
}

#[actix_web::test]
async fn of_two_trainers_the_second_is_told_keeps_what_they_typed_and_may_save_on_top() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [5, 0, 0, 0, 0]).await;
    let other =
        crate::harness::people::someone(&server, "周老师", "R002", certamen::accounts::Role::Trainer, None)
            .await;
    exam(&server, vec![section(2, (1, 5))]).await;
    let times = with(&TIMES, &[("draft_number", "1")]);
    people.tian.post("/exams/product/times", &times).await.expect_redirect();
    let basics = |number| {
        vec![
            ("draft_number", number),
            ("title_zh", "另一个名字"),
            ("title_en", "Another name"),
            ("instructions_zh", ""),
            ("instructions_en", "Bring your badge."),
            ("languages", "zh-CN"),
        ]
    };
    let page = other.post("/exams/product", &basics("1")).await.expect(409);
    assert!(page.contains("田老师 saved this draft meanwhile"), "{page}");
    assert!(
        page.contains("Bring your badge.") && page.contains("name=\"draft_number\" value=\"2\""),
        "{page}"
    );
    assert_eq!(server.count("SELECT draft_number FROM exams").await, 2);
    other.post("/exams/product", &basics("2")).await.expect_redirect();
    let draft = queries::exam(&mut *server.conn().await, "product").await.unwrap().unwrap().draft;
    assert_eq!((draft.title_en.as_str(), draft.limit_minutes), ("Another name", Some(45)), "both saves hold");

    let stale = with(&SECTION, &[("draft_number", "1"), ("title_was", "一、产品"), ("count", "4")]);
    let page = people.tian.post("/exams/product/sections/1", &stale).await.expect(409);
    assert!(
        page.contains("周老师 saved this draft meanwhile") && page.contains("/exams/product/sections/1\""),
        "{page}"
    );
    let page = people.tian.post("/exams/product/times", &times).await.expect(409);
    assert!(page.contains("周老师 saved this draft meanwhile"), "{page}");
    people.tian.post("/exams/product/sections/1/remove", &[("draft_number", "1")]).await.expect(409);
    let publish = [("draft_number", "1"), ("version_number", "0")];
    let page = people.tian.post("/exams/product/publish", &publish).await.expect(409);
    assert!(page.contains("changed meanwhile"), "{page}");
    assert_eq!(server.count("SELECT count(*) FROM exam_versions").await, 0);
}

#[actix_web::test]
async fn a_stale_section_form_finds_its_section_where_it_stands_now() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [9, 0, 0, 0, 0]).await;
    let second = SectionDefinition {
        title_zh: "二、客户".to_owned(),
        title_en: "Customers".to_owned(),
        ..section(1, (1, 5))
    };
    exam(&server, vec![section(2, (1, 5)), second]).await;
    let reorder = [("draft_number", "1"), ("to", "down")];
    people.tian.post("/exams/product/sections/1/move", &reorder).await.expect_redirect();
    let stale = with(&SECTION, &[("draft_number", "1"), ("title_was", "一、产品"), ("count", "4")]);
    let page = people.tian.post("/exams/product/sections/1", &stale).await.expect(409);
    assert!(page.contains("action=\"/exams/product/sections/2\""), "{page}");
    people.tian.post("/exams/product/sections/2/remove", &[("draft_number", "2")]).await.expect_redirect();
    let page = people.tian.post("/exams/product/sections/1", &stale).await.expect(409);
    assert!(page.contains("action=\"/exams/product/sections/new\""), "{page}");
}

#[actix_web::test]
async fn publishing_a_short_section_is_refused_with_the_exact_cell() {
    let server = server().await;
    let mut people = server.people().await;
    bank(&server, [4, 0, 0, 2, 1]).await;
    let exam = exam(&server, vec![section(3, (1, 3)), section(5, (4, 5))]).await;
    let publish = [("draft_number", "1"), ("version_number", "0")];
    for (language, sentence) in
        [("en", "FAB, difficulty 4–5: needs 5, has 3"), ("zh-CN", "FAB，难度 4–5：要抽 5 题，只有 3 题")]
    {
        people.tian.browser.language = language;
        for page in [
            people.tian.get("/exams/product/sections").await.expect(200),
            people.tian.get("/exams/product/publish").await.expect(200),
            people.tian.get("/exams/product/preview").await.expect(200),
            people.tian.post("/exams/product/publish", &publish).await.expect(422),
        ] {
            assert!(page.contains(sentence), "{page}");
            assert!(page.contains("/exams/product/sections/2#count"), "{page}");
        }
    }
    let refused = actions::publish(&mut *server.conn().await, &Actor::server(), exam).await.unwrap();
    let short = Problem::Short { sections: vec![1], needs: 5, has: 3 };
    assert_eq!(refused, Publishing::Refused(vec![short]));
    assert_eq!(server.count("SELECT count(*) FROM exam_versions").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM exam_sections").await, 0);
}

#[actix_web::test]
async fn parts_that_fight_for_the_same_questions_are_named_together() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [4, 0, 0, 0, 0]).await;
    exam(&server, vec![section(3, (1, 2)), section(2, (1, 1))]).await;
    let page = people.tian.get("/exams/product/sections").await.expect(200);
    assert!(page.contains("FAB, difficulty 1–2; FAB, difficulty 1. Together: needs 5, has 4"), "{page}");
    assert!(page.contains("Short together with other parts"), "{page}");
}

#[actix_web::test]
async fn what_cannot_be_graded_or_read_in_every_language_is_left_out_and_counted() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [2, 0, 0, 0, 0]).await;
    question(&server, "no-key", 1, "single_choice", false, true).await;
    question(&server, "by-people", 1, "short_answer", false, true).await;
    question(&server, "chinese-only", 1, "single_choice", true, false).await;
    exam(&server, vec![section(3, (1, 5))]).await;
    let page = people.tian.get("/exams/product/publish").await.expect(200);
    assert!(page.contains("FAB, difficulty 1–5: needs 3, has 2"), "{page}");
    let page = people.tian.get("/exams/product/sections").await.expect(200);
    for reason in ["graded by people", "no key", "not in every language of the exam"] {
        assert!(page.contains(&format!("1 left out: {reason}")), "{reason}: {page}");
    }
}

#[actix_web::test]
async fn an_exam_without_questions_or_whose_window_is_over_is_not_published() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [2, 0, 0, 0, 0]).await;
    let exam = exam(&server, vec![]).await;
    let publish = |draft| [("draft_number", draft), ("version_number", "0")];
    let page = people.tian.post("/exams/product/publish", &publish("1")).await.expect(422);
    assert!(page.contains("The paper has no questions yet"), "{page}");
    let closed = Definition {
        closes_at: Some("2020-01-01T00:00:00Z".parse().unwrap()),
        ..definition(vec![section(1, (1, 5))])
    };
    actions::save_draft(&mut *server.conn().await, &Actor::server(), exam, 1, &closed).await.unwrap();
    let page = people.tian.post("/exams/product/publish", &publish("2")).await.expect(422);
    assert!(page.contains("The window is over already"), "{page}");
}

#[actix_web::test]
async fn a_published_version_never_changes_and_the_next_one_is_a_new_one() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5))]).await;
    let mut conn = server.conn().await;
    let first = queries::published(&mut conn, "product").await.unwrap().unwrap();
    question(&server, "later", 1, "single_choice", true, true).await;
    let changed = Definition { pass_mark: 90, ..definition(vec![section(3, (1, 5))]) };
    actions::save_draft(&mut conn, &Actor::server(), exam, 1, &changed).await.unwrap();
    assert!(people.tian.get("/exams").await.expect(200).contains("Changes not published"));
    let publish = [("draft_number", "2"), ("version_number", "1")];
    people.tian.post("/exams/product/publish", &publish).await.expect_redirect();
    people.tian.post("/exams/product/publish", &publish).await.expect(409);
    let second = queries::published(&mut conn, "product").await.unwrap().unwrap();
    let kept = queries::published_version(&mut conn, first.version_id).await.unwrap();
    assert_eq!((second.number, second.pass_mark, second.sections[0].pool.len()), (2, 90, 4));
    assert_eq!((kept.number, kept.pass_mark, kept.sections[0].pool.len()), (1, 80, 3));
    assert_eq!(kept.definition, first.definition);
}

#[actix_web::test]
async fn of_trainers_who_publish_at_once_one_does_and_the_others_are_told() {
    let server = server().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = exam(&server, vec![section(2, (1, 5))]).await;
    let seen = actions::Seen { draft_number: 1, version_number: 0 };
    let tries = (0..6).map(|_| {
        let server = Arc::clone(&server);
        async move {
            let mut conn = server.conn().await;
            actions::publish_seen(&mut conn, &Actor::server(), exam, seen).await.unwrap()
        }
    });
    let outcomes = futures_util::future::join_all(tries).await;
    let published = outcomes.iter().filter(|outcome| matches!(outcome, Publishing::Published(_))).count();
    let told = outcomes.iter().filter(|outcome| **outcome == Publishing::Stale).count();
    assert_eq!((published, told), (1, 5));
    assert_eq!(server.count("SELECT count(*) FROM exam_versions").await, 1);
}

#[actix_web::test]
async fn a_time_that_clocks_skip_or_show_twice_is_asked_about() {
    let server = Server::start().await;
    let mut config = server.app.config.clone();
    config.site.zone = chrono_tz::Europe::Berlin;
    let server = Arc::new(Server {
        site: actix_web::web::Data::new(certamen::web::Site::load(config.site).unwrap()),
        ..server
    });
    let people = server.people().await;
    exam(&server, vec![]).await;
    let times = |more: &[(&'static str, &'static str)]| with(&TIMES, &with(&[("draft_number", "1")], more));
    let skipped = times(&[("opens_at", "2027-03-28T02:30")]);
    let page = people.tian.post("/exams/product/times", &skipped).await.expect(422);
    assert!(page.contains("This time does not exist") && page.contains("2027-03-28T02:30"), "{page}");
    let twice = times(&[("opens_at", "2027-10-31T02:30")]);
    let page = people.tian.post("/exams/product/times", &twice).await.expect(422);
    assert!(page.contains("This time comes twice") && page.contains("name=\"opens_at_which\""), "{page}");
    let second = times(&[("opens_at", "2027-10-31T02:30"), ("opens_at_which", "later")]);
    people.tian.post("/exams/product/times", &second).await.expect_redirect();
    let draft = queries::exam(&mut *server.conn().await, "product").await.unwrap().unwrap().draft;
    assert_eq!(draft.opens_at, Some("2027-10-31T01:30:00Z".parse().unwrap()));
}

#[actix_web::test]
async fn a_sample_paper_shows_its_keys_and_the_same_seed_draws_the_same() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [6, 0, 0, 0, 0]).await;
    exam(&server, vec![section(3, (1, 5))]).await;
    let seed = "07".repeat(32);
    let page = people.tian.get(&format!("/exams/product/preview?seed={seed}")).await.expect(200);
    assert_eq!(page.matches("<article").count(), 3);
    assert_eq!(page.matches("because q-1-").count(), 3);
    let right: Vec<&str> =
        page.split("<b>").skip(1).filter_map(|rest| rest.split_once("</b>")).map(|(text, _)| text).collect();
    assert_eq!(
        right.iter().filter(|text| text.ends_with(". two")).count(),
        3,
        "the key follows its option: {right:?}"
    );
    let again = people.tian.get(&format!("/exams/product/preview?seed={seed}")).await.expect(200);
    let paper = |page: &str| page.split("<article").skip(1).map(str::to_owned).collect::<Vec<_>>();
    let papers = [paper(&page), paper(&again)].map(|paper| paper.into_iter().take(2).collect::<Vec<_>>());
    assert_eq!(papers[0], papers[1]);
}

#[actix_web::test]
async fn an_assignment_reaches_groups_below_and_people_who_join_and_can_be_taken_back() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5))]).await;
    server
        .sql("UPDATE groups SET parent_id = (SELECT id FROM groups WHERE code = 'east') WHERE code = 'north'")
        .await;
    let mut conn = server.conn().await;
    let east = Assignee::Group(people.east);
    let first = actions::assign(&mut conn, &Actor::server(), exam, east, None).await.unwrap();
    assert_eq!(
        actions::assign(&mut conn, &Actor::server(), exam, east, None).await.unwrap(),
        first,
        "nothing changes"
    );
    let mut expected: Vec<PersonId> = vec![people.ada.id, people.bo.id, people.cai.id];
    expected.sort();
    assert_eq!(queries::assignees(&mut conn, exam).await.unwrap(), expected);
    assert!(queries::is_assigned(&mut conn, people.cai.id, exam).await.unwrap());
    assert!(!queries::is_assigned(&mut conn, people.tian.id, exam).await.unwrap());

    let ada = people.ada.id.to_string();
    let own = [("people", ada.as_str()), ("due", "2099-01-01"), ("q", "t001")];
    people.tian.post("/exams/product/assignments", &own).await.expect_redirect();
    let sooner = [("people", ada.as_str()), ("due", "2098-01-01"), ("q", "")];
    people.tian.post("/exams/product/assignments", &sooner).await.expect_redirect();
    let for_ada = queries::assigned_to(&mut conn, people.ada.id).await.unwrap();
    assert_eq!(for_ada.len(), 1);
    assert_eq!(for_ada[0].due_at, Some("2098-01-01T15:59:59Z".parse().unwrap()));
    assert_eq!(server.count("SELECT count(*) FROM assignments WHERE withdrawn_at IS NOT NULL").await, 1);

    let withdraw = format!("/exams/product/assignments/{first}/withdraw");
    people.tian.post(&withdraw, &[]).await.expect_redirect();
    people.tian.post(&withdraw, &[]).await.expect(404);
    assert_eq!(queries::assignees(&mut conn, exam).await.unwrap(), [people.ada.id]);
}

/// An attempt of a person with a result, handed in.
async fn attempt(server: &Server, exam: ExamId, person: &Someone, number: i32, score: Option<(i32, bool)>) {
    let (state, submitted) = if score.is_some() { ("graded", "app_now()") } else { ("in_progress", "NULL") };
    let (id, person) = (uuid::Uuid::now_v7(), person.id);
    server
        .sql(&format!(
            "INSERT INTO attempts (id, exam_id, version_id, person_id, number, state, question_count, started_at, submitted_at, receipt)
             SELECT '{id}', '{exam}', id, '{person}', {number}, '{state}', 2, app_now(), {submitted}, '{id}' FROM exam_versions"
        ))
        .await;
    if let Some((score, passed)) = score {
        server
            .sql(&format!(
                "INSERT INTO results (id, attempt_id, number, cause, score, maximum, pass_mark, passed, marks)
                 VALUES (gen_random_uuid(), '{id}', 1, 'submitted', {score}, 400, 80, {passed}, '[]')"
            ))
            .await;
    }
}

#[actix_web::test]
async fn results_show_each_person_once_with_the_attempt_that_counts() {
    let server = server().await;
    let people: People = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5))]).await;
    let mut conn = server.conn().await;
    actions::assign(&mut conn, &Actor::server(), exam, Assignee::Group(people.east), None).await.unwrap();
    let evil = crate::harness::people::someone(
        &server,
        "=HYPERLINK(1)",
        "T009",
        certamen::accounts::Role::Trainee,
        Some(people.east),
    )
    .await;
    attempt(&server, exam, &people.ada, 1, Some((200, false))).await;
    attempt(&server, exam, &people.ada, 2, Some((350, true))).await;
    attempt(&server, exam, &people.bo, 1, Some((333, true))).await;
    attempt(&server, exam, &people.cai, 1, Some((0, false))).await;
    attempt(&server, exam, &people.cai, 2, None).await;
    let _ = evil;
    let page = people.tian.get("/exams/product/results").await.expect(200);
    assert_eq!(page.matches("林晓雯").count(), 1, "{page}");
    assert!(page.contains("3.5 / 4") && page.contains("87.5%"), "{page}");
    assert!(page.contains("83.2%"), "cut, not rounded: {page}");
    assert!(page.contains("In progress") && page.contains("not assigned now"), "{page}");
    let absent = people.tian.get("/exams/product/results?show=absent").await.expect(200);
    assert!(absent.contains("HYPERLINK") && !absent.contains("林晓雯"), "{absent}");

    let answer = people.tian.get("/exams/product/results.csv").await;
    assert_eq!(answer.headers.get("content-type").unwrap(), "text/csv; charset=utf-8");
    let csv = answer.expect(200);
    assert!(csv.starts_with("\u{feff}Name,Employee number,Result,"), "{csv}");
    assert!(csv.contains("\r\n'=HYPERLINK(1),T009,Not started,,,,0,,,yes\r\n"), "{csv}");
    assert!(csv.contains("林晓雯,T001,Passed,3.5,4,87.5%,2,"), "{csv}");
    assert_eq!(csv.lines().count(), 5);
    let passed = people.tian.get("/exams/product/results.csv?show=passed").await.expect(200);
    assert_eq!(passed.lines().count(), 3);
}

#[actix_web::test]
async fn who_never_came_is_absent_when_the_window_is_over() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = exam(&server, vec![]).await;
    let in_an_hour = chrono::Utc::now() + chrono::TimeDelta::hours(1);
    let open = Definition { closes_at: Some(in_an_hour), ..definition(vec![section(2, (1, 5))]) };
    let mut conn = server.conn().await;
    actions::save_draft(&mut conn, &Actor::server(), exam, 1, &open).await.unwrap();
    actions::publish(&mut conn, &Actor::server(), exam).await.unwrap();
    actions::assign(&mut conn, &Actor::server(), exam, Assignee::Person(people.ada.id), None).await.unwrap();
    assert!(people.tian.get("/exams/product/results").await.expect(200).contains("Not started"));
    server.move_clock("2 hours").await;
    let page = people.tian.get("/exams/product/results").await.expect(200);
    assert!(page.contains("Absent") && page.contains("Closed") && !page.contains("Not started"), "{page}");
}
