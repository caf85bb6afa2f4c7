DROP INDEX certificates_number_once_an_import;
DROP INDEX certificates_number_taken;
ALTER TABLE certificates ADD CONSTRAINT certificates_number_key UNIQUE (number);
ALTER TABLE certificates DROP CONSTRAINT certificates_import_has_row, DROP COLUMN import_row, DROP COLUMN import_id;
DROP TABLE certificate_imports;
