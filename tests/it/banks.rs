//! Question banks: shipped banks, import as a reviewed change set, the pages, the command line.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use certamen::banks::actions::load_shipped;
use certamen::banks::model::PoolFilter;
use certamen::banks::queries;
use certamen::base::QuestionKind;
use certamen::formats::{ChildReader, Hints};

use crate::harness::people::someone;
use crate::harness::{Browser, Server, server};

/// A paper as people write it: two good questions, one without a key, one whose key is no option.
const PAPER: &str = "一、单项选择题\n\
1. 第一次拜访新客户之前，最应当先做的是（ B ）。\nA. 准备折扣\nB. 了解对方的业务\nC. 打印合同\nD. 预订餐厅\n\
2. 名片递给客户时，文字应当朝向（ A ）。\nA. 客户\nB. 自己\nC. 桌面\nD. 随意\n\
3. 报价单发出之后，首先要确认的是（  ）。\nA. 对方已经收到\nB. 对方已经付款\nC. 天气\nD. 车位\n\
4. 客户迟到十分钟，合适的做法是（ F ）。\nA. 先离开\nB. 耐心等候并电话联系\nC. 抱怨\nD. 取消合作\n";

/// The review a paper leads to.
async fn uploaded(browser: &Browser, code: &str, name: &str, bytes: &[u8]) -> String {
    let fields = [("bank", ""), ("code", code), ("title_zh", "拜访"), ("title_en", "Visits"), ("text", "")];
    browser.upload("/banks/import", &fields, name, bytes).await.expect_redirect()
}

/// The review of a file that goes into a bank there is.
async fn uploaded_into(browser: &Browser, bank: &str, bytes: &[u8]) -> String {
    let fields = [("bank", bank), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    browser.upload("/banks/import", &fields, "again.txt", bytes).await.expect_redirect()
}

/// The mark a person sends when they commit what this page shows.
fn mark_of(page: &str) -> String {
    let start = page.find("name=\"mark\" value=\"").expect("a page with a commit button") + 19;
    page[start..].split('"').next().unwrap().to_owned()
}

/// Commits what the review shows now.
async fn commit(browser: &Browser, review: &str) -> String {
    let page = browser.get(review).await.expect(200);
    let answer = browser.post(&format!("{review}/commit"), &[("mark", &mark_of(&page))]).await;
    answer.expect_redirect();
    browser.get(review).await.expect(200)
}

/// A bank `visits` with the two good questions of the paper.
async fn visits(browser: &Browser) {
    let review = uploaded(browser, "visits", "paper.txt", PAPER.as_bytes()).await;
    commit(browser, &review).await;
}

async fn current_questions(server: &Arc<Server>, bank: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM bank_questions m JOIN banks b ON b.id = m.bank_id
         WHERE b.code = '{bank}' AND m.to_revision IS NULL"
    );
    server.count(&sql).await
}

#[actix_web::test]
async fn shipped_banks_are_loaded_once_however_many_servers_start() {
    let server = server().await;
    let mut together = Vec::new();
    for _ in 0..4 {
        let server = Arc::clone(&server);
        together.push(async move {
            let mut conn = server.conn().await;
            load_shipped(&mut conn).await.unwrap().len()
        });
    }
    let loaded: usize = futures_util::future::join_all(together).await.into_iter().sum();
    let banks = queries::list(&mut *server.conn().await).await.unwrap();
    assert_eq!(loaded, banks.len());
    assert!(banks.iter().any(|bank| bank.code == "key-account" && bank.question_count >= 30), "{banks:?}");
    assert!(banks.iter().all(|bank| bank.revision == 1), "{banks:?}");
    assert!(load_shipped(&mut *server.conn().await).await.unwrap().is_empty());
    let filter = PoolFilter {
        bank_code: "key-account".into(),
        topic: None,
        kinds: vec![QuestionKind::SingleChoice],
        difficulty_min: 1,
        difficulty_max: 3,
    };
    let pool = queries::pool(&mut *server.conn().await, &filter).await.unwrap();
    assert!(!pool.is_empty() && pool.iter().all(|entry| entry.has_key && entry.languages.len() == 2));
    assert!(pool.windows(2).all(|pair| pair[0].version_id < pair[1].version_id));
}

