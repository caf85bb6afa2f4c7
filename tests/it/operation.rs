//! Signs of life, figures, time limits, and who is let in when there is too much to do.

use std::time::{Duration, Instant};

use actix_web::test::TestRequest;
use actix_web::web::Data;
use certamen::accounts::passwords::{Cost, Passwords};
use certamen::app::App;
use certamen::config::{Config, variables};
use certamen::formats::ChildReader;
use certamen::operation::class::Class;
use serde_json::json;

use crate::attempts::world::{save, world};
use crate::harness::client::Client;
use crate::harness::postgres::{empty_database, new_database};
use crate::harness::process::{Process, certamen};
use crate::harness::{Server, server};

#[actix_web::test]
async fn a_server_is_alive_without_its_database_and_ready_only_with_it_and_its_whole_schema() {
    let server = server().await;
    let visitor = server.anonymous().await;
    assert_eq!(visitor.get("/healthz").await.expect(200), "ok");
    assert_eq!(visitor.get("/readyz").await.expect(200), "ready");
    server.sql("CREATE TABLE kept AS SELECT max(version) AS version FROM __diesel_schema_migrations; DELETE FROM __diesel_schema_migrations WHERE version IN (SELECT version FROM kept)").await;
    assert_eq!(visitor.get("/readyz").await.expect(503), "the schema is older than this server");
    server.sql("INSERT INTO __diesel_schema_migrations (version) SELECT version FROM kept; INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')").await;
    assert_eq!(visitor.get("/readyz").await.expect(200), "ready", "a newer schema does no harm");

    let empty = std::sync::Arc::new(Server::on(empty_database().await).await);
    let visitor = empty.anonymous().await;
    assert_eq!(visitor.get("/readyz").await.expect(503), "the database does not answer");
    assert_eq!(visitor.get("/healthz").await.expect(200), "ok");
}

#[actix_web::test]
async fn a_server_that_is_about_to_stop_says_so_first_and_keeps_no_connection() {
    let server = server().await;
    let visitor = server.anonymous().await;
    server.app.operation.drain();
    assert_eq!(visitor.get("/readyz").await.expect(503), "stopping");
    assert_eq!(visitor.get("/healthz").await.expect(200), "ok");
    visitor.get("/login").await.expect(200);
}

#[actix_web::test]
async fn the_figures_tell_of_saves_requests_pools_and_the_sweep() {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    for sequence in [1, 1] {
        let saves = [json!({ "position": 1, "sequence": sequence, "response": "A" })];
        assert_eq!(save(ada, &href, 1, &saves).await.0, 200);
    }
    ada.get("/no/such/page").await.expect(404);
    let bo = world.start(&world.people.bo).await;
    world.deadline_in(&bo, -360).await;
    let text = ada.get("/metrics").await.expect(200);
    let value = |series: &str| -> f64 {
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {series} in {text}")).parse().unwrap()
    };
    assert_eq!(value("certamen_saves_total"), 2.0);
    assert_eq!(value("certamen_save_verdicts_total{verdict=\"stored\"}"), 1.0);
    assert_eq!(value("certamen_save_verdicts_total{verdict=\"replayed\"}"), 1.0);
    assert_eq!(value("certamen_save_batches_total"), 2.0);
    assert_eq!(value("certamen_save_largest_batch"), 1.0);
    assert_eq!(value("certamen_save_queue"), 0.0);
    assert_eq!(value("certamen_pool_size{pool=\"pages\"}"), 8.0);
    assert_eq!(value("certamen_pool_waiting{pool=\"pages\"}"), 0.0);
    assert_eq!(value("certamen_requests_shed_total{class=\"other\"}"), 0.0);
    assert_eq!(value("certamen_attempts_open"), 2.0);
    assert_eq!(value("certamen_sweep_overdue"), 1.0);
    assert!((299.0..400.0).contains(&value("certamen_sweep_lag_seconds")));
    assert_eq!(value("certamen_sessions"), 6.0);
    assert_eq!(value("certamen_database_up"), 1.0);
    let saves = "certamen_request_duration_seconds_count{method=\"POST\",route=\"/attempts/{id}/saves\",status=\"2xx\"}";
    assert_eq!(value(saves), 2.0);
    let lost = "certamen_request_duration_seconds_count{method=\"GET\",route=\"none\",status=\"4xx\"}";
    assert_eq!(value(lost), 1.0, "addresses that do not exist do not fill the figures");
}

