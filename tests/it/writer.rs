//! The save protocol, through the batching writer against a real Postgres.

#![expect(clippy::panic, reason = "tests may panic")]

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use certamen::attempts::writer::{Reply, Save, Verdict, Writer, WriterOptions};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// A database of its own, a writer on it, and a connection to look with.
struct Room {
    url: String,
    client: Client,
    writer: Writer,
    version_id: Uuid,
    exam_id: Uuid,
}

/// Somebody signed in and sitting an exam of ten questions with half an hour left.
#[derive(Clone, Copy)]
struct Seat {
    session_hash: [u8; 32],
    person_id: Uuid,
    attempt_id: Uuid,
}

impl Room {
    async fn open() -> Self {
        Self::open_with(WriterOptions::default()).await
    }

    async fn open_with(options: WriterOptions) -> Self {
        let url = crate::harness::postgres::new_database().await;
        let client = connect(&url).await;
        let (exam_id, version_id) = (Uuid::now_v7(), Uuid::now_v7());
        client
            .execute("INSERT INTO exams (id, code, draft) VALUES ($1, 'exam', '{}')", &[&exam_id])
            .await
            .unwrap();
        client
            .execute(
                "INSERT INTO exam_versions (id, exam_id, number, definition, title_zh, title_en, languages, pass_mark, \
                 question_count, maximum) VALUES ($1, $2, 1, '{}', '考试', 'Exam', '{en}', 60, 10, 1000)",
                &[&version_id, &exam_id],
            )
            .await
            .unwrap();
        let writer = Writer::start(&url, options).unwrap();
        Self { url, client, writer, version_id, exam_id }
    }

    async fn seat(&self) -> Seat {
        let (person_id, attempt_id) = (Uuid::now_v7(), Uuid::now_v7());
        let mut session_hash = [0; 32];
        session_hash[..16].copy_from_slice(person_id.as_bytes());
        self.client.execute("INSERT INTO people (id) VALUES ($1)", &[&person_id]).await.unwrap();
        self.client
            .execute(
                "INSERT INTO sessions (id_hash, person_id, expires_at) VALUES ($1, $2, app_now() + interval '1 day')",
                &[&session_hash.as_slice(), &person_id],
            )
            .await
            .unwrap();
        self.client
            .execute(
                "INSERT INTO attempts (id, exam_id, version_id, person_id, number, question_count, started_at, \
                 deadline_at) VALUES ($1, $2, $3, $4, 1, 10, app_now(), app_now() + interval '30 minutes')",
                &[&attempt_id, &self.exam_id, &self.version_id, &person_id],
            )
            .await
            .unwrap();
        Seat { session_hash, person_id, attempt_id }
    }

    async fn save(&self, save: Save) -> Reply {
        self.writer.save(save).await
    }

    async fn verdict(&self, save: Save) -> Verdict {
        self.save(save).await.verdict
    }

    /// Sequence and text of the stored answer.
    async fn stored(&self, seat: &Seat, position: i16) -> Option<(i32, String)> {
        self.client
            .query_opt(
                "SELECT sequence, response FROM responses WHERE attempt_id = $1 AND position = $2",
                &[&seat.attempt_id, &position],
            )
            .await
            .unwrap()
            .map(|row| (row.get(0), row.get(1)))
    }

    /// Sequences and verdicts of the journal in the order they were received.
    async fn journal(&self, seat: &Seat) -> Vec<(i32, String)> {
        self.client
            .query(
                "SELECT sequence, verdict FROM response_journal WHERE attempt_id = $1 ORDER BY received_at",
                &[&seat.attempt_id],
            )
            .await
            .unwrap()
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect()
    }

    async fn on_attempt(&self, seat: &Seat, change: &str) {
        let changed = self
            .client
            .execute(&format!("UPDATE attempts SET {change} WHERE id = $1"), &[&seat.attempt_id])
            .await;
        assert_eq!(changed.unwrap(), 1);
    }

    async fn on_session(&self, seat: &Seat, change: &str) {
        let sql = format!("UPDATE sessions SET {change} WHERE id_hash = $1");
        assert_eq!(self.client.execute(&sql, &[&seat.session_hash.as_slice()]).await.unwrap(), 1);
    }

