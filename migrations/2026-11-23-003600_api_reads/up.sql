-- When reading by a token was last put into the audit trail: once an hour for each token, address and kind, not once a page.
CREATE TABLE api_reads (
    token_id uuid NOT NULL REFERENCES api_tokens (id),
    scope text NOT NULL,
    address text NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (token_id, scope, address)
);
COMMENT ON TABLE api_reads IS 'Reading by tokens that is in the audit trail already. Rows are of the last hour in which a token was used, and then go.';
COMMENT ON COLUMN api_reads.token_id IS 'The token.';
COMMENT ON COLUMN api_reads.scope IS 'What was read.';
COMMENT ON COLUMN api_reads.address IS 'Where the program was.';
COMMENT ON COLUMN api_reads.noted_at IS 'When it was put into the trail; within an hour of it nothing is added.';
