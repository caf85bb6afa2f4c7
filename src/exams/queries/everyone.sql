-- Everything anybody was given at exam $1 beyond the published version.
WITH RECURSIVE held AS (
    SELECT person_id, group_id FROM assignments WHERE exam_id = $1 AND withdrawn_at IS NULL
), below AS (
    SELECT group_id AS id FROM held WHERE group_id IS NOT NULL
    UNION
    SELECT groups.id FROM groups JOIN below ON groups.parent_id = below.id
), sitters AS (
    SELECT person_id FROM held WHERE person_id IS NOT NULL
    UNION
    SELECT memberships.person_id FROM memberships JOIN below ON memberships.group_id = below.id
     WHERE memberships.valid_to IS NULL
    UNION
    SELECT person_id FROM exam_grants WHERE exam_id = $1 AND withdrawn_at IS NULL
)
SELECT accommodations.person_id, NULL::uuid AS exam_id, 'extra_time' AS kind,
       accommodations.valid_from AS from_at, accommodations.valid_until AS until_at,
       accommodations.percent AS amount, accommodations.minutes, accommodations.created_at AS made_at,
       false AS for_group
  FROM accommodations
 WHERE accommodations.withdrawn_at IS NULL AND accommodations.person_id IN (SELECT person_id FROM sitters)
UNION ALL
SELECT person_id, exam_id, 'grant', opens_at, closes_at, extra_attempts, 0, created_at, false
  FROM exam_grants
 WHERE exam_id = $1 AND withdrawn_at IS NULL
UNION ALL
SELECT person_id, exam_id, 'extension', NULL, closes_at, 0, minutes, created_at, group_id IS NOT NULL
  FROM window_extensions
 WHERE exam_id = $1
 ORDER BY made_at
