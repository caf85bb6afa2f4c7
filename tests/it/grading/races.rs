//! Several trainers grade at once.

use std::collections::HashSet;

use certamen::accounts::Role;
use certamen::attempts::actions::{Among, Fate, GivenMark, MarkGiven, Place, claim_next, mark_by_hand};
use certamen::audit::Actor;
use certamen::db::PersonId;
use futures_util::future::join_all;

use super::world::{handed_in, world};
use crate::attempts::world::{World, id_of};
use crate::harness::people::someone;

async fn mark(world: &World, place: Place, by: PersonId, points: i32) -> MarkGiven {
    let actor = Actor::person(by);
    let given = GivenMark {
        place,
        exam: world.exam,
        points,
        comment: None,
        seen: 0,
        by,
        reason: None,
        fate: Some(Fate::Keep),
    };
    let mut conn = world.server.conn().await;
    mark_by_hand(&mut conn, &actor, &world.server.app.config.site, given).await.unwrap()
}

#[actix_web::test]
async fn two_trainers_who_ask_at_the_same_moment_never_get_the_same_answer() {
    let world = world().await;
    let other = someone(&world.server, "Ou", "R002", Role::Trainer, None).await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    for one in [ada, ada, ada, bo, bo] {
        handed_in(&world, one, ["one", "two"]).await;
    }
    let trainers = [world.people.tian.id, other.id];
    let mut seen: HashSet<Place> = HashSet::new();
    for round in 0..5 {
        let claims = join_all(trainers.map(|by| {
            let world = &world;
            async move {
                let mut conn = world.server.conn().await;
                (by, claim_next(&mut conn, world.exam, Among::Exam, None, by).await.unwrap().unwrap())
            }
        }))
        .await;
        for (by, place) in claims {
            assert!(seen.insert(place), "round {round}: {place:?} twice");
            assert!(matches!(mark(&world, place, by, 500).await, MarkGiven::Saved { .. }));
        }
    }
    assert_eq!(seen.len(), 10);
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 5);
    assert_eq!(world.server.count("SELECT count(*) FROM achievements").await, 5);
}

#[actix_web::test]
async fn of_marks_that_come_at_the_same_moment_one_counts_and_the_last_of_an_attempt_makes_one_result() {
    let world = world().await;
    let other = someone(&world.server, "Ou", "R002", Role::Trainer, None).await;
    for _ in 0..3 {
        let href = handed_in(&world, &world.people.ada, ["one", "two"]).await;
        let id = id_of(&href);
        let (tian, ou) = (world.people.tian.id, other.id);
        let given = join_all(
            [((id, 2), tian), ((id, 2), ou), ((id, 3), ou), ((id, 3), tian)]
                .map(|(place, by)| mark(&world, place, by, 100)),
        )
        .await;
        let saved = given.iter().filter(|one| matches!(one, MarkGiven::Saved { .. })).count();
        let scored = given.iter().filter(|one| matches!(one, MarkGiven::Saved { scored: true })).count();
        assert_eq!((saved, scored), (2, 1), "{given:?}");
        assert_eq!(
            world.server.count(&format!("SELECT count(*) FROM results WHERE attempt_id = '{id}'")).await,
            1
        );
        assert_eq!(
            world.server.count(&format!("SELECT count(*) FROM manual_marks WHERE attempt_id = '{id}'")).await,
            2
        );
    }
}
