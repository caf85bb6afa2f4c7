//! What each question of a file is to the banks, and deciding about many at once.

use super::{PAPER, bank_of, between, commit, current, into_bank, new_bank, outcomes};
use crate::harness::server;

#[actix_web::test]
async fn the_same_question_with_another_key_is_never_written_unless_a_person_takes_it() {
    let server = server().await;
    let people = server.people().await;
    bank_of(&people.tian, "visits", PAPER).await;
    let other_key = PAPER.replace("（ B ）", "（ C ）");
    let review = into_bank(&people.tian, "visits", "again.txt", other_key.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("0 changed + 1 the same + 0 repeated + 1 with another key"), "{page}");
    assert!(page.contains("Same question and options as visits-0001 in visits, another key"), "{page}");
    assert!(page.contains("<del>B</del><ins>C</ins>") && page.contains("Use the key of the file"), "{page}");
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([0, 0, 1, 1, 0], 2));
    assert_eq!(server.count("SELECT count(*) FROM question_versions").await, 2);

    let review = into_bank(&people.tian, "visits", "again.txt", other_key.as_bytes()).await;
    people.tian.post(&format!("{review}/rows/1"), &[("do", "take")]).await.expect_redirect();
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([0, 1, 1, 0, 0], 2));
    assert_eq!(
        server.count("SELECT count(*) FROM question_versions WHERE answer = '[\"C\"]' AND number = 2").await,
        1
    );
}

#[actix_web::test]
async fn keys_that_disagree_within_a_file_or_across_banks_are_told_apart_from_repetitions() {
    let server = server().await;
    let people = server.people().await;
    bank_of(&people.tian, "visits", PAPER).await;
    let twice = format!(
        "{}{}",
        PAPER.replace("（ A ）", "（ D ）"),
        PAPER.replace("1. 第", "3. 第").replace("2. 名", "4. 名")
    );
    let review = new_bank(&people.tian, "other", "twice.txt", twice.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    // Question 1 stands in another bank just so, 3 repeats 1; 2 and 4 contradict each other.
    assert!(page.contains("0 new + 0 changed + 0 the same + 2 repeated + 2 with another key"), "{page}");
    let conflicts = people.tian.get(&format!("{review}?verdict=key_conflict")).await.expect(200);
    assert!(
        conflicts.contains("id=\"q2\"")
            && conflicts.contains("id=\"q4\"")
            && !conflicts.contains("id=\"q1\"")
    );
    let problems = people.tian.get(&format!("{review}?verdict=problems")).await.expect(200);
    assert!(problems.contains("id=\"q1\"") && problems.contains("id=\"q4\""), "{problems}");
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([0, 0, 0, 4, 0], 4));
    assert_eq!(current(&server, "other").await, 0);
}

#[actix_web::test]
async fn a_question_that_says_nearly_the_same_is_shown_beside_the_other_and_still_taken() {
    let server = server().await;
    let people = server.people().await;
    bank_of(&people.tian, "visits", PAPER).await;
    let near = PAPER.replace("最应当先做的是", "最应该先做的一件事是");
    let review = new_bank(&people.tian, "other", "near.txt", near.as_bytes()).await;
    let page = people.tian.get(&format!("{review}?verdict=similar")).await.expect(200);
    assert!(page.contains("% like a question in visits:"), "{page}");
    assert!(page.contains("href=\"/banks/visits/questions/visits-0001\""), "{page}");
    assert!(page.contains("<ins>") && !page.contains("id=\"q2\""), "{page}");
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([1, 0, 0, 1, 0], 2));
}

#[actix_web::test]
async fn all_that_a_filter_shows_or_that_is_ticked_is_decided_at_once() {
    let server = server().await;
    let people = server.people().await;
    let review = new_bank(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    let decide = format!("{review}/decide");
    people.tian.post(&decide, &[("do", "leave-shown"), ("verdict", "new")]).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("Nothing new to write") || page.contains("2 left out"), "{page}");
    let back =
        people.tian.post(&decide, &[("do", "take"), ("row", "2"), ("verdict", "new"), ("page", "1")]).await;
    assert_eq!(back.expect_redirect(), format!("{review}?verdict=new&page=1"));
    people.tian.post(&decide, &[("do", "take")]).await.expect_redirect();
    people.tian.post(&decide, &[("do", "dance")]).await.expect(400);
    people.tian.post(&decide, &[("do", "take"), ("row", "x")]).await.expect(400);
    commit(&people.tian, &review).await;
    assert_eq!(outcomes(&server).await, ([1, 0, 0, 1, 0], 2));
    people.tian.post(&decide, &[("do", "take-shown")]).await.expect(409);
}

#[actix_web::test]
async fn every_filter_shows_what_its_count_says() {
    let server = server().await;
    let people = server.people().await;
    let paper = format!("{PAPER}3. 报价单发出之后，首先要确认的是（  ）。\nA. 已经收到\nB. 已经付款\n");
    let review = new_bank(&people.tian, "visits", "paper.txt", paper.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    for filter in ["problems", "error", "new"] {
        let chip = between(&page, &format!("verdict&#x3D;{filter}&amp;page&#x3D;1"), "</a>");
        let count: usize = between(chip, "class=\"num\">", "<").parse().unwrap();
        let shown = people.tian.get(&format!("{review}?verdict={filter}")).await.expect(200);
        assert_eq!(shown.matches("<article class=\"verdict").count(), count, "{filter}");
    }
}

#[actix_web::test]
async fn f53_a_restart_between_upload_and_commit_loses_nothing() {
    let first = server().await;
    let people = first.people().await;
    let review = new_bank(&people.tian, "visits", "paper.txt", PAPER.as_bytes()).await;
    people.tian.post(&format!("{review}/rows/2"), &[("do", "leave")]).await.expect_redirect();
    // Another process on the same database: nothing of the first one is left.
    let second = std::sync::Arc::new(crate::harness::Server::on(first.database_url.clone()).await);
    let again = crate::harness::Browser::new(&second).await;
    again.set_cookie("sid", &people.tian.cookie("sid").unwrap());
    let page = commit(&again, &review).await;
    assert!(page.contains("1 added + 0 changed + 0 unchanged + 1 left out"), "{page}");
    assert_eq!(current(&second, "visits").await, 1);
}
