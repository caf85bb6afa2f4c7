ALTER TABLE programme_versions
    ADD COLUMN rules jsonb,
    ADD COLUMN applies_from date;
COMMENT ON COLUMN programme_versions.rules IS 'What must be passed and when it is renewed; null for what requirement_codes alone say: all of them, and any new pass renews.';
COMMENT ON COLUMN programme_versions.applies_from IS 'First day it counts, in the company zone; null from when it was written. Of those that count, the highest number does.';

ALTER TABLE certificates ADD COLUMN anchored_on date;
COMMENT ON COLUMN certificates.anchored_on IS 'The day whose returns end its validity where the anniversary is kept; null is its first day.';

CREATE TABLE role_requirements (
    id uuid PRIMARY KEY,
    programme_id uuid NOT NULL REFERENCES programmes (id),
    role text NOT NULL CHECK (role IN ('trainee', 'trainer', 'hr', 'admin')),
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to >= valid_from),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id)
);
CREATE UNIQUE INDEX role_requirements_one_current ON role_requirements (programme_id, role) WHERE valid_to IS NULL;
COMMENT ON TABLE role_requirements IS 'Which roles must hold which certification, from when to when.';
COMMENT ON COLUMN role_requirements.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN role_requirements.programme_id IS 'The certification.';
COMMENT ON COLUMN role_requirements.role IS 'Everyone with this role.';
COMMENT ON COLUMN role_requirements.valid_from IS 'From when they must hold it.';
COMMENT ON COLUMN role_requirements.valid_to IS 'Until when (exclusive); null while it holds.';
COMMENT ON COLUMN role_requirements.created_at IS 'When this was decided.';
COMMENT ON COLUMN role_requirements.created_by IS 'Who decided it.';

CREATE TABLE exemptions (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    programme_id uuid NOT NULL REFERENCES programmes (id),
    reason text NOT NULL CHECK (reason <> '' AND length(reason) <= 500),
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    ended_at timestamptz,
    ended_by uuid REFERENCES people (id),
    end_reason text CHECK (end_reason <> '' AND length(end_reason) <= 500),
    CONSTRAINT exemptions_end_has_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX exemptions_by_person ON exemptions (person_id, programme_id);
CREATE INDEX exemptions_by_programme ON exemptions (programme_id);
COMMENT ON TABLE exemptions IS 'Who need not hold a certification, from when to when, and why.';
COMMENT ON COLUMN exemptions.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN exemptions.person_id IS 'Who is exempt.';
COMMENT ON COLUMN exemptions.programme_id IS 'From which certification.';
COMMENT ON COLUMN exemptions.reason IS 'Why, in words of HR.';
COMMENT ON COLUMN exemptions.valid_from IS 'First day, in the company zone.';
COMMENT ON COLUMN exemptions.valid_to IS 'Last day, in the company zone; null without end.';
COMMENT ON COLUMN exemptions.created_at IS 'When it was granted.';
COMMENT ON COLUMN exemptions.created_by IS 'Who granted it.';
COMMENT ON COLUMN exemptions.ended_at IS 'When it was ended before its time; from that day on it does not count.';
COMMENT ON COLUMN exemptions.ended_by IS 'Who ended it.';
COMMENT ON COLUMN exemptions.end_reason IS 'Why it was ended, in words of HR.';
