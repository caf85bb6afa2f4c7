CREATE TABLE audit_events (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT app_now(),
    actor_id uuid,
    action text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    request_id text
);
CREATE INDEX audit_events_by_time ON audit_events (at DESC);
CREATE INDEX audit_events_by_subject ON audit_events (subject_kind, subject_id);
CREATE TRIGGER audit_events_never_change BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

COMMENT ON TABLE audit_events IS 'Who did what to what, written in the transaction of the change itself.';
COMMENT ON COLUMN audit_events.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN audit_events.at IS 'When it happened, by the database clock.';
COMMENT ON COLUMN audit_events.actor_id IS 'The person who did it; null for the server itself and the command line.';
COMMENT ON COLUMN audit_events.action IS 'What was done, as room.verb, for example exam.published.';
COMMENT ON COLUMN audit_events.subject_kind IS 'What kind of thing it was done to, for example exam.';
COMMENT ON COLUMN audit_events.subject_id IS 'Id or code of that thing.';
COMMENT ON COLUMN audit_events.detail IS 'Facts about the change; never a password, an answer or a key.';
COMMENT ON COLUMN audit_events.request_id IS 'Id of the request, as shown on error pages and in the log.';
