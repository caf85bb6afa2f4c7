//! F04, F12: what happens when nobody was there, and when the clock of the database jumps.

use certamen::attempts::actions;
use certamen::attempts::model::AttemptState;
use certamen::attempts::rules::outage::{News, OwnBeat};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde_json::json;

use super::{ROOM, follow, set_clock};
use crate::attempts::world::{World, save, world};

const OUTAGES: &str = "/exams/pilot/room/outages";

async fn beat(world: &World, own: Option<OwnBeat>) -> (DateTime<Utc>, News) {
    actions::beat(&mut *world.server.conn().await, own).await.unwrap()
}

async fn sweep_all(world: &World) -> usize {
    let mut closed = 0;
    loop {
        let swept = world.server.sweep(10).await;
        closed += swept.closed;
        if swept.due == 0 {
            return closed;
        }
    }
}

#[actix_web::test]
async fn f04_after_two_days_without_a_server_all_is_closed_and_who_lost_time_is_listed() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let began = Utc::now().trunc_subsecs(0);
    set_clock(&world, began).await;
    let href = world.start(ada).await;
    save(ada, &href, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    let early = world.start(bo).await;
    world.hand_in(bo, &early).await;
    assert_eq!(beat(&world, None).await.1, News::None);
    assert!(tian.get(OUTAGES).await.expect(200).contains("Nobody lost time"));

    // Five minutes before the deadline the server goes; two days later it is there again.
    let deadline = world.attempt(&href).await.deadline_at.unwrap();
    let gone = deadline - TimeDelta::minutes(5);
    world.server.sql(&format!("UPDATE server_beat SET beat_at = '{}'", gone.to_rfc3339())).await;
    let back = deadline + TimeDelta::hours(48);
    set_clock(&world, back).await;
    assert_eq!(beat(&world, None).await.1, News::Away { from: gone, to: back });
    assert_eq!(sweep_all(&world).await, 1);
    let attempt = world.attempt(&href).await;
    assert_eq!((attempt.state, attempt.submitted_at), (AttemptState::Graded, attempt.deadline_at));
    assert_eq!(world.server.count("SELECT count(*) FROM outages WHERE kind = 'away'").await, 1);

    world
        .server
        .sql("UPDATE sessions SET expires_at = expires_at + interval '3 days', last_seen_at = app_now()")
        .await;
    let page = tian.get(OUTAGES).await.expect(200);
    assert!(page.contains(ada.name) && !page.contains(bo.name), "who handed in before lost nothing: {page}");
    assert!(page.contains("5 min") && page.contains("Handed in by the server, not passed"), "{page}");
    assert!(page.contains("Make-up exam for those who were handed in"), "{page}");
    assert_eq!(beat(&world, None).await.1, News::None, "one outage is noted once");
}

#[actix_web::test]
async fn f04_who_still_sits_is_given_the_lost_minutes() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let began = Utc::now().trunc_subsecs(0);
    set_clock(&world, began).await;
    let href = world.start(ada).await;
    let at = |minutes: i64| began + TimeDelta::minutes(minutes);
    set_clock(&world, at(12)).await;
    beat(&world, None).await;
    set_clock(&world, at(23)).await;
    beat(&world, None).await;
    assert_eq!(sweep_all(&world).await, 0);
    assert!(tian.get(ROOM).await.expect(200).contains("The server was away"));
    let page = tian.get(OUTAGES).await.expect(200);
    assert!(page.contains("room/extend?minutes=11") && page.contains("Give 11 minutes"), "{page}");
    let form = [("whom", "everyone"), ("minutes", "11"), ("reason", "outage")];
    follow(tian, "/exams/pilot/room/extend", &form).await;
    assert_eq!(world.attempt(&href).await.deadline_at, Some(at(41)));
}

