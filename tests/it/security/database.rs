//! The way to the database and what the server may do there.

use std::fs;
use std::path::Path;

use certamen::db::roles;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_postgres::NoTls;

use crate::faults::room::{Room, open_directory, own_database, wait_for_more, with_settings};
use crate::harness::client::Client;
use crate::harness::ledger::{execute, query};
use crate::harness::process::{Process, certamen};
use crate::harness::standby::Cluster;

/// Runs a command of the server: whether it succeeded, and all it said.
fn run(arguments: &[&str], settings: &[(&str, &str)]) -> (bool, String) {
    let mut command = certamen();
    let output = command.args(arguments).envs(settings.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.success(), said)
}

/// What the database says to a statement that it refuses; nothing when it does it.
fn refusal(url: &str, sql: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let error = client.batch_execute(sql).await.err()?;
        Some(error.as_db_error().unwrap().message().to_owned())
    })
}

/// As it is by itself from Postgres 15 on.
fn own_public(url: &str) {
    execute(url, "ALTER SCHEMA public OWNER TO owner; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
}

const MIGRATING: &str = "CERTAMEN_MIGRATION_DATABASE_URL";

#[test]
fn s56_the_servers_role_works_and_can_change_neither_tables_nor_the_audit_trail() {
    let directory = open_directory();
    let cluster = Cluster::new(&directory.path().join("cluster"));
    let url = |role: &str, database: &str| format!("postgres://{role}@{}/{database}", cluster.host());
    for sql in [
        "CREATE ROLE owner LOGIN",
        "CREATE ROLE clerk LOGIN",
        "CREATE DATABASE certamen OWNER owner",
        "CREATE DATABASE restored OWNER owner",
    ] {
        execute(&cluster.url(), sql);
    }
    for database in ["certamen", "restored"] {
        own_public(&url("postgres", database));
    }
    let (owner, clerk, all) =
        (url("owner", "certamen"), url("clerk", "certamen"), url("postgres", "certamen"));
    let both = [("DATABASE_URL", clerk.as_str()), (MIGRATING, owner.as_str())];

    // Without the role that migrates nothing is begun.
    let (done, said) = run(&["migrate"], &[("DATABASE_URL", &clerk)]);
    assert!(!done && said.contains(MIGRATING), "{said}");
    let server = with_settings("demo", &clerk, &[(MIGRATING, &owner)]);
    let mut room = Room::fill(&server.address, &all);
    room.work(|_, ledger| wait_for_more(ledger, 200));
    room.hand_in_and_compare(&server.address);
    assert!(server.terminate().0.success());

    for refused in [
        "CREATE TABLE own (id integer)",
        "CREATE FUNCTION own() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE people ADD COLUMN own integer",
        "DROP TABLE people CASCADE",
        "DROP FUNCTION app_now() CASCADE",
        "TRUNCATE outbox_messages",
        "TRUNCATE audit_events",
        "ALTER TABLE audit_events DISABLE TRIGGER USER",
        "UPDATE audit_events SET action = 'a.b'",
        "DELETE FROM audit_events",
        "UPDATE audit_chain SET position = position",
        "DELETE FROM audit_chain",
        "UPDATE audit_personal SET value = 'x'",
        "DELETE FROM audit_personal",
        "DELETE FROM __diesel_schema_migrations",
        "SET ROLE owner",
        "CREATE ROLE another",
        "CREATE DATABASE another",
    ] {
        let said = refusal(&clerk, refused).unwrap_or_else(|| panic!("was done: {refused}"));
        assert!(
            ["permission denied", "must be owner"].iter().any(|why| said.contains(why)),
            "{refused}: {said}"
        );
    }
    let (done, said) = run(&["check-config"], &both);
    assert!(done && said.contains("can change neither tables nor the audit trail"), "{said}");

    // What is up to date is served without the other role, and copied by either.
    let server = with_settings("serve", &clerk, &[]);
    assert!(server.terminate().0.success());
    let file = directory.path().join("all.backup");
    let file = file.to_str().unwrap();
    let (done, said) = run(&["backup", "--output", file], &[("DATABASE_URL", &clerk)]);
    assert!(done, "{said}");
    let (there, migrating) = (url("clerk", "restored"), url("owner", "restored"));
    let (done, said) = run(&["restore", file], &[("DATABASE_URL", &there), (MIGRATING, &migrating)]);
    assert!(done, "{said}");
    let server = with_settings("serve", &there, &[]);
    assert!(server.terminate().0.success());
    assert!(refusal(&there, "DELETE FROM audit_events").unwrap().contains("permission denied"));
}

#[test]
fn s56_two_roles_that_are_one_or_a_role_that_may_all_are_refused() {
    let directory = open_directory();
    let cluster = Cluster::new(&directory.path().join("cluster"));
    let url = |role: &str| format!("postgres://{role}@{}/certamen", cluster.host());
    for sql in [
        "CREATE ROLE owner LOGIN",
        "CREATE ROLE clerk LOGIN IN ROLE owner",
        "CREATE DATABASE certamen OWNER owner",
    ] {
        execute(&cluster.url(), sql);
    }
    own_public(&url("postgres"));
    for (role, why) in
        [("owner", "name the same role"), ("postgres", "is a superuser"), ("clerk", "belongs to the role")]
    {
        let (done, said) = run(&["migrate"], &[("DATABASE_URL", &url(role)), (MIGRATING, &url("owner"))]);
        assert!(!done && said.contains(why), "{role}: {said}");
    }
    // The owner is not left without rights because reports were given its address.
    let reports = ("CERTAMEN_REPORT_DATABASE_URL", url("owner"));
    let given = [("DATABASE_URL", url("clerk")), (MIGRATING, url("owner")), reports];
    let (done, said) = run(&["migrate"], &given.each_ref().map(|(name, url)| (*name, url.as_str())));
    assert!(!done && said.contains("CERTAMEN_REPORT_DATABASE_URL name the same role"), "{said}");
    let (_, said) = run(&["check-config"], &[("DATABASE_URL", &url("clerk")), (MIGRATING, &url("owner"))]);
    assert!(said.contains("Note: the role of DATABASE_URL owns tables or belongs"), "{said}");
    // One role for everything works, and is not passed over in silence.
    let (done, said) = run(&["check-config"], &[("DATABASE_URL", &url("owner"))]);
    assert!(done && said.contains("Note: the role of DATABASE_URL owns tables"), "{said}");
}

#[test]
fn s56_in_a_postgres_of_its_own_the_server_and_its_reports_have_just_the_roles_they_need() {
    let directory = open_directory();
    let data = directory.path().to_str().unwrap();
    let run = |subcommand: &str| {
        let mut command = certamen();
        command.args([subcommand, "--listen", "127.0.0.1:0", "--data-dir", data]);
        Process::start(command)
    };
    let server = run("demo");
    let owner = own_database(directory.path());
    let mut room = Room::fill(&server.address, &owner);
    room.work(|_, ledger| wait_for_more(ledger, 200));
    room.hand_in_and_compare(&server.address);
    let mut hr = Client::sign_in(&server.address, "CH0201", "certamen-demo");
    for page in ["/records.csv", "/records.jsonl", "/records/compare"] {
        hr.get(&server.address, page).expect(200);
    }
    let others = "SELECT DISTINCT usename::text FROM pg_stat_activity
                   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY 1";
    let roles: Vec<String> = query(&owner, others, &[]).iter().map(|row| row.get(0)).collect();
    assert_eq!(roles, [roles::SERVER, roles::REPORTS], "nothing is done as the owner");

    let [serving, reading] =
        [roles::SERVER, roles::REPORTS].map(|role| owner.replacen("certamen@", &format!("{role}@"), 1));
    for (role, refused) in [
        (&serving, "UPDATE audit_events SET action = 'a.b'"),
        (&serving, "UPDATE response_journal SET verdict = 'stored'"),
        (&serving, "DELETE FROM response_journal"),
        (&serving, "UPDATE certificates SET number = 'x'"),
        (&serving, "DELETE FROM certificates"),
        (&serving, "ALTER TABLE certificates DISABLE TRIGGER USER"),
        (&serving, "SET ROLE certamen"),
        (&reading, "INSERT INTO audit_pending (event_id) SELECT id FROM audit_events"),
        (&reading, "UPDATE people SET blocked_at = NULL"),
        (&reading, "SELECT password_hash FROM people"),
        (&reading, "SELECT * FROM sessions"),
        (&reading, "SELECT * FROM second_factors"),
        (&reading, "SELECT * FROM api_tokens"),
        (&reading, "CREATE TABLE own (id integer)"),
    ] {
        let said = refusal(role, refused).unwrap_or_else(|| panic!("was done: {refused}"));
        assert!(
            ["permission denied", "must be owner"].iter().any(|why| said.contains(why)),
            "{refused}: {said}"
        );
    }
    assert!(server.terminate().0.success());
    // The next start finds roles and rights as they should be.
    assert!(run("demo").terminate().0.success());
}

/// An address of this machine that no other run of the tests takes.
fn address() -> String {
    let [.., two, one] = std::process::id().to_be_bytes();
    format!("127.77.{two}.{one}")
}

/// A certificate for this address and its key, in PEM.
fn certificate(address: &str) -> (String, String) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec![address.to_owned()]).unwrap();
    (cert.pem(), signing_key.serialize_pem())
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn s63_a_database_elsewhere_is_spoken_to_with_tls_and_has_to_prove_who_it_is() {
    let (directory, address) = (open_directory(), address());
    let (own, key) = certificate(&address);
    let cluster = Cluster::with_tls(&directory.path().join("cluster"), &address, &own, &key);
    let roots = write(directory.path(), "own.pem", &own);
    let others = write(directory.path(), "others.pem", &certificate(&address).0);
    let with = |parameters: &str| format!("postgres://postgres@{address}/postgres?{parameters}");

    let proven = with(&format!("sslmode=verify-full&sslrootcert={roots}"));
    let server = with_settings("demo", &proven, &[]);
    let mut room = Room::fill(&server.address, &cluster.url());
    room.work(|_, ledger| wait_for_more(ledger, 200));
    let count = |whose: &str| {
        let connections = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE";
        query(&cluster.url(), &format!("{connections} {whose}"), &[])[0].get::<_, i64>(0)
    };
    assert!(count("ssl AND application_name = 'certamen writer'") > 0, "answers travel so");
    assert!(count("ssl AND application_name <> 'certamen writer'") > 0, "pages too");
    assert_eq!(count("NOT ssl AND client_addr IS NOT NULL"), 0);
    let file = directory.path().join("all.backup");
    let (done, said) = run(&["backup", "--output", file.to_str().unwrap()], &[("DATABASE_URL", &proven)]);
    assert!(done, "{said}");
    room.hand_in_and_compare(&server.address);
    assert!(server.terminate().0.success());

    for (parameters, works, said) in [
        (format!("sslmode=verify-full&sslrootcert={roots}"), true, "Settings are usable"),
        ("sslmode=require".to_owned(), true, "sslmode=verify-full asks for that"),
        ("sslmode=verify-full".to_owned(), false, "certificate"),
        (format!("sslmode=verify-full&sslrootcert={others}"), false, "certificate"),
        (format!("sslmode=require&sslrootcert={others}"), false, "certificate"),
        ("sslmode=disable".to_owned(), false, "no encryption"),
        ("sslmode=verify-ca".to_owned(), false, "disable, prefer, require or verify-full"),
    ] {
        let (done, heard) = run(&["check-config"], &[("DATABASE_URL", &with(&parameters))]);
        assert!(done == works && heard.contains(said), "{parameters}: {heard}");
    }
    let (done, heard) = run(&["check-config"], &[("DATABASE_URL", &cluster.url())]);
    assert!(done && !heard.contains("sslmode"), "a socket needs no TLS: {heard}");
}
