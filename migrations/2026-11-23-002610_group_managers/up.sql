CREATE TABLE group_managers (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES groups (id),
    person_id uuid NOT NULL REFERENCES people (id),
    valid_from timestamptz NOT NULL DEFAULT app_now(),
    valid_to timestamptz CHECK (valid_to >= valid_from),
    added_by uuid REFERENCES people (id),
    removed_by uuid REFERENCES people (id)
);
CREATE UNIQUE INDEX group_managers_one_current ON group_managers (group_id, person_id) WHERE valid_to IS NULL;
COMMENT ON TABLE group_managers IS 'Who manages which group, from when to when: they are told when certificates of its people expire.';
COMMENT ON COLUMN group_managers.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN group_managers.group_id IS 'The group; where one below it has no manager of its own, that one too.';
COMMENT ON COLUMN group_managers.person_id IS 'The manager.';
COMMENT ON COLUMN group_managers.valid_from IS 'From when.';
COMMENT ON COLUMN group_managers.valid_to IS 'Until when (exclusive); null while it lasts.';
COMMENT ON COLUMN group_managers.added_by IS 'Who said so.';
COMMENT ON COLUMN group_managers.removed_by IS 'Who ended it.';
