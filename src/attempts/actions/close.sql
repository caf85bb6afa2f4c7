-- The end of an attempt in one statement: its state and receipt, its result or what people have to grade before there is
-- one, its event and its audit row. The caller holds the lock of the attempt. Gives the number of the result, 0 for none.
-- $1 attempt, $2 result, $3 score, $4 maximum, $5 pass mark, $6 passed, $7 marks, $8 handed in at, $9 received at,
-- $10 by whom, $11 late, $12 receipt, $13 event, $14 its kind, $15 actor, $16 its detail, $17 audit row, $18 its detail,
-- $19 request, $20 new state, $21 positions that people grade, $22 their questions, $23 their points
WITH closed AS (
    UPDATE attempts
       SET state = $20, submitted_at = $8, received_at = $9, submitted_by = $10, late = $11, receipt = $12
     WHERE id = $1 AND state = 'in_progress'
    RETURNING id, exam_id
), result AS (
    INSERT INTO results (id, attempt_id, number, cause, score, maximum, pass_mark, passed, marks)
    SELECT $2, id, 1 + coalesce((SELECT max(number) FROM results WHERE attempt_id = $1), 0), 'submitted', $3, $4, $5, $6, $7
      FROM closed WHERE $20 = 'graded'
    RETURNING number
), tasks AS (
    INSERT INTO grading_tasks (attempt_id, position, exam_id, question_version_id, maximum)
    SELECT closed.id, task.position, closed.exam_id, task.question, task.points
      FROM closed, unnest($21::smallint[], $22::uuid[], $23::integer[]) AS task (position, question, points)
), event AS (
    INSERT INTO attempt_events (id, attempt_id, kind, actor_id, detail)
    SELECT $13, id, $14, $15, $16 FROM closed
), audited AS (
    INSERT INTO audit_events (id, actor_id, action, subject_kind, subject_id, detail, request_id)
    SELECT $17, $15, 'attempt.submitted', 'attempt', id::text, $18, $19 FROM closed
)
SELECT coalesce((SELECT number FROM result), 0) AS number
