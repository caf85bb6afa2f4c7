//! Work sealed on a device that could not reach the server: opened only here, and bound to attempt, person and epoch.
//!
//! The key pair of an attempt (ECDH on P-256) comes from the seed stored with its paper, so that nothing has to be
//! written when a page asks for the public half. The device makes a pair of its own for each file; HKDF-SHA256 over the
//! shared secret gives the AES-256-GCM key, and what the file is bound to is authenticated with it.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::model::StoredResponse;
use crate::db::{AttemptId, PersonId};

/// What a file of ours says in its first field.
pub const FORMAT: &str = "certamen-work-1";

/// Largest file, in bytes.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;

/// Most answers in a file.
const MOST_ANSWERS: usize = 1000;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealProblem {
    /// It is no file of this kind, or it is cut.
    #[error("no sealed work, or a part of it is missing")]
    NotSealedWork,
    /// It was sealed for something else, or changed afterwards.
    #[error("it does not belong to this attempt, or it was changed")]
    DoesNotOpen,
    /// The seed of the attempt gives no key. This never happens.
    #[error("the seed gives no key")]
    NoKey,
}

/// The file as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedFile {
    /// Always [`FORMAT`].
    pub format: String,
    /// The attempt it says to belong to.
    pub attempt: AttemptId,
    /// Writer epoch of the page that made it.
    pub epoch: i32,
    /// The device's public key for this file: an uncompressed point, in base64.
    pub key: String,
    /// The nonce, in base64.
    pub nonce: String,
    /// The work, encrypted, in base64.
    pub sealed: String,
}

/// The answers of a device that the server had not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// When the device says it was sealed.
    pub sealed_at: Option<DateTime<Utc>>,
    /// The answers.
    pub answers: Vec<SealedAnswer>,
}

/// One answer in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedAnswer {
    /// The question, from 1.
    pub position: i16,
    /// Counts the saves of this question.
    pub sequence: i32,
    /// The response, as a save would have carried it.
    pub response: String,
    /// When the device says it was given.
    #[serde(default)]
    pub at: Option<String>,
}

/// The pair of an attempt.
fn secret(seed: &[u8; 32], attempt: AttemptId) -> Result<SecretKey, SealProblem> {
    let expander = Hkdf::<Sha256>::new(Some(attempt.0.as_bytes()), seed);
    // A number too large for the curve is as good as impossible; the next one is tried all the same.
    (0..8u8)
        .find_map(|counter| {
            let mut bytes = [0; 32];
            expander.expand_multi_info(&[b"certamen seal", &[counter]], &mut bytes).ok()?;
            SecretKey::from_slice(&bytes).ok()
        })
        .ok_or(SealProblem::NoKey)
}

/// The public half for a page: an uncompressed point, in base64.
///
/// # Errors
/// [`SealProblem::NoKey`] when the seed gives none, which never happens.
pub fn public_key(seed: &[u8; 32], attempt: AttemptId) -> Result<String, SealProblem> {
    Ok(STANDARD.encode(secret(seed, attempt)?.public_key().to_sec1_point(false).as_bytes()))
}

/// What a file is bound to, as it is authenticated.
fn bound_to(attempt: AttemptId, person: PersonId, epoch: i32) -> String {
    format!("{FORMAT} {attempt} {person} {epoch}")
}

/// Reads the outer form of a file.
///
/// # Errors
/// [`SealProblem::NotSealedWork`] when it is anything else.
pub fn read(file: &[u8]) -> Result<SealedFile, SealProblem> {
    let file: SealedFile = serde_json::from_slice(file).map_err(|_| SealProblem::NotSealedWork)?;
    if file.format == FORMAT { Ok(file) } else { Err(SealProblem::NotSealedWork) }
}

