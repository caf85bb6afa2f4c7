//! Composing an exam: its forms, several trainers at once, sample papers.

use std::sync::Arc;

use certamen::accounts::Role;
use certamen::exams::model::SectionDefinition;
use certamen::exams::queries;
use certamen::exams::scoring::Scoring;

use super::world::{SECTION, TIMES, bank, exam, section, with};
use crate::harness::people::someone;
use crate::harness::{Server, server};

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
    assert!(tian.get("/exams/product/sections/new").await.expect(200).contains("FAB · FAB and FABE selling"));
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
    assert_eq!(exam.sections[0].drawn_from.cells[0].pool.len(), 12);
    assert!(exam.sections[0].drawn_from.cells[0].pool.is_sorted());
    let for_ada = queries::assigned_to(&mut conn, people.ada.id).await.unwrap();
    assert_eq!(for_ada.len(), 1);
    assert_eq!(for_ada[0].due_at, Some("2099-12-01T15:59:59Z".parse().unwrap()));
    assert!(queries::assigned_to(&mut conn, people.cai.id).await.unwrap().is_empty());
    let audited = server.count("SELECT count(*) FROM audit_events WHERE subject_kind = 'exam'").await;
    assert_eq!(audited, 6);
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
        ("title_en", "", "Enter the English title"),
        ("scoring", "generous", "Choose how points are given"),
        ("kinds", "essay", "Choose at least one type"),
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
async fn f20_of_two_trainers_the_second_is_told_keeps_what_they_typed_and_may_save_on_top() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [5, 0, 0, 0, 0]).await;
    let other = someone(&server, "周老师", "R002", Role::Trainer, None).await;
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
async fn f11_a_time_that_clocks_skip_is_refused_and_one_they_show_twice_is_asked_about() {
    use chrono_tz::{America::New_York, Asia::Shanghai, Europe::Berlin};
    for (zone, skipped, twice, later) in [
        (Berlin, "2027-03-28T02:30", "2027-10-31T02:30", "2027-10-31T01:30:00Z"),
        (New_York, "2027-03-14T02:30", "2027-11-07T01:30", "2027-11-07T06:30:00Z"),
    ] {
        let server = in_zone(zone).await;
        let tian = server.people().await.tian;
        exam(&server, vec![]).await;
        let page = tian.post("/exams/product/times", &opening(skipped, "")).await.expect(422);
        assert!(page.contains("This time does not exist") && page.contains(skipped), "{page}");
        let page = tian.post("/exams/product/times", &opening(twice, "")).await.expect(422);
        assert!(page.contains("This time comes twice") && page.contains("name=\"opens_at_which\""), "{page}");
        tian.post("/exams/product/times", &opening(twice, "later")).await.expect_redirect();
        assert_eq!(opens_at(&server).await, later);
    }
    // Clocks never change there.
    let server = in_zone(Shanghai).await;
    let tian = server.people().await.tian;
    exam(&server, vec![]).await;
    tian.post("/exams/product/times", &opening("2027-03-28T02:30", "")).await.expect_redirect();
    assert_eq!(opens_at(&server).await, "2027-03-27T18:30:00Z");
}

/// A server of a company in this zone.
async fn in_zone(zone: chrono_tz::Tz) -> Arc<Server> {
    let server = Server::start().await;
    let mut config = server.app.config.site.clone();
    config.zone = zone;
    server.with_site(config)
}

fn opening<'a>(opens_at: &'a str, which: &'a str) -> Vec<(&'a str, &'a str)> {
    let more = [("draft_number", "1"), ("opens_at", opens_at), ("opens_at_which", which)];
    with(&TIMES, &more)
}

async fn opens_at(server: &Server) -> String {
    let exam = queries::exam(&mut *server.conn().await, "product").await.unwrap().unwrap();
    exam.draft.opens_at.unwrap().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[actix_web::test]
async fn f09_a_limit_of_nothing_is_refused_rather_than_read_as_over_at_once() {
    let server = server().await;
    let people = server.people().await;
    exam(&server, vec![]).await;
    for zero in ["0", "00", "-1"] {
        let times = with(&TIMES[1..], &[("draft_number", "1"), ("limit_minutes", zero)]);
        let page = people.tian.post("/exams/product/times", &times).await.expect(422);
        assert!(page.contains("The limit should be a whole number") && page.contains("or empty"), "{page}");
    }
    let none = with(&TIMES[1..], &[("draft_number", "1"), ("limit_minutes", "")]);
    people.tian.post("/exams/product/times", &none).await.expect_redirect();
    let draft = queries::exam(&mut *server.conn().await, "product").await.unwrap().unwrap().draft;
    assert_eq!(draft.limit_minutes, None);
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
