CREATE TABLE printed_papers (
    id uuid PRIMARY KEY,
    version_id uuid NOT NULL REFERENCES exam_versions (id),
    letter text NOT NULL CHECK (letter IN ('A', 'B', 'C', 'D')),
    seed bytea NOT NULL CHECK (length(seed) = 32),
    items jsonb NOT NULL,
    maximum integer NOT NULL CHECK (maximum > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    CONSTRAINT printed_papers_letter_once UNIQUE (version_id, letter)
);
CREATE TRIGGER printed_papers_never_change BEFORE UPDATE OR DELETE ON printed_papers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE printed_papers IS 'Papers of a published exam that are printed and sat on paper. Never edited: a letter prints the same for ever.';
COMMENT ON COLUMN printed_papers.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN printed_papers.version_id IS 'The exam version.';
COMMENT ON COLUMN printed_papers.letter IS 'A, B, C or D.';
COMMENT ON COLUMN printed_papers.seed IS 'What the draw was seeded with.';
COMMENT ON COLUMN printed_papers.items IS 'In order: section, question version, points, scoring, order of the options; as in papers.items.';
COMMENT ON COLUMN printed_papers.maximum IS 'Points of the paper in 1/100.';
COMMENT ON COLUMN printed_papers.created_at IS 'When it was drawn.';
COMMENT ON COLUMN printed_papers.created_by IS 'Who had it drawn.';

CREATE TABLE paper_entries (
    attempt_id uuid PRIMARY KEY REFERENCES attempts (id),
    printed_paper_id uuid NOT NULL REFERENCES printed_papers (id),
    person_id uuid NOT NULL REFERENCES people (id),
    sat_at timestamptz NOT NULL,
    score_only boolean NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    entered_at timestamptz NOT NULL DEFAULT app_now(),
    entered_by uuid REFERENCES people (id),
    CONSTRAINT paper_entries_once UNIQUE (person_id, printed_paper_id, sat_at)
);
CREATE TRIGGER paper_entries_never_change BEFORE UPDATE OR DELETE ON paper_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE paper_entries IS 'Attempts that were sat on paper and entered by staff. Never edited.';
COMMENT ON COLUMN paper_entries.attempt_id IS 'The attempt.';
COMMENT ON COLUMN paper_entries.printed_paper_id IS 'The paper that was sat.';
COMMENT ON COLUMN paper_entries.person_id IS 'Who sat it, as in the attempt.';
COMMENT ON COLUMN paper_entries.sat_at IS 'When it was sat, as staff say.';
COMMENT ON COLUMN paper_entries.score_only IS 'Whether only the score was entered and no answers.';
COMMENT ON COLUMN paper_entries.reason IS 'Why it was sat on paper, in the words of who entered it.';
COMMENT ON COLUMN paper_entries.entered_at IS 'When it was entered.';
COMMENT ON COLUMN paper_entries.entered_by IS 'Who entered it.';

ALTER TABLE attempts DROP CONSTRAINT attempts_submitted_by_check;
ALTER TABLE attempts ADD CONSTRAINT attempts_submitted_by_check
    CHECK (submitted_by IN ('trainee', 'page_at_deadline', 'sweep', 'staff', 'staff_paper'));
COMMENT ON COLUMN attempts.submitted_by IS 'Who closed it: trainee, page_at_deadline, sweep, staff, or staff_paper (sat on paper and entered by hand).';
