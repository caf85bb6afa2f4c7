ALTER TABLE grading_tasks DROP COLUMN response_sha256;
ALTER TABLE achievements DROP COLUMN told_at;
