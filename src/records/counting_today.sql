-- The certificates that count now: those that are pointed at. $17 as in cells.sql.
SELECT person_id, programme_id, certificate_id FROM current_certificates
WHERE $17::uuid[] IS NULL OR person_id = ANY ($17)
