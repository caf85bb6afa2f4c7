//! Leaving, coming back, moving; groups that move and close.

use chrono::{Days, NaiveDate, Utc};

use crate::harness::{Browser, Server, server};

/// A day so many days ago, in the company's zone.
fn ago(days: u64) -> String {
    let today: NaiveDate = Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    today.checked_sub_days(Days::new(days)).unwrap().to_string()
}

async fn said(browser: &Browser, path: &str) -> String {
    browser.get(path).await.expect(200)
}

async fn count(server: &Server, sql: &str) -> i64 {
    server.count(&format!("SELECT count(*) FROM {sql}")).await
}

/// Lets everything of a person have begun a year ago.
async fn long_here(server: &Server) {
    server
        .sql("UPDATE memberships SET valid_from = now() - interval '1 year', recorded_at = now() - interval '1 year';
              UPDATE employments SET valid_from = now() - interval '1 year', recorded_at = now() - interval '1 year';
              UPDATE groups SET created_at = now() - interval '1 year'")
        .await;
}

#[actix_web::test]
async fn whoever_leaves_cannot_sign_in_and_whoever_returns_can_and_both_days_stay_on_record() {
    let server = server().await;
    let people = server.people().await;
    long_here(&server).await;
    let (path, id) = (format!("/people/{}", people.ada.id), people.ada.id);
    for (day, words) in
        [("", "Choose a day"), ("2099-01-01", "has not come yet"), ("2001-01-01", "This day is before")]
    {
        people.hui.post(&format!("{path}/leave"), &[("day", day)]).await.expect(303);
        assert!(said(&people.hui, &path).await.contains(words), "{day}");
    }
    people.hui.post(&format!("{path}/leave"), &[("day", &ago(10))]).await.expect(303);
    assert!(said(&people.hui, &path).await.contains("The leave was entered"));
    people.ada.get("/").await.expect(303);
    let end = format!("('{}'::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'", ago(10));
    for sql in [
        format!(
            "employments WHERE person_id = '{id}' AND valid_to = {end} AND ended_at > now() - interval '1 hour'"
        ),
        format!("memberships WHERE person_id = '{id}' AND valid_to = {end}"),
        format!("people WHERE id = '{id}' AND blocked_at IS NOT NULL"),
        format!("audit_events WHERE subject_id = '{id}' AND action = 'person.left'"),
    ] {
        assert_eq!(count(&server, &sql).await, 1, "{sql}");
    }
    people.hui.post(&format!("{path}/leave"), &[("day", &ago(5))]).await.expect(303);
    assert!(said(&people.hui, &path).await.contains("nothing to change"));
    people.hui.post(&format!("{path}/return"), &[("day", &ago(20))]).await.expect(303);
    assert!(said(&people.hui, &path).await.contains("This day is before"), "nobody returns before they left");
    people.hui.post(&format!("{path}/return"), &[("day", &ago(3)), ("group", "north")]).await.expect(303);
    let begin = format!("'{}'::date::timestamp AT TIME ZONE 'Asia/Shanghai'", ago(3));
    for sql in [
        format!("employments WHERE person_id = '{id}' AND valid_to IS NULL AND valid_from = {begin}"),
        format!(
            "memberships JOIN groups ON groups.id = group_id WHERE person_id = '{id}' AND code = 'north' AND valid_from = {begin}"
        ),
        format!("people WHERE id = '{id}' AND blocked_at IS NULL"),
    ] {
        assert_eq!(count(&server, &sql).await, 1, "{sql}");
    }
    assert_eq!(count(&server, &format!("employments WHERE person_id = '{id}'")).await, 2);
}

#[actix_web::test]
async fn an_account_that_somebody_blocked_stays_blocked_through_leave_and_return() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.ada.id);
    people.root.post(&format!("{path}/block"), &[]).await.expect(303);
    people.root.post(&format!("{path}/leave"), &[("day", &ago(0))]).await.expect(303);
    people.root.post(&format!("{path}/return"), &[("day", &ago(0))]).await.expect(303);
    assert_eq!(
        count(&server, &format!("people WHERE id = '{}' AND blocked_at IS NOT NULL", people.ada.id)).await,
        1
    );
}

#[actix_web::test]
async fn the_last_administrator_cannot_leave() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.root.id);
    people.root.post(&format!("{path}/leave"), &[("day", &ago(0))]).await.expect(303);
    assert!(said(&people.root, &path).await.contains("last administrator"));
    assert_eq!(count(&server, "employments WHERE valid_to IS NOT NULL").await, 0);
}

