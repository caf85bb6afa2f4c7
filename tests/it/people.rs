//! `/people`, `/groups` and `/account`.

use certamen::accounts::Role;

use crate::harness::people::{PASSWORD, someone};
use crate::harness::server;

const NOBODY: &str = "/people/0190f0f0-0000-7000-8000-000000000000";

#[actix_web::test]
async fn hr_finds_people_by_name_number_group_and_role() {
    let server = server().await;
    let people = server.people().await;
    let everyone = people.hui.get("/people").await.expect(200);
    assert!(everyone.contains("林晓雯") && everyone.contains("田老师") && everyone.contains("1–6 of 6"));
    for (query, shown, hidden) in [
        ("q=%E6%99%93", "林晓雯", "Bo Chen"),
        ("q=bo+ch", "Bo Chen", "林晓雯"),
        ("q=t003", "蔡远", "林晓雯"),
        ("group=east", "林晓雯", "蔡远"),
        ("role=trainer", "田老师", "林晓雯"),
        ("group=east&role=trainee&q=T002", "Bo Chen", "林晓雯"),
    ] {
        let page = people.hui.get(&format!("/people?{query}")).await.expect(200);
        assert!(page.contains(shown) && !page.contains(hidden), "{query}");
    }
    let nobody = people.hui.get("/people?q=%25").await.expect(200);
    assert!(nobody.contains("Nobody fits these filters"), "a percent sign is no wildcard");
    assert!(!everyone.contains("/people/new"), "HR does not add people");
}

#[actix_web::test]
async fn a_group_is_asked_for_with_the_groups_below_it_and_an_unknown_filter_is_not_found() {
    let server = server().await;
    let people = server.people().await;
    let below = [("code", "east-1"), ("name_zh", "华东一部"), ("name_en", "East 1"), ("parent", "east")];
    assert_eq!(people.root.post("/groups", &below).await.expect_redirect(), "/groups");
    let path = format!("/people/{}", people.bo.id);
    people.root.post(&format!("{path}/groups"), &[("had", "east"), ("groups", "east-1")]).await.expect(303);
    let page = people.hui.get("/people?group=east").await.expect(200);
    assert!(page.contains("Bo Chen") && page.contains("林晓雯"));
    let page = people.hui.get("/people?group=east-1").await.expect(200);
    assert!(page.contains("Bo Chen") && !page.contains("林晓雯"));
    people.hui.get("/people?group=west").await.expect(404);
    people.hui.get("/people?role=king").await.expect(404);
    people.hui.get("/people?page=99").await.expect(200);
}

#[actix_web::test]
async fn long_lists_come_in_pages_that_keep_the_filter() {
    let server = server().await;
    let people = server.people().await;
    server
        .sql(
            "WITH new AS (INSERT INTO people (id) SELECT gen_random_uuid() FROM generate_series(1, 120) RETURNING id),
             named AS (INSERT INTO person_names (id, person_id, name)
                       SELECT gen_random_uuid(), id, 'Zhou ' || row_number() OVER () FROM new)
             INSERT INTO role_grants (id, person_id, role) SELECT gen_random_uuid(), id, 'trainee' FROM new",
        )
        .await;
    let page = people.hui.get("/people?q=zhou").await.expect(200);
    assert!(page.contains("1–50 of 120"), "{page}");
    assert!(page.replace("&#x3D;", "=").contains("href=\"/people?q=zhou&amp;page=3\""), "{page}");
    let page = people.hui.get("/people?q=zhou&page=3").await.expect(200);
    assert!(page.contains("101–120 of 120"), "{page}");
    assert_eq!(page.matches("role=\"rowheader\"").count(), 20);
}

