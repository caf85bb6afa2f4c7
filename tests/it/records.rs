//! Who is certified: the page, its figures, the file.

use std::sync::Arc;

use certamen::accounts::Role;
use certamen::audit::Actor;
use certamen::certification::actions;
use certamen::certification::model::{Holder, RevocationReason};
use chrono::{TimeDelta, Utc};

use super::certificates::{passed, record, rules};
use super::certification_pages::past;
use crate::harness::{People, Server, people::someone, server};

/// East must hold key-account since last month; north must hold it next month. Ada is certified, Bo's certificate
/// ends in a few days, Cai holds etiquette, which nobody must.
pub async fn company() -> (Arc<Server>, People) {
    let server = server().await;
    let people = server.people().await;
    let mut conn = server.conn().await;
    let mut key_account = rules(&["key-account"]);
    key_account.holders = vec![
        Holder { group_id: people.east, from: Utc::now() - TimeDelta::days(30) },
        Holder { group_id: people.north, from: Utc::now() + TimeDelta::days(30) },
    ];
    let mut etiquette = rules(&["etiquette"]);
    etiquette.title_en = "Etiquette".into();
    actions::create_programme(&mut conn, &Actor::server(), "key-account", &key_account).await.unwrap();
    actions::create_programme(&mut conn, &Actor::server(), "etiquette", &etiquette).await.unwrap();
    record(&server, &passed(people.ada.id, "key-account")).await;
    past(&server, people.bo.id, "key-account", 360).await;
    past(&server, people.cai.id, "etiquette", 500).await;
    (server, people)
}

/// Names and words of the rows below the header.
pub fn lines(csv: &str) -> Vec<Vec<String>> {
    let text = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn shown_people(page: &str, people: &People) -> Vec<&'static str> {
    let all = [&people.ada, &people.bo, &people.cai];
    all.into_iter().filter(|one| page.contains(&format!("/people/{}", one.id))).map(|one| one.name).collect()
}

#[actix_web::test]
async fn the_file_has_exactly_the_rows_of_the_page_for_every_filter() {
    let (server, people) = company().await;
    let new = someone(&server, "Dai 新", "T004", Role::Trainee, Some(people.east)).await;
    let cases = [
        (
            "",
            vec![
                ("Bo Chen", "Expires soon"),
                ("Dai 新", "Missing"),
                ("林晓雯", "Valid"),
                ("蔡远", "Expired"),
            ],
        ),
        ("?status=missing", vec![("Dai 新", "Missing")]),
        ("?status=expired", vec![("蔡远", "Expired")]),
        ("?within=30", vec![("Bo Chen", "Expires soon")]),
        ("?within=3000", vec![("Bo Chen", "Expires soon"), ("林晓雯", "Valid")]),
        ("?group=north", vec![("蔡远", "Expired")]),
        ("?certification=key-account&group=north", vec![]),
        (
            "?name=t00",
            vec![
                ("Bo Chen", "Expires soon"),
                ("Dai 新", "Missing"),
                ("林晓雯", "Valid"),
                ("蔡远", "Expired"),
            ],
        ),
        ("?name=%E6%9E%97", vec![("林晓雯", "Valid")]),
        ("?name=%25", vec![]),
    ];
    for (query, mut expected) in cases {
        let file = people.hui.get(&format!("/records.csv{query}")).await;
        assert_eq!(file.headers.get("content-type").unwrap(), "text/csv; charset=utf-8");
        let rows = lines(&file.expect(200));
        let mut found: Vec<_> = rows.iter().map(|row| (row[0].as_str(), row[5].as_str())).collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
        let page = people.hui.get(&format!("/records{query}")).await.expect(200);
        for (name, _) in [("Bo Chen", ""), ("Dai 新", ""), ("林晓雯", ""), ("蔡远", "")] {
            let is_listed = page.contains(&format!(">{name}</a>"));
            assert_eq!(is_listed, expected.iter().any(|(one, _)| *one == name), "{query} {name}: {page}");
        }
    }
    drop(new);
}

#[actix_web::test]
async fn missing_means_that_a_requirement_holds_today() {
    let (server, people) = company().await;
    // Cai's group must hold key-account only next month.
    let page = people.hui.get("/records?status=missing").await.expect(200);
    assert_eq!(shown_people(&page, &people), [""; 0]);
    server.move_clock("31 days").await;
    let page = people.hui.get("/records?status=missing").await;
    // The session is too old by then; look with a fresh one.
    assert_eq!(page.status.as_u16(), 303);
    let hui = someone(&server, "Hui Two", "H002", Role::Hr, None).await;
    let page = hui.get("/records?status=missing").await.expect(200);
    assert_eq!(shown_people(&page, &people), ["蔡远"]);
}

