-- Tokens with which other programs read.
CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    token_hash bytea NOT NULL CONSTRAINT api_tokens_hash_unique UNIQUE CHECK (octet_length(token_hash) = 32),
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['people', 'records', 'certificates']),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid NOT NULL REFERENCES people (id),
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid REFERENCES people (id),
    CHECK (expires_at > created_at),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
COMMENT ON TABLE api_tokens IS 'Tokens with which other programs read people, records and certificates. Revoked or over, never deleted.';
COMMENT ON COLUMN api_tokens.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN api_tokens.name IS 'What it is for, as an administrator wrote it.';
COMMENT ON COLUMN api_tokens.token_hash IS 'SHA-256 of the 256 random bits of the token; the token itself is shown once and kept nowhere.';
COMMENT ON COLUMN api_tokens.scopes IS 'What it may read.';
COMMENT ON COLUMN api_tokens.created_at IS 'When it was made.';
COMMENT ON COLUMN api_tokens.created_by IS 'Who made it.';
COMMENT ON COLUMN api_tokens.expires_at IS 'From when it is over.';
COMMENT ON COLUMN api_tokens.last_used_at IS 'When it was last used, to the minute; null is never.';
COMMENT ON COLUMN api_tokens.revoked_at IS 'When it was taken back; null while it was not.';
COMMENT ON COLUMN api_tokens.revoked_by IS 'Who took it back.';
