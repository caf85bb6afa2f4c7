//! What it takes to get and renew certifications, who is exempt, and whom new rules affect.

use std::sync::Arc;

use certamen::audit::Actor;
use certamen::certification::actions;
use certamen::certification::model::ProgrammeRules;
use certamen::certification::rules::needs::{HowMany, NeededExam, Needs, Part};
use certamen::certification::rules::policy::{Anniversary, Policy};
use chrono::{TimeDelta, Utc};

use super::certificates::{passed, programme, record, rules};
use super::certification_pages::{exam, past};
use crate::harness::{People, Server, server};

fn exams(codes: &[&str]) -> Vec<NeededExam> {
    codes.iter().map(|code| NeededExam { code: (*code).to_owned(), minimum_percent: None }).collect()
}

async fn make(server: &Server, code: &str, rules: &ProgrammeRules) {
    let mut conn = server.conn().await;
    actions::create_programme(&mut conn, &Actor::server(), code, rules).await.unwrap();
}

/// Rules with this policy that hold twelve months.
fn with(policy: Policy) -> ProgrammeRules {
    ProgrammeRules { policy, ..rules(&["unused"]) }
}

fn fresh(codes: &[&str]) -> Policy {
    let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
    Policy { reuse_passes: false, ..Policy::plain(&codes) }
}

async fn certificates(server: &Server) -> i64 {
    server.count("SELECT count(*) FROM certificates").await
}

#[actix_web::test]
async fn so_many_of_some_exams_with_a_minimum_bring_the_certificate() {
    let server = server().await;
    let people = server.people().await;
    let mut needs = Needs {
        how_many: HowMany::All,
        in_order: false,
        parts: vec![
            Part { how_many: HowMany::All, exams: exams(&["product"]) },
            Part { how_many: HowMany::AtLeast(1), exams: exams(&["english", "french"]) },
        ],
    };
    needs.parts[0].exams[0].minimum_percent = Some(91);
    make(&server, "seller", &with(Policy { needs, ..fresh(&["product"]) })).await;
    assert_eq!(record(&server, &passed(people.ada.id, "french")).await, []);
    // 90 percent are a pass of the exam, not enough here.
    assert_eq!(record(&server, &passed(people.ada.id, "product")).await, []);
    let mut better = passed(people.ada.id, "product");
    better.score = 9100;
    assert_eq!(record(&server, &better).await.len(), 1);
    assert_eq!(certificates(&server).await, 1);
}

#[actix_web::test]
async fn a_certification_that_waited_for_another_is_issued_with_it() {
    let server = server().await;
    let people = server.people().await;
    make(&server, "basics", &with(fresh(&["basics"]))).await;
    let expert = Policy { prerequisites: vec!["basics".to_owned()], ..fresh(&["expert"]) };
    make(&server, "expert", &with(expert)).await;
    assert_eq!(record(&server, &passed(people.ada.id, "expert")).await, []);
    assert_eq!(record(&server, &passed(people.ada.id, "basics")).await.len(), 2);
    // Whoever is exempt from the first needs only the second.
    let path = format!("/people/{}/certifications/basics/exempt", people.bo.id);
    let today = Utc::now().date_naive().to_string();
    let form = [("from", today.as_str()), ("to", ""), ("reason", "20 years in sales")];
    people.hui.post(&path, &form).await.expect_redirect();
    server.move_clock("1 day").await;
    assert_eq!(record(&server, &passed(people.bo.id, "expert")).await.len(), 1);
}

#[actix_web::test]
async fn renewals_wait_for_their_window_and_keep_the_anniversary() {
    let server = server().await;
    let people = server.people().await;
    let policy = Policy {
        window_days: Some(60),
        grace_days: 30,
        anniversary: Anniversary::Kept,
        ..fresh(&["key-account"])
    };
    make(&server, "key-account", &with(policy)).await;
    let old = past(&server, people.ada.id, "key-account", 200).await;
    assert_eq!(record(&server, &passed(people.ada.id, "key-account")).await, []);
    server.move_clock("120 days").await;
    let mut now = passed(people.ada.id, "key-account");
    now.achieved_at = Utc::now() + TimeDelta::days(120);
    let renewed = record(&server, &now).await;
    assert_eq!(renewed.len(), 1);
    let kept = format!(
        "SELECT count(*) FROM certificates old, certificates new
         WHERE old.id = '{old}' AND new.id = '{}' AND new.anchored_on = old.valid_from
           AND new.valid_to + 1 = (old.valid_from + interval '24 months')::date",
        renewed[0]
    );
    assert_eq!(server.count(&kept).await, 1);
}

