//! Large imports are read and written in the background: progress is shown, they can be stopped, and a server that stops
//! in the middle loses nothing.

use std::sync::Mutex;

use certamen::audit::Actor;
use certamen::banks::actions::{self, Commit, Target};
use certamen::banks::model::RevisionSource;
use certamen::db::ImportId;
use diesel_async::SimpleAsyncConnection;

use super::{PAPER, between, commit, current, new_bank, outcomes, until, until_done};
use crate::harness::{Browser, Server, server};

/// A table of so many questions, each with its own words.
fn table(count: usize) -> String {
    let word = |n: usize| {
        let sign = |n: usize| char::from_u32(0x4e00 + u32::try_from(n % 2000).unwrap()).unwrap();
        [sign(n * 7), sign(n * 13 + 5), sign(n * 31 + 11), sign(n * 57 + 3)].iter().collect::<String>()
    };
    let rows = (1..=count).map(|n| {
        let (one, two, three) = (word(n), word(n + 9000), word(n + 5000));
        let why = format!("{one}{two}{three}").repeat(5);
        format!("客户提到{one}时先做什么？,了解{two}的情况,马上报价{three},结束第 {n} 次谈话,A,{why}\n")
    });
    std::iter::once("题干,选项A,选项B,选项C,答案,解析\n".to_owned()).chain(rows).collect()
}

#[actix_web::test]
async fn a_large_file_is_read_and_written_in_the_background_and_the_sum_adds_up() {
    let server = server().await;
    let people = server.people().await;
    let text = table(1100);
    assert!(text.len() > 256 * 1024, "{}", text.len());
    let review = new_bank(&people.tian, "large", "large.csv", text.as_bytes()).await;
    until_done(&server).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(
        page.contains("1100 questions in the file") || page.contains("1,100 questions in the file"),
        "{page}"
    );
    let mark = between(&page, "name=\"mark\" value=\"", "\"").to_owned();
    people.tian.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
    until_done(&server).await;
    let (sums, all) = outcomes(&server).await;
    assert_eq!((sums.iter().sum::<i64>(), all), (1100, 1100));
    assert_eq!(current(&server, "large").await, sums[0]);
    people.tian.get(&review).await.expect(200);
    // Writing it once more changes nothing.
    people.tian.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect(409);
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 1);
}

#[actix_web::test]
async fn writing_something_else_than_the_person_saw_is_told_and_writes_nothing() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "large", "large.csv", table(1100).as_bytes()).await;
    until_done(&server).await;
    people.tian.post(&format!("{review}/commit"), &[("mark", "stale")]).await.expect_redirect();
    until_done(&server).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("so nothing was written"), "{page}");
    assert_eq!(server.count("SELECT count(*) FROM banks").await, 0);
    people.tian.post(&format!("{review}/stop"), &[]).await.expect_redirect();
    assert!(people.tian.get(&review).await.expect(200).contains("name=\"mark\""));
}

/// An import whose server stopped before its file was read.
async fn left_alone(server: &Server) -> String {
    let target =
        Target::NewBank { code: "visits".into(), title_zh: "拜访".into(), title_en: "Visits".into() };
    let mut conn = server.conn().await;
    let kept = actions::keep_file(&mut conn, &Actor::server(), &target, "p.txt", PAPER.as_bytes()).await;
    format!("/banks/import/{}", kept.unwrap().0)
}

#[actix_web::test]
async fn another_server_goes_on_with_what_a_stopped_one_was_reading() {
    let server = server().await;
    let people = server.people().await;
    let review = left_alone(&server).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("http-equiv=\"refresh\"") && page.contains("Reading the file"), "{page}");
    server.move_clock("1 minute").await;
    people.tian.get(&review).await.expect(200);
    until_done(&server).await;
    assert!(people.tian.get(&review).await.expect(200).contains("2 new"));
}