#[actix_web::test]
async fn what_a_trainer_changed_in_a_shipped_bank_survives_the_next_start() {
    let server = server().await;
    let people = server.people().await;
    load_shipped(&mut *server.conn().await).await.unwrap();
    let file = std::fs::read_to_string("question-banks/key-account.toml").unwrap();
    let changed = file.replacen("difficulty = 1", "difficulty = 2", 1);
    assert_ne!(file, changed);
    let review = uploaded_into(&people.tian, "key-account", changed.as_bytes()).await;
    let page = commit(&people.tian, &review).await;
    assert!(page.contains("1 changed"), "{page}");
    assert!(load_shipped(&mut *server.conn().await).await.unwrap().is_empty());
    let banks = queries::list(&mut *server.conn().await).await.unwrap();
    assert_eq!(banks.iter().find(|bank| bank.code == "key-account").unwrap().revision, 2);
}

#[actix_web::test]
async fn nothing_of_a_file_is_in_the_bank_before_it_is_committed_and_then_the_sum_adds_up() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(
        page.contains(
            "4 questions in the file &#x3D; 2 new + 0 changed + 0 the same + 0 repeated + 0 with another key + 2 with errors"
        ),
        "{page}"
    );
    assert!(page.contains("了解对方的业务") && page.contains("UTF-8"), "{page}");
    assert!(page.contains("Write 2 questions, leave out 2 errors"), "{page}");
    assert_eq!(server.count("SELECT count(*) FROM banks").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM questions").await, 0);
    let page = commit(&people.tian, &review).await;
    assert!(
        page.contains(
            "4 questions &#x3D; 2 added + 0 changed + 0 unchanged + 0 left out + 2 with errors left out"
        ),
        "{page}"
    );
    assert_eq!(current_questions(&server, "visits").await, 2);
    assert_eq!(server.count("SELECT count(*) FROM audit_events WHERE action = 'import.committed'").await, 1);
    let bank = people.tian.get("/banks/visits").await.expect(200);
    assert!(bank.contains("visits-0001") && bank.contains("visits-0002") && !bank.contains("visits-0003"));
    let question = people.tian.get("/banks/visits/questions/visits-0001").await.expect(200);
    assert!(question.contains("第一次拜访新客户之前") && question.contains("is-key"), "{question}");
    let revisions = people.tian.get("/banks/visits/revisions").await.expect(200);
    assert!(revisions.contains("paper.txt") && revisions.contains("田老师"), "{revisions}");
}

#[actix_web::test]
async fn importing_the_same_file_again_changes_nothing() {
    let server = server().await;
    let people = server.people().await;
    visits(&people.tian).await;
    let review = uploaded_into(&people.tian, "visits", PAPER.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("0 new + 0 changed + 2 the same"), "{page}");
    commit(&people.tian, &review).await;
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM question_versions").await, 2);
}

#[actix_web::test]
async fn one_edited_option_is_one_new_version_and_the_old_one_stays() {
    let server = server().await;
    let people = server.people().await;
    visits(&people.tian).await;
    let edited = PAPER.replace("C. 打印合同", "C. 打印样本");
    let review = uploaded_into(&people.tian, "visits", edited.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("0 new + 1 changed + 1 the same"), "{page}");
    assert!(page.contains("打印<del>合同</del><ins>样本</ins>"), "{page}");
    assert!(page.contains("visits-0001 version 1 → 2"), "{page}");
    commit(&people.tian, &review).await;
    assert_eq!(server.count("SELECT count(*) FROM question_versions").await, 3);
    assert_eq!(current_questions(&server, "visits").await, 2);
    let question = people.tian.get("/banks/visits/questions/visits-0001").await.expect(200);
    assert!(question.contains("打印样本") && question.contains("打印合同"), "{question}");
}

