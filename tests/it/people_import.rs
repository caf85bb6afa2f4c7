//! `/people/import`: a list of people is read, looked at, brought in and taken back.

use std::sync::Arc;

use crate::harness::{Browser, People, Server, server};

const LIST: &str = "/people/import";
const HEAD: &str = "工号,姓名,手机,邮箱,部门,角色,入职日期,上级";

async fn ready() -> (Arc<Server>, People) {
    let server = server().await;
    let people = server.people().await;
    (server, people)
}

/// Sends a table; the address of its review.
async fn sent(browser: &Browser, rows: &str) -> String {
    let file = format!("{HEAD}\n{rows}");
    browser.upload(LIST, &[], "花名册.csv", file.as_bytes()).await.expect_redirect()
}

/// What the reviewer saw, as the form sends it.
async fn seen(browser: &Browser, review: &str) -> String {
    let body = browser.get(review).await.expect(200);
    let value = body.split("name=\"seen\" value=\"").nth(1).unwrap_or_else(|| panic!("{body}"));
    value.split('"').next().unwrap().to_owned()
}

async fn commit(browser: &Browser, review: &str) {
    let seen = seen(browser, review).await;
    browser.post(&format!("{review}/commit"), &[("seen", &seen)]).await.expect_redirect();
}

async fn count(server: &Server, sql: &str) -> i64 {
    server.count(&format!("SELECT count(*) FROM {sql}")).await
}

/// Everything that says who somebody is, in one text, so that two moments can be compared.
async fn everyone(server: &Server) -> String {
    server
        .text(
            "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                 SELECT 'person ' || id || coalesce(employee_number, '') || coalesce(phone, '') || coalesce(email, '')
                        || coalesce(blocked_at::text, '') AS line FROM people
                 UNION ALL SELECT 'name ' || person_id || name || coalesce(valid_to::text, '') FROM person_names
                 UNION ALL SELECT 'member ' || person_id || group_id || valid_from || coalesce(valid_to::text, '') FROM memberships
                 UNION ALL SELECT 'works ' || person_id || valid_from || coalesce(valid_to::text, '') || coalesce(ended_at::text, '') FROM employments
                 UNION ALL SELECT 'signs in ' || person_id || subject FROM identities
                 UNION ALL SELECT 'role ' || person_id || role || coalesce(revoked_at::text, '') FROM role_grants
                 UNION ALL SELECT 'reports ' || person_id || manager_id || coalesce(valid_to::text, '') FROM reporting_lines
             ) AS lines",
        )
        .await
}

