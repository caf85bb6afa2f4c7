COMMENT ON COLUMN exam_sections.scoring IS 'Scoring method: all_or_nothing or subset_proportional.';