#[actix_web::test]
async fn a_version_stored_before_there_were_rules_means_what_it_meant() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account", "etiquette"]).await;
    server
        .sql(
            "INSERT INTO programme_versions (id, programme_id, number, title_zh, title_en, validity_months, requirement_codes)
             SELECT gen_random_uuid(), id, 2, '旧', 'Old', 12, '{key-account,etiquette}' FROM programmes",
        )
        .await;
    assert_eq!(server.count("SELECT count(*) FROM programme_versions WHERE rules IS NULL").await, 1);
    assert_eq!(record(&server, &passed(people.ada.id, "etiquette")).await, []);
    for renewals in 1..=3 {
        assert_eq!(record(&server, &passed(people.ada.id, "key-account")).await.len(), 1, "{renewals}");
    }
}

#[actix_web::test]
async fn rules_of_a_later_day_count_from_that_day() {
    let server = server().await;
    let people = server.people().await;
    make(&server, "fab", &with(fresh(&["fab"]))).await;
    let mut conn = server.conn().await;
    let day = (Utc::now() + TimeDelta::days(10)).date_naive();
    let later = ProgrammeRules { applies_from: Some(day), ..with(fresh(&["fab", "etiquette"])) };
    assert!(actions::change_programme(&mut conn, &Actor::server(), "fab", 1, &later).await.unwrap());
    assert_eq!(record(&server, &passed(people.ada.id, "fab")).await.len(), 1);
    server.move_clock("12 days").await;
    assert_eq!(record(&server, &passed(people.bo.id, "fab")).await, []);
    assert_eq!(record(&server, &passed(people.bo.id, "etiquette")).await.len(), 1);
}

/// The fields of a certification as HR fills them.
fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title_zh", "大客户识别"),
        ("title_en", "Key accounts"),
        ("months", "12"),
        ("part-key-account", "1"),
        ("part-etiquette", "2"),
        ("part-fab", "2"),
        ("how-2", "1"),
        ("minimum-key-account", "80"),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    fields
}

async fn with_exams() -> (Arc<Server>, People) {
    let server = server().await;
    for code in ["key-account", "etiquette", "fab"] {
        exam(&server, code).await;
    }
    let people = server.people().await;
    (server, people)
}

#[actix_web::test]
async fn the_form_keeps_all_that_was_chosen() {
    let (server, people) = with_exams().await;
    let full = form(&[
        ("code", "seller"),
        ("parts", "order"),
        ("level_zh", "初级"),
        ("level_en", "Junior"),
        ("window_days", "60"),
        ("grace_days", "30"),
        ("anniversary", "kept"),
        ("renewal", "own"),
        ("renewal-fab", "on"),
        ("role-trainee", "on"),
        ("rolefrom-trainee", "2026-01-01"),
    ]);
    people.hui.post("/certifications/new", &full).await.expect_redirect();
    let body = people.hui.get("/certifications/seller").await.expect(200);
    for shown in [
        "value=\"80\"",
        "value=\"order\" selected",
        "value=\"初级\"",
        "value=\"kept\" checked",
        "value=\"own\" checked",
        "name=\"renewal-fab\" checked",
        "name=\"role-trainee\" checked",
        "value=\"2026-01-01\"",
        "value=\"60\"",
    ] {
        assert!(body.contains(shown), "{shown}: {body}");
    }
    let mut again: Vec<_> = full.iter().filter(|(name, _)| *name != "code").copied().collect();
    again.push(("version", "1"));
    people.hui.post("/certifications/seller", &again).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM programme_versions").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM role_requirements WHERE valid_to IS NULL").await, 1);
    again.retain(|(name, _)| !name.starts_with("role"));
    people.hui.post("/certifications/seller", &again).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM role_requirements WHERE valid_to IS NULL").await, 0);
}