#[actix_web::test]
async fn a_list_is_looked_at_brought_in_at_once_and_taken_back_as_if_it_had_never_been() {
    let (server, people) = ready().await;
    let before = everyone(&server).await;
    let review = sent(
        &people.hui,
        "C001,王芳,13900000001,wf@example.com,华东区,学员,2024-03-01,T001\n\
         C002,李雷,13900000002,,华东区/上海,,2025年1月6日,C001\n\
         T002,Bo Chen,,bo@example.com,华北区,,,\n\
         T001,林晓雯,,,华东区,,,\n\
         C003,林晓雯,,,华东区,,,\n\
         C004,韩梅,12,,华东区,,,\n\
         C005,赵明,,,,管理员,,\n",
    )
    .await;
    let body = people.hui.get(&review).await.expect(200);
    for said in [
        "1 new, 1 changed, 0 returned, 0 left. 4 rows are left out.",
        "E-mail: nothing → bo@example.com",
        "Group: East → North",
        "Same name as 林晓雯 · T001 · East",
        "Column C: found “12”, expected a phone number",
        "Column F: found “管理员”, expected the role trainee",
        "Column E: found “华东区/上海”, expected a group that exists",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(everyone(&server).await, before, "looking changes nothing");
    let explained = [
        ("column-A", "employee_number"),
        ("column-B", "name"),
        ("column-C", "phone"),
        ("column-D", "email"),
        ("column-E", "group"),
        ("column-F", "role"),
        ("column-G", "hired_on"),
        ("column-H", "manager"),
        ("first_row", "2"),
        ("add_groups", "on"),
    ];
    people.hui.post(&review, &explained).await.expect_redirect();
    people.hui.post(&format!("{review}/decide"), &[("row", "6"), ("who-6", "new")]).await.expect_redirect();
    let body = people.hui.get(&review).await.expect(200);
    assert!(body.contains("3 new, 1 changed, 0 returned, 0 left. 2 rows are left out."), "{body}");
    commit(&people.hui, &review).await;
    let body = people.hui.get(&review).await.expect(200);
    assert!(body.contains("3 new, 1 changed, 0 returned, 0 left") && body.contains("李雷"), "{body}");
    let wang = "(SELECT person_id FROM identities WHERE subject = 'c001')";
    let li = "(SELECT person_id FROM identities WHERE subject = 'c002')";
    for (sql, wanted) in [
        (format!("people WHERE id = {wang} AND password_hash IS NULL AND phone = '13900000001'"), 1),
        (format!("employments WHERE person_id = {wang} AND valid_from = '2024-02-29 16:00Z'"), 1),
        (format!("reporting_lines WHERE person_id = {li} AND manager_id = {wang}"), 1),
        (
            format!(
                "memberships JOIN groups ON groups.id = group_id WHERE person_id = {li} AND name_zh = '上海'"
            ),
            1,
        ),
        (
            "groups WHERE name_zh = '上海' AND parent_id = (SELECT id FROM groups WHERE code = 'east')"
                .into(),
            1,
        ),
        ("audit_events WHERE action = 'person.added' AND detail ? 'import'".into(), 3),
        ("audit_events WHERE action = 'person.changed'".into(), 1),
        ("audit_events WHERE action = 'people.brought_in'".into(), 1),
        (format!("memberships WHERE person_id = '{}' AND valid_to IS NOT NULL", people.bo.id), 1),
    ] {
        assert_eq!(count(&server, &sql).await, wanted, "{sql}");
    }
    // Twice is once.
    people.hui.post(&format!("{review}/commit"), &[("seen", "3-1-0-0")]).await.expect_redirect();
    assert_eq!(count(&server, "audit_events WHERE action = 'people.brought_in'").await, 1);
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(everyone(&server).await, before);
    assert_eq!(count(&server, "groups WHERE name_zh = '上海' AND closed_at IS NULL").await, 0);
    assert_eq!(count(&server, "audit_events WHERE action = 'people.undone'").await, 1);
    people.hui.get(&review).await.expect(200);
}

#[actix_web::test]
async fn bringing_in_is_not_undone_once_somebody_new_signed_in_or_anybody_changed() {
    let (server, people) = ready().await;
    let review = sent(&people.hui, "C001,王芳,,,华东区,,,\nT002,陈博,,,,,,\n").await;
    commit(&people.hui, &review).await;
    // Renamed since.
    let bo = format!("/people/{}", people.bo.id);
    people.root.post(&format!("{bo}/name"), &[("name", "陈波")]).await.expect(303);
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("because these people changed since: 陈波"));
    // Changed back is changed too.
    people.root.post(&format!("{bo}/name"), &[("name", "陈博")]).await.expect(303);
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("because these people changed since: 陈博"));
    // Used since.
    let review = sent(&people.hui, "C002,李雷,,,华东区,,,\n").await;
    commit(&people.hui, &review).await;
    server
        .sql(
            "INSERT INTO sessions (id_hash, person_id, expires_at)
             SELECT sha256('x'), person_id, now() + interval '1 day' FROM identities WHERE subject = 'c002'",
        )
        .await;
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("new people have signed in"));
    assert_eq!(count(&server, "identities WHERE subject = 'c002'").await, 1);
    server.sql("DELETE FROM sessions WHERE id_hash = sha256('x')").await;
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(count(&server, "identities WHERE subject = 'c002'").await, 0);
}

#[actix_web::test]
async fn nothing_is_brought_in_but_what_was_seen() {
    let (server, people) = ready().await;
    let review = sent(&people.hui, "C001,王芳,,,华东区,,,\nC002,李雷,,,华东区,,,\n").await;
    let old = seen(&people.hui, &review).await;
    let other = sent(&people.hui, "C002,李雷,,,华东区,,,\n").await;
    commit(&people.hui, &other).await;
    people.hui.post(&format!("{review}/commit"), &[("seen", &old)]).await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("Something changed meanwhile"));
    assert_eq!(count(&server, "identities WHERE subject = 'c001'").await, 0);
    commit(&people.hui, &review).await;
    assert_eq!(count(&server, "identities WHERE subject = 'c001'").await, 1);
}

