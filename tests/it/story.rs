//! What people do, in a real Chromium. The steps are in tests/browser/*.mjs; this starts the server they talk to.

use std::path::Path;
use std::process::Command;

use crate::harness::postgres::new_database;
use crate::harness::process::Process;

/// Runs one browser file against a fresh server and passes its output on when it fails.
async fn run_browser(file: &str, process: &Process, said: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    assert!(
        folder.join("node_modules").exists(),
        "the browser-test packages are missing: run script/test, or npm ci in tests/browser"
    );
    let mut command = Command::new("node");
    command.args(["--test", file]).current_dir(&folder).env("BASE_URL", &process.address).env("SAID", said);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn four_people_bring_a_paper_to_a_certificate_that_an_outsider_can_check() {
    let process = Process::serve(&new_database().await);
    let link = process.heard("/welcome/");
    run_browser("story.test.mjs", &process, &link).await;
}

#[tokio::test]
async fn every_page_of_the_demonstration_is_accessible_in_both_languages() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("pages.test.mjs", &process, &process.said.join("\n")).await;
}

#[tokio::test]
async fn f06_f15_f17_f19_f43_to_f47_the_exam_page_in_a_browser_keeps_and_says_what_is_true() {
    let database = new_database().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database);
    let process = Process::start(command);
    run_browser("exam.test.mjs", &process, &database).await;
}

#[tokio::test]
async fn f10_more_time_and_pauses_are_seen_in_the_exam_without_a_reload() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("room.test.mjs", &process, "").await;
}

#[tokio::test]
async fn hr_answers_prints_revokes_exports_and_lets_a_program_read() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("hr.test.mjs", &process, "").await;
}

#[tokio::test]
async fn a_room_that_staff_start_opens_by_itself_for_those_who_wait() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("waiting.test.mjs", &process, "").await;
}

#[tokio::test]
async fn a_question_written_by_hand_with_a_picture_reaches_a_trainee() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("writing.test.mjs", &process, "").await;
}

#[tokio::test]
async fn a_trainer_brings_in_a_word_document_a_workbook_and_a_gbk_text_and_undoes_each() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("import.test.mjs", &process, "").await;
}

#[tokio::test]
async fn gaps_numbers_pairs_and_orders_are_set_and_answered_by_keyboard_and_phone() {
    let database = new_database().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database);
    let process = Process::start(command);
    run_browser("types.test.mjs", &process, &database).await;
}

#[tokio::test]
async fn a_case_is_graded_with_the_keyboard_alone_and_the_trainee_who_waited_has_a_result() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("grading.test.mjs", &process, "").await;
}

#[tokio::test]
async fn hr_previews_rules_exempts_brings_in_and_gives_back_on_accessible_pages() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", new_database().await);
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR"));
    let process = Process::start(command);
    run_browser("programmes.test.mjs", &process, "").await;
}
