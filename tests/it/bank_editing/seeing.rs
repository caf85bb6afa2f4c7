//! What the form of a question shows: types that are answered in fields, pictures that are not there; and the keys of such
//! types on the pages of a bank.

use super::{Form, single, with, world, write};

const GONE: &str = "看图：![客户](media:0123456789abcdef0123456789abcdef.png)";

/// A question of a type without options.
fn plain(kind: &'static str, more: Form<'static>) -> Form<'static> {
    [vec![("kind", kind), ("stem_zh", "题干____"), ("stem_en", "Stem ____"), ("rows", "0")], more].concat()
}

fn pairs() -> Form<'static> {
    let form = with(&single("配对"), "kind", "matching");
    [form, vec![("left_1", "第一次"), ("left_2", "第二次")]].concat()
}

#[actix_web::test]
async fn pairs_orders_gaps_and_numbers_are_previewed_as_they_are_answered() {
    let world = world().await;
    let tian = &world.people.tian;
    let preview = async |form: &Form<'_>| {
        tian.upload("/banks/visits/preview-question", form, "", b"").await.expect(200)
    };
    let page = preview(&pairs()).await;
    assert_eq!(page.matches("<select").count(), 4, "two left sides in two languages: {page}");
    assert!(page.contains(">第一次</span></label>") && page.contains(". 合同</option>"), "{page}");
    let order =
        [with(&single("排序"), "kind", "ordering"), vec![("place_1", "3"), ("place_2", "1")]].concat();
    let page = preview(&order).await;
    assert_eq!(page.matches("<select").count(), 6, "three steps in two languages: {page}");
    assert!(page.contains(">Place 3</label>") && page.contains(". 报价</option>"), "{page}");
    let page = preview(&plain("fill_blank", vec![("blanks", "三十天 | 一个月\n报价单")])).await;
    assert!(page.contains("Gap 1") && page.contains("Gap 2") && !page.contains("Gap 3"), "{page}");
    assert!(!page.contains("三十天") && !page.contains("报价单"), "nothing of the key: {page}");
    let page = preview(&plain("numeric", vec![("value", "4711"), ("tolerance", "0.5")])).await;
    assert!(page.contains("parts__number") && !page.contains("4711"), "{page}");
    assert!(!page.contains("<textarea"), "{page}");
}

#[actix_web::test]
async fn a_picture_that_is_not_there_is_told_beside_each_field_that_names_it_and_not_saved() {
    let world = world().await;
    let tian = &world.people.tian;
    let good = single("首次拜访前先做什么？");
    for field in ["stem_zh", "option_2_en", "explanation_en", "material_zh"] {
        let form = with(&with(&good, field, GONE), "do", "save");
        let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
        assert!(
            page.contains(&format!("<a href=\"#{field}\">The picture 0123456789abcdef")),
            "{field}: {page}"
        );
        assert!(
            page.contains("Add it again under") && page.contains(GONE),
            "what to do, nothing lost: {page}"
        );
        let beside = page.split(&format!("id=\"{field}-error\"")).nth(1).unwrap_or_default();
        assert!(beside.contains("is not there"), "{field}: {page}");
    }
    let form = with(&[pairs(), vec![("left_3", GONE)]].concat(), "do", "save");
    let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
    assert!(page.contains("<a href=\"#left_3\">"), "{page}");
    assert_eq!(world.revisions().await, 0);
    // A text that is not shown for the type is not kept, so it may say what it likes.
    write(tian, &with(&good, "reference_zh", GONE)).await;
    assert_eq!(world.revisions().await, 1);
}

#[actix_web::test]
async fn a_question_whose_code_is_a_word_of_the_program_is_reached_like_any_other() {
    let world = world().await;
    let tian = &world.people.tian;
    for code in ["new", "preview", "edit", "questions"] {
        write(tian, &with(&plain("numeric", vec![("value", "30")]), "code", code)).await;
        let page = tian.get(&format!("/banks/visits/questions/{code}")).await.expect(200);
        assert!(page.contains(&format!("/banks/visits/questions/{code}/edit")), "{code}: {page}");
        tian.get(&format!("/banks/visits/questions/{code}/edit")).await.expect(200);
    }
    assert_eq!(world.revisions().await, 4);
}

#[actix_web::test]
async fn the_keys_of_numbers_and_pairs_are_shown_in_words() {
    let world = world().await;
    let tian = &world.people.tian;
    let number = write(tian, &plain("numeric", vec![("value", "30"), ("tolerance", "0.5")])).await;
    let page = tian.get(&format!("/banks/visits/questions/{number}")).await.expect(200);
    assert!(page.contains("30 ± 0.5"), "{page}");
    let pair = write(tian, &pairs()).await;
    let page = tian.get(&format!("/banks/visits/questions/{pair}")).await.expect(200);
    assert!(page.contains("第一次 → 报价; 第二次 → 预约; (nothing) → 合同"), "{page}");
    let list = tian.get("/banks/visits").await.expect(200);
    assert!(list.contains("30 ± 0.5") && !list.contains("No key"), "{list}");
}

#[actix_web::test]
async fn the_list_of_a_bank_leads_to_changing_what_it_shows() {
    let world = world().await;
    let tian = &world.people.tian;
    write(tian, &single("首次拜访前先做什么？")).await;
    write(tian, &plain("numeric", vec![("value", "30")])).await;
    let list = tian.get("/banks/visits?q=%E6%8B%9C%E8%AE%BF&difficulty=2").await.expect(200);
    let link =
        list.split("href=\"/banks/visits/bulk?").nth(2).and_then(|rest| rest.split('"').next()).unwrap();
    let link = link.replace("&amp;", "&").replace("&#x3D;", "=");
    let page = tian.get(&format!("/banks/visits/bulk?{link}")).await.expect(200);
    assert!(list.contains("Change this question"), "{list}");
    assert!(page.contains("What comes first on a visit?") && page.contains("value=\"拜访\""), "{page}");
    assert!(!page.contains("Stem ____") && !page.contains("题干____"), "only what fits: {page}");
}