#[actix_web::test]
async fn a_move_ends_the_old_groups_on_the_day_the_new_one_begins() {
    let server = server().await;
    let people = server.people().await;
    long_here(&server).await;
    let (path, id) = (format!("/people/{}", people.ada.id), people.ada.id);
    people.hui.post(&format!("{path}/transfer"), &[("group", "north"), ("day", &ago(30))]).await.expect(303);
    let day = format!("'{}'::date::timestamp AT TIME ZONE 'Asia/Shanghai'", ago(30));
    for sql in [
        format!(
            "memberships JOIN groups ON groups.id = group_id WHERE person_id = '{id}' AND code = 'east' AND valid_to = {day}"
        ),
        format!(
            "memberships JOIN groups ON groups.id = group_id WHERE person_id = '{id}' AND code = 'north' AND valid_from = {day} AND valid_to IS NULL"
        ),
        format!("audit_events WHERE subject_id = '{id}' AND action = 'person.transferred'"),
    ] {
        assert_eq!(count(&server, &sql).await, 1, "{sql}");
    }
    people.hui.post(&format!("{path}/transfer"), &[("group", "east"), ("day", &ago(40))]).await.expect(303);
    assert!(said(&people.hui, &path).await.contains("This day is before"));
    people.hui.post(&format!("{path}/transfer"), &[("group", "nowhere"), ("day", &ago(1))]).await.expect(400);
}

#[actix_web::test]
async fn a_group_gets_other_names_moves_with_a_day_and_closes_only_when_empty() {
    let server = server().await;
    let people = server.people().await;
    long_here(&server).await;
    let below = [("code", "east-1"), ("name_zh", "华东一部"), ("name_en", "East 1"), ("parent", "east")];
    people.hui.post("/groups", &below).await.expect(303);
    server.sql("UPDATE groups SET created_at = now() - interval '1 year'").await;
    people.hui.post("/groups/east-1", &[("name_zh", "一部"), ("name_en", "First")]).await.expect(303);
    assert!(said(&people.hui, "/groups").await.contains("First"));
    people.hui.post("/groups/east-1", &[("name_zh", ""), ("name_en", "First")]).await.expect(422);
    for (group, parent) in [("east", "east-1"), ("east", "east")] {
        people
            .hui
            .post(&format!("/groups/{group}/move"), &[("parent", parent), ("day", &ago(1))])
            .await
            .expect(303);
        assert!(said(&people.hui, "/groups/east").await.contains("cannot belong to itself"));
    }
    people.hui.post("/groups/east-1/move", &[("parent", "north"), ("day", &ago(7))]).await.expect(303);
    let page = said(&people.hui, "/groups/east-1").await;
    assert!(page.contains(&ago(7)) && page.contains("The group was moved"), "{page}");
    assert_eq!(
        count(&server, "group_moves JOIN groups ON groups.id = to_parent_id WHERE code = 'north'").await,
        1
    );
    people.hui.post("/groups/east-1/move", &[("parent", ""), ("day", &ago(9))]).await.expect(303);
    assert!(said(&people.hui, "/groups/east-1").await.contains("This day is before"));
    people.hui.post("/groups/north/close", &[]).await.expect(303);
    assert!(said(&people.hui, "/groups/north").await.contains("was not closed"));
    people.hui.post("/groups/east-1/close", &[]).await.expect(303);
    assert!(!said(&people.hui, "/groups").await.contains("First"));
    assert_eq!(
        count(&server, "audit_events WHERE action IN ('group.renamed', 'group.moved', 'group.closed')").await,
        3
    );
    people.hui.get("/groups/nowhere").await.expect(404);
}