#[actix_web::test]
async fn a_missing_or_wrong_key_is_mended_in_place() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let row = |position: u8| format!("{review}/rows/{position}");
    people.tian.post(&row(4), &[("do", "key"), ("key", "B")]).await.expect_redirect();
    people.tian.post(&row(3), &[("do", "key"), ("key", "Q")]).await.expect_redirect();
    people.tian.post(&row(2), &[("do", "leave")]).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("3 new") && page.contains("1 with errors"), "{page}");
    let page = commit(&people.tian, &review).await;
    assert!(page.contains("2 added + 0 changed + 0 unchanged + 1 left out + 1 with errors"), "{page}");
    let keys = "SELECT count(*) FROM question_versions WHERE answer = '[\"B\"]'";
    assert_eq!(server.count(keys).await, 2);
}

#[actix_web::test]
async fn a_question_taken_without_a_key_is_in_the_bank_but_in_no_pool_with_keys() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    people.tian.post(&format!("{review}/rows/3"), &[("do", "take")]).await.expect_redirect();
    commit(&people.tian, &review).await;
    let filter = PoolFilter {
        bank_code: "visits".into(),
        topic: None,
        kinds: vec![],
        difficulty_min: 1,
        difficulty_max: 5,
    };
    let pool = queries::pool(&mut *server.conn().await, &filter).await.unwrap();
    assert_eq!((pool.len(), pool.iter().filter(|entry| entry.has_key).count()), (3, 2));
    let page = people.tian.get("/banks/visits?key=missing").await.expect(200);
    assert!(page.contains("报价单") && !page.contains("名片"), "{page}");
}

#[actix_web::test]
async fn a_second_commit_is_refused_and_writes_nothing() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let mark = mark_of(&people.tian.get(&review).await.expect(200));
    let address = format!("{review}/commit");
    people.tian.post(&address, &[("mark", &mark)]).await.expect_redirect();
    people.tian.post(&address, &[("mark", &mark)]).await.expect(409);
    people.tian.post(&format!("{review}/discard"), &[]).await.expect(409);
    people.tian.post(&format!("{review}/rows/1"), &[("do", "leave")]).await.expect(409);
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 1);
}

#[actix_web::test]
async fn of_two_trainers_the_second_is_shown_what_the_first_did_before_anything_is_written() {
    let server = server().await;
    let people = server.people().await;
    let other = someone(&server, "周老师", "R002", certamen::accounts::Role::Trainer, None).await;
    let first = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let second = uploaded(&other, "visits", "paper.txt", PAPER.as_bytes()).await;
    let seen_first = mark_of(&people.tian.get(&first).await.expect(200));
    let seen_second = mark_of(&other.get(&second).await.expect(200));
    let (first_address, second_address) = (format!("{first}/commit"), format!("{second}/commit"));
    let (mark_one, mark_two) = ([("mark", seen_first.as_str())], [("mark", seen_second.as_str())]);
    let (one, two) = futures_util::join!(
        people.tian.post(&first_address, &mark_one),
        other.post(&second_address, &mark_two)
    );
    one.expect_redirect();
    two.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM banks").await, 1);
    assert_eq!(current_questions(&server, "visits").await, 2);
    assert_eq!(server.count("SELECT count(*) FROM imports WHERE state = 'committed'").await, 1);
    let open = if server.count("SELECT count(*) FROM bank_revisions r JOIN people p ON p.id = r.created_by WHERE p.employee_number = 'R001'").await == 1 { &second } else { &first };
    let page = people.tian.get(open).await.expect(200);
    assert!(page.contains("0 new + 0 changed + 2 the same"), "{page}");
    commit(&people.tian, open).await;
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 1);
}

#[actix_web::test]
async fn a_repeated_question_is_left_out_unless_it_is_asked_for() {
    let server = server().await;
    let people = server.people().await;
    visits(&people.tian).await;
    let review = uploaded(&people.tian, "other", "paper.txt", PAPER.as_bytes()).await;
    let page = people.tian.get(&format!("{review}?verdict=duplicate")).await.expect(200);
    assert!(page.contains("Repeats visits-0001 in visits"), "{page}");
    people.tian.post(&format!("{review}/rows/1"), &[("do", "take")]).await.expect_redirect();
    commit(&people.tian, &review).await;
    assert_eq!(current_questions(&server, "other").await, 1);
}

