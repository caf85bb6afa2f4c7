//! f43 at the deadline: work sealed on a device, brought as a file, accepted as a score event.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use serde_json::{Value, json};
use sha2::Sha256;

use super::world::{CODE, World, id_of, world};
use crate::harness::people::Someone;

/// Seals as a browser does, written down a second time from the description of the file.
pub async fn sealed(someone: &Someone, href: &str, epoch: i32, answers: &Value) -> Value {
    let pass: Value = serde_json::from_str(&someone.get(&format!("{href}/seal")).await.expect(200)).unwrap();
    let theirs = STANDARD.decode(pass["key"].as_str().unwrap()).unwrap();
    let theirs = PublicKey::from_sec1_bytes(&theirs).unwrap();
    let ours = SecretKey::from_slice(&[42; 32]).unwrap();
    let point = ours.public_key().to_sec1_point(false);
    let shared = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
    let mut key = [0; 32];
    let expander = Hkdf::<Sha256>::new(Some(point.as_bytes()), shared.raw_secret_bytes());
    expander.expand(b"certamen work", &mut key).unwrap();
    let (attempt, person) = (id_of(href), pass["person"].as_str().unwrap());
    let bound = format!("certamen-work-1 {attempt} {person} {epoch}");
    let plain = json!({ "sealed_at": "2026-11-22T10:00:00Z", "answers": answers }).to_string();
    let payload = Payload { msg: plain.as_bytes(), aad: bound.as_bytes() };
    let nonce = [5; 12];
    let sealed = Aes256Gcm::new(&Key::<Aes256Gcm>::from(key)).encrypt(&Nonce::from(nonce), payload).unwrap();
    json!({
        "format": "certamen-work-1", "attempt": attempt, "epoch": epoch, "key": STANDARD.encode(point.as_bytes()),
        "nonce": STANDARD.encode(nonce), "sealed": STANDARD.encode(sealed),
    })
}

pub async fn bring(world: &World, file: &Value) -> crate::harness::browser::Response {
    let address = format!("/exams/{CODE}/hand-in-files");
    world.people.tian.upload(&address, &[], "work.certamen", file.to_string().as_bytes()).await
}

/// Ada has handed in with nothing but one answer; her device holds all the right ones.
async fn handed_in_too_early() -> (World, String, Value) {
    let world = world().await;
    let ada = &world.people.ada;
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    world.answer(ada, &href, &right[..1]).await;
    let answers: Vec<Value> = (1..)
        .zip(&right)
        .map(|(position, response): (i32, _)| json!({ "position": position, "sequence": 1, "response": response, "at": "2026-11-22T09:59:00Z" }))
        .collect();
    let file = sealed(ada, &href, 1, &json!(answers)).await;
    world.hand_in(ada, &href).await;
    (world, href, file)
}

#[actix_web::test]
async fn f43_sealed_work_is_accepted_with_a_reason_as_a_score_beside_the_old_one() {
    let (world, href, file) = handed_in_too_early().await;
    let tian = &world.people.tian;
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE passed").await, 0);
    let review = bring(&world, &file).await.expect_redirect();
    assert_eq!(bring(&world, &file).await.expect_redirect(), review, "the same file is kept once");
    let page = tian.get(&review).await.expect(200);
    assert_eq!(page.matches("<th scope=\"row\">").count(), 4, "what the server has is no difference: {page}");
    let page = tian.post(&review, &[("reason", " ")]).await.expect(422);
    assert!(page.contains("Say why the file is accepted"), "{page}");
    tian.post(&review, &[("reason", "Network down in room 3")]).await.expect_redirect();
    assert!(tian.get(&review).await.expect(200).contains("Network down in room 3"));
    // A second press changes nothing.
    tian.post(&review, &[("reason", "again")]).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 2);
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 1 AND cause = 'submitted' AND NOT passed AND created_by IS NULL").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 2 AND cause = 'file' AND passed AND score = maximum AND created_by IS NOT NULL").await, 1);
    assert_eq!(
        world.server.count("SELECT count(*) FROM achievements").await,
        1,
        "the pass is told to certification"
    );
    assert_eq!(
        world.server.count("SELECT count(*) FROM responses").await,
        1,
        "what was saved stays as it was"
    );
    assert_eq!(
        world.server.count("SELECT count(*) FROM audit_events WHERE action = 'attempt.file_accepted'").await,
        1
    );
    let timeline = tian.get(&format!("/exams/{CODE}/results/{}", id_of(&href))).await.expect(200);
    assert!(timeline.contains("was accepted") && timeline.contains("Network down in room 3"), "{timeline}");
    assert!(world.people.ada.get(&format!("{href}/result")).await.expect(200).contains("100%"));
}

