-- What the role of records and reports may do: read, but nothing that lets somebody in or proves who they are.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
REVOKE SELECT ON api_tokens, calendar_links, invitations, login_failures, passcode_tries, recovery_codes, robots,
    second_factors, sessions, sign_in_steps, sign_on_attempts, webhooks FROM {role};
-- Of people everything but the hash of the password.
REVOKE SELECT ON people FROM {role};
DO $$
DECLARE columns text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ') INTO columns
      FROM pg_attribute
     WHERE attrelid = 'people'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'password_hash';
    EXECUTE format($grant$GRANT SELECT (%s) ON people TO {role}$grant$, columns);
END $$;
