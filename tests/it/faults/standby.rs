//! The database machine is lost in the middle of an exam and its copy takes over.

use rand::RngExt;

use super::room::{Room, count, open_directory, wait_for_more, with_settings};
use crate::harness::standby::Cluster;

/// The server has the addresses of both and uses the one that takes writes.
fn sit_through_a_failover() {
    let directory = open_directory();
    let primary = Cluster::new(&directory.path().join("primary"));
    let standby = primary.copy_to(&directory.path().join("standby"));
    let hosts = [primary.host(), standby.host()].join(",");
    let database_url = format!("postgres://postgres@{hosts}/postgres?target_session_attrs=read-write");
    let server = with_settings("demo", &database_url, &[]);
    let mut room = Room::fill(&server.address, &database_url);
    let copy_url = standby.url();
    room.work(|_, ledger| {
        wait_for_more(ledger, rand::rng().random_range(100..300));
        primary.kill();
        standby.promote();
        wait_for_more(ledger, 50);
    });
    println!("failover: {}", room.ledger.summary());
    room.ledger.assert_nothing_lost(&copy_url);
    room.hand_in_and_compare(&server.address);
    assert!(server.terminate().0.success());
}

#[test]
fn f30_with_a_copy_that_every_commit_waits_for_a_failover_loses_no_acknowledged_answer() {
    for _ in 0..count("CERTAMEN_FAILOVERS", 1) {
        sit_through_a_failover();
    }
}