#[actix_web::test]
async fn a_requirement_of_a_group_reaches_the_groups_below_it() {
    let (server, people) = company().await;
    server
        .sql(&format!(
            "INSERT INTO groups (id, parent_id, code, name_zh, name_en)
             VALUES ('00000000-0000-7000-8000-000000000001', '{}', 'east-1', '华东一部', 'East 1')",
            people.east
        ))
        .await;
    let below = certamen::db::GroupId("00000000-0000-7000-8000-000000000001".parse().unwrap());
    someone(&server, "Ella", "T009", Role::Trainee, Some(below)).await;
    for query in ["?status=missing", "?group=east&status=missing", "?group=east-1"] {
        let rows = lines(&people.hui.get(&format!("/records.csv{query}")).await.expect(200));
        assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["Ella"], "{query}");
        assert_eq!((rows[0][2].as_str(), rows[0][6].as_str()), ("East 1", "yes"));
    }
}

#[actix_web::test]
async fn the_figures_count_before_the_status_is_chosen_and_lead_to_their_rows() {
    let (server, people) = company().await;
    let id = record(&server, &passed(people.ada.id, "etiquette")).await[0];
    let mut conn = server.conn().await;
    actions::revoke(&mut conn, &Actor::server(), id, RevocationReason::Misconduct, None).await.unwrap();
    let page = people.hui.get("/records?status=expired").await.expect(200);
    for (status, number) in [("valid", 1), ("expiring", 1), ("revoked", 1), ("missing", 0)] {
        let figure =
            page.split("<a class=\"fig").find(|part| part.contains(&format!("status&#x3D;{status}\"")));
        let figure = figure.unwrap_or_else(|| panic!("{status}: {page}"));
        assert!(figure.contains(&format!("<span class=\"fig__n\">{number}</span>")), "{status}: {figure}");
    }
    assert!(page.contains("<span class=\"fig__n\">2<small> / 2</small>"), "{page}");
    let rows = lines(&people.hui.get("/records.csv?status=revoked").await.expect(200));
    assert_eq!(rows.len(), 1);
}

#[actix_web::test]
async fn f54_a_name_like_a_formula_is_text_in_the_file() {
    let (server, people) = company().await;
    for (name, login) in [("=HYPERLINK(\"x\")", "F1"), ("＝cmd", "F2"), ("@sum, \"quoted\"", "F3")] {
        someone(&server, name, login, Role::Trainee, Some(people.east)).await;
    }
    let rows = lines(&people.hui.get("/records.csv?status=missing").await.expect(200));
    let mut names: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["'=HYPERLINK(\"x\")", "'@sum, \"quoted\"", "'＝cmd"]);
    people.hui.post("/language", &[("lang", "zh-CN"), ("back", "/")]).await.expect_redirect();
    let csv = people.hui.get("/records.csv?status=missing").await.expect(200);
    assert!(csv.starts_with("\u{feff}姓名,工号,部门") && csv.contains("缺少"), "{csv}");
}

#[actix_web::test]
async fn many_people_come_in_pages_and_all_of_them_in_the_file_in_the_same_order() {
    let (server, people) = company().await;
    server
        .sql(&format!(
            "INSERT INTO people (id, employee_number)
             SELECT ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, 'M' || n FROM generate_series(1, 1203) n;
             INSERT INTO person_names (id, person_id, name) SELECT gen_random_uuid(), id, 'Many ' || employee_number
             FROM people WHERE employee_number LIKE 'M%';
             INSERT INTO employments (id, person_id) SELECT gen_random_uuid(), id FROM people WHERE employee_number LIKE 'M%';
             INSERT INTO memberships (id, person_id, group_id) SELECT gen_random_uuid(), id, '{}'
             FROM people WHERE employee_number LIKE 'M%'",
            people.east
        ))
        .await;
    let rows = lines(&people.hui.get("/records.csv?status=missing").await.expect(200));
    assert_eq!(rows.len(), 1203);
    let mut listed = Vec::new();
    for page in 1..=25 {
        let body = people.hui.get(&format!("/records?status=missing&page={page}")).await.expect(200);
        let names =
            body.split("<a href=\"/records/people/").skip(1).filter_map(|part| part.split(['>', '<']).nth(1));
        listed.extend(names.map(str::to_owned));
    }
    assert_eq!(listed, rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>());
    let body = people.hui.get("/records?status=missing&page=99").await.expect(200);
    assert!(body.contains("1201–1203 of 1203 people"), "{body}");
}