#[actix_web::test]
async fn who_is_not_in_a_complete_list_leaves_only_when_chosen_and_comes_back_with_a_later_list() {
    let (server, people) = ready().await;
    let review = sent(&people.hui, "T001,林晓雯,,,,,,\n").await;
    let columns = [("column-A", "employee_number"), ("column-B", "name"), ("first_row", "2")];
    let chosen = [&columns[..], &[("absent", "east")]].concat();
    people.hui.post(&review, &chosen).await.expect_redirect();
    let body = people.hui.get(&review).await.expect(200);
    assert!(body.contains("1 person leaves, out of 2 who work here") && body.contains("Bo Chen"), "{body}");
    commit(&people.hui, &review).await;
    people.bo.get("/").await.expect(303);
    for (sql, wanted) in [
        (format!("employments WHERE person_id = '{}' AND valid_to IS NOT NULL", people.bo.id), 1),
        (format!("memberships WHERE person_id = '{}' AND valid_to IS NULL", people.bo.id), 0),
        (format!("people WHERE id = '{}' AND blocked_at IS NOT NULL", people.bo.id), 1),
        (format!("audit_events WHERE action = 'person.left' AND subject_id = '{}'", people.bo.id), 1),
        (format!("employments WHERE person_id = '{}' AND valid_to IS NULL", people.cai.id), 1),
    ] {
        assert_eq!(count(&server, &sql).await, wanted, "{sql}");
    }
    let again = sent(&people.hui, "T002,Bo Chen,,,华北区,,,\n").await;
    assert!(people.hui.get(&again).await.expect(200).contains("1 returned"));
    commit(&people.hui, &again).await;
    assert_eq!(
        count(&server, &format!("people WHERE id = '{}' AND blocked_at IS NULL", people.bo.id)).await,
        1
    );
    assert_eq!(count(&server, &format!("employments WHERE person_id = '{}'", people.bo.id)).await, 2);
    // Undone in turn, each as it was.
    people.hui.post(&format!("{again}/undo"), &[]).await.expect_redirect();
    assert_eq!(
        count(&server, &format!("people WHERE id = '{}' AND blocked_at IS NOT NULL", people.bo.id)).await,
        1
    );
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(
        count(&server, &format!("employments WHERE person_id = '{}' AND valid_to IS NULL", people.bo.id))
            .await,
        1
    );
    assert_eq!(
        count(&server, &format!("people WHERE id = '{}' AND blocked_at IS NULL", people.bo.id)).await,
        1
    );
}

