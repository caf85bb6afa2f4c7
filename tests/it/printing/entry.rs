//! Results from paper, entered by staff.

use certamen::audit::Actor;
use certamen::base::clock::local_input_value;
use certamen::certification::actions as certification;
use certamen::db;
use certamen::exams::counting::Counting;
use certamen::exams::model::Definition;
use certamen::exams::review::{ReviewPolicy, When};
use certamen::exams::scoring::Key;
use certamen::printing::forms::response_field;
use certamen::printing::model::PrintedPaper;
use certamen::printing::queries;

use super::sheets::drawn;
use crate::attempts::world::{CODE, World, definition, hidden, world, world_with};
use crate::harness::people::Someone;

const ADDRESS: &str = "/exams/pilot/results/paper";

async fn paper(world: &World) -> PrintedPaper {
    queries::printed_papers(&mut *world.server.conn().await, world.exam).await.unwrap().remove(0)
}

/// Now, as a person types it in the company's zone.
async fn typed_now(world: &World) -> String {
    let now = db::now(&mut *world.server.conn().await).await.unwrap();
    local_input_value(now, world.server.app.config.site.zone)
}

/// What stands on the sheet of somebody who knows everything.
async fn right_responses(world: &World) -> Vec<String> {
    let paper = paper(world).await.paper;
    let ids: Vec<_> = paper.items.iter().map(|item| item.version_id).collect();
    let versions = certamen::banks::queries::versions(&mut *world.server.conn().await, &ids).await.unwrap();
    let key = |index: usize| {
        let item = &paper.items[index];
        let version = versions.iter().find(|version| version.id == item.version_id).unwrap();
        match Key::of(&version.content).unwrap().unwrap() {
            Key::Labels(labels) => labels.as_shown(&item.option_order).to_string().to_lowercase(),
            Key::Truth(truth) => if truth { "√" } else { "×" }.to_owned(),
            other => panic!("{other:?}"),
        }
    };
    (0..paper.items.len()).map(key).collect()
}

/// A form as a person fills it in.
struct Form(Vec<(String, String)>);

