ALTER TABLE achievements ADD COLUMN told_at timestamptz;
ALTER TABLE achievements ALTER COLUMN told_at SET DEFAULT app_now();
COMMENT ON COLUMN achievements.told_at IS 'Since when it is known here, which may be later than it was passed; null is since it was passed.';

ALTER TABLE grading_tasks ADD COLUMN response_sha256 bytea CHECK (octet_length(response_sha256) = 32);
COMMENT ON COLUMN grading_tasks.response_sha256 IS 'SHA-256 of the answer that the mark was given for; null while it waits, and for marks from before this was kept.';