    /// Stops the clock of this database at so many seconds after the deadline of the attempt.
    async fn stop_clock_after_deadline(&self, seat: &Seat, seconds: f64) {
        let row = self
            .client
            .query_one(
                "SELECT (deadline_at + $2 * interval '1 second')::text FROM attempts WHERE id = $1",
                &[&seat.attempt_id, &seconds],
            )
            .await
            .unwrap();
        let time: String = row.get(0);
        self.client
            .batch_execute(&format!(
                "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE \
                 AS $$SELECT timestamptz '{time}'$$"
            ))
            .await
            .unwrap();
    }

    /// Another connection that holds the attempt as a hand-in does.
    async fn lock(&self, seat: &Seat) -> Client {
        let client = connect(&self.url).await;
        client.batch_execute("BEGIN").await.unwrap();
        client.execute("SELECT 1 FROM attempts WHERE id = $1 FOR UPDATE", &[&seat.attempt_id]).await.unwrap();
        client
    }

    async fn until_somebody_waits_for_a_lock(&self) {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for _ in 0..1000 {
            if self.client.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nobody waits for a lock");
    }
}

impl Seat {
    fn save(&self, position: i16, sequence: i32, response: &str) -> Save {
        Save {
            session_hash: self.session_hash,
            attempt_id: self.attempt_id,
            epoch: 1,
            position,
            sequence,
            response: response.to_owned(),
            client_at: None,
            received: Instant::now(),
        }
    }
}

const HAND_IN: &str = "state = 'submitted', submitted_at = app_now(), received_at = app_now(), \
                       submitted_by = 'trainee', receipt = id::text";

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn stored(sequence: i32, response: &str) -> Option<(i32, String)> {
    Some((sequence, response.to_owned()))
}

fn conflict(sequence: i32, response: &str) -> Verdict {
    Verdict::Conflict { stored_sequence: sequence, stored_response: response.to_owned() }
}

/// Makes all the saves at the same moment and returns the replies in their order.
async fn together(writer: &Writer, saves: Vec<Save>) -> Vec<Reply> {
    let mut tasks = Vec::new();
    for save in saves {
        let writer = writer.clone();
        tasks.push(tokio::spawn(async move { writer.save(save).await }));
    }
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.unwrap());
    }
    replies
}

#[tokio::test]
async fn a_save_is_stored_and_journaled_and_answered_with_the_facts_of_the_attempt() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let reply = room.save(seat.save(3, 7, "AC")).await;
    assert_eq!(reply.verdict, Verdict::Stored);
    assert_eq!(reply.epoch, Some(1));
    assert!(reply.deadline_at > reply.server_time && reply.server_time >= reply.saved_at);
    assert!(reply.saved_at.is_some());
    assert_eq!(room.stored(&seat, 3).await, stored(7, "AC"));
    assert_eq!(room.journal(&seat).await, [(7, "stored".to_owned())]);
}

#[tokio::test]
async fn a_later_sequence_wins_and_an_empty_answer_clears() {
    let room = Room::open().await;
    let seat = room.seat().await;
    for (sequence, response) in [(1, "A"), (2, "B"), (9, "")] {
        assert_eq!(room.verdict(seat.save(1, sequence, response)).await, Verdict::Stored);
        assert_eq!(room.stored(&seat, 1).await, stored(sequence, response));
    }
}

#[tokio::test]
async fn a_hundred_replays_have_one_effect() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let first = room.save(seat.save(1, 1, "B")).await;
    for _ in 0..50 {
        let again = room.save(seat.save(1, 1, "B")).await;
        assert_eq!(again.verdict, Verdict::Replayed);
        assert_eq!(again.saved_at, first.saved_at);
    }
    for reply in together(&room.writer, (0..50).map(|_| seat.save(1, 1, "B")).collect()).await {
        assert_eq!(reply.verdict, Verdict::Replayed);
    }
    assert_eq!(room.journal(&seat).await.len(), 1);
    assert_eq!(room.stored(&seat, 1).await, stored(1, "B"));
}

