ALTER TABLE groups ADD COLUMN passwords_off boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN groups.passwords_off IS 'Whether people of this group and of those below sign in with a sign-on service only; administrators keep their password.';
