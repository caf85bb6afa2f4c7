//! Writing questions by hand: every type, what is wrong beside its field, pictures, the preview.

use super::{Form, base_of, save, single, with, world, write};
use crate::attempts::world::hidden;

/// One red pixel.
pub const RED: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8,
    0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42,
    0x60, 0x82,
];

#[actix_web::test]
async fn a_new_bank_is_empty_and_its_code_is_taken_once() {
    let world = world().await;
    let tian = &world.people.tian;
    let page = tian.get("/banks/visits").await.expect(200);
    assert!(page.contains("This bank has no questions yet") && page.contains("/banks/visits/new-question"));
    for (code, said) in [
        ("visits", "There already is a bank visits"),
        ("new", "is an address of its own"),
        ("A b", "The code should be"),
    ] {
        let form = [("code", code), ("title_zh", "拜访"), ("title_en", "Visits")];
        let page = tian.post("/banks/new", &form).await.expect(422);
        assert!(page.contains(said), "{code}: {page}");
        assert!(page.contains("value=\"拜访\""), "nothing typed is lost");
    }
    let form = [("title_zh", "客户拜访"), ("title_en", "Customer visits"), ("review", "")];
    tian.post("/banks/visits/settings", &form).await.expect_redirect();
    assert!(tian.get("/banks").await.expect(200).contains("Customer visits"));
    assert_eq!(world.audited("bank.settings_saved").await, 1);
    tian.post("/banks/visits/settings", &form).await.expect_redirect();
    assert_eq!(world.audited("bank.settings_saved").await, 1, "saving the same again changes nothing");
    let wrong = tian.post("/banks/visits/settings", &[("title_zh", ""), ("title_en", "x")]).await.expect(422);
    assert!(wrong.contains("Enter the Chinese title"), "{wrong}");
}