#[actix_web::test]
async fn an_added_person_signs_in_with_each_of_their_names_and_has_the_roles_and_groups_that_were_ticked() {
    let server = server().await;
    let people = server.people().await;
    let fields = [
        ("name", "欧阳若楠"),
        ("latin_name", "Ruonan Ouyang"),
        ("employee_number", "C0860"),
        ("email", "Ruonan@example.com"),
        ("phone", "138 0013 8000"),
        ("roles", "trainee"),
        ("roles", "trainer"),
        ("groups", "east"),
        ("groups", "north"),
        ("password", "seven green kites"),
    ];
    let to = people.root.post("/people/new", &fields).await.expect_redirect();
    let page = people.root.get(&to).await.expect(200);
    for shown in [
        "欧阳若楠",
        "Ruonan Ouyang",
        "c0860",
        "ruonan@example.com",
        "13800138000",
        "East",
        "North",
        "Trainer",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    for login in ["c0860", "RUONAN@EXAMPLE.COM", "+86 138-0013-8000"] {
        let browser = server.anonymous().await;
        browser.get("/login").await.expect(200);
        let form = [("login", login), ("password", "seven green kites"), ("next", "/account")];
        assert_eq!(browser.post("/login", &form).await.expect_redirect(), "/account", "{login}");
    }
    let id = to.strip_prefix("/people/").unwrap();
    assert_eq!(
        server
            .count(&format!(
                "SELECT count(*) FROM audit_events WHERE action = 'person.added' AND subject_id = '{id}'
                 AND actor_id = '{}' AND request_id IS NOT NULL",
                people.root.id
            ))
            .await,
        1
    );
}

#[actix_web::test]
async fn s10_without_a_password_the_next_page_shows_a_link_once_that_lets_the_person_in_once() {
    let server = server().await;
    let people = server.people().await;
    let fields = [("name", "唐雪"), ("employee_number", "C1121"), ("roles", "trainee")];
    let page = people.root.post("/people/new", &fields).await.expect(200);
    let link = page.split("/welcome/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(link.len(), 43, "{link}");
    assert!(!people.root.get("/people").await.expect(200).contains(&link));
    let browser = server.anonymous().await;
    let path = format!("/welcome/{link}");
    browser.get(&path).await.expect(200);
    let chosen = [("password", "winter melon soup")];
    assert_eq!(browser.post(&path, &chosen).await.expect_redirect(), "/");
    assert!(browser.get("/account").await.expect(200).contains("唐雪"));
    server.anonymous().await.get(&path).await.expect(404);
}

#[actix_web::test]
async fn a_form_with_mistakes_names_each_and_keeps_what_was_typed() {
    let server = server().await;
    let people = server.people().await;
    let fields = [
        ("name", ""),
        ("latin_name", "Kept <Name>"),
        ("email", "nonsense"),
        ("phone", "call me"),
        ("groups", "east"),
        ("password", "short"),
    ];
    let page = people.root.post("/people/new", &fields).await.expect(422);
    for field in ["name", "email", "phone", "roles", "password"] {
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(page.contains("Kept &lt;Name&gt;") && page.contains("value=\"east\" checked"));
    assert_eq!(server.count("SELECT count(*) FROM people").await, 6);
    for (field, value) in [("employee_number", "t001"), ("email", "taken@example.com")] {
        let first =
            [("name", "A"), ("roles", "hr"), ("email", "taken@example.com"), ("password", "eight or more")];
        people.root.post("/people/new", &first).await;
        let second = [("name", "B"), ("roles", "hr"), (field, value)];
        let page = people.root.post("/people/new", &second).await.expect(422);
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
}

#[actix_web::test]
async fn a_new_name_holds_from_now_on_and_the_old_one_stays_on_record() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.ada.id);
    let name = [("name", "林晓文"), ("latin_name", "Xiaowen Lin")];
    assert_eq!(people.root.post(&format!("{path}/name"), &name).await.expect_redirect(), path);
    let page = people.root.get(&path).await.expect(200);
    assert!(page.contains("林晓文") && page.contains("林晓雯") && page.contains("Xiaowen Lin"));
    assert!(people.ada.get("/account").await.expect(200).contains("林晓文"));
    people.root.post(&format!("{path}/name"), &name).await.expect(303);
    let sql = format!("SELECT count(*) FROM person_names WHERE person_id = '{}'", people.ada.id);
    assert_eq!(server.count(&sql).await, 2, "the same name again is no new row");
    let page = people.root.post(&format!("{path}/name"), &[("name", " ")]).await.expect(422);
    assert!(page.contains("id=\"name-error\""));
}

#[actix_web::test]
async fn roles_change_at_once_and_a_stale_form_takes_nothing_that_others_gave() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}/roles", people.ada.id);
    people.ada.get("/people").await.expect(403);
    let give_hr = [("had", "trainee"), ("roles", "trainee"), ("roles", "hr")];
    people.root.post(&path, &give_hr).await.expect(303);
    people.ada.get("/people").await.expect(200);
    // This form was opened before HR was given: it only gives trainer.
    let give_trainer = [("had", "trainee"), ("roles", "trainee"), ("roles", "trainer")];
    people.root.post(&path, &give_trainer).await.expect(303);
    people.ada.get("/people").await.expect(200);
    let take_hr =
        [("had", "trainee"), ("had", "trainer"), ("had", "hr"), ("roles", "trainee"), ("roles", "trainer")];
    people.root.post(&path, &take_hr).await.expect(303);
    people.ada.get("/people").await.expect(403);
    let sql = format!(
        "SELECT count(*) FROM role_grants WHERE person_id = '{}' AND role = 'hr' AND revoked_by = '{}'",
        people.ada.id, people.root.id
    );
    assert_eq!(server.count(&sql).await, 1, "what was taken stays as a row");
    let sql = format!(
        "SELECT count(*) FROM audit_events WHERE action = 'person.roles_changed' AND subject_id = '{}'",
        people.ada.id
    );
    assert_eq!(server.count(&sql).await, 3);
    people.root.post(&path, &[("roles", "king")]).await.expect(400);
}

