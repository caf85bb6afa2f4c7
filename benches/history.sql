-- Years of exams that are over: 25 graded attempts of each of 5,000 people, five million answers with their journal.
-- After people.sql (people at least 5000). About two minutes.

BEGIN;
-- The rows fit each other by construction: foreign keys are not looked up five million times.
SET LOCAL session_replication_role = replica;
INSERT INTO exams (id, code, draft) SELECT bench_id(5, 100 + e), 'bench-old-' || e, '{}' FROM generate_series(1, 25) e;
INSERT INTO exam_versions (id, exam_id, number, definition, title_zh, title_en, languages, limit_seconds, pass_mark,
                           question_count, maximum)
SELECT bench_id(6, 100 + e), bench_id(5, 100 + e), 1, definition, title_zh, title_en, languages, limit_seconds, pass_mark,
       question_count, maximum
FROM generate_series(1, 25) e, exam_versions WHERE id = bench_id(6, 1);
INSERT INTO attempts (id, exam_id, version_id, person_id, number, state, question_count, started_at, deadline_at,
                      submitted_at, received_at, submitted_by, receipt)
SELECT bench_id(32 + e, n), bench_id(5, 100 + e), bench_id(6, 100 + e), bench_id(1, n), 1, 'graded', 40, at,
       at + interval '1 hour', at + interval '1 hour', at + interval '1 hour', 'trainee', 'OLD-' || e || '-' || n
FROM generate_series(1, 25) e, generate_series(1, 5000) n, LATERAL (SELECT app_now() - e * interval '30 days') old (at);
INSERT INTO papers (attempt_id, seed, items, maximum)
SELECT bench_id(32 + e, n), sha256(convert_to('bench old paper ' || n, 'UTF8')), items, 4000
FROM generate_series(1, 25) e, generate_series(1, 5000) n, bench_paper;
INSERT INTO results (id, attempt_id, number, cause, score, maximum, pass_mark, passed, marks)
SELECT bench_id(64 + e, n), bench_id(32 + e, n), 1, 'submitted', 3000, 4000, 60, true, '[]'
FROM generate_series(1, 25) e, generate_series(1, 5000) n;
INSERT INTO responses (attempt_id, position, writer_epoch, sequence, response, saved_at)
SELECT bench_id(32 + e, n), p, 1, 1, 'A', app_now() - e * interval '30 days'
FROM generate_series(1, 25) e, generate_series(1, 5000) n, generate_series(1, 40) p;
INSERT INTO response_journal (attempt_id, position, writer_epoch, sequence, received_at, verdict, response)
SELECT attempt_id, position, writer_epoch, sequence, saved_at, 'stored', response FROM responses
WHERE attempt_id >= bench_id(33, 0);
COMMIT;

VACUUM ANALYZE;