#[actix_web::test]
async fn a_discarded_import_leaves_no_trace_in_the_bank() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    assert_eq!(people.tian.post(&format!("{review}/discard"), &[]).await.expect_redirect(), "/banks");
    assert_eq!(server.count("SELECT count(*) FROM banks").await, 0);
    people.tian.get(&review).await.expect(200);
}

#[actix_web::test]
async fn f52_a_file_in_another_encoding_can_be_read_again_and_pasted_text_works() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let again = [("format", ""), ("encoding", "windows-1252")];
    people.tian.post(&format!("{review}/reread"), &again).await.expect_redirect();
    crate::imports::until_done(&server).await;
    let broken = people.tian.get(&review).await.expect(200);
    assert!(broken.contains("windows-1252") && !broken.contains("了解对方的业务"), "{broken}");
    people
        .tian
        .post(&format!("{review}/reread"), &[("format", ""), ("encoding", "")])
        .await
        .expect_redirect();
    crate::imports::until_done(&server).await;
    assert!(people.tian.get(&review).await.expect(200).contains("了解对方的业务"));

    let pasted = PAPER.replace('\n', "\r\n");
    let fields =
        [("bank", ""), ("code", "pasted"), ("title_zh", "粘贴"), ("title_en", "Pasted"), ("text", &pasted)];
    let review = people.tian.upload("/banks/import", &fields, "", b"").await.expect_redirect();
    assert!(people.tian.get(&review).await.expect(200).contains("2 new"));
}

#[actix_web::test]
async fn a_file_without_questions_says_so() {
    let server = server().await;
    let people = server.people().await;
    let text = "公司年会通知\n\n请各部门于周五下午两点到三楼会议室集合。\n";
    let review = uploaded(&people.tian, "visits", "notice.txt", text.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("No questions were found in this file"), "{page}");
    assert!(!page.contains("name=\"mark\""), "{page}");
}

