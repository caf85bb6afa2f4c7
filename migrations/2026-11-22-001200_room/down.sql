DROP TABLE outages;
DROP TABLE server_beat;
DROP TABLE attempt_presence;
ALTER TABLE attempts DROP CONSTRAINT attempts_submitted_by_check;
ALTER TABLE attempts ADD CONSTRAINT attempts_submitted_by_check CHECK (submitted_by IN ('trainee', 'page_at_deadline', 'sweep'));
COMMENT ON COLUMN attempts.submitted_by IS 'Who closed it: trainee, page_at_deadline, or sweep.';
ALTER TABLE attempts DROP COLUMN paused_at;
