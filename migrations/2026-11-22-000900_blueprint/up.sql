ALTER TABLE question_versions ADD COLUMN kept_options text[];
COMMENT ON COLUMN question_versions.kept_options IS 'Labels of the options that keep their place when options are shuffled; null when the bank does not say and their words decide.';

ALTER TABLE exam_versions ADD COLUMN arrangement smallint NOT NULL DEFAULT 1 CHECK (arrangement >= 1);
COMMENT ON COLUMN exam_versions.arrangement IS 'How papers are put together: 1 as drawn; 2 with shared material side by side and options that keep their place.';

ALTER TABLE exam_sections ADD COLUMN cells jsonb;
COMMENT ON COLUMN exam_sections.cells IS 'Where quotas divide the section: [{"count", "pool"}], drawn one by one; null is one cell, the pool.';
COMMENT ON COLUMN exam_sections.pool IS 'Question version ids that may be drawn, in ascending order; of questions chosen by hand, in the order of the paper.';

ALTER TABLE papers ADD COLUMN over_exposed uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN papers.over_exposed IS 'Question versions that enough other papers of the exam version had, so that they were avoided while others were left.';

ALTER TABLE attempts ADD COLUMN on_paper boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN attempts.on_paper IS 'Whether it was sat on paper and its result entered by staff.';

CREATE TABLE printed_papers (
    version_id uuid NOT NULL REFERENCES exam_versions (id),
    letter text NOT NULL CHECK (letter ~ '^[A-D]$'),
    seed bytea NOT NULL CHECK (length(seed) = 32),
    items jsonb NOT NULL,
    maximum integer NOT NULL CHECK (maximum > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    PRIMARY KEY (version_id, letter)
);
CREATE TRIGGER printed_papers_never_change BEFORE UPDATE OR DELETE ON printed_papers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE printed_papers IS 'The papers A to D of an exam version for printing, drawn once each. Never edited: a sheet handed in must fit its key for ever.';
COMMENT ON COLUMN printed_papers.version_id IS 'The exam version.';
COMMENT ON COLUMN printed_papers.letter IS 'A, B, C or D.';
COMMENT ON COLUMN printed_papers.seed IS 'What the draw was seeded with.';
COMMENT ON COLUMN printed_papers.items IS 'As in papers.items.';
COMMENT ON COLUMN printed_papers.maximum IS 'Points of the paper in 1/100.';
COMMENT ON COLUMN printed_papers.created_at IS 'When it was drawn.';
COMMENT ON COLUMN printed_papers.created_by IS 'Who asked for it first; null for the server.';