#[actix_web::test]
async fn work_that_was_stopped_leaves_a_discarded_import_and_no_bank() {
    let server = server().await;
    let people = server.people().await;
    let review = left_alone(&server).await;
    people.tian.post(&format!("{review}/stop"), &[]).await.expect_redirect();
    assert!(people.tian.get(&review).await.expect(200).contains("Stopping"));
    server.move_clock("1 minute").await;
    people.tian.get(&review).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(!page.contains("name=\"mark\"") && !page.contains("refresh"), "{page}");
    assert_eq!(server.count("SELECT count(*) FROM imports WHERE state = 'discarded'").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM import_rows").await, 0);
    people.tian.post("/banks/import/rubbish/stop", &[]).await.expect(404);
    people.ada.post(&format!("{review}/stop"), &[]).await.expect(403);
}

/// The id of the import with this review.
fn id_of(review: &str) -> ImportId {
    review.rsplit('/').next().unwrap().parse().unwrap()
}

/// Presses the button that writes what the review shows, and comes back when the answer is there.
async fn press_commit(browser: &Browser, review: &str) {
    let page = browser.get(review).await.expect(200);
    let mark = between(&page, "name=\"mark\" value=\"", "\"");
    browser.post(&format!("{review}/commit"), &[("mark", mark)]).await.expect_redirect();
}

/// Statements that wait for a table which somebody else holds.
fn waiting_for(table: &str) -> String {
    format!(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
}

#[actix_web::test]
async fn writing_says_how_many_questions_of_how_many_are_written() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "large", "large.csv", table(1100).as_bytes()).await;
    until_done(&server).await;
    let told = Mutex::new(Vec::new());
    let far = |done: usize, total: usize| told.lock().unwrap().push((done, total));
    let mut conn = server.conn().await;
    let source = RevisionSource::Import;
    let done = actions::commit_telling(&mut conn, &Actor::server(), id_of(&review), source, None, &far).await;
    assert!(matches!(done, Ok(Commit::Done { revision: Some(1), .. })), "{done:?}");
    let told = told.into_inner().unwrap();
    let written = usize::try_from(current(&server, "large").await).unwrap();
    assert_eq!((told.first(), told.last()), (Some(&(0, written)), Some(&(written, written))));
    assert!(told.len() > 2 && told.is_sorted(), "{told:?}");

    let other = new_bank(&people.tian, "visits", "p.txt", PAPER.as_bytes()).await;
    let sql = "INSERT INTO import_work (import_id, worker, step, done, total, seen_mark)
               SELECT id, gen_random_uuid(), 'writing', 300, 900, 'm' FROM imports WHERE state = 'draft'";
    server.sql(sql).await;
    let page = people.tian.get(&other).await.expect(200);
    assert!(page.contains("Writing into the bank: 300 of 900 questions"), "{page}");
    assert!(page.contains("Stopping writes nothing at all"), "{page}");
}

#[actix_web::test]
async fn f53_writing_that_is_stopped_in_the_middle_writes_nothing_and_can_be_done_again() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "large", "large.csv", table(1100).as_bytes()).await;
    until_done(&server).await;
    // The questions are written when their places in the bank are: there the transaction waits.
    let mut other = server.conn().await;
    other.batch_execute("BEGIN; LOCK TABLE bank_questions IN EXCLUSIVE MODE").await.unwrap();
    press_commit(&people.tian, &review).await;
    until(&server, &waiting_for("bank_questions"), 1).await;
    until(&server, "SELECT count(*) FROM import_work WHERE done = total AND total > 500", 1).await;
    assert!(people.tian.get(&review).await.expect(200).contains("Writing into the bank: "));
    people.tian.post(&format!("{review}/stop"), &[]).await.expect_redirect();
    until(&server, "SELECT count(*) FROM import_work", 0).await;
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM imports WHERE state = 'draft'").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM banks").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM import_rows").await, 1100, "the review lost nothing");
    press_commit(&people.tian, &review).await;
    until_done(&server).await;
    assert_eq!(outcomes(&server).await.1, 1100);
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 1);
    assert!(current(&server, "large").await > 500);
}