#[actix_web::test]
async fn the_last_admin_can_neither_be_blocked_nor_lose_the_role() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.root.id);
    people.root.post(&format!("{path}/roles"), &[("had", "admin"), ("roles", "hr")]).await.expect(303);
    assert!(people.root.get(&path).await.expect(200).contains("last administrator"));
    people.root.post(&format!("{path}/block"), &[]).await.expect(303);
    assert!(people.root.get(&path).await.expect(200).contains("last administrator"));
    let second = someone(&server, "Second", "A002", Role::Admin, None).await;
    second.post(&format!("{path}/block"), &[]).await.expect(303);
    assert_eq!(people.root.get("/account").await.expect_redirect(), "/login?next=%2Faccount");
    second.post(&format!("/people/{}/roles", second.id), &[("had", "admin")]).await.expect(303);
    assert!(second.get("/people").await.expect(200).contains("A002"), "a blocked admin does not count");
}

#[actix_web::test]
async fn two_admins_who_take_the_role_from_each_other_leave_one() {
    let server = server().await;
    let people = server.people().await;
    let second = someone(&server, "Second", "A002", Role::Admin, None).await;
    for _ in 0..5 {
        let (one, two) =
            (format!("/people/{}/roles", people.root.id), format!("/people/{}/roles", second.id));
        let take = [("had", "admin")];
        let _ = futures_util::join!(people.root.post(&two, &take), second.post(&one, &take));
        let sql = "SELECT count(*) FROM role_grants WHERE role = 'admin' AND revoked_at IS NULL";
        assert_eq!(server.count(sql).await, 1);
        for id in [people.root.id, second.id] {
            let sql = format!(
                "INSERT INTO role_grants (id, person_id, role) VALUES (gen_random_uuid(), '{id}', 'admin')
                 ON CONFLICT DO NOTHING"
            );
            server.sql(&sql).await;
        }
    }
}

#[actix_web::test]
async fn leaving_and_joining_a_group_are_rows_with_dates() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.ada.id);
    people.root.post(&format!("{path}/groups"), &[("had", "east"), ("groups", "north")]).await.expect(303);
    people
        .root
        .post(&format!("{path}/groups"), &[("had", "north"), ("groups", "north"), ("groups", "east")])
        .await
        .expect(303);
    let spells = |condition: &str| {
        format!("SELECT count(*) FROM memberships WHERE person_id = '{}' AND {condition}", people.ada.id)
    };
    assert_eq!(server.count(&spells("valid_to IS NULL")).await, 2);
    assert_eq!(server.count(&spells("valid_to IS NOT NULL")).await, 1);
    people.root.post(&format!("{path}/groups"), &[("groups", "west")]).await.expect(400);
}