#[actix_web::test]
async fn a_manager_sees_how_the_own_groups_stand_and_no_others() {
    let server = server().await;
    let people = server.people().await;
    crate::certificates::programme(&server, "key-account", &["key-account"]).await;
    server
        .sql("INSERT INTO holding_requirements (id, programme_id, group_id, valid_from)
              SELECT gen_random_uuid(), programmes.id, groups.id, now() - interval '1 day' FROM programmes, groups")
        .await;
    people.bo.get("/team").await.expect(404);
    assert!(!people.bo.get("/").await.expect(200).contains("href=\"/team\""));
    people.hui.post("/groups/east/managers", &[("login", "T002")]).await.expect(303);
    assert!(people.bo.get("/").await.expect(200).contains("href=\"/team\""));
    let page = people.bo.get("/team").await.expect(200);
    assert!(page.contains("林晓雯") && !page.contains("蔡远"), "{page}");
    people.bo.get("/team?group=north").await.expect(404);
    let below = [("code", "east-1"), ("name_zh", "华东一部"), ("name_en", "East 1"), ("parent", "east")];
    people.hui.post("/groups", &below).await.expect(303);
    people.bo.get("/team?group=east-1").await.expect(200);
    people.bo.get("/team?status=nonsense").await.expect(404);
    people.ada.get("/team?group=east").await.expect(404);
}

#[actix_web::test]
async fn f25_two_records_become_one_with_exams_certificates_and_both_numbers() {
    let server = server().await;
    let people = server.people().await;
    crate::certificates::programme(&server, "key-account", &["key-account"]).await;
    for (person, day) in [(&people.ada, "2026-03-01T10:00:00Z"), (&people.bo, "2026-06-01T10:00:00Z")] {
        let passed = crate::certificates::passed(person.id, "key-account");
        let passed =
            certamen::certification::model::Achievement { achieved_at: day.parse().unwrap(), ..passed };
        assert_eq!(crate::certificates::record(&server, &passed).await.len(), 1);
    }
    let (ada, bo) = (people.ada.id, people.bo.id);
    let path = format!("/people/{ada}/merge");
    let page = people.hui.get(&format!("{path}?with=T002")).await.expect(200);
    assert!(page.contains("Bo Chen") && page.contains("Merge both records"), "{page}");
    assert!(
        people.hui.get(&format!("{path}?with=T999")).await.expect(200).contains("There is no such record")
    );
    people.hui.get(&format!("{path}?with=R001")).await.expect(403);
    people.hui.post(&path, &[("other", &ada.to_string())]).await.expect(400);
    people.hui.post(&path, &[("other", &people.tian.id.to_string())]).await.expect(403);
    people.hui.post(&path, &[("other", &bo.to_string()), ("number", "other")]).await.expect(303);
    for (sql, wanted) in [
        (format!("certificates WHERE person_id = '{ada}'"), 2),
        (format!("achievements WHERE person_id = '{bo}'"), 0),
        (
            format!(
                "current_certificates JOIN certificates ON certificates.id = certificate_id WHERE current_certificates.person_id = '{ada}' AND issued_at > '2026-05-01'"
            ),
            1,
        ),
        ("certificate_events WHERE kind = 'superseded'".to_owned(), 1),
        (format!("identities WHERE person_id = '{ada}' AND subject IN ('t001', 't002')"), 2),
        (format!("people WHERE id = '{ada}' AND employee_number = 'T002'"), 1),
        (format!("memberships WHERE person_id = '{bo}' AND valid_to IS NULL"), 0),
        (format!("employments WHERE person_id = '{ada}' AND valid_to IS NULL"), 1),
        (format!("audit_events WHERE action = 'person.merged' AND subject_id IN ('{ada}', '{bo}')"), 2),
    ] {
        assert_eq!(count(&server, &sql).await, wanted, "{sql}");
    }
    people.bo.get("/").await.expect(303);
    assert_eq!(people.hui.get(&format!("/people/{bo}")).await.expect_redirect(), format!("/people/{ada}"));
    // The first page says that the record was merged, and names it.
    people.hui.get(&format!("/people/{ada}")).await.expect(200);
    assert!(!people.hui.get("/people").await.expect(200).contains("Bo Chen"));
    assert!(
        people.hui.get("/people?q=t001").await.expect(200).contains("林晓雯"),
        "the other number finds them too"
    );
    // What never changes still does not, in any other way.
    let mut conn = server.conn().await;
    use diesel_async::RunQueryDsl;
    for sql in [
        format!("UPDATE certificates SET person_id = '{}'", people.cai.id),
        "UPDATE certificates SET holder_name = 'x'".to_owned(),
        "DELETE FROM achievements".to_owned(),
    ] {
        assert!(diesel::sql_query(&sql).execute(&mut conn).await.is_err(), "{sql}");
    }
}

#[actix_web::test]
async fn nobody_is_merged_while_sitting_an_exam_and_afterwards_the_exam_passes_along() {
    let world = crate::attempts::world::world().await;
    let (server, people) = (&world.server, &world.people);
    let href = world.start(&people.bo).await;
    let own = world.start(&people.ada).await;
    world.hand_in(&people.ada, &own).await;
    let other = [("other", people.bo.id.to_string())];
    let form: Vec<(&str, &str)> = other.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let path = format!("/people/{}", people.ada.id);
    people.hui.post(&format!("{path}/merge"), &form).await.expect(303);
    assert!(said(&people.hui, &path).await.contains("sits an exam now"));
    assert_eq!(count(server, "person_merges").await, 0);
    world.hand_in(&people.bo, &href).await;
    people.hui.post(&format!("{path}/merge"), &form).await.expect(303);
    let numbers = format!("attempts WHERE person_id = '{}' AND number IN (1, 2)", people.ada.id);
    assert_eq!(count(server, &numbers).await, 2);
    people.ada.get(&format!("{href}/result")).await.expect(200);
}
