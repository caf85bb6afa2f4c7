-- People × certifications, as the page, its figures and the file all see them. A pair is there when the person holds
-- or held a certificate of it, or must hold one: now, or at the end of a past day by what was known then.
-- $1 the day in the company's zone; $2 days before the end from which a certificate is expiring where its certification has
-- no renewal window of its own;
-- $3 groups or null for all; $4 code of a certification or null; $5 part of a name or number or null;
-- $6 status or null; $7 last day of validity at most, or null; $8 the last instant of a past day, or null for now.
WITH RECURSIVE moment AS MATERIALIZED (
    SELECT coalesce($8::timestamptz, app_now()) AS at
),
above (group_id, above_id) AS (
    SELECT id, id FROM groups
    UNION
    SELECT above.group_id, groups.parent_id
    FROM above JOIN groups ON groups.id = above.above_id
    WHERE groups.parent_id IS NOT NULL
),
required AS (
    SELECT DISTINCT memberships.person_id, requirement.programme_id
    FROM holding_requirements requirement
    JOIN above ON above.above_id = requirement.group_id
    JOIN memberships ON memberships.group_id = above.group_id
    WHERE memberships.valid_from <= (SELECT at FROM moment)
      AND (memberships.valid_to IS NULL OR memberships.valid_to > (SELECT at FROM moment))
      AND greatest(requirement.valid_from, requirement.created_at) <= (SELECT at FROM moment)
      AND (requirement.valid_to IS NULL OR requirement.valid_to > (SELECT at FROM moment))
    UNION
    SELECT role_grants.person_id, requirement.programme_id
    FROM role_requirements requirement
    JOIN role_grants ON role_grants.role = requirement.role
    WHERE role_grants.granted_at <= (SELECT at FROM moment)
      AND (role_grants.revoked_at IS NULL OR role_grants.revoked_at > (SELECT at FROM moment))
      AND greatest(requirement.valid_from, requirement.created_at) <= (SELECT at FROM moment)
      AND (requirement.valid_to IS NULL OR requirement.valid_to > (SELECT at FROM moment))
    EXCEPT
    SELECT person_id, programme_id FROM exemptions
    WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) AND created_at <= (SELECT at FROM moment)
      AND (ended_at IS NULL OR ended_at > (SELECT at FROM moment))
),
-- The certificate that counts: now the one that is pointed at, on a past day the one issued last of those known then.
counting AS (
    SELECT person_id, programme_id, certificate_id FROM current_certificates WHERE $8::timestamptz IS NULL
    UNION ALL
    (SELECT DISTINCT ON (person_id, programme_id) person_id, programme_id, certificates.id
     FROM certificates LEFT JOIN certificate_imports sheet ON sheet.id = certificates.import_id
     WHERE $8::timestamptz IS NOT NULL AND coalesce(sheet.committed_at, issued_at) <= $8
       AND NOT EXISTS (SELECT FROM certificate_events event
                       WHERE event.certificate_id = certificates.id AND event.at <= $8
                         AND event.kind = 'revoked' AND event.reason = 'import_undone')
     ORDER BY person_id, programme_id, issued_at DESC, certificates.id DESC)
),
pairs AS (
    SELECT person_id, programme_id FROM required
    UNION
    SELECT person_id, programme_id FROM counting
),
rules AS (
    SELECT DISTINCT ON (programme_id) programme_id, title_zh, title_en,
           coalesce((rules->>'window_days')::integer, $2) AS window_days
    FROM programme_versions
    WHERE number = 1 OR (created_at <= (SELECT at FROM moment) AND (applies_from IS NULL OR applies_from <= $1))
    ORDER BY programme_id, number DESC
),
cells AS (
    SELECT pairs.person_id, names.name, people.employee_number, programmes.code, rules.title_zh, rules.title_en,
           required.person_id IS NOT NULL AS required, certificates.id AS certificate_id, certificates.number,
           certificates.valid_from, certificates.valid_to,
           CASE WHEN certificates.id IS NULL THEN 'missing'
                WHEN coalesce((SELECT event.kind = 'revoked' FROM certificate_events event
                               WHERE event.certificate_id = certificates.id AND event.kind IN ('revoked', 'reinstated')
                                 AND event.at <= (SELECT at FROM moment)
                               ORDER BY event.at DESC, event.id DESC LIMIT 1), false) THEN 'revoked'
                WHEN certificates.valid_to < $1 THEN 'expired'
                WHEN certificates.valid_to <= $1 + rules.window_days THEN 'expiring'
                ELSE 'valid' END AS state
    FROM pairs
    JOIN people ON people.id = pairs.person_id
    JOIN person_names names ON names.person_id = pairs.person_id AND names.valid_from <= (SELECT at FROM moment)
                           AND (names.valid_to IS NULL OR names.valid_to > (SELECT at FROM moment))
    JOIN employments ON employments.person_id = pairs.person_id AND employments.valid_from <= (SELECT at FROM moment)
                    AND (employments.valid_to IS NULL OR employments.valid_to > (SELECT at FROM moment))
    JOIN programmes ON programmes.id = pairs.programme_id
    JOIN rules ON rules.programme_id = pairs.programme_id
    LEFT JOIN required ON required.person_id = pairs.person_id AND required.programme_id = pairs.programme_id
    LEFT JOIN counting ON counting.person_id = pairs.person_id AND counting.programme_id = pairs.programme_id
    LEFT JOIN certificates ON certificates.id = counting.certificate_id
    WHERE ($3::uuid[] IS NULL OR EXISTS (SELECT 1 FROM memberships
                                         WHERE memberships.person_id = pairs.person_id
                                           AND memberships.valid_from <= (SELECT at FROM moment)
                                           AND (memberships.valid_to IS NULL
                                                OR memberships.valid_to > (SELECT at FROM moment))
                                           AND memberships.group_id = ANY ($3)))
      AND ($4::text IS NULL OR programmes.code = $4)
      AND ($5::text IS NULL OR strpos(lower(names.name), $5) > 0 OR strpos(lower(names.latin_name), $5) > 0
           OR strpos(lower(people.employee_number), $5) > 0)
),
shown AS (
    SELECT * FROM cells
    WHERE ($6::text IS NULL OR state = $6)
      AND ($7::date IS NULL OR (state IN ('valid', 'expiring') AND valid_to <= $7))
)