/// Opens a file that was sealed for this attempt and person.
///
/// # Errors
/// [`SealProblem::DoesNotOpen`] when it was not, or was changed by a single bit.
pub fn open(file: &SealedFile, seed: &[u8; 32], person: PersonId) -> Result<Work, SealProblem> {
    let decode = |text: &str| STANDARD.decode(text).map_err(|_| SealProblem::NotSealedWork);
    let (point, nonce, sealed) = (decode(&file.key)?, decode(&file.nonce)?, decode(&file.sealed)?);
    let theirs = PublicKey::from_sec1_bytes(&point).map_err(|_| SealProblem::NotSealedWork)?;
    let ours = secret(seed, file.attempt)?;
    let nonce: [u8; 12] = nonce.try_into().map_err(|_| SealProblem::NotSealedWork)?;
    let bound = bound_to(file.attempt, person, file.epoch);
    let payload = Payload { msg: &sealed, aad: bound.as_bytes() };
    let plain = cipher(&ours, &theirs, &point)?
        .decrypt(&Nonce::from(nonce), payload)
        .map_err(|_| SealProblem::DoesNotOpen)?;
    let work: Work = serde_json::from_slice(&plain).map_err(|_| SealProblem::NotSealedWork)?;
    if work.answers.len() > MOST_ANSWERS { Err(SealProblem::NotSealedWork) } else { Ok(work) }
}

fn cipher(ours: &SecretKey, theirs: &PublicKey, point: &[u8]) -> Result<Aes256Gcm, SealProblem> {
    let shared = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(point), shared.raw_secret_bytes())
        .expand(b"certamen work", &mut key)
        .map_err(|_| SealProblem::NoKey)?;
    Ok(Aes256Gcm::new(&Key::<Aes256Gcm>::from(key)))
}

/// What a file would change at one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The question, from 1.
    pub position: i16,
    /// The answer that counted so far.
    pub before: String,
    /// The answer in the file.
    pub after: String,
    /// When the device says it was given.
    pub device_at: Option<DateTime<Utc>>,
}

