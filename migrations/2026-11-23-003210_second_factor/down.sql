ALTER TABLE sessions DROP COLUMN verified_at;
DROP TABLE sign_in_settings;
DROP TABLE sign_in_steps;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
