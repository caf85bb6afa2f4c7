//! Who has to take an exam, and by when.

use certamen::audit::Actor;
use certamen::db::PersonId;
use certamen::exams::actions;
use certamen::exams::model::Assignee;
use certamen::exams::queries;

use super::world::{bank, published, section};
use crate::harness::server;

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
