-- Everything that is stored about person $1, apart from exams: as one object. Hashes, tokens and what others wrote of exams are
-- not in it.
SELECT jsonb_build_object(
    'person', (SELECT jsonb_build_object('id', id, 'employee_number', employee_number, 'email', email, 'phone', phone,
                   'language', language, 'zone', zone, 'brightness', theme, 'added_at', created_at,
                   'password_set_at', password_changed_at, 'blocked_at', blocked_at)
               FROM people WHERE id = $1),
    'names', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'latin_name', latin_name, 'from', valid_from,
                  'until', valid_to) ORDER BY valid_from DESC), '[]') FROM person_names WHERE person_id = $1),
    'sign_in_names', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', subject, 'kind', kind) ORDER BY created_at), '[]')
                      FROM identities WHERE person_id = $1),
    'employments', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', valid_from, 'until', valid_to)
                        ORDER BY valid_from DESC), '[]') FROM employments WHERE person_id = $1),
    'groups', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code, 'name_zh', name_zh, 'name_en', name_en,
                   'from', valid_from, 'until', valid_to) ORDER BY valid_from DESC), '[]')
               FROM memberships JOIN groups ON groups.id = group_id WHERE person_id = $1),
    'managed_groups', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code, 'name_zh', name_zh, 'name_en', name_en,
                           'from', valid_from, 'until', valid_to) ORDER BY valid_from DESC), '[]')
                       FROM group_managers JOIN groups ON groups.id = group_id WHERE person_id = $1),
    'reports_to', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', names.name, 'from', lines.valid_from,
                       'until', lines.valid_to) ORDER BY lines.valid_from DESC), '[]')
                   FROM reporting_lines lines
                   JOIN person_names names ON names.person_id = lines.manager_id AND names.valid_to IS NULL
                   WHERE lines.person_id = $1),
    'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('role', role, 'from', granted_at, 'until', revoked_at)
                  ORDER BY granted_at DESC), '[]') FROM role_grants WHERE person_id = $1),
    'sessions', (SELECT coalesce(jsonb_agg(jsonb_build_object('began', created_at, 'last_used', last_seen_at,
                     'ended', revoked_at, 'address', address, 'browser', user_agent) ORDER BY created_at DESC), '[]')
                 FROM sessions WHERE person_id = $1),
    'extra_time', (SELECT coalesce(jsonb_agg(jsonb_build_object('percent', percent, 'minutes', minutes, 'from', valid_from,
                       'until', valid_until, 'given_at', created_at, 'ended_at', withdrawn_at) ORDER BY created_at DESC), '[]')
                   FROM accommodations WHERE person_id = $1),
    'certificates', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', number, 'name', holder_name,
                         'title_zh', title_zh, 'title_en', title_en, 'issued_at', issued_at,
                         'valid_from', valid_from, 'valid_to', valid_to, 'verification_code', verification_code)
                         ORDER BY issued_at DESC), '[]') FROM certificates WHERE person_id = $1),
    'messages', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'way', channel, 'written_at', created_at,
                     'state', state) ORDER BY created_at DESC), '[]') FROM outbox_messages WHERE person_id = $1),
    'audit', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', at, 'action', action, 'by', actor) ORDER BY at DESC), '[]')
              FROM (SELECT at, action, CASE WHEN actor_id = $1 THEN 'self'
                               ELSE (SELECT name FROM person_names WHERE person_id = actor_id AND valid_to IS NULL) END AS actor
                    FROM audit_events
                    WHERE subject_kind = 'person' AND subject_id = $1::text ORDER BY at DESC LIMIT 1000) AS events)
)::text AS found