#[actix_web::test]
async fn what_cannot_be_in_the_form_is_said_beside_the_field() {
    let (server, people) = with_exams().await;
    for (more, said) in [
        (("minimum-fab", "101"), "percent from 1 to 100"),
        (("how-2", "3"), "There are only 2 to choose from"),
        (("level_zh", "初级"), "level in both languages"),
        (("window_days", "x"), "number of days from 0 to 3650"),
        (("window_days", "400"), "fewer than the certificate is valid"),
        (("anniversary", "kept"), "would add up without end"),
        (("renewal", "own"), "Tick at least one exam"),
        (("prerequisites", "unheard-of"), "does not exist"),
        (("role-hr", "on"), "Enter the day from which"),
    ] {
        let body =
            people.hui.post("/certifications/new", &form(&[("code", "seller"), more])).await.expect(422);
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(server.count("SELECT count(*) FROM programmes").await, 0);
    people.hui.post("/certifications/new", &form(&[("code", "new")])).await.expect(422);
    people.hui.post("/certifications/new", &form(&[("code", "a")])).await.expect_redirect();
    let asks = form(&[("code", "b"), ("prerequisites", "a")]);
    people.hui.post("/certifications/new", &asks).await.expect_redirect();
    let circle = form(&[("version", "1"), ("prerequisites", "b")]);
    let body = people.hui.post("/certifications/a", &circle).await.expect(422);
    assert!(body.contains("ask for each other"), "{body}");
    let early = form(&[("version", "1"), ("applies_from", "2020-01-01")]);
    assert!(people.hui.post("/certifications/a", &early).await.expect(422).contains("today or a later day"));
}

#[actix_web::test]
async fn before_new_rules_are_published_those_whom_they_change_are_named() {
    let (server, people) = with_exams().await;
    let (group, from) = (format!("group-{}", people.east), format!("from-{}", people.east));
    people
        .hui
        .post("/certifications/new", &form(&[("code", "key-account"), ("grace_days", "90")]))
        .await
        .expect_redirect();
    past(&server, people.ada.id, "key-account", 400).await;
    past(&server, people.bo.id, "key-account", 100).await;
    let mut change = form(&[("version", "1"), ("do", "preview")]);
    change.extend([(group.as_str(), "on"), (from.as_str(), "2026-01-01")]);
    let body = people.hui.post("/certifications/key-account", &change).await.expect(200);
    assert!(body.contains("Expired, can still be renewed") && body.contains(people.ada.name), "{body}");
    assert!(body.contains("Publish these rules"), "{body}");
    assert_eq!(server.count("SELECT count(*) FROM programme_versions").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM holding_requirements").await, 0);
    let same = form(&[("version", "1"), ("do", "preview"), ("grace_days", "90")]);
    let body = people.hui.post("/certifications/key-account", &same).await.expect(200);
    assert!(body.contains("Nobody changes."), "{body}");
    change.retain(|(name, _)| *name != "do");
    change.push(("do", "save"));
    people.hui.post("/certifications/key-account", &change).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM programme_versions").await, 2);
}

#[actix_web::test]
async fn a_person_and_hr_see_the_state_and_what_is_missing() {
    let (server, people) = with_exams().await;
    people.hui.post("/certifications/new", &form(&[("code", "seller")])).await.expect_redirect();
    record(&server, &passed(people.ada.id, "fab")).await;
    let path = format!("/people/{}/certifications", people.ada.id);
    for (reader, address) in
        [(&people.hui, path.as_str()), (&people.root, path.as_str()), (&people.ada, "/my/certificates")]
    {
        let body = reader.get(address).await.expect(200);
        assert!(body.contains("In progress") && body.contains("Exam key-account"), "{body}");
        assert!(body.contains("(at least 80%)") && body.contains("One of these 2 exams"), "{body}");
    }
    assert!(people.hui.get(&path).await.body.contains("/certifications/seller/exempt"));
    assert!(!people.root.get(&path).await.body.contains("/certifications/seller/exempt"));
    people.ada.get(&path).await.expect(403);
    people.tian.get(&path).await.expect(403);
    people.hui.get("/people/nonsense/certifications").await.expect(404);
    people.hui.get("/people/0190f0f0-0000-7000-8000-000000000000/certifications").await.expect(404);
    assert!(people.hui.get(&format!("/people/{}", people.ada.id)).await.expect(200).contains(&path));
}

#[actix_web::test]
async fn hr_exempts_with_a_reason_and_ends_it_with_one() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "fab", &["fab"]).await;
    let page = format!("/people/{}/certifications", people.ada.id);
    let path = format!("{page}/fab/exempt");
    assert!(people.hui.get(&path).await.expect(200).contains("Exempt from this certification?"));
    for other in [&people.ada, &people.tian, &people.root] {
        other.get(&path).await.expect(403);
        other.post(&path, &[("from", "2026-01-01"), ("reason", "x")]).await.expect(403);
    }
    people.hui.post_raw(&path, &[("from", "2026-01-01"), ("reason", "x")]).await.expect(403);
    people.hui.get(&format!("{page}/unheard-of/exempt")).await.expect(404);
    let today = Utc::now().date_naive();
    let day = |days: i64| (today + TimeDelta::days(days)).to_string();
    for (from, to, reason, said) in [
        ("", "", "leave", "Enter the first day"),
        ("2026-02-30", "", "leave", "Enter the first day"),
        ("2026-02-01", "2026-01-31", "leave", "not before the first"),
        ("2026-02-01", "", " ", "Write the reason"),
    ] {
        let body =
            people.hui.post(&path, &[("from", from), ("to", to), ("reason", reason)]).await.expect(422);
        assert!(body.contains(said), "{said}: {body}");
    }
    let (from, to) = (day(-3), day(300));
    let form = [("from", from.as_str()), ("to", to.as_str()), ("reason", "parental <leave>")];
    people.hui.post(&path, &form).await.expect_redirect();
    assert!(people.hui.post(&path, &form).await.expect(422).contains("exempt on some of these days"));
    let body = people.hui.get(&page).await.expect(200);
    assert!(body.contains("Exempt") && body.contains("parental &lt;leave&gt;"), "{body}");
    let end = body.split("href=\"").find(|rest| rest.contains("/end\"")).unwrap();
    let end = end.split('"').next().unwrap().to_owned();
    people.root.get(&end).await.expect(403);
    people.hui.get(&end).await.expect(200);
    people.hui.get(&end.replace(&people.ada.id.to_string(), &people.bo.id.to_string())).await.expect(404);
    people.hui.post_raw(&end, &[("reason", "back")]).await.expect(403);
    assert!(people.hui.post(&end, &[("reason", "")]).await.expect(422).contains("Write the reason"));
    people.hui.post(&end, &[("reason", "back at work")]).await.expect_redirect();
    people.hui.post(&end, &[("reason", "back again")]).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM exemptions WHERE end_reason = 'back at work'").await, 1);
    let body = people.hui.get(&page).await.expect(200);
    assert!(body.contains("back at work") && body.contains("Not started"), "{body}");
    for action in ["exemption.granted", "exemption.ended"] {
        let audited = format!("SELECT count(*) FROM audit_events WHERE action = '{action}'");
        assert_eq!(server.count(&audited).await, 1, "{action}");
    }
}

