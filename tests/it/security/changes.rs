//! No score, key, time or certificate changes without a word in the audit trail: the database itself compares.
//!
//! Triggers of the test note the transaction of every change to what counts and of every event in the trail. Both must be the
//! same transaction, whatever page led to it.

use certamen::db::CertificateId;

use crate::attempts::world::World;
use crate::bank_editing::{base_of, save, single, with, write};
use crate::grading::world::{grade, handed_in, history, world};
use crate::harness::Server;

/// What counts, with the events of the trail of which one must be written with a change to it.
const COUNTS: &[(&str, &[&str])] = &[
    ("results", &["attempt.submitted", "attempt.graded", "attempt.regraded"]),
    ("manual_marks", &["attempt.answer_graded"]),
    ("attempts", ATTEMPTS),
    ("accommodations", &["person.extra_time_given", "person.extra_time_ended"]),
    ("window_extensions", &["exam.window_extended"]),
    ("certificates", &["certificate.issued"]),
    ("certificate_events", &["certificate.issued", "certificate.revoked", "certificate.reinstated"]),
    ("achievement_withdrawals", &["attempt.regraded", "attempt.voided", "attempt.reopened"]),
    ("question_versions", &["question.added", "question.edited", "bank.revised"]),
];

const ATTEMPTS: &[&str] = &[
    "attempt.extended",
    "attempt.deadline_raised",
    "attempt.graded",
    "attempt.regraded",
    "attempt.voided",
    "attempt.reopened",
];

/// What each event says of the change besides.
const SAID: &[(&str, &[&str])] = &[
    ("attempt.answer_graded", &["position", "before", "points"]),
    ("attempt.graded", &["before", "score", "result"]),
    ("attempt.regraded", &["before", "score", "result", "reason"]),
    ("attempt.voided", &["was", "reason"]),
    ("attempt.reopened", &["was", "deadline_before", "until", "reason"]),
    ("attempt.extended", &["from", "to", "reason"]),
    ("attempt.deadline_raised", &["from", "to", "cause"]),
    ("exam.window_extended", &["minutes", "reason"]),
    // Why may be about somebody's health: it stands in the row that is named, which HR alone reads.
    ("person.extra_time_given", &["before", "after", "accommodation"]),
    ("person.extra_time_ended", &["before", "after", "accommodation"]),
    ("certificate.issued", &["number"]),
    ("certificate.revoked", &["number", "reason"]),
    ("certificate.reinstated", &["number", "reason"]),
    ("question.edited", &["before", "after", "changed"]),
];

/// Notes from now on (as who may do everything) which transaction changes what counts, and which writes what into the trail. What a person was before and
/// after stands beside the event, which holds its digest under the same name.
async fn watch(server: &Server) {
    let mut sql = String::from(
        "CREATE TABLE changes_seen (transaction xid8 NOT NULL, what text NOT NULL);
         CREATE TABLE events_seen (transaction xid8 NOT NULL, action text NOT NULL, detail jsonb NOT NULL);
         CREATE FUNCTION see_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
             INSERT INTO changes_seen VALUES (pg_current_xact_id(), TG_TABLE_NAME);
             RETURN NULL;
         END $$;
         CREATE FUNCTION see_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
             INSERT INTO events_seen VALUES (pg_current_xact_id(), NEW.action, NEW.detail || NEW.commitments);
             RETURN NULL;
         END $$;
         CREATE TRIGGER seen AFTER INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION see_event();
         CREATE TRIGGER seen AFTER UPDATE ON attempts FOR EACH ROW
             WHEN (OLD.deadline_at IS DISTINCT FROM NEW.deadline_at OR OLD.extra_seconds <> NEW.extra_seconds
                   OR OLD.state <> NEW.state AND OLD.state IN ('submitted', 'graded', 'voided'))
             EXECUTE FUNCTION see_change();",
    );
    for (table, _) in COUNTS.iter().filter(|(table, _)| *table != "attempts") {
        sql += &format!(
            "CREATE TRIGGER seen AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION see_change();"
        );
    }
    server.sql(&sql).await;
}

/// The changes without their event in the same transaction.
async fn untold(server: &Server) -> Vec<&'static str> {
    let mut untold = Vec::new();
    for (table, actions) in COUNTS {
        let actions: Vec<String> = actions.iter().map(|action| format!("'{action}'")).collect();
        let without = format!(
            "SELECT count(*) FROM changes_seen c WHERE what = '{table}' AND NOT EXISTS (
                 SELECT FROM events_seen e WHERE e.transaction = c.transaction AND e.action IN ({}))",
            actions.join(", ")
        );
        if server.count(&without).await > 0 {
            untold.push(*table);
        }
    }
    untold
}

/// The latest reason in an event of this kind.
async fn reason(server: &Server, action: &str) -> String {
    let sql = format!(
        "SELECT detail->>'reason' FROM events_seen WHERE action = '{action}' ORDER BY transaction DESC LIMIT 1"
    );
    server.text(&sql).await
}