#[tokio::test]
async fn a_conflict_returns_what_is_stored_and_is_kept_as_evidence() {
    let room = Room::open().await;
    let seat = room.seat().await;
    assert_eq!(room.verdict(seat.save(1, 5, "A")).await, Verdict::Stored);
    assert_eq!(room.verdict(seat.save(1, 5, "B")).await, conflict(5, "A"));
    assert_eq!(room.verdict(seat.save(1, 4, "A")).await, conflict(5, "A"));
    assert_eq!(room.stored(&seat, 1).await, stored(5, "A"));
    let verdicts = [(5, "stored"), (5, "conflict"), (4, "conflict")].map(|(s, v)| (s, v.to_owned()));
    assert_eq!(room.journal(&seat).await, verdicts);
}

#[tokio::test]
async fn an_older_epoch_is_superseded() {
    let room = Room::open().await;
    let seat = room.seat().await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Stored);
    room.on_attempt(&seat, "writer_epoch = 2").await;
    assert_eq!(room.verdict(seat.save(1, 2, "B")).await, Verdict::Superseded { epoch: 2 });
    let newer = Save { epoch: 2, ..seat.save(1, 2, "C") };
    assert_eq!(room.verdict(newer).await, Verdict::Stored);
    assert_eq!(room.stored(&seat, 1).await, stored(2, "C"));
    let verdicts = [(1, "stored"), (2, "superseded"), (2, "stored")].map(|(s, v)| (s, v.to_owned()));
    assert_eq!(room.journal(&seat).await, verdicts);
}

#[tokio::test]
async fn the_grace_counts_and_ends() {
    let room = Room::open().await;
    let seat = room.seat().await;
    room.stop_clock_after_deadline(&seat, 60.0).await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Stored);
    room.stop_clock_after_deadline(&seat, 120.0).await;
    assert_eq!(room.verdict(seat.save(1, 2, "B")).await, Verdict::Late);
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Replayed);
    assert_eq!(room.stored(&seat, 1).await, stored(1, "A"));
    assert_eq!(room.journal(&seat).await[1], (2, "late".to_owned()));
    room.on_attempt(&seat, "deadline_at = NULL").await;
    assert_eq!(room.verdict(seat.save(1, 3, "C")).await, Verdict::Stored);
}

#[tokio::test]
async fn the_time_a_save_waits_in_the_server_is_not_held_against_it() {
    let room = Room::open().await;
    let seat = room.seat().await;
    room.stop_clock_after_deadline(&seat, 62.0).await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Late);
    let received = Instant::now().checked_sub(Duration::from_secs(3)).unwrap();
    assert_eq!(room.verdict(Save { received, ..seat.save(1, 1, "A") }).await, Verdict::Stored);
}

#[tokio::test]
async fn nothing_changes_after_the_hand_in() {
    let room = Room::open().await;
    let seat = room.seat().await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Stored);
    room.on_attempt(&seat, HAND_IN).await;
    assert_eq!(room.verdict(seat.save(1, 2, "B")).await, Verdict::Closed);
    assert_eq!(room.verdict(seat.save(2, 1, "B")).await, Verdict::Closed);
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Replayed);
    assert_eq!(room.stored(&seat, 1).await, stored(1, "A"));
    assert_eq!(room.stored(&seat, 2).await, None);
    let verdicts = [(1, "stored"), (2, "closed"), (1, "closed")].map(|(s, v)| (s, v.to_owned()));
    assert_eq!(room.journal(&seat).await, verdicts);
}

#[tokio::test]
async fn a_question_that_is_not_in_the_paper_is_refused() {
    let room = Room::open().await;
    let seat = room.seat().await;
    for position in [0, -1, 11, i16::MAX] {
        assert_eq!(room.verdict(seat.save(position, 1, "A")).await, Verdict::NoSuchQuestion);
    }
    assert_eq!(room.verdict(seat.save(10, 1, "A")).await, Verdict::Stored);
    assert_eq!(room.journal(&seat).await.len(), 5);
}

