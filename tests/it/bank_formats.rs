//! Banks as files of other programs: what goes out comes back as the same questions.

use std::path::Path;
use std::process::Command;

use crate::harness::{Browser, Server, server};
use question_formats::Format;

/// A bank in two languages with a question of each kind the server marks.
const BANK: &str = "format = 1\ncode = \"calls\"\ntitle = { zh-CN = \"电话\", en = \"Calls\" }\nlanguages = [\"zh-CN\"]\n
[[question]]\ncode = \"calls-1\"\ntype = \"single_choice\"\nanswer = [\"B\"]\n[question.zh-CN]\nstem = \"第一通电话的目的是什么？\"\noptions = [\"报价\", \"约定见面\", \"催款\"]\nexplanation = \"先见面，再报价。\"\n
[[question]]\ncode = \"calls-2\"\ntype = \"multiple_choice\"\nanswer = [\"A\", \"C\"]\n[question.zh-CN]\nstem = \"通话记录里应当有什么？\"\noptions = [\"下一步\", \"天气\", \"联系人\"]\n
[[question]]\ncode = \"calls-3\"\ntype = \"true_false\"\nanswer = false\n[question.zh-CN]\nstem = \"电话里可以承诺折扣。\"\n";

fn certamen(server: &Server, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_certamen"))
        .args(arguments)
        .env("DATABASE_URL", &server.database_url)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.code(), said.concat())
}

/// A server with the bank in it.
async fn with_bank(folder: &Path) -> std::sync::Arc<Server> {
    let server = server().await;
    let file = folder.join("calls.toml");
    std::fs::write(&file, BANK).unwrap();
    let arguments = ["bank", "import", file.to_str().unwrap(), "--bank", "calls", "--create", "--yes"];
    let (code, said) = certamen(&server, &arguments);
    assert_eq!(code, Some(0), "{said}");
    server
}

#[actix_web::test]
async fn a_bank_written_in_any_format_is_read_back_as_the_same_questions() {
    let folder = tempfile::tempdir().unwrap();
    let server = with_bank(folder.path()).await;
    for format in Format::ALL.iter().filter(|format| format.is_written()) {
        let ending = format.endings().first().unwrap();
        let path = folder.path().join(format!("{}.{ending}", format.as_str()));
        let path = path.to_str().unwrap();
        let (code, said) =
            certamen(&server, &["bank", "export", "calls", "--format", format.as_str(), "-o", path]);
        assert_eq!(code, Some(0), "{format:?}: {said}");
        // Aiken knows single choice only, and says so.
        let written = if *format == Format::Aiken { 1 } else { 3 };
        assert_eq!(said.matches("E_QUESTION_NOT_WRITTEN").count(), 3 - written, "{format:?}: {said}");
        let (code, said) = certamen(&server, &["bank", "import", path, "--bank", "calls"]);
        assert_eq!(code, Some(0), "{format:?}: {said}");
        let sums = format!("{written} questions = 0 new + ");
        assert!(said.contains(&sums) && said.contains("0 skipped + 0 with errors"), "{format:?}: {said}");
    }
}

#[actix_web::test]
async fn the_export_page_says_what_a_format_cannot_hold_before_the_file_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let server = with_bank(folder.path()).await;
    let people = server.people().await;
    let trainer: &Browser = &people.tian;
    let page = trainer.get("/banks/calls").await.expect(200);
    assert!(page.contains("/banks/calls/export\""), "{page}");
    let page = trainer.get("/banks/calls/export").await.expect(200);
    assert!(page.contains("value=\"moodle-xml\"") && !page.contains("/export/moodle-xml"), "{page}");
    let page = trainer.get("/banks/calls/export?format=aiken").await.expect(200);
    assert!(page.contains("1 of 3 questions will be in the file") && page.contains("calls-3"), "{page}");
    let page = trainer.get("/banks/calls/export?format=toml").await.expect(200);
    assert!(
        page.contains("3 of 3 questions will be in the file") && page.contains("holds everything"),
        "{page}"
    );
    let answer = trainer.get("/banks/calls/export/toml").await;
    assert_eq!(answer.headers.get("content-disposition").unwrap(), "attachment; filename=\"calls.toml\"");
    assert!(answer.expect(200).contains("电话里可以承诺折扣。"));
    for wrong in ["/banks/calls/export/docx", "/banks/calls/export?format=pdf", "/banks/none/export"] {
        trainer.get(wrong).await.expect(404);
    }
}

#[actix_web::test]
async fn the_table_to_fill_in_is_read_as_its_own_questions() {
    let server = server().await;
    let people = server.people().await;
    let trainer: &Browser = &people.tian;
    let page = trainer.get("/banks/import").await.expect(200);
    assert!(
        page.contains("/banks/import/template/xlsx") && page.contains("/banks/import/template/csv"),
        "{page}"
    );
    let table = trainer.get("/banks/import/template/csv").await.expect(200);
    let fields =
        [("bank", ""), ("code", "filled"), ("title_zh", "填好的"), ("title_en", "Filled in"), ("text", "")];
    let review =
        trainer.upload("/banks/import", &fields, "filled.csv", table.as_bytes()).await.expect_redirect();
    let page = trainer.get(&review).await.expect(200);
    assert!(page.contains("首次拜访客户之前") && page.contains("CSV"), "{page}");
    for wrong in ["toml", "docx", "nothing"] {
        trainer.get(&format!("/banks/import/template/{wrong}")).await.expect(404);
    }
}
