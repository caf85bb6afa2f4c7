-- The certificates that counted on a past day: of those known the one issued last. {known} and $17 as in cells.sql.
SELECT DISTINCT ON (person_id, programme_id) person_id, programme_id, certificates.id AS certificate_id
FROM certificates LEFT JOIN certificate_imports sheet ON sheet.id = certificates.import_id
WHERE coalesce(sheet.committed_at, issued_at) <= {known} AND least(sheet.committed_at, issued_at) <= $8
  AND ($17::uuid[] IS NULL OR person_id = ANY ($17))
  AND NOT EXISTS (SELECT FROM certificate_events event
                  WHERE event.certificate_id = certificates.id AND event.at <= {known}
                    AND event.kind = 'revoked' AND event.reason = 'import_undone')
ORDER BY person_id, programme_id, issued_at DESC, certificates.id DESC
