ALTER TABLE employments DROP COLUMN ended_at;
DROP TABLE reporting_lines;
DROP TABLE people_import_changes;
DROP TABLE people_imports;
