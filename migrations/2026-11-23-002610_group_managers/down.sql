DROP TABLE group_managers;