#[tokio::test]
async fn a_stranger_learns_and_leaves_nothing() {
    let room = Room::open().await;
    let (seat, stranger) = (room.seat().await, room.seat().await);
    let expect_nothing = async |save: Save| {
        let reply = room.save(save).await;
        let nothing = Reply {
            verdict: Verdict::NotYours,
            server_time: reply.server_time,
            deadline_at: None,
            paused_at: None,
            epoch: None,
            saved_at: None,
        };
        assert_eq!(reply, nothing);
    };
    expect_nothing(Save { session_hash: stranger.session_hash, ..seat.save(1, 1, "A") }).await;
    expect_nothing(Save { session_hash: [7; 32], ..seat.save(1, 1, "A") }).await;
    expect_nothing(Save { attempt_id: Uuid::now_v7(), ..seat.save(1, 1, "A") }).await;
    room.on_session(&seat, "revoked_at = app_now()").await;
    expect_nothing(seat.save(1, 1, "A")).await;
    room.on_session(&seat, "revoked_at = NULL, expires_at = app_now()").await;
    expect_nothing(seat.save(1, 1, "A")).await;
    assert!(room.journal(&seat).await.is_empty());
    room.on_session(&seat, "expires_at = app_now() + interval '1 hour'").await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Stored);
    // Locked by a hand-in or not, a stranger gets the same answer, at once.
    let _handing_in = room.lock(&seat).await;
    expect_nothing(Save { session_hash: stranger.session_hash, ..seat.save(1, 2, "A") }).await;
}

#[tokio::test]
async fn a_save_counts_as_activity_once_a_minute() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let age = async || {
        let sql =
            "SELECT extract(epoch FROM app_now() - last_seen_at)::float8 FROM sessions WHERE person_id = $1";
        room.client.query_one(sql, &[&seat.person_id]).await.unwrap().get::<_, f64>(0)
    };
    room.on_session(&seat, "last_seen_at = app_now() - interval '50 seconds'").await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Stored);
    assert!(age().await >= 50.0);
    room.on_session(&seat, "last_seen_at = app_now() - interval '70 seconds'").await;
    assert_eq!(room.verdict(seat.save(1, 2, "A")).await, Verdict::Stored);
    assert!(age().await < 50.0);
}

#[tokio::test]
async fn a_save_that_meets_a_hand_in_is_judged_after_it() {
    let room = Room::open().await;
    let (seat, neighbour) = (room.seat().await, room.seat().await);
    for (end, change, expected) in
        [("ROLLBACK", HAND_IN, Verdict::Stored), ("COMMIT", HAND_IN, Verdict::Closed)]
    {
        let handing_in = room.lock(&seat).await;
        let writer = room.writer.clone();
        let sequence = if end == "COMMIT" { 2 } else { 1 };
        let waiting = tokio::spawn(async move { writer.save(seat.save(1, sequence, "A")).await });
        room.until_somebody_waits_for_a_lock().await;
        // Nobody else waits with it.
        assert_eq!(room.verdict(neighbour.save(1, sequence, "B")).await, Verdict::Stored);
        let sql = format!("UPDATE attempts SET {change} WHERE id = $1");
        handing_in.execute(&sql, &[&seat.attempt_id]).await.unwrap();
        handing_in.batch_execute(end).await.unwrap();
        assert_eq!(waiting.await.unwrap().verdict, expected);
    }
    assert_eq!(room.stored(&seat, 1).await, stored(1, "A"));
}

#[tokio::test]
async fn a_take_over_during_the_wait_supersedes() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let taking_over = room.lock(&seat).await;
    let writer = room.writer.clone();
    let waiting = tokio::spawn(async move { writer.save(seat.save(1, 1, "A")).await });
    room.until_somebody_waits_for_a_lock().await;
    let sql = "UPDATE attempts SET writer_epoch = 2 WHERE id = $1";
    taking_over.execute(sql, &[&seat.attempt_id]).await.unwrap();
    taking_over.batch_execute("COMMIT").await.unwrap();
    assert_eq!(waiting.await.unwrap().verdict, Verdict::Superseded { epoch: 2 });
    assert_eq!(room.stored(&seat, 1).await, None);
}

#[tokio::test]
async fn saves_keep_their_order_behind_a_locked_attempt() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let locked = room.lock(&seat).await;
    let mut waiting = Vec::new();
    for sequence in 1..=5 {
        let writer = room.writer.clone();
        waiting.push(tokio::spawn(async move { writer.save(seat.save(1, sequence, "A")).await }));
        room.until_somebody_waits_for_a_lock().await;
    }
    locked.batch_execute("COMMIT").await.unwrap();
    for save in waiting {
        assert_eq!(save.await.unwrap().verdict, Verdict::Stored);
    }
    assert_eq!(room.journal(&seat).await.len(), 5);
}

