-- Signing in with an account that another service of the company looks after.

CREATE TABLE sign_on_attempts (
    state_hash bytea PRIMARY KEY CHECK (octet_length(state_hash) = 32),
    browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
    service text NOT NULL,
    next text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX sign_on_attempts_by_expiry ON sign_on_attempts (expires_at);
COMMENT ON TABLE sign_on_attempts IS 'Who was sent to a sign-on service and has not come back yet. The secrets are in the address and in a cookie; here are only their hashes.';
COMMENT ON COLUMN sign_on_attempts.state_hash IS 'SHA-256 of the 256-bit state that travels through the service.';
COMMENT ON COLUMN sign_on_attempts.browser_hash IS 'SHA-256 of the 256-bit secret in the cookie of the browser that began.';
COMMENT ON COLUMN sign_on_attempts.service IS 'The service as addresses name it.';
COMMENT ON COLUMN sign_on_attempts.next IS 'Path of the page to show afterwards.';
COMMENT ON COLUMN sign_on_attempts.created_at IS 'When the browser was sent away.';
COMMENT ON COLUMN sign_on_attempts.expires_at IS 'Until when it may come back.';
COMMENT ON COLUMN sign_on_attempts.used_at IS 'When it came back; an attempt works once.';

COMMENT ON COLUMN identities.provider IS 'local, or the sign-on service with the company or address it belongs to.';
COMMENT ON COLUMN identities.subject IS 'The name itself, folded (width and case) for provider local; of a sign-on service, the lasting name of the account there.';
