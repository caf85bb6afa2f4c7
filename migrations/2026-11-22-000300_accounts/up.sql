CREATE TABLE people (
    id uuid PRIMARY KEY,
    employee_number text UNIQUE,
    email text,
    phone text,
    language text CHECK (language IN ('zh-CN', 'en')),
    zone text,
    theme text CHECK (theme IN ('light', 'dark')),
    password_hash text,
    password_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    blocked_at timestamptz
);
COMMENT ON TABLE people IS 'Everyone who signs in. Names, employment, roles and memberships are rows of their own with from and to.';
COMMENT ON COLUMN people.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN people.employee_number IS 'Employee number as HR writes it; also a way to sign in (see identities).';
COMMENT ON COLUMN people.email IS 'Address for mail, if any.';
COMMENT ON COLUMN people.phone IS 'Telephone number, if any.';
COMMENT ON COLUMN people.language IS 'Language the person chose for pages; null follows the browser.';
COMMENT ON COLUMN people.zone IS 'IANA time zone the person chose for display; null is the company zone.';
COMMENT ON COLUMN people.theme IS 'Light or dark as the person chose; null follows the device.';
COMMENT ON COLUMN people.password_hash IS 'Argon2id in PHC form; null means no password sign-in yet.';
COMMENT ON COLUMN people.password_changed_at IS 'When the password was last set.';
COMMENT ON COLUMN people.created_at IS 'When the person was added.';
COMMENT ON COLUMN people.blocked_at IS 'Since when the person may not sign in; null means they may.';

CREATE TABLE person_names (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    latin_name text CHECK (length(latin_name) <= 200),
    valid_from timestamptz NOT NULL DEFAULT app_now(),
    valid_to timestamptz CHECK (valid_to >= valid_from)
);
CREATE UNIQUE INDEX person_names_one_current ON person_names (person_id) WHERE valid_to IS NULL;
CREATE INDEX person_names_by_person ON person_names (person_id, valid_from);
COMMENT ON TABLE person_names IS 'What a person was called, from when to when.';
COMMENT ON COLUMN person_names.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN person_names.person_id IS 'Whose name this is.';
COMMENT ON COLUMN person_names.name IS 'The full name as the person writes it.';
COMMENT ON COLUMN person_names.latin_name IS 'The name in Latin letters, if given.';
COMMENT ON COLUMN person_names.valid_from IS 'From when the name is used.';
COMMENT ON COLUMN person_names.valid_to IS 'Until when it was used (exclusive); null for the current name.';

CREATE TABLE employments (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    valid_from timestamptz NOT NULL DEFAULT app_now(),
    valid_to timestamptz CHECK (valid_to >= valid_from)
);
CREATE UNIQUE INDEX employments_one_current ON employments (person_id) WHERE valid_to IS NULL;
COMMENT ON TABLE employments IS 'When a person belonged to the company.';
COMMENT ON COLUMN employments.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN employments.person_id IS 'Whose employment this is.';
COMMENT ON COLUMN employments.valid_from IS 'First moment of the employment.';
COMMENT ON COLUMN employments.valid_to IS 'End of the employment (exclusive); null while it lasts.';

CREATE TABLE identities (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    provider text NOT NULL,
    subject text NOT NULL CHECK (subject <> ''),
    kind text NOT NULL CHECK (kind IN ('employee_number', 'email', 'phone', 'external')),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    CONSTRAINT identities_subject_taken UNIQUE (provider, subject)
);
CREATE INDEX identities_by_person ON identities (person_id);
COMMENT ON TABLE identities IS 'The names under which a person signs in. Provider local is this server; others are sign-on services.';
COMMENT ON COLUMN identities.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN identities.person_id IS 'Who signs in under it.';
COMMENT ON COLUMN identities.provider IS 'local, or the name of a sign-on service.';
COMMENT ON COLUMN identities.subject IS 'The name itself, folded (width and case) for provider local.';
COMMENT ON COLUMN identities.kind IS 'What the name is: employee number, e-mail, phone, or external.';
COMMENT ON COLUMN identities.created_at IS 'When it was added.';

CREATE TABLE role_grants (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    role text NOT NULL CHECK (role IN ('trainee', 'trainer', 'hr', 'admin')),
    granted_at timestamptz NOT NULL DEFAULT app_now(),
    granted_by uuid REFERENCES people (id),
    revoked_at timestamptz,
    revoked_by uuid REFERENCES people (id)
);
CREATE UNIQUE INDEX role_grants_one_current ON role_grants (person_id, role) WHERE revoked_at IS NULL;
COMMENT ON TABLE role_grants IS 'Which roles a person has or had.';
COMMENT ON COLUMN role_grants.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN role_grants.person_id IS 'Who has the role.';
COMMENT ON COLUMN role_grants.role IS 'trainee, trainer, hr or admin.';
COMMENT ON COLUMN role_grants.granted_at IS 'Since when.';
COMMENT ON COLUMN role_grants.granted_by IS 'Who gave it; null for the command line and the server.';
COMMENT ON COLUMN role_grants.revoked_at IS 'Until when; null while it holds.';
COMMENT ON COLUMN role_grants.revoked_by IS 'Who took it back.';

