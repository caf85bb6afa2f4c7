DROP TABLE import_work;
DROP TABLE column_mappings;

ALTER TABLE bank_revisions DROP COLUMN undoes;

DROP INDEX imports_by_revision;
ALTER TABLE imports DROP COLUMN undone_revision;
ALTER TABLE imports DROP COLUMN undone_by;
ALTER TABLE imports DROP COLUMN undone_at;
ALTER TABLE imports DROP COLUMN column_uses;
ALTER TABLE imports DROP COLUMN tables;

ALTER TABLE import_rows DROP COLUMN resembles;
ALTER TABLE import_rows DROP COLUMN original;
UPDATE import_rows SET verdict = 'duplicate' WHERE verdict = 'key_conflict';
ALTER TABLE import_rows DROP CONSTRAINT import_rows_verdict_check;
ALTER TABLE import_rows ADD CONSTRAINT import_rows_verdict_check
    CHECK (verdict IN ('new', 'same', 'changed', 'duplicate', 'error'));
COMMENT ON COLUMN import_rows.verdict IS 'Compared with the bank: new, same, changed, duplicate (of another question) or error.';
