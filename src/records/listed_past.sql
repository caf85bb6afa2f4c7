-- The pairs of a past day as they are listed, with how they are by the other knowledge; state is null where only that
-- one has the pair.
own AS (
{own}),
other AS (
{other}),
listed AS (
    SELECT coalesce(own.person_id, other.person_id) AS person_id, coalesce(own.programme_id, other.programme_id) AS programme_id,
           coalesce(own.name, other.name) AS name, coalesce(own.employee_number, other.employee_number) AS employee_number,
           coalesce(own.code, other.code) AS code, coalesce(own.title_zh, other.title_zh) AS title_zh,
           coalesce(own.title_en, other.title_en) AS title_en, own.level_zh, own.level_en,
           coalesce(own.required, false) AS required, own.certificate_id, own.number, own.issued_at, own.valid_from,
           own.valid_to, own.score, own.maximum, coalesce(own.in_grace, false) AS in_grace, own.state,
           other.state AS other_state, other.valid_to AS other_valid_to
    FROM own FULL JOIN other ON other.person_id = own.person_id AND other.programme_id = own.programme_id
),
