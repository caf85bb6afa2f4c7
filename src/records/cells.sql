-- People × certifications, as the pages, their figures and the file all see them. A pair is there when the person holds
-- or held a certificate of it, or must hold one: now, or at the end of a past day. Pairs of a past day are there twice:
-- by what was known then ('then') and by what is known now ('now'); today only once ('then').
-- $1 the day in the company's zone; $2 days before the end from which a certificate is expiring where its certification has
-- no renewal window of its own;
-- $3 groups or null for all; $4 code of a certification or null; $5 part of a name or number or null;
-- $6 status or null; $7 last day of validity at most, or null; $8 the last instant of a past day, or null for now;
-- $9 a role or null; $10 and $11 issued from and before these instants, or null; $12 employed since this instant, or null;
-- $13 and $14 last day of validity from and to, or null; $15 by which knowledge pairs are listed and filtered;
-- $16 people or null for all: of others nothing is read.
WITH RECURSIVE moments AS MATERIALIZED (
    SELECT 'then' AS knowledge, one.at, one.at AS known FROM (SELECT coalesce($8::timestamptz, app_now()) AS at) one
    UNION ALL
    SELECT 'now', $8::timestamptz, app_now() WHERE $8::timestamptz IS NOT NULL
),
above (group_id, above_id) AS (
    SELECT id, id FROM groups
    UNION
    SELECT above.group_id, groups.parent_id
    FROM above JOIN groups ON groups.id = above.above_id
    WHERE groups.parent_id IS NOT NULL
),
members AS (
    SELECT moments.knowledge, memberships.person_id, memberships.group_id
    FROM moments
    JOIN memberships ON memberships.recorded_at <= moments.known AND memberships.valid_from <= moments.at
                    AND (memberships.valid_to IS NULL OR memberships.valid_to > moments.at)
    WHERE $16::uuid[] IS NULL OR memberships.person_id = ANY ($16)
),
required AS (
    SELECT members.knowledge, members.person_id, requirement.programme_id
    FROM moments
    JOIN holding_requirements requirement
      ON requirement.created_at <= moments.known AND requirement.valid_from <= moments.at
     AND (requirement.valid_to IS NULL OR requirement.valid_to > moments.at)
    JOIN above ON above.above_id = requirement.group_id
    JOIN members ON members.knowledge = moments.knowledge AND members.group_id = above.group_id
    UNION
    SELECT moments.knowledge, role_grants.person_id, requirement.programme_id
    FROM moments
    JOIN role_requirements requirement
      ON requirement.created_at <= moments.known AND requirement.valid_from <= moments.at
     AND (requirement.valid_to IS NULL OR requirement.valid_to > moments.at)
    JOIN role_grants ON role_grants.role = requirement.role AND role_grants.granted_at <= moments.at
     AND (role_grants.revoked_at IS NULL OR role_grants.revoked_at > moments.at)
    WHERE $16::uuid[] IS NULL OR role_grants.person_id = ANY ($16)
    EXCEPT
    SELECT moments.knowledge, exemptions.person_id, exemptions.programme_id
    FROM moments
    JOIN exemptions ON exemptions.created_at <= moments.known
     AND (exemptions.ended_at IS NULL OR exemptions.ended_at > moments.at)
    WHERE exemptions.valid_from <= $1 AND (exemptions.valid_to IS NULL OR exemptions.valid_to >= $1)
),
-- The certificate that counts: now the one that is pointed at; on a past day the one issued last of those known.
counting AS (
    SELECT 'then' AS knowledge, person_id, programme_id, certificate_id FROM current_certificates
    WHERE $8::timestamptz IS NULL AND ($16::uuid[] IS NULL OR person_id = ANY ($16))
    UNION ALL
    (SELECT DISTINCT ON (moments.knowledge, person_id, programme_id)
            moments.knowledge, person_id, programme_id, certificates.id
     FROM certificates LEFT JOIN certificate_imports sheet ON sheet.id = certificates.import_id
     JOIN moments ON coalesce(sheet.committed_at, issued_at) <= moments.known
                 AND least(sheet.committed_at, issued_at) <= moments.at
     WHERE $8::timestamptz IS NOT NULL AND ($16::uuid[] IS NULL OR person_id = ANY ($16))
       AND NOT EXISTS (SELECT FROM certificate_events event
                       WHERE event.certificate_id = certificates.id AND event.at <= moments.known
                         AND event.kind = 'revoked' AND event.reason = 'import_undone')
     ORDER BY moments.knowledge, person_id, programme_id, issued_at DESC, certificates.id DESC)
),
-- Taken back, and not given back first. What should never have been issued did not hold from the beginning, once that is
-- known; what was taken back by mistake held all the time.
revoked AS (
    SELECT DISTINCT moments.knowledge, revocation.certificate_id
    FROM moments
    JOIN certificate_events revocation
      ON revocation.kind = 'revoked' AND revocation.at <= moments.known
     AND (revocation.at <= moments.at OR revocation.reason = 'issued_in_error')
    WHERE NOT coalesce((SELECT given.at <= moments.at OR given.reason IN ('revoked_in_error', 'appeal_upheld')
                        FROM certificate_events given
                        WHERE given.certificate_id = revocation.certificate_id AND given.kind = 'reinstated'
                          AND given.at <= moments.known AND (given.at, given.id) > (revocation.at, revocation.id)
                        ORDER BY given.at, given.id LIMIT 1), false)
),
pairs AS (
    SELECT knowledge, person_id, programme_id FROM required
    UNION
    SELECT knowledge, person_id, programme_id FROM counting
),
rules AS (
    SELECT DISTINCT ON (moments.knowledge, version.programme_id) moments.knowledge, version.programme_id,
           version.title_zh, version.title_en, version.rules->>'level_zh' AS level_zh, version.rules->>'level_en' AS level_en,
           coalesce((version.rules->>'window_days')::integer, $2) AS window_days,
           coalesce((version.rules->>'grace_days')::integer, 0) AS grace_days
    FROM programme_versions version
    JOIN moments ON version.number = 1 OR (version.created_at <= moments.known
                AND CASE WHEN version.applies_from IS NULL THEN version.created_at <= moments.at
                         ELSE version.applies_from <= $1 END)
    ORDER BY moments.knowledge, version.programme_id, version.number DESC
),
cells AS (
    SELECT pairs.knowledge, pairs.person_id, pairs.programme_id, names.name, people.employee_number, programmes.code,
           rules.title_zh, rules.title_en, rules.level_zh, rules.level_en,
           required.person_id IS NOT NULL AS required, certificates.id AS certificate_id, certificates.number,
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
    JOIN moments ON moments.knowledge = pairs.knowledge
    JOIN people ON people.id = pairs.person_id
    -- Who was entered later has no name of that day: the first one stands for it.
    JOIN person_names names ON names.person_id = pairs.person_id
     AND (names.valid_from <= moments.at AND (names.valid_to IS NULL OR names.valid_to > moments.at)
          OR pairs.knowledge = 'now' AND names.valid_from > moments.at
             AND NOT EXISTS (SELECT FROM person_names earlier
                             WHERE earlier.person_id = names.person_id AND earlier.valid_from < names.valid_from))
    JOIN employments ON employments.person_id = pairs.person_id AND employments.recorded_at <= moments.known
     AND employments.valid_from <= moments.at AND (employments.valid_to IS NULL OR employments.valid_to > moments.at)
    JOIN programmes ON programmes.id = pairs.programme_id
    JOIN rules ON rules.knowledge = pairs.knowledge AND rules.programme_id = pairs.programme_id
    LEFT JOIN required ON required.knowledge = pairs.knowledge AND required.person_id = pairs.person_id
                      AND required.programme_id = pairs.programme_id
    LEFT JOIN counting ON counting.knowledge = pairs.knowledge AND counting.person_id = pairs.person_id
                      AND counting.programme_id = pairs.programme_id
    LEFT JOIN certificates ON certificates.id = counting.certificate_id
    LEFT JOIN revoked ON revoked.knowledge = pairs.knowledge AND revoked.certificate_id = counting.certificate_id
    WHERE ($3::uuid[] IS NULL OR EXISTS (SELECT FROM members
                                         WHERE members.knowledge = pairs.knowledge
                                           AND members.person_id = pairs.person_id AND members.group_id = ANY ($3)))
      AND ($4::text IS NULL OR programmes.code = $4)
      AND ($5::text IS NULL OR strpos(lower(names.name), $5) > 0 OR strpos(lower(names.latin_name), $5) > 0
           OR strpos(lower(people.employee_number), $5) > 0)
      AND ($9::text IS NULL OR EXISTS (SELECT FROM role_grants
                                       WHERE role_grants.person_id = pairs.person_id AND role_grants.role = $9
                                         AND role_grants.granted_at <= moments.at
                                         AND (role_grants.revoked_at IS NULL OR role_grants.revoked_at > moments.at)))
      AND ($12::timestamptz IS NULL OR employments.valid_from >= $12)
),
