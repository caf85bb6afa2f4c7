-- People × certifications, as the pages, their figures and the file all see them, at one instant and by what was known at
-- one instant. A pair is there when the person holds or held a certificate of it, or must hold one.
-- {known} the instant by whose knowledge pairs are; {is_later} whether it is later than that of the pairs ($8);
-- in place of 'counting' stand counting_today.sql or counting_past.sql.
-- $1 the day in the company's zone; $2 days before the end from which a certificate is expiring where its certification has
-- no renewal window of its own;
-- $3 groups or null for all; $4 code of a certification or null; $5 part of a name or number or null;
-- $6 status or null; $7 last day of validity at most, or null; $8 now, or the last instant of a past day;
-- $9 a role or null; $10 and $11 issued from and before these instants, or null; $12 employed since this instant, or null;
-- $13 and $14 last day of validity from and to, or null; $15 the instant by whose knowledge pairs are listed and filtered,
-- $16 that of the other knowledge; $17 people or null for all: of others nothing is read.
WITH required AS (
    SELECT memberships.person_id, requirement.programme_id
    FROM holding_requirements requirement
    JOIN above ON above.above_id = requirement.group_id
    JOIN memberships ON memberships.group_id = above.group_id
    WHERE memberships.recorded_at <= {known} AND memberships.valid_from <= $8
      AND (memberships.valid_to IS NULL OR memberships.valid_to > $8)
      AND requirement.created_at <= {known} AND requirement.valid_from <= $8
      AND (requirement.valid_to IS NULL OR requirement.valid_to > $8)
      AND ($17::uuid[] IS NULL OR memberships.person_id = ANY ($17))
    UNION
    SELECT role_grants.person_id, requirement.programme_id
    FROM role_requirements requirement
    JOIN role_grants ON role_grants.role = requirement.role
    WHERE role_grants.granted_at <= $8 AND (role_grants.revoked_at IS NULL OR role_grants.revoked_at > $8)
      AND requirement.created_at <= {known} AND requirement.valid_from <= $8
      AND (requirement.valid_to IS NULL OR requirement.valid_to > $8)
      AND ($17::uuid[] IS NULL OR role_grants.person_id = ANY ($17))
    EXCEPT
    SELECT person_id, programme_id FROM exemptions
    WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) AND created_at <= {known}
      AND (ended_at IS NULL OR ended_at > $8)
),
counting AS (
{counting}),
-- The first condition alone first: the database takes the second one for dear, and would plan for that.
revocations AS MATERIALIZED (
    SELECT id, certificate_id, at FROM certificate_events
    WHERE kind = 'revoked' AND at <= {known} AND (at <= $8 OR reason = 'issued_in_error')
),
-- Taken back, and not given back first. What should never have been issued did not hold from the beginning, once that is
-- known; what was taken back by mistake held all the time.
revoked AS (
    SELECT DISTINCT revocation.certificate_id
    FROM revocations revocation
    WHERE NOT coalesce((SELECT given.at <= $8 OR given.reason IN ('revoked_in_error', 'appeal_upheld')
                        FROM certificate_events given
                        WHERE given.certificate_id = revocation.certificate_id AND given.kind = 'reinstated'
                          AND given.at <= {known} AND (given.at, given.id) > (revocation.at, revocation.id)
                        ORDER BY given.at, given.id LIMIT 1), false)
),
pairs AS (
    SELECT person_id, programme_id, required.person_id IS NOT NULL AS required, counting.certificate_id
    FROM required FULL JOIN counting USING (person_id, programme_id)
),
rules AS (
    SELECT DISTINCT ON (programme_id) programme_id, title_zh, title_en,
           rules->>'level_zh' AS level_zh, rules->>'level_en' AS level_en,
           coalesce((rules->>'window_days')::integer, $2) AS window_days,
           coalesce((rules->>'grace_days')::integer, 0) AS grace_days
    FROM programme_versions
    WHERE number = 1 OR (created_at <= {known}
                         AND CASE WHEN applies_from IS NULL THEN created_at <= $8 ELSE applies_from <= $1 END)
    ORDER BY programme_id, number DESC
)
SELECT pairs.person_id, pairs.programme_id, names.name, people.employee_number, programmes.code,
       rules.title_zh, rules.title_en, rules.level_zh, rules.level_en,
       pairs.required, certificates.id AS certificate_id, certificates.number,
       certificates.issued_at, certificates.valid_from, certificates.valid_to,
       CASE WHEN certificates.import_id IS NULL THEN certificates.score END AS score,
       CASE WHEN certificates.import_id IS NULL THEN certificates.maximum END AS maximum,
       coalesce(revoked.certificate_id IS NULL AND certificates.valid_to < $1
                AND certificates.valid_to + rules.grace_days >= $1, false) AS in_grace,
       CASE WHEN certificates.id IS NULL THEN 'missing'
            WHEN revoked.certificate_id IS NOT NULL THEN 'revoked'
            WHEN certificates.valid_to < $1 THEN 'expired'
            WHEN certificates.valid_to <= $1 + rules.window_days THEN 'expiring'
            ELSE 'valid' END AS state
FROM pairs
JOIN people ON people.id = pairs.person_id
-- Who was entered later has no name of that day: the first one stands for it.
JOIN person_names names ON names.person_id = pairs.person_id
 AND (names.valid_from <= $8 AND (names.valid_to IS NULL OR names.valid_to > $8)
      OR {is_later} AND names.valid_from > $8
         AND NOT EXISTS (SELECT FROM person_names earlier
                         WHERE earlier.person_id = names.person_id AND earlier.valid_from < names.valid_from))
JOIN employments ON employments.person_id = pairs.person_id AND employments.recorded_at <= {known}
 AND employments.valid_from <= $8 AND (employments.valid_to IS NULL OR employments.valid_to > $8)
JOIN programmes ON programmes.id = pairs.programme_id
JOIN rules ON rules.programme_id = pairs.programme_id
LEFT JOIN certificates ON certificates.id = pairs.certificate_id
LEFT JOIN revoked ON revoked.certificate_id = pairs.certificate_id
WHERE ($3::uuid[] IS NULL OR pairs.person_id IN (SELECT person_id FROM memberships
                                                 WHERE recorded_at <= {known} AND valid_from <= $8
                                                   AND (valid_to IS NULL OR valid_to > $8) AND group_id = ANY ($3)))
  AND ($4::text IS NULL OR programmes.code = $4)
  AND ($5::text IS NULL OR strpos(lower(names.name), $5) > 0 OR strpos(lower(names.latin_name), $5) > 0
       OR strpos(lower(people.employee_number), $5) > 0)
  AND ($9::text IS NULL OR pairs.person_id IN (SELECT person_id FROM role_grants
                                               WHERE role = $9 AND granted_at <= $8
                                                 AND (revoked_at IS NULL OR revoked_at > $8)))
  AND ($12::timestamptz IS NULL OR employments.valid_from >= $12)