#[actix_web::test]
async fn f43_a_file_of_somebody_else_or_changed_by_a_byte_does_not_open() {
    let (world, href, file) = handed_in_too_early().await;
    let bo = world.start(&world.people.bo).await;
    let mut other = file.clone();
    other["attempt"] = json!(id_of(&bo));
    let mut newer = file.clone();
    newer["epoch"] = json!(2);
    let mut cut = file.clone();
    let text = file["sealed"].as_str().unwrap();
    cut["sealed"] = json!(text[..text.len() - 8]);
    for wrong in [other, newer, cut] {
        let page = bring(&world, &wrong).await.expect(422);
        assert!(page.contains("does not open here"), "{page}");
    }
    for odd in [json!({}), json!("x"), json!({ "format": "certamen-work-1" })] {
        assert!(bring(&world, &odd).await.expect(422).contains("no sealed file"), "{odd}");
    }
    let none = world.people.tian.upload(&format!("/exams/{CODE}/hand-in-files"), &[], "", b"").await;
    assert!(none.expect(422).contains("Choose the file."));
    assert_eq!(world.server.count("SELECT count(*) FROM hand_in_files").await, 0);
    // The key of the attempt goes to its trainee alone.
    world.people.bo.get(&format!("{href}/seal")).await.expect(404);
    world.people.tian.get(&format!("{href}/seal")).await.expect(403);
}

#[actix_web::test]
async fn f43_a_file_for_an_attempt_that_is_still_open_waits_and_one_with_nothing_new_changes_nothing() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    let href = world.start(ada).await;
    world.answer(ada, &href, &["A".into(), "B".into()]).await;
    let old = json!([{ "position": 1, "sequence": 1, "response": "C" }]);
    let file = sealed(ada, &href, 1, &old).await;
    let review = bring(&world, &file).await.expect_redirect();
    assert!(tian.get(&review).await.expect(200).contains("not handed in yet"));
    tian.post(&review, &[("reason", "why")]).await.expect_redirect();
    world.hand_in(ada, &href).await;
    assert!(tian.get(&review).await.expect(200).contains("changes nothing"));
    tian.post(&review, &[("reason", "why")]).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 1);
    world.people.ada.get(&review).await.expect(403);
    tian.get(&format!("/exams/{CODE}/hand-in-files/x")).await.expect(404);
    assert!(tian.get(&format!("/exams/{CODE}/results")).await.expect(200).contains("/hand-in-files\""));
}

/// An answer that gets nothing, by the right one.
fn wrong(right: &str) -> String {
    match right {
        "T" => "F".to_owned(),
        "F" => "T".to_owned(),
        "A" => "B".to_owned(),
        one if one.len() == 1 => "A".to_owned(),
        several => "ABCDE".chars().filter(|letter| !several.contains(*letter)).collect(),
    }
}

#[actix_web::test]
async fn f43_a_file_that_takes_a_pass_away_asks_what_becomes_of_the_certificate() {
    let world = world().await;
    let (ada, tian) = (&world.people.ada, &world.people.tian);
    crate::certificates::programme(&world.server, "pilot-programme", &[CODE]).await;
    let href = world.start(ada).await;
    let right = world.right_answers(&href).await;
    world.answer(ada, &href, &right).await;
    let later: Vec<Value> = (1..)
        .zip(&right)
        .map(|(position, right): (i32, _)| json!({ "position": position, "sequence": 2, "response": wrong(right) }))
        .collect();
    let file = sealed(ada, &href, 1, &json!(later)).await;
    world.hand_in(ada, &href).await;
    assert_eq!(world.server.count("SELECT count(*) FROM certificates").await, 1);
    let review = bring(&world, &file).await.expect_redirect();
    assert!(tian.get(&review).await.expect(200).contains("A certificate rests on this attempt"));
    let page = tian.post(&review, &[("reason", "Her later answers")]).await.expect(422);
    assert!(
        page.contains("Choose what becomes of the certificate") && page.contains("Her later answers"),
        "{page}"
    );
    assert_eq!(world.server.count("SELECT count(*) FROM results").await, 1, "nothing changed");
    assert_eq!(world.server.count("SELECT count(*) FROM achievement_withdrawals").await, 0);
    tian.post(&review, &[("reason", "Her later answers"), ("fate", "revoke")]).await.expect_redirect();
    assert_eq!(world.server.count("SELECT count(*) FROM results WHERE number = 2 AND NOT passed").await, 1);
    assert_eq!(world.server.count("SELECT count(*) FROM achievement_withdrawals").await, 1);
    let revoked =
        "SELECT count(*) FROM certificate_events WHERE kind = 'revoked' AND note = 'Her later answers'";
    assert_eq!(world.server.count(revoked).await, 1);
}