/// The answers of a file that are newer than the stored ones and differ from what counts, in the order of the paper.
/// `counted` are the answers the current score was computed from; `canonical` gives the one way an answer to a position
/// is stored, `None` for what is no answer to it.
pub fn differences(
    work: &Work,
    stored: &[StoredResponse],
    counted: &[String],
    canonical: impl Fn(i16, &str) -> Option<String>,
) -> Vec<Difference> {
    let mut found: Vec<(i32, Difference)> = Vec::new();
    for answer in &work.answers {
        let sequence =
            stored.iter().find(|one| one.position == answer.position).map_or(0, |one| one.sequence);
        let index = usize::try_from(answer.position).ok().and_then(|position| position.checked_sub(1));
        let Some(before) = index.and_then(|index| counted.get(index)) else { continue };
        let Some(after) = canonical(answer.position, &answer.response) else { continue };
        if answer.sequence <= sequence || after == *before {
            continue;
        }
        let device_at = answer.at.as_deref().and_then(super::forms::device_time);
        let one = Difference { position: answer.position, before: before.clone(), after, device_at };
        match found.iter_mut().find(|(_, other)| other.position == one.position) {
            Some(newest) if newest.0 < answer.sequence => *newest = (answer.sequence, one),
            Some(_) => {}
            None => found.push((answer.sequence, one)),
        }
    }
    found.sort_by_key(|(_, one)| one.position);
    found.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    const SEED: [u8; 32] = [7; 32];

    fn work() -> Work {
        let answers = vec![SealedAnswer { position: 2, sequence: 3, response: "B".into(), at: None }];
        Work { sealed_at: None, answers }
    }

    /// Seals as the page does, with a fixed pair for the device.
    fn seal(work: &Work, attempt: AttemptId, person: PersonId, epoch: i32) -> SealedFile {
        let device = SecretKey::from_slice(&[9; 32]).unwrap();
        let point = device.public_key().to_sec1_point(false);
        let theirs = STANDARD.decode(public_key(&SEED, attempt).unwrap()).unwrap();
        let theirs = PublicKey::from_sec1_bytes(&theirs).unwrap();
        let bound = bound_to(attempt, person, epoch);
        let plain = serde_json::to_vec(work).unwrap();
        let payload = Payload { msg: plain.as_slice(), aad: bound.as_bytes() };
        let sealed = cipher(&device, &theirs, point.as_bytes())
            .unwrap()
            .encrypt(&Nonce::from([1; 12]), payload)
            .unwrap();
        SealedFile {
            format: FORMAT.into(),
            attempt,
            epoch,
            key: STANDARD.encode(point.as_bytes()),
            nonce: STANDARD.encode([1; 12]),
            sealed: STANDARD.encode(sealed),
        }
    }

    #[test]
    fn a_file_opens_for_its_attempt_person_and_epoch_and_for_nothing_else() {
        let (attempt, person) = (AttemptId::new(), PersonId::new());
        let file = seal(&work(), attempt, person, 2);
        assert_eq!(open(&file, &SEED, person), Ok(work()));
        assert_eq!(open(&file, &SEED, PersonId::new()), Err(SealProblem::DoesNotOpen));
        assert_eq!(open(&file, &[8; 32], person), Err(SealProblem::DoesNotOpen));
        for wrong in [
            SealedFile { attempt: AttemptId::new(), ..file.clone() },
            SealedFile { epoch: 3, ..file.clone() },
            SealedFile { nonce: STANDARD.encode([2; 12]), ..file.clone() },
        ] {
            assert_eq!(open(&wrong, &SEED, person), Err(SealProblem::DoesNotOpen));
        }
        let mut bytes = STANDARD.decode(&file.sealed).unwrap();
        for index in [0, bytes.len() - 1] {
            *bytes.get_mut(index).unwrap() ^= 1;
            let changed = SealedFile { sealed: STANDARD.encode(&bytes), ..file.clone() };
            assert_eq!(open(&changed, &SEED, person), Err(SealProblem::DoesNotOpen));
            *bytes.get_mut(index).unwrap() ^= 1;
        }
    }

    #[test]
    fn what_is_no_file_of_ours_is_refused_calmly() {
        for text in ["", "{}", "[]", "PK\u{3}\u{4}", r#"{"format":"other"}"#] {
            assert_eq!(read(text.as_bytes()).unwrap_err(), SealProblem::NotSealedWork);
        }
        let file = seal(&work(), AttemptId::new(), PersonId::new(), 1);
        for odd in ["", "!", "AAAA"] {
            let odd = SealedFile { key: odd.into(), ..file.clone() };
            assert_eq!(open(&odd, &SEED, PersonId::new()), Err(SealProblem::NotSealedWork));
        }
    }

    #[test]
    fn only_newer_and_different_answers_that_fit_the_paper_would_change_something() {
        let answer = |position, sequence, response: &str| SealedAnswer {
            position,
            sequence,
            response: response.into(),
            at: None,
        };
        let stored = |position, sequence, response: &str| StoredResponse {
            position,
            sequence,
            response: response.into(),
            saved_at: DateTime::UNIX_EPOCH,
        };
        let work = Work {
            sealed_at: None,
            answers: vec![
                answer(3, 5, "C"),
                answer(1, 2, "B"),
                answer(2, 4, "A"),
                answer(3, 6, "D"),
                answer(4, 9, "Q"),
                answer(99, 1, "A"),
                answer(-1, 1, "A"),
            ],
        };
        let stored = [stored(1, 2, "A"), stored(2, 3, "A"), stored(3, 4, "B")];
        let counted = ["A", "A", "B", ""].map(String::from);
        let fits = |_: i16, response: &str| "ABCD".contains(response).then(|| response.to_owned());
        let found = differences(&work, &stored, &counted, fits);
        let shown: Vec<_> =
            found.iter().map(|one| (one.position, one.before.as_str(), one.after.as_str())).collect();
        assert_eq!(shown, [(3, "B", "D")], "1 is not newer, 2 is the same, 4 and 99 are no answers");
    }
}