#[actix_web::test]
async fn the_exempt_are_not_missing_in_the_records_and_roles_must_hold_too() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "fab", &["fab"]).await;
    server
        .sql(
            "INSERT INTO role_requirements (id, programme_id, role, valid_from)
             SELECT gen_random_uuid(), id, 'trainee', now() - interval '1 day' FROM programmes",
        )
        .await;
    let missing = "/records?status=missing";
    let body = people.hui.get(missing).await.expect(200);
    assert!(body.contains(people.ada.name) && body.contains(people.bo.name), "{body}");
    let path = format!("/people/{}/certifications/fab/exempt", people.ada.id);
    people.hui.post(&path, &[("from", "2026-01-01"), ("reason", "leave")]).await.expect_redirect();
    let body = people.hui.get(missing).await.expect(200);
    assert!(!body.contains(people.ada.name) && body.contains(people.bo.name), "{body}");
}

#[actix_web::test]
async fn what_was_revoked_is_given_back_by_an_event_with_a_reason() {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "fab", &["fab"]).await;
    let id = record(&server, &passed(people.ada.id, "fab")).await[0];
    let (page, path) = (format!("/certificates/{id}"), format!("/certificates/{id}/reinstate"));
    assert_eq!(people.hui.get(&path).await.expect_redirect(), page);
    people.hui.post(&path, &[("reason", "appeal_upheld")]).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM certificate_events").await, 0);
    people.hui.post(&format!("{page}/revoke"), &[("reason", "misconduct")]).await.expect_redirect();
    assert!(people.hui.get(&page).await.expect(200).contains(&path));
    assert!(!people.ada.get(&page).await.expect(200).contains(&path));
    for other in [&people.ada, &people.tian, &people.root] {
        other.get(&path).await.expect(403);
        other.post(&path, &[("reason", "appeal_upheld")]).await.expect(403);
    }
    people.hui.post_raw(&path, &[("reason", "appeal_upheld")]).await.expect(403);
    assert!(people.hui.post(&path, &[]).await.expect(422).contains("Choose why it is given back"));
    assert!(people.hui.post(&path, &[("reason", "other")]).await.expect(422).contains("reason in a note"));
    let form = [("reason", "appeal_upheld"), ("note", "it was somebody else")];
    people.hui.post(&path, &form).await.expect_redirect();
    people.hui.post(&path, &form).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM certificate_events").await, 2);
    let body = people.hui.get(&page).await.expect(200);
    assert!(body.contains("it was somebody else") && body.contains("Given back"), "{body}");
    let body = people.ada.get("/my/certificates").await.expect(200);
    assert!(body.contains("Certified"), "{body}");
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'certificate.reinstated'";
    assert_eq!(server.count(audited).await, 1);
}
