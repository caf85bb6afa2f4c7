//! An exam ready to be sat: a bank of one-choice, many-choice and true-false questions, published, assigned to a group.

use std::sync::Arc;

use certamen::attempts::actions::{Given, StartRequest, Started};
use certamen::attempts::model::{Attempt, Paper};
use certamen::attempts::queries;
use certamen::audit::Actor;
use certamen::base::QuestionKind;
use certamen::db::{AttemptId, ExamId, PersonId};
use certamen::exams;
use certamen::exams::model::Assignee;
use certamen::exams::model::{Definition, SectionDefinition};
use certamen::exams::scoring::{Key, Labels, Scoring};
use certamen::web::cookies::Secret;
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::people::Someone;
use crate::harness::{People, Server, server};

/// Questions of the bank: 4 of one choice, 4 of many, 4 true or false; a paper takes 2, 2 and 1.
pub const QUESTIONS: usize = 12;
pub const CODE: &str = "pilot";

pub struct World {
    pub server: Arc<Server>,
    pub people: People,
    pub exam: ExamId,
}

/// The exam as usual: half an hour, two attempts, pass mark 60, questions and options shuffled.
pub fn definition() -> Definition {
    let section = |title: &str, kind: QuestionKind, count: i32, points: i32, scoring| SectionDefinition {
        title_zh: format!("{title}部分"),
        title_en: format!("Part {title}"),
        kinds: vec![kind],
        count,
        points,
        scoring,
        ..SectionDefinition::new("pilot-bank")
    };
    Definition {
        sections: vec![
            section("1", QuestionKind::SingleChoice, 2, 200, Scoring::AllOrNothing),
            section("2", QuestionKind::MultipleChoice, 2, 300, Scoring::SubsetProportional),
            section("3", QuestionKind::TrueFalse, 1, 100, Scoring::AllOrNothing),
        ],
        limit_minutes: Some(30),
        attempts_allowed: Some(2),
        pass_mark: 60,
        opens_at: Some(Utc::now() - TimeDelta::days(1)),
        closes_at: Some(Utc::now() + TimeDelta::days(7)),
        ..Definition::new("试点考试", "Pilot exam")
    }
}

/// The usual exam, assigned to the east group: Ada and Bo.
pub async fn world() -> World {
    world_with(definition(), "first").await
}

/// An exam with this definition over the bank with this set of keys (`first` or `second`).
pub async fn world_with(definition: Definition, keys: &str) -> World {
    let server = server().await;
    let people = server.people().await;
    add_bank(&server, keys).await;
    let mut conn = server.conn().await;
    let actor = Actor::person(people.tian.id);
    let exam = exams::actions::create(&mut conn, &actor, CODE, definition).await.unwrap();
    exams::actions::publish(&mut conn, &actor, exam).await.unwrap();
    assert!(
        exams::queries::published(&mut conn, CODE).await.unwrap().is_some(),
        "the exam was not published"
    );
    exams::actions::assign(&mut conn, &actor, exam, Assignee::Group(people.east), None).await.unwrap();
    drop(conn);
    World { server, people, exam }
}

/// The same questions whatever the keys; only answers and explanations differ.
async fn add_bank(server: &Server, keys: &str) {
    let mut sql = String::from(
        "INSERT INTO banks (id, code, title_zh, title_en) VALUES ('00000000-0000-7000-8000-0000000000b0', 'pilot-bank', '试点', 'Pilot');
         INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
         VALUES ('00000000-0000-7000-8000-0000000000b0', 1, 'shipped', 'pilot', 12, 0, 0);",
    );
    // A version never changes, and the server keeps those it has read: no two worlds of one process share one.
    let random = Uuid::now_v7().simple().to_string();
    let (_, world) = random.split_at(24);
    for index in 0..QUESTIONS {
        let (kind, options, answer) = match (index / 4, keys) {
            (0, "first") => ("single_choice", 4, json!(["B"])),
            (0, _) => ("single_choice", 4, json!(["D"])),
            (1, "first") => ("multiple_choice", 5, json!(["A", "C", "E"])),
            (1, _) => ("multiple_choice", 5, json!(["B", "D"])),
            (_, "first") => ("true_false", 0, json!(true)),
            (_, _) => ("true_false", 0, json!(false)),
        };
        let text = |language: &str| {
            let options: Vec<String> =
                (0..options).map(|option| format!("{language} option {option} of {index}")).collect();
            json!({ "stem": format!("{language} stem {index}?"), "options": options, "explanation": format!("{language} because {keys} {index}"), "reference": [] })
        };
        let texts = json!({ "zh-CN": text("zh"), "en": text("en") });
        sql.push_str(&format!(
            "INSERT INTO questions (id, bank_id, code) VALUES ('00000000-0000-7000-8000-0000000001{index:02}', '00000000-0000-7000-8000-0000000000b0', 'q-{index}');
             INSERT INTO question_versions (id, question_id, number, kind, difficulty, texts, languages, option_count, answer, fingerprint, content_digest)
             VALUES ('{world}-0000-7000-8000-0000000002{index:02}', '00000000-0000-7000-8000-0000000001{index:02}', 1, '{kind}', 3, '{texts}', '{{zh-CN,en}}', {options}, '{answer}', sha256('q{index}'), sha256('{keys}{index}'));
             INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
             VALUES ('00000000-0000-7000-8000-0000000000b0', '00000000-0000-7000-8000-0000000001{index:02}', '{world}-0000-7000-8000-0000000002{index:02}', 1);"
        ));
    }
    server.sql(&sql).await;
}

