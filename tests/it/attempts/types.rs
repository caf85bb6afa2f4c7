//! Gaps, numbers, pairs and orders: from the draft to the result, with and without the script.

use std::sync::Arc;

use certamen::attempts::marking::key_as_shown;
use certamen::attempts::queries;
use certamen::audit::Actor;
use certamen::base::QuestionKind::{
    self, FillBlank, Matching, MultipleChoice, Numeric, Ordering, SingleChoice, TrueFalse,
};
use certamen::exams::actions::{self, Publishing};
use certamen::exams::model::{Assignee, Definition, SectionDefinition};
use certamen::exams::review::{ReviewPolicy, When};
use certamen::exams::rules::Problem;
use certamen::exams::scoring::{Floor, Penalty, Scoring};
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::{CODE, hidden, id_of, save};
use crate::harness::people::Someone;
use crate::harness::{People, Server, server};

/// Type, stem, options, key.
type Asked = (QuestionKind, &'static str, &'static [&'static str], Value);

fn one_of_each() -> Vec<Asked> {
    vec![
        (
            FillBlank,
            "Net ____ days, then ____ a day.",
            &[],
            json!([["30", "thirty"], ["5 basis points", "0.05 %"]]),
        ),
        (Numeric, "How many days?", &[], json!({"value": 1234.5, "tolerance": 0.5})),
        (
            Matching,
            "What belongs together?",
            &["benefit one", "benefit two", "nothing"],
            json!([["feature one", "benefit one"], ["feature two", "benefit two"], ["", "nothing"]]),
        ),
        (
            Ordering,
            "In which order?",
            &["first step", "second step", "third step", "fourth step"],
            json!(["A", "B", "C", "D"]),
        ),
    ]
}

/// The server with these questions as a bank, and the usual people.
async fn with_questions(questions: &[Asked]) -> (Arc<Server>, People) {
    let server = server().await;
    let people = server.people().await;
    server
        .sql(
            "INSERT INTO banks (id, code, title_zh, title_en) VALUES ('00000000-0000-7000-8000-0000000000b0', 'types', '题型', 'Types');
             INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
             VALUES ('00000000-0000-7000-8000-0000000000b0', 1, 'shipped', 'types', 4, 0, 0)",
        )
        .await;
    for (number, (kind, stem, options, answer)) in (1..).zip(questions) {
        let text = json!({ "stem": stem, "options": options, "explanation": format!("because {number}"), "reference": [] });
        let texts = json!({ "zh-CN": text, "en": text });
        // A version never changes, and the server keeps those it has read: no two tests of one process share one.
        let (question, version) = (Uuid::now_v7(), Uuid::now_v7());
        let (kind, count) = (kind.as_str(), options.len());
        server
            .sql(&format!(
                "INSERT INTO questions (id, bank_id, code) VALUES ('{question}', '00000000-0000-7000-8000-0000000000b0', 't-{number}');
                 INSERT INTO question_versions (id, question_id, number, kind, difficulty, texts, languages, option_count, answer, fingerprint, content_digest)
                 VALUES ('{version}', '{question}', 1, '{kind}', 3, '{texts}', '{{zh-CN,en}}', {count}, '{answer}', sha256('t{number}'), sha256('t{number}'));
                 INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
                 VALUES ('00000000-0000-7000-8000-0000000000b0', '{question}', '{version}', 1)"
            ))
            .await;
    }
    (server, people)
}

fn section(kind: QuestionKind, scoring: Scoring) -> SectionDefinition {
    SectionDefinition {
        title_zh: format!("{kind:?}"),
        title_en: format!("{kind:?}"),
        kinds: vec![kind],
        count: 1,
        points: 400,
        scoring,
        ..SectionDefinition::new("types")
    }
}

/// Everything open at once, and nothing shuffled that need not be.
fn definition(sections: Vec<SectionDefinition>) -> Definition {
    Definition {
        sections,
        shuffle_questions: false,
        shuffle_options: false,
        pass_mark: 50,
        review: ReviewPolicy { score: When::AtOnce, responses: When::AtOnce, key: When::AtOnce },
        ..Definition::new("题型考试", "Exam of types")
    }
}

async fn publish(server: &Server, people: &People, definition: Definition) -> Publishing {
    let mut conn = server.conn().await;
    let actor = Actor::person(people.tian.id);
    let exam = actions::create(&mut conn, &actor, CODE, definition).await.unwrap();
    let published = actions::publish(&mut conn, &actor, exam).await.unwrap();
    actions::assign(&mut conn, &actor, exam, Assignee::Group(people.east), None).await.unwrap();
    published
}

async fn start(someone: &Someone) -> String {
    someone.post(&format!("/my/exams/{CODE}/start"), &[]).await.expect_redirect()
}

/// What somebody who knows everything sends, position by position.
async fn right(server: &Server, href: &str) -> Vec<String> {
    let mut conn = server.conn().await;
    let paper = queries::paper(&mut conn, id_of(href)).await.unwrap();
    let ids: Vec<_> = paper.items.iter().map(|item| item.version_id).collect();
    let versions = certamen::banks::queries::versions(&mut conn, &ids).await.unwrap();
    let right = |item: &certamen::attempts::model::PaperItem| match item.kind {
        FillBlank => "ＴＨＩＲＴＹ\n5  Basis Points".to_owned(),
        Numeric => "1,234.5 days".to_owned(),
        _ => {
            let version = versions.iter().find(|version| version.id == item.version_id).unwrap();
            key_as_shown(item, &version.content).unwrap()
        }
    };
    paper.items.iter().map(right).collect()
}

/// Answers the question of a page by its form, field by field, and goes on.
async fn answer_by_form(someone: &Someone, href: &str, page: &str, values: &[String], go: &str) -> String {
    let (epoch, position) = (hidden(page, "epoch"), hidden(page, "position"));
    let (sequence, response) = (format!("sequence-{position}"), format!("response-{position}"));
    let shown = hidden(page, &sequence);
    let mut fields =
        vec![("epoch", epoch.as_str()), ("position", &position), (&sequence, &shown), ("go", go)];
    fields.extend(values.iter().map(|value| (response.as_str(), value.as_str())));
    someone.post(href, &fields).await.expect_redirect()
}

async fn hand_in(someone: &Someone, href: &str) -> String {
    let page = someone.get(&format!("{href}/submit")).await.expect(200);
    let fields = [("epoch", hidden(&page, "epoch")), ("sure", "on".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    someone.post(&format!("{href}/submit"), &fields).await.expect_redirect();
    someone.get(&format!("{href}/result")).await.expect(200)
}

fn all_sections(scoring: Scoring) -> Vec<SectionDefinition> {
    [FillBlank, Numeric, Matching, Ordering].map(|kind| section(kind, scoring)).to_vec()
}

#[actix_web::test]
async fn each_type_is_published_sat_without_javascript_and_marked() {
    let (server, people) = with_questions(&one_of_each()).await;
    let published = publish(&server, &people, definition(all_sections(Scoring::PerOption))).await;
    assert!(matches!(published, Publishing::Published(_)), "{published:?}");
    let ada = &people.ada;
    let before = ada.get(&format!("/my/exams/{CODE}")).await.expect(200);
    assert!(
        before.contains("Each right part gives its share") && before.contains("each pair of neighbours"),
        "{before}"
    );
    let href = start(ada).await;
    let right = right(&server, &href).await;
    for (index, response) in right.iter().enumerate() {
        let page = ada.get(&format!("{href}?question={}", index + 1)).await.expect(200);
        for secret in ["thirty", "basis points", "1234", "because"] {
            assert!(!page.contains(secret), "{secret} in {page}");
        }
        let values: Vec<String> = match index {
            0 => response.split('\n').map(str::to_owned).collect(),
            1 => vec![response.clone()],
            _ => response.chars().map(String::from).collect(),
        };
        // As many fields as there are gaps, texts on the left or places.
        let fields = page.matches(&format!("name=\"response-{}\"", index + 1)).count();
        assert_eq!(fields, values.len(), "{page}");
        let go = if index == 3 { "check".to_owned() } else { (index + 2).to_string() };
        answer_by_form(ada, &href, &page, &values, &go).await;
        let again = ada.get(&format!("{href}?question={}", index + 1)).await.expect(200);
        match index {
            0 => assert!(again.contains("value=\"5  Basis Points\""), "{again}"),
            1 => assert!(again.contains("value=\"1,234.5 days\""), "{again}"),
            _ => assert_eq!(again.matches(" selected>").count(), values.len(), "{again}"),
        }
    }
    let result = hand_in(ada, &href).await;
    assert!(result.contains("100%") && result.contains("16<small> / 16</small>"), "{result}");
    for said in
        ["1234.5 ± 0.5", "30 / thirty", "5 basis points / 0.05 %", "feature two", "Place 4", "because 1"]
    {
        assert!(result.contains(said), "{said} in {result}");
    }
}

#[actix_web::test]
async fn parts_that_are_wrong_or_missing_cost_their_share() {
    let (server, people) = with_questions(&one_of_each()).await;
    publish(&server, &people, definition(all_sections(Scoring::PerOption))).await;
    let ada = &people.ada;
    let href = start(ada).await;
    let right = right(&server, &href).await;
    // One gap of two; a number beside the tolerance; one pair of two; the first two places of four.
    let given = ["30".to_owned(), "1235.1".to_owned(), right[2][..1].to_owned(), right[3][..2].to_owned()];
    let saves: Vec<Value> = (1..)
        .zip(&given)
        .map(|(position, response): (i16, _)| json!({ "position": position, "sequence": 1, "response": response }))
        .collect();
    let (status, reply) = save(ada, &href, 1, &saves).await;
    assert_eq!(status, 200, "{reply}");
    let result = hand_in(ada, &href).await;
    // 2 + 0 + 2 + 4/3, which is 1.33.
    assert!(result.contains("5.33<small> / 16</small>"), "{result}");
    assert!(result.contains("1.33 / 4") && result.contains("no answer"), "{result}");
}

#[actix_web::test]
async fn weights_written_beside_the_options_count_where_the_section_says_so_and_are_told_to_nobody_before() {
    let world = crate::bank_editing::world().await;
    let tian = &world.people.tian;
    let plain = crate::bank_editing::single("先做什么？");
    let weighted = |weights: [&'static str; 3]| {
        let names = ["weight_1", "weight_2", "weight_3"];
        [plain.clone(), names.into_iter().zip(weights).collect()].concat()
    };
    for (weights, said) in
        [(["50", "90", ""], "do not fit the key"), (["50", "100", "much"], "a percentage from -100 to 100")]
    {
        let form = [weighted(weights), vec![("do", "save")]].concat();
        let page = tian.upload("/banks/visits/new-question", &form, "", b"").await.expect(422);
        assert!(page.contains(said) && page.contains("name=\"weight_1\""), "{page}");
    }
    let code = crate::bank_editing::write(tian, &weighted(["37.5", "100", "-25"])).await;
    let question = format!("/banks/visits/questions/{code}");
    let page = tian.get(&question).await.expect(200);
    assert!(page.contains("A 37.5%, B 100%, C −25%"), "{page}");
    let form = tian.get(&format!("{question}/edit")).await.expect(200);
    assert!(form.contains("value=\"37.5\"") && form.contains("value=\"-25\""), "{form}");

    let of_visits =
        SectionDefinition { bank_code: "visits".to_owned(), ..section(SingleChoice, Scoring::Weights) };
    let published = publish(&world.server, &world.people, definition(vec![of_visits])).await;
    assert!(matches!(published, Publishing::Published(_)), "{published:?}");
    let ada = &world.people.ada;
    let before = ada.get(&format!("/my/exams/{CODE}")).await.expect(200);
    assert!(before.contains("Each option gives or takes its own share"), "{before}");
    let href = start(ada).await;
    let page = ada.get(&href).await.expect(200);
    assert!(!page.contains("37.5") && !page.contains("-25") && !page.contains("−25"), "{page}");
    let one = json!({ "position": 1, "sequence": 1, "response": "A" });
    let (status, reply) = save(ada, &href, 1, &[one]).await;
    assert_eq!(status, 200, "{reply}");
    let result = hand_in(ada, &href).await;
    assert!(result.contains("1.5<small> / 4</small>"), "{result}");
}

#[actix_web::test]
async fn what_is_no_answer_to_its_type_is_refused_and_stores_nothing() {
    let (server, people) = with_questions(&one_of_each()).await;
    publish(&server, &people, definition(all_sections(Scoring::AllOrNothing))).await;
    let ada = &people.ada;
    let href = start(ada).await;
    for (position, response) in
        [(1, "a\u{0}"), (3, "D"), (3, "a"), (4, "E"), (4, "1234"), (4, "ABCDABCDABCDABCDABCDABCDABC")]
    {
        let one = json!({ "position": position, "sequence": 1, "response": response });
        let (status, reply) = save(ada, &href, 1, &[one]).await;
        assert_eq!(status, 422, "{position} {response:?} {reply}");
    }
    assert_eq!(server.count("SELECT count(*) FROM responses").await, 0);
}

#[actix_web::test]
async fn options_whose_order_is_the_answer_never_stand_as_they_are_written_for_everybody() {
    let (server, people) = with_questions(&one_of_each()).await;
    publish(
        &server,
        &people,
        Definition { attempts_allowed: None, ..definition(all_sections(Scoring::PerOption)) },
    )
    .await;
    let ada = &people.ada;
    let mut orders = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let href = start(ada).await;
        let paper = queries::paper(&mut *server.conn().await, id_of(&href)).await.unwrap();
        orders.insert(paper.items[3].option_order.clone());
        let page = ada.get(&format!("{href}?question=4")).await.expect(200);
        let shown: Vec<usize> = ["first step", "second step", "third step", "fourth step"]
            .iter()
            .map(|step| page.find(step).unwrap())
            .collect();
        let expected =
            (0..4u8).map(|index| paper.items[3].option_order.iter().position(|one| *one == index).unwrap());
        let mut by_place: Vec<(usize, usize)> = expected.zip(shown).collect();
        by_place.sort_unstable();
        assert!(by_place.is_sorted_by_key(|(_, at)| *at), "shown in the drawn order");
        hand_in(ada, &href).await;
    }
    assert!(orders.len() > 3, "{orders:?}");
}

#[actix_web::test]
async fn a_key_that_nothing_can_be_marked_by_is_not_published() {
    let mut questions = one_of_each();
    questions[0].3 = json!([["30"], []]);
    questions[1].3 = json!({"value": 1e300, "tolerance": 0});
    questions[2].3 = json!([["feature one", "something else"], ["feature two", "benefit two"]]);
    questions[3].3 = json!(["A", "B"]);
    let (server, people) = with_questions(&questions).await;
    let published = publish(&server, &people, definition(all_sections(Scoring::AllOrNothing))).await;
    let Publishing::Refused(problems) = published else { panic!("{published:?}") };
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems.iter().all(|problem| matches!(problem, Problem::Short { needs: 1, has: 0, .. })));
}

#[actix_web::test]
async fn a_wrong_answer_takes_away_what_the_section_says_and_no_answer_nothing() {
    let options: &[&str] = &["one", "two", "three", "four"];
    let questions: Vec<Asked> = vec![
        (SingleChoice, "One?", options, json!(["A"])),
        (TrueFalse, "True?", &[], json!(true)),
        (MultipleChoice, "Several?", options, json!(["A", "B"])),
    ];
    let (server, people) = with_questions(&questions).await;
    let penalty = |floor| Penalty { percent: 25, floor };
    let sections = vec![
        section(SingleChoice, Scoring::Claim(penalty(Floor::Exam))),
        section(TrueFalse, Scoring::Negative(penalty(Floor::Section))),
        section(MultipleChoice, Scoring::RightMinusWrong),
    ];
    publish(&server, &people, Definition { attempts_allowed: None, ..definition(sections) }).await;
    let ada = &people.ada;
    let before = ada.get(&format!("/my/exams/{CODE}")).await.expect(200);
    for said in [
        "A wrong answer takes away 25% of the points",
        "I do not answer this",
        "This section does not go below 0",
        "as much away",
    ] {
        assert!(before.contains(said), "{said} in {before}");
    }
    for (answers, points) in [
        // Wrong: −1. Right: 4. One right and one wrong of two: 0.
        (["B", "T", "AC"], "3<small>"),
        // Not answered on purpose: 0. Wrong: the section ends at 0. One of two: 2.
        (["-", "F", "A"], "2<small>"),
        // Wrong: −1, and the exam ends at 0.
        (["C", "F", ""], "0<small>"),
    ] {
        let href = start(ada).await;
        let page = ada.get(&href).await.expect(200);
        assert!(page.contains("value=\"-\"") && page.contains("takes away 25%"), "{page}");
        let saves: Vec<Value> = (1..)
            .zip(answers)
            .map(|(position, response): (i16, _)| json!({ "position": position, "sequence": 1, "response": response }))
            .collect();
        let (status, reply) = save(ada, &href, 1, &saves).await;
        assert_eq!(status, 200, "{reply}");
        let result = hand_in(ada, &href).await;
        assert!(
            result.contains(&format!("<span class=\"fig__n\">{points} / 12</small>")),
            "{answers:?} {result}"
        );
    }
    assert_eq!(
        server.count("SELECT count(*) FROM results WHERE (marks -> 0 ->> 'points')::int = -100").await,
        2
    );
}