/// A mark is changed and the attempt voided; its certificate goes with the pass.
async fn change_scores(world: &World) {
    let tian = &world.people.tian;
    let first = handed_in(world, &world.people.ada, ["one", "two"]).await;
    grade(world, &first, 2, "5").await;
    grade(world, &first, 3, "2").await;
    let mark = [("points", "0"), ("comment", ""), ("seen", "1"), ("reason", "copied"), ("fate", "revoke")];
    tian.post(&format!("{}/marks/2", history(&first)), &mark).await.expect_redirect();
    assert_eq!(reason(&world.server, "attempt.regraded").await, "copied");
    let void = [("reason", "somebody else sat it"), ("fate", "keep")];
    tian.post(&format!("{}/void", history(&first)), &void).await.expect_redirect();
    assert_eq!(reason(&world.server, "attempt.voided").await, "somebody else sat it");
}

/// More time for all who sit the exam, and for one person wherever they sit one.
async fn change_times(world: &World) {
    let (tian, hui) = (&world.people.tian, &world.people.hui);
    world.start(&world.people.ada).await;
    let more = [("whom", "everyone"), ("minutes", "10"), ("reason", "fire drill")];
    tian.post("/exams/pilot/room/extend", &more).await.expect_redirect();
    assert_eq!(reason(&world.server, "attempt.extended").await, "fire drill");
    assert_eq!(reason(&world.server, "exam.window_extended").await, "fire drill");
    let address = format!("/people/{}/extra-time", world.people.ada.id);
    for percent in ["50", "100"] {
        hui.post(&address, &[("percent", percent), ("reason", "a note of a doctor")]).await.expect_redirect();
    }
    hui.post(&format!("{address}/end"), &[]).await.expect_redirect();
    let told = "SELECT count(*) FROM events_seen WHERE detail::text LIKE '%doctor%'";
    assert_eq!(world.server.count(told).await, 0, "the trail tells nobody why");
    let beside = "SELECT count(*) FROM audit_personal WHERE value::text LIKE '%doctor%'";
    assert_eq!(world.server.count(beside).await, 0, "nor does what stands beside it");
}

/// A certificate is revoked and given back, and the attempt that it rests on opened again.
async fn change_certificates(world: &World) {
    let hui = &world.people.hui;
    let href = handed_in(world, &world.people.bo, ["one", "two"]).await;
    grade(world, &href, 2, "5").await;
    grade(world, &href, 3, "5").await;
    let newest = "SELECT id::text FROM certificates ORDER BY issued_at DESC, id DESC LIMIT 1";
    let id: CertificateId = world.server.text(newest).await.parse().unwrap();
    let revoke = [("reason", "misconduct"), ("note", "used a telephone")];
    hui.post(&format!("/certificates/{id}/revoke"), &revoke).await.expect_redirect();
    assert_eq!(reason(&world.server, "certificate.revoked").await, "misconduct");
    let back = [("reason", "appeal_upheld"), ("note", "it was somebody else")];
    hui.post(&format!("/certificates/{id}/reinstate"), &back).await.expect_redirect();
    assert_eq!(reason(&world.server, "certificate.reinstated").await, "appeal_upheld");
    let again = [("until", "2099-01-01T10:00"), ("reason", "power cut"), ("fate", "keep")];
    world.people.tian.post(&format!("{}/reopen", history(&href)), &again).await.expect_redirect();
    assert_eq!(reason(&world.server, "attempt.reopened").await, "power cut");
}

/// A question is written and its key changed.
async fn change_a_key(world: &World) {
    let tian = &world.people.tian;
    let bank = [("code", "visits"), ("title_zh", "拜访"), ("title_en", "Visits")];
    tian.post("/banks/new", &bank).await.expect_redirect();
    let form = single("首次拜访前先做什么？");
    let code = write(tian, &form).await;
    let base = base_of(tian, &code).await;
    save(tian, &code, &base, &with(&form, "key", "3")).await.expect_redirect();
}

#[actix_web::test]
async fn s55_nothing_that_counts_changes_without_its_event_in_the_same_transaction() {
    let world = world().await;
    let server = &world.server;
    watch(server).await;
    change_scores(&world).await;
    change_times(&world).await;
    change_certificates(&world).await;
    change_a_key(&world).await;
    assert_eq!(untold(server).await, Vec::<&str>::new());
    for (table, _) in COUNTS {
        let seen = format!("SELECT count(*) FROM changes_seen WHERE what = '{table}'");
        assert!(server.count(&seen).await > 0, "{table} was never changed");
    }
    for (action, fields) in SAID {
        let fields: Vec<String> = fields.iter().map(|field| format!("'{field}'")).collect();
        let all = format!("SELECT count(*) FROM events_seen WHERE action = '{action}'");
        let whole = format!("{all} AND detail ?& ARRAY[{}]", fields.join(", "));
        let (all, whole) = (server.count(&all).await, server.count(&whole).await);
        assert!(all > 0 && all == whole, "{action}: {whole} of {all} say everything");
    }
    // The same comparison finds what somebody does behind the server's back.
    server.sql("UPDATE attempts SET deadline_at = deadline_at + interval '1 minute'").await;
    assert_eq!(untold(server).await, ["attempts"]);
}
