//! A bank and an exam to work with, and the forms of its pages.

use certamen::audit::Actor;
use certamen::base::QuestionKind;
use certamen::db::{AssignmentId, ExamId};
use certamen::exams::actions::{self, Publishing};
use certamen::exams::model::{Assignee, Definition, SectionDefinition};

use crate::harness::Server;

/// A bank `fab` titled FAB: questions of difficulty 1, 2, 3, 4, 5 as many as given, single choice, two
/// languages, key B.
pub async fn bank(server: &Server, counts: [i32; 5]) {
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
    // The search learns in the background of what came past the server's own doors.
    certamen::banks::actions::catch_up(&mut *server.conn().await, 1000).await.unwrap();
}

pub async fn question(server: &Server, code: &str, difficulty: i32, kind: &str, key: bool, english: bool) {
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

pub fn section(count: i32, difficulty: (i16, i16)) -> SectionDefinition {
    SectionDefinition {
        title_zh: "一、产品".to_owned(),
        title_en: "Products".to_owned(),
        kinds: vec![QuestionKind::SingleChoice, QuestionKind::MultipleChoice, QuestionKind::TrueFalse],
        difficulty_min: difficulty.0,
        difficulty_max: difficulty.1,
        count,
        ..SectionDefinition::new("fab")
    }
}

pub fn definition(sections: Vec<SectionDefinition>) -> Definition {
    Definition { sections, ..Definition::new("产品认证", "Product exam") }
}

/// An exam `product` with these sections.
pub async fn exam(server: &Server, sections: Vec<SectionDefinition>) -> ExamId {
    let mut conn = server.conn().await;
    actions::create(&mut conn, &Actor::server(), "product", definition(sections)).await.unwrap()
}

pub async fn published(server: &Server, sections: Vec<SectionDefinition>) -> ExamId {
    let exam = exam(server, sections).await;
    let published = actions::publish(&mut *server.conn().await, &Actor::server(), exam).await.unwrap();
    assert!(matches!(published, Publishing::Published(_)), "{published:?}");
    exam
}

pub const SECTION: [(&str, &str); 8] = [
    ("title_zh", "一、产品"),
    ("title_en", "Products"),
    ("source", "fab"),
    ("kinds", "single_choice"),
    ("difficulty_min", "1"),
    ("difficulty_max", "5"),
    ("points", "2.5"),
    ("scoring", "subset_proportional"),
];

pub fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    base.iter().chain(more).copied().collect()
}

pub const TIMES: [(&str, &str); 6] = [
    ("limit_minutes", "45"),
    ("attempts_allowed", "2"),
    ("pass_mark", "60"),
    ("review_score", "at_once"),
    ("review_responses", "after_window"),
    ("review_key", "after_window"),
];

/// Assigns the exam, without a date.
pub async fn assigned(server: &Server, exam: ExamId, assignee: Assignee) -> AssignmentId {
    let mut conn = server.conn().await;
    actions::assign(&mut conn, &Actor::server(), exam, assignee, None).await.unwrap()
}
