-- Every group with itself and those above it.
WITH RECURSIVE above (group_id, above_id) AS (
    SELECT id, id FROM groups
    UNION
    SELECT above.group_id, groups.parent_id
    FROM above JOIN groups ON groups.id = above.above_id
    WHERE groups.parent_id IS NOT NULL
),
