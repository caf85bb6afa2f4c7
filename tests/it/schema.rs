//! The schema is what the migrations say, and each migration can be taken back.

use certamen::db::migrations::{MIGRATIONS, migrate};
use diesel_migrations::MigrationHarness;
use tokio_postgres::NoTls;

use crate::harness::postgres::{empty_database, new_database};

async fn query_text(url: &str, sql: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn schema_rs_equals_the_migrations() {
    let url = new_database().await;
    let printed = query_text(&url, include_str!("print_schema.sql").trim_end().trim_end_matches(';')).await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, format!("{}\n", printed.trim_end())).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap();
    assert_eq!(stored.trim_end(), printed.trim_end(), "run UPDATE_SCHEMA=1 cargo test schema_rs");
}

#[tokio::test]
async fn every_table_and_column_says_what_it_is_for() {
    let url = new_database().await;
    let printed = query_text(&url, include_str!("print_schema.sql").trim_end().trim_end_matches(';')).await;
    assert!(!printed.contains("UNDOCUMENTED"));
    assert!(!printed.contains("UNKNOWN_"));
}

/// Everything in the schema, one line a thing, so that two states can be compared.
const FINGERPRINT: &str = "
    SELECT coalesce(string_agg(line, E'\\n' ORDER BY line), '') FROM (
        SELECT 'table ' || c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS line
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '__diesel_schema_migrations'
        UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '__diesel_schema_migrations'
        UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> '__diesel_schema_migrations'::regclass
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS lines";

#[tokio::test]
async fn each_migration_goes_up_down_and_up_again() {
    let url = empty_database().await;
    let count = migrate(&url).await.unwrap().len();
    let full = query_text(&url, FINGERPRINT).await;
    for steps in 1..=count {
        let database = url.clone();
        tokio::task::spawn_blocking(move || {
            use diesel::Connection;
            use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
            let mut conn =
                AsyncConnectionWrapper::<diesel_async::AsyncPgConnection>::establish(&database).unwrap();
            for _ in 0..steps {
                conn.revert_last_migration(MIGRATIONS).unwrap();
            }
            conn.run_pending_migrations(MIGRATIONS).unwrap();
        })
        .await
        .unwrap();
        assert_eq!(query_text(&url, FINGERPRINT).await, full, "after taking back {steps}");
    }
}

#[tokio::test]
async fn of_eight_servers_starting_at_once_one_migrates_and_all_find_the_schema() {
    let url = empty_database().await;
    let runs = futures_util::future::join_all((0..8).map(|_| migrate(&url))).await;
    let ran: Vec<usize> = runs.into_iter().map(|run| run.unwrap().len()).collect();
    assert_eq!(ran.iter().filter(|count| **count > 0).count(), 1, "{ran:?}");
}
