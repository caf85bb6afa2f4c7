ALTER TABLE question_versions DROP COLUMN option_weights;
COMMENT ON COLUMN exam_sections.scoring IS 'Scoring method: all_or_nothing, subset_proportional, subset_half, right_minus_wrong, per_option, kprim; or negative or claim with percent taken for a wrong answer and what never goes below 0 (question, section, exam), as in negative:25:exam.';
