-- One batch of saves: proves authority, locks, judges, journals and stores, and returns one verdict a row.
-- One statement, so one snapshot, one commit and one round trip. The parameters are arrays of equal length, one
-- element a save, sorted by attempt and position: locks are taken in the order of the rows.
--
--   $1 hashes of session ids   $2 attempts       $3 epochs              $4 positions    $5 sequences
--   $6 responses               $7 client times   $8 microseconds waited since the server received the save
--   $9 seconds of grace after the deadline
--
-- A row that is busy belongs to an attempt somebody else has locked, or lost to a save of another server that committed
-- after this statement's snapshot. It is not journaled: it is judged again.
WITH clock AS MATERIALIZED (
    SELECT app_now() AS now
), incoming AS MATERIALIZED (
    SELECT i.slot, i.session_hash, i.attempt_id, i.epoch, i.position, i.sequence, i.response, i.client_at,
           clock.now, clock.now - i.waited * interval '1 microsecond' AS received_at
    FROM clock,
         unnest($1::bytea[], $2::uuid[], $3::integer[], $4::smallint[], $5::integer[], $6::text[],
                $7::timestamptz[], $8::bigint[])
             WITH ORDINALITY AS i (session_hash, attempt_id, epoch, position, sequence, response, client_at, waited,
                                   slot)
), locked AS MATERIALIZED (
    -- The subqueries are not merged into the join (OFFSET 0, FOR SHARE), so the locks follow the order of incoming.
    -- A row that was changed after the snapshot is locked and returned in its newest version. IS NOT DISTINCT FROM
    -- keeps the search on the primary key: a person may have many attempts.
    SELECT i.*, a.writer_epoch, a.deadline_at, a.paused_at,
           s.last_seen_at < i.now - interval '60 seconds' AS unseen,
           CASE
               WHEN i.epoch <> a.writer_epoch THEN 'superseded'
               WHEN a.state <> 'in_progress' THEN 'closed'
               -- What was typed before a pause may still come in its first half minute.
               WHEN i.received_at > a.paused_at + interval '30 seconds' THEN 'paused'
               WHEN i.received_at > a.deadline_at + $9::integer * interval '1 second' THEN 'late'
               WHEN i.position NOT BETWEEN 1 AND a.question_count THEN 'no_such_question'
               WHEN i.sequence < 1 THEN 'conflict'
           END AS refusal
    FROM incoming i
    CROSS JOIN LATERAL (
        SELECT session.person_id, session.last_seen_at
        FROM sessions session
        WHERE session.id_hash = i.session_hash AND session.revoked_at IS NULL AND session.expires_at > i.now
        OFFSET 0
    ) s
    CROSS JOIN LATERAL (
        SELECT attempt.state, attempt.writer_epoch, attempt.question_count, attempt.deadline_at,
               attempt.paused_at
        FROM attempts attempt
        WHERE attempt.id = i.attempt_id AND attempt.person_id IS NOT DISTINCT FROM s.person_id
        FOR SHARE OF attempt SKIP LOCKED
    ) a
), stored AS (
    INSERT INTO responses AS kept (attempt_id, position, writer_epoch, sequence, response, saved_at)
    SELECT attempt_id, position, epoch, sequence, response, received_at
    FROM locked
    WHERE refusal IS NULL
    ON CONFLICT (attempt_id, position) DO UPDATE
    SET writer_epoch = excluded.writer_epoch, sequence = excluded.sequence, response = excluded.response,
        saved_at = excluded.saved_at
    WHERE excluded.sequence > kept.sequence
    RETURNING kept.attempt_id, kept.position
), settled AS MATERIALIZED (
    -- What is kept is looked up only where nothing was stored. A replay is no news, even after the hand-in.
    SELECT l.*, r.sequence AS kept_sequence, r.response AS kept_response, r.saved_at AS kept_at,
           CASE
               WHEN k.position IS NOT NULL THEN 'stored'
               WHEN l.refusal = 'superseded' THEN l.refusal
               WHEN l.sequence = r.sequence AND l.response = r.response THEN 'replayed'
               WHEN l.refusal IS NOT NULL THEN l.refusal
               WHEN l.sequence <= r.sequence THEN 'conflict'
               ELSE 'busy'
           END AS verdict
    FROM locked l
    LEFT JOIN stored k ON k.attempt_id = l.attempt_id AND k.position = l.position
    LEFT JOIN LATERAL (
        SELECT kept.sequence, kept.response, kept.saved_at
        FROM responses kept
        WHERE k.position IS NULL AND kept.attempt_id = l.attempt_id AND kept.position = l.position
        OFFSET 0
    ) r ON true
), journaled AS (
    INSERT INTO response_journal (attempt_id, position, writer_epoch, sequence, received_at, verdict, response,
                                  client_at)
    SELECT attempt_id, position, epoch, sequence, received_at, verdict, response, client_at
    FROM settled
    WHERE verdict NOT IN ('replayed', 'busy')
), seen AS (
    -- A save is activity of its session. Never waits: a locked session is left for the next minute.
    UPDATE sessions
    SET last_seen_at = (SELECT now FROM clock)
    WHERE id_hash IN (
        SELECT session.id_hash
        FROM sessions session
        WHERE session.id_hash IN (SELECT session_hash FROM locked WHERE unseen)
        FOR NO KEY UPDATE SKIP LOCKED
    )
)
SELECT i.slot, i.now, i.received_at,
       CASE
           WHEN s.slot IS NOT NULL THEN s.verdict
           WHEN EXISTS (
               SELECT FROM sessions session
               JOIN attempts attempt ON attempt.person_id = session.person_id
               WHERE session.id_hash = i.session_hash AND session.revoked_at IS NULL
                 AND session.expires_at > i.now AND attempt.id = i.attempt_id
           ) THEN 'busy'
           ELSE 'not_yours'
       END AS verdict,
       s.writer_epoch, s.deadline_at, s.paused_at, s.kept_sequence, s.kept_at,
       CASE WHEN s.verdict = 'conflict' THEN s.kept_response END AS kept_response
FROM incoming i
LEFT JOIN settled s ON s.slot = i.slot
