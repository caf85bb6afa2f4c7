//! Starts that come at the same moment are written together.

use std::collections::HashSet;
use std::time::Duration;

use certamen::attempts::actions::{Given, StartRequest, Started};
use certamen::attempts::rules::StartDecision;
use certamen::audit::Actor;
use certamen::db::PersonId;
use certamen::exams;
use certamen::web::Error;
use diesel_async::{AsyncConnection, RunQueryDsl};
use futures_util::future::join_all;

use super::world::{CODE, World, definition, session, world, world_with};
use crate::harness::Server;

/// Trainees of the east group with names nobody needs.
async fn crowd(world: &World, people: usize) -> Vec<PersonId> {
    let ids: Vec<PersonId> = (0..people).map(|_| PersonId::new()).collect();
    let values =
        |row: &dyn Fn(PersonId) -> String| ids.iter().map(|id| row(*id)).collect::<Vec<String>>().join(", ");
    let east = world.people.east;
    world
        .server
        .sql(&format!(
            "INSERT INTO people (id) VALUES {};
             INSERT INTO memberships (id, person_id, group_id) VALUES {};",
            values(&|id| format!("('{id}')")),
            values(&|id| format!("(gen_random_uuid(), '{id}', '{east}')")),
        ))
        .await;
    ids
}

fn request(person: PersonId) -> StartRequest {
    StartRequest {
        actor: Actor {
            person_id: Some(person),
            request_id: Some(format!("request of {person}")),
            address: Some(format!("address of {person}")),
        },
        person,
        exam_code: CODE.to_owned(),
        session_hash: [7; 32],
        given: Given::default(),
    }
}

/// All of them at once at this server.
async fn start(server: &Server, people: &[PersonId]) -> Vec<Result<Started, Error>> {
    join_all(people.iter().map(|person| server.app.starter.start(request(*person)))).await
}

#[actix_web::test]
async fn f13_people_who_start_at_once_are_written_together_and_each_has_what_is_theirs() {
    let world = world().await;
    let people = crowd(&world, 100).await;
    let started = start(&world.server, &people).await;
    let attempts: HashSet<_> = started
        .iter()
        .map(|one| match one {
            Ok(Started::Attempt(id)) => *id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(attempts.len(), 100);
    let transactions = world.server.count("SELECT count(DISTINCT xmin::text) FROM attempts").await;
    assert!(transactions < 50, "100 starts took {transactions} transactions");
    // Whatever came together, nobody has anything of somebody else.
    let complete = world
        .server
        .count(
            "SELECT count(*)
               FROM attempts
               JOIN papers ON papers.attempt_id = attempts.id
               JOIN attempt_events event ON event.attempt_id = attempts.id
                AND event.kind = 'started' AND event.actor_id = attempts.person_id
               JOIN audit_events audit ON audit.subject_id = attempts.id::text
                AND audit.actor_id = attempts.person_id
                AND audit.request_id = 'request of ' || attempts.person_id
               JOIN audit_personal whence ON whence.event_id = audit.id
                AND whence.value = to_json('address of ' || attempts.person_id)::text
              WHERE attempts.number = 1 AND attempts.question_count = jsonb_array_length(papers.items)
                AND attempts.deadline_at = attempts.started_at + interval '30 minutes'",
        )
        .await;
    assert_eq!(complete, 100);
    assert_eq!(world.server.count("SELECT count(DISTINCT seed) FROM papers").await, 100);
}

#[actix_web::test]
async fn f14_people_who_press_twice_at_two_servers_have_one_attempt() {
    let world = world().await;
    let other = Server::on(world.server.database_url.clone()).await;
    let people = crowd(&world, 30).await;
    let twice: Vec<PersonId> = people.iter().chain(people.iter().rev()).copied().collect();
    let (here, there) = futures_util::future::join(start(&world.server, &twice), start(&other, &twice)).await;
    for (person, one) in twice.iter().zip(here.iter()).chain(twice.iter().zip(there.iter())) {
        assert!(matches!(one, Ok(Started::Attempt(_))), "{person}: {one:?}");
    }
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 30);
    assert_eq!(world.server.count("SELECT count(*) FROM papers").await, 30);
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.started'").await,
        30
    );
}