#[actix_web::test]
async fn a_form_with_mistakes_is_shown_again_with_what_was_typed() {
    let server = server().await;
    let people = server.people().await;
    visits(&people.tian).await;
    let long = "x".repeat(201);
    let fields = [
        ("bank", ""),
        ("code", "Not a code"),
        ("title_zh", "拜访礼仪"),
        ("title_en", long.as_str()),
        ("text", PAPER),
    ];
    let page = people.tian.upload("/banks/import", &fields, "", b"").await.expect(422);
    assert!(page.contains("Not a code") && page.contains("拜访礼仪") && page.contains("了解对方的业务"));
    assert!(page.contains("href=\"#code\"") && page.contains("href=\"#title_en\""), "{page}");
    for (code, field) in [("import", "#code"), ("visits", "#code")] {
        let fields = [("bank", ""), ("code", code), ("title_zh", "一"), ("title_en", "One"), ("text", PAPER)];
        assert!(people.tian.upload("/banks/import", &fields, "", b"").await.expect(422).contains(field));
    }
    let wrong = [("bank", ""), ("code", "a b"), ("title_zh", ""), ("title_en", ""), ("text", "")];
    let page = people.tian.upload("/banks/import", &wrong, "paper.txt", PAPER.as_bytes()).await.expect(422);
    assert!(page.contains("Choose the file paper.txt again"), "{page}");
    let none = [("bank", "visits"), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    assert!(people.tian.upload("/banks/import", &none, "", b"").await.expect(422).contains("#file"));
}

#[actix_web::test]
async fn a_new_bank_without_a_name_is_called_like_its_file() {
    let server = server().await;
    let people = server.people().await;
    let unnamed = [("bank", ""), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    let send = async || {
        let sent = people.tian.upload("/banks/import", &unnamed, "Visits 2026.txt", PAPER.as_bytes()).await;
        sent.expect_redirect()
    };
    let review = send().await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("visits-2026") && page.contains("2 new"), "{page}");
    let mark = super::attempts::world::hidden(&page, "mark");
    people.tian.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
    assert!(people.tian.get("/banks/visits-2026").await.expect(200).contains("Visits 2026"));
    let again = people.tian.get(&send().await).await.expect(200);
    assert!(again.contains("visits-2026-2"), "{again}");
}

#[actix_web::test]
async fn a_reader_that_crashes_is_a_sentence_and_not_an_error_page() {
    let folder = tempfile::tempdir().unwrap();
    let crashing = program(folder.path(), "crash", "kill -SEGV $$");
    let silent = program(folder.path(), "silent", "cat > /dev/null");
    for program in [crashing, silent, folder.path().join("missing")] {
        let server = Server::with_reader(ChildReader::new(program)).await;
        let people = server.people().await;
        let fields = [("bank", ""), ("code", "x"), ("title_zh", "一"), ("title_en", "One"), ("text", PAPER)];
        let page = people.tian.upload("/banks/import", &fields, "", b"").await.expect(422);
        assert!(page.contains("Reading this file stopped before it was done"), "{page}");
        assert_eq!(server.count("SELECT count(*) FROM imports").await, 0);
    }
}

/// A shell script in the place of the reader.
fn program(folder: &Path, name: &str, script: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[actix_web::test]
async fn the_child_reads_a_large_file_within_its_limits() {
    let reader = ChildReader::new(env!("CARGO_BIN_EXE_certamen"));
    let paper: String = (1..=400)
        .map(|n| format!("{n}. 第 {n} 位客户应当先做什么？（ A ）\nA. 了解\nB. 报价 {n}\nC. 催款\nD. 等待\n"))
        .collect();
    let file = reader.read(paper.as_bytes(), &Hints::default()).await.unwrap();
    assert_eq!((file.reading.questions.len(), file.sources.len()), (400, 400));
}

#[actix_web::test]
async fn banks_are_for_trainers_only() {
    let server = server().await;
    let people = server.people().await;
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    commit(&people.tian, &review).await;
    let open = uploaded_into(&people.tian, "visits", PAPER.as_bytes()).await;
    let anonymous = server.anonymous().await;
    for path in [
        "/banks",
        "/banks/import",
        open.as_str(),
        "/banks/visits",
        "/banks/visits/revisions",
        "/banks/visits/questions/visits-0001",
    ] {
        people.tian.get(path).await.expect(200);
        for other in [&people.ada, &people.hui, &people.root] {
            other.get(path).await.expect(403);
        }
        assert!(anonymous.get(path).await.expect_redirect().starts_with("/login"), "{path}");
    }
    for action in ["commit", "discard", "reread", "rows/1"] {
        let path = format!("{open}/{action}");
        people.ada.post(&path, &[]).await.expect(403);
        people.tian.post_raw(&path, &[]).await.expect(403);
    }
    people.ada.upload("/banks/import", &[("text", PAPER)], "", b"").await.expect(403);
    people.tian.upload_raw("/banks/import", &[("text", PAPER)], "p.txt", PAPER.as_bytes()).await.expect(403);
    assert_eq!(server.count("SELECT count(*) FROM imports").await, 2);
}

#[actix_web::test]
async fn an_address_that_leads_nowhere_is_a_404() {
    let server = server().await;
    let people = server.people().await;
    visits(&people.tian).await;
    for path in [
        "/banks/nothing",
        "/banks/visits/questions/nothing",
        "/banks/nothing/questions/visits-0001",
        "/banks/import/rubbish",
        "/banks/import/00000000-0000-7000-8000-000000000000",
    ] {
        people.tian.get(path).await.expect(404);
    }
    let review = uploaded_into(&people.tian, "visits", PAPER.as_bytes()).await;
    people.tian.post(&format!("{review}/rows/99"), &[("do", "take")]).await.expect(404);
    people.tian.post(&format!("{review}/rows/x"), &[("do", "take")]).await.expect(404);
    people.tian.post("/banks/import/rubbish/commit", &[("mark", "x")]).await.expect(404);
    people.tian.post(&format!("{review}/rows/1"), &[("do", "dance")]).await.expect(400);
}

#[actix_web::test]
async fn every_page_speaks_both_languages_and_filters_find_what_they_say() {
    let server = server().await;
    let people = server.people().await;
    load_shipped(&mut *server.conn().await).await.unwrap();
    people.tian.post("/language", &[("lang", "zh-CN"), ("back", "/")]).await.expect_redirect();
    let review = uploaded(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    for path in [
        "/banks",
        "/banks/import",
        review.as_str(),
        "/banks/fab",
        "/banks/fab/revisions",
        "/banks/fab/questions/fab-001",
    ] {
        let page = people.tian.get(path).await.expect(200);
        assert!(page.contains("<html lang=\"zh-CN\"") && page.contains("题库"), "{path}");
        assert!(!page.contains(">banks-") && !page.contains(" banks-"), "{path}: {page}");
    }
    let found = people.tian.get("/banks/fab?q=fab-001&kind=single_choice&difficulty=1").await.expect(200);
    assert!(found.contains("questions/fab-001\"") && !found.contains("questions/fab-002\""), "{found}");
    let none = people.tian.get("/banks/fab?q=%25%5F%5Cnirgends").await.expect(200);
    assert!(none.contains("没有符合条件的题目"), "{none}");
    let second = people.tian.get("/banks/fab?page=2").await.expect(200);
    assert!(
        !second.contains("questions/fab-001\"") && second.contains("aria-current=\"page\">2<"),
        "{second}"
    );
}

fn certamen(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_certamen")).args(arguments).env_remove("DATABASE_URL").output().unwrap()
}

fn paper(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn bank_check_prints_one_object_and_says_by_its_exit_code_how_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let good = paper(folder.path(), "good.txt", PAPER.split("3. ").next().unwrap().as_bytes());
    let output = certamen(&["bank", "check", &good, "--json"]);
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{object}");
    assert_eq!(object["format"], "paper-text");
    assert_eq!(object["questions"][0]["answer"], serde_json::json!(["B"]));
    let bad = paper(folder.path(), "bad.txt", PAPER.as_bytes());
    let output = certamen(&["bank", "check", &bad, "--json", "--lang", "zh"]);
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(object["questions"].as_array().unwrap().len(), 4);
    assert!(object["diagnostics"][0]["message"].as_str().unwrap().contains('。'));
    let empty = paper(folder.path(), "empty.txt", "没有题目的一段话。\n".as_bytes());
    let output = certamen(&["bank", "check", &empty, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("E_NO_QUESTIONS"));
    let output = certamen(&["bank", "check", &good]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("2 questions, 2 with a key"), "{output:?}");
    let missing = folder.path().join("missing.txt");
    assert_eq!(certamen(&["bank", "check", missing.to_str().unwrap(), "--json"]).status.code(), Some(2));
    let picture = paper(folder.path(), "picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(certamen(&["bank", "check", &picture, "--json"]).status.code(), Some(2));
}

#[actix_web::test]
async fn bank_import_shows_first_and_writes_only_when_told() {
    let server = server().await;
    let folder = tempfile::tempdir().unwrap();
    let file = paper(folder.path(), "paper.txt", PAPER.as_bytes());
    let import = |arguments: &[&str]| {
        let mut all = vec!["bank", "import", file.as_str(), "--bank", "visits"];
        all.extend_from_slice(arguments);
        let output = Command::new(env!("CARGO_BIN_EXE_certamen"))
            .args(&all)
            .env("DATABASE_URL", &server.database_url)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(import(&[]).0, Some(1));
    let (code, text) = import(&["--create"]);
    assert!(code == Some(0) && text.contains("4 questions = 2 new") && text.contains("--yes"), "{text}");
    assert_eq!(server.count("SELECT count(*) FROM banks WHERE code = 'visits'").await, 0);
    let (code, text) = import(&["--create", "--yes"]);
    assert!(code == Some(0) && text.contains("written to visits: revision 1"), "{text}");
    assert_eq!(current_questions(&server, "visits").await, 2);
    let (code, text) = import(&["--yes"]);
    assert!(code == Some(0) && text.contains("nothing to write"), "{text}");
    let (code, text) = import(&["--yes", "--lang", "zh"]);
    assert!(code == Some(0) && text.contains("没有变化 2") && text.contains("没有要写入的内容"), "{text}");
}