#[actix_web::test]
async fn reading_that_is_stopped_in_the_middle_leaves_nothing_and_the_file_can_be_sent_again() {
    let server = server().await;
    let people = server.people().await;
    let text = table(1100);
    let mut other = server.conn().await;
    other.batch_execute("BEGIN; LOCK TABLE import_rows IN EXCLUSIVE MODE").await.unwrap();
    let review = new_bank(&people.tian, "large", "large.csv", text.as_bytes()).await;
    until(&server, &waiting_for("import_rows"), 1).await;
    until(&server, "SELECT count(*) FROM import_work WHERE total = 1100", 1).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("Comparing and keeping: 0 of ") && page.contains("gives this import up"), "{page}");
    people.tian.post(&format!("{review}/stop"), &[]).await.expect_redirect();
    // Before the rows can be written: work that is done before anybody looks whether it shall stop is done.
    until(&server, "SELECT count(*) FROM import_work", 0).await;
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM imports WHERE state = 'discarded'").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM import_rows").await, 0);
    let review = new_bank(&people.tian, "large", "large.csv", text.as_bytes()).await;
    until_done(&server).await;
    assert!(people.tian.get(&review).await.expect(200).contains("name=\"mark\""));
}

#[actix_web::test]
async fn reading_once_more_that_is_stopped_in_the_middle_leaves_the_review_as_it_was() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "t.csv", TABLE.as_bytes()).await;
    people.tian.post(&format!("{review}/rows/2"), &[("do", "leave")]).await.expect_redirect();
    let mut other = server.conn().await;
    other.batch_execute("BEGIN; LOCK TABLE import_rows IN EXCLUSIVE MODE").await.unwrap();
    let columns = [("column-A", "stem"), ("column-B", "option"), ("column-D", "option"), ("first_row", "2")];
    people.tian.post(&format!("{review}/columns"), &columns).await.expect_redirect();
    until(&server, &waiting_for("import_rows"), 1).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("leaves the review as it was before"), "{page}");
    people.tian.post(&format!("{review}/stop"), &[]).await.expect_redirect();
    until(&server, "SELECT count(*) FROM import_work", 0).await;
    other.batch_execute("ROLLBACK").await.unwrap();
    let left = "SELECT count(*) FROM import_rows WHERE decision = 'leave' AND position = 2";
    assert_eq!(server.count(left).await, 1, "what was decided is still decided");
    assert_eq!(server.count("SELECT count(*) FROM column_mappings").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM imports WHERE column_uses -> 'columns' = '{}'").await, 1);
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([1, 0, 0, 1, 0], 2));
}

/// Two questions in a table.
const TABLE: &str =
    "题干,选项A,选项B,选项C,答案\n先做什么？,了解,报价,催款,A\n何时拜访？,约好的时间,随时,下班后,A\n";

#[actix_web::test]
async fn another_server_goes_on_with_what_a_stopped_one_was_reading_once_more() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "t.csv", TABLE.as_bytes()).await;
    // A server that stopped just when the columns had been named.
    let sql = r#"INSERT INTO import_work (import_id, worker, step, reread)
        SELECT id, gen_random_uuid(), 'reading', '{"hints": {"format": "csv", "encoding": null, "file_name": "t.csv",
            "columns": {"A": "stem", "B": "option", "D": "option", "E": "answer"}, "first_row": 2},
            "is_named": true, "remember_above": 2}' FROM imports"#;
    server.sql(sql).await;
    assert!(people.tian.get(&review).await.expect(200).contains("http-equiv=\"refresh\""));
    server.move_clock("1 minute").await;
    people.tian.get(&review).await.expect(200);
    until_done(&server).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("read as somebody said") && !page.contains("报价</span>"), "{page}");
    assert_eq!(server.count("SELECT count(*) FROM column_mappings").await, 1);
}