#[actix_web::test]
async fn figures_are_for_this_machine_or_for_whoever_has_the_token() {
    let database_url = new_database().await;
    let mut server = Server::on(database_url.clone()).await;
    let from_afar = || TestRequest::get().uri("/metrics").insert_header(("X-Forwarded-For", "203.0.113.9"));
    let with = |token: &str| from_afar().insert_header(("Authorization", format!("Bearer {token}")));
    let open = std::sync::Arc::new(Server::on(database_url.clone()).await);
    let visitor = open.anonymous().await;
    visitor.get("/metrics").await.expect(200);
    visitor.send(from_afar()).await.expect(404);
    visitor.send(with("anything")).await.expect(404);

    let vars = [("DATABASE_URL", database_url.as_str()), ("CERTAMEN_METRICS_TOKEN", "winter barley and rye")];
    let config =
        Config::from_vars(&vars.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap();
    let reader = ChildReader::new(env!("CARGO_BIN_EXE_certamen"));
    let app = App::new(config, database_url, Passwords::new(Cost::Test).unwrap(), reader).unwrap();
    server.app = Data::new(app);
    let visitor = std::sync::Arc::new(server).anonymous().await;
    visitor.send(with("winter barley and rye")).await.expect(200);
    visitor.send(with("winter-barle")).await.expect(404);
    visitor.send(from_afar()).await.expect(404);
    visitor.get("/metrics").await.expect(200);
}

#[actix_web::test]
async fn when_everything_else_is_full_the_exam_room_goes_on_and_the_rest_is_told_when_to_come_back() {
    let world = world().await;
    let (ada, hui) = (&world.people.ada, &world.people.hui);
    let href = world.start(ada).await;
    let mut inside = Vec::new();
    while let Ok(place) = tokio::time::timeout(
        Duration::from_millis(50),
        world.server.app.operation.admission.enter(Class::Other),
    )
    .await
    {
        inside.push(place.unwrap());
    }
    assert_eq!(inside.len(), 4, "the pool of eight leaves four to the exam room");
    let refused = hui.get("/records").await;
    assert_eq!(refused.headers.get("retry-after").unwrap(), "2");
    assert!(refused.headers.contains_key("x-request-id"));
    assert!(refused.expect(503).contains("The server is busy"));
    let saves = [json!({ "position": 1, "sequence": 1, "response": "A" })];
    assert_eq!(save(ada, &href, 1, &saves).await.0, 200);
    ada.post_json(&format!("{href}/heartbeat"), &json!({ "epoch": 1 })).await.expect(200);
    ada.get(&href).await.expect(200);
    world.hand_in(ada, &href).await;
    drop(inside);
    hui.get("/records").await.expect(200);
    assert!(
        hui.get("/metrics").await.expect(200).contains("certamen_requests_shed_total{class=\"other\"} 1")
    );
}

#[test]
fn a_request_that_takes_too_long_ends_with_a_whole_answer_and_the_server_goes_on() {
    let database_url = tokio::runtime::Runtime::new().unwrap().block_on(new_database());
    let mut command = certamen();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database_url);
    command.env("CERTAMEN_REQUEST_SECONDS", "1").env("CERTAMEN_LOCK_SECONDS", "30");
    let server = Process::start(command);
    let mut client = Client::sign_in(&server.address, "CH0101", certamen::demo::PASSWORD);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let locked = runtime.block_on(async {
        let (held, connection) = tokio_postgres::connect(&database_url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        held.batch_execute("BEGIN; LOCK TABLE banks IN ACCESS EXCLUSIVE MODE").await.unwrap();
        held
    });
    let began = Instant::now();
    let answer = client.get(&server.address, "/banks");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert!(
        answer.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'"))
    );
    let id = answer.header("x-request-id").unwrap().to_owned();
    let page = answer.expect(503);
    assert!(page.contains("The server is busy") && page.contains(&id), "{page}");
    runtime.block_on(async { locked.batch_execute("COMMIT").await.unwrap() });
    client.get(&server.address, "/banks").expect(200);
    assert!(
        client
            .get(&server.address, "/metrics")
            .expect(200)
            .contains("certamen_requests_timed_out_total{class=\"other\"} 1")
    );
}

#[test]
fn the_log_names_the_request_whose_number_the_error_page_shows() {
    let database_url = tokio::runtime::Runtime::new().unwrap().block_on(new_database());
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let mut command = certamen();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database_url);
    command.env("CERTAMEN_LOG", "info").env("CERTAMEN_LOG_FORMAT", "json");
    let server = Process::start_logging_to(command, &std::fs::File::create(&log).unwrap());
    let answer = Client::default().get(&server.address, "/no/such/page");
    let id = answer.header("x-request-id").unwrap().to_owned();
    assert!(answer.expect(404).contains(&id), "the page shows the number");
    assert!(server.terminate().0.success());
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let found = lines.iter().find(|line| line["fields"]["request_id"] == id.as_str()).unwrap();
    assert_eq!(found["fields"]["path"], "/no/such/page");
    assert_eq!(found["fields"]["status"], 404);
}

#[test]
fn every_setting_stands_in_the_sample_file() {
    let sample = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example")).unwrap();
    let missing: Vec<&str> =
        variables().map(|(name, _)| name).filter(|name| !sample.contains(&format!("# {name}="))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[cfg(target_os = "linux")]
#[actix_web::test]
async fn postgres_serves_long_reading_after_all_others_where_it_runs_beside_the_server() {
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Backend {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        pid: i32,
    }
    let url = new_database().await;
    let own = certamen::db::PoolOptions::of_size(1);
    let reports = certamen::db::PoolOptions { steps_back: true, ..own };
    let (mut priorities, mut slices) = (Vec::new(), Vec::new());
    for options in [own, reports] {
        let pool = certamen::db::Pool::with(&url, options).unwrap();
        let mut conn = pool.get().await.unwrap();
        let backend: Backend =
            diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(&mut conn).await.unwrap();
        let process = rustix::process::Pid::from_raw(backend.pid);
        priorities.push(rustix::process::getpriority_process(process).unwrap());
        slices.push(uapi::sched_getattr(backend.pid, 0).unwrap().sched_runtime);
    }
    assert_eq!(priorities[1], (priorities[0] + 10).min(19), "{priorities:?}");
    // Linux before 6.12 knows no slices and says so with 0.
    assert!(slices[0] == 0 || slices[1] == 100_000 && slices[1] < slices[0], "{slices:?}");
}
