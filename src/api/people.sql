-- People for other programs, by id. $1 after this id, null from the first; $2 how many; $3 groups or null for all.
SELECT people.id, people.employee_number, names.name, names.latin_name,
       ARRAY(SELECT groups.code FROM memberships JOIN groups ON groups.id = memberships.group_id
             WHERE memberships.person_id = people.id AND memberships.valid_to IS NULL ORDER BY groups.code) AS groups,
       ARRAY(SELECT role FROM role_grants WHERE role_grants.person_id = people.id AND revoked_at IS NULL ORDER BY role) AS roles,
       employment.valid_from AS employed_from, employment.valid_to AS employed_until
  FROM people
  JOIN person_names names ON names.person_id = people.id AND names.valid_to IS NULL
  LEFT JOIN LATERAL (SELECT valid_from, valid_to FROM employments
                      WHERE employments.person_id = people.id ORDER BY valid_from DESC, id DESC LIMIT 1) employment ON true
 WHERE ($1::uuid IS NULL OR people.id > $1)
   AND ($3::uuid[] IS NULL OR EXISTS (SELECT FROM memberships
                                       WHERE memberships.person_id = people.id AND memberships.valid_to IS NULL
                                         AND memberships.group_id = ANY ($3)))
 ORDER BY people.id
 LIMIT $2
