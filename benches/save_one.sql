-- The baseline of saves: what Postgres does when each save has a commit of its own. One statement locks the attempt,
-- guards it, journals the save and replaces one answer; there is no session to check and no HTTP. For pgbench:
--
--   pgbench -n -M prepared -c 64 -j 2 -T 20 -D base=… -D last=5000 -f benches/save_one.sql
--
-- base is the Unix time from which sequences count in milliseconds, so that a later save has the higher sequence in
-- whatever order the clients come; last is the number of open attempts. The data are those of attempts.sql.
\set attempt random(100000000001, 100000000000 + :last)
\set position random(1, 40)
\set label random(65, 68)
WITH locked AS MATERIALIZED (
    SELECT id, writer_epoch, app_now() AS now
    FROM attempts
    WHERE id = ('01930000-0000-7000-8000-' || :attempt)::uuid
      AND state = 'in_progress'
      AND writer_epoch = 1
      AND app_now() <= deadline_at + interval '60 seconds'
      AND :position::smallint <= question_count
    FOR SHARE
), stored AS (
    INSERT INTO responses AS kept (attempt_id, position, writer_epoch, sequence, response, saved_at)
    SELECT id, :position::smallint, writer_epoch, ((extract(epoch FROM now) - :base::integer) * 1000)::integer, chr(:label::integer), now
    FROM locked
    ON CONFLICT (attempt_id, position) DO UPDATE
    SET writer_epoch = excluded.writer_epoch, sequence = excluded.sequence, response = excluded.response,
        saved_at = excluded.saved_at
    WHERE excluded.sequence > kept.sequence
    RETURNING attempt_id, position, writer_epoch, sequence, response, saved_at
)
INSERT INTO response_journal (attempt_id, position, writer_epoch, sequence, received_at, verdict, response, client_at)
SELECT attempt_id, position, writer_epoch, sequence, saved_at, 'stored', response, saved_at
FROM stored;
