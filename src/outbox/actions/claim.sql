-- Takes what is due: $1 the channel, $2 how many at most. Whom it goes to is looked up now, not when it was written.
WITH due AS (
    SELECT id FROM outbox_messages
    WHERE state = 'waiting' AND channel = $1 AND next_try_at <= (SELECT app_now())
    ORDER BY next_try_at, id
    LIMIT $2
    FOR UPDATE SKIP LOCKED
),
claimed AS (
    UPDATE outbox_messages message
    SET tries = message.tries + 1, claim = gen_random_uuid(), next_try_at = app_now() + interval '2 minutes'
    FROM due WHERE message.id = due.id
    RETURNING message.*
)
SELECT claimed.id, claimed.kind, claimed.channel, claimed.person_id, claimed.payload, claimed.tries, claimed.claim, app_now() AS now,
       coalesce(people.email, robots.url, webhooks.url) AS address,
       coalesce(people.language, robots.language) AS language,
       coalesce(robots.secret, webhooks.secret) AS secret,
       robots.provider
FROM claimed
LEFT JOIN people ON people.id = claimed.person_id AND people.blocked_at IS NULL
LEFT JOIN robots ON robots.id = claimed.robot_id AND robots.removed_at IS NULL
LEFT JOIN webhooks ON webhooks.id = claimed.webhook_id AND webhooks.removed_at IS NULL
ORDER BY claimed.id
