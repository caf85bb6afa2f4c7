//! The records as files for other programs: a workbook opened by one that is not ours, JSON Lines read line by line.

use std::io::Write;
use std::net::TcpStream;
use std::process::{Command, Stdio};

use certamen::accounts::Role;
use diesel_async::SimpleAsyncConnection;
use serde_json::Value;

use super::records::{company, lines};
use crate::harness::people::someone;
use crate::harness::process::{Process, certamen};
use crate::imports::until;

/// What openpyxl sees in a workbook: its sheets, each with its rows, where it is frozen and what is filtered. A day is
/// given as `{"day": …}`.
const READ: &str = r#"
import datetime, io, json, sys, openpyxl
def seen(cell):
    if isinstance(cell.value, datetime.datetime):
        assert cell.number_format == "yyyy-mm-dd", cell.number_format
        return {"day": cell.value.date().isoformat()}
    assert cell.value is None or cell.data_type == "s", (cell.value, cell.data_type)
    return cell.value
book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
print(json.dumps([{"name": sheet.title, "frozen": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
                   "rows": [[seen(cell) for cell in row] for row in sheet.rows]} for sheet in book]))
"#;

/// A Python that has openpyxl: the first one found, or the system's own.
fn python() -> &'static str {
    let has_it = |python: &&str| {
        Command::new(python)
            .args(["-c", "import openpyxl"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    ["python3", "/usr/bin/python3"].into_iter().find(has_it).expect("openpyxl (script/bootstrap --tests)")
}

fn opened(workbook: &[u8]) -> Vec<Value> {
    let mut python = Command::new(python())
        .args(["-c", READ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(workbook).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "openpyxl did not open it");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A cell of the workbook as the CSV has it.
fn as_text(cell: &Value) -> String {
    cell["day"].as_str().or(cell.as_str()).unwrap_or_default().to_owned()
}

#[actix_web::test]
async fn another_program_opens_the_workbook_and_finds_the_rows_of_the_csv_with_days_as_days() {
    let (server, people) = company().await;
    someone(&server, "=1+1", "T004", Role::Trainee, Some(people.east)).await;
    for query in ["", "?status=missing", "?name=%25"] {
        let workbook = people.hui.get(&format!("/records.xlsx{query}")).await;
        let kind = workbook.headers.get("content-type").unwrap().to_str().unwrap();
        assert_eq!(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        let name = workbook.headers.get("content-disposition").unwrap().to_str().unwrap();
        assert!(
            name.starts_with("attachment; filename=\"certamen-records-20") && name.ends_with(".xlsx\""),
            "{name}"
        );
        let sheets = opened(&workbook.bytes);
        assert_eq!(sheets.len(), 1);
        assert_eq!((&sheets[0]["name"], &sheets[0]["frozen"]), (&"Records".into(), &"A2".into()));
        let rows = sheets[0]["rows"].as_array().unwrap();
        assert_eq!(sheets[0]["filter"], format!("A1:K{}", rows.len()));

        let csv = people.hui.get(&format!("/records.csv{query}")).await.expect(200);
        let header = csv.lines().next().unwrap().trim_start_matches('\u{feff}').to_owned();
        let texts: Vec<Vec<String>> =
            rows.iter().map(|row| row.as_array().unwrap().iter().map(as_text).collect()).collect();
        assert_eq!(texts[0].join(","), header);
        let mut expected = lines(&csv);
        for row in &mut expected {
            // What CSV needs against formulas, a string cell does not.
            row[0] = row[0].trim_start_matches('\'').to_owned();
        }
        assert_eq!(texts[1..], expected, "{query}");
        for row in &rows[1..] {
            let days = [&row[7], &row[8]];
            assert!(days.iter().all(|day| day.is_null() || day["day"].is_string()), "{days:?}");
        }
    }
}

#[actix_web::test]
async fn json_lines_hold_the_same_rows_with_names_that_do_not_change_and_no_words() {
    let (_server, people) = company().await;
    let file = people.hui.get("/records.jsonl").await;
    assert_eq!(file.headers.get("content-type").unwrap(), "application/jsonl; charset=utf-8");
    let found: Vec<Value> =
        file.expect(200).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let csv = lines(&people.hui.get("/records.csv").await.expect(200));
    assert_eq!(found.len(), csv.len());
    for (line, row) in found.iter().zip(&csv) {
        let mut names: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "certificate_id",
                "certificate_number",
                "certification",
                "employee_number",
                "groups_en",
                "groups_zh",
                "name",
                "person_id",
                "required",
                "status",
                "status_now",
                "title_en",
                "title_zh",
                "valid_from",
                "valid_to",
            ]
        );
        let text = |name: &str| line[name].as_str().unwrap_or_default();
        assert_eq!(
            [text("name"), text("employee_number"), text("certification")],
            [&row[0], &row[1], &row[3]]
        );
        assert_eq!(
            [text("valid_from"), text("valid_to"), text("certificate_number")],
            [&row[7], &row[8], &row[9]]
        );
        assert!(["valid", "expiring", "expired", "revoked", "missing"].contains(&text("status")));
        assert_eq!(line["status_now"], line["status"], "today there is one knowledge");
        assert_eq!(line["required"].as_bool().unwrap(), row[6] == "yes", "{row:?}");
    }
    let empty = people.hui.get("/records.jsonl?name=%25").await.expect(200);
    assert_eq!(empty, "", "no rows, no lines");
}

#[actix_web::test]
async fn the_command_line_writes_the_same_files_and_says_which_option_is_wrong() {
    let (server, people) = company().await;
    let directory = tempfile::tempdir().unwrap();
    let export = |arguments: &[&str]| {
        let mut command = certamen();
        command.args(["export", "records", "--language", "en", "--data-dir"]).arg(directory.path());
        command.args(arguments).env("DATABASE_URL", &server.database_url).output().unwrap()
    };
    let book = directory.path().join("records.xlsx");
    let made = export(&["--format", "xlsx", "--output", book.to_str().unwrap()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let rows = |workbook: &[u8]| opened(workbook)[0]["rows"].clone();
    let shown = people.hui.get("/records.xlsx").await;
    assert_eq!(rows(&std::fs::read(&book).unwrap()), rows(&shown.bytes));

    let printed = export(&["--format", "jsonl", "--status", "expired"]);
    let page = people.hui.get("/records.jsonl?status=expired").await.expect(200);
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), page);

    for (arguments, wrong) in [
        (&["--as-of", "yesterday"][..], "--on: "),
        (&["--issued-from", "soon"], "--issued-from: "),
        (&["--as-of", "2999-01-01"], "day"),
        (&["--group", "nowhere"], "there is no group"),
        (&["--format", "xlsx"], "--output"),
    ] {
        let refused = export(arguments);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(wrong), "{arguments:?}: {said}");
    }
}

#[actix_web::test]
async fn whoever_hangs_up_during_an_export_ends_the_work_that_the_database_does_for_it() {
    let (server, people) = company().await;
    let mut command = certamen();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &server.database_url);
    // What waits for the table shall wait until somebody gives up.
    command.env("CERTAMEN_LOCK_SECONDS", "60").env("CERTAMEN_REPORT_SECONDS", "3600");
    let process = Process::start(command);
    let mut holder = server.conn().await;
    holder.batch_execute("BEGIN; LOCK TABLE certificates IN ACCESS EXCLUSIVE MODE").await.unwrap();

    let host = process.address.trim_start_matches("http://");
    let mut line = TcpStream::connect(host).unwrap();
    let session = people.hui.cookie("sid").unwrap();
    write!(line, "GET /records.csv HTTP/1.1\r\nHost: {host}\r\nCookie: sid={session}\r\n\r\n").unwrap();
    // Reminders may look at the same table just then.
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                   AND query LIKE '%every_cell%'";
    until(&server, waiting, 1).await;
    drop(line);
    until(&server, waiting, 0).await;
    holder.batch_execute("ROLLBACK").await.unwrap();
}
