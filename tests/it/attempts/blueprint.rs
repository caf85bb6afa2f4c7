//! What papers are made of: quotas, questions chosen by hand, what is avoided, what stands together and what stays.

use std::collections::BTreeSet;

use certamen::base::QuestionKind;
use certamen::exams::model::{Definition, Quota, SectionDefinition};

use super::world::{World, definition, world_with};
use crate::harness::people::Someone;

fn one_section(section: SectionDefinition) -> Definition {
    let section = SectionDefinition {
        title_zh: "唯一部分".to_owned(),
        title_en: "Only part".to_owned(),
        kinds: vec![QuestionKind::SingleChoice, QuestionKind::MultipleChoice, QuestionKind::TrueFalse],
        ..section
    };
    Definition { sections: vec![section], attempts_allowed: None, ..definition() }
}

fn pilot() -> SectionDefinition {
    SectionDefinition::new("pilot-bank")
}

/// Numbers of the questions of a paper, in its order.
async fn questions(world: &World, href: &str) -> Vec<usize> {
    let paper = world.paper(href).await;
    let number = |id: String| id[id.len() - 2..].parse().unwrap();
    paper.items.iter().map(|item| number(item.version_id.to_string())).collect()
}

async fn sit(world: &World, someone: &Someone) -> Vec<usize> {
    let href = world.start(someone).await;
    let questions = questions(world, &href).await;
    world.hand_in(someone, &href).await;
    questions
}

/// Lets the test write into tables whose rows never change.
async fn write_over(world: &World, table: &str, sql: &str) {
    world
        .server
        .sql(&format!(
            "ALTER TABLE {table} DISABLE TRIGGER USER; {sql}; ALTER TABLE {table} ENABLE TRIGGER USER"
        ))
        .await;
}

#[actix_web::test]
async fn every_paper_meets_its_quotas() {
    let quota =
        |kind, count| Quota { topic: None, kind: Some(kind), difficulty_min: 1, difficulty_max: 5, count };
    let quotas = vec![quota(QuestionKind::MultipleChoice, 3), quota(QuestionKind::TrueFalse, 1)];
    let world = world_with(one_section(SectionDefinition { count: 5, quotas, ..pilot() }), "first").await;
    for _ in 0..4 {
        let drawn = sit(&world, &world.people.ada).await;
        assert_eq!(drawn.len(), 5);
        assert!(drawn.iter().filter(|number| (4..8).contains(*number)).count() >= 3, "{drawn:?}");
        assert!(drawn.iter().any(|number| *number >= 8), "{drawn:?}");
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 5);
    }
}

#[actix_web::test]
async fn questions_chosen_by_hand_are_everybodys_in_that_order_with_their_part_above() {
    let fixed: Vec<String> = [9, 2, 6].map(|number| format!("q-{number}")).to_vec();
    let section = SectionDefinition {
        fixed,
        count: 3,
        instructions_zh: "请先读题。".to_owned(),
        instructions_en: "Read first.".to_owned(),
        ..pilot()
    };
    let world = world_with(one_section(section), "first").await;
    for someone in [&world.people.ada, &world.people.bo] {
        let href = world.start(someone).await;
        assert_eq!(questions(&world, &href).await, [9, 2, 6]);
        let page = someone.get(&href).await.expect(200);
        assert!(page.contains("Only part") && page.contains("Read first."), "{page}");
    }
}

#[actix_web::test]
async fn the_last_paper_is_avoided_unless_the_exam_says_otherwise() {
    for (avoid, excluded) in [(true, 4), (false, 0)] {
        let section = SectionDefinition { count: 4, ..pilot() };
        let exam = Definition { avoid_last_paper: avoid, ..one_section(section) };
        let world = world_with(exam, "first").await;
        let first = sit(&world, &world.people.ada).await;
        let second = sit(&world, &world.people.ada).await;
        if avoid {
            assert!(first.iter().all(|number| !second.contains(number)), "{first:?} {second:?}");
        }
        let stored = "SELECT max(cardinality(excluded)) FROM papers";
        assert_eq!(world.server.count(&format!("SELECT ({stored})::bigint")).await, excluded);
    }
}

