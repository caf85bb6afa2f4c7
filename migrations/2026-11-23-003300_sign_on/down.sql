COMMENT ON COLUMN identities.subject IS 'The name itself, folded (width and case) for provider local.';
COMMENT ON COLUMN identities.provider IS 'local, or the name of a sign-on service.';
DROP TABLE sign_on_attempts;
