//! Extra time: promised before the start, in the deadline, never cut, seen by those who may; longer windows.

use std::sync::Arc;

use certamen::accounts::Role;
use certamen::attempts::actions::{Started, accommodate};
use certamen::audit::Actor;
use certamen::exams;
use certamen::exams::actions::{NewExtraTime, Publishing};
use certamen::exams::model::{Definition, Target};
use chrono::{SubsecRound, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use futures_util::future::{join, join_all};

use super::world::{World, definition, session, world, world_with};
use crate::harness::Server;
use crate::harness::people::{Someone, someone};

fn percent(percent: i32) -> NewExtraTime {
    NewExtraTime {
        percent,
        minutes: 0,
        valid_from: None,
        valid_until: None,
        reason: "doctor's note".to_owned(),
    }
}

async fn give(world: &World, someone: &Someone, given: &NewExtraTime) -> usize {
    let actor = Actor::person(world.people.hui.id);
    accommodate(&mut *world.server.conn().await, &actor, someone.id, given).await.unwrap().raised
}

async fn minutes(world: &World, href: &str) -> i64 {
    let attempt = world.attempt(href).await;
    (attempt.deadline_at.unwrap() - attempt.started_at).num_minutes()
}

fn address(someone: &Someone) -> String {
    format!("/people/{}/extra-time", someone.id)
}

#[actix_web::test]
async fn hr_gives_extra_time_and_the_trainee_reads_it_before_the_start_and_gets_it() {
    let world = world().await;
    let (ada, hui, tian) = (&world.people.ada, &world.people.hui, &world.people.tian);
    assert!(hui.get(&format!("/people/{}", ada.id)).await.expect(200).contains(&address(ada)));
    let form = [("percent", "５０"), ("reason", "doctor's note 17")];
    assert_eq!(hui.post(&address(ada), &form).await.expect_redirect(), address(ada));
    for reader in [hui, &world.people.root] {
        let page = reader.get(&address(ada)).await.expect(200);
        assert!(
            page.contains("+50%") && page.contains("doctor&#x27;s note 17") && page.contains("许曼"),
            "{page}"
        );
        let list = reader.get("/extra-time").await.expect(200);
        assert!(list.contains("林晓雯") && list.contains("+50%") && !list.contains("note 17"), "{list}");
    }
    let start = ada.get("/my/exams/pilot").await.expect(200);
    assert!(start.contains("You will have 45 minutes."), "{start}");
    assert!(start.contains("15 minutes of it are your extra time"), "{start}");
    assert!(!start.contains("note 17") && !start.contains("less than the full time"), "{start}");
    assert!(ada.get("/my/exams").await.expect(200).contains("with 15 min of extra time"));
    assert!(ada.get("/").await.expect(200).contains("45 min"));
    assert_eq!(minutes(&world, &world.start(ada).await).await, 45);
    assert_eq!(minutes(&world, &world.start(&world.people.bo).await).await, 30);
    let times = tian.get("/exams/pilot/times").await.expect(200);
    assert!(times.contains("One person who takes this exam has extra time, and gets all of it."), "{times}");
    assert!(times.contains("+50%") && !times.contains("note 17"), "trainers are not told why: {times}");
    let audit = "SELECT count(*) FROM audit_events WHERE action = 'person.extra_time_given' AND detail::text NOT LIKE '%note 17%'";
    assert_eq!(world.server.count(audit).await, 1);
}

#[actix_web::test]
async fn only_hr_and_admins_give_extra_time_and_a_wrong_form_loses_nothing() {
    let world = world().await;
    let (ada, hui) = (&world.people.ada, &world.people.hui);
    let good = [("percent", "25"), ("reason", "note")];
    for other in [ada, &world.people.tian] {
        other.get(&address(ada)).await.expect(403);
        other.get("/extra-time").await.expect(403);
        other.post(&address(ada), &good).await.expect(403);
        other.post(&format!("{}/end", address(ada)), &[]).await.expect(403);
    }
    let anonymous = world.server.anonymous().await;
    assert!(anonymous.get(&address(ada)).await.expect_redirect().starts_with("/login"));
    hui.get("/people/nobody/extra-time").await.expect(404);
    hui.get("/people/0190f0f0-0000-7000-8000-000000000000/extra-time").await.expect(404);
    hui.post_raw(&address(ada), &good).await.expect(403);
    hui.post(&address(ada), &[("percent", "25"), ("reason", "x"), ("person", "y")]).await.expect(400);
    for (form, said) in [
        (vec![("reason", "note")], "Type percent or minutes"),
        (vec![("percent", "301"), ("reason", "note")], "Percent should be a whole number from 1 to 300"),
        (vec![("minutes", "-5"), ("reason", "note")], "Minutes should be a whole number from 1 to 600"),
        (vec![("percent", "25"), ("reason", " ")], "Say why"),
        (vec![("percent", "25"), ("reason", "note"), ("from", "soon")], "A day looks like"),
        (
            vec![("percent", "25"), ("reason", "note"), ("from", "2027-01-02"), ("until", "2027-01-01")],
            "The last day should not be before the first",
        ),
    ] {
        let page = hui.post(&address(ada), &form).await.expect(422);
        assert!(page.contains(said), "{said}: {page}");
        for (_, typed) in form.iter().filter(|(name, _)| *name != "reason") {
            assert!(page.contains(&format!("value=\"{typed}\"")), "{typed} is lost: {page}");
        }
    }
    assert_eq!(world.server.count("SELECT count(*) FROM accommodations").await, 0);
    // One that ends on its last day, in the company's zone.
    let dated = [("minutes", "10"), ("from", "2027-01-01"), ("until", "2027-01-31"), ("reason", "note")];
    hui.post(&address(ada), &dated).await.expect_redirect();
    let stored = "SELECT count(*) FROM accommodations WHERE valid_from = '2026-12-31T16:00:00Z' AND valid_until = '2027-01-31T16:00:00Z'";
    assert_eq!(world.server.count(stored).await, 1);
}

#[actix_web::test]
async fn f10_extra_time_given_meanwhile_raises_a_running_deadline_and_nothing_lowers_it() {
    let world = world().await;
    let (ada, hui) = (&world.people.ada, &world.people.hui);
    let href = world.start(ada).await;
    assert_eq!(minutes(&world, &href).await, 30);
    hui.post(&address(ada), &[("percent", "50"), ("reason", "note")]).await.expect_redirect();
    assert!(hui.get(&address(ada)).await.expect(200).contains("also in the exam that is running now"));
    assert_eq!(minutes(&world, &href).await, 45);
    let deadline = world.attempt(&href).await.deadline_at.unwrap();
    let heard =
        ada.post_json(&format!("{href}/heartbeat"), &serde_json::json!({ "epoch": 1 })).await.expect(200);
    let heard: serde_json::Value = serde_json::from_str(&heard).unwrap();
    assert_eq!(heard["deadline"].as_str().unwrap().parse::<chrono::DateTime<Utc>>().unwrap(), deadline);
    for (given, expected) in [(percent(25), 45), (percent(100), 60), (percent(50), 60)] {
        give(&world, ada, &given).await;
        assert_eq!(minutes(&world, &href).await, expected, "{given:?}");
    }
    hui.post(&format!("{}/end", address(ada)), &[]).await.expect_redirect();
    assert_eq!(minutes(&world, &href).await, 60);
    // What was ended and is given again is not given twice.
    give(&world, ada, &percent(100)).await;
    assert_eq!(minutes(&world, &href).await, 60);
    let raised = "SELECT count(*) FROM attempt_events WHERE kind = 'deadline_raised'";
    assert_eq!(world.server.count(raised).await, 2);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'attempt.deadline_raised'";
    assert_eq!(world.server.count(audited).await, 2);
    // What somebody was given live stays on top of it.
    world.server.sql("UPDATE attempts SET deadline_at = deadline_at + interval '7 minutes'").await;
    give(&world, ada, &percent(150)).await;
    assert_eq!(minutes(&world, &href).await, 82);
    assert!(
        world
            .server
            .conn()
            .await
            .transaction(async |conn| {
                diesel_async::RunQueryDsl::execute(
                    diesel::sql_query("UPDATE accommodations SET percent = 1 WHERE withdrawn_at IS NULL"),
                    conn,
                )
                .await
            })
            .await
            .is_err(),
        "given extra time is never edited"
    );
}

#[actix_web::test]
async fn f10_extra_time_given_while_people_start_reaches_everyone() {
    let world = world().await;
    let other = Arc::new(Server::on(world.server.database_url.clone()).await);
    let logins = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10"];
    let mut people = Vec::new();
    for login in logins {
        people.push(someone(&world.server, "Lee", login, Role::Trainee, Some(world.people.east)).await);
    }
    let given = percent(50);
    let both = people.iter().map(|person| async {
        let secret = session(person);
        let actor = Actor::server();
        let start = world.begin(person.id, &secret);
        let give = async {
            let mut conn = other.conn().await;
            accommodate(&mut conn, &actor, person.id, &given).await.unwrap()
        };
        join(start, give).await
    });
    let done = join_all(both).await;
    assert!(done.iter().all(|(started, _)| matches!(started, Started::Attempt(_))));
    let whole = "SELECT count(*) FROM attempts WHERE deadline_at - started_at = interval '45 minutes' AND extra_seconds = 900";
    assert_eq!(world.server.count(whole).await, 10);
    let times = world.people.tian.get("/exams/pilot/times").await.expect(200);
    assert!(times.contains("10 people who take this exam have extra time; all get it whole."), "{times}");
}

#[actix_web::test]
async fn whose_extra_time_was_cut_is_named() {
    let world = world().await;
    let ada = &world.people.ada;
    give(&world, ada, &percent(50)).await;
    give(&world, &world.people.bo, &percent(25)).await;
    let href = world.start(ada).await;
    let told = |page: &str| page.contains("These people would not get all of their extra time");
    assert!(!told(&world.people.tian.get("/exams/pilot/times").await.expect(200)));
    world.server.sql("UPDATE attempts SET deadline_at = deadline_at - interval '1 minute'").await;
    let page = world.people.tian.get("/exams/pilot/times").await.expect(200);
    assert!(told(&page) && page.contains("<li>林晓雯</li>") && !page.contains("<li>Bo Chen</li>"), "{page}");
    world.hand_in(ada, &href).await;
    assert!(!told(&world.people.tian.get("/exams/pilot/times").await.expect(200)), "what is over is over");
}

#[actix_web::test]
async fn f10_a_shorter_limit_published_meanwhile_is_for_new_attempts_only() {
    let world = world().await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    let href = world.start(ada).await;
    let before = world.attempt(&href).await.deadline_at;
    let mut conn = world.server.conn().await;
    let actor = Actor::person(world.people.tian.id);
    let shorter = Definition {
        limit_minutes: Some(10),
        closes_at: Some(Utc::now() + TimeDelta::minutes(5)),
        ..definition()
    };
    exams::actions::save_draft(&mut conn, &actor, world.exam, 1, &shorter).await.unwrap().unwrap();
    let published = exams::actions::publish(&mut conn, &actor, world.exam).await.unwrap();
    assert!(matches!(published, Publishing::Published(_)), "{published:?}");
    drop(conn);
    assert_eq!(world.attempt(&href).await.deadline_at, before, "a running attempt is never shortened");
    assert_eq!(world.start(ada).await, href);
    assert!(bo.get("/my/exams/pilot").await.expect(200).contains("less than the full time"));
    assert!(minutes(&world, &world.start(bo).await).await < 5);
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'exam.published'").await,
        2
    );
}