#[actix_web::test]
async fn f12_a_clock_that_goes_back_a_little_reopens_nothing_and_makes_nothing_negative() {
    let world = world().await;
    let (ada, bo, tian) = (&world.people.ada, &world.people.bo, &world.people.tian);
    let began = Utc::now().trunc_subsecs(0);
    set_clock(&world, began).await;
    let closed = world.start(ada).await;
    let open = world.start(bo).await;
    let deadline = world.attempt(&closed).await.deadline_at.unwrap();
    world
        .server
        .sql(&format!(
            "UPDATE attempts SET deadline_at = deadline_at + interval '1 hour' WHERE person_id = '{}'",
            bo.id
        ))
        .await;
    let own = OwnBeat { at: deadline + TimeDelta::seconds(61), elapsed: TimeDelta::seconds(5) };
    set_clock(&world, own.at).await;
    beat(&world, None).await;
    assert_eq!(sweep_all(&world).await, 1);
    let graded = world.attempt(&closed).await;
    let back = own.at - TimeDelta::seconds(5);
    set_clock(&world, back).await;
    assert_eq!(beat(&world, Some(own)).await.1, News::None, "small steps are corrections");
    assert_eq!(sweep_all(&world).await, 0);
    let (status, reply) =
        save(ada, &closed, 1, &[json!({ "position": 1, "sequence": 1, "response": "A" })]).await;
    assert_eq!((status, reply["results"][0]["verdict"].as_str()), (409, Some("closed")));
    let still = world.attempt(&closed).await;
    assert_eq!(
        (still.state, still.submitted_at, still.deadline_at),
        (AttemptState::Graded, graded.submitted_at, graded.deadline_at)
    );

    // A pause over which the clock goes back takes no time, either.
    let before = world.attempt(&open).await.deadline_at;
    follow(tian, "/exams/pilot/room/pause", &[("whom", "everyone"), ("reason", "x")]).await;
    set_clock(&world, back - TimeDelta::seconds(20)).await;
    follow(tian, "/exams/pilot/room/resume", &[("whom", "everyone"), ("reason", "x")]).await;
    assert_eq!(world.attempt(&open).await.deadline_at, before);
    // Before the attempt began, by this clock: what is shown is never negative.
    set_clock(&world, began - TimeDelta::minutes(5)).await;
    let page = tian.get(ROOM).await.expect(200);
    assert!(!page.contains(">-") && page.contains("0 s ago"), "{page}");
    assert!(bo.get(&open).await.expect(200).contains("timer__n"));
}

#[actix_web::test]
async fn f12_a_clock_that_jumps_ten_minutes_is_told_once_and_its_victims_can_be_helped() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let began = Utc::now().trunc_subsecs(0);
    set_clock(&world, began).await;
    let href = world.start(ada).await;
    let own = OwnBeat { at: began + TimeDelta::minutes(15), elapsed: TimeDelta::seconds(5) };
    set_clock(&world, own.at).await;
    beat(&world, None).await;
    let jumped = own.at + TimeDelta::minutes(10);
    set_clock(&world, jumped).await;
    let step = News::ClockStep { from: own.at + own.elapsed, to: jumped };
    assert_eq!(beat(&world, Some(own)).await.1, step);
    assert_eq!(beat(&world, Some(own)).await.1, step, "another server sees the same");
    assert_eq!(world.server.count("SELECT count(*) FROM outages WHERE kind = 'clock_step'").await, 1);
    assert!(world.attempt(&href).await.is_open(), "what is not over by the clock is not closed");
    let page = tian.get(OUTAGES).await.expect(200);
    assert!(
        page.contains("The clock of the database jumped") && page.contains("room/extend?minutes=10"),
        "{page}"
    );
    // Back again: a large step too, and still nothing is reopened or closed.
    let own = OwnBeat { at: jumped, elapsed: TimeDelta::seconds(5) };
    set_clock(&world, began + TimeDelta::minutes(15)).await;
    assert!(matches!(beat(&world, Some(own)).await.1, News::ClockStep { .. }));
    assert!(world.attempt(&href).await.is_open());
}
