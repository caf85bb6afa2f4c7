-- The audit trail as a chain: what is edited, deleted, put in another order, inserted or cut off shows.

ALTER TABLE audit_events ADD COLUMN commitments jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN audit_events.commitments IS 'For each personal fact kept in audit_personal: hex of SHA-256 over its salt and its value, by its field.';
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, at DESC);
CREATE INDEX audit_events_by_action ON audit_events (action, at DESC);
CREATE TRIGGER audit_events_never_emptied BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Personal facts beside the row, so that erasing them leaves the chain whole: no refusing trigger for DELETE.
CREATE TABLE audit_personal (
    event_id uuid NOT NULL,
    field text NOT NULL CHECK (field <> ''),
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    value text NOT NULL,
    PRIMARY KEY (event_id, field)
);
COMMENT ON TABLE audit_personal IS 'Names and addresses of audit rows, beside them: erasing a row here leaves the chain whole, changing one shows.';
COMMENT ON COLUMN audit_personal.event_id IS 'The audit row.';
COMMENT ON COLUMN audit_personal.field IS 'What the fact is, for example address, before or name.';
COMMENT ON COLUMN audit_personal.salt IS '16 random bytes: without them nobody can guess the value from its digest.';
COMMENT ON COLUMN audit_personal.value IS 'The fact as JSON.';
CREATE TRIGGER audit_personal_never_changes BEFORE UPDATE ON audit_personal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_pending (
    event_id uuid PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON TABLE audit_pending IS 'Audit rows that are not in the chain yet: a queue that is empty most of the time.';
COMMENT ON COLUMN audit_pending.event_id IS 'The audit row.';
COMMENT ON COLUMN audit_pending.since IS 'When it was written. One that waits for more than a minute is an alarm.';

CREATE FUNCTION audit_await_chain() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (event_id) SELECT id FROM added;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION audit_await_chain() IS 'Puts new audit rows into the queue of the chain, in the same transaction.';
CREATE TRIGGER audit_events_await_chain AFTER INSERT ON audit_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_await_chain();
INSERT INTO audit_pending (event_id) SELECT id FROM audit_events;

CREATE TABLE audit_chain (
    position bigint PRIMARY KEY CHECK (position >= 1),
    event_id uuid NOT NULL CONSTRAINT audit_chain_event_once UNIQUE,
    chained_at timestamptz NOT NULL DEFAULT app_now(),
    key_id bytea NOT NULL CHECK (octet_length(key_id) = 8),
    previous_hash bytea NOT NULL CHECK (octet_length(previous_hash) = 32),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
COMMENT ON TABLE audit_chain IS 'One link for each audit row. No foreign key: a row that vanished must show when the chain is checked.';
COMMENT ON COLUMN audit_chain.position IS 'Place in the chain, from 1, without gaps.';
COMMENT ON COLUMN audit_chain.event_id IS 'The audit row.';
COMMENT ON COLUMN audit_chain.chained_at IS 'When the link was made, by the database clock.';
COMMENT ON COLUMN audit_chain.key_id IS 'Which key made the hash: the first 8 bytes of a digest of it. The key itself is not in the database.';
COMMENT ON COLUMN audit_chain.previous_hash IS 'Hash of the link before; of the first link 32 zero bytes.';
COMMENT ON COLUMN audit_chain.hash IS 'HMAC-SHA256 of position, time, previous hash and audit row.';
CREATE TRIGGER audit_chain_never_changes BEFORE UPDATE OR DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_never_emptied BEFORE TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
