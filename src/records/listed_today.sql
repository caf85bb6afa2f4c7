-- The pairs as they are listed today: what is known then is what is known now.
listed AS (
    SELECT own.*, NULL::text AS other_state, NULL::date AS other_valid_to FROM (
{own}) own WHERE $16::timestamptz IS NOT NULL
),
