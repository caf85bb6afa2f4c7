CREATE TABLE calendar_links (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    person_id uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    ended_at timestamptz
);
CREATE UNIQUE INDEX calendar_links_one_current ON calendar_links (person_id) WHERE ended_at IS NULL;
COMMENT ON TABLE calendar_links IS 'Secret addresses under which a person''s own days can be read by a calendar, without signing in.';
COMMENT ON COLUMN calendar_links.token_hash IS 'SHA-256 of the 256-bit token in the address.';
COMMENT ON COLUMN calendar_links.person_id IS 'Whose days.';
COMMENT ON COLUMN calendar_links.created_at IS 'When it was made.';
COMMENT ON COLUMN calendar_links.ended_at IS 'When it was replaced or ended; null while it works.';
