ALTER TABLE groups DROP COLUMN passwords_off;