#[actix_web::test]
async fn many_leave_only_after_their_number_was_typed() {
    let (server, people) = ready().await;
    server
        .sql("WITH new AS (INSERT INTO people (id, employee_number) SELECT gen_random_uuid(), 'Z' || n FROM generate_series(1, 30) n RETURNING id),
              named AS (INSERT INTO person_names (id, person_id, name) SELECT gen_random_uuid(), id, 'Zhou' FROM new),
              works AS (INSERT INTO employments (id, person_id) SELECT gen_random_uuid(), id FROM new)
              INSERT INTO role_grants (id, person_id, role) SELECT gen_random_uuid(), id, 'trainee' FROM new")
        .await;
    let review = sent(&people.hui, "T001,林晓雯,,,,,,\nT002,Bo Chen,,,,,,\nT003,蔡远,,,,,,\n").await;
    let columns =
        [("column-A", "employee_number"), ("column-B", "name"), ("first_row", "2"), ("absent", "*")];
    people.hui.post(&review, &columns).await.expect_redirect();
    let seen = seen(&people.hui, &review).await;
    let commit = format!("{review}/commit");
    for left in ["", "29"] {
        people.hui.post(&commit, &[("seen", &seen), ("left", left)]).await.expect_redirect();
        assert_eq!(count(&server, "employments WHERE valid_to IS NOT NULL").await, 0);
    }
    people.hui.post(&commit, &[("seen", &seen), ("left", "30")]).await.expect_redirect();
    assert_eq!(count(&server, "employments WHERE valid_to IS NOT NULL").await, 30);
}

#[actix_web::test]
async fn rows_are_pasted_or_come_in_other_encodings_and_a_template_can_be_filled_in() {
    let (server, people) = ready().await;
    let pasted = "Employee number\tName\tPhone\r\nC001\tWang Fang\t１３９００００００１１\r\n";
    let review = people.hui.upload(LIST, &[("pasted", pasted)], "", b"").await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("Pasted rows"));
    commit(&people.hui, &review).await;
    assert_eq!(count(&server, "people WHERE phone = '13900000011'").await, 1);
    // 工号,姓名 and twenty rows of 王芳 and 李雷, as a Chinese Windows saves them.
    let mut gbk = b"\xb9\xa4\xba\xc5,\xd0\xd5\xc3\xfb\n".to_vec();
    for number in 10..20 {
        gbk.extend(format!("C1{number},").bytes().chain(*b"\xcd\xf5\xb7\xbc\n"));
        gbk.extend(format!("C2{number},").bytes().chain(*b"\xc0\xee\xc0\xd7\n"));
    }
    let review = people.hui.upload(LIST, &[], "a.csv", &gbk).await.expect_redirect();
    let page = people.hui.get(&review).await.expect(200);
    assert!(page.contains("王芳"), "{page}");
    for format in ["xlsx", "csv"] {
        let response = people.hui.get(&format!("/people/import/template/{format}")).await;
        assert_eq!(response.status.as_u16(), 200);
        assert!(response.headers.get("content-disposition").unwrap().to_str().unwrap().contains(format));
    }
    people.hui.get("/people/import/template/pdf").await.expect(404);
    let empty = people.hui.upload(LIST, &[("pasted", " ")], "", b"").await.expect(422);
    assert!(empty.contains("Choose a file or paste rows"));
    people.hui.get("/people/import/nonsense").await.expect(404);
}

#[actix_web::test]
async fn faulty_rows_come_back_as_a_file_with_what_is_wrong() {
    let (_server, people) = ready().await;
    let review = sent(&people.hui, "C001,王芳,12,,,,,\nC002,李雷,,,,,,\n").await;
    let body = people.hui.get(&format!("{review}/faulty")).await.expect(200);
    assert!(body.contains("C001") && body.contains("found “12”") && !body.contains("C002"), "{body}");
}

#[actix_web::test]
async fn an_administrator_brings_in_roles_and_a_list_that_was_thrown_away_changes_nobody() {
    let (server, people) = ready().await;
    let review = sent(&people.root, "C001,王芳,,,,培训师,,\n").await;
    commit(&people.root, &review).await;
    assert_eq!(count(&server, "role_grants WHERE role = 'trainer' AND revoked_at IS NULL").await, 2);
    let review = sent(&people.root, "C002,李雷,,,,,,\n").await;
    let seen = seen(&people.root, &review).await;
    people.root.post(&format!("{review}/discard"), &[]).await.expect_redirect();
    people.root.post(&format!("{review}/commit"), &[("seen", &seen)]).await.expect_redirect();
    assert_eq!(count(&server, "identities WHERE subject = 'c002'").await, 0);
}

#[actix_web::test]
async fn more_rows_than_one_statement_takes_come_in_and_go_again() {
    let (server, people) = ready().await;
    let before = everyone(&server).await;
    let rows: String = (1..=1200)
        .map(|n| format!("K{n:05},Person {n},1370000{n:04},k{n}@example.com,华东区,,2024-03-01,T001\n"))
        .collect();
    let review = sent(&people.hui, &rows).await;
    commit(&people.hui, &review).await;
    assert_eq!(count(&server, "people WHERE employee_number LIKE 'K%'").await, 1200);
    assert_eq!(
        count(&server, "audit_events WHERE action = 'person.added' AND detail ? 'import'").await,
        1200
    );
    let again = sent(&people.hui, &rows.replace("华东区", "华北区")).await;
    commit(&people.hui, &again).await;
    let north = "memberships JOIN groups ON groups.id = group_id WHERE code = 'north' AND valid_to IS NULL";
    assert_eq!(count(&server, north).await, 1201);
    people.hui.post(&format!("{again}/undo"), &[]).await.expect_redirect();
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(everyone(&server).await, before);
}