#[actix_web::test]
async fn whoever_is_given_extra_time_at_this_moment_holds_up_nobody_else() {
    let world = world().await;
    let ada = world.people.ada.id;
    let others = crowd(&world, 10).await;
    let mut conn = world.server.conn().await;
    conn.transaction(async |conn| {
        exams::queries::claim_circumstances(conn, ada.0).await?;
        let all: Vec<PersonId> = others.iter().copied().chain([ada]).collect();
        let app = &world.server.app;
        let everybody = join_all(all.iter().map(async |person| {
            tokio::time::timeout(Duration::from_secs(1), app.starter.start(request(*person))).await.ok()
        }))
        .await;
        let began = |one: &Option<Result<Started, Error>>| matches!(one, Some(Ok(Started::Attempt(_))));
        let Some((last, first)) = everybody.split_last() else { panic!("nobody came") };
        assert!(first.iter().all(began), "{first:?}");
        assert!(!began(last), "the extra time was not waited for: {last:?}");
        diesel::sql_query(format!(
            "INSERT INTO accommodations (id, person_id, percent, minutes, reason)
             VALUES (gen_random_uuid(), '{ada}', 0, 20, 'reads slowly')"
        ))
        .execute(conn)
        .await
    })
    .await
    .unwrap();
    let started = world.begin(ada, &session(&world.people.ada)).await;
    assert!(matches!(started, Started::Attempt(_)), "{started:?}");
    let minutes =
        "SELECT (extract(epoch FROM deadline_at - started_at) / 60)::bigint FROM attempts WHERE person_id =";
    assert_eq!(world.server.count(&format!("{minutes} '{ada}'")).await, 50);
    assert_eq!(world.server.count(&format!("{minutes} '{}'", others[0])).await, 30);
}

#[actix_web::test]
async fn in_a_turn_everybody_is_judged_alone() {
    let mut definition = definition();
    definition.attempts_allowed = Some(1);
    let world = world_with(definition, "first").await;
    let mut people = crowd(&world, 3).await;
    let (stranger, nobody) = (world.people.cai.id, PersonId::new());
    // One who used the only attempt up, one who goes on, one the exam is not assigned to, one who does not exist.
    let href = world.start(&world.people.ada).await;
    let epoch = world.attempt(&href).await.writer_epoch.to_string();
    let form = [("epoch", epoch.as_str()), ("sure", "on")];
    world.people.ada.post(&format!("{href}/submit"), &form).await.expect_redirect();
    let open = world.begin(world.people.bo.id, &session(&world.people.bo)).await;
    people.extend([world.people.ada.id, world.people.bo.id, stranger, nobody]);
    let started = start(&world.server, &people).await;
    let [first, second, third, ada, bo, cai, nobody] = started.as_slice() else { panic!("{started:?}") };
    for one in [first, second, third] {
        assert!(matches!(one, Ok(Started::Attempt(_))), "{one:?}");
    }
    assert!(matches!(ada, Ok(Started::Refused(StartDecision::NoAttemptsLeft))), "{ada:?}");
    assert!(matches!(bo, Ok(same) if *same == open), "{bo:?}");
    assert!(
        matches!(cai, Err(Error::NotFound)) && matches!(nobody, Err(Error::NotFound)),
        "{cai:?} {nobody:?}"
    );
}

#[actix_web::test]
async fn a_turn_that_fails_sends_its_people_in_one_by_one() {
    let world = world().await;
    let people = crowd(&world, 20).await;
    // One of them makes every statement fail that writes an attempt of theirs.
    world
        .server
        .sql(&format!(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 IF NEW.person_id = '{}' THEN RAISE EXCEPTION 'poison'; END IF;
                 RETURN NEW;
             END $$;
             CREATE TRIGGER poison BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION poison();",
            people[7]
        ))
        .await;
    let started = start(&world.server, &people).await;
    for (place, one) in started.iter().enumerate() {
        let expected = if place == 7 { one.is_err() } else { matches!(one, Ok(Started::Attempt(_))) };
        assert!(expected, "{place}: {one:?}");
    }
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 19);
}
