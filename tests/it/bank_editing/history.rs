//! Revisions: what each changed, comparing two, bringing one back; what was taken out and where it is used.

use super::{base_of, save, single, with, world, write};
use crate::attempts::world::hidden;

#[actix_web::test]
async fn each_revision_says_who_changed_what_and_two_can_be_compared() {
    let world = world().await;
    let tian = &world.people.tian;
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    write(tian, &single("另一道题？")).await;
    let base = base_of(&world.mei, &code).await;
    save(&world.mei, &code, &base, &with(&single("首次拜访之前先做什么？"), "difficulty", "4"))
        .await
        .expect_redirect();
    let list = tian.get("/banks/visits/revisions").await.expect(200);
    assert!(
        list.contains("梅老师") && list.contains("田老师") && list.contains("By hand: visits-0001"),
        "{list}"
    );
    let third = tian.get("/banks/visits/revisions/3").await.expect(200);
    assert!(third.contains("0 new, 1 changed, 0 taken out") && third.contains("<ins>之</ins>"), "{third}");
    assert!(third.contains("Difficulty <del>2</del><ins>4</ins>"), "{third}");
    let first = tian.get("/banks/visits/revisions/1").await.expect(200);
    assert!(first.contains("1 new, 0 changed, 0 taken out") && first.contains("An appointment"), "{first}");
    let to = tian.get("/banks/visits/revisions/compare?from=1&to=3").await.expect_redirect();
    assert_eq!(to, "/banks/visits/revisions/3?from=1");
    let both = tian.get(&to).await.expect(200);
    assert!(
        both.contains("1 new, 1 changed, 0 taken out") && both.contains("compared with revision 1"),
        "{both}"
    );
    let back = tian.get("/banks/visits/revisions/1?from=3").await.expect(200);
    assert!(back.contains("0 new, 1 changed, 1 taken out"), "{back}");
    for wrong in ["9", "0", "x", "3?from=9", "3?from=-1", "compare?from=1", "compare?from=a&to=b"] {
        tian.get(&format!("/banks/visits/revisions/{wrong}")).await.expect(if wrong == "3?from=x" {
            200
        } else {
            404
        });
    }
}

#[actix_web::test]
async fn an_old_revision_comes_back_as_a_new_one_and_nothing_is_deleted() {
    let world = world().await;
    let tian = &world.people.tian;
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let base = base_of(tian, &code).await;
    save(tian, &code, &base, &single("换了的题干？")).await.expect_redirect();
    let later = write(tian, &single("另一道题？")).await;
    let versions = world.server.count("SELECT count(*) FROM question_versions").await;
    let ask = tian.get("/banks/visits/revisions/1/restore").await.expect(200);
    assert!(ask.contains("0 questions come back, 1 gets an earlier version, 1 is taken out"), "{ask}");
    let seen = hidden(&ask, "seen");
    tian.post("/banks/visits/revisions/1/restore", &[("seen", "2")]).await.expect_redirect();
    assert_eq!(world.revisions().await, 3, "who saw an older state is asked again");
    tian.post("/banks/visits/revisions/1/restore", &[("seen", &seen)]).await.expect_redirect();
    assert_eq!((world.revisions().await, world.current("visits").await), (4, 1));
    assert_eq!(world.server.count("SELECT count(*) FROM question_versions").await, versions);
    let same = tian.get("/banks/visits/revisions/4?from=1").await.expect(200);
    assert!(same.contains("0 new, 0 changed, 0 taken out"), "{same}");
    assert!(tian.get("/banks/visits/revisions").await.expect(200).contains("Revision 1 again"));
    let gone = tian.get(&format!("/banks/visits/questions/{later}")).await.expect(200);
    assert!(gone.contains("The bank no longer holds this question"), "{gone}");
    // Restoring what is there already writes nothing.
    tian.post("/banks/visits/revisions/1/restore", &[("seen", "4")]).await.expect_redirect();
    assert_eq!(world.revisions().await, 4);
    tian.get("/banks/visits/revisions/9/restore").await.expect(404);
    tian.post("/banks/visits/revisions/9/restore", &[("seen", "4")]).await.expect(404);
    tian.post("/banks/visits/revisions/1/restore", &[("seen", "x")]).await.expect(400);
}

#[actix_web::test]
async fn one_questions_earlier_version_comes_back_unless_somebody_saved_meanwhile() {
    let world = world().await;
    let tian = &world.people.tian;
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let first = base_of(tian, &code).await;
    save(tian, &code, &first, &single("换了的题干？")).await.expect_redirect();
    let second = base_of(tian, &code).await;
    let href = format!("/banks/visits/questions/{code}/restore");
    tian.post(&href, &[("number", "1"), ("base", &first)]).await.expect_redirect();
    assert_eq!(world.revisions().await, 2, "the page was older than the bank");
    tian.post(&href, &[("number", "1"), ("base", &second)]).await.expect_redirect();
    assert_eq!(base_of(tian, &code).await, first);
    assert_eq!(world.audited("question.restored").await, 1);
    tian.post(&href, &[("number", "1"), ("base", &first)]).await.expect_redirect();
    assert_eq!(world.revisions().await, 3, "it counts already");
    // The next edit counts on from the highest number there was.
    save(tian, &code, &first, &single("第三个题干？")).await.expect_redirect();
    assert_eq!(world.server.count("SELECT max(number) FROM question_versions").await, 3);
    for (number, base) in [("7", first.as_str()), ("x", ""), ("1", "nothing")] {
        tian.post(&href, &[("number", number), ("base", base)]).await.expect(404);
    }
}