#[actix_web::test]
async fn a_blocked_person_is_out_everywhere_at_once_and_comes_back_when_unblocked() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.ada.id);
    let link = people.root.post(&format!("{path}/link"), &[]).await.expect(200);
    let link = link.split("/welcome/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    people.root.post(&format!("{path}/block"), &[]).await.expect(303);
    people.ada.get("/account").await.expect(303);
    server.anonymous().await.get(&format!("/welcome/{link}")).await.expect(404);
    people.root.post(&format!("{path}/link"), &[]).await.expect(303);
    assert!(people.root.get(&path).await.expect(200).contains("Unblock it first"));
    let sign_in = [("login", "T001"), ("password", PASSWORD), ("next", "/account")];
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    browser.post("/login", &sign_in).await.expect(422);
    people.root.post(&format!("{path}/unblock"), &[]).await.expect(303);
    assert_eq!(browser.post("/login", &sign_in).await.expect_redirect(), "/account");
    for action in ["person.blocked", "person.unblocked", "person.invited"] {
        let sql = format!(
            "SELECT count(*) FROM audit_events WHERE action = '{action}' AND subject_id = '{}'",
            people.ada.id
        );
        assert_eq!(server.count(&sql).await, 1, "{action}");
    }
}

#[actix_web::test]
async fn hr_changes_what_belongs_to_the_company_and_no_rights() {
    let server = server().await;
    let people = server.people().await;
    let path = format!("/people/{}", people.ada.id);
    let page = people.hui.get(&path).await.expect(200);
    assert!(page.contains("林晓雯") && page.contains("East"));
    for change in ["roles", "block", "unblock"] {
        assert!(!page.contains(&format!("action=\"{path}/{change}")), "{change}");
        people.hui.post(&format!("{path}/{change}"), &[]).await.expect(403);
    }
    // Nobody gains rights through the account of somebody who has more.
    let trainer = format!("/people/{}", people.tian.id);
    let page = people.hui.get(&trainer).await.expect(200);
    for (change, fields) in [
        ("link", &[][..]),
        ("mail-link", &[]),
        ("leave", &[("day", "2026-01-01")]),
        ("return", &[("day", "2026-01-01")]),
    ] {
        assert!(!page.contains(&format!("action=\"{trainer}/{change}")), "{change}");
        people.hui.post(&format!("{trainer}/{change}"), fields).await.expect(403);
    }
    people.hui.post(&format!("{path}/link"), &[]).await.expect(200);
    for change in
        ["name", "roles", "groups", "block", "unblock", "link", "mail-link", "leave", "return", "transfer"]
    {
        people.root.post(&format!("{NOBODY}/{change}"), &[]).await.expect(404);
        people.root.post(&format!("/people/x/{change}"), &[]).await.expect(404);
    }
    people.root.get(NOBODY).await.expect(404);
    people.root.get("/people/x").await.expect(404);
}

#[actix_web::test]
async fn groups_stand_as_a_tree_and_a_code_is_given_once() {
    let server = server().await;
    let people = server.people().await;
    let group = [("code", "East-1"), ("name_zh", "华东一部"), ("name_en", "East 1"), ("parent", "east")];
    people.root.post("/groups", &group).await.expect(303);
    let page = people.hui.get("/groups").await.expect(200);
    assert!(page.find("/people?group=east\"").unwrap() < page.find("/people?group=east-1").unwrap());
    assert!(page.contains("└") && page.contains("<form class=\"stack\" method=\"post\" action=\"/groups\">"));
    let page = people.root.post("/groups", &group).await.expect(422);
    assert!(page.contains("id=\"code-error\"") && page.contains("华东一部"));
    let page = people.root.post("/groups", &[("code", "No Spaces"), ("parent", "nowhere")]).await.expect(422);
    for field in ["code", "name_zh", "name_en", "parent"] {
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    people.hui.post("/groups", &group).await.expect(422);
    people.tian.post("/groups", &group).await.expect(403);
}

#[actix_web::test]
async fn s06_changing_the_password_needs_the_current_one_and_ends_the_other_sessions() {
    let server = server().await;
    let people = server.people().await;
    let other = server.anonymous().await;
    other.get("/login").await.expect(200);
    other.post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")]).await.expect(303);
    let wrong = [("current", "not this one"), ("password", "a brand new sentence")];
    let page = people.ada.post("/account/password", &wrong).await.expect(422);
    assert!(page.contains("id=\"current-error\"") && !page.contains("a brand new sentence"));
    let weak = [("current", PASSWORD), ("password", "t001")];
    people.ada.post("/account/password", &weak).await.expect(422);
    other.get("/account").await.expect(200);
    let right = [("current", PASSWORD), ("password", "a brand new sentence")];
    assert_eq!(people.ada.post("/account/password", &right).await.expect_redirect(), "/account");
    people.ada.get("/account").await.expect(200);
    other.get("/account").await.expect(303);
    other.get("/login").await.expect(200);
    other.post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")]).await.expect(422);
}

#[actix_web::test]
async fn whoever_found_an_open_browser_cannot_guess_the_password() {
    let server = server().await;
    let people = server.people().await;
    server.stop_clock().await;
    let wrong = [("current", "not this one"), ("password", "a brand new sentence")];
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(people.ada.post("/account/password", &wrong).await.status.as_u16());
    }
    assert_eq!(statuses.first(), Some(&422));
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    let right = [("current", PASSWORD), ("password", "a brand new sentence")];
    people.ada.post("/account/password", &right).await.expect(429);
    server.move_clock("10 minutes").await;
    people.ada.post("/account/password", &right).await.expect(303);
}