#[tokio::test]
async fn a_hand_in_that_never_ends_costs_only_its_own_saves() {
    let lock_wait = Duration::from_millis(100);
    let room = Room::open_with(WriterOptions { lock_wait, ..WriterOptions::default() }).await;
    let (seat, neighbour) = (room.seat().await, room.seat().await);
    let _stuck = room.lock(&seat).await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Unavailable);
    assert_eq!(room.verdict(neighbour.save(1, 1, "A")).await, Verdict::Stored);
}

#[tokio::test]
async fn saves_of_one_question_that_arrive_together_keep_their_order() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let replies = together(&room.writer, (1..=20).map(|n| seat.save(1, n, &n.to_string())).collect()).await;
    for reply in replies {
        assert_eq!(reply.verdict, Verdict::Stored);
    }
    assert_eq!(room.stored(&seat, 1).await, stored(20, "20"));
}

#[tokio::test]
async fn one_poisoned_row_does_not_fail_its_batch() {
    let room = Room::open_with(WriterOptions { connections: 1, ..WriterOptions::default() }).await;
    let seat = room.seat().await;
    assert_eq!(room.verdict(seat.save(1, 1, "A")).await, Verdict::Stored);
    let mut saves: Vec<Save> = (1..=10).map(|position| seat.save(position, 2, "B")).collect();
    saves[4].response = "长".repeat(20_001);
    saves[7].response = "\0".to_owned();
    let replies = together(&room.writer, saves).await;
    for (index, reply) in replies.iter().enumerate() {
        let expected = if index == 4 || index == 7 { Verdict::Unavailable } else { Verdict::Stored };
        assert_eq!(reply.verdict, expected, "save {index}");
    }
    assert!(room.writer.stats().splits.load(Ordering::Relaxed) > 0, "the rows were not in one batch");
    assert_eq!(room.journal(&seat).await.len(), 9);
}

#[tokio::test]
async fn a_new_connection_follows_a_lost_one() {
    let room = Room::open().await;
    let seat = room.seat().await;
    for sequence in 1..=3 {
        assert_eq!(room.verdict(seat.save(1, sequence, "A")).await, Verdict::Stored);
        kill_connections(&room.client).await;
    }
    assert!(room.writer.stats().connects.load(Ordering::Relaxed) >= 3);
}

async fn kill_connections(client: &Client) {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'certamen writer'";
    client.query_one(sql, &[]).await.unwrap();
}

