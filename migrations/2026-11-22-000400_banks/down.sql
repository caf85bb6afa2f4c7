DROP TABLE import_rows;
DROP TABLE imports;
DROP TABLE bank_questions;
DROP TABLE question_versions;
DROP TABLE questions;
DROP TABLE materials;
DROP TABLE bank_revisions;
DROP TABLE banks;
