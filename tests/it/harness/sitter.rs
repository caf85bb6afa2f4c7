//! Trainees of the demonstration who sit an exam and answer without pause, whatever happens to the servers.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use uuid::Uuid;

use super::client::Client;
use super::ledger::{Entry, Ledger, query};

/// Logins of the nine trainees of the demonstration.
const TRAINEES: [&str; 9] =
    ["CH1001", "CH1002", "CH1003", "CH1004", "CH1005", "CH1006", "CH1007", "CH1008", "CH1009"];

/// An exam that is assigned to all of them.
const EXAM: &str = "key-account-exam";

/// A watchdog: how long one save may stay without its acknowledgement.
const PATIENCE: Duration = Duration::from_secs(120);

/// Pause before a save is sent again.
const PAUSE: Duration = Duration::from_millis(3);

const PAPER: &str = "
SELECT item ->> 'kind' AS kind, (item ->> 'option_count')::integer AS option_count
FROM papers, jsonb_array_elements(items) WITH ORDINALITY AS items (item, position)
WHERE attempt_id = $1
ORDER BY position";

/// What somebody who knows everything answers, position by position, in letters as shown.
const RIGHT: &str = "
SELECT CASE jsonb_typeof(v.answer)
         WHEN 'boolean' THEN CASE WHEN v.answer = 'true' THEN 'T' ELSE 'F' END
         ELSE (SELECT string_agg(chr(64 + shown.place::integer), '' ORDER BY shown.place)
               FROM jsonb_array_elements_text(items.item -> 'option_order') WITH ORDINALITY AS shown (original, place)
               WHERE v.answer ? chr(65 + shown.original::integer))
       END AS response
FROM papers, jsonb_array_elements(items) WITH ORDINALITY AS items (item, position)
JOIN question_versions v ON v.id = (items.item ->> 'version_id')::uuid
WHERE attempt_id = $1
ORDER BY items.position";

/// The servers people can reach now.
#[derive(Default)]
pub struct Servers(RwLock<Vec<String>>);

impl Servers {
    pub fn open(&self, address: &str) {
        self.0.write().unwrap().push(address.to_owned());
    }

    pub fn close(&self, address: &str) {
        self.0.write().unwrap().retain(|open| open != address);
    }

    fn any(&self, random: &mut SmallRng) -> Option<String> {
        let open = self.0.read().unwrap();
        (!open.is_empty()).then(|| open[random.random_range(0..open.len())].clone())
    }
}

/// One of them, with the attempt.
pub struct Sitter {
    client: Client,
    pub attempt: Uuid,
    epoch: i32,
    questions: Vec<Question>,
    sequences: Vec<i32>,
    random: SmallRng,
}

/// What may be answered to a question.
struct Question {
    kind: String,
    option_count: u32,
}

impl Sitter {
    /// Signs everybody in and starts their exam.
    pub fn all_start(address: &str, database_url: &str) -> Vec<Self> {
        (0..).zip(TRAINEES).map(|(seed, login)| Self::start(address, database_url, login, seed)).collect()
    }

    fn start(address: &str, database_url: &str, login: &str, seed: u64) -> Self {
        let client = Client::sign_in(address, login, certamen::demo::PASSWORD);
        Self::start_as(address, database_url, client, seed)
    }

    /// Whoever is signed in in this browser starts the exam.
    pub fn start_as(address: &str, database_url: &str, mut client: Client, seed: u64) -> Self {
        let path = client.post(address, &format!("/my/exams/{EXAM}/start"), &[]).expect_redirect();
        let attempt: Uuid = path.trim_start_matches("/attempts/").parse().unwrap();
        let state = client.get(address, &format!("{path}/heartbeat")).expect(200);
        let state: serde_json::Value = serde_json::from_str(&state).unwrap();
        let questions: Vec<Question> = query(database_url, PAPER, &[&attempt])
            .iter()
            .map(|row| Question {
                kind: row.get("kind"),
                option_count: row.get::<_, i32>("option_count").try_into().unwrap(),
            })
            .collect();
        assert!(!questions.is_empty());
        Self {
            client,
            attempt,
            epoch: state["epoch"].as_i64().unwrap().try_into().unwrap(),
            sequences: vec![0; questions.len()],
            questions,
            random: SmallRng::seed_from_u64(seed),
        }
    }

    /// How many questions the paper has.
    pub fn question_count(&self) -> usize {
        self.questions.len()
    }

    /// Answers until told to stop. Each save is sent until it is acknowledged: then, and only then, the next begins.
    pub fn answer_until(&mut self, stop: &AtomicBool, servers: &Servers, ledger: &Ledger) {
        while !stop.load(Ordering::Relaxed) {
            let entry = self.next_answer();
            ledger.send(&entry);
            self.save(entry, servers, ledger);
        }
    }

    fn next_answer(&mut self) -> Entry {
        let index = self.random.random_range(0..self.questions.len());
        self.sequences[index] += 1;
        Entry {
            attempt: self.attempt,
            position: i16::try_from(index + 1).unwrap(),
            epoch: self.epoch,
            sequence: self.sequences[index],
            response: self.questions[index].any_response(&mut self.random),
        }
    }

