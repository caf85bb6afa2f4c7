DROP INDEX memberships_by_person;
ALTER TABLE employments DROP COLUMN recorded_at;
ALTER TABLE memberships DROP COLUMN recorded_at;