#[actix_web::test]
async fn a_limit_of_exposure_spreads_the_questions_and_yields_rather_than_fail_a_start() {
    let exam = Definition {
        exposure_cap: Some(50),
        avoid_last_paper: false,
        ..one_section(SectionDefinition { count: 6, ..pilot() })
    };
    let world = world_with(exam, "first").await;
    let first = sit(&world, &world.people.ada).await;
    let second = sit(&world, &world.people.bo).await;
    assert!(first.iter().all(|number| !second.contains(number)), "{first:?} {second:?}");
    let avoided = "SELECT count(*) FROM papers WHERE cardinality(over_exposed) = 6";
    assert_eq!(world.server.count(avoided).await, 1);
    // Of twelve questions each stands on one of two papers: any third paper puts six on two of three.
    assert_eq!(sit(&world, &world.people.ada).await.len(), 6);
    assert_eq!(world.server.count("SELECT count(*) FROM papers").await, 3);
}

#[actix_web::test]
async fn questions_with_one_material_stand_side_by_side_each_with_it() {
    let world = world_with(one_section(SectionDefinition { count: 12, ..pilot() }), "first").await;
    world
        .server
        .sql(
            "INSERT INTO materials (id, bank_id, digest, texts)
             SELECT '00000000-0000-7000-8000-0000000000c1', id, sha256('m'), '{\"zh-CN\":\"材料一\",\"en\":\"Case one\"}' FROM banks",
        )
        .await;
    let sharing = "UPDATE question_versions SET material_id = '00000000-0000-7000-8000-0000000000c1' \
                   WHERE right(id::text, 2) IN ('01', '05', '09')";
    write_over(&world, "question_versions", sharing).await;
    for someone in [&world.people.ada, &world.people.bo] {
        let href = world.start(someone).await;
        let order = questions(&world, &href).await;
        let first = order.iter().position(|number| [1, 5, 9].contains(number)).unwrap();
        let together: BTreeSet<usize> = order[first..first + 3].iter().copied().collect();
        assert_eq!(together, BTreeSet::from([1, 5, 9]), "{order:?}");
        for position in first + 1..=first + 3 {
            let page = someone.get(&format!("{href}?question={position}")).await.expect(200);
            assert!(page.contains("Case one"), "{page}");
        }
    }
}

#[actix_web::test]
async fn all_of_the_above_stays_last_and_a_mark_of_the_bank_overrules_the_words() {
    let fixed: Vec<String> = (0..4).map(|number| format!("q-{number}")).collect();
    let world = world_with(one_section(SectionDefinition { fixed, count: 4, ..pilot() }), "first").await;
    let options = |number: usize, last: &str| {
        format!(
            "UPDATE question_versions SET texts = jsonb_set(texts, '{{zh-CN,options}}', '[\"甲\",\"乙\",\"丙\",\"{last}\"]') \
             WHERE right(id::text, 2) = '0{number}'"
        )
    };
    write_over(&world, "question_versions", &options(0, "以上都对")).await;
    write_over(&world, "question_versions", &options(1, "A和C都对")).await;
    let marked = format!(
        "{}; UPDATE question_versions SET kept_options = '{{A}}' WHERE right(id::text, 2) = '02'",
        options(2, "以上都不对")
    );
    write_over(&world, "question_versions", &marked).await;
    let mut seen = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for _ in 0..12 {
        let href = world.start(&world.people.ada).await;
        for (seen, item) in seen.iter_mut().zip(world.paper(&href).await.items) {
            seen.insert(item.option_order);
        }
        world.hand_in(&world.people.ada, &href).await;
    }
    let [by_words, by_letters, marked, plain] = seen;
    assert!(by_words.iter().all(|order| order[3] == 3) && by_words.len() > 1, "{by_words:?}");
    assert_eq!(by_letters, BTreeSet::from([vec![0, 1, 2, 3]]));
    assert!(marked.iter().all(|order| order[0] == 0), "{marked:?}");
    assert!(marked.iter().any(|order| order[3] != 3), "{marked:?}");
    assert!(plain.iter().any(|order| order[0] != 0) && plain.iter().any(|order| order[3] != 3), "{plain:?}");
}

#[actix_web::test]
async fn a_version_published_before_is_put_together_as_it_was() {
    let fixed: Vec<String> = (0..4).map(|number| format!("q-{number}")).collect();
    let world = world_with(one_section(SectionDefinition { fixed, count: 4, ..pilot() }), "first").await;
    write_over(&world, "exam_versions", "UPDATE exam_versions SET arrangement = 1").await;
    let last =
        "UPDATE question_versions SET texts = jsonb_set(texts, '{en,options,3}', '\"All of the above\"')";
    write_over(&world, "question_versions", last).await;
    let mut moved = 0;
    for _ in 0..6 {
        let href = world.start(&world.people.ada).await;
        moved +=
            world.paper(&href).await.items.iter().filter(|item| item.option_order.last() != Some(&3)).count();
        world.hand_in(&world.people.ada, &href).await;
    }
    assert!(moved > 0, "options were all shuffled then");
}