#[actix_web::test]
async fn a_longer_window_is_for_those_it_was_given_to_and_keeps_the_keys_closed_for_all() {
    let mut definition = definition();
    let closes_at = Utc::now().trunc_subsecs(0) + TimeDelta::minutes(10);
    definition.closes_at = Some(closes_at);
    definition.limit_minutes = None;
    definition.attempts_allowed = Some(1);
    let world = world_with(definition, "first").await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let href = world.start(ada).await;
    world.hand_in(ada, &href).await;
    let actor = Actor::person(tian.id);
    let mut conn = world.server.conn().await;
    for (target, minutes) in [
        (Target::Person(bo.id), 20),
        (Target::Group(world.people.east), 5),
        (Target::Group(world.people.north), 60),
    ] {
        conn.transaction(async |conn| {
            exams::actions::extend_window(conn, &actor, world.exam, target, minutes, "fire alarm").await
        })
        .await
        .unwrap();
    }
    drop(conn);
    // 20 + 5 minutes more for Bo, in the east group: half a minute is left of them.
    let late = closes_at + TimeDelta::seconds(24 * 60 + 30);
    world.server.stop_clock_at(&late.to_rfc3339()).await;
    let result = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(!result.contains("because"), "the keys wait for Bo: {result}");
    let short = world.attempt(&world.start(bo).await).await;
    assert_eq!(short.deadline_at.unwrap() - short.started_at, TimeDelta::seconds(30));
    world.server.move_clock("2 hours").await;
    let result = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(result.contains("because"), "{result}");
}
