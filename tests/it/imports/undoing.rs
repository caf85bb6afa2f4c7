//! Taking an import back out of its bank.

use certamen::audit::Actor;
use certamen::exams::actions::{self, Publishing};
use certamen::exams::model::{Definition, SectionDefinition};

use super::{PAPER, bank_of, commit, current, into_bank};
use crate::harness::server;

#[actix_web::test]
async fn an_import_that_nothing_used_is_taken_back_and_nothing_is_deleted() {
    let server = server().await;
    let people = server.people().await;
    bank_of(&people.tian, "visits", PAPER).await;
    let edited = format!(
        "{}3. 报价单发出之后，先做什么？（ A ）\nA. 确认收到\nB. 催款\n",
        PAPER.replace("C. 打印合同", "C. 打印样本")
    );
    let review = into_bank(&people.tian, "visits", "more.txt", edited.as_bytes()).await;
    let page = commit(&people.tian, &review).await;
    assert!(page.contains("1 added + 1 changed + 1 unchanged"), "{page}");
    assert!(page.contains("Undo this import"), "{page}");
    people.tian.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("This import was undone in revision 3") && !page.contains("/undo\""), "{page}");
    assert_eq!(current(&server, "visits").await, 2);
    let old = "SELECT count(*) FROM bank_questions m JOIN question_versions v ON v.id = m.version_id
               WHERE m.to_revision IS NULL AND v.number = 1";
    assert_eq!(server.count(old).await, 2);
    assert_eq!(server.count("SELECT count(*) FROM question_versions").await, 4);
    assert_eq!(server.count("SELECT count(*) FROM audit_events WHERE action = 'import.undone'").await, 1);
    let revisions = people.tian.get("/banks/visits/revisions").await.expect(200);
    assert!(revisions.contains("Takes back revision 2") && revisions.contains(&review), "{revisions}");
    // Once more changes nothing, and the same file can come in again.
    people.tian.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 3);
    let review = into_bank(&people.tian, "visits", "more.txt", edited.as_bytes()).await;
    let page = commit(&people.tian, &review).await;
    assert!(page.contains("1 added + 1 changed + 1 unchanged"), "{page}");
    assert_eq!(current(&server, "visits").await, 3);
}

/// A bank in two languages, as exams want it.
const BOTH: &str = "format = 1\ncode = \"visits\"\ntitle = { zh-CN = \"拜访\", en = \"Visits\" }\nlanguages = [\"zh-CN\", \"en\"]\n
[[question]]\ncode = \"visits-1\"\ntype = \"single_choice\"\nanswer = [\"B\"]\n\
[question.zh-CN]\nstem = \"拜访之前先做什么？\"\noptions = [\"报价\", \"了解客户\"]\n\
[question.en]\nstem = \"What comes before a visit?\"\noptions = [\"An offer\", \"Knowing the customer\"]\n";

#[actix_web::test]
async fn an_import_whose_questions_an_exam_draws_stays_and_says_which_exam() {
    let server = server().await;
    let people = server.people().await;
    let review = bank_of(&people.tian, "visits", BOTH).await;
    let section = SectionDefinition {
        title_zh: "一、拜访".to_owned(),
        title_en: "Visits".to_owned(),
        count: 1,
        ..SectionDefinition::new("visits")
    };
    let definition = Definition { sections: vec![section], ..Definition::new("拜访", "Visits") };
    let mut conn = server.conn().await;
    let exam = actions::create(&mut conn, &Actor::server(), "first-visit", definition).await.unwrap();
    let published = actions::publish(&mut conn, &Actor::server(), exam).await.unwrap();
    assert!(matches!(published, Publishing::Published(_)), "{published:?}");
    drop(conn);
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("published exams draw some of its questions: first-visit"), "{page}");
    people.tian.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(current(&server, "visits").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 1);
}

#[actix_web::test]
async fn an_import_whose_questions_were_changed_since_stays_and_says_which() {
    let server = server().await;
    let people = server.people().await;
    let first = bank_of(&people.tian, "visits", PAPER).await;
    let edited = PAPER.replace("C. 打印合同", "C. 打印样本");
    let second = into_bank(&people.tian, "visits", "again.txt", edited.as_bytes()).await;
    commit(&people.tian, &second).await;
    let page = people.tian.get(&first).await.expect(200);
    assert!(page.contains("these questions were changed since: visits-0001"), "{page}");
    people.tian.post(&format!("{first}/undo"), &[]).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 2);
    // The later one can go.
    people.tian.post(&format!("{second}/undo"), &[]).await.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 3);
}

#[actix_web::test]
async fn two_who_undo_at_once_undo_once() {
    let server = server().await;
    let people = server.people().await;
    let review = bank_of(&people.tian, "visits", PAPER).await;
    let address = format!("{review}/undo");
    let (one, two) = futures_util::join!(people.tian.post(&address, &[]), people.tian.post(&address, &[]));
    one.expect_redirect();
    two.expect_redirect();
    assert_eq!(server.count("SELECT count(*) FROM bank_revisions").await, 2);
    assert_eq!(current(&server, "visits").await, 0);
}