#[actix_web::test]
async fn language_zone_and_brightness_are_remembered_with_the_person() {
    let server = server().await;
    let people = server.people().await;
    let chosen = [("language", "zh-CN"), ("zone", "Europe/Berlin"), ("theme", "dark")];
    people.ada.post("/account/preferences", &chosen).await.expect(303);
    let page = people.ada.get("/account").await.expect(200);
    assert!(page.contains("<html lang=\"zh-CN\" data-theme=\"dark\">"), "{page}");
    assert!(page.contains("value=\"Europe/Berlin\" selected") && page.contains("显示设置已保存"));
    let other = server.anonymous().await;
    other.get("/login").await.expect(200);
    other.post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")]).await.expect(303);
    assert!(other.get("/account").await.expect(200).contains("data-theme=\"dark\""));
    people
        .ada
        .post("/account/preferences", &[("language", ""), ("zone", ""), ("theme", "")])
        .await
        .expect(303);
    assert!(people.ada.get("/account").await.expect(200).contains("<html lang=\"en\">"));
    for wrong in [("language", "fr"), ("zone", "Shanghai"), ("theme", "pink")] {
        people.ada.post("/account/preferences", &[wrong]).await.expect(400);
    }
}

#[actix_web::test]
async fn other_sessions_are_listed_and_ended_and_this_one_stays() {
    let server = server().await;
    let people = server.people().await;
    let other = server.anonymous().await;
    other.get("/login").await.expect(200);
    other.post("/login", &[("login", "T001"), ("password", PASSWORD), ("next", "/")]).await.expect(303);
    let page = people.ada.get("/account").await.expect(200);
    assert!(page.contains("This browser") && page.contains("Another browser"));
    people.ada.post("/account/sessions", &[]).await.expect(303);
    other.get("/account").await.expect(303);
    assert!(people.ada.get("/account").await.expect(200).contains("One other browser is signed out"));
    people.bo.get("/account").await.expect(200);
}

#[actix_web::test]
async fn nobody_gives_themselves_what_the_page_does_not_ask_for() {
    let server = server().await;
    let people = server.people().await;
    let own = format!("{}", people.ada.id);
    for (path, extra) in [
        ("/account/preferences", ("role", "admin")),
        ("/account/preferences", ("roles", "admin")),
        ("/account/preferences", ("person_id", own.as_str())),
        ("/account/password", ("roles", "admin")),
        ("/account/sessions", ("person_id", own.as_str())),
    ] {
        people.ada.post(path, &[extra]).await.expect(400);
    }
    let extra = [("name", "X"), ("employee_number", "X1"), ("roles", "trainee"), ("password_hash", "x")];
    people.root.post("/people/new", &extra).await.expect(400);
    assert_eq!(server.count("SELECT count(*) FROM role_grants WHERE role = 'admin'").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM people").await, 6);
}