#[actix_web::test]
async fn a_question_of_every_type_is_written_and_comes_back_into_its_form() {
    let world = world().await;
    let tian = &world.people.tian;
    let base: Form<'_> = vec![("stem_zh", "题干____"), ("stem_en", "Stem ____"), ("rows", "0")];
    let forms: Vec<(&str, Form<'_>)> = vec![
        ("single_choice", single("首次拜访前先做什么？")),
        (
            "multiple_choice",
            [with(&single("拜访前做什么？"), "kind", "multiple_choice"), vec![("key", "3")]].concat(),
        ),
        ("true_false", [base.clone(), vec![("kind", "true_false"), ("truth", "false")]].concat()),
        (
            "short_answer",
            [
                base.clone(),
                vec![("kind", "short_answer"), ("reference_zh", "参考"), ("reference_en", "Model")],
            ]
            .concat(),
        ),
        ("fill_blank", [base.clone(), vec![("kind", "fill_blank"), ("blanks", "30 天 | 三十天")]].concat()),
        (
            "numeric",
            [base.clone(), vec![("kind", "numeric"), ("value", "30"), ("tolerance", "0.5")]].concat(),
        ),
        (
            "matching",
            [with(&single("配对"), "kind", "matching"), vec![("left_1", "一"), ("left_2", "二")]].concat(),
        ),
        (
            "ordering",
            [
                with(&single("排序"), "kind", "ordering"),
                vec![("place_1", "2"), ("place_2", "1"), ("place_3", "3")],
            ]
            .concat(),
        ),
    ];
    for (kind, form) in forms {
        let code = write(tian, &form).await;
        let stored = format!(
            "SELECT count(*) FROM question_versions v JOIN questions q ON q.id = v.question_id
             WHERE q.code = '{code}' AND v.kind = '{kind}' AND (v.answer IS NOT NULL OR v.kind = 'short_answer')
               AND v.languages = '{{en,zh-CN}}'"
        );
        assert_eq!(world.server.count(&stored).await, 1, "{kind}");
        let page = tian.get(&format!("/banks/visits/questions/{code}/edit")).await.expect(200);
        assert!(page.contains(&format!("<option value=\"{kind}\" selected>")), "{kind}: {page}");
        let question = tian.get(&format!("/banks/visits/questions/{code}")).await.expect(200);
        assert!(question.contains("田老师"), "{kind}: who wrote it");
    }
    assert_eq!(world.revisions().await, 8);
    assert_eq!(world.audited("question.added").await, 8);
    let keys = "SELECT count(*) FROM question_versions WHERE answer::text IN
        ('[\"B\"]', '[\"B\", \"C\"]', 'false', '[[\"30 天\", \"三十天\"]]', '[\"B\", \"A\", \"C\"]',
         '[[\"一\", \"报价\"], [\"二\", \"预约\"], [\"\", \"合同\"]]')";
    assert_eq!(world.server.count(keys).await, 6);
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field_in_the_words_of_the_importer_and_nothing_is_lost() {
    let world = world().await;
    let tian = &world.people.tian;
    let good = single("首次拜访前先做什么？");
    for (form, field, said) in [
        (with(&good, "stem_zh", ""), "stem_zh", "The stem is empty"),
        (with(&good, "stem_en", " "), "stem_en", "The stem is empty"),
        (with(&good, "option_2_zh", ""), "option_2_zh", "Option B"),
        (with(&good, "option_3_en", ""), "option_3_en", "Option C"),
        (with(&good, "key", ""), "key", "No key was found for this question."),
        (
            [good.clone(), vec![("key", "3")]].concat(),
            "key",
            "A single choice question has several keys: BC.",
        ),
        (with(&good, "points", "many"), "points", "Points “many” should be a positive number"),
        (with(&good, "difficulty", "9"), "difficulty", "Choose a difficulty from 1 to 5"),
        (with(&good, "code", "a b"), "code", "The code should be 1 to 64"),
    ] {
        let form = with(&form, "do", "save");
        let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
        assert!(page.contains(&format!("<a href=\"#{field}\">")), "{field}: {page}");
        assert!(page.contains(said), "{field} says {said}: {page}");
        assert!(page.contains("Agree on a time first."), "nothing typed is lost");
    }
    assert_eq!(world.revisions().await, 0);
    let odd = with(&good, "role", "admin");
    tian.upload("/banks/visits/new-question", &odd, "", b"").await.expect(400);
}

#[actix_web::test]
async fn a_question_without_a_key_is_saved_only_when_it_is_said_so() {
    let world = world().await;
    let tian = &world.people.tian;
    let form = with(&with(&single("首次拜访前先做什么？"), "key", ""), "do", "save");
    let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
    assert!(page.contains("value=\"save-keyless\""), "{page}");
    let form = with(&form, "do", "save-keyless");
    tian.upload("/banks/visits/new-question", &form, "", b"").await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM question_versions WHERE answer IS NULL").await, 1);
    // Another mistake is not saved by that button.
    let form = with(&form, "stem_zh", "");
    tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
}

#[actix_web::test]
async fn rows_come_and_go_without_a_script() {
    let world = world().await;
    let tian = &world.people.tian;
    let good = single("首次拜访前先做什么？");
    let press = |button: &'static str| {
        let form = with(&good, "do", button);
        async move { tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(200) }
    };
    let more = press("add-option").await;
    assert!(more.contains("name=\"rows\" value=\"4\"") && more.contains("option_4_zh"), "{more}");
    let fewer = press("remove-option-1").await;
    assert!(fewer.contains("name=\"rows\" value=\"2\"") && !fewer.contains("报价"), "{fewer}");
    let first = fewer.split("id=\"key_1\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(first.contains("checked"), "the key moved up with its option: {first}");
    let form = with(&with(&good, "kind", "true_false"), "do", "kind");
    let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(200);
    assert!(
        page.contains("id=\"truth\"") && page.contains("type=\"hidden\" name=\"option_2_zh\" value=\"预约\"")
    );
    let form = with(&good, "do", "remove-option-x");
    tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(400);
    assert_eq!(world.revisions().await, 0);
}

#[actix_web::test]
async fn a_picture_is_drawn_anew_and_stands_where_it_belongs() {
    let world = world().await;
    let tian = &world.people.tian;
    let good = single("图中是什么颜色？");
    let form =
        with(&with(&with(&good, "do", "picture"), "picture_for", "stem"), "picture_words", "a red dot");
    let page = tian.upload("/banks/visits/new-question", &form, "dot.png", RED).await.expect(200);
    let stem = page.split("id=\"stem_zh\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(stem.contains("图中是什么颜色？\n![a red dot](media:"), "{stem}");
    assert!(page.contains("<img class=\"pic\" src=\"/banks/images/"), "the preview shows it");
    let name = stem.split("media:").nth(1).unwrap().split(')').next().unwrap().to_owned();
    let file = tian.get(&format!("/banks/images/{name}")).await;
    assert_eq!(file.headers.get("content-type").unwrap(), "image/png");
    // Pressing save with a picture chosen does both.
    let form = with(&with(&good, "do", "save"), "picture_for", "explanation");
    let home = tian.upload("/banks/visits/new-question", &form, "dot.png", RED).await.expect_redirect();
    assert!(tian.get(&home).await.expect(200).contains(&name));
    let linked = "SELECT count(*) FROM question_images WHERE shown = 'review'";
    assert_eq!(world.server.count(linked).await, 1);
    for (button, bytes) in
        [("picture", &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..]), ("save", &b"GIF89a broken"[..])]
    {
        let form = with(&good, "do", button);
        let page = tian.upload("/banks/visits/new-question", &form, "x.png", bytes).await.expect(422);
        assert!(page.contains("This is no picture that can be used"), "{page}");
    }
    let form = with(&good, "do", "picture");
    let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
    assert!(page.contains("Choose a picture first"), "{page}");
}

#[actix_web::test]
async fn the_preview_shows_what_a_trainee_sees_and_nothing_about_the_key() {
    let world = world().await;
    let tian = &world.people.tian;
    write(tian, &single("首次拜访前先做什么？")).await;
    let form = single("首次拜访前先做什么？");
    let fragment = tian.upload("/banks/visits/preview-question", &form, "", b"").await.expect(200);
    assert!(!fragment.contains("<html") && fragment.contains("An appointment") && fragment.contains("预约"));
    assert!(
        !fragment.contains("checked")
            && !fragment.contains("Agree on a time")
            && !fragment.contains("is-key")
    );
    assert!(fragment.contains("Repeats visits-0001 in visits"), "{fragment}");
    let base = base_of(tian, "visits-0001").await;
    let own = with(&form, "base", &base);
    let fragment = tian.upload("/banks/visits/preview-question", &own, "", b"").await.expect(200);
    assert!(!fragment.contains("Repeats"), "a question does not repeat itself: {fragment}");
    let fragment =
        tian.upload("/banks/visits/preview-question", &with(&form, "key", ""), "", b"").await.expect(200);
    assert!(fragment.contains("No key was found"), "{fragment}");
    let page = tian.upload("/banks/visits/new-question", &with(&form, "do", "preview"), "", b"").await;
    assert!(page.expect(200).contains("What a trainee sees"));
    tian.upload("/banks/nothing/preview-question", &form, "", b"").await.expect(404);
}

#[actix_web::test]
async fn material_is_written_once_and_shared() {
    let world = world().await;
    let tian = &world.people.tian;
    let form = with(&with(&single("案例一问什么？"), "material_zh", "一个案例"), "material_en", "A case");
    write(tian, &form).await;
    let page = tian.get("/banks/visits/new-question").await.expect(200);
    let choices = page.split("id=\"material\"").nth(1).unwrap();
    let id = choices.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap();
    let form = with(&with(&single("案例二问什么？"), "do", "material"), "material", id);
    let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(200);
    assert!(page.contains("一个案例</textarea>") && page.contains("A case</textarea>"), "{page}");
    let form = with(&with(&single("案例二问什么？"), "material_zh", "一个案例"), "material_en", "A case");
    write(tian, &form).await;
    assert_eq!(world.server.count("SELECT count(*) FROM materials").await, 1);
    let form = with(&single("案例三"), "material_en", "Only English");
    let page = tian.upload("/banks/visits/new-question", &with(&form, "do", "save"), "", b"").await;
    assert!(page.expect(422).contains("Write the material in Chinese too"));
}

#[actix_web::test]
async fn an_edit_is_a_new_version_and_saving_the_same_is_none() {
    let world = world().await;
    let tian = &world.people.tian;
    let good = single("首次拜访前先做什么？");
    let code = write(tian, &with(&good, "code", "first.visit")).await;
    assert_eq!(code, "first.visit");
    let taken = with(&with(&good, "code", "first.visit"), "do", "save");
    let page = tian.upload("/banks/visits/new-question", &taken, "", b"").await.expect(422);
    assert!(page.contains("The bank has a question with this code"), "{page}");
    let base = base_of(tian, &code).await;
    save(tian, &code, &base, &good).await.expect_redirect();
    assert_eq!(world.revisions().await, 1, "nothing changed");
    save(tian, &code, &base, &with(&good, "option_2_zh", "打电话预约")).await.expect_redirect();
    assert_eq!(world.revisions().await, 2);
    assert_eq!(world.server.count("SELECT count(*) FROM question_versions").await, 2);
    let detail = "SELECT count(*) FROM audit_events WHERE action = 'question.edited'
        AND detail->>'before' = '1' AND detail->>'after' = '2' AND detail->'changed' = '[\"options\"]'";
    assert_eq!(world.server.count(detail).await, 1, "the trail names what changed, and no key");
    let page = tian.get("/banks/visits/questions/first.visit").await.expect(200);
    assert!(page.contains("打电话") && page.contains("<ins>打电话</ins>"), "{page}");
    // Of another question or bank no version is taken as a base.
    let other = write(tian, &single("另一道题？")).await;
    save(tian, &code, &base_of(tian, &other).await, &good).await.expect(404);
    save(tian, &code, "nothing", &good).await.expect(404);
    tian.get("/banks/visits/questions/nothing/edit").await.expect(404);
    assert_eq!(hidden(&tian.get("/banks/visits/questions/first.visit/edit").await.expect(200), "rows"), "3");
}
