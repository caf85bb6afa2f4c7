//! kill -9 of the server and of Postgres, and whether the ledger would notice what they do.

use std::time::{Duration, Instant};

use rand::RngExt;

use super::room::{
    Room, address, any_database, count, demo, kill_9, open_directory, own_database, postmaster_of, until,
    wait_for_more,
};
use crate::harness::ledger::execute;
use crate::harness::postgres::copy_of;
use crate::harness::process::Process;

#[test]
fn f26_no_acknowledged_answer_is_lost_when_the_server_is_killed() {
    let kills = count("CERTAMEN_KILLS", 10);
    let database_url = any_database();
    let mut server = Some(demo(&database_url));
    let mut room = Room::fill(address(&server), &database_url);
    let mut slowest = Duration::ZERO;
    room.work(|servers, ledger| {
        for _ in 0..kills {
            wait_for_more(ledger, rand::rng().random_range(20..400));
            let running = server.take().unwrap();
            let gone = running.address.clone();
            running.kill();
            servers.close(&gone);
            ledger.assert_nothing_lost(&database_url);
            let began = Instant::now();
            server = Some(Process::serve(&database_url));
            servers.open(address(&server));
            wait_for_more(ledger, 1);
            slowest = slowest.max(began.elapsed());
        }
        wait_for_more(ledger, 50);
    });
    println!("{kills} kills of the server: {}; slowest return {slowest:?}", room.ledger.summary());
    assert!(room.interruptions() >= kills, "a kill that interrupts nobody proves nothing");
    room.hand_in_and_compare(address(&server));
}

#[test]
fn f28_no_acknowledged_answer_is_lost_when_postgres_is_killed_and_the_service_returns_by_itself() {
    let kills = count("CERTAMEN_POSTGRES_KILLS", 2);
    let directory = open_directory();
    let mut server = Some(Process::with_own_postgres("demo", directory.path()));
    let database_url = own_database(directory.path());
    let mut room = Room::fill(address(&server), &database_url);
    let mut slowest = Duration::ZERO;
    room.work(|servers, ledger| {
        for _ in 0..kills {
            wait_for_more(ledger, rand::rng().random_range(20..200));
            let began = Instant::now();
            let killed = postmaster_of(directory.path()).unwrap();
            kill_9(killed);
            // Nobody touches the server: it must notice, start Postgres again and go on. Saves that wait meanwhile are
            // answered when it is back.
            let mut waiting = 0;
            until(|| {
                waiting = waiting.max(ledger.under_way());
                postmaster_of(directory.path()).is_some_and(|found| found != killed)
            });
            assert!(waiting > 0, "a kill that interrupts nobody proves nothing");
            ledger.assert_nothing_lost(&database_url);
            wait_for_more(ledger, 20);
            slowest = slowest.max(began.elapsed());
        }
        // At last both at once, as when the power fails.
        wait_for_more(ledger, rand::rng().random_range(20..200));
        let running = server.take().unwrap();
        let gone = running.address.clone();
        kill_9(postmaster_of(directory.path()).unwrap());
        running.kill();
        servers.close(&gone);
        server = Some(Process::with_own_postgres("demo", directory.path()));
        ledger.assert_nothing_lost(&database_url);
        servers.open(address(&server));
        wait_for_more(ledger, 50);
    });
    println!(
        "{kills} kills of Postgres, then of both: {}; slowest return {slowest:?}",
        room.ledger.summary()
    );
    room.hand_in_and_compare(address(&server));
    let (status, _) = server.take().unwrap().terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn the_ledger_notices_what_is_lost_changed_or_invented() {
    let database_url = any_database();
    let server = demo(&database_url);
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| wait_for_more(ledger, 200));
    room.ledger.assert_exact(&database_url);
    assert!(server.terminate().0.success());
    let newest = "(attempt_id, position) IN (SELECT attempt_id, position FROM responses ORDER BY sequence DESC LIMIT 1)";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for damage in [
        format!("DELETE FROM responses WHERE {newest}"),
        format!("UPDATE responses SET sequence = sequence - 1 WHERE {newest}"),
        format!("UPDATE responses SET response = response || 'Z' WHERE {newest}"),
        format!("UPDATE responses SET sequence = sequence + 1 WHERE {newest}"),
        "ALTER TABLE response_journal DISABLE TRIGGER USER; DELETE FROM response_journal WHERE sequence = 1"
            .to_owned(),
    ] {
        let copy = runtime.block_on(copy_of(&database_url));
        execute(&copy, &damage);
        let check = std::panic::AssertUnwindSafe(|| room.ledger.assert_exact(&copy));
        assert!(std::panic::catch_unwind(check).is_err(), "not noticed: {damage}");
    }
}

#[test]
fn the_ledger_notices_a_wrong_score_and_a_missing_or_second_certificate() {
    let database_url = any_database();
    let server = demo(&database_url);
    let mut room = Room::fill(&server.address, &database_url);
    room.work(|_, ledger| wait_for_more(ledger, 100));
    room.hand_in_and_compare(&server.address);
    assert!(server.terminate().0.success());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let papers = room.sitters.iter().map(|sitter| (sitter.attempt, sitter.question_count())).collect();
    let passed = "(SELECT results.id FROM results JOIN attempts ON attempts.id = attempt_id
                    WHERE passed AND submitted_by <> 'staff_paper' ORDER BY results.id LIMIT 1)";
    for damage in [
        format!("ALTER TABLE results DISABLE TRIGGER USER; UPDATE results SET score = score - 1 WHERE id = {passed}"),
        format!("ALTER TABLE results DISABLE TRIGGER USER; UPDATE results SET passed = false WHERE id = {passed}"),
        format!("ALTER TABLE results DISABLE TRIGGER USER; DELETE FROM results WHERE id = {passed}"),
        "SET session_replication_role = replica; DELETE FROM certificates WHERE id IN (SELECT id FROM certificates ORDER BY issued_at DESC LIMIT 1)".to_owned(),
        "SET session_replication_role = replica; INSERT INTO certificates SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 'twice', 'verification_code', 'twice'))).* FROM certificates c ORDER BY issued_at DESC LIMIT 1".to_owned(),
        "ALTER TABLE audit_events DISABLE TRIGGER USER; DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events WHERE action = 'attempt.submitted' AND detail ->> 'exam' = 'key-account-exam' LIMIT 1)".to_owned(),
    ] {
        let copy = runtime.block_on(copy_of(&database_url));
        execute(&copy, &damage);
        let check = std::panic::AssertUnwindSafe(|| room.ledger.assert_graded(&copy, &papers));
        assert!(std::panic::catch_unwind(check).is_err(), "not noticed: {damage}");
    }
}
