-- Certificates for the bench of exports, after people.sql: every person of it holds one of each of :programmes certifications,
-- and their group must hold the first. Some are over, some will be soon.

BEGIN;

INSERT INTO programmes (id, code) SELECT bench_id(14, p), 'bench-' || p FROM generate_series(2, :programmes) p;
INSERT INTO programme_versions (id, programme_id, number, title_zh, title_en, validity_months, requirement_codes)
SELECT bench_id(15, p), bench_id(14, p), 1, '测速证书' || p, 'Bench ' || p, 12, '{bench}'
FROM generate_series(2, :programmes) p;
INSERT INTO holding_requirements (id, programme_id, group_id, valid_from)
VALUES (bench_id(16, 1), bench_id(14, 1), bench_id(8, 1), app_now() - interval '1 year');

CREATE TEMPORARY TABLE bench_certificate AS
SELECT gen_random_uuid() AS id, n, p, current_date - (n % 400) AS valid_from
FROM generate_series(1, (SELECT count(*) FROM people WHERE employee_number LIKE 'bench-%')::integer) n,
     generate_series(1, :programmes) p;
INSERT INTO certificates (id, number, verification_code, person_id, programme_id, programme_version_id, holder_name, title_zh,
                          title_en, issuer, score, maximum, evidence, issued_at, valid_from, valid_to)
SELECT id, 'BENCH-' || p || '-' || lpad(n::text, 7, '0'), encode(sha256(uuid_send(id)), 'hex'), bench_id(1, n), bench_id(14, p),
       bench_id(15, p), 'Bench ' || n, '测速证书' || p, 'Bench ' || p, 'Bench', 8000, 10000, '[]', valid_from, valid_from,
       valid_from + 365
FROM bench_certificate;
INSERT INTO current_certificates (person_id, programme_id, certificate_id)
SELECT bench_id(1, n), bench_id(14, p), id FROM bench_certificate;

COMMIT;

VACUUM ANALYZE;
