-- Certificates that count and whose last day lies from $1 to $2, of people who work here, may sign in and are not exempt on
-- the day $3. What was renewed does not count any more; what was taken back is left out.
SELECT certificates.id AS certificate_id, certificates.number, certificates.person_id, names.name,
       people.email IS NOT NULL AS has_mail, certificates.title_zh, certificates.title_en, certificates.issued_at,
       certificates.valid_to AS last_day
FROM current_certificates counting
JOIN certificates ON certificates.id = counting.certificate_id
JOIN people ON people.id = certificates.person_id AND people.blocked_at IS NULL
JOIN person_names names ON names.person_id = people.id AND names.valid_to IS NULL
WHERE certificates.valid_to BETWEEN $1 AND $2
  AND EXISTS (SELECT FROM employments
              WHERE employments.person_id = people.id AND employments.valid_from <= app_now()
                AND (employments.valid_to IS NULL OR employments.valid_to > app_now()))
  AND NOT EXISTS (SELECT FROM exemptions
                  WHERE exemptions.person_id = people.id AND exemptions.programme_id = certificates.programme_id
                    AND exemptions.valid_from <= $3 AND (exemptions.valid_to IS NULL OR exemptions.valid_to >= $3)
                    AND (exemptions.ended_at IS NULL OR exemptions.ended_at > app_now()))
  AND NOT coalesce((SELECT event.kind = 'revoked' FROM certificate_events event
                    WHERE event.certificate_id = certificates.id AND event.kind IN ('revoked', 'reinstated')
                    ORDER BY event.at DESC, event.id DESC LIMIT 1), false)
ORDER BY certificates.valid_to, names.name, certificates.id
