ALTER TABLE import_work DROP COLUMN reread;
