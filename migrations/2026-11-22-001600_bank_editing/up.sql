ALTER TABLE bank_revisions DROP CONSTRAINT bank_revisions_source_check;
ALTER TABLE bank_revisions ADD CONSTRAINT bank_revisions_source_check
    CHECK (source IN ('shipped', 'import', 'command_line', 'edited', 'restored'));
COMMENT ON TABLE bank_revisions IS 'Each change of a bank. Never edited.';
COMMENT ON COLUMN bank_revisions.source IS 'shipped (at start), import (in the browser), command_line, edited (by hand) or restored (what an earlier revision said).';
COMMENT ON COLUMN bank_revisions.source_name IS 'Name of the file it came from; of a change by hand what was changed, for example the code of the question.';

ALTER TABLE banks ADD COLUMN needs_review boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN banks.needs_review IS 'Whether a second person looks at new and changed questions before exams draw them.';

CREATE TABLE version_reviews (
    version_id uuid PRIMARY KEY REFERENCES question_versions (id),
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'reviewed', 'active')),
    author_id uuid REFERENCES people (id),
    reviewed_by uuid REFERENCES people (id),
    reviewed_at timestamptz,
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    CONSTRAINT version_reviews_second_person CHECK (reviewed_by IS NULL OR author_id IS NULL OR reviewed_by <> author_id)
);
COMMENT ON TABLE version_reviews IS 'Versions of questions that were written while their bank asked for a second person. A version without a row is active.';
COMMENT ON COLUMN version_reviews.version_id IS 'The version.';
COMMENT ON COLUMN version_reviews.state IS 'draft (waits for a second person), reviewed (accepted, not drawn yet) or active (exams draw it).';
COMMENT ON COLUMN version_reviews.author_id IS 'Who wrote the version; null for the command line.';
COMMENT ON COLUMN version_reviews.reviewed_by IS 'Who looked at it last; never the author.';
COMMENT ON COLUMN version_reviews.reviewed_at IS 'When that was.';
COMMENT ON COLUMN version_reviews.note IS 'What the second person says about it; empty for nothing.';
