-- The end of attempts in one statement: their states and receipts, their results or what people have to grade before there
-- is one, their events and audit rows. The caller holds the locks of the attempts. Gives the results with their numbers;
-- an attempt that was closed before, or that people have to grade, has none.
-- One row each: $1 attempts, $2 new states, $3 handed in at, $4 received at, $5 by whom, $6 late, $7 receipts, $8 results,
-- $9 scores, $10 maxima, $11 pass marks, $12 passed, $13 marks, $14 events, $15 their kinds, $16 audit rows, $17 their details
-- For all: $18 actor, $19 request. Tasks: $20 attempts, $21 positions, $22 questions, $23 points.
-- $24 commitments of the audit rows, $25 salt and $26 value of the address beside them
WITH ending AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::boolean[],
                         $7::text[], $8::uuid[], $9::integer[], $10::integer[], $11::smallint[], $12::boolean[],
                         $13::jsonb[], $14::uuid[], $15::text[], $16::uuid[], $17::jsonb[])
        AS ending (attempt, state, submitted_at, received_at, submitted_by, late, receipt, result, score, maximum,
                   pass_mark, passed, marks, event, kind, audit, detail)
), closed AS (
    UPDATE attempts
       SET state = ending.state, submitted_at = ending.submitted_at, received_at = ending.received_at,
           submitted_by = ending.submitted_by, late = ending.late, receipt = ending.receipt
      FROM ending
     WHERE attempts.id = ending.attempt AND attempts.state = 'in_progress'
    RETURNING attempts.exam_id, ending.*
), written AS (
    INSERT INTO results (id, attempt_id, number, cause, score, maximum, pass_mark, passed, marks)
    SELECT result, attempt,
           1 + coalesce((SELECT max(number) FROM results WHERE attempt_id = closed.attempt), 0),
           'submitted', score, maximum, pass_mark, passed, marks
      FROM closed WHERE state = 'graded'
    RETURNING id, number
), tasks AS (
    INSERT INTO grading_tasks (attempt_id, position, exam_id, question_version_id, maximum)
    SELECT closed.attempt, task.position, closed.exam_id, task.question, task.points
      FROM unnest($20::uuid[], $21::smallint[], $22::uuid[], $23::integer[]) AS task (attempt, position, question, points)
      JOIN closed ON closed.attempt = task.attempt
), noted AS (
    INSERT INTO attempt_events (id, attempt_id, kind, actor_id, detail)
    SELECT event, attempt, kind, $18, jsonb_build_object('receipt', receipt) FROM closed
), audited AS (
    INSERT INTO audit_events (id, actor_id, action, subject_kind, subject_id, detail, request_id, commitments)
    SELECT audit, $18, 'attempt.submitted', 'attempt', attempt::text, detail, $19, $24 FROM closed
), whence AS (
    INSERT INTO audit_personal (event_id, field, salt, value)
    SELECT audit, 'address', $25, $26 FROM closed WHERE $26 IS NOT NULL
)
SELECT id, number FROM written