#[actix_web::test]
async fn records_are_for_hr_and_admins_and_a_filter_that_cannot_be_read_is_refused() {
    let (server, people) = company().await;
    for path in ["/records", "/records.csv"] {
        people.root.get(path).await.expect(200);
        for other in [&people.ada, &people.tian] {
            other.get(path).await.expect(403);
        }
        assert!(server.anonymous().await.get(path).await.expect_redirect().starts_with("/login"));
    }
    people.hui.get("/records.csv?status=odd").await.expect(400);
    people.hui.get("/records.csv?group=nowhere").await.expect(404);
}

#[actix_web::test]
async fn without_any_certification_the_page_says_what_to_do() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.hui.get("/records").await.expect(200).contains("There is no certification yet"));
    assert_eq!(lines(&people.hui.get("/records.csv").await.expect(200)).len(), 0);
}

#[actix_web::test]
async fn a_certificate_expires_soon_from_the_day_its_certification_lets_it_be_renewed() {
    let server = server().await;
    let people = server.people().await;
    let mut conn = server.conn().await;
    for (code, days) in [("key-account", 90), ("etiquette", 5)] {
        let mut rules = rules(&[code]);
        rules.policy.window_days = Some(days);
        actions::create_programme(&mut conn, &Actor::server(), code, &rules).await.unwrap();
    }
    let ada = past(&server, people.ada.id, "key-account", 300).await;
    let bo = past(&server, people.bo.id, "etiquette", 350).await;
    let page = people.hui.get("/records?status=expiring").await.expect(200);
    assert_eq!(shown_people(&page, &people), [people.ada.name]);
    let page = people.hui.get("/records?status=valid").await.expect(200);
    assert_eq!(shown_people(&page, &people), [people.bo.name]);
    for (id, is_expiring) in [(ada, true), (bo, false)] {
        let page = people.hui.get(&format!("/certificates/{id}")).await.expect(200);
        assert_eq!(page.contains("Expires soon"), is_expiring, "{page}");
    }
}

/// The last column of a file is the status by what is known now.
fn words(rows: &[Vec<String>]) -> Vec<(String, String)> {
    rows.iter().map(|row| (row[5].clone(), row[10].clone())).collect()
}

