-- The second step of signing in, and when somebody last proved who they are.

CREATE TABLE second_factors (
    person_id uuid PRIMARY KEY REFERENCES people (id),
    secret bytea NOT NULL CHECK (octet_length(secret) = 48),
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    confirmed_at timestamptz
);
COMMENT ON TABLE second_factors IS 'Authenticator apps (RFC 6238: SHA-1, 6 digits, 30 s). Who has a confirmed one needs a code to sign in.';
COMMENT ON COLUMN second_factors.person_id IS 'Whose app.';
COMMENT ON COLUMN second_factors.secret IS 'The shared secret of 20 bytes, AES-256-GCM under a key that is not in the database: nonce, ciphertext, tag.';
COMMENT ON COLUMN second_factors.last_step IS 'The last 30-second step whose code was used: it and those before it are used up.';
COMMENT ON COLUMN second_factors.created_at IS 'When the secret was made.';
COMMENT ON COLUMN second_factors.confirmed_at IS 'When the first right code came; null while it is being set up.';

CREATE TABLE recovery_codes (
    person_id uuid NOT NULL REFERENCES people (id),
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    used_at timestamptz,
    PRIMARY KEY (person_id, code_hash)
);
COMMENT ON TABLE recovery_codes IS 'Codes for who has lost the app; each works once.';
COMMENT ON COLUMN recovery_codes.person_id IS 'Whose codes.';
COMMENT ON COLUMN recovery_codes.code_hash IS 'HMAC-SHA256 of the code under a key that is not in the database.';
COMMENT ON COLUMN recovery_codes.created_at IS 'When it was made.';
COMMENT ON COLUMN recovery_codes.used_at IS 'When it was used; null while it works.';

CREATE TABLE sign_in_steps (
    id_hash bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32),
    person_id uuid NOT NULL REFERENCES people (id),
    subject_hash bytea,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX sign_in_steps_by_expiry ON sign_in_steps (expires_at);
COMMENT ON TABLE sign_in_steps IS 'Who gave the right password and still owes a code. The cookie holds the id, this table only its hash.';
COMMENT ON COLUMN sign_in_steps.id_hash IS 'SHA-256 of the 256-bit id in the cookie.';
COMMENT ON COLUMN sign_in_steps.person_id IS 'Who it is.';
COMMENT ON COLUMN sign_in_steps.subject_hash IS 'SHA-256 of the name typed, whose failures are forgotten after the code; null after a one-time link.';
COMMENT ON COLUMN sign_in_steps.created_at IS 'When the password was given.';
COMMENT ON COLUMN sign_in_steps.expires_at IS 'Until when a code is taken.';
COMMENT ON COLUMN sign_in_steps.used_at IS 'When the right code came; a step works once.';

CREATE TABLE sign_in_settings (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    second_factor text NOT NULL CHECK (second_factor IN ('required', 'offered')),
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    changed_by uuid REFERENCES people (id)
);
COMMENT ON TABLE sign_in_settings IS 'What an administrator decided about signing in: one row, none while nobody did.';
COMMENT ON COLUMN sign_in_settings.only IS 'Always true: there is one row.';
COMMENT ON COLUMN sign_in_settings.second_factor IS 'required: trainers, HR and administrators need a second factor; offered: whoever wants one has it.';
COMMENT ON COLUMN sign_in_settings.changed_at IS 'When it was decided.';
COMMENT ON COLUMN sign_in_settings.changed_by IS 'Who decided.';

ALTER TABLE sessions ADD COLUMN verified_at timestamptz NOT NULL DEFAULT app_now();
COMMENT ON COLUMN sessions.verified_at IS 'When the person last proved who they are: at sign-in, and when asked again before something that matters.';
