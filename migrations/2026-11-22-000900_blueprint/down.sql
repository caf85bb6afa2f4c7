ALTER TABLE papers DROP COLUMN over_exposed;
ALTER TABLE exam_sections DROP COLUMN cells;
ALTER TABLE exam_versions DROP COLUMN arrangement;
ALTER TABLE question_versions DROP COLUMN kept_options;
COMMENT ON COLUMN exam_sections.pool IS 'Question version ids that may be drawn, in ascending order.';
