//! The results trainers see.

use certamen::accounts::Role;
use certamen::audit::Actor;
use certamen::db::ExamId;
use certamen::exams::actions;
use certamen::exams::model::{Assignee, Definition};

use super::world::{assigned, bank, definition, exam, published, section};
use crate::harness::people::{Someone, someone};
use crate::harness::{Server, server};

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
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    let exam = published(&server, vec![section(2, (1, 5))]).await;
    assigned(&server, exam, Assignee::Group(people.east)).await;
    someone(&server, "=HYPERLINK(1)", "T009", Role::Trainee, Some(people.east)).await;
    attempt(&server, exam, &people.ada, 1, Some((200, false))).await;
    attempt(&server, exam, &people.ada, 2, Some((350, true))).await;
    attempt(&server, exam, &people.bo, 1, Some((333, true))).await;
    attempt(&server, exam, &people.cai, 1, Some((0, false))).await;
    attempt(&server, exam, &people.cai, 2, None).await;
    let page = people.tian.get("/exams/product/results").await.expect(200);
    assert_eq!(page.matches("林晓雯").count(), 1, "{page}");
    assert!(page.contains("3.5 / 4") && page.contains("87.5%"), "{page}");
    assert!(page.contains("83.2%"), "cut, not rounded: {page}");
    assert!(page.contains("In progress") && page.contains("not assigned now"), "{page}");
    let missing = people.tian.get("/exams/product/results?show=not_started").await.expect(200);
    assert!(missing.contains("HYPERLINK") && !missing.contains("林晓雯"), "{missing}");

    let answer = people.tian.get("/exams/product/results.csv").await;
    assert_eq!(answer.headers.get("content-type").unwrap(), "text/csv; charset=utf-8");
    let csv = answer.expect(200);
    assert!(csv.starts_with("\u{feff}Name,Employee number,Result,"), "{csv}");
    assert!(csv.contains("\r\n'=HYPERLINK(1),T009,Not started,,,,0,,,yes,\r\n"), "{csv}");
    assert!(csv.contains("林晓雯,T001,Passed,3.5,4,87.5%,2,"), "{csv}");
    assert_eq!(csv.lines().count(), 5);
    let passed = people.tian.get("/exams/product/results.csv?show=passed").await.expect(200);
    assert_eq!(passed.lines().count(), 3);
}

#[actix_web::test]
async fn s53_results_given_out_as_a_file_are_on_record() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [3, 0, 0, 0, 0]).await;
    published(&server, vec![section(2, (1, 5))]).await;
    people.tian.get("/exams/product/results.csv").await.expect(200);
    let noted = "SELECT count(*) FROM audit_events WHERE action = 'exam.results_exported'";
    assert_eq!(server.count(&format!("{noted} AND actor_id = '{}'", people.tian.id)).await, 1);
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
    assigned(&server, exam, Assignee::Person(people.ada.id)).await;
    assert!(people.tian.get("/exams/product/results").await.expect(200).contains("Not started"));
    server.move_clock("2 hours").await;
    let page = people.tian.get("/exams/product/results").await.expect(200);
    assert!(page.contains("Absent") && page.contains("Closed") && !page.contains("Not started"), "{page}");
}
