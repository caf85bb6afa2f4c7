DROP TABLE assignments;
DROP TABLE exam_sections;
DROP TABLE exam_versions;
DROP TABLE exams;
