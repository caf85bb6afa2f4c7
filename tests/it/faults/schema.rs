//! Many servers that start at once on an old schema.

use std::process::Stdio;
use std::time::Duration;

use rand::RngExt;

use super::room::{count, with_settings};
use crate::harness::client::Client;
use crate::harness::ledger::query;
use crate::harness::postgres::{empty_database, new_database};
use crate::harness::process::certamen;

#[test]
fn f35_servers_that_start_at_once_migrate_once_also_after_one_was_killed_in_the_middle() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let expected =
        query(&runtime.block_on(new_database()), "SELECT version FROM __diesel_schema_migrations", &[]).len();
    for round in 0..count("CERTAMEN_MIGRATIONS", 1) {
        let database_url = runtime.block_on(empty_database());
        for _ in 0..3 {
            let mut command = certamen();
            command
                .arg("migrate")
                .env("DATABASE_URL", &database_url)
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let mut killed = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(rand::rng().random_range(5..150)));
            killed.kill().unwrap();
            killed.wait().unwrap();
        }
        let servers: Vec<_> = std::thread::scope(|scope| {
            let starting: Vec<_> =
                (0..8).map(|_| scope.spawn(|| with_settings("serve", &database_url, &[]))).collect();
            starting.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let applied = query(&database_url, "SELECT version FROM __diesel_schema_migrations", &[]);
        assert_eq!(applied.len(), expected, "round {round}");
        for server in &servers {
            Client::default().get(&server.address, "/readyz").expect(200);
        }
        let twice = "SELECT 1 FROM bank_revisions GROUP BY bank_id, number HAVING count(*) > 1";
        assert_eq!(query(&database_url, twice, &[]).len(), 0);
    }
}
