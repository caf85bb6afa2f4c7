DROP TABLE exemptions;
DROP TABLE role_requirements;
ALTER TABLE certificates DROP COLUMN anchored_on;
ALTER TABLE programme_versions DROP COLUMN applies_from, DROP COLUMN rules;
