-- The certificates of person $1 that count, are not taken back and have a last day, with the day from which they can be
-- renewed by the rules of the day $2.
WITH rules AS (
    SELECT DISTINCT ON (programme_id) programme_id, (rules->>'window_days')::integer AS window_days
    FROM programme_versions
    WHERE number = 1 OR applies_from IS NULL OR applies_from <= $2
    ORDER BY programme_id, number DESC
)
SELECT certificates.id AS certificate_id, certificates.number, certificates.title_zh, certificates.title_en,
       certificates.issued_at, certificates.valid_to AS last_day,
       certificates.valid_to - rules.window_days AS renewable_from
FROM current_certificates counting
JOIN certificates ON certificates.id = counting.certificate_id
JOIN rules ON rules.programme_id = certificates.programme_id
WHERE certificates.person_id = $1 AND certificates.valid_to IS NOT NULL
  AND NOT coalesce((SELECT event.kind = 'revoked' FROM certificate_events event
                    WHERE event.certificate_id = certificates.id AND event.kind IN ('revoked', 'reinstated')
                    ORDER BY event.at DESC, event.id DESC LIMIT 1), false)
ORDER BY certificates.valid_to, certificates.id
