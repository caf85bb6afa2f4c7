-- $1: today in the company's zone. A certificate counts while it is current, not revoked and not over.
SELECT DISTINCT ON (programmes.code) programmes.code, version.title_zh, version.title_en, version.validity_months,
       version.requirement_codes,
       (SELECT count(*) FROM current_certificates
        JOIN certificates ON certificates.id = current_certificates.certificate_id
        WHERE current_certificates.programme_id = programmes.id
          AND (certificates.valid_to IS NULL OR certificates.valid_to >= $1)
          AND coalesce((SELECT event.kind <> 'revoked' FROM certificate_events event
                        WHERE event.certificate_id = certificates.id AND event.kind IN ('revoked', 'reinstated')
                        ORDER BY event.at DESC, event.id DESC LIMIT 1), true)) AS holding,
       (SELECT count(*) FROM holding_requirements requirement
        WHERE requirement.programme_id = programmes.id AND requirement.valid_to IS NULL)
       + (SELECT count(*) FROM role_requirements requirement
          WHERE requirement.programme_id = programmes.id AND requirement.valid_to IS NULL) AS groups
FROM programmes
JOIN programme_versions version ON version.programme_id = programmes.id
                               AND (version.applies_from IS NULL OR version.applies_from <= $1)
ORDER BY programmes.code, version.number DESC
