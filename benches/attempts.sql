-- Opens an attempt for the people from number first to number last (psql variables; 1 and 5000), each question answered
-- once: those with an even number answer everything right. Their deadline is far away. After people.sql.

\if :{?first}
\else
  \set first 1
\endif
\if :{?last}
\else
  \set last 5000
\endif

BEGIN;
INSERT INTO attempts (id, exam_id, version_id, person_id, number, holder_session, question_count, started_at, deadline_at)
SELECT bench_id(0, n), bench_id(5, 1), bench_id(6, 1), bench_id(1, n), 1,
       sha256(sha256(convert_to('bench session ' || n, 'UTF8'))), 40, app_now() - interval '1 day',
       app_now() + interval '30 days'
FROM generate_series(:first, :last) n;
INSERT INTO papers (attempt_id, seed, items, maximum)
SELECT bench_id(0, n), sha256(convert_to('bench paper ' || n, 'UTF8')), items, 4000
FROM generate_series(:first, :last) n, bench_paper;
INSERT INTO responses (attempt_id, position, writer_epoch, sequence, response, saved_at)
SELECT bench_id(0, n), p, 1, 1, CASE n % 2 WHEN 0 THEN 'A' ELSE 'B' END, app_now()
FROM generate_series(:first, :last) n, generate_series(1, 40) p;
COMMIT;

VACUUM ANALYZE attempts;
VACUUM ANALYZE papers;
VACUUM ANALYZE responses;
