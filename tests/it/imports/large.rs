//! Large imports are read and written in the background: progress is shown, they can be stopped, and a server that stops
//! in the middle loses nothing.

use std::time::{Duration, Instant};

use certamen::audit::Actor;
use certamen::banks::actions::{self, Target};

use super::{PAPER, between, current, new_bank, outcomes};
use crate::harness::{Server, server};

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

/// Waits until nothing is done in the background any more.
async fn until_done(server: &Server) {
    let begun = Instant::now();
    while server.count("SELECT count(*) FROM import_work WHERE problem IS NULL").await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "the work does not end");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
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