#[actix_web::test]
async fn a_question_taken_out_is_listed_apart_and_comes_back() {
    let world = world().await;
    let tian = &world.people.tian;
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let empty = tian.get("/banks/visits/retired").await.expect(200);
    assert!(empty.contains("Nothing was taken out"), "{empty}");
    let ask = tian.get(&format!("/banks/visits/questions/{code}/retire")).await.expect(200);
    assert!(ask.contains("Take visits-0001 out of the bank"), "{ask}");
    tian.post(&format!("/banks/visits/questions/{code}/retire"), &[]).await.expect_redirect();
    assert_eq!(world.current("visits").await, 0);
    assert_eq!(world.audited("bank.questions_retired").await, 1);
    let list = tian.get("/banks/visits/retired").await.expect(200);
    assert!(list.contains("visits-0001") && list.contains("Bring it back"), "{list}");
    tian.get(&format!("/banks/visits/questions/{code}/edit")).await.expect(404);
    tian.get(&format!("/banks/visits/questions/{code}/retire")).await.expect(404);
    tian.post(&format!("/banks/visits/questions/{code}/retire"), &[]).await.expect_redirect();
    assert_eq!(world.revisions().await, 2, "it is out already");
    tian.post(&format!("/banks/visits/questions/{code}/restore"), &[("number", "1"), ("base", "")])
        .await
        .expect_redirect();
    assert_eq!(world.current("visits").await, 1);
    assert!(tian.get("/banks/visits/retired").await.expect(200).contains("Nothing was taken out"));
}

#[actix_web::test]
async fn a_published_exam_keeps_its_questions_whatever_becomes_of_the_bank_and_is_named_there() {
    let world = world().await;
    let tian = &world.people.tian;
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let exam = {
        let mut section = crate::exams::world::section(1, (1, 5));
        section.bank_code = "visits".into();
        crate::exams::world::published(&world.server, vec![section]).await
    };
    let question = tian.get(&format!("/banks/visits/questions/{code}")).await.expect(200);
    assert!(question.contains("href=\"/exams/product\""), "{question}");
    let ask = tian.get(&format!("/banks/visits/questions/{code}/retire")).await.expect(200);
    assert!(ask.contains("href=\"/exams/product\""), "{ask}");
    let pool = "SELECT count(*) FROM exam_sections s JOIN question_versions v ON v.id = ANY (s.pool) WHERE v.number = 1";
    let base = base_of(tian, &code).await;
    save(tian, &code, &base, &single("换了的题干？")).await.expect_redirect();
    tian.post(&format!("/banks/visits/questions/{code}/retire"), &[]).await.expect_redirect();
    assert_eq!(world.server.count(pool).await, 1);
    tian.post(&format!("/banks/visits/questions/{code}/restore"), &[("number", "2"), ("base", "")])
        .await
        .expect_redirect();
    let mut conn = world.server.conn().await;
    let again =
        certamen::exams::actions::publish(&mut conn, &certamen::audit::Actor::server(), exam).await.unwrap();
    assert!(matches!(again, certamen::exams::actions::Publishing::Published(_)), "{again:?}");
    let latest = "SELECT count(*) FROM exam_sections s JOIN exam_versions e ON e.id = s.version_id
        JOIN question_versions v ON v.id = ANY (s.pool) WHERE e.number = 2 AND v.number = 2";
    assert_eq!(world.server.count(latest).await, 1, "the next publishing takes what the bank says then");
    assert_eq!(world.server.count(pool).await, 1, "the first version stays as it was");
}

#[actix_web::test]
async fn f21_a_paper_keeps_the_words_it_was_drawn_with() {
    let world = crate::attempts::world::world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    let before = ada.get(&href).await.expect(200);
    let stem =
        |page: &str| page.split("quest__stem\"").nth(1).unwrap().split("</h").next().unwrap().to_owned();
    for number in 0..12 {
        let page = tian.get(&format!("/banks/pilot-bank/questions/q-{number}/edit")).await.expect(200);
        let base = hidden(&page, "base");
        let kind = if number < 4 {
            "single_choice"
        } else if number < 8 {
            "multiple_choice"
        } else {
            "true_false"
        };
        let form = [
            ("do", "save"),
            ("base", base.as_str()),
            ("kind", kind),
            ("stem_zh", "全新的题干"),
            ("rows", "2"),
            ("option_1_zh", "新一"),
            ("option_2_zh", "新二"),
            ("key", "1"),
            ("truth", "true"),
        ];
        tian.upload(&format!("/banks/pilot-bank/questions/q-{number}/edit"), &form, "", b"")
            .await
            .expect_redirect();
    }
    let after = ada.get(&href).await.expect(200);
    assert_eq!(stem(&before), stem(&after));
    world.answer(ada, &href, &world.right_answers(&href).await).await;
    let receipt = world.hand_in(ada, &href).await;
    let result = ada.get(&receipt).await.expect(200);
    assert!(!result.contains("全新的题干"));
    let full = "SELECT count(*) FROM results WHERE score = maximum";
    assert_eq!(world.server.count(full).await, 1, "marked by the key it was drawn with");
}
