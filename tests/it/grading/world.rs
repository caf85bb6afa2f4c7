//! An exam with one question of choice (2 points) and two cases that people grade (5 points each); 60 % passes and
//! certifies.

use certamen::audit::Actor;
use certamen::base::QuestionKind;
use certamen::certification::actions as certification;
use certamen::exams;
use certamen::exams::model::{Assignee, Definition, SectionDefinition};
use certamen::exams::review::{ReviewPolicy, When};
use chrono::{TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::attempts::world::{CODE, World, id_of};
use crate::harness::people::Someone;
use crate::harness::{Server, server};

pub fn definition() -> Definition {
    let section = |kind: QuestionKind, count: i32, points: i32| SectionDefinition {
        title_zh: "部分".to_owned(),
        title_en: "Part".to_owned(),
        kinds: vec![kind],
        count,
        points,
        ..SectionDefinition::new("cases")
    };
    Definition {
        sections: vec![
            section(QuestionKind::SingleChoice, 1, 200),
            section(QuestionKind::ShortAnswer, 2, 500),
        ],
        limit_minutes: Some(30),
        attempts_allowed: Some(3),
        pass_mark: 60,
        opens_at: Some(Utc::now() - TimeDelta::days(1)),
        closes_at: Some(Utc::now() + TimeDelta::days(7)),
        review: ReviewPolicy { score: When::AtOnce, responses: When::AtOnce, key: When::AfterWindow },
        ..Definition::new("案例考试", "Case exam")
    }
}

pub async fn world() -> World {
    world_with(definition()).await
}

pub async fn world_with(definition: Definition) -> World {
    let server = server().await;
    let people = server.people().await;
    add_bank(&server).await;
    let mut conn = server.conn().await;
    let actor = Actor::person(people.tian.id);
    let exam = exams::actions::create(&mut conn, &actor, CODE, definition).await.unwrap();
    exams::actions::publish(&mut conn, &actor, exam).await.unwrap();
    assert!(
        exams::queries::published(&mut conn, CODE).await.unwrap().is_some(),
        "people grade: it is published"
    );
    exams::actions::assign(&mut conn, &actor, exam, Assignee::Group(people.east), None).await.unwrap();
    let rules = crate::certificates::rules(&[CODE]);
    certification::create_programme(&mut conn, &actor, "pilot-programme", &rules).await.unwrap();
    drop(conn);
    World { server, people, exam }
}

async fn add_bank(server: &Server) {
    let bank = Uuid::now_v7();
    let mut sql = format!(
        "INSERT INTO banks (id, code, title_zh, title_en) VALUES ('{bank}', 'cases', '案例', 'Cases');
         INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
         VALUES ('{bank}', 1, 'shipped', 'cases', 3, 0, 0);"
    );
    for index in 0..3 {
        let (question, version) = (Uuid::now_v7(), Uuid::now_v7());
        let (kind, options, answer) =
            if index == 0 { ("single_choice", 4, "'[\"B\"]'") } else { ("short_answer", 0, "NULL") };
        let text = |language: &str| {
            let options: Vec<String> =
                (0..options).map(|option| format!("{language} option {option}")).collect();
            json!({ "stem": format!("{language} case {index}?"), "options": options,
                    "explanation": format!("{language} explanation {index}"), "reference": [format!("{language} guide {index}")] })
        };
        let texts = json!({ "zh-CN": text("zh"), "en": text("en") });
        sql.push_str(&format!(
            "INSERT INTO questions (id, bank_id, code) VALUES ('{question}', '{bank}', 'c-{index}');
             INSERT INTO question_versions (id, question_id, number, kind, difficulty, texts, languages, option_count, answer, fingerprint, content_digest)
             VALUES ('{version}', '{question}', 1, '{kind}', 3, '{texts}', '{{zh-CN,en}}', {options}, {answer}, sha256('c{index}'), sha256('c{index}'));
             INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
             VALUES ('{bank}', '{question}', '{version}', 1);"
        ));
    }
    server.sql(&sql).await;
}

/// Hands in an attempt with the right choice and these texts; its address.
pub async fn handed_in(world: &World, someone: &Someone, texts: [&str; 2]) -> String {
    let href = world.start(someone).await;
    fill(world, someone, &href, texts, 1).await;
    world.hand_in(someone, &href).await;
    href
}

/// Answers with the right choice and these texts, each by a save of this sequence.
pub async fn fill(world: &World, someone: &Someone, href: &str, texts: [&str; 2], sequence: i32) {
    let paper = world.paper(href).await;
    let shown = paper.items[0].option_order.iter().position(|index| *index == 1).unwrap();
    let right = ["A", "B", "C", "D"][shown];
    let answers = [right, texts[0], texts[1]];
    let saves: Vec<_> = (1..)
        .zip(answers)
        .map(|(position, response): (i16, _)| json!({ "position": position, "sequence": sequence, "response": response }))
        .collect();
    let epoch = world.attempt(href).await.writer_epoch;
    let (status, body) = crate::attempts::world::save(someone, href, epoch, &saves).await;
    assert_eq!(status, 200, "{body}");
}

/// Address of an answer where it is graded.
pub fn answer(href: &str, position: i16) -> String {
    format!("/grading/exams/{CODE}/answers/{}/{position}", id_of(href))
}

/// Address of an attempt for trainers.
pub fn history(href: &str) -> String {
    format!("/exams/{CODE}/results/{}", id_of(href))
}

/// Grades an answer through the page.
pub async fn grade(world: &World, href: &str, position: i16, points: &str) {
    let fields = [("points", points), ("comment", ""), ("seen", "0"), ("among", "exam"), ("do", "mark")];
    world.people.tian.post(&answer(href, position), &fields).await.expect_redirect();
}
