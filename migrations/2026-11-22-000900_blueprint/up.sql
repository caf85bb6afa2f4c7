ALTER TABLE question_versions ADD COLUMN kept_options text[];
COMMENT ON COLUMN question_versions.kept_options IS 'Labels of the options that keep their place when options are shuffled; null when the bank does not say and their words decide.';

ALTER TABLE exam_versions ADD COLUMN arrangement smallint NOT NULL DEFAULT 1 CHECK (arrangement >= 1);
COMMENT ON COLUMN exam_versions.arrangement IS 'How papers are put together: 1 as drawn; 2 with shared material side by side and options that keep their place.';

ALTER TABLE exam_sections ADD COLUMN cells jsonb;
COMMENT ON COLUMN exam_sections.cells IS 'Where quotas divide the section: [{"count", "pool"}], drawn one by one; null is one cell, the pool.';
COMMENT ON COLUMN exam_sections.pool IS 'Question version ids that may be drawn, in ascending order; of questions chosen by hand, in the order of the paper.';

ALTER TABLE papers ADD COLUMN over_exposed uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN papers.over_exposed IS 'Question versions that enough other papers of the exam version had, so that they were avoided while others were left.';