impl Form {
    async fn of(world: &World, someone: &Someone) -> Self {
        let pairs = [
            ("person", someone.id.to_string()),
            ("paper", paper(world).await.id.to_string()),
            ("sat_at", typed_now(world).await),
            ("how", "responses".to_owned()),
            ("reason", "power cut in the room".to_owned()),
        ];
        Self(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn answered(self, responses: &[String]) -> Self {
        (1..)
            .zip(responses)
            .fold(self, |form, (position, response)| form.with(&response_field(position), response))
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    async fn send(&self, world: &World) -> crate::harness::browser::Response {
        world.people.tian.post(ADDRESS, &self.fields()).await
    }
}

async fn with_programme(world: &World) {
    let rules = crate::certificates::rules(&[CODE]);
    let mut conn = world.server.conn().await;
    certification::create_programme(&mut conn, &Actor::server(), "pilot-programme", &rules).await.unwrap();
}

#[actix_web::test]
async fn a_sheet_is_marked_like_an_attempt_on_screen_and_the_certificate_comes() {
    let world = world().await;
    with_programme(&world).await;
    drawn(&world, "A").await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);

    // Found by name, chosen, typed, checked, entered.
    let found = tian.get(&format!("{ADDRESS}?q=T001")).await.expect(200);
    assert!(found.contains("林晓雯") && found.contains("Paper A · Version 1"), "{found}");
    let (person, printed) = (ada.id, paper(&world).await.id);
    let empty = tian.get(&format!("{ADDRESS}?person={person}&paper={printed}")).await.expect(200);
    assert_eq!(empty.matches("name=\"response-").count(), 5);
    let form = Form::of(&world, ada).await.answered(&right_responses(&world).await);
    let check = form.send(&world).await.expect(200);
    assert!(check.contains("11<small> / 11</small>") && check.contains("5<small> / 5</small>"), "{check}");
    assert!(check.contains("Attempt 1") && check.contains("power cut in the room"), "{check}");
    assert_eq!(hidden(&check, "reason"), "power cut in the room");
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0, "nothing is written yet");

    let form = form.with("do", "enter");
    assert_eq!(form.send(&world).await.expect_redirect(), "/exams/pilot/results");
    for (promise, sql) in [
        (
            "one graded attempt, closed by staff",
            "SELECT count(*) FROM attempts WHERE state = 'graded' AND submitted_by = 'staff_paper' AND receipt IS NOT NULL
             AND submitted_at = started_at AND deadline_at IS NULL",
        ),
        (
            "its result names its cause and who entered it",
            "SELECT count(*) FROM results JOIN people ON people.id = created_by WHERE cause = 'paper' AND score = 1100 AND passed",
        ),
        (
            "its paper is the printed one",
            "SELECT count(*) FROM papers JOIN printed_papers USING (items, seed, maximum)",
        ),
        (
            "its answers are there",
            "SELECT count(*) FROM attempts WHERE (SELECT count(*) FROM responses WHERE attempt_id = id) = 5",
        ),
        ("its event", "SELECT count(*) FROM attempt_events WHERE kind = 'paper_entered' AND actor_id IS NOT NULL"),
        (
            "its audit row with the reason",
            "SELECT count(*) FROM audit_events WHERE action = 'attempt.entered_on_paper' AND detail->>'reason' LIKE 'power%'",
        ),
        ("its certificate", "SELECT count(*) FROM certificates WHERE evidence->0->>'kind' = 'attempt'"),
    ] {
        assert_eq!(world.server.count(sql).await, 1, "{promise}");
    }
    let mine = ada.get("/my/certificates").await.expect(200);
    assert!(mine.contains("PILOT-PROGRAMME"), "{mine}");
}

#[actix_web::test]
async fn it_is_shown_as_on_paper_to_staff_and_to_the_trainee() {
    let world = world().await;
    drawn(&world, "A").await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let mut responses = right_responses(&world).await;
    responses[0] = String::new();
    let form = Form::of(&world, ada).await.answered(&responses).with("do", "enter");
    let to = form.send(&world).await.expect_redirect();
    let page = tian.get(&to).await.expect(200);
    assert!(page.contains("Entered for 林晓雯 from paper: 9 of 11 points, passed."), "{page}");
    assert!(page.contains("9 / 11") && page.contains("on paper"), "{page}");
    let csv = tian.get("/exams/pilot/results.csv").await.expect(200);
    assert!(csv.contains("On paper\r\n"), "{csv}");
    let line = csv.lines().find(|line| line.contains("T001")).unwrap();
    assert!(line.contains("Passed,9,11,81.8%,1,") && line.ends_with(",yes,yes"), "{line}");

    let exam = ada.get("/my/exams/pilot").await.expect(200);
    assert!(exam.contains("on paper") && exam.contains("Passed, 81.8%"), "{exam}");
    assert!(exam.contains("1 / 2"), "it counts as an attempt: {exam}");
    let href = format!("/attempts/{}", result_link(&exam));
    let receipt = ada.get(&format!("{href}/receipt")).await.expect(200);
    assert!(receipt.contains("You sat this exam on paper") && receipt.contains("4 / 5"), "{receipt}");
    // The review opens as for everybody: the score at once, answers and key after the window.
    let result = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(result.contains("81.8%") && result.contains("on paper"), "{result}");
    assert!(!result.contains("because") && !result.contains("your choice"), "{result}");
    world.server.move_clock("8 days").await;
    world
        .server
        .sql("UPDATE sessions SET expires_at = app_now() + interval '1 day', last_seen_at = app_now()")
        .await;
    let result = ada.get(&format!("{href}/result")).await.expect(200);
    assert!(result.contains("en because first") && result.contains("your choice"), "{result}");
    world.people.bo.get(&format!("{href}/result")).await.expect(404);
}

#[actix_web::test]
async fn where_only_the_first_attempt_counts_a_later_sitting_on_paper_brings_no_certificate() {
    let definition = Definition { counting: Counting::First, ..definition() };
    let world = world_with(definition, "first").await;
    with_programme(&world).await;
    drawn(&world, "A").await;
    let ada = &world.people.ada;
    let nothing = Form::of(&world, ada).await.with("do", "enter");
    nothing.send(&world).await.expect_redirect();
    world.server.move_clock("2 hours").await;
    let right = Form::of(&world, ada).await.answered(&right_responses(&world).await).with("do", "enter");
    right.send(&world).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE passed").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 0);
}

/// Id of the attempt that a page leads to.
fn result_link(page: &str) -> String {
    page.split("href=\"/attempts/").nth(1).unwrap().split('/').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_score_alone_is_exact_and_shows_no_answers() {
    let mut definition = definition();
    definition.review = ReviewPolicy { score: When::AtOnce, responses: When::AtOnce, key: When::AtOnce };
    definition.attempts_allowed = Some(1);
    let world = world_with(definition, "first").await;
    drawn(&world, "B").await;
    let ada = &world.people.ada;
    let form = Form::of(&world, ada).await.with("how", "score");
    for wrong in ["", "11.01", "6.605", "six", "-1"] {
        let page = form_with(&form, "score", wrong).send(&world).await.expect(422);
        assert!(page.contains("Enter points from 0 to 11"), "{wrong}: {page}");
    }
    // 60 % of 11 points is 6.6: a hundredth less does not pass.
    let check = form_with(&form, "score", "6.59").send(&world).await.expect(200);
    assert!(check.contains("6.59<small> / 11</small>") && check.contains("Not passed"), "{check}");
    let form = form_with(&form, "score", "６.60").with("do", "enter");
    form.send(&world).await.expect_redirect();
    let passed = "SELECT count(*) FROM results WHERE score = 660 AND passed AND marks = '[]'::jsonb AND cause = 'paper'";
    assert_eq!(world.server.count(passed).await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM responses").await, 0);
    let exam = ada.get("/my/exams/pilot").await.expect(200);
    let result = ada.get(&format!("/attempts/{}/result", result_link(&exam))).await.expect(200);
    assert!(result.contains("Only the score was entered") && result.contains("60%"), "{result}");
    assert!(!result.contains("Right answer") && !result.contains("stem"), "{result}");
    let receipt = ada.get(&format!("/attempts/{}/receipt", result_link(&exam))).await.expect(200);
    assert!(!receipt.contains("0 / 5"), "{receipt}");
}

fn form_with(form: &Form, name: &str, value: &str) -> Form {
    Form(form.0.clone()).with(name, value)
}

#[actix_web::test]
async fn wrong_input_is_told_beside_the_field_and_nothing_typed_is_lost() {
    let world = world().await;
    drawn(&world, "A").await;
    let ada = &world.people.ada;
    let form = Form::of(&world, ada)
        .await
        .answered(&["E".into(), "ab".into(), "1, C".into(), "AC".into(), "maybe".into()])
        .with("sat_at", "yesterday")
        .with("reason", "");
    let page = form.send(&world).await.expect(422);
    for told in [
        "Question 1: enter letters from A to D",
        "Question 2 takes one letter only (A to D)",
        "Question 3: enter letters from A to E",
        "Question 5: enter T or F",
        "Enter a date and a time",
        "Say why",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    for kept in ["value=\"1, C\"", "value=\"maybe\"", "value=\"AC\"", "value=\"yesterday\""] {
        assert!(page.contains(kept), "{kept} in {page}");
    }
    let form = Form::of(&world, ada).await.answered(&["a".into(), "".into()]).with("how", "guess");
    assert!(form.send(&world).await.expect(422).contains("Say whether you enter the answers"));
    // Back from the check page with everything that was typed.
    let form = form.with("how", "responses").with("do", "change");
    let page = form.send(&world).await.expect(200);
    assert!(page.contains("value=\"a\"") && page.contains("power cut in the room"), "{page}");
    let long = "x".repeat(2001);
    let page = form.with("reason", &long).with("do", "enter").send(&world).await.expect(422);
    assert!(page.contains(&long));
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0);
}

#[actix_web::test]
async fn nobody_sat_it_in_the_future_or_before_it_was_published() {
    let world = world().await;
    drawn(&world, "A").await;
    let zone = world.server.app.config.site.zone;
    let now = chrono::Utc::now();
    for (hours, told) in [(2, "This time is still to come"), (-2, "This version was not published then")] {
        let at = local_input_value(now + chrono::TimeDelta::hours(hours), zone);
        let form = Form::of(&world, &world.people.ada).await.with("sat_at", &at).with("do", "enter");
        let page = form.send(&world).await.expect(422);
        assert!(page.contains(told) && page.contains(&at), "{page}");
    }
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0);
}

#[actix_web::test]
async fn an_open_attempt_comes_first() {
    let world = world().await;
    drawn(&world, "A").await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    let (person, printed) = (ada.id, paper(&world).await.id);
    let page = tian.get(&format!("{ADDRESS}?person={person}&paper={printed}")).await.expect(200);
    assert!(page.contains("This person is sitting the exam"), "{page}");
    for step in ["check", "enter"] {
        let page = Form::of(&world, ada).await.with("do", step).send(&world).await.expect(409);
        assert!(
            page.contains("This person is sitting the exam") && page.contains("\"/exams/pilot/room\""),
            "{page}"
        );
    }
    world.hand_in(ada, &href).await;
    Form::of(&world, ada).await.with("do", "enter").send(&world).await.expect_redirect();
    assert_eq!(
        world.server.count("SELECT number::bigint FROM attempts WHERE submitted_by = 'staff_paper'").await,
        2
    );
    // The allowance is used up, and staff decide: another sitting can still be entered, the trainee starts none.
    world.server.move_clock("2 hours").await;
    Form::of(&world, ada).await.with("do", "enter").send(&world).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 3);
    let refused = ada.post("/my/exams/pilot/start", &[]).await.expect_redirect();
    assert_eq!(refused, "/my/exams/pilot");
}

#[actix_web::test]
async fn the_same_sitting_is_entered_once_also_when_two_press_at_once() {
    let world = world().await;
    with_programme(&world).await;
    drawn(&world, "A").await;
    let (ada, bo) = (&world.people.ada, &world.people.bo);
    let responses = right_responses(&world).await;
    let form = Form::of(&world, ada).await.answered(&responses).with("do", "enter");
    let (one, other, third) =
        futures_util::future::join3(form.send(&world), form.send(&world), form.send(&world)).await;
    let mut statuses = [one, other, third].map(|answer| answer.status.as_u16());
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409]);
    let again = form.send(&world).await.expect(409);
    assert!(again.contains("This result was entered before") && again.contains("power cut"), "{again}");
    for (count, sql) in [
        (1, "SELECT count(*) FROM attempts"),
        (1, "SELECT count(*) FROM results"),
        (1, "SELECT count(*) FROM paper_entries"),
        (1, "SELECT count(*) FROM certificates"),
    ] {
        assert_eq!(world.server.count(sql).await, count, "{sql}");
    }
    // Somebody else at the same time is somebody else.
    let form = Form::of(&world, bo).await.answered(&responses).with("do", "enter");
    form.send(&world).await.expect_redirect();
}

