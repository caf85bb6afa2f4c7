//! Tables whose headings are not understood: a person names the columns once.

use super::{commit, current, new_bank, outcomes, until_done};
use crate::harness::server;

/// Headings in a language that the reader does not know.
const TABLE: &str = "Nr;Frage;Wahl eins;Wahl zwei;Loesung\n\
    x1;Was tun Sie vor dem ersten Besuch?;Den Kunden kennenlernen;Den Preis nennen;A\n\
    x2;Wohin zeigt die Schrift der Karte?;Zu mir;Zum Kunden;B\n";

#[actix_web::test]
async fn columns_that_a_person_named_are_read_so_now_and_the_next_time() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "fragen.csv", TABLE.as_bytes()).await;
    people
        .tian
        .post(&format!("{review}/reread"), &[("format", "csv"), ("encoding", "")])
        .await
        .expect_redirect();
    until_done(&server).await;
    let columns = format!("{review}/columns");
    assert!(people.tian.get(&review).await.expect(200).contains(&columns));
    let page = people.tian.get(&columns).await.expect(200);
    assert!(page.contains("Loesung") && page.contains("id=\"column-E\""), "{page}");
    let uses = [
        ("column-A", "ignore"),
        ("column-B", "stem"),
        ("column-C", "option"),
        ("column-D", "option"),
        ("column-E", "answer"),
        ("first_row", "2"),
    ];
    people.tian.post(&columns, &uses).await.expect_redirect();
    until_done(&server).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("2 new") && page.contains("Wohin zeigt die Schrift"), "{page}");
    assert!(!page.contains("Wahl eins</span>"), "the headings are no question: {page}");
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([2, 0, 0, 0, 0], 2));
    assert_eq!(server.count("SELECT count(*) FROM question_versions WHERE answer = '[\"B\"]'").await, 1);

    let more = "NR;frage;Wahl eins;Wahl zwei;Loesung\nx3;Wann rufen Sie an?;Wie verabredet;Nie;A\n";
    let review = new_bank(&people.tian, "visits2", "mehr.csv", more.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    if !page.contains("read as somebody said") {
        // Too little to be taken for a table by itself: named as one it is.
        people
            .tian
            .post(&format!("{review}/reread"), &[("format", "csv"), ("encoding", "")])
            .await
            .expect_redirect();
        until_done(&server).await;
    }
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("read as somebody said") && page.contains("1 new"), "{page}");
    // Going by the headings again forgets it.
    people.tian.post(&format!("{review}/columns"), &[("do", "headings")]).await.expect_redirect();
    until_done(&server).await;
    assert_eq!(server.count("SELECT count(*) FROM column_mappings").await, 0);
    assert_eq!(current(&server, "visits").await, 2);
}

#[actix_web::test]
async fn a_choice_without_one_stem_is_shown_again() {
    let server = server().await;
    let people = server.people().await;
    let table = "题干,选项A,选项B,答案\n先做什么？,了解,报价,A\n";
    let review = new_bank(&people.tian, "visits", "table.csv", table.as_bytes()).await;
    let columns = format!("{review}/columns");
    let page = people.tian.get(&columns).await.expect(200);
    assert!(page.contains("<option value=\"stem\" selected>"), "the headings are the first choice: {page}");
    let none = [("column-A", "ignore"), ("first_row", "2")];
    assert!(
        people.tian.post(&columns, &none).await.expect(422).contains("Choose one column for the question")
    );
    let two = [("column-A", "stem"), ("column-B", "stem"), ("first_row", "2")];
    people.tian.post(&columns, &two).await.expect(422);
    let no_row = [("column-A", "stem"), ("first_row", "77")];
    people.tian.post(&columns, &no_row).await.expect(422);
    people.tian.post(&columns, &[("role", "admin")]).await.expect(400);
    let paper = new_bank(&people.tian, "visits2", "paper.txt", super::PAPER.as_bytes()).await;
    people.tian.get(&format!("{paper}/columns")).await.expect(404);
}