CREATE TABLE groups (
    id uuid PRIMARY KEY,
    parent_id uuid REFERENCES groups (id),
    code text NOT NULL CONSTRAINT groups_code_taken UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    closed_at timestamptz,
    CONSTRAINT groups_not_own_parent CHECK (parent_id <> id)
);
CREATE INDEX groups_by_parent ON groups (parent_id);
COMMENT ON TABLE groups IS 'Units of the company, a tree.';
COMMENT ON COLUMN groups.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN groups.parent_id IS 'The unit it belongs to; null for the top.';
COMMENT ON COLUMN groups.code IS 'Lasting short name, used in addresses and files.';
COMMENT ON COLUMN groups.name_zh IS 'Name in Chinese.';
COMMENT ON COLUMN groups.name_en IS 'Name in English.';
COMMENT ON COLUMN groups.created_at IS 'When it was added.';
COMMENT ON COLUMN groups.closed_at IS 'Since when it is no longer used; null while it is.';

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    group_id uuid NOT NULL REFERENCES groups (id),
    valid_from timestamptz NOT NULL DEFAULT app_now(),
    valid_to timestamptz CHECK (valid_to >= valid_from)
);
CREATE UNIQUE INDEX memberships_one_current ON memberships (person_id, group_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_by_group ON memberships (group_id, valid_from);
COMMENT ON TABLE memberships IS 'Who belonged to which group, from when to when.';
COMMENT ON COLUMN memberships.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN memberships.person_id IS 'The member.';
COMMENT ON COLUMN memberships.group_id IS 'The group.';
COMMENT ON COLUMN memberships.valid_from IS 'From when.';
COMMENT ON COLUMN memberships.valid_to IS 'Until when (exclusive); null while it lasts.';

CREATE TABLE sessions (
    id_hash bytea PRIMARY KEY CHECK (length(id_hash) = 32),
    person_id uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    last_seen_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    address text,
    user_agent text
);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
COMMENT ON TABLE sessions IS 'Who is signed in. The cookie holds the id, this table only its hash.';
COMMENT ON COLUMN sessions.id_hash IS 'SHA-256 of the 256-bit session id.';
COMMENT ON COLUMN sessions.person_id IS 'Who is signed in.';
COMMENT ON COLUMN sessions.created_at IS 'When they signed in.';
COMMENT ON COLUMN sessions.last_seen_at IS 'Last request, written at most once a minute.';
COMMENT ON COLUMN sessions.expires_at IS 'End of the session, however busy it is.';
COMMENT ON COLUMN sessions.revoked_at IS 'When it was ended by sign-out, a password change or an admin; null while it lives.';
COMMENT ON COLUMN sessions.address IS 'Address the sign-in came from.';
COMMENT ON COLUMN sessions.user_agent IS 'Browser of the sign-in, cut to 300 characters.';

CREATE TABLE login_failures (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_hash bytea NOT NULL,
    address text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX login_failures_by_subject ON login_failures (subject_hash, failed_at);
CREATE INDEX login_failures_by_address ON login_failures (address, failed_at);
CREATE INDEX login_failures_by_time ON login_failures (failed_at);
COMMENT ON TABLE login_failures IS 'Failed sign-ins of the last hours: what the throttle counts. Successes are free.';
COMMENT ON COLUMN login_failures.id IS 'Running number.';
COMMENT ON COLUMN login_failures.subject_hash IS 'SHA-256 of the folded name that was typed, known or not.';
COMMENT ON COLUMN login_failures.address IS 'Address it came from.';
COMMENT ON COLUMN login_failures.failed_at IS 'When.';

CREATE TABLE invitations (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    purpose text NOT NULL CHECK (purpose IN ('first_admin', 'set_password')),
    person_id uuid REFERENCES people (id),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT invitations_person_by_purpose CHECK ((purpose = 'set_password') = (person_id IS NOT NULL))
);
COMMENT ON TABLE invitations IS 'One-time links: the one that makes the first admin, and those that let a person set a password.';
COMMENT ON COLUMN invitations.token_hash IS 'SHA-256 of the 256-bit token in the link.';
COMMENT ON COLUMN invitations.purpose IS 'first_admin or set_password.';
COMMENT ON COLUMN invitations.person_id IS 'Whose password it sets; null for first_admin.';
COMMENT ON COLUMN invitations.created_at IS 'When it was made.';
COMMENT ON COLUMN invitations.expires_at IS 'Until when it works.';
COMMENT ON COLUMN invitations.used_at IS 'When it was used; a link works once.';
