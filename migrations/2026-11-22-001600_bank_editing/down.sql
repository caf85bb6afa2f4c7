DROP TABLE version_reviews;
ALTER TABLE banks DROP COLUMN needs_review;
COMMENT ON COLUMN bank_revisions.source_name IS 'Name of the file it came from.';
COMMENT ON COLUMN bank_revisions.source IS 'shipped (at start), import (in the browser) or command_line.';
COMMENT ON TABLE bank_revisions IS 'Each import that changed a bank. Never edited.';
-- Rows of the new kinds stay: their revision is part of the history.
ALTER TABLE bank_revisions DROP CONSTRAINT bank_revisions_source_check;
ALTER TABLE bank_revisions ADD CONSTRAINT bank_revisions_source_check
    CHECK (source IN ('shipped', 'import', 'command_line')) NOT VALID;
