-- What people ($1) were given at exams ($2) beyond the published versions. Extra time has no exam: it counts in all.
WITH RECURSIVE above AS (
    SELECT memberships.person_id, memberships.group_id
      FROM memberships
     WHERE memberships.person_id = ANY ($1) AND memberships.valid_to IS NULL
    UNION
    SELECT above.person_id, groups.parent_id
      FROM above
      JOIN groups ON groups.id = above.group_id
     WHERE groups.parent_id IS NOT NULL
), targets AS (
    SELECT 'extension' AS kind, id, exam_id, person_id, group_id, closes_at, minutes, created_at
      FROM window_extensions WHERE exam_id = ANY ($2)
    UNION ALL
    SELECT 'room_start', id, exam_id, person_id, group_id, NULL, 0, created_at
      FROM room_starts WHERE exam_id = ANY ($2)
)
SELECT accommodations.person_id, NULL::uuid AS exam_id, 'extra_time' AS kind,
       accommodations.valid_from AS from_at, accommodations.valid_until AS until_at,
       accommodations.percent AS amount, accommodations.minutes, accommodations.created_at AS made_at,
       accommodations.id
  FROM accommodations
 WHERE accommodations.person_id = ANY ($1) AND accommodations.withdrawn_at IS NULL
UNION ALL
SELECT exam_grants.person_id, exam_grants.exam_id, 'grant',
       exam_grants.opens_at, exam_grants.closes_at, exam_grants.extra_attempts, 0, exam_grants.created_at,
       exam_grants.id
  FROM exam_grants
 WHERE exam_grants.person_id = ANY ($1) AND exam_grants.exam_id = ANY ($2) AND exam_grants.withdrawn_at IS NULL
UNION ALL
SELECT asked.person_id, targets.exam_id, targets.kind,
       NULL, targets.closes_at, 0, targets.minutes, targets.created_at, targets.id
  FROM targets
  JOIN unnest($1) AS asked (person_id)
    ON (targets.person_id IS NULL AND targets.group_id IS NULL)
    OR targets.person_id = asked.person_id
    OR (asked.person_id, targets.group_id) IN (SELECT above.person_id, above.group_id FROM above)
 ORDER BY made_at, id
