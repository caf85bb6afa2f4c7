//! Questions with errors as a file to be corrected and sent again; templates; what the command line says.

use std::process::Command;

use super::{commit, into_bank, new_bank, outcomes};
use crate::harness::server;

#[actix_web::test]
async fn questions_with_errors_come_back_in_the_columns_they_had_and_go_in_when_they_are_corrected() {
    let server = server().await;
    let people = server.people().await;
    let table = "题干,选项A,选项B,答案\n先做什么？,了解,报价,A\n\"何时，\n拜访？\",约好的时间,随时,X\n";
    let review = new_bank(&people.tian, "visits", "table.csv", table.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("1 new") && page.contains(&format!("{review}/failed")), "{page}");
    let answer = people.tian.get(&format!("{review}/failed")).await;
    assert_eq!(
        answer.headers.get("content-disposition").unwrap(),
        "attachment; filename=\"certamen-to-correct.csv\""
    );
    let file = answer.expect(200);
    assert!(file.contains("题干,选项A,选项B,答案,Remarks") && !file.contains("先做什么"), "{file}");
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([1, 0, 0, 0, 1], 2));
    // The same file is there after the commit.
    assert_eq!(people.tian.get(&format!("{review}/failed")).await.expect(200), file);
    let corrected = file.replace(",X,", ",A,");
    assert_ne!(corrected, file);
    let review = into_bank(&people.tian, "visits", "certamen-to-correct.csv", corrected.as_bytes()).await;
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([1, 0, 0, 0, 0], 1));
}

#[actix_web::test]
async fn a_workbook_shows_its_cells_and_gives_its_failed_rows_back_as_a_workbook() {
    let server = server().await;
    let people = server.people().await;
    let rows: Vec<Vec<String>> = [
        ["题干", "选项A", "选项B", "答案"],
        ["先做什么？", "了解", "报价", "A"],
        ["何时拜访？", "约好的时间", "随时", "XY"],
    ]
    .map(|row| row.map(str::to_owned).to_vec())
    .to_vec();
    let bytes = question_formats::write_table(&rows).unwrap();
    let review = new_bank(&people.tian, "visits", "table.xlsx", &bytes).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("<span class=\"src__n\">D</span>") && page.contains("XY"), "{page}");
    let answer = people.tian.get(&format!("{review}/failed")).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.headers.get("content-disposition").unwrap().to_str().unwrap().ends_with(".xlsx\""));
}

#[actix_web::test]
async fn lines_with_errors_of_a_paper_come_back_as_they_were() {
    let server = server().await;
    let people = server.people().await;
    let paper = format!("{}3. 客户迟到，您先做什么？（ F ）\nA. 先离开\nB. 等候\n", super::PAPER);
    let review = new_bank(&people.tian, "visits", "paper.txt", paper.as_bytes()).await;
    let file = people.tian.get(&format!("{review}/failed")).await.expect(200);
    assert_eq!(file.trim(), "3. 客户迟到，您先做什么？（ F ）\nA. 先离开\nB. 等候");
    let clean = new_bank(&people.tian, "visits2", "paper.txt", super::PAPER.as_bytes()).await;
    people.tian.get(&format!("{clean}/failed")).await.expect(404);
    people.hui.get(&format!("{review}/failed")).await.expect(403);
}

#[actix_web::test]
async fn the_command_line_lists_the_same_changes_as_the_page() {
    let server = server().await;
    let people = server.people().await;
    super::bank_of(&people.tian, "visits", super::PAPER).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("again.txt");
    let changed = super::PAPER.replace("（ B ）", "（ C ）").replace("D. 随意", "D. 地面");
    std::fs::write(&path, changed).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_certamen"))
        .args(["bank", "import", path.to_str().unwrap(), "--bank", "visits", "--yes"])
        .env("DATABASE_URL", &server.database_url)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("key conflict") && said.contains("[visits/visits-0001]"), "{said}");
    assert!(said.contains("changed") && said.contains("[visits-0002]"), "{said}");
    assert!(
        said.contains("2 questions = 0 new + 1 updated + 0 unchanged + 1 skipped + 0 with errors"),
        "{said}"
    );
}