fn pairs(words: &[(&str, &str)]) -> Vec<(String, String)> {
    words.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[actix_web::test]
async fn a_past_day_shows_what_was_known_then_with_what_is_known_now_beside_it() {
    let server = server().await;
    let people = server.people().await;
    let mut conn = server.conn().await;
    let holders = vec![Holder { group_id: people.east, from: Utc::now() - TimeDelta::days(300) }];
    let asked = certamen::certification::model::ProgrammeRules { holders, ..rules(&["key-account"]) };
    actions::create_programme(&mut conn, &Actor::server(), "key-account", &asked).await.unwrap();
    drop(conn);
    let zone = server.app.config.site.zone;
    let first = Utc::now().with_timezone(&zone).date_naive();
    server.move_clock("40 days").await;
    let ada = record(&server, &passed(people.ada.id, "key-account")).await[0];
    let bo = record(&server, &passed(people.bo.id, "key-account")).await[0];
    server.move_clock("80 days").await;
    // Sessions are over by now.
    let hui = someone(&server, "许曼", "H002", Role::Hr, None).await;
    for (id, reason) in [(ada, "issued_in_error"), (bo, "left_post")] {
        let revoke = [("reason", reason), ("note", "")];
        hui.post(&format!("/certificates/{id}/revoke"), &revoke).await.expect_redirect();
    }
    let on = |day: i64| first + TimeDelta::days(day);
    let file = async |day: i64, more: &str| {
        let path = format!("/records.csv?certification=key-account&on={}{more}", on(day));
        words(&lines(&hui.get(&path).await.expect(200)))
    };
    assert_eq!(file(20, "&name=T001").await, pairs(&[("Missing", "Missing")]), "before the pass");
    assert_eq!(
        file(60, "&name=T001").await,
        pairs(&[("Valid", "Revoked")]),
        "it should never have been issued"
    );
    assert_eq!(file(60, "&name=T002").await, pairs(&[("Valid", "Valid")]), "it held until the post was left");
    assert_eq!(file(60, "&name=T001&known=now").await, pairs(&[("Revoked", "Revoked")]));
    assert_eq!(file(80, "&name=T002").await, pairs(&[("Revoked", "Revoked")]), "today");
    let page = hui.get(&format!("/records?on={}", on(60))).await.expect(200);
    assert!(page.contains("Exactly as it was known then"), "{page}");
    assert_eq!(page.matches("Known now:").count(), 1, "{page}");
    let turned = hui.get(&format!("/records?known=now&on={}", on(60))).await.expect(200);
    assert!(turned.contains("Known then:") && !turned.contains("Known now:"), "{turned}");
    assert_eq!(file(60, "&status=valid").await.len(), 2);
    assert_eq!(file(60, "&status=valid&known=now").await.len(), 1);
    assert!(!hui.get("/records").await.expect(200).contains("Known now:"));
    let before = hui.get(&format!("/records?on={}", first - TimeDelta::days(400))).await.expect(200);
    assert!(before.contains("Nobody was known here on this day"), "{before}");
}

#[actix_web::test]
async fn who_was_entered_later_stands_on_the_past_day_beside_what_was_known_then() {
    let (server, people) = company().await;
    let eve = someone(&server, "Eve", "T777", Role::Trainee, Some(people.east)).await;
    server
        .sql(&format!(
            "UPDATE employments SET valid_from = app_now() - interval '100 days' WHERE person_id = '{0}';
             UPDATE memberships SET valid_from = app_now() - interval '90 days' WHERE person_id = '{0}';
             UPDATE holding_requirements SET created_at = app_now() - interval '95 days',
                    valid_from = app_now() - interval '95 days' WHERE valid_from < app_now()",
            eve.id
        ))
        .await;
    let today = Utc::now().with_timezone(&server.app.config.site.zone).date_naive();
    let file = async |ago: i64, more: &str| {
        let path = format!("/records.csv?name=T777&on={}{more}", today - TimeDelta::days(ago));
        words(&lines(&people.hui.get(&path).await.expect(200)))
    };
    assert!(file(92, "").await.is_empty(), "in no group that must");
    assert_eq!(file(80, "").await, pairs(&[("", "Missing")]));
    assert_eq!(file(80, "&known=now").await, pairs(&[("Missing", "Missing")]));
    assert_eq!(file(80, "&group=east&known=now").await, pairs(&[("Missing", "Missing")]));
    assert!(file(80, "&status=missing").await.is_empty(), "then nobody knew");
    assert_eq!(file(0, "").await, pairs(&[("Missing", "Missing")]));
    let day = today - TimeDelta::days(80);
    let page = people.hui.get(&format!("/records?name=T777&on={day}")).await.expect(200);
    assert!(page.contains(">Eve</a>") && page.contains("Known now:") && page.contains("Missing"), "{page}");
}

#[actix_web::test]
async fn what_cannot_be_read_is_said_beside_its_field_and_nothing_else_is_lost() {
    let (server, people) = company().await;
    let tomorrow = Utc::now().with_timezone(&server.app.config.site.zone).date_naive() + TimeDelta::days(1);
    for (part, sentence) in [
        ("status=odd", "There is no such status"),
        ("role=boss", "There is no such role"),
        ("group=nowhere", "There is no such group"),
        ("certification=nothing", "There is no such certification"),
        ("on=yesterday", "This is not a day"),
        (&format!("on={tomorrow}"), "This day has not come yet"),
        ("within=soon", "This is not a number of days"),
        ("issued_from=2025-02-30", "This is not a day"),
        ("issued_from=2025-03-01&issued_to=2025-02-01", "This day lies before the first one"),
        ("hired_since=x", "This is not a day"),
    ] {
        for view in ["", "&view=list"] {
            let page = people.hui.get(&format!("/records?name=T00&{part}{view}")).await.expect(422);
            assert!(page.contains(sentence), "{part}: {page}");
            assert!(page.contains("value=\"T00\"") && !page.contains("<tbody"), "{part}: {page}");
            let (field, typed) =
                part.rsplit_once('&').map_or(part, |(_, last)| last).split_once('=').unwrap();
            assert!(page.contains(&format!("href=\"#{field}\"")), "{part}: {page}");
            let is_text = !["status", "role", "group", "certification"].contains(&field);
            assert!(!is_text || page.contains(&format!("value=\"{typed}\"")), "{part}: {page}");
        }
    }
}
