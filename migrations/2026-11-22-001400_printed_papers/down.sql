ALTER TABLE attempts DROP CONSTRAINT attempts_submitted_by_check;
ALTER TABLE attempts ADD CONSTRAINT attempts_submitted_by_check
    CHECK (submitted_by IN ('trainee', 'page_at_deadline', 'sweep', 'staff'));
COMMENT ON COLUMN attempts.submitted_by IS 'Who closed it: trainee, page_at_deadline, sweep, or staff.';
DROP TABLE paper_entries;
DROP TABLE printed_papers;
