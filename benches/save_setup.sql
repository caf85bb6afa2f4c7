-- What the benches of saves stand on: 5,000 people, each signed in and sitting an exam of 40 questions, each
-- question answered once. Run it once on a database that has the migrations and nothing else.
--
-- Everything is computed from a running number n, so that a driver knows the cookies without reading files:
--   raw session id  SHA-256 of 'bench session ' and n (the table holds the SHA-256 of that, as always)
--   attempt         01930000-0000-7000-8000- and 100000000000 + n in decimal digits

BEGIN;

CREATE FUNCTION bench_id(kind integer, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT ('01930000-0000-7000-8' || lpad(to_hex(kind), 3, '0') || '-' || (100000000000 + n))::uuid $$;

INSERT INTO people (id, employee_number) SELECT bench_id(1, n), 'bench-' || n FROM generate_series(1, 5000) n;
INSERT INTO person_names (id, person_id, name)
SELECT bench_id(2, n), bench_id(1, n), 'Bench ' || n FROM generate_series(1, 5000) n;
INSERT INTO employments (id, person_id) SELECT bench_id(3, n), bench_id(1, n) FROM generate_series(1, 5000) n;
INSERT INTO role_grants (id, person_id, role)
SELECT bench_id(4, n), bench_id(1, n), 'trainee' FROM generate_series(1, 5000) n;
INSERT INTO sessions (id_hash, person_id, expires_at)
SELECT sha256(sha256(convert_to('bench session ' || n, 'UTF8'))), bench_id(1, n), app_now() + interval '30 days'
FROM generate_series(1, 5000) n;

INSERT INTO exams (id, code, draft) VALUES (bench_id(5, 1), 'bench', '{}');
INSERT INTO exam_versions (id, exam_id, number, definition, title_zh, title_en, languages, limit_seconds, pass_mark,
                           question_count, maximum)
VALUES (bench_id(6, 1), bench_id(5, 1), 1, '{}', '测速', 'Bench', '{zh-CN,en}', 2592000, 60, 40, 4000);
INSERT INTO attempts (id, exam_id, version_id, person_id, number, question_count, started_at, deadline_at)
SELECT bench_id(0, n), bench_id(5, 1), bench_id(6, 1), bench_id(1, n), 1, 40, app_now(), app_now() + interval '30 days'
FROM generate_series(1, 5000) n;
INSERT INTO papers (attempt_id, seed, items, maximum)
SELECT bench_id(0, n), sha256(convert_to('bench paper ' || n, 'UTF8')), paper.items, 4000
FROM generate_series(1, 5000) n,
     (SELECT jsonb_agg(jsonb_build_object('section', 1, 'version_id', bench_id(7, p), 'kind', 'single_choice',
                                          'option_order', jsonb_build_array(0, 1, 2, 3), 'option_count', 4,
                                          'points', 100, 'scoring', 'all_or_nothing') ORDER BY p) AS items
      FROM generate_series(1, 40) p) paper;
INSERT INTO responses (attempt_id, position, writer_epoch, sequence, response, saved_at)
SELECT bench_id(0, n), p, 1, 1, 'A', app_now() FROM generate_series(1, 5000) n, generate_series(1, 40) p;

COMMIT;

VACUUM ANALYZE people;
VACUUM ANALYZE sessions;
VACUUM ANALYZE attempts;
VACUUM ANALYZE responses;
