//! Two people on one bank: nobody's work is lost, nobody overwrites what they have not seen.

use super::{base_of, save, single, with, world, write};
use crate::attempts::world::hidden;

#[actix_web::test]
async fn who_saves_second_sees_what_the_first_changed_and_loses_nothing() {
    let world = world().await;
    let (tian, mei) = (&world.people.tian, &world.mei);
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let base = base_of(tian, &code).await;
    save(mei, &code, &base, &with(&single("首次拜访前先做什么？"), "option_3_zh", "样品"))
        .await
        .expect_redirect();
    let mine = with(&single("首次拜访之前先做什么？"), "explanation_zh", "我写的解析");
    let page = save(tian, &code, &base, &mine).await.expect(409);
    assert!(page.contains("梅老师 saved version 2 while you were writing"), "{page}");
    assert!(page.contains("<del>合同</del><ins>样品</ins>"), "{page}");
    assert!(page.contains("首次拜访之前先做什么？") && page.contains("我写的解析"), "nothing typed is lost");
    assert_eq!(world.revisions().await, 2, "nothing was written");
    // Having seen it, the person may save over it.
    let now = hidden(&page, "base");
    save(tian, &code, &now, &mine).await.expect_redirect();
    assert_eq!(world.server.count("SELECT max(number) FROM question_versions").await, 3);
}

#[actix_web::test]
async fn of_many_who_save_at_once_one_is_first_and_all_others_are_told() {
    let world = world().await;
    let tian = &world.people.tian;
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let base = base_of(tian, &code).await;
    const EXPLANATIONS: [&str; 6] = ["甲", "乙", "丙", "丁", "戊", "己"];
    let saves = EXPLANATIONS.map(|text| {
        let (code, base) = (code.clone(), base.clone());
        async move {
            let form = with(&single("首次拜访前先做什么？"), "explanation_zh", text);
            save(tian, &code, &base, &form).await.status.as_u16()
        }
    });
    let mut answers = futures_util::future::join_all(saves).await;
    answers.sort_unstable();
    assert_eq!(answers, [303, 409, 409, 409, 409, 409]);
    assert_eq!((world.revisions().await, world.current("visits").await), (2, 1));
}

#[actix_web::test]
async fn new_questions_written_at_once_all_get_codes_of_their_own() {
    let world = world().await;
    let tian = &world.people.tian;
    const STEMS: [&str; 6] = ["一？", "二？", "三？", "四？", "五？", "六？"];
    let codes =
        futures_util::future::join_all(STEMS.map(|stem| async move { write(tian, &single(stem)).await }))
            .await;
    let mut codes: Vec<String> = codes;
    codes.sort();
    codes.dedup();
    assert_eq!((codes.len(), world.revisions().await), (6, 6));
}

#[actix_web::test]
async fn an_edit_and_an_import_of_the_same_question_do_not_overwrite_each_other() {
    let world = world().await;
    let (tian, mei) = (&world.people.tian, &world.mei);
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let base = base_of(tian, &code).await;
    let file =
        tian.get("/banks/visits/export/toml").await.expect(200).replace("先约好时间。", "文件里的解析。");
    let fields = [("bank", "visits"), ("code", ""), ("title_zh", ""), ("title_en", ""), ("text", "")];
    let review = mei.upload("/banks/import", &fields, "visits.toml", file.as_bytes()).await.expect_redirect();
    let mark = hidden(&mei.get(&review).await.expect(200), "mark");
    // The edit comes first: the import is shown anew instead of written over it.
    save(tian, &code, &base, &with(&single("首次拜访前先做什么？"), "difficulty", "5"))
        .await
        .expect_redirect();
    mei.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
    assert_eq!(world.revisions().await, 2);
    // The import comes first: the editor is told.
    let base = base_of(tian, &code).await;
    let mark = hidden(&mei.get(&review).await.expect(200), "mark");
    mei.post(&format!("{review}/commit"), &[("mark", &mark)]).await.expect_redirect();
    assert_eq!(world.revisions().await, 3);
    let page =
        save(tian, &code, &base, &with(&single("首次拜访前先做什么？"), "difficulty", "1")).await.expect(409);
    assert!(page.contains("梅老师 saved version 3") && page.contains("文件里的解析"), "{page}");
}

#[actix_web::test]
async fn a_question_taken_out_while_somebody_writes_is_said_and_their_text_stays() {
    let world = world().await;
    let (tian, mei) = (&world.people.tian, &world.mei);
    let code = write(tian, &single("首次拜访前先做什么？")).await;
    let base = base_of(tian, &code).await;
    mei.post(&format!("/banks/visits/questions/{code}/retire"), &[]).await.expect_redirect();
    let mine = with(&single("首次拜访前先做什么？"), "explanation_zh", "我写的解析");
    let page = save(tian, &code, &base, &mine).await.expect(409);
    assert!(page.contains("no longer in the bank") && page.contains("我写的解析"), "{page}");
    assert_eq!(world.current("visits").await, 0);
}

#[actix_web::test]
async fn banks_that_exchange_questions_at_once_do_not_wait_for_each_other_for_ever() {
    let world = world().await;
    let tian = &world.people.tian;
    let form = [("code", "other"), ("title_zh", "别处"), ("title_en", "Elsewhere")];
    tian.post("/banks/new", &form).await.expect_redirect();
    for _ in 0..3 {
        write(tian, &single("拜访？")).await;
        let there = with(&single("别处？"), "do", "save");
        tian.upload("/banks/other/new-question", &there, "", b"").await.expect_redirect();
    }
    let move_all = |from: &'static str, to: &'static str| async move {
        let form = [("all", "on"), ("do", "move"), ("bank", to)];
        tian.post(&format!("/banks/{from}/bulk"), &form).await.expect_redirect()
    };
    tokio::join!(move_all("visits", "other"), move_all("other", "visits"), move_all("visits", "other"));
    assert_eq!(world.current("visits").await + world.current("other").await, 6);
}
