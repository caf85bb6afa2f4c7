ALTER TABLE question_versions ADD COLUMN option_weights integer[]
    CHECK (cardinality(option_weights) = option_count AND -10000 <= ALL (option_weights) AND 10000 >= ALL (option_weights));
COMMENT ON COLUMN question_versions.option_weights IS 'What choosing each option gives, in 1/100 percent of the points, in the order of the options; null when it is no more than right or wrong.';
COMMENT ON COLUMN exam_sections.scoring IS 'Scoring method: all_or_nothing, subset_proportional, subset_half, right_minus_wrong, weights, per_option, kprim; or negative or claim with percent taken for a wrong answer and what never goes below 0 (question, section, exam), as in negative:25:exam.';
