-- Those of them that pass the rest of the filter.
shown AS (
    SELECT * FROM listed
    WHERE ($6::text IS NULL OR state = $6)
      AND ($7::date IS NULL OR (state IN ('valid', 'expiring') AND valid_to <= $7))
      AND ($10::timestamptz IS NULL OR issued_at >= $10)
      AND ($11::timestamptz IS NULL OR issued_at < $11)
      AND ($13::date IS NULL OR (state <> 'revoked' AND valid_to >= $13))
      AND ($14::date IS NULL OR (state <> 'revoked' AND valid_to <= $14))
)
