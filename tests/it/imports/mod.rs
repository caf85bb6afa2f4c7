//! An import as a change set that a person reviews: verdicts, rows changed in place, undoing, columns, files.

mod columns;
mod files;
mod formats;
mod large;
mod rows;
mod undoing;
mod verdicts;

use std::time::{Duration, Instant};

use crate::harness::{Browser, Server};

/// Two questions as people write them.
pub const PAPER: &str = "1. 第一次拜访新客户之前，最应当先做的是（ B ）。\nA. 准备折扣\nB. 了解对方的业务\nC. 打印合同\nD. 预订餐厅\n\
2. 名片递给客户时，文字应当朝向（ A ）。\nA. 客户\nB. 自己\nC. 桌面\nD. 随意\n";

/// The review of a file that is to make a bank of this code.
pub async fn new_bank(browser: &Browser, code: &str, name: &str, bytes: &[u8]) -> String {
    let fields = [("bank", ""), ("code", code), ("title_zh", "拜访"), ("title_en", "Visits"), ("text", "")];
    browser.upload("/banks/import", &fields, name, bytes).await.expect_redirect()
}

/// The review of a file that goes into a bank there is.
pub async fn into_bank(browser: &Browser, bank: &str, name: &str, bytes: &[u8]) -> String {
    let fields = [("bank", bank), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    browser.upload("/banks/import", &fields, name, bytes).await.expect_redirect()
}

/// Waits until nothing is done in the background any more.
pub async fn until_done(server: &Server) {
    until(server, "SELECT count(*) FROM import_work WHERE problem IS NULL", 0).await;
}

/// Waits until the database says this number.
pub async fn until(server: &Server, sql: &str, wanted: i64) {
    let begun = Instant::now();
    loop {
        let said = server.count(sql).await;
        if said == wanted {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{said} and not {wanted}: {sql}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What stands in the page between two texts.
pub fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {page}")).1;
    rest.split_once(after).unwrap().0
}

/// Commits what the review shows now, and gives the page of the import then.
pub async fn commit(browser: &Browser, review: &str) -> String {
    let page = browser.get(review).await.expect(200);
    let mark = between(&page, "name=\"mark\" value=\"", "\"");
    browser.post(&format!("{review}/commit"), &[("mark", mark)]).await.expect_redirect();
    browser.get(review).await.expect(200)
}

/// A bank of this code with what the text says.
pub async fn bank_of(browser: &Browser, code: &str, text: &str) -> String {
    let review = new_bank(browser, code, "paper.txt", text.as_bytes()).await;
    commit(browser, &review).await;
    review
}

/// Questions in the current revision of a bank.
pub async fn current(server: &Server, bank: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM bank_questions m JOIN banks b ON b.id = m.bank_id
         WHERE b.code = '{bank}' AND m.to_revision IS NULL"
    );
    server.count(&sql).await
}

/// The five sums of a committed import as they are stored: created, updated, unchanged, skipped, failed; and all rows.
pub async fn outcomes(server: &Server) -> ([i64; 5], i64) {
    let mut sums = [0; 5];
    for (sum, word) in sums.iter_mut().zip(["created", "updated", "unchanged", "skipped", "failed"]) {
        *sum = server
            .count(&format!(
                "SELECT count(*) FROM import_rows r JOIN imports i ON i.id = r.import_id
                 WHERE i.id = (SELECT id FROM imports ORDER BY closed_at DESC NULLS LAST LIMIT 1)
                 AND r.outcome = '{word}'"
            ))
            .await;
    }
    let all = server
        .count(
            "SELECT count(*) FROM import_rows WHERE import_id =
             (SELECT id FROM imports ORDER BY closed_at DESC NULLS LAST LIMIT 1)",
        )
        .await;
    (sums, all)
}
