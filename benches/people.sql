-- What every bench of exams stands on: people who are signed in, a bank of 200 questions, and an exam of 40 drawn from it,
-- assigned to all of them, that leads to a certificate. Run it once on a database that has the migrations.
-- psql variables: people (how many; 5000), hash (the stored form of everybody's password; none).
--
-- Everything is computed from a running number n, so that a driver knows the cookies without reading files:
--   sign-in name    'bench-' and n
--   raw session id  SHA-256 of 'bench session ' and n (the table holds the SHA-256 of that, as always)
--   ids             see bench_id: the kind in hexadecimal digits, then 100000000000 + n in decimal digits

\if :{?people}
\else
  \set people 5000
\endif
\if :{?hash}
\else
  \set hash ''
\endif

BEGIN;

CREATE FUNCTION bench_id(kind integer, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT ('01930000-0000-7000-8' || lpad(to_hex(kind), 3, '0') || '-' || (100000000000 + n))::uuid $$;

INSERT INTO groups (id, code, name_zh, name_en) VALUES (bench_id(8, 1), 'bench', '测速组', 'Bench');
INSERT INTO people (id, employee_number, password_hash)
SELECT bench_id(1, n), 'bench-' || n, nullif(:'hash', '') FROM generate_series(1, :people) n;
INSERT INTO person_names (id, person_id, name)
SELECT bench_id(2, n), bench_id(1, n), 'Bench ' || n FROM generate_series(1, :people) n;
INSERT INTO identities (id, person_id, provider, subject, kind)
SELECT bench_id(9, n), bench_id(1, n), 'local', 'bench-' || n, 'employee_number' FROM generate_series(1, :people) n;
INSERT INTO employments (id, person_id) SELECT bench_id(3, n), bench_id(1, n) FROM generate_series(1, :people) n;
INSERT INTO role_grants (id, person_id, role)
SELECT bench_id(4, n), bench_id(1, n), 'trainee' FROM generate_series(1, :people) n;
INSERT INTO memberships (id, person_id, group_id)
SELECT bench_id(10, n), bench_id(1, n), bench_id(8, 1) FROM generate_series(1, :people) n;
-- Proved until the end of any measurement, so that files are not asked for twice.
INSERT INTO sessions (id_hash, person_id, expires_at, verified_at)
SELECT sha256(sha256(convert_to('bench session ' || n, 'UTF8'))), bench_id(1, n), app_now() + interval '7 days',
       app_now() + interval '7 days'
FROM generate_series(1, :people) n;

-- The bank: the right answer of every question is its first option.
INSERT INTO banks (id, code, title_zh, title_en) VALUES (bench_id(11, 1), 'bench', '测速题库', 'Bench');
INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed)
VALUES (bench_id(11, 1), 1, 'command_line', 'bench', 200, 0, 0);
INSERT INTO questions (id, bank_id, code)
SELECT bench_id(12, q), bench_id(11, 1), 'bench-' || q FROM generate_series(1, 200) q;
INSERT INTO question_versions (id, question_id, number, kind, topic, difficulty, points, texts, languages, option_count,
                               answer, fingerprint, content_digest)
SELECT bench_id(7, q), bench_id(12, q), 1, 'single_choice', 'bench', 3, 100,
       jsonb_build_object(
           'zh-CN', jsonb_build_object(
               'stem', '客户在第' || q || '次拜访时说预算已经用完，但仍愿意谈明年的计划。下列做法中，哪一项最合适？',
               'options', jsonb_build_array('先确认明年预算的时间表和决策人，再约定下一步', '立即给出最低折扣，请客户今天签约',
                                            '请客户自己联系总部，以后不再拜访', '把价格表留下，等客户有预算时来电'),
               'explanation', '预算是时间问题，不是价格问题：先弄清谁在什么时候决定。'),
           'en', jsonb_build_object(
               'stem', 'On visit ' || q || ' the customer says this year''s budget is spent but is willing to talk about next year. '
                       'Which of these is best?',
               'options', jsonb_build_array('Find out when next year''s budget is made and by whom, then agree on a next step',
                                            'Offer the lowest price at once and ask for a signature today',
                                            'Ask the customer to call headquarters and visit no more',
                                            'Leave the price list and wait for a call'),
               'explanation', 'The budget is a question of time, not of price: find out first who decides, and when.')),
       '{zh-CN,en}', 4, '["A"]', sha256(convert_to('bench question ' || q, 'UTF8')),
       sha256(convert_to('bench content ' || q, 'UTF8'))
FROM generate_series(1, 200) q;
INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision)
SELECT bench_id(11, 1), bench_id(12, q), bench_id(7, q), 1 FROM generate_series(1, 200) q;

-- Two exams that are alike: people sit the first; the second takes what the baseline of the start writes.
CREATE TEMPORARY TABLE bench_definition AS
SELECT '{"title_zh": "测速", "title_en": "Bench", "languages": ["zh-CN", "en"], "shuffle_questions": true,
         "shuffle_options": true, "limit_minutes": 10000, "opens_at": null, "closes_at": null, "attempts_allowed": 1,
         "pass_mark": 60, "review": {"score": "at_once", "responses": "never", "key": "never"},
         "sections": [{"title_zh": "第一部分", "title_en": "Part one", "bank_code": "bench", "topic": null,
                       "kinds": ["single_choice"], "difficulty_min": 1, "difficulty_max": 5, "count": 40,
                       "points": 100, "scoring": "all_or_nothing"}]}'::jsonb AS definition;
INSERT INTO exams (id, code, draft)
SELECT bench_id(5, e), CASE e WHEN 1 THEN 'bench' ELSE 'bench-bare' END, definition
FROM bench_definition, generate_series(1, 2) e;
INSERT INTO exam_versions (id, exam_id, number, definition, title_zh, title_en, languages, limit_seconds,
                           attempts_allowed, pass_mark, question_count, maximum)
SELECT bench_id(6, e), bench_id(5, e), 1, definition, '测速', 'Bench', '{zh-CN,en}', 600000, 1, 60, 40, 4000
FROM bench_definition, generate_series(1, 2) e;
INSERT INTO exam_sections (version_id, position, draw_count, points, scoring, pool)
SELECT bench_id(6, e), 1, 40, 100, 'all_or_nothing', (SELECT array_agg(bench_id(7, q) ORDER BY q) FROM generate_series(1, 200) q)
FROM generate_series(1, 2) e;
INSERT INTO assignments (id, exam_id, group_id) VALUES (bench_id(13, 1), bench_id(5, 1), bench_id(8, 1));
INSERT INTO programmes (id, code) VALUES (bench_id(14, 1), 'bench');
INSERT INTO programme_versions (id, programme_id, number, title_zh, title_en, validity_months, requirement_codes)
VALUES (bench_id(15, 1), bench_id(14, 1), 1, '测速证书', 'Bench', 12, '{bench}');

-- A paper as the draw writes it, for everybody.
CREATE TABLE bench_paper AS
SELECT jsonb_agg(jsonb_build_object('section', 1, 'version_id', bench_id(7, q), 'kind', 'single_choice',
                                    'option_order', jsonb_build_array(0, 1, 2, 3), 'option_count', 4, 'points', 100,
                                    'scoring', 'all_or_nothing') ORDER BY q) AS items
FROM generate_series(1, 40) q;
CREATE SEQUENCE bench_start;

COMMIT;

VACUUM ANALYZE;
