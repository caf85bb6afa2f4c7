-- The certificates that count now: those that are pointed at.
SELECT person_id, programme_id, certificate_id FROM current_certificates
