-- What the role the server works with may do. Sent as one transaction after every migration.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
-- The trail is added to and read. Personal facts beside it are erased by whoever looks after the database.
REVOKE UPDATE, DELETE ON audit_events, audit_chain, audit_personal FROM {role};
-- Of the journal of saves nothing is ever taken back; a certificate goes to another record of the same person, no more.
REVOKE UPDATE, DELETE ON response_journal FROM {role};
REVOKE UPDATE, DELETE ON certificates FROM {role};
GRANT UPDATE (person_id) ON certificates TO {role};
-- What was migrated is no business of the server's.
REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations FROM {role};
