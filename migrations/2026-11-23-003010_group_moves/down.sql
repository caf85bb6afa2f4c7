DROP INDEX group_managers_by_person;
DROP TABLE group_moves;