    fn save(&mut self, entry: Entry, servers: &Servers, ledger: &Ledger) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let Some(address) = servers.any(&mut self.random) else {
                std::thread::sleep(PAUSE);
                continue;
            };
            match self.send(&address, &entry) {
                Ok((200, verdict)) if verdict == "stored" => return ledger.acknowledge(entry),
                Ok((200, verdict)) if verdict == "replayed" => {
                    ledger.replayed.fetch_add(1, Ordering::Relaxed);
                    return ledger.acknowledge(entry);
                }
                Ok((503, _)) => {
                    ledger.unavailable.fetch_add(1, Ordering::Relaxed);
                }
                Ok((status, body)) => {
                    return ledger.complain(format!("{entry:?} was answered {status} {body}"));
                }
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    ledger.refused.fetch_add(1, Ordering::Relaxed);
                }
                Err(_) => {
                    ledger.unknown.fetch_add(1, Ordering::Relaxed);
                }
            }
            std::thread::sleep(PAUSE);
        }
        ledger.complain(format!("{entry:?} was never acknowledged"));
    }

    /// Status and verdict; the whole body when it holds no verdict.
    fn send(&mut self, address: &str, entry: &Entry) -> std::io::Result<(u16, String)> {
        let body = json!({
            "epoch": entry.epoch,
            "saves": [{ "position": entry.position, "sequence": entry.sequence, "response": entry.response }],
        });
        let answer = self.client.post_json(address, &format!("/attempts/{}/saves", entry.attempt), &body)?;
        let reply: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let verdict = reply["results"][0]["verdict"].as_str().map(str::to_owned);
        Ok((answer.status, verdict.unwrap_or(answer.body)))
    }

    /// Answers every question as the key has it; the server must be there.
    pub fn answer_rightly(&mut self, address: &str, database_url: &str, ledger: &Ledger) {
        let servers = Servers::default();
        servers.open(address);
        let right = query(database_url, RIGHT, &[&self.attempt]);
        assert_eq!(right.len(), self.questions.len());
        for (index, row) in right.iter().enumerate() {
            self.sequences[index] += 1;
            let entry = Entry {
                attempt: self.attempt,
                position: i16::try_from(index + 1).unwrap(),
                epoch: self.epoch,
                sequence: self.sequences[index],
                response: row.get("response"),
            };
            ledger.send(&entry);
            self.save(entry, &servers, ledger);
        }
    }

    /// Sends one answer and gives how it was answered, without trying again.
    pub fn save_once(&mut self, address: &str, ledger: &Ledger) -> std::io::Result<(u16, String)> {
        let entry = self.next_answer();
        ledger.send(&entry);
        let answered = self.send(address, &entry);
        if matches!(&answered, Ok((200, _))) {
            ledger.acknowledge(entry);
        }
        answered
    }

    /// Hands in and says how it was answered: 303 leads to the receipt.
    pub fn try_hand_in(&mut self, address: &str) -> std::io::Result<u16> {
        let (path, epoch) = (format!("/attempts/{}", self.attempt), self.epoch.to_string());
        let fields = [("epoch", epoch.as_str()), ("sure", "yes")];
        Ok(self.client.try_post(address, &format!("{path}/submit"), &fields)?.status)
    }

    /// The page with the receipt.
    pub fn receipt(&mut self, address: &str) -> String {
        let path = format!("/attempts/{}/receipt", self.attempt);
        self.client.get(address, &path).expect(200)
    }

    /// Hands in and looks at the receipt.
    pub fn hand_in(&mut self, address: &str) {
        let (path, epoch) = (format!("/attempts/{}", self.attempt), self.epoch.to_string());
        let fields = [("epoch", epoch.as_str()), ("sure", "yes")];
        let receipt = self.client.post(address, &format!("{path}/submit"), &fields).expect_redirect();
        assert_eq!(receipt, format!("{path}/receipt"));
        self.client.get(address, &receipt).expect(200);
    }
}

impl Question {
    /// A response people could give; sometimes the answer is taken back.
    fn any_response(&self, random: &mut SmallRng) -> String {
        let letter = |index: u32| char::from_u32(u32::from('A') + index).unwrap();
        if random.random_ratio(1, 12) {
            return String::new();
        }
        match self.kind.as_str() {
            "single_choice" => letter(random.random_range(0..self.option_count)).to_string(),
            "multiple_choice" => {
                let chosen = random.random_range(1..1_u32 << self.option_count);
                (0..self.option_count).filter(|index| chosen & 1 << index != 0).map(letter).collect()
            }
            "true_false" => ["T", "F"][random.random_range(0..2)].to_owned(),
            other => panic!("the demonstration asks no {other}"),
        }
    }
}

/// Everybody answers at once while `faults` does what it likes to the servers; then all finish what they were saving.
pub fn under_load(sitters: &mut [Sitter], servers: &Servers, ledger: &Ledger, faults: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    let failed = Mutex::new(None);
    std::thread::scope(|scope| {
        for sitter in sitters {
            scope.spawn(|| sitter.answer_until(&stop, servers, ledger));
        }
        // A failure must not leave the others answering for ever.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(faults));
        stop.store(true, Ordering::Relaxed);
        *failed.lock().unwrap() = outcome.err();
    });
    if let Some(failure) = failed.into_inner().unwrap() {
        std::panic::resume_unwind(failure);
    }
}
