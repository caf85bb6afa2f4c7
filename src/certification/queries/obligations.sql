-- Who must hold what from when to when, because of a group or a role: the time both the membership and the requirement
-- last, and not before the requirement was written down. $1: these people, or null for everyone.
WITH RECURSIVE above (group_id, above_id) AS (
    SELECT id, id FROM groups
    UNION
    SELECT above.group_id, groups.parent_id
    FROM above JOIN groups ON groups.id = above.above_id
    WHERE groups.parent_id IS NOT NULL
)
SELECT memberships.person_id, requirement.programme_id,
       greatest(memberships.valid_from, requirement.valid_from, requirement.created_at) AS valid_from,
       least(memberships.valid_to, requirement.valid_to) AS valid_to
FROM holding_requirements requirement
JOIN above ON above.above_id = requirement.group_id
JOIN memberships ON memberships.group_id = above.group_id
WHERE ($1::uuid[] IS NULL OR memberships.person_id = ANY ($1))
  AND greatest(memberships.valid_from, requirement.valid_from, requirement.created_at)
      < coalesce(least(memberships.valid_to, requirement.valid_to), 'infinity')
UNION ALL
SELECT role_grants.person_id, requirement.programme_id,
       greatest(role_grants.granted_at, requirement.valid_from, requirement.created_at),
       least(role_grants.revoked_at, requirement.valid_to)
FROM role_requirements requirement
JOIN role_grants ON role_grants.role = requirement.role
WHERE ($1::uuid[] IS NULL OR role_grants.person_id = ANY ($1))
  AND greatest(role_grants.granted_at, requirement.valid_from, requirement.created_at)
      < coalesce(least(role_grants.revoked_at, requirement.valid_to), 'infinity')
