//! How a section gives points: chosen in its form, told with examples, refused where it says nothing.

use certamen::exams::actions::{self, Publishing};
use certamen::exams::model::SectionDefinition;
use certamen::exams::queries;
use certamen::exams::rules::Problem;
use certamen::exams::scoring::{Floor, Penalty, Scoring};

use super::world::{SECTION, bank, exam, section, with};
use crate::harness::server;

/// The form of the section with another method and what goes with it.
fn form<'a>(number: &'a str, scoring: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base: Vec<(&str, &str)> = SECTION.iter().copied().filter(|(name, _)| *name != "scoring").collect();
    let own = [("draft_number", number), ("title_was", "一、产品"), ("count", "2"), ("scoring", scoring)];
    with(&with(&base, &own), more)
}

#[actix_web::test]
async fn every_method_is_offered_with_what_it_comes_to_saved_and_shown_again() {
    let server = server().await;
    let people = server.people().await;
    let tian = &people.tian;
    bank(&server, [4, 0, 0, 0, 0]).await;
    exam(&server, vec![section(2, (1, 5))]).await;
    let page = tian.get("/exams/product/sections/1").await.expect(200);
    for said in [
        "2 right and 1 wrong → 0",
        "2 right and 1 wrong → 0.67",
        "2 right → 1.33",
        "1 wrong → −0.5",
        "takes away 25% of the points",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let penalty = [("penalty", "３３%"), ("floor", "section")];
    for (number, scoring) in (1..).zip(Scoring::ALL) {
        let typed = i32::to_string(&number);
        tian.post("/exams/product/sections/1", &form(&typed, scoring.method(), &penalty))
            .await
            .expect_redirect();
        let stored = queries::exam(&mut *server.conn().await, "product").await.unwrap().unwrap();
        let penalty = Penalty { percent: 33, floor: Floor::Section };
        assert_eq!(Some(stored.draft.sections[0].scoring), Scoring::from_method(scoring.method(), penalty));
        let page = tian.get("/exams/product/sections/1").await.expect(200);
        assert!(page.contains(&format!("value=\"{}\" checked", scoring.method())), "{page}");
    }
    let page = tian.get("/exams/product/sections/1").await.expect(200);
    assert!(page.contains("value=\"33\"") && page.contains("value=\"section\" selected"), "{page}");
    let rows = tian.get("/exams/product/sections").await.expect(200);
    assert!(rows.contains("(−33%)"), "{rows}");
}

#[actix_web::test]
async fn what_a_method_needs_is_asked_beside_its_field() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [4, 0, 0, 0, 0]).await;
    exam(&server, vec![section(2, (1, 5))]).await;
    for (scoring, more, sentence) in [
        ("negative", &[("penalty", "0"), ("floor", "exam")][..], "whole number from 1 to 100"),
        ("negative", &[("penalty", "25"), ("floor", "paper")], "Choose what never goes below 0"),
        ("negative", &[("penalty", "25"), ("floor", "question")], "cannot be used for: single choice"),
        (
            "claim",
            &[("penalty", "25"), ("floor", "exam"), ("kinds", "multiple_choice")],
            "cannot be used for: multiple choice",
        ),
        ("kprim", &[("kinds", "ordering")], "cannot be used for: ordering"),
    ] {
        let page = people.tian.post("/exams/product/sections/1", &form("1", scoring, more)).await.expect(422);
        assert!(page.contains(sentence), "{sentence} in {page}");
        assert!(page.contains(&format!("value=\"{scoring}\" checked")), "{page}");
    }
}

#[actix_web::test]
async fn the_proof_refuses_a_method_for_what_was_chosen_by_hand() {
    let server = server().await;
    let people = server.people().await;
    bank(&server, [2, 2, 0, 0, 0]).await;
    let fixed = vec!["q-1-0".to_owned(), "q-2-1".to_owned()];
    let by_hand = SectionDefinition {
        scoring: Scoring::Negative(Penalty { percent: 25, floor: Floor::Question }),
        count: 2,
        fixed,
        ..section(2, (1, 5))
    };
    let exam = exam(&server, vec![by_hand]).await;
    let published =
        actions::publish(&mut *server.conn().await, &certamen::audit::Actor::server(), exam).await.unwrap();
    let Publishing::Refused(problems) = published else { panic!("{published:?}") };
    assert!(matches!(problems.as_slice(), [Problem::ScoringUnfit { section: 0, .. }]), "{problems:?}");
    let page = people.tian.get("/exams/product/publish").await.expect(200);
    assert!(page.contains("cannot be used for: single choice"), "{page}");
}