/// The secret of somebody's open session.
pub fn session(someone: &Someone) -> Secret {
    Secret::decode(&someone.browser.cookie("sid").unwrap()).unwrap()
}

impl World {
    /// Starts as this person in their browser; the attempt's address.
    pub async fn start(&self, someone: &Someone) -> String {
        let to = someone.post(&format!("/my/exams/{CODE}/start"), &[]).await.expect_redirect();
        assert!(to.starts_with("/attempts/"), "{to}");
        to
    }

    /// Starts without HTTP.
    pub async fn begin(&self, person: PersonId, session: &Secret) -> Started {
        self.begin_with(&self.server, person, session, Given::default()).await
    }

    /// Starts without HTTP on any server of this database, with what was typed and ticked.
    pub async fn begin_with(
        &self,
        server: &Server,
        person: PersonId,
        session: &Secret,
        given: Given,
    ) -> Started {
        let request = StartRequest {
            actor: Actor::server(),
            person,
            exam_code: CODE.to_owned(),
            session_hash: session.hash(),
            given,
        };
        server.app.starter.start(request).await.unwrap()
    }

    pub async fn attempt(&self, href: &str) -> Attempt {
        let id = id_of(href);
        let person = self.owner(id).await;
        queries::attempt_of(&mut *self.server.conn().await, id, person).await.unwrap().unwrap()
    }

    async fn owner(&self, id: AttemptId) -> PersonId {
        let people = [&self.people.ada, &self.people.bo, &self.people.cai];
        for someone in people {
            if queries::attempt_of(&mut *self.server.conn().await, id, someone.id).await.unwrap().is_some() {
                return someone.id;
            }
        }
        panic!("nobody sits {id}")
    }

    pub async fn paper(&self, href: &str) -> Paper {
        queries::paper(&mut *self.server.conn().await, id_of(href)).await.unwrap()
    }

    /// What somebody who knows everything answers, position by position, in letters as shown.
    pub async fn right_answers(&self, href: &str) -> Vec<String> {
        let paper = self.paper(href).await;
        let ids: Vec<_> = paper.items.iter().map(|item| item.version_id).collect();
        let versions =
            certamen::banks::queries::versions(&mut *self.server.conn().await, &ids).await.unwrap();
        paper
            .items
            .iter()
            .map(|item| {
                let version = versions.iter().find(|version| version.id == item.version_id).unwrap();
                match Key::of(&version.content).unwrap().unwrap() {
                    Key::Labels(labels) => Labels::as_shown(labels, &item.option_order).to_string(),
                    Key::Truth(true) => "T".into(),
                    Key::Truth(false) => "F".into(),
                    other => panic!("{other:?}"),
                }
            })
            .collect()
    }

    /// Answers questions through the script's address, positions from 1, and asserts that all are stored.
    pub async fn answer(&self, someone: &Someone, href: &str, answers: &[String]) {
        let epoch = self.attempt(href).await.writer_epoch;
        let saves: Vec<Value> = (1..).zip(answers).map(|(position, response): (i16, _)| json!({ "position": position, "sequence": 1, "response": response })).collect();
        let reply = save(someone, href, epoch, &saves).await;
        assert!(
            reply.1["results"].as_array().unwrap().iter().all(|result| result["verdict"] == "stored"),
            "{reply:?}"
        );
    }

    /// Hands in as a person does who knows that questions are open.
    pub async fn hand_in(&self, someone: &Someone, href: &str) -> String {
        let epoch = self.attempt(href).await.writer_epoch.to_string();
        someone.post(&format!("{href}/submit"), &[("epoch", &epoch), ("sure", "on")]).await.expect_redirect()
    }

    /// Moves the deadline of an attempt to now plus these seconds.
    pub async fn deadline_in(&self, href: &str, seconds: i64) {
        let id = id_of(href);
        self.server.sql(&format!("UPDATE attempts SET started_at = app_now() - interval '1 day', deadline_at = app_now() + interval '{seconds} seconds' WHERE id = '{id}'")).await;
    }
}

/// Sends saves as the script does: status and body.
pub async fn save(someone: &Someone, href: &str, epoch: i32, saves: &[Value]) -> (u16, Value) {
    let body = json!({ "epoch": epoch, "saves": saves });
    let response = someone.post_json(&format!("{href}/saves"), &body).await;
    (response.status.as_u16(), serde_json::from_str(&response.body).unwrap_or_default())
}

pub fn id_of(href: &str) -> AttemptId {
    href.trim_start_matches("/attempts/").split(['/', '?']).next().unwrap().parse().unwrap()
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let start = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    start.split('"').next().unwrap().to_owned()
}

/// A random id that nobody has.
pub fn nobody() -> String {
    format!("/attempts/{}", Uuid::now_v7())
}
