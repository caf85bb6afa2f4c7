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
async fn s53_a_bank_written_out_on_the_command_line_is_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let server = with_bank(folder.path()).await;
    let path = folder.path().join("out.toml");
    let (code, said) =
        certamen(&server, &["bank", "export", "calls", "--format", "toml", "-o", path.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    let noted = "SELECT count(*) FROM audit_events WHERE action = 'bank.exported' AND subject_id = 'calls'
                 AND actor_id IS NULL AND detail->>'format' = 'toml'";
    assert_eq!(server.count(noted).await, 1);
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

#[actix_web::test]
async fn the_command_line_takes_the_word_of_its_user_for_what_the_columns_hold() {
    let folder = tempfile::tempdir().unwrap();
    let server = server().await;
    let file = folder.path().join("columns.csv");
    std::fs::write(&file, "7,约见客户前先做什么？,报价,了解对方,催款,2\n8,名片怎样递？,双手,单手,不递,1\n")
        .unwrap();
    let file = file.to_str().unwrap();
    let check = |columns: &str| certamen(&server, &["bank", "check", file, "--json", "--columns", columns]);
    let (code, said) = check("B=stem,C=option,D=option,E=option,F=answer");
    assert_eq!(code, Some(0), "{said}");
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    let questions = found["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 2, "{said}");
    assert_eq!(questions[0]["stem"], "约见客户前先做什么？");
    assert_eq!(questions[0]["options"][1]["text"], "了解对方");
    assert_eq!(questions[0]["answer"], serde_json::json!(["B"]));
    for wrong in ["B", "B=nothing", "7=stem"] {
        assert_eq!(check(wrong).0, Some(2), "{wrong}");
    }
}

/// A Word file with these paragraphs; those that begin with `#` are numbered by Word itself.
fn word_file(paragraphs: &[&str]) -> Vec<u8> {
    const SPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let paragraph = |text: &&str| match text.strip_prefix('#') {
        Some(text) => format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        ),
        None => format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"),
    };
    let body: String = paragraphs.iter().map(paragraph).collect();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        ("word/document.xml", format!("<w:document {SPACE}><w:body>{body}</w:body></w:document>")),
        (
            "word/_rels/document.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/></Relationships>".to_owned(),
        ),
        (
            "word/numbering.xml",
            format!(
                "<w:numbering {SPACE}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
            ),
        ),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[actix_web::test]
async fn a_word_file_is_reviewed_beside_its_lines_as_word_shows_them() {
    let server = server().await;
    let people = server.people().await;
    let trainer: &Browser = &people.tian;
    let file = word_file(&[
        "一、单项选择题",
        "#约见之前先做什么？（B）",
        "A. 报价",
        "B. 了解对方",
        "#收到名片后怎么办？（A）",
        "A. 看一遍再收好",
        "B. 直接放进口袋",
    ]);
    let fields = [("bank", ""), ("code", "word"), ("title_zh", "名片"), ("title_en", "Cards"), ("text", "")];
    let review = trainer.upload("/banks/import", &fields, "cards.docx", &file).await.expect_redirect();
    let page = trainer.get(&review).await.expect(200);
    assert!(page.contains("Word") && page.contains("2 new"), "{page}");
    assert!(page.contains("<span>1. 约见之前先做什么？（B）</span>"), "{page}");
    assert!(page.contains("<span>2. 收到名片后怎么办？（A）</span>"), "{page}");
}
