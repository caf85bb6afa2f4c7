-- The baseline of the start: what Postgres does to write one attempt with its paper, its event and its audit row, and
-- nothing else. For pgbench, after people.sql: each transaction is another person, at the exam that nobody sits.
--
--   pgbench -n -M prepared -c 10 -j 2 -t 100 -f benches/start_one.sql
WITH next AS (
    SELECT nextval('bench_start')::integer AS n, gen_random_uuid() AS id, app_now() AS now
), attempt AS (
    INSERT INTO attempts (id, exam_id, version_id, person_id, number, holder_session, question_count, started_at,
                          deadline_at)
    SELECT id, bench_id(5, 2), bench_id(6, 2), bench_id(1, n), 1, sha256(uuid_send(id)), 40, now, now + interval '1 hour'
    FROM next
), paper AS (
    INSERT INTO papers (attempt_id, seed, items, maximum)
    SELECT id, sha256(uuid_send(id)), items, 4000 FROM next, bench_paper
), event AS (
    INSERT INTO attempt_events (id, attempt_id, kind, actor_id, detail)
    SELECT gen_random_uuid(), id, 'started', bench_id(1, n), jsonb_build_object('number', 1) FROM next
)
INSERT INTO audit_events (id, actor_id, action, subject_kind, subject_id, detail)
SELECT gen_random_uuid(), bench_id(1, n), 'attempt.started', 'attempt', id::text,
       jsonb_build_object('exam', 'bench', 'number', 1)
FROM next;