/// Saves `count` times in a row; returns the last save that was acknowledged.
async fn save_in_a_row(writer: Writer, seat: Seat, count: i32) -> Option<(i32, String)> {
    let mut acknowledged = None;
    for sequence in 1..=count {
        let response = format!("answer {sequence}");
        let reply = writer.save(seat.save(1, sequence, &response)).await;
        match reply.verdict {
            Verdict::Stored | Verdict::Replayed => acknowledged = Some((sequence, response)),
            Verdict::Unavailable => {}
            other => panic!("{other:?}"),
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_connections_die() {
    let room = Room::open().await;
    let mut savers = JoinSet::new();
    let mut seats = Vec::new();
    for _ in 0..16 {
        let seat = room.seat().await;
        seats.push(seat);
        let writer = room.writer.clone();
        savers.spawn(async move { (seat, save_in_a_row(writer, seat, 150).await) });
    }
    let killer = connect(&room.url).await;
    let killing = tokio::spawn(async move {
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(15)).await;
            kill_connections(&killer).await;
        }
    });
    while let Some(saver) = savers.join_next().await {
        let (seat, acknowledged) = saver.unwrap();
        let acknowledged = acknowledged.expect("no save at all was acknowledged");
        let kept = room.stored(&seat, 1).await.unwrap();
        // A later save that was not acknowledged may have been stored all the same.
        assert!(kept.0 >= acknowledged.0, "{kept:?} after {acknowledged:?}");
        assert_eq!(kept.1, format!("answer {}", kept.0));
    }
    killing.await.unwrap();
    assert!(room.writer.stats().connects.load(Ordering::Relaxed) > 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_savers_are_all_acknowledged_and_equal_to_the_database() {
    let room = Room::open().await;
    let mut savers = JoinSet::new();
    for _ in 0..64 {
        let seat = room.seat().await;
        let writer = room.writer.clone();
        savers.spawn(async move { (seat, save_in_a_row(writer, seat, 30).await) });
    }
    while let Some(saver) = savers.join_next().await {
        let (seat, acknowledged) = saver.unwrap();
        assert_eq!(acknowledged, stored(30, "answer 30"));
        assert_eq!(room.stored(&seat, 1).await, acknowledged);
        assert_eq!(room.journal(&seat).await.len(), 30);
    }
    assert!(room.writer.stats().largest_batch.load(Ordering::Relaxed) > 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_agree_on_one_answer() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let other = Writer::start(&room.url, WriterOptions::default()).unwrap();
    let mut highest = 0;
    let mut acknowledged = 0;
    for round in 0..100 {
        let (low, high) = (round * 2 + 1, round * 2 + 2);
        let first = if round % 2 == 0 { (low, high) } else { (high, low) };
        let (here, there) = tokio::join!(
            room.writer.save(seat.save(1, first.0, &first.0.to_string())),
            other.save(seat.save(1, first.1, &first.1.to_string())),
        );
        for (sequence, reply) in [(first.0, here), (first.1, there)] {
            match reply.verdict {
                Verdict::Stored => {
                    acknowledged += 1;
                    highest = highest.max(sequence);
                }
                Verdict::Conflict { stored_sequence, .. } => {
                    assert_eq!((sequence, stored_sequence), (low, high));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(highest, high);
        assert_eq!(room.stored(&seat, 1).await, stored(high, &high.to_string()));
    }
    let journal = room.journal(&seat).await;
    assert_eq!(journal.len(), 200);
    assert_eq!(journal.iter().filter(|(_, verdict)| verdict == "stored").count(), acknowledged);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let options = WriterOptions { connections: 1, queue: 4, ..WriterOptions::default() };
    let room = Room::open_with(options).await;
    let seat = room.seat().await;
    // On one thread all of them knock before the writer runs.
    let replies =
        together(&room.writer, (1..=10).map(|position| seat.save(position, 1, "A")).collect()).await;
    let refused = replies.iter().filter(|reply| reply.verdict == Verdict::Unavailable).count();
    let taken = replies.iter().filter(|reply| reply.verdict == Verdict::Stored).count();
    assert_eq!((taken, refused), (4, 6));
    assert_eq!(room.writer.stats().refused_full.load(Ordering::Relaxed), 6);
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_be_unavailable() {
    let options = WriterOptions { patience: Duration::from_millis(200), ..WriterOptions::default() };
    let writer = Writer::start("postgres://nobody@127.0.0.1:1/nowhere", options).unwrap();
    let seat = Seat { session_hash: [0; 32], person_id: Uuid::nil(), attempt_id: Uuid::nil() };
    let reply = writer.save(seat.save(1, 1, "A")).await;
    assert_eq!((reply.verdict, reply.server_time), (Verdict::Unavailable, None));
    writer.shutdown().await;
}

#[tokio::test]
async fn shutting_down_finishes_what_waits_and_takes_nothing_more() {
    let room = Room::open().await;
    let seat = room.seat().await;
    let writer = room.writer.clone();
    let saves = (1..=10).flat_map(|position| (1..=9).map(move |sequence| (position, sequence)));
    let saves: Vec<Save> = saves.map(|(position, sequence)| seat.save(position, sequence, "A")).collect();
    let saving = tokio::spawn(async move { together(&writer, saves).await });
    while room.writer.stats().saves.load(Ordering::Relaxed) < 90 {
        tokio::task::yield_now().await;
    }
    room.writer.shutdown().await;
    assert_eq!(room.verdict(seat.save(1, 100, "B")).await, Verdict::Unavailable);
    for reply in saving.await.unwrap() {
        assert_eq!(reply.verdict, Verdict::Stored);
    }
    assert_eq!(room.stored(&seat, 10).await, stored(9, "A"));
}

#[test]
fn an_address_that_makes_no_sense_is_refused() {
    assert!(Writer::start("postgres://host:notaport/", WriterOptions::default()).is_err());
}