#[actix_web::test]
async fn a_start_at_the_same_moment_and_an_entry_never_give_two_first_attempts() {
    let world = world().await;
    drawn(&world, "A").await;
    let ada = &world.people.ada;
    let form = Form::of(&world, ada).await.with("do", "enter");
    let start = ada.post("/my/exams/pilot/start", &[]);
    let (entered, started) = futures_util::future::join(form.send(&world), start).await;
    assert!(started.location().starts_with("/attempts/"), "{}", started.body);
    let entered = entered.status.as_u16();
    assert!(matches!(entered, 303 | 409), "{entered}");
    let attempts = world.server.count("SELECT count(*) FROM attempts").await;
    assert_eq!(attempts, if entered == 303 { 2 } else { 1 });
    assert_eq!(world.server.count("SELECT count(DISTINCT number) FROM attempts").await, attempts);
}

#[actix_web::test]
async fn whom_and_which_paper_are_asked_for_and_strangers_are_not_found() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let nothing = tian.get(ADDRESS).await.expect(200);
    assert!(nothing.contains("There is no paper yet"), "{nothing}");
    drawn(&world, "A").await;
    let printed = paper(&world).await.id;
    let page = tian.get(&format!("{ADDRESS}?q=T00&paper={printed}")).await.expect(200);
    assert!(page.contains("Choose a person"), "{page}");
    let person = ada.id;
    let page = tian.get(&format!("{ADDRESS}?q=nobody-like-this")).await.expect(200);
    assert!(page.contains("q") && !page.contains("name=\"person\""), "{page}");
    let nobody = uuid::Uuid::now_v7();
    for (person, paper) in [
        (nobody.to_string(), printed.to_string()),
        (person.to_string(), nobody.to_string()),
        ("x".into(), printed.to_string()),
        (person.to_string(), "x".into()),
        (tian.id.to_string(), printed.to_string()),
    ] {
        tian.get(&format!("{ADDRESS}?person={person}&paper={paper}")).await.expect(404);
        let form = Form::of(&world, ada).await.with("person", &person).with("paper", &paper);
        form.with("do", "enter").send(&world).await.expect(404);
    }
    Form::of(&world, ada).await.with("passed", "true").send(&world).await.expect(400);
    assert_eq!(world.server.count("SELECT count(*) FROM attempts").await, 0);
    // The way there from the results, and no way for trainees.
    assert!(tian.get("/exams/pilot/results").await.expect(200).contains(ADDRESS));
    ada.get(ADDRESS).await.expect(403);
}

#[actix_web::test]
async fn a_wrong_entry_is_voided_with_its_certificate_and_the_same_sitting_entered_anew() {
    let world = world().await;
    with_programme(&world).await;
    drawn(&world, "A").await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let form = Form::of(&world, ada).await.answered(&right_responses(&world).await).with("do", "enter");
    form.send(&world).await.expect_redirect();
    let exam = ada.get("/my/exams/pilot").await.expect(200);
    let history = format!("/exams/pilot/results/{}", result_link(&exam));
    let page = tian.get(&format!("{history}/reopen")).await.expect(200);
    assert!(page.contains("What was sat on paper cannot be opened again"), "{page}");
    let fields = [("reason", "Another person's sheet"), ("fate", "revoke")];
    tian.post(&format!("{history}/void"), &fields).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM certificate_events WHERE kind = 'revoked'").await, 1);
    let again = Form(form.0.clone()).with("response-1", "");
    again.send(&world).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM paper_entries").await, 2, "the wrong one is kept");
    assert_eq!(world.server.count("SELECT max(entry) FROM paper_entries").await, 2);
    let refused = again.send(&world).await;
    assert_ne!(refused.status.as_u16(), 303, "what counts is entered once");
}
