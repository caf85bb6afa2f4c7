-- Who must hold what from when to when, because of a group or a role: the time both the membership and the requirement
-- last. $1: these people, or null for everyone; $2: whether only from when both were written down here.
WITH RECURSIVE above (group_id, above_id) AS (
    SELECT id, id FROM groups
    UNION
    SELECT above.group_id, groups.parent_id
    FROM above JOIN groups ON groups.id = above.above_id
    WHERE groups.parent_id IS NOT NULL
),
owed AS (
    SELECT memberships.person_id, requirement.programme_id,
           greatest(memberships.valid_from, requirement.valid_from,
                    CASE WHEN $2 THEN greatest(memberships.recorded_at, requirement.created_at) END) AS valid_from,
           least(memberships.valid_to, requirement.valid_to) AS valid_to
    FROM holding_requirements requirement
    JOIN above ON above.above_id = requirement.group_id
    JOIN memberships ON memberships.group_id = above.group_id
    UNION ALL
    SELECT role_grants.person_id, requirement.programme_id,
           greatest(role_grants.granted_at, requirement.valid_from, CASE WHEN $2 THEN requirement.created_at END),
           least(role_grants.revoked_at, requirement.valid_to)
    FROM role_requirements requirement
    JOIN role_grants ON role_grants.role = requirement.role
)
SELECT person_id, programme_id, valid_from, valid_to FROM owed
WHERE ($1::uuid[] IS NULL OR person_id = ANY ($1)) AND valid_from < coalesce(valid_to, 'infinity')
