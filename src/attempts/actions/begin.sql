-- New attempts at one exam, each with its paper, its event and its audit row, in one statement: a crowd that starts at once
-- is written together. Gives the attempts that began; the others lost to another start of the same person, which was faster.
-- $1 exam, $2 version, $3 exam code, $4 excluded and $5 over-exposed questions; of each attempt $6 its id, $7 person,
-- $8 number, $9 session, $10 questions, $11 start, $12 deadline, $13 extra seconds, $14 seed, $15 items, $16 maximum,
-- $17 event, $18 actor, $19 its detail, $20 audit row, $21 request,
-- $22 commitments of the audit row, $23 salt and $24 value of the address beside it
WITH entrant AS (
    SELECT *
      FROM unnest($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
           AS entrant (id, person_id, number, session, questions, started_at, deadline_at, extra_seconds, seed, items,
                       maximum, event_id, actor_id, detail, audit_id, request_id, commitments, salt, address)
), begun AS (
    INSERT INTO attempts (id, exam_id, version_id, person_id, number, holder_session, question_count, started_at,
                          deadline_at, extra_seconds)
    SELECT id, $1, $2, person_id, number, session, questions, started_at, deadline_at, extra_seconds
      FROM entrant
        -- Always in the same order, so that two servers never wait for each other.
     ORDER BY person_id
    ON CONFLICT DO NOTHING
    RETURNING id
), paper AS (
    INSERT INTO papers (attempt_id, seed, excluded, over_exposed, items, maximum)
    SELECT id, seed, $4, $5, items, maximum FROM entrant JOIN begun USING (id)
), event AS (
    INSERT INTO attempt_events (id, attempt_id, kind, actor_id, detail)
    SELECT event_id, id, 'started', actor_id, detail FROM entrant JOIN begun USING (id)
), whence AS (
    INSERT INTO audit_personal (event_id, field, salt, value)
    SELECT audit_id, 'address', salt, address FROM entrant JOIN begun USING (id) WHERE address IS NOT NULL
), audit AS (
    INSERT INTO audit_events (id, actor_id, action, subject_kind, subject_id, detail, request_id, commitments)
    SELECT audit_id, actor_id, 'attempt.started', 'attempt', id::text,
           jsonb_build_object('exam', $3, 'number', number), request_id, commitments
      FROM entrant JOIN begun USING (id)
)
SELECT id FROM begun
